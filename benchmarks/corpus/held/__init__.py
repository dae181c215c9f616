"""The layouts and sentences that readers were not developed on; knows nothing of the other families."""
