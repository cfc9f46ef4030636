"""The firm's clients, who of the firm is on whose team, and the folders (matters) of each client."""
