"""Transfer of economic rights by contract (Copyright Law, Art. 10(3), 14, 27)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.title import Transfer
from ledger.register.moment import Moment
from ledger.register.records import Folio, Key, Parcel, Party
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import (
    folio_of,
    require_in_force,
    require_notice_over,
    require_pledgees,
    require_title,
)
from ledger.register.rules.licensing_status import burdens_on
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.term import require_in_term
from ledger.register.rules.title_joint import require_co_owners
from ledger.register.rules.title_record import record_title, require_readable, require_takers
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import Region
from ledger.register.title import holders, move, not_held_by
from ledger.register.vocabulary import vocabulary


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    subject = subject_of(statement, Transfer)
    parties = {subject.giver, *(taker.party for taker in subject.to)}
    return {(Folio.table, subject.work), *((Party.table, did) for did in parties)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a transfer of rights that the giver holds, signed by both sides and all co-owners.

    The ruling says in ``subjectTo`` how many live licences the takers have to bear.
    """
    subject = subject_of(statement, Transfer)
    folio = folio_of(register, subject.work)
    rights = _rights(subject)
    takers = require_takers(register, subject.to, subject.giver)
    require_in_force(folio, moment.day)
    require_notice_over(folio, moment.day)
    require_title(folio, [subject.giver], rights, subject.territory)
    require_held(folio, subject.giver, rights, subject.territory)
    require_in_term(register, folio, moment.day.isoformat())
    signatures = Signatures(statement, register, moment)
    signatures.require("transfer", [subject.giver, *takers], folio.id)
    co_owners = holders(folio, rights, subject.territory)
    require_co_owners(signatures, "transfer", co_owners, folio)
    signatures.require_apart([subject.giver, *signatures.agents_of(co_owners)], takers)
    require_pledgees(register, folio, rights, signatures=signatures, act="transfer")
    signatures.require_nobody_else()
    require_readable(folio, _after(folio, subject, moment.index))
    burdens = sum(1 for _ in burdens_on(register, folio, rights, subject.territory, moment.day))
    return {"subjectTo": burdens} if burdens else {}


def apply(register: Register, entry: Entry) -> None:
    """Move the shares, and lengthen the chain of title."""
    subject = subject_of(entry.statement, Transfer)
    folio = folio_of(register, subject.work)
    record_title(
        register,
        entry,
        folio,
        _after(folio, subject, entry.index),
        cause="transfer",
        rights=_rights(subject),
        region=Region.of(subject.territory).to_json(),
        givers=[subject.giver],
        takers={taker.party: Fraction(taker.share) for taker in subject.to},
        part=subject.part,
    )
    count(register, "transfers", entry.index)


def require_held(folio: Folio, party: str, rights: Sequence[str], territory: Sequence[str]) -> None:
    """Refuse where others hold some of `rights` in a part of `territory` and `party` has no share.

    Raises `Refusal` (``right_held_by_others``) with the entry since which they do.
    """
    others = not_held_by(folio, party, rights, territory)
    if others:
        right, since = others[0]
        named = vocabulary("rights")[right]
        raise Refusal(
            "right_held_by_others", entry=since, did=party, right_zh=named.zh, right_en=named.en
        )


def _rights(subject: Transfer) -> Sequence[str]:
    return ECONOMIC_RIGHTS if subject.rights == "all" else subject.rights


def _after(folio: Folio, subject: Transfer, index: int) -> list[Parcel]:
    part = Fraction(subject.part)
    takers = {taker.party: Fraction(taker.share) * part for taker in subject.to}
    rights = _rights(subject)
    return move(folio, rights, subject.territory, giver=subject.giver, takers=takers, entry=index)


RULES = {
    "Transfer": Rule(
        decide,
        apply,
        reads,
        "Who gives, everybody who takes, every co-owner of the rights in the territory, and the "
        "pledgees of pledged rights.",
        (
            "work_not_registered",
            "owner_repeated",
            "shares_not_one",
            "taker_is_giver",
            "party_not_registered",
            "right_personal",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "notice_not_over",
            "right_not_in_register",
            "not_the_holder",
            "right_held_by_others",
            "beyond_term",
            *SIGNERS,
            "agent_of_both_sides",
            "co_owner_signature_missing",
            "right_pledged",
            "title_too_divided",
        ),
        public=True,
    )
}
