"""What is title, heading, furniture and passage in a document; it knows no index and no model."""
