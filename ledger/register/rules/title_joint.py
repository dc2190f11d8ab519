"""Whether the owners of a joint work agree, or need not (Copyright Law, Art. 14).

A transfer, an exclusive licence or a pledge needs them all. A non-exclusive licence may go ahead
without those who gave no just reason within fifteen days of a notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.errors import Refusal, SignatureError
from ledger.register.procedures.joint_use import JOINT_USE
from ledger.register.records import Folio, JointUse, JointUseOf, Party
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.title import holders, not_held_by


def require_co_owners(
    signatures: Signatures, act: str, owners: Iterable[str], folio: Folio
) -> None:
    """Demand that all co-owners consent; `SignatureError` (``co_owner_signature_missing``)."""
    for owner in sorted(set(owners)):
        if not signatures.consents(act, owner, folio.id):
            raise SignatureError("co_owner_signature_missing", entry=folio.entry, did=owner)


def joint_consent(  # noqa: PLR0913  # the terms that are to be granted, by keyword
    register: Register,
    folio: Folio,
    signatures: Signatures,
    *,
    act: str,
    terms_digest: str,
    licensee: str | None,
    rights: Sequence[str],
    territory: Sequence[str],
    exclusivity: str,
) -> list[str]:
    """Demand that all who own any of `rights` anywhere in `territory` consent to license them.

    For a non-exclusive licence the silence of an owner is enough where a notice of exactly these
    terms went unanswered. Gives those owners, so that the ruling can say so. Raises
    `SignatureError` (``co_owner_signature_missing``), `Refusal` (``joint_notice_missing``,
    ``joint_notice_open``, ``party_died``).
    """
    absent = [
        owner
        for owner in sorted(holders(folio, rights, territory))
        if not signatures.consents(act, owner, folio.id)
    ]
    if not absent:
        return []
    if exclusivity != "non_exclusive":
        raise SignatureError("co_owner_signature_missing", entry=folio.entry, did=absent[0])
    notice = notice_for(register, folio.id, terms_digest)
    if (
        notice is None
        or not set(absent) <= set(notice.others)
        or notice.licensee not in {None, licensee}
        or not_held_by(folio, notice.owner, rights, territory)
        or not signatures.consents(act, notice.owner, folio.id)
    ):
        raise Refusal("joint_notice_missing", entry=folio.entry, did=absent[0])
    _require_could_answer(register, absent, notice)
    progress = JOINT_USE.at(notice.status, signatures.day)
    if progress.state != "free":
        state = JOINT_USE.states[progress.state]
        raise Refusal(
            "joint_notice_open",
            entry=notice.entry,
            state_zh=state.zh,
            state_en=state.en,
            until=notice.notice_until,
        )
    return absent


def _require_could_answer(register: Register, absent: Iterable[str], notice: JointUse) -> None:
    """Refuse to take for consent the silence of one who died before the answer was due."""
    for owner in absent:
        party = register.get(Party, owner)
        if party is not None and party.died is not None and party.died <= notice.notice_until:
            raise Refusal("party_died", entry=party.died_entry, did=owner, died=party.died)


def notice_for(register: Register, work: str, terms_digest: str) -> JointUse | None:
    """Give the notice that was given for some terms of a work, if any."""
    known = register.get(JointUseOf, f"{work}/{terms_digest}")
    return register.get(JointUse, known.notice) if known else None
