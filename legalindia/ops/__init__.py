"""How we watch the office run: logs, and whether what it stands on answers."""
