"""What an index keeps on disk: catalog, vectors, lexical index; it knows no format of a file."""
