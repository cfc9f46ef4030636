"""How a citation of each family is written. `law.citations` and `law.statutes` are the doors to it."""
