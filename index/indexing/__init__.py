"""Builds and updates of an index; it knows documents and the store, and no question."""
