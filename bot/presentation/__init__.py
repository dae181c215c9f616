"""What all surfaces say, as words and as JSON; it knows neither a terminal nor Discord."""
