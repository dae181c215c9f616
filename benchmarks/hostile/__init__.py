"""What a stranger may send that is no request: questions, files, words to show, settings."""
