"""存证编号, the number shown to people: the entry's index with two check digits.

``MG-000000012-62``: the index in nine digits or more, then ISO/IEC 7064 MOD 97-10, which catches
every single wrong digit and every swap of neighbours.
"""

from __future__ import annotations

import re

from ledger.errors import ReceiptError

_SHAPE = re.compile(r"MG-(\d{9,16})-(\d{2})", re.ASCII)


def format_number(index: int) -> str:
    """Give the deposit number of the entry at `index`."""
    return f"MG-{index:09d}-{98 - index * 100 % 97:02d}"


def parse_number(text: str) -> int:
    """Give the entry's index; `ReceiptError` (``number_malformed``) for a slip of the pen."""
    match = _SHAPE.fullmatch(text)
    if match is None or format_number(int(match[1])) != text:
        raise ReceiptError("number_malformed", number=text[:40])
    return int(match[1])
