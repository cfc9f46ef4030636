"""The index of a larger firm: a Qdrant server, asked over HTTP."""
