"""Kinds about the keys of parties: replaced, compromised, lost, recovered."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import DidText, Model, TimeText, distinct


class RecoveryContacts(Model):
    """The three of whom any two can report a party's key stolen, or recover a lost one.

    They are parties or registrars, and the party itself is none of them.
    """

    party: DidText
    contacts: Annotated[list[DidText], Field(min_length=3, max_length=3), AfterValidator(distinct)]

    @model_validator(mode="after")
    def _are_others(self) -> Self:
        if self.party in self.contacts:
            raise PydanticCustomError("contact_is_party", "its own contact", {"did": self.party})
        return self


class KeyRotation(Model):
    """A party's key is replaced by ``newKey``, which signs too and was never anybody's."""

    party: DidText
    new_key: DidText


class KeyCompromise(Model):
    """A party's key was in other hands ``since`` a time: it is frozen at once.

    What it signed since then is shown as contested, and stays.
    """

    party: DidText
    since: TimeText


class KeyRecovery(Model):
    """A party's key is lost or frozen: ``newKey`` takes over after seven days without a veto."""

    party: DidText
    new_key: DidText


class RecoveryVeto(Model):
    """The party still has its key: a recovery ends, and with a registrar's word a freeze too."""

    party: DidText
