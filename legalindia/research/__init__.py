"""Questions and their answers: understand → retrieve → answer → verify.

Only `verify` makes a statement of an answer.
"""
