"""What the API answers about a lineage."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.answers import Answer
from api.models import AuthorView, ShareView
from api.rights_models import KnownAt, StateView
from ledger.register.entry import Match
from ledger.register.fields import Label
from ledger.register.origin import Likeness, LikeWork


class LineageNode(Answer):
    """A heritage source or a work; ``state`` is that of a work's registration.

    ``similar`` is what resembles the root and has no other part in its lineage.
    """

    id: str
    kind: Literal["heritage", "work"]
    role: Literal["root", "ancestor", "derivative", "similar"]
    entry: int
    number: str
    registered: str
    title: Label
    state: StateView | None
    in_force: bool = Field(description="false for a registration refused, cancelled or withdrawn")
    owners: list[ShareView]
    authors: list[AuthorView]
    picture: str | None = Field(description="address of what may be shown, or null")
    hidden_parents: int = Field(description="parents that this answer leaves out")
    hidden_derivatives: int = Field(description="derivatives that this answer leaves out")


class LineageGrant(Answer):
    """A licence over an edge; ``last_day`` is its term's or an earlier end."""

    id: str
    entry: int
    number: str
    state: StateView
    in_effect: bool
    first_day: str
    last_day: str


class EdgeRelation(Answer):
    """How a work draws on its parent: a term of ``relation_heritage`` or ``relation_work``."""

    term: str
    zh: str
    en: str


class EdgeLicence(Answer):
    """Whether the parent's owner lets the derivative be exploited.

    ``state`` is ``public_domain``, ``inspired``, ``same_owners`` or ``nobody_to_ask`` where nobody
    is asked, otherwise ``licensed``, ``agreed``, ``suspended``, ``lapsed`` or ``unlicensed``.
    """

    state: str
    zh: str
    en: str
    grants: list[LineageGrant] = Field(description="those in effect first")
    more_grants: int = Field(description="licences over this edge that are left out")


class LineageDerivation(Answer):
    """That ``child`` declared that it grew from ``parent``, and in which way."""

    child: str
    parent: str
    relation: EdgeRelation
    licence: EdgeLicence
    zh: str
    en: str


class LineageSimilarity(Answer):
    """What the search at the registration of ``later`` found of ``earlier``, as the log has it.

    Resemblance is no judgment: both may have drawn on the same wall.
    """

    later: str
    earlier: str
    declared: bool = Field(description="whether `later` declares `earlier` as a parent")
    tree_size: int = Field(description="entries that the search covered")
    match: Match | None = Field(description="by fingerprints of the whole pictures")
    likeness: LikeWork | Likeness | None = Field(
        description="by features; of a work, with a verdict"
    )
    zh: str
    en: str


class LineageView(Answer):
    """A lineage: parents always stand earlier in the log than what grew from them.

    The root comes first, then its ancestors and its derivatives, the nearest first, then what else
    resembles it. ``complete`` is false where anything is left out; ``next`` is the ``after`` that
    gives more of what grew directly from the root, or null.
    """

    root: str
    nodes: list[LineageNode]
    derivations: list[LineageDerivation]
    similarities: list[LineageSimilarity]
    hidden_similarities: int = Field(description="resemblances to the root that are left out")
    complete: bool
    next: int | None
    known_at: KnownAt
