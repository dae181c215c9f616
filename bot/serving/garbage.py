"""What Python's garbage collector looks through, in a process that runs for long."""

import gc


def set_aside() -> None:
    """Have it pass over everything that is there by now: models, modules, what is kept for good.

    It looks through everything only when a quarter as much has come as it found the last time. With
    what is loaded counted in, that is after thousands of answers; until then memory climbs by what
    only it frees, and by what Python keeps for new objects of the sizes of those that went.
    """
    gc.collect()
    gc.freeze()
    # From here on, what it found the last time is nothing.
    gc.collect()


def collect() -> None:
    """Have it look through what has come since, which takes a few milliseconds, as now is the time.

    That is when a generation went: nothing that is left of it stays until much has come.
    """
    gc.collect()
