"""What the C library does with the buffers that decoding takes and gives back."""

from __future__ import annotations

import ctypes
import sys

#: Of glibc's <malloc.h>.
_M_MMAP_THRESHOLD = -3
#: Buffers of pictures are mostly larger, nearly everything else is smaller.
_LARGE_BYTES = 64 * 1024


def return_large_buffers() -> None:
    """Have every buffer of 64 KiB or more go back to the system as soon as it is freed.

    Left alone, glibc raises that bound to the largest buffer that it saw freed. Pictures then share
    the heap with everything else, and the holes that they leave in it add up: with no more in use,
    a serving process grew by a tenth over 10,000 requests (``benchmarks.memory``).

    Does nothing where the C library has no ``mallopt``.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
