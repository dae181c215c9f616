"""How many heaps the C library keeps in a process that runs for long."""

import ctypes
import platform

# `man mallopt`: its parameters, and what they are set to.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
HEAPS = 2
LARGE = 128 * 1024


def keep_few() -> None:
    """Have all threads share a few heaps, and large pieces lie apart, where the library is glibc.

    Of itself it gives a heap to each of many threads, and lets ever larger pieces into them, so
    that memory climbs for hours by what each keeps. Call it before threads start.
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, HEAPS)
        library.mallopt(_MMAP_THRESHOLD, LARGE)
