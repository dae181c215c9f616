"""Files of a folder into documents, each within bounds; it knows no index and no question."""
