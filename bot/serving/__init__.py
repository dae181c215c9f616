"""What answers: the newest index, the queue before it, and who may ask how often."""
