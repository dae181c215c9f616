"""The layouts and sentences of the second family; knows nothing of the other families."""
