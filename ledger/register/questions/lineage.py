"""Lineage: what something grew from, what grew from it, and whether each step is licensed.

The lineage of a heritage source or a work: what it goes back to, and what goes back to it, as far
as a window allows. Parents stand earlier in the log than what grew from them, so there is no cycle;
what a window leaves out is counted and never passed over in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from types import MappingProxyType
from typing import Literal, TypeAlias

from ledger.register.backlinks import count_backlinks, read_backlinks
from ledger.register.questions.clause import Named
from ledger.register.records import Descent, Folio, Grant, Heritage
from ledger.register.rules.derivation import Edge, grants_over, upstream
from ledger.register.rules.licensing_status import in_effect, is_live, suspended_by
from ledger.register.rules.notice_cases import owners_of
from ledger.register.state import Register
from ledger.register.vocabulary import vocabulary

Source: TypeAlias = Heritage | Folio
Role: TypeAlias = Literal["root", "ancestor", "derivative", "similar"]

#: Whether a derivative may be exploited as far as its parent has a say in it. Those from
#: ``licensed`` on need a licence.
LICENCES: Mapping[str, Named] = MappingProxyType(
    {
        "public_domain": Named("公有领域，无须许可", "public domain, no licence needed"),
        "inspired": Named("仅受启发，无须许可", "inspiration only, no licence needed"),
        "same_owners": Named("权利人相同，无须许可", "same owners, no licence needed"),
        "nobody_to_ask": Named(
            "已不受保护或者登记已失效，无人可问", "protection or registration is over"
        ),
        "licensed": Named("许可有效", "licence in force"),
        "agreed": Named("许可尚未生效", "licence not in effect yet"),
        "suspended": Named("许可已中止", "licence suspended"),
        "lapsed": Named("许可已失效", "licence no longer in force"),
        "unlicensed": Named("未见许可", "no licence on record"),
    }
)


@dataclass(frozen=True, slots=True)
class Window:
    """How much of a lineage is wanted: generations up and down, and things in all, two at least.

    Of what grew directly from the root it begins with the one that follows the ordinal `after`.
    """

    depth: int
    limit: int
    after: int = -1


@dataclass(frozen=True, slots=True)
class Node:
    """A heritage source or a work, and how many parents and derivatives of it are left out."""

    record: Source
    role: Role
    hidden_parents: int
    hidden_derivatives: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """That `child` grew from `parent`, as it declared; `licence` is one of `LICENCES`.

    `grants` are the licences of what the relation uses that somebody who may hold one ever held,
    those in effect first.
    """

    child: Folio
    parent: Source
    relation: str
    licence: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The root, its ancestors, its derivatives, the nearest first, and what is similar to it.

    `derivations` are all that are declared among them. `following` is the `Window.after` of the
    next window, or ``None`` at the end.
    """

    nodes: tuple[Node, ...]
    derivations: tuple[Derivation, ...]
    following: int | None


