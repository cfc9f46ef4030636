"""The search index: what it is asked (`protocol`), and the kinds that answer: an own SQLite file, and one in memory."""
