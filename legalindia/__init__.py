"""A law firm's own office: clients, folders, documents, and research whose every statement can be checked."""

__version__ = "0.1.0"
