"""What Indian law calls things: citations, statutes, codes old and new, courts, papers. Pure: no web, no database."""
