"""The firm's papers: how they come in, how they are read, cut into passages, and shown page by page."""
