"""Work that is done while nobody waits: what is to be done, who is at it, how far it is, how it ended."""
