"""Threads share the heaps of the C library."""

import platform
import re

import pytest

from tests.support import run_python

# Threads that are all there at once, each of which takes memory; then the library's own account.
MANY = """
import ctypes, sys, threading
from bot.serving.heaps import keep_few
if sys.argv[1] == "few":
    keep_few()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(12)
def take():
    together.wait()
    assert library.malloc(2000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
for one in threads:
    one.start()
for one in threads:
    one.join()
library.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, stream)
library.fflush(stream)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_many_threads_share_a_few_heaps() -> None:
    def heaps(how: str) -> int:
        return len(re.findall(r"<heap nr", run_python("-c", MANY, how).stdout))

    assert heaps("few") <= 2 < heaps("many")
