"""Run Python so that the kernel ends it, and all that it starts, at its first internet socket.

`python no_internet.py ARGUMENT...` is `python ARGUMENT...` under a filter of system calls (seccomp,
see the manual page seccomp(2)): socket(AF_INET, ...) and socket(AF_INET6, ...) end the process with
SIGSYS; io_uring, which could open one unseen, may not be used. Only for Linux.
"""

import ctypes
import os
import platform
import struct
import sys

# The machine's audit number, and the numbers of socket(2) and io_uring_setup(2) on it.
MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
SECCOMP_MODE_FILTER = 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, KILL_PROCESS, NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050026
AF_INET, AF_INET6 = 2, 10


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_program() -> bytes:
    """The filter: each instruction is a code, how far to jump if true, if false, and a constant."""
    machine, socket_call, io_uring_setup = MACHINES[platform.machine()]
    instructions = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 0, 7, machine),  # another machine's calls: kill
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 6, 0, io_uring_setup),
        (EQUAL, 0, 3, socket_call),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 2, 0, AF_INET),
        (EQUAL, 1, 0, AF_INET6),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, KILL_PROCESS),
        (RETURN, 0, 0, NO_SUCH_CALL),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)


def main() -> None:
    """Put the filter on this process for good and become the program that is to be run."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = filter_program()
    program = Program(len(code) // 8, code)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the filter of system calls could not be set")
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])


if __name__ == "__main__":
    main()
