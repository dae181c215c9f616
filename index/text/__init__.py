"""Strings and nothing else: words, lines, sentences, hyphens, dates; no document, no model."""
