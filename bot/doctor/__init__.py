"""`quoth doctor`: whether all is in order, the machine, the index and what the bot rests on."""
