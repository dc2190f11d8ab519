"""Kinds of the area enforcement: evidence, and a notice of infringement from sending to outcome.

All of it is public (E-Commerce Law, Art. 44), so nobody is named: parties appear as their DIDs or
masked, addresses and identities as salted commitments, which are opened to the platform alone.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DidText,
    Line,
    Model,
    Sha256Text,
    StatementId,
    Term,
    TimeText,
    distinct,
)
from ledger.register.kinds.notice import Exhibit, Exhibits
from ledger.register.masking import MaskedHost, MaskedLabel
from ledger.register.terms import EconomicRights, LongText, Media, Products
from ledger.register.territory import Territories


class Digests(Model):
    """SHA-256 and SM3 of the same bytes, both in hexadecimal."""

    sha256: Sha256Text
    sm3: Sha256Text


class EvidenceRecord(Model):
    """A party collected evidence and keeps it as a bundle, of which the log holds digests only.

    ``manifest`` are the digests of the bundle's manifest, ``suspect`` is SHA-256 of the file that
    was found and ``seen`` the collector's own word of when. ``work`` is the work at issue, where it
    is known. ``notice`` is a notice of the collector's own, forwarded before, whose target was seen
    again.
    """

    collector: DidText
    work: StatementId | None = None
    manifest: Digests
    suspect: Sha256Text
    seen: TimeText
    notice: StatementId | None = None

    @model_validator(mode="after")
    def _work_of_a_notice(self) -> Self:
        if self.notice is not None and self.work is None:
            raise PydanticCustomError("evidence_incomplete", "a notice without its work")
        return self


class Target(Model):
    """One place where the work is used without licence.

    ``commitment`` is that to the exact address, made as that to a real name is: SHA-256 of the RFC
    8785 bytes of ``{"name": …, "salt": …}``. ``host`` is masked.
    """

    commitment: Sha256Text
    host: MaskedHost


def _distinct_targets(targets: list[Target]) -> list[Target]:
    distinct([target.commitment for target in targets])
    return targets


class Use(Model):
    """What is used without licence: rights, places, media and products, as licences name them."""

    rights: EconomicRights
    territory: Territories
    media: Media
    products: Products


class InfringementNotice(Model):
    """An owner or an exclusive licensee asks a platform to take measures against a use of a work.

    ``respondent`` is the party complained of; ``respondentLabel`` stands in its place, masked,
    where it is no party of this ledger. ``identity`` is the commitment to the notifier's real name
    and contact, made as that to a target's address; who sends the notice opens both to the
    platform, outside of the log. ``evidence`` are the ids of evidence records.
    """

    work: StatementId
    notifier: DidText
    identity: Sha256Text
    platform: DidText
    respondent: DidText | None = None
    respondent_label: MaskedLabel | None = None
    targets: Annotated[
        list[Target], Field(min_length=1, max_length=32), AfterValidator(_distinct_targets)
    ]
    grounds: Annotated[
        list[Annotated[str, Term("infringement_ground")]],
        Field(min_length=1, max_length=8),
        AfterValidator(distinct),
    ]
    use: Use
    evidence: Annotated[
        list[StatementId], Field(min_length=1, max_length=32), AfterValidator(distinct)
    ]
    statement: LongText

    @model_validator(mode="after")
    def _one_respondent(self) -> Self:
        if (self.respondent is None) == (self.respondent_label is None):
            raise PydanticCustomError("respondent_unclear", "a party, or else a masked name")
        return self


class NoticeForwarding(Model):
    """The platform forwarded the notice to the respondent, whom it reaches with this entry.

    ``measures`` are those that it took at once, none where the evidence did not carry any.
    """

    notice: StatementId
    measures: Annotated[
        list[Annotated[str, Term("platform_measure")]],
        Field(max_length=8),
        AfterValidator(distinct),
    ]


class CounterNotice(Model):
    """The respondent declares that it does not infringe, with evidence.

    ``identity`` is the commitment to its real name and contact, opened to the platform alone. For a
    respondent that is no party of this ledger the platform enters what it received.
    """

    notice: StatementId
    identity: Sha256Text
    statement: LongText
    evidence: Exhibits


class CounterForwarding(Model):
    """The platform forwarded the counter-notice to the notifier, whom it reaches with this entry.

    The notifier can now complain to an authority or sue. Unless it proves within fifteen days that
    it did, the measures have to end.
    """

    notice: StatementId


class SuitProof(Model):
    """Proof that the notifier complained or sued: where, under which number, by which document.

    ``delay`` is evidence of what the notifier could not help (a notary's or a legalisation's time);
    with it a proof is in time up to twenty working days after the fifteen days.
    """

    notice: StatementId
    kind: Annotated[
        Literal["lawsuit", "administrative_complaint"],
        Field(description="`lawsuit` or `administrative_complaint`, terms of `proof_of_suit`"),
    ]
    court: Line
    number: Line
    document: Exhibit
    delay: Exhibit | None = None


class NoticeOutcome(Model):
    """What became of a notice.

    The platform says ``complied`` (the respondent gave in or left it at that), ``upheld`` (a court
    or an authority found the infringement, see ``document``) or ``restored`` (the measures ended);
    the notifier says ``escalated`` (it went to the ``body`` instead, see ``document``) or
    ``withdrawn``.
    """

    notice: StatementId
    outcome: Literal["complied", "upheld", "restored", "escalated", "withdrawn"]
    reasons: LongText
    body: Annotated[str, Term("escalation_body")] | None = None
    document: Exhibit | None = None

    @model_validator(mode="after")
    def _members_of_its_outcome(self) -> Self:
        if (self.body is not None) != (self.outcome == "escalated"):
            raise PydanticCustomError("outcome_disagrees", "body", {"member": "body"})
        if self.document is None and self.outcome in {"escalated", "upheld"}:
            raise PydanticCustomError("outcome_disagrees", "document", {"member": "document"})
        return self


KINDS: tuple[type[Model], ...] = (
    EvidenceRecord,
    InfringementNotice,
    NoticeForwarding,
    CounterNotice,
    CounterForwarding,
    SuitProof,
    NoticeOutcome,
)
