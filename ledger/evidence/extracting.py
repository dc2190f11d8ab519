"""Making an extract of the register: the chain of title, who keeps the ledger, all below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.attested import AsOf
from ledger.certifying import certified_chain
from ledger.errors import Refusal
from ledger.evidence.capture import Tool
from ledger.evidence.extract import (
    ExtractSubject,
    Keeper,
    Standing,
    issue_extract,
    parse_extract,
    verify_extract,
)
from ledger.number import format_number
from ledger.past import Moment
from ledger.receipt import Receipt
from ledger.register.entry import parse_entry
from ledger.register.feeds import read_feed
from ledger.register.identity import contested, party_at
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.register.kinds.party import PartyRegistration
from ledger.register.questions.chain import evidence_of
from ledger.register.records import Constitution, Folio, Party
from ledger.register.records.feeds import FEED_PAGE
from ledger.sequencer import receipts
from ledger.store.interface import Reader
from ledger.tlog.note import Signer


@dataclass(frozen=True, slots=True)
class Case:
    """Who holds a suspect file against which work.

    ``suspect`` and ``search`` are SHA-256 of the file that was searched for and of the answer,
    ``tools`` the programs that found it.
    """

    folio: Folio
    collector: str
    suspect: str
    search: str
    tools: Sequence[Tool]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A signed extract, the receipt of the work, and the checkpoint under which both stand."""

    extract: bytes
    work: Receipt
    checkpoint: bytes


def extract(reader: Reader, moment: Moment, case: Case, signer: Signer, now: datetime) -> Extracted:
    """Say in a signed extract what the register, at the log's present size, says of a case.

    Raises `Refusal` (``party_not_registered``) for a collector who is no party, `ReceiptError`
    (``certificate_too_large``).
    """
    folio = case.folio
    indexes = {0, folio.filed, *_registration_of(reader, moment, case.collector)}
    indexes |= set(evidence_of(moment.register, folio, []))
    proven = {
        receipt.index: receipt
        for receipt in receipts(reader, sorted(indexes), signer.verifier)
        if isinstance(receipt, Receipt)
    }
    head = reader.head()
    assert head.time is not None
    subject = ExtractSubject(
        work=folio.id,
        number=format_number(folio.filed),
        title=folio.title,
        title_chain=certified_chain(moment, folio),
        suspect=case.suspect,
        search=case.search,
        collector=_standing(moment, case.collector, head.time),
        keeper=_keeper(moment, proven[0]),
        tools=list(case.tools),
        as_of=AsOf(size=head.size, root=head.root.hex(), time=head.time),
    )
    data = issue_extract(subject, list(proven.values()), signer, now)
    # none leaves that its reader would have to refuse
    verify_extract(parse_extract(data), signer.verifier)
    return Extracted(data, proven[folio.filed], head.checkpoint)


def _registration_of(reader: Reader, moment: Moment, party: str) -> list[int]:
    """Give the entry by which a party registered: among the first that speak of it."""
    for _, index in read_feed(moment.register, party, 0, FEED_PAGE):
        said = parse_entry(reader.leaves(index, index + 1)[0], index).statement.subject
        if isinstance(said, PartyRegistration) and said.party == party:
            return [index]
    return []


def _standing(moment: Moment, did: str, time: str) -> Standing:
    party = moment.register.get(Party, did)
    if party is None:
        raise Refusal("party_not_registered", did=did)
    active = party_at(party, moment.day).control.state == "active"
    return Standing(party=did, sound=active and not contested(party, time))


def _keeper(moment: Moment, genesis: Receipt) -> Keeper:
    founded = parse_entry(genesis.leaf, genesis.index).statement.subject
    constitution = moment.register.get(Constitution, "")
    assert isinstance(founded, LedgerGenesis)
    assert constitution is not None
    return Keeper(
        operator=founded.operator, registrars=constitution.registrars, filing=founded.filing
    )
