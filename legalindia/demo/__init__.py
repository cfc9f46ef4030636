"""A small fictional law office, so that a new installation has something to read, search and ask about."""
