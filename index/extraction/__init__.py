"""What several formats share to get at a file's text; it knows no format and no document."""
