"""Backlinks: who names an earlier registration, gathered while entries are folded.

An entry says what came before it: a work declares its parents, and the search at registration found
what resembles it. Backlinks are the same edges read from the other end, so that a lineage can be
followed downwards. Each costs two records, however many there are already. Nothing here decides
anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ledger.register.entry import Entry
from ledger.register.records import Backlink, Backlinks, Link
from ledger.register.state import Register


def link_back(register: Register, entry: Entry, parents: Iterable[str] = ()) -> None:
    """Enter `entry` with everything that it names: its `parents`, and what the search found."""
    for parent in parents:
        _add(register, entry, entry.statement.id, "declared", parent)
    for index in entry.registry.likenesses():
        _add(register, entry, entry.statement.id, "found", str(index))


def link_picture_back(
    register: Register, entry: Entry, heritage: str, pictures: Collection[int]
) -> None:
    """Enter a further picture of a source with what the search found, under the source's id.

    That it is like the earlier `pictures` of its own source is no resemblance to anything.
    """
    for index in entry.registry.likenesses():
        if index not in pictures:
            _add(register, entry, heritage, "found", str(index))


def count_backlinks(register: Register, link: Link, to: str) -> int:
    """Give how many later entries name `to` by a link of that kind."""
    found = register.get(Backlinks, f"{link}/{to}")
    return found.count if found else 0


def read_backlinks(
    register: Register, link: Link, to: str, start: int, limit: int
) -> list[Backlink]:
    """Give at most `limit` of them in the order of the log, from the ordinal `start` on."""
    end = min(start + limit, count_backlinks(register, link, to))
    found = []
    for ordinal in range(start, end):
        backlink = register.get(Backlink, f"{link}/{to}/{ordinal:08d}")
        assert backlink is not None
        found.append(backlink)
    return found


def _add(register: Register, entry: Entry, id: str, link: Link, to: str) -> None:
    ordinal = count_backlinks(register, link, to)
    register.put(Backlinks(entry=entry.index, link=link, to=to, count=ordinal + 1))
    register.put(Backlink(entry=entry.index, link=link, to=to, ordinal=ordinal, id=id))
