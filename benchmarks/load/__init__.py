"""Many people who ask at once, for long, while documents change and the process is killed."""
