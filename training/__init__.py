"""Trains the reader: a small model that marks the answer in a passage, or says there is none."""
