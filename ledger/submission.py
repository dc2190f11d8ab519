"""A verified statement with what was found out about its file, ready for the sequencer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import FileFacts, Findings
from ledger.register.origin import Origin
from ledger.register.statement import Statement
from ledger.store.interface import FileRow


@dataclass(frozen=True, slots=True)
class FileReport:
    """What the API found out about a file before any lock was taken.

    ``fingerprints`` are in text form, ``thumbnail`` is the SHA-256 of a stored object. ``origin``
    is of works alone.
    """

    facts: FileFacts
    fingerprints: tuple[str, ...]
    findings: Findings
    thumbnail: str | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A statement whose signatures were verified, and the report on the file that it speaks of."""

    statement: Statement
    file: FileReport | None = None

    def registry(self) -> JsonObject:
        """Give the part of the entry's ``registry`` that stems from the file."""
        if self.file is None:
            return {}
        registry: JsonObject = {
            "file": cast("JsonObject", self.file.facts.model_dump(by_alias=True)),
            "fingerprints": list[Json](self.file.fingerprints),
            "findings": cast("JsonObject", self.file.findings.model_dump(by_alias=True)),
        }
        if self.file.origin is not None:
            registry["origin"] = self.file.origin.document()
        return registry

    def file_row(self) -> FileRow | None:
        """Give what the store keeps beside the entry."""
        if self.file is None:
            return None
        facts = self.file.facts
        return FileRow(facts.sha256, facts.media_type, self.file.thumbnail, self.file.fingerprints)
