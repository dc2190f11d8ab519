"""The field types that statement kinds are made of.

Every model is strict (no coercion), closed (no unknown members) and written in camelCase on the
wire. A value that is well-typed but not allowed raises `PydanticCustomError` whose type is a code
of ``ledger/messages.toml``, so that the refusal a person reads is in both languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ledger.errors import StatementError
from ledger.register.calendar import parse_time
from ledger.register.did import parse_did
from ledger.register.vocabulary import UnknownTerm, parse_cave, vocabulary

_SHARE = re.compile(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}")


class Model(BaseModel):
    """Base of everything that is read from a statement or kept in the register."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        hide_input_in_errors=True,
    )


class Made(Model):
    """Base of what the ledger itself makes: built by field name in code, camelCase when written."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)


def _did(text: str) -> str:
    try:
        parse_did(text)
    except StatementError as error:
        raise PydanticCustomError(error.code, "not a did:key", {"did": text[:80]}) from None
    return text


def _time(text: str) -> str:
    parse_time(text)
    return text


# the register says the same days and shares again and again
@lru_cache(maxsize=4096)
def _date(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("not YYYY-MM-DD")
    return text


@lru_cache(maxsize=4096)
def _share(text: str) -> str:
    share = Fraction(text) if _SHARE.fullmatch(text) else Fraction(0)
    if not 0 < share <= 1 or f"{share.numerator}/{share.denominator}" != text:
        raise PydanticCustomError("share_malformed", "not a share", {"share": text[:40]})
    return text


def _cave(text: str) -> str:
    parse_cave(text)
    return text


@dataclass(frozen=True, slots=True)
class Term:
    """Marks a string that is an id of `vocabulary`; ``term_unknown`` for any other."""

    vocabulary: str

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._require, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "description": f"a term of `{self.vocabulary}`"}

    def _require(self, text: str) -> str:
        try:
            vocabulary(self.vocabulary).require(text)
        except UnknownTerm:
            raise PydanticCustomError(
                "term_unknown", "not a term", {"vocabulary": self.vocabulary, "term": text[:60]}
            ) from None
        return text


def distinct(values: list[str]) -> list[str]:
    """Admit a list in which nothing stands twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("value_repeated", "a value stands twice")
    return values


def _text(description: str, max_length: int, pattern: str | None = None) -> Any:
    whole = None if pattern is None else f"^({pattern})$"
    return Field(description=description, max_length=max_length, pattern=whole)


DidText = Annotated[str, _text("a `did:key` of Ed25519", 120), AfterValidator(_did)]
TimeText = Annotated[str, _text("a time, `2026-11-21T10:00:00Z`", 20), AfterValidator(_time)]
DateText = Annotated[
    str,
    _text("a date, `2026-10-01`", 10, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    AfterValidator(_date),
]
Sha256Text = Annotated[str, _text("32 bytes in hexadecimal, lower case", 64, "[0-9a-f]{64}")]
PlaceText = Annotated[
    str, _text("a country or region of ISO 3166, `CN` or `CN-62`", 6, "[A-Z]{2}(-[A-Z0-9]{1,3})?")
]
ShareText = Annotated[
    str,
    Field(description="a fraction in lowest terms, above 0 and at most `1/1`"),
    AfterValidator(_share),
]
CaveText = Annotated[str, _text("a cave key, `mogao:257`", 60), AfterValidator(_cave)]
MediaType = Annotated[
    str,
    _text(
        "`image/` and one of jpeg, png, webp, tiff, avif, gif",
        20,
        "image/(jpeg|png|webp|tiff|avif|gif)",
    ),
]
StatementId = Annotated[
    str,
    _text(
        "the id of a statement, `urn:uuid:…`",
        45,
        "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ),
]
Line = Annotated[
    str, _text("one line of at most 200 characters, no blanks around it", 200, r"\S(.*\S)?")
]


class Label(Model):
    """A title or a name in Chinese, and in English where there is one."""

    zh: Line
    en: Line | None = None


class FileRef(Model):
    """The picture a statement speaks of: SHA-256 of its bytes as they are, and its media type."""

    sha256: Sha256Text
    media_type: MediaType
