"""What every feature rests on: the host, services, work in the background, errors in words."""
