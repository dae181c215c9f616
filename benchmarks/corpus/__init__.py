"""Documents made in the habits of other programs, and what is known of each; knows Quoth only to measure it."""
