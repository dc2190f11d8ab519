"""Licence certificates: an answer of the register that verifies offline, years later.

A certificate is a document that the log's own key signs (`ledger.attested`): the question, the
answer clause by clause, the licences, the chain of title, and under ``evidence`` every entry that
these follow from. The entries prove what was granted, by whom and when; that nothing ended it since
is the operator's signed word as of the tree size that the certificate names, and whoever holds the
log can convict him of a false one.

It is a record of deposit (存证凭证), never a 作品登记证书.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ledger.attested import (
    Attested,
    attest,
    is_attested,
    parse_attested,
    verify_attested,
)
from ledger.certified import LicenceSubject, check_subject
from ledger.receipt import Receipt
from ledger.register.entry import Entry
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import Signer, Verifier

KIND = "LicenceCertificate"

Certificate: TypeAlias = Attested[LicenceSubject]


@dataclass(frozen=True, slots=True)
class VerifiedCertificate:
    """What a certificate was found to prove: the entries stand in the log of `checkpoint`."""

    subject: LicenceSubject
    checkpoint: Checkpoint
    entries: tuple[Entry, ...]


def issue_certificate(
    subject: LicenceSubject, evidence: Sequence[Receipt], signer: Signer, time: datetime
) -> bytes:
    """Give a signed certificate in JCS form; `evidence` are receipts under one checkpoint.

    Raises `ReceiptError` (``certificate_too_large``) where no verifier would read it.
    """
    return attest(KIND, subject, evidence, signer, time)


def is_certificate(data: bytes) -> bool:
    """Say whether `data` calls itself a licence certificate; a receipt does not."""
    return is_attested(data, KIND)


def parse_certificate(data: bytes) -> Certificate:
    """Read a certificate; `ReceiptError` (``certificate_malformed``) if it is none."""
    return parse_attested(data, KIND, LicenceSubject)


def verify_certificate(certificate: Certificate, verifier: Verifier) -> VerifiedCertificate:
    """Check everything that a certificate claims, from the log's public key alone.

    In order: that the log's own key signed it, that every entry under ``evidence`` stands in the
    log under the one checkpoint that the certificate names, and that each licence and each link of
    title is what its entry says. Raises `ReceiptError`, `StatementError` or `SignatureError`.
    """
    checkpoint, entries = verify_attested(certificate, verifier)
    check_subject(certificate.subject, entries)
    ordered = tuple(entry for _, entry in sorted(entries.items()))
    return VerifiedCertificate(certificate.subject, checkpoint, ordered)
