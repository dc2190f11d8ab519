"""What the API answers about rights: authorizations, title, licences, and how a case stands.

Members are snake_case; what is quoted from statements, records and questions keeps its camelCase.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.answers import Answer
from ledger.register.fields import Label
from ledger.register.origin import Verdict
from ledger.register.questions.clause import Clause
from ledger.register.questions.question import Question
from ledger.register.terms import OfferTerms, Terms


class KnownAt(Answer):
    """Of which entries an answer speaks, and on which day its clocks were read."""

    size: int = Field(description="entries that the answer knows")
    day: str = Field(description="the day, in Asia/Shanghai, on which clocks were read")


class AuthorizationAnswer(Answer):
    """May this party use this work so: yes or no, clause by clause; what is unknown means no.

    ``remarks`` warn and decide nothing; ``grants`` are the licences that a yes rests on.
    """

    authorised: bool
    question: Question
    clauses: list[Clause]
    remarks: list[Clause]
    grants: list[str]
    known_at: KnownAt
    certificate: str = Field(description="where to get the present answer as a certificate")


class PictureMatch(Answer):
    """A registered work that a picture may stem from, and the answer for it."""

    work: str
    index: int
    number: str
    title: Label
    score: float
    verdict: Verdict
    answer: AuthorizationAnswer


class PictureAuthorization(Answer):
    """The same question about a picture: an answer for every work that it may stem from.

    ``authorised`` is true only if there is such a work and every answer is yes; a picture that the
    register does not know is unknown, which means no.
    """

    authorised: bool
    tree_size: int
    matches: list[PictureMatch]


class StateView(Answer):
    """Where a procedure stands; ``due`` is the last day of a clock that is running."""

    state: str
    zh: str
    en: str
    since: str
    due: str | None = None


class HoldView(Answer):
    """An order, a caveat or a lawsuit that lies on a work."""

    kind: str
    id: str
    entry: int
    until: str | None = None


class ParcelView(Answer):
    """Rights in a region with their owners; in ``region`` a ``-`` stands before what is out."""

    rights: list[str]
    region: list[str]
    owners: dict[str, str] = Field(description="party → exact share")
    since: int = Field(description="entry that made it so")


class Standing(Answer):
    """What the register says of a work's rights.

    ``restricted_by`` are the entries of earlier works that have not licensed its exploitation;
    ``protected_until`` is null while an author lives.
    """

    registration: StateView
    priority: int = Field(description="index of the entry from which its priority counts")
    parcels: list[ParcelView]
    holds: list[HoldView]
    pledges: list[str]
    objections: list[str]
    notes: list[int] = Field(description="entries with annotations")
    rectifications: list[int] = Field(description="entries that corrected the registration")
    superseded_by: int | None = Field(description="the latest of these, if there is one")
    grants: int = Field(description="licences ever granted")
    restricted_by: list[int]
    protected_until: str | None
    void_from_start: int | None
    known_at: KnownAt


class TitleLink(Answer):
    """One link of a chain of title."""

    entry: int
    id: str
    day: str
    cause: str
    rights: list[str]
    region: list[str]
    givers: list[str]
    takers: dict[str, str]


class TitleAnswer(Answer):
    """Who holds a right at a place, and by which links."""

    right: str
    place: str
    holders: dict[str, str] = Field(description="party → exact share; empty where it is unknown")
    chain: list[TitleLink]
    known_at: KnownAt


class GrantView(Answer):
    """A licence and how it stands."""

    id: str
    entry: int
    number: str
    work: str
    licensors: list[str]
    licensee: str
    terms: Terms
    state: StateView
    live: bool
    parent: str | None
    offer: str | None
    renews: str | None
    issued: int
    sublicensed: int
    remarks: list[str]
    known_at: KnownAt


class GrantPage(Answer):
    """The licences of a work in the order in which they were granted."""

    items: list[GrantView]
    next: int | None


class CaseView(Answer):
    """Any case by the id of the statement that opened it: offer, licence, objection, notice.

    ``remarks`` warn and decide nothing: of a notice of infringement they say who went on after it,
    when measures have to end, and who answers for a wrong one.
    """

    id: str
    table: str
    entry: int
    number: str
    state: StateView | None
    remarks: list[Clause]
    record: dict[str, Any]
    known_at: KnownAt


class SerialView(Answer):
    """What is known of one numbered piece: ``state`` is issued, recalled or not_issued.

    ``licence`` is the state of the licence under which it was numbered.
    """

    grant: str
    number: int
    quantity: int | None
    state: str
    zh: str
    en: str
    licence: StateView
    issued_by: int | None = Field(description="entry that gave the number")
    recalled_by: int | None = Field(description="entry that recalled it")


class OfferView(Answer):
    """An offer that can be accepted; ``terms_digest`` is what its acceptance signs."""

    id: str
    entry: int
    number: str
    licensors: list[str]
    to: str | None
    tier: Label | None
    terms: OfferTerms
    terms_digest: str
    valid_until: str
    cap: int | None
    left: int | None


class OfferList(Answer):
    """The tariff of a work, in the order in which its offers were made."""

    items: list[OfferView]
