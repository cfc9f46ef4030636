"""How the installation does: for the administrator, who runs the system and sees no client's papers."""
