"""What a process of ours may still do once it holds octets of strangers: read files, reckon, and write its answer.

Decoders have faults. A process that has called confine() opens no connection, starts no program, writes and creates no
file, looks into no other process, whatever takes it over (seccomp, Documentation/userspace-api/seccomp_filter.rst).
"""

import ctypes
import os
import platform
import resource
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # prctl(2)
_LOAD, _IF_EQUAL, _IF_ANY, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | 1, 0x7FFF0000
_NUMBER, _MACHINE, _FLAGS = 0, 4, 32  # in struct seccomp_data; openat's third argument
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Of each machine: its name (linux/audit.h), its number of openat, and of what else is allowed: read, write,
# close, fstat, lseek, pread64, fcntl, mmap, mprotect, munmap, mremap, brk, madvise, the signals' three, futex, exit and
# exit_group, newfstatat, statx, getdents64, readlink(at), access, getcwd, getpid, gettid, clock_gettime, getrandom,
# sched_getaffinity, sched_yield.
_OF_MACHINES = {
    "x86_64": (
        0xC000003E,
        257,
        (
            *(0, 1, 3, 5, 8, 17, 72, 9, 10, 11, 25, 12, 28, 13, 14, 15, 202, 60, 231),
            *(262, 332, 217, 89, 267, 21, 269, 79, 39, 186, 228, 318, 204, 24),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        56,
        (
            *(63, 64, 57, 80, 62, 67, 25, 222, 226, 215, 216, 214, 233, 134, 135, 139, 98, 93, 94),
            *(79, 291, 61, 78, 48, 17, 172, 178, 113, 278, 123, 124),
        ),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(*, memory: int, seconds: int, answer: int) -> None:
    """memory, answer: in octets; seconds: of its processor. What it needs is loaded before. Raises OSError."""
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, most in limits:
        resource.setrlimit(limit, (most, most))
    if platform.machine() not in _OF_MACHINES:
        raise OSError(f"no list of what may be done on {platform.machine()}")
    steps = _filter(*_OF_MACHINES[platform.machine()])
    program = _Program(len(steps) // 8, steps)
    if _prctl(_NO_NEW_PRIVILEGES, 1) or _prctl(_SECCOMP, _FILTER, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "seccomp")


def _prctl(what: int, how: int, program: object = None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(what, ctypes.c_ulong(how), program, ctypes.c_ulong(0), ctypes.c_ulong(0)))


def _filter(machine: int, openat: int, allowed: tuple[int, ...]) -> bytes:
    """What is not allowed fails with EPERM."""
    number = len(allowed)
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((_IF_EQUAL, number - at + 3, 0, call) for at, call in enumerate(allowed)),
        (_IF_EQUAL, 0, 2, openat),
        (_LOAD, 0, 0, _FLAGS),
        (_IF_ANY, 0, 1, _WRITING),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
