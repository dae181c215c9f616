"""From a question to passages; it knows the store, and nothing of reading or answering."""
