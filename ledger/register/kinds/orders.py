"""Kinds of the area orders: what a court or an authority ordered, as its document says."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    Line,
    Model,
    Sha256Text,
    ShareText,
    StatementId,
    Term,
)
from ledger.register.terms import EconomicRights, LongText
from ledger.register.territory import Territories

#: Kind of order → the members that it has to have, and those that it may have besides.
_MEMBERS: dict[str, tuple[set[str], set[str]]] = {
    "suspend": (set(), {"grant", "until"}),
    "preserve": (set(), {"until"}),
    "cancel": ({"effect"}, {"grant", "pledge"}),
    "change_owner": ({"owners"}, {"pledge", "rights", "territory"}),
    "lift": ({"lifts"}, set()),
}


class OrderScope(Model):
    """What of the work the order is about; empty where it is the whole registration.

    ``rights`` and ``territory`` are for a change of owner: absent they are all the rights that are
    in the register, and the whole world.
    """

    grant: StatementId | None = None
    pledge: StatementId | None = None
    rights: EconomicRights | None = None
    territory: Territories | None = None


class NewOwner(Model):
    """To whom the order gives which exact share."""

    party: DidText
    share: ShareText


class Order(Model):
    """An order of a court or an authority, entered by two registrars; in force with its entry.

    ``issuerName`` is the public name of who made it, ``number`` that of the document and
    ``document`` SHA-256 of it. ``effect`` says from when a cancellation counts. ``until`` is the
    last day of a suspension or preservation, open where absent. ``owners`` get the rights in the
    scope; with ``pledge`` in the scope the pledge is realised. ``lifts`` is the order, the caveat
    or the lawsuit that is lifted.
    """

    kind: Annotated[str, Term("order_kind")]
    work: StatementId
    authority: Annotated[str, Term("authority")]
    issuer_name: Line
    number: Line
    document: Sha256Text
    scope: OrderScope
    effect: Literal["from_now", "from_start"] | None = None
    until: DateText | None = None
    owners: Annotated[list[NewOwner], Field(min_length=1, max_length=64)] | None = None
    lifts: StatementId | None = None
    reasons: LongText

    @model_validator(mode="after")
    def _members_of_its_kind(self) -> Self:
        needed, admitted = _MEMBERS[self.kind]
        own = {name: getattr(self, name) for name in ("effect", "until", "owners", "lifts")}
        there = {name for name, value in own.items() if value is not None}
        there |= self.scope.model_fields_set
        if missing := sorted(needed - there):
            raise PydanticCustomError(
                "order_member_missing", "missing", {"kind": self.kind, "member": missing[0]}
            )
        if stray := sorted(there - needed - admitted):
            raise PydanticCustomError(
                "order_member_not_expected", "stray", {"kind": self.kind, "member": stray[0]}
            )
        if self.scope.grant is not None and self.scope.pledge is not None:
            raise PydanticCustomError(
                "order_member_not_expected", "stray", {"kind": self.kind, "member": "pledge"}
            )
        return self


KINDS: tuple[type[Model], ...] = (Order,)
