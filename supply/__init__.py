"""What Quoth is made of: the libraries that are pinned, their licences, the models and the data."""
