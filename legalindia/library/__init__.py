"""The firm's library: judgments and statutes that everybody may read, what they are, and who cites them."""
