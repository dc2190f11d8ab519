"""The register's side of a case: what it says of the work, of the suspect file and of itself.

The log's own key signs it (`ledger.attested`). The chain of title is held against its entries; what
a search answered is bound by its digest, and can be asked for again at the tree size it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ledger.attested import Attested, AttestedSubject, attest, parse_attested, verify_attested
from ledger.certified import CertifiedStep, chain_holds
from ledger.errors import ReceiptError
from ledger.evidence.capture import Tool
from ledger.number import format_number
from ledger.receipt import Receipt
from ledger.register.entry import Entry
from ledger.register.fields import Label, Made, Sha256Text
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import Signer, Verifier

KIND = "RegisterExtract"
WHAT = (
    "存证凭证（登记摘录）；不是作品登记证书 / record of deposit, not a certificate of registration"
)


class Keeper(Made):
    """Who keeps the ledger: its operator, today's registrars, and its filing number, if any."""

    operator: str
    registrars: list[str]
    filing: str


class Standing(Made):
    """How the collector stands: whether its key is the one in force, and free of contest."""

    party: str
    sound: bool


class ExtractSubject(AttestedSubject):
    """What the register says.

    ``suspect`` and ``search`` are SHA-256 of the file that was searched for and of the answer,
    ``tools`` the programs and fingerprints that found it.
    """

    what: str = WHAT
    work: str
    number: str
    title: Label
    title_chain: list[CertifiedStep]
    suspect: Sha256Text
    search: Sha256Text
    collector: Standing
    keeper: Keeper
    tools: list[Tool]


Extract: TypeAlias = Attested[ExtractSubject]


@dataclass(frozen=True, slots=True)
class VerifiedExtract:
    """What an extract was found to prove; `entries` stand in the log of `checkpoint`."""

    subject: ExtractSubject
    checkpoint: Checkpoint
    entries: Mapping[int, Entry]


def issue_extract(
    subject: ExtractSubject, evidence: Sequence[Receipt], signer: Signer, time: datetime
) -> bytes:
    """Give a signed extract in JCS form; `evidence` are receipts under one checkpoint.

    Raises `ReceiptError` (``certificate_too_large``).
    """
    return attest(KIND, subject, evidence, signer, time)


def parse_extract(data: bytes) -> Extract:
    """Read an extract; `ReceiptError` (``certificate_malformed``) if it is none."""
    return parse_attested(data, KIND, ExtractSubject)


def verify_extract(extract: Extract, verifier: Verifier) -> VerifiedExtract:
    """Check everything that an extract claims, from the log's public key alone.

    The log signed it; its entries stand in the log; the work is the one registered, each link of
    title what its entry says; operator and filing are those of entry 0. Raises `ReceiptError`,
    `StatementError` or `SignatureError`.
    """
    checkpoint, entries = verify_attested(extract, verifier)
    subject = extract.subject
    registration = next(
        (
            entry
            for entry in entries.values()
            if entry.statement.id == subject.work and entry.statement.kind == "WorkRegistration"
        ),
        None,
    )
    if registration is None:
        raise ReceiptError("certificate_contradicts", member="work")
    if subject.number != format_number(registration.index):
        raise ReceiptError("certificate_contradicts", member="number")
    if not chain_holds(subject.work, registration, subject.title_chain, entries):
        raise ReceiptError("certificate_contradicts", member="titleChain")
    if not _kept_by(subject.keeper, entries.get(0)):
        raise ReceiptError("certificate_contradicts", member="keeper")
    return VerifiedExtract(subject, checkpoint, entries)


def _kept_by(keeper: Keeper, genesis: Entry | None) -> bool:
    said = genesis.statement.subject if genesis else None
    return isinstance(said, LedgerGenesis) and (keeper.operator, keeper.filing) == (
        said.operator,
        said.filing,
    )
