"""Large buffers go back to the system when they are freed, whatever was freed before them."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

_PROGRAM = """
import ctypes, sys
from api.allocator import return_large_buffers

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "mapped", "mapped_bytes", "usmblks", "fsmblks", "used",
        "free", "keepcost")]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
if sys.argv[1] == "set":
    return_large_buffers()
large = bytes(16 * 2**20)
del large
before = libc.mallinfo2().mapped
held = bytearray(100_000)
print(libc.mallinfo2().mapped - before)
del held
print(libc.mallinfo2().mapped - before)
"""


def _mapped(how: str) -> list[str]:
    """Give how many more buffers are the system's own while one of 100 kB is held, and after."""
    command = [sys.executable, "-c", _PROGRAM, how]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_large_buffer_is_the_systems_own() -> None:
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"):
        pytest.skip("this C library does not say where its buffers are (glibc 2.33 does)")
    assert _mapped("set") == ["1", "0"]
    # this is what it is there against
    assert _mapped("leave") == ["0", "0"]
