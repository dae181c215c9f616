"""Run Python so that it ends at the first internet socket that it or anything it starts opens.

`python no_internet.py ARGUMENT...` is `python ARGUMENT...` under a filter of system calls (seccomp,
see the manual pages seccomp(2) and seccomp_unotify(2)): this process is told of socket(AF_INET, ..)
and socket(AF_INET6, ..), by whatever process, kills what it started, and ends by SIGSYS; io_uring,
which could open one unseen, may not be used. Only for Linux.
"""

import ctypes
import os
import platform
import select
import signal
import socket
import struct
import sys
from contextlib import suppress

# The machine's audit number, and the numbers of socket(2), io_uring_setup(2) and seccomp(2) on it.
MACHINES = {
    "x86_64": (0xC000003E, 41, 425, 317),
    "aarch64": (0xC00000B7, 198, 425, 277),
}
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER, NEW_LISTENER = 1, 8
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, TELL, NO_SUCH_CALL = 0x7FFF0000, 0x7FC00000, 0x00050026
AF_INET, AF_INET6 = 2, 10


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_program() -> bytes:
    """The filter: each instruction is a code, how far to jump if true, if false, and a constant."""
    machine, socket_call, io_uring_setup, _ = MACHINES[platform.machine()]
    instructions = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 0, 7, machine),  # another machine's calls: tell
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 6, 0, io_uring_setup),
        (EQUAL, 0, 3, socket_call),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 2, 0, AF_INET),
        (EQUAL, 1, 0, AF_INET6),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, TELL),
        (RETURN, 0, 0, NO_SUCH_CALL),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)


def filtered() -> int:
    """Put the filter on this process for good; the file that tells of sockets."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = filter_program()
    program = Program(len(code) // 8, code)
    call = MACHINES[platform.machine()][3]
    listener = -1
    if not libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        listener = libc.syscall(call, SECCOMP_SET_MODE_FILTER, NEW_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the filter of system calls could not be set")
    return int(listener)


def watch(listener: int, child: int) -> int:
    """The child's status, or SIGSYS's as soon as there is a socket."""
    ending = os.pidfd_open(child)
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    waiting.register(ending, select.POLLIN)
    told = dict(waiting.poll())
    while not told.get(listener, 0) & select.POLLIN and ending not in told:
        told = dict(waiting.poll())
    if told.get(listener, 0) & select.POLLIN:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return -signal.SIGSYS
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Start the program that is to be run, and end as it does or at the first socket."""
    here, there = socket.socketpair()
    child = os.fork()
    if not child:
        os.setsid()
        socket.send_fds(there, [b"."], [filtered()])
        os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
    there.close()
    _, [listener], *_ = socket.recv_fds(here, 1, 1)
    status = watch(listener, child)
    if status < 0:
        os.kill(os.getpid(), -status)
    sys.exit(status)


if __name__ == "__main__":
    main()
