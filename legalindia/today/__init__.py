"""The page the day begins with."""
