"""How HTTP is spoken: pages and fragments, doors, errors, headers, lists page by page, forms, uploads, JSON."""
