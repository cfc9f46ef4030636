"""Drafts: each citation, quotation and old section of a text held against the library, before the court does it."""
