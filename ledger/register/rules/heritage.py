"""Heritage sources: who may name one.

A declared source is what filtration later takes away before it compares two works, so a copyist
must not be able to declare the work that was copied as heritage: a registrar signs every one.
"""

from __future__ import annotations

from ledger.register.backlinks import link_back
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.heritage import HeritageSource
from ledger.register.moment import Moment
from ledger.register.records import Claim, Constitution, FileClaims, Heritage, Key, Party
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.rules.files import claims_of, require_room
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` and `apply` ask for."""
    subject = subject_of(statement, HeritageSource)
    keys = {(Constitution.table, ""), (Party.table, str(statement.issuer))}
    if subject.file is not None:
        keys.add((FileClaims.table, subject.file.sha256))
    return keys


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a source that a registrar has signed, alone or beside a registered party."""
    subject = subject_of(statement, HeritageSource)
    registrars = constitution(register).registrars
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(1)
    signatures.require("register", [signatures.issuer])
    signatures.require_nobody_else()
    if signatures.issuer not in registrars:
        require_parties(register, [signatures.issuer])
    if subject.file is not None:
        require_room(claims_of(register, subject.file.sha256))
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Fold a heritage source."""
    subject = subject_of(entry.statement, HeritageSource)
    sha256 = subject.file.sha256 if subject.file else None
    register.put(
        Heritage(
            entry=entry.index,
            id=entry.statement.id,
            title=subject.title,
            site=subject.site,
            sha256=sha256,
        )
    )
    link_back(register, entry)
    if sha256 is not None:
        claims = claims_of(register, sha256)
        added = [*claims.heritage, Claim(entry=entry.index, id=entry.statement.id)]
        register.put(claims.model_copy(update={"entry": entry.index, "heritage": added}))


RULES = {
    "HeritageSource": Rule(
        decide,
        apply,
        reads,
        "A registrar, alone or beside the registered party that is the issuer.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "registrar_signature_missing",
            "party_not_registered",
            "cave_of_another_site",
            "file_claims_full",
        ),
    )
}