def lineage(
    register: Register, root: Source, day: date, window: Window, similar: Sequence[Source] = ()
) -> Lineage:
    """Give what `root` goes back to and what goes back to it, with the licences of `day`.

    What is `similar` to it stands beside them, whatever the window. Over the edges above a work a
    licence counts that its own owners hold, beside those of the work in between. Ancestors take
    half of the window at most.
    """
    above = _ancestors(register, root, window.depth, (window.limit - 1) // 2)
    room = window.limit - 1 - len(above)
    below = _derivatives(register, root, window, room)
    groups: tuple[tuple[Role, Sequence[Source]], ...] = (
        ("root", [root]),
        ("ancestor", above),
        ("derivative", below),
        ("similar", similar),
    )
    shown = {one.id: one for _, group in groups for one in group}
    # what resembles it and has another part in its lineage has that part
    roles = {one.id: role for role, group in reversed(groups) for one in group}
    over = _edges(upstream(register, root, day)) if isinstance(root, Folio) else {}
    derivations = tuple(
        edge
        for child in shown.values()
        if isinstance(child, Folio)
        for edge in _derivations(register, child, shown, over, day)
    )
    every = count_backlinks(register, "declared", root.id)
    last = window.after + room
    return Lineage(
        nodes=tuple(_nodes(register, shown.values(), roles, derivations)),
        derivations=derivations,
        following=last if last + 1 < every else None,
    )


def _ancestors(register: Register, root: Source, depth: int, room: int) -> list[Source]:
    found: dict[str, Source] = {}
    generation: list[Source] = [root]
    for _ in range(depth):
        parents = [descent for child in generation for descent in _parents(child)]
        generation = []
        for descent in parents:
            if descent.id not in found and len(found) < room:
                found[descent.id] = _parent(register, descent)
                generation.append(found[descent.id])
    return list(found.values())


def _derivatives(register: Register, root: Source, window: Window, room: int) -> list[Source]:
    found: dict[str, Source] = {}
    generation, start = [root.id], window.after + 1
    for _ in range(window.depth):
        parents, generation = generation, []
        for parent in parents:
            if len(found) == room:
                break
            for link in read_backlinks(register, "declared", parent, start, room):
                if link.id not in found and len(found) < room:
                    found[link.id] = _work(register, link.id)
                    generation.append(link.id)
            start = 0
    return list(found.values())


def _nodes(
    register: Register,
    shown: Iterable[Source],
    roles: Mapping[str, Role],
    derivations: Sequence[Derivation],
) -> Iterator[Node]:
    parents = Counter(edge.child.id for edge in derivations)
    derivatives = Counter(edge.parent.id for edge in derivations)
    for record in shown:
        every = count_backlinks(register, "declared", record.id)
        yield Node(
            record=record,
            role=roles[record.id],
            hidden_parents=len(_parents(record)) - parents[record.id],
            hidden_derivatives=every - derivatives[record.id],
        )


def _derivations(
    register: Register,
    child: Folio,
    shown: Mapping[str, Source],
    over: Mapping[tuple[str, str], Edge],
    day: date,
) -> Iterator[Derivation]:
    """Give the edges from `child` to what is `shown`; those `over` the root go before its own."""
    # the nearest come first; where the child itself is exploited, these are who is asked
    own = takewhile(lambda edge: edge.child.id == child.id, upstream(register, child, day))
    edges = _edges(own) | dict(over)
    for descent in child.parents:
        if descent.id in shown:
            parent = shown[descent.id]
            edge = edges.get((child.id, descent.id))
            grants = _grants(register, edge, day) if edge else ()
            licence = _licence(register, grants, day) if edge else _unasked(child, parent, descent)
            yield Derivation(child, parent, descent.relation, licence, grants)


def _unasked(child: Folio, parent: Source, descent: Descent) -> str:
    """Say why nobody is asked for what the `descent` of `child` from `parent` uses."""
    if isinstance(parent, Heritage):
        return "public_domain"
    if "right" not in vocabulary("relation_work")[descent.relation].extra:
        return "inspired"
    same = {*owners_of(child)} == {*owners_of(parent)}
    return "same_owners" if same else "nobody_to_ask"


def _grants(register: Register, edge: Edge, day: date) -> tuple[Grant, ...]:
    held = grants_over(register, edge)
    return tuple(sorted(held, key=lambda grant: not in_effect(register, grant, day)))


def _licence(register: Register, grants: Sequence[Grant], day: date) -> str:
    if not grants:
        return "unlicensed"
    if in_effect(register, grants[0], day):
        return "licensed"
    live = [grant for grant in grants if is_live(register, grant, day)]
    if not live:
        return "lapsed"
    free = any(suspended_by(register, grant, day) is None for grant in live)
    return "agreed" if free else "suspended"


def _edges(edges: Iterable[Edge]) -> dict[tuple[str, str], Edge]:
    return {(edge.child.id, edge.parent.id): edge for edge in edges}


def _parents(record: Source) -> list[Descent]:
    return record.parents if isinstance(record, Folio) else []


def _parent(register: Register, descent: Descent) -> Source:
    if descent.source == "work":
        return _work(register, descent.id)
    found = register.get(Heritage, descent.id)
    assert found is not None
    return found


def _work(register: Register, work: str) -> Folio:
    found = register.get(Folio, work)
    assert found is not None
    return found
