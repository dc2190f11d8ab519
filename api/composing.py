"""From a person's words to a statement's subject: what the command line and imports fill in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from api.errors import ApiError
from api.signing import read_file
from ledger.errors import LedgerError
from ledger.register.calendar import local_date
from ledger.register.canonical import Json, JsonObject, parse_json
from ledger.register.entry import FileFacts

_ABSENT: tuple[Json, ...] = (None, False, [])


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """A work as its owner describes it; the words are those of the vocabularies.

    ``owners`` are (DID, share), ``authors`` (DID, alias), ``parents`` (kind, id, relation) with
    kind ``work`` or ``heritage``. ``published`` is the date of first publication, if there was one.
    ``attachments`` are (kind, SHA-256), ``upstream`` (kind, rightsholder), ``employment`` (unit,
    special), ``commission`` (commissioner, in whom the rights vest), ``seal`` (id, salt).
    """

    title_zh: str
    owners: Sequence[tuple[str, str]]
    authors: Sequence[tuple[str, str]]
    completed: str
    title_en: str | None = None
    category: str = "fine_art"
    nature: str = "original"
    place: str = "CN-62"
    published: str | None = None
    acquisition: str = "original"
    ownership: str | None = None
    ai: str = "none"
    display: str | None = None
    parents: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    nature_note: str | None = None
    attachments: Sequence[tuple[str, str]] = field(default_factory=tuple)
    upstream: Sequence[tuple[str, str]] = field(default_factory=tuple)
    employment: tuple[str, bool] | None = None
    commission: tuple[str, str] | None = None
    unknown_author: bool = False
    official_number: str | None = None
    seal: tuple[str, str] | None = None

    def subject(self, facts: FileFacts) -> JsonObject:
        """Give the ``credentialSubject`` of the registration of this work with that file."""
        publication: JsonObject = {"status": "unpublished"}
        if self.published is not None:
            publication = {"status": "published", "firstDate": self.published}
        subject: JsonObject = {
            "title": label(self.title_zh, self.title_en),
            "category": self.category,
            "creation": self._creation(),
            "publication": publication,
            "acquisition": self.acquisition,
            "ownership": self.ownership or self._ownership(),
            "authors": [{"party": did, "signedAs": alias} for did, alias in self.authors],
            "owners": [{"party": did, "share": share} for did, share in self.owners],
            "rights": "all",
            "file": file_reference(facts),
            "derivedFrom": list[Json](
                {kind: parent, "relation": relation} for kind, parent, relation in self.parents
            ),
            "ai": self.ai,
        }
        return subject | {
            name: value for name, value in self._optional().items() if value not in _ABSENT
        }

    def _creation(self) -> JsonObject:
        creation: JsonObject = {
            "nature": self.nature,
            "completed": self.completed,
            "place": self.place,
        }
        return creation if self.nature_note is None else creation | {"natureNote": self.nature_note}

    def _ownership(self) -> str:
        if self.employment is not None:
            return "employment"
        if self.commission is not None:
            return "commissioned"
        return "joint" if len(self.authors) > 1 else "individual"

    def _optional(self) -> JsonObject:
        """Give the members that a statement has only where there is something to say."""
        told: JsonObject = {
            "display": self.display,
            "unknownAuthor": self.unknown_author,
            "officialNumber": self.official_number,
            "attachments": [{"kind": kind, "sha256": digest} for kind, digest in self.attachments],
            "upstream": [{"kind": kind, "rightsholder": holder} for kind, holder in self.upstream],
        }
        if self.employment is not None:
            unit, special = self.employment
            told["employment"] = {"unit": unit, "special": special}
        if self.commission is not None:
            told["commission"] = self._commission(*self.commission)
        if self.seal is not None:
            seal, salt = self.seal
            told["seal"] = {"seal": seal, "salt": salt}
        return told

    def _commission(self, commissioner: str, vests_in: str) -> JsonObject:
        commission: JsonObject = {"commissioner": commissioner, "vestsIn": vests_in}
        for kind, digest in self.attachments:
            if kind == "commission_agreement":
                commission["agreement"] = digest
        return commission


def party_subject(did: str, name: str, roles: Sequence[str], *, organisation: bool) -> JsonObject:
    """Give the ``credentialSubject`` that registers `did` as a party under the alias `name`."""
    return {
        "party": did,
        "kind": "organisation" if organisation else "person",
        "displayName": name,
        "roles": list(roles),
    }


def label(zh: str, en: str | None) -> JsonObject:
    """Give a title or name in one or two languages."""
    return {"zh": zh} if not en else {"zh": zh, "en": en}


def file_reference(facts: FileFacts) -> JsonObject:
    """Give a statement's reference to a file."""
    return {"sha256": facts.sha256, "mediaType": facts.media_type}


