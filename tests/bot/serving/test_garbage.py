"""Garbage is collected soon, however much is kept for good."""

import gc

from bot.serving.garbage import set_aside


def test_what_is_there_is_set_aside_and_what_comes_is_looked_through_soon() -> None:
    kept = [[number] for number in range(500_000)]
    try:
        set_aside()
        assert gc.get_freeze_count() > len(kept)
        full = gc.get_stats()[2]["collections"]
        # Less than a quarter of what is kept.
        come = [[number] for number in range(100_000)]
        assert len(come) < len(kept) / 4
        assert gc.get_stats()[2]["collections"] > full
    finally:
        gc.unfreeze()
