"""The documents over HTTP: questions as JSON and on a page, and each document with its quotes."""
