"""The layouts and sentences that readers were developed on; knows nothing of the other families."""
