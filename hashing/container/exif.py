"""The one field of EXIF that changes what a picture looks like: its orientation.

Exif 2.32 section 4.6.4 (tag 274), in a TIFF 6.0 structure. Nothing else of EXIF is read.
"""

from __future__ import annotations

import struct
from typing import Final

UPRIGHT: Final = 1
_ORIENTATION_TAG: Final = 0x0112
_SHORT: Final = 3


def read_orientation(exif: bytes) -> int:
    r"""Return the orientation (1 to 8) that `exif` states, `UPRIGHT` where it states none.

    `exif` is a TIFF structure, with or without the leading ``Exif\0\0``. Damaged EXIF says
    nothing about the pixels beside it, so it is read as `UPRIGHT` and never refused.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "L", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHLH", tiff, entry)
            if tag == _ORIENTATION_TAG:
                return value if kind == _SHORT and 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT
