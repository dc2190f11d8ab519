"""Kinds about parties: their names, agents, guardians and end, and the registrars.

Those about their keys stand in `parties_keys`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    Line,
    Model,
    Sha256Text,
    StatementId,
    Term,
    distinct,
)
from ledger.register.kinds.notice import Exhibit
from ledger.register.kinds.parties_keys import (
    KeyCompromise,
    KeyRecovery,
    KeyRotation,
    RecoveryContacts,
    RecoveryVeto,
)


def _first_of_month(text: str) -> str:
    if date.fromisoformat(text).day != 1:
        raise PydanticCustomError("until_not_first", "not the first of a month", {"until": text})
    return text


class PartyUpdate(Model):
    """What a party changes about itself; what is not named stays as it was.

    ``displayName`` and ``penNames`` are public and never checked names; an empty list of pen names
    takes all of them away.
    """

    party: DidText
    display_name: Line | None = None
    pen_names: Annotated[list[Line], Field(max_length=16), AfterValidator(distinct)] | None = None
    roles: (
        Annotated[
            list[Annotated[str, Term("role")]],
            Field(min_length=1, max_length=8),
            AfterValidator(distinct),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.display_name is None and self.pen_names is None and self.roles is None:
            raise PydanticCustomError("update_empty", "nothing is changed")
        return self


class PartyEndorsement(Model):
    """A registrar has checked a party's real name, of which only a commitment is given.

    ``nameCommitment`` is SHA-256 of the RFC 8785 bytes of ``{"name": …, "salt": …}``, the salt 32
    random bytes in hexadecimal that the party keeps. ``checkedBy`` is how: the original document
    seen, the person met, a remote check, or a look into an official register.
    """

    party: DidText
    name_commitment: Sha256Text
    checked_by: Literal["document_seen", "in_person", "remote", "official_register"]


class Delegation(Model):
    """A principal lets an agent act for it.

    ``acts`` are what the agent may do and ``works`` on which works: an empty list means all.
    ``until`` is the last day. ``document`` is the SHA-256 of a power of attorney (授权委托书).
    """

    principal: DidText
    agent: DidText
    acts: Annotated[
        list[Annotated[str, Term("act")]],
        Field(min_length=1, max_length=16),
        AfterValidator(distinct),
    ]
    works: Annotated[list[StatementId], Field(max_length=256), AfterValidator(distinct)]
    until: DateText
    document: Sha256Text | None = None


class DelegationRevocation(Model):
    """The principal takes a delegation back, or the agent lays it down; it ends at once."""

    delegation: StatementId


class Guardianship(Model):
    """A guardian acts for a minor.

    ``minority``: a child ``under_8`` does nothing by its own signature; one ``8_to_17`` acts itself
    and needs the guardian beside it to dispose of rights. ``until`` is the last day, and not the
    birthday: it is the first of a month, on or after the birthday, so that the day of birth stays
    private. When it ends for a child under 8, the rules for 8 to 17 apply for ten years more.
    """

    ward: DidText
    guardian: DidText
    minority: Literal["under_8", "8_to_17"]
    until: Annotated[DateText, AfterValidator(_first_of_month)]


class GuardianshipEnd(Model):
    """A guardianship ends before its last day."""

    ward: DidText


class RegistrarAppointment(Model):
    """A registrar begins (``appointed`` true) or ceases to be one."""

    registrar: DidText
    appointed: bool


class DeathRecord(Model):
    """A person died, or an organisation ended, on the day ``died``.

    ``document`` shows it; its title says what it is, without personal data.
    """

    party: DidText
    died: DateText
    document: Exhibit


KINDS: tuple[type[Model], ...] = (
    PartyUpdate,
    PartyEndorsement,
    Delegation,
    DelegationRevocation,
    RecoveryContacts,
    KeyRotation,
    KeyCompromise,
    KeyRecovery,
    RecoveryVeto,
    Guardianship,
    GuardianshipEnd,
    RegistrarAppointment,
    DeathRecord,
)
