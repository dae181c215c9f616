"""What is seen of Quoth at work: figures for Prometheus, and lines of the log."""
