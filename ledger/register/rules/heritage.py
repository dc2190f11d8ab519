"""Heritage sources and their pictures: who may name one.

A declared source is what filtration later takes away before it compares two works, so a copyist
must not be able to declare the work that was copied as heritage: a registrar signs every source
and every picture of one.
"""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.backlinks import link_back, link_picture_back
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.heritage import HeritagePicture, HeritageSource
from ledger.register.moment import Moment
from ledger.register.records import (
    Constitution,
    FileClaims,
    Heritage,
    HeritagePictures,
    Key,
    Party,
)
from ledger.register.records.works import PictureOf
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.rules.files import add_heritage, claims_of, require_room
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: A work that declares a source is compared with each of its pictures.
MAX_PICTURES = 32


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
    _require_registrar(statement, register, moment)
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
        add_heritage(register, sha256, entry)


def _picture_reads(statement: Statement) -> set[Key]:
    subject = subject_of(statement, HeritagePicture)
    return {
        (Constitution.table, ""),
        (Party.table, str(statement.issuer)),
        (Heritage.table, subject.heritage),
        (HeritagePictures.table, subject.heritage),
        (FileClaims.table, subject.file.sha256),
    }


def _decide_picture(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a further picture of a registered source, signed as the source has to be.

    The ruling says which ``number`` it has among the pictures of the source, from 0.
    """
    subject = subject_of(statement, HeritagePicture)
    _require_registrar(statement, register, moment)
    source = register.get(Heritage, subject.heritage)
    if source is None:
        raise Refusal("parent_unknown", parent=subject.heritage)
    if source.sha256 == subject.file.sha256:
        raise Refusal("heritage_picture_repeated", entry=source.entry)
    further = pictures_of(register, source.id)
    for picture in further:
        if picture.sha256 == subject.file.sha256:
            raise Refusal("heritage_picture_repeated", entry=picture.entry)
    if len(further) >= MAX_PICTURES:
        raise Refusal("heritage_pictures_full", entry=further[-1].entry, limit=MAX_PICTURES)
    require_room(claims_of(register, subject.file.sha256))
    return {"number": len(further) + (source.sha256 is not None)}


def _apply_picture(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, HeritagePicture)
    added = PictureOf(entry=entry.index, id=entry.statement.id, sha256=subject.file.sha256)
    further = pictures_of(register, subject.heritage)
    source = register.get(Heritage, subject.heritage)
    assert source is not None
    own = {source.entry, *(picture.entry for picture in further)}
    link_picture_back(register, entry, source.id, own)
    pictures = [*further, added]
    register.put(HeritagePictures(entry=entry.index, heritage=subject.heritage, pictures=pictures))
    add_heritage(register, subject.file.sha256, entry)


def pictures_of(register: Register, heritage: str) -> list[PictureOf]:
    """Give the further pictures of a source, which may be none, in the order of the log."""
    found = register.get(HeritagePictures, heritage)
    return found.pictures if found else []


def _require_registrar(statement: Statement, register: Register, moment: Moment) -> None:
    registrars = constitution(register).registrars
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(1)
    signatures.require("register", [signatures.issuer])
    signatures.require_nobody_else()
    if signatures.issuer not in registrars:
        require_parties(register, [signatures.issuer])


_SIGNED_BY = "A registrar, alone or beside the registered party that is the issuer."
_CODES = (
    "ledger_not_founded",
    *SIGNERS,
    "registrar_signature_missing",
    "party_not_registered",
    "file_claims_full",
)

RULES = {
    "HeritageSource": Rule(decide, apply, reads, _SIGNED_BY, (*_CODES, "cave_of_another_site")),
    "HeritagePicture": Rule(
        _decide_picture,
        _apply_picture,
        _picture_reads,
        _SIGNED_BY,
        (*_CODES, "parent_unknown", "heritage_picture_repeated", "heritage_pictures_full"),
    ),
}