def today(time: datetime) -> str:
    """Give the day in Asia/Shanghai, the default date of completion."""
    return local_date(time).isoformat()


def parse_owner(text: str) -> tuple[str, str]:
    """Read ``DID=n/d``, or ``DID=alias`` of an author; `ApiError` (``owner_malformed``)."""
    pair = _pair(text)
    if pair is None:
        raise ApiError("owner_malformed", text=text[:160])
    return pair


def parse_parent(text: str) -> tuple[str, str, str]:
    """Read ``work:ID=relation`` or ``heritage:ID=relation``; `ApiError` (``parent_malformed``)."""
    place, separator, relation = text.rpartition("=")
    kind, _, parent = place.partition(":")
    if not separator or kind not in {"work", "heritage"} or not parent or not relation:
        raise ApiError("parent_malformed", text=text[:160])
    return kind, parent, relation


def parse_attachment(text: str) -> tuple[str, Path]:
    """Read ``kind=path``; `ApiError` (``attachment_malformed``)."""
    pair = _pair(text)
    if pair is None:
        raise ApiError("attachment_malformed", text=text[:160])
    return pair[0], Path(pair[1])


def attach(kind: str, path: Path) -> tuple[str, str]:
    """Give the kind and the SHA-256 of a document, which stays where it is.

    Raises `ApiError` (``file_unreadable``).
    """
    return kind, hashlib.sha256(read_file(path)).hexdigest()


def parse_upstream(text: str) -> tuple[str, str]:
    """Read ``kind=rightsholder``; `ApiError` (``upstream_malformed``)."""
    pair = _pair(text)
    if pair is None:
        raise ApiError("upstream_malformed", text=text[:160])
    return pair


def compose(members: Sequence[str]) -> JsonObject:
    """Give the subject that words on a command line describe.

    ``name=text`` is a text, ``name:=…`` JSON, ``name=@file`` the JSON in a file; ``a.b`` is member
    b of member a. Raises `ApiError` (``member_malformed``, ``file_unreadable``).
    """
    subject: JsonObject = {}
    for text in members:
        name, value = _member(text)
        *outer, last = name.split(".")
        place: Json = subject
        for part in outer:
            place = place.setdefault(part, {}) if isinstance(place, dict) else None
        if not isinstance(place, dict) or not last or last in place:
            raise ApiError("member_malformed", text=text[:80])
        place[last] = value
    return subject


def _pair(text: str) -> tuple[str, str] | None:
    # at the first sign: neither a DID nor a term holds one, and an alias or a path may
    left, _, right = text.partition("=")
    return (left, right) if left and right else None


def _member(text: str) -> tuple[str, Json]:
    name, found, value = text.partition("=")
    if not found or not name.rstrip(":"):
        raise ApiError("member_malformed", text=text[:80])
    if name.endswith(":"):
        return name[:-1], _json(text, value)
    if value.startswith("@"):
        return name, _json(text, read_file(Path(value[1:])).decode("utf-8", "replace"))
    return name, value


def _json(text: str, value: str) -> Json:
    try:
        # one member, so that texts, lists and numbers are read as strictly as whole statements
        (read,) = parse_json(f'{{"value":{value}}}'.encode()).values()
    except (LedgerError, ValueError):
        # not JSON, or more than one member
        raise ApiError("member_malformed", text=text[:80]) from None
    return read
