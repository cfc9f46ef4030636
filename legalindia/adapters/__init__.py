"""The world outside, a file or folder a thing: storage, index, embedding.

Each has a Protocol, its real kinds, and one in memory.
"""
