"""When joint owners do not agree on a use (Art. 14): notice, objection, withdrawal, ruling."""

from __future__ import annotations

from typing import Annotated, Literal

from ledger.register.fields import DidText, Model, Sha256Text, StatementId, Term
from ledger.register.terms import LongText


class JointUseNotice(Model):
    """The subject of a co-owner's notice to the others that it wants to license.

    ``termsDigest`` is SHA-256 of the canonical terms of the non-exclusive grant, ``summary`` says
    in words what they are; ``licensee`` may stay open.
    """

    work: StatementId
    owner: DidText
    terms_digest: Sha256Text
    summary: LongText
    licensee: DidText | None = None


class JointUseObjection(Model):
    """The subject of another co-owner's objection to such a notice, with its just reason."""

    notice: StatementId
    owner: DidText
    reason: Annotated[str, Term("just_reason")]
    statement: LongText


class JointUseWithdrawal(Model):
    """The subject of taking an objection back; ``owner`` is who objected."""

    notice: StatementId
    owner: DidText


class JointUseRuling(Model):
    """The subject of the finding whether any of the reasons that stand against a use is just."""

    notice: StatementId
    outcome: Literal["just", "not_just"]
    reasons: LongText
