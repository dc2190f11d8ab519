"""One whole statement of every kind, in short stories.

`STORIES` maps an area to its documents; each story goes on from that of ``founding``, and each of
its documents is admissible after those before it, on the day that its ``validFrom`` names.
`examples` maps a kind to the first document of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from ledger.register.canonical import JsonObject
from ledger.register.examples import (
    corrections,
    enforcement,
    founding,
    licensing,
    notice,
    orders,
    parties,
    pledges,
    royalties,
    title,
)

STORIES: Mapping[str, Callable[[], list[JsonObject]]] = MappingProxyType(
    {
        "founding": founding.story,
        "parties": parties.story,
        "title": title.story,
        "corrections": corrections.story,
        "notice": notice.story,
        "licensing": licensing.story,
        "royalties": royalties.story,
        "pledges": pledges.story,
        "orders": orders.story,
        "enforcement": enforcement.story,
    }
)


@cache
def examples() -> Mapping[str, JsonObject]:
    """Give the first document of every kind, in the order of the stories."""
    found: dict[str, JsonObject] = {}
    for story in STORIES.values():
        for document in story():
            kind = cast("list[str]", document["type"])[1]
            found.setdefault(kind, document)
    return MappingProxyType(found)
