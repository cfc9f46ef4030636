"""One way to ask for passages: `service.find(query, scope, by=user)`. Nothing else reads the index."""
