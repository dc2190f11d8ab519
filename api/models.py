"""What the API answers with, as OpenAPI describes it.

Members are snake_case; what is quoted from statements and entries keeps its own camelCase.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.answers import Answer
from api.rights_models import Standing
from ledger.register.entry import FileFacts, Findings
from ledger.register.fields import Label
from ledger.register.kinds.genesis import Policy
from ledger.register.origin import Origin


class LogView(Answer):
    """Which ledger this is, and by which key its checkpoints verify."""

    origin: str
    vkey: str
    context: str = Field(description="the second `@context` of statements")
    size: int = Field(description="entries in the log")
    root: str = Field(description="root of the log, hexadecimal")
    pictures: int = Field(description="pictures that a search covers")
    operator: str
    registrars: list[str]
    policy: Policy
    filing: str


class ClaimView(Answer):
    """One registration over a file; the first has priority."""

    entry: int
    number: str
    id: str


class PartyView(Answer):
    """A registered party. The name is an alias of its own choice, never a checked one.

    ``continued_after_notice`` are the newest entries by which it went on after a notice of
    infringement had reached it, as of today.
    """

    party: str
    entry: int
    kind: str
    display_name: str
    roles: list[str]
    continued_after_notice: list[int]


class ShareView(Answer):
    """An owner with the exact share."""

    party: str
    display_name: str
    share: str


class AuthorView(Answer):
    """An author under the name by which the work is signed."""

    party: str
    signed_as: str


class ParentView(Answer):
    """What a work grew from."""

    kind: Literal["heritage", "work"]
    id: str
    entry: int
    title: Label
    relation: str


class WorkSummary(Answer):
    """A work in a list."""

    id: str
    entry: int
    number: str
    registered: str
    title: Label
    category: str
    owners: list[ShareView]
    picture: str | None = Field(description="address of what may be shown, or null")


class WorkView(WorkSummary):
    """A work with all that the register says of it."""

    nature: str
    completed: str
    publication: str
    rights: list[str] | Literal["all"]
    ai: str
    authors: list[AuthorView]
    derived_from: list[ParentView]
    file: FileFacts
    fingerprints: list[str]
    findings: Findings
    origin: Origin | None = Field(description="the origin report, as registration answered it")
    competing: list[ClaimView] = Field(description="other registrations over the same file")
    has_priority: bool = Field(description="whether this is the first registration over its file")
    standing: Standing


class HeritagePictureView(Answer):
    """A picture of a heritage source, and the entry that has it."""

    entry: int
    number: str
    id: str
    note: Label | None
    picture: str


class HeritageView(Answer):
    """A heritage source; `picture` is the first of its `pictures`, which are in log order."""

    id: str
    entry: int
    number: str
    title: Label
    site: str
    cave: str | None
    period: str | None
    motifs: list[str]
    picture: str | None
    pictures: list[HeritagePictureView]


class WorkEvent(Answer):
    """Something in the log that concerns a work."""

    index: int
    number: str
    id: str
    kind: str
    time: str
    event: Literal["registered", "competing_claim"]


class WorkHistory(Answer):
    """What the log says of a work, in the order of the log."""

    items: list[WorkEvent]


class WorkPage(Answer):
    """Works, newest first; ``next`` is the ``before`` of the next page, or null at the end."""

    items: list[WorkSummary]
    next: int | None


class HeritagePage(Answer):
    """Heritage sources, newest first; ``next`` as in `WorkPage`."""

    items: list[HeritageView]
    next: int | None


class StateRecord(Answer):
    """One record of the register's state, as stored."""

    table: str
    key: str
    value: str = Field(description="canonical JSON")


class StatePage(Answer):
    """Records in a fixed order; ``size`` is the tree size they belong to."""

    size: int
    items: list[StateRecord]
    next: str | None = Field(description="the after of the next page, or null at the end")
