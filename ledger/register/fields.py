"""The field types that statement kinds are made of.

Every model is strict (no coercion), closed (no unknown members) and written in camelCase on the
wire. A value that is well-typed but not allowed raises `PydanticCustomError` whose type is a code
of ``ledger/messages.toml``, so that the refusal a person reads is in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from ledger.errors import StatementError
from ledger.register.calendar import parse_time
from ledger.register.did import parse_did
from ledger.register.vocabulary import UnknownTerm, parse_cave, vocabulary


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


def _date(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("not YYYY-MM-DD")
    return text


def _share(text: str) -> str:
    share = Fraction(text)
    if not 0 < share <= 1 or f"{share.numerator}/{share.denominator}" != text:
        raise PydanticCustomError("share_malformed", "not a share", {"share": text[:40]})
    return text


def _cave(text: str) -> str:
    parse_cave(text)
    return text


def term(name: str) -> Callable[[str], str]:
    """Give a validator that admits the ids of vocabulary `name` (``term_unknown`` otherwise)."""

    def check(text: str) -> str:
        try:
            vocabulary(name).require(text)
        except UnknownTerm:
            raise PydanticCustomError(
                "term_unknown", "not a term", {"vocabulary": name, "term": text[:60]}
            ) from None
        return text

    return check


def distinct(values: list[str]) -> list[str]:
    """Admit a list in which nothing stands twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("value_repeated", "a value stands twice")
    return values


def _pattern(pattern: str, max_length: int) -> StringConstraints:
    return StringConstraints(pattern=f"^{pattern}$", max_length=max_length)


DidText = Annotated[str, Field(max_length=120), AfterValidator(_did)]
TimeText = Annotated[str, Field(max_length=20), AfterValidator(_time)]
DateText = Annotated[str, _pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", 10), AfterValidator(_date)]
Sha256Text = Annotated[str, _pattern(r"[0-9a-f]{64}", 64)]
#: ISO 3166-1 alpha-2, or a subdivision of ISO 3166-2: ``CN``, ``CN-62``.
PlaceText = Annotated[str, _pattern(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", 6)]
#: An exact share in lowest terms, more than zero and at most ``1/1``.
ShareText = Annotated[str, _pattern(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}", 19), AfterValidator(_share)]
CaveText = Annotated[str, Field(max_length=60), AfterValidator(_cave)]
MediaType = Annotated[str, _pattern(r"image/(jpeg|png|webp|tiff|avif|gif)", 20)]
StatementId = Annotated[
    str,
    _pattern(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", 45),
]
#: One line that people read; at most 200 characters, not blank, no blanks around it.
Line = Annotated[str, _pattern(r"\S(.*\S)?", 200)]


class Label(Model):
    """A title or a name in Chinese, and in English where there is one."""

    zh: Line
    en: Line | None = None


class FileRef(Model):
    """The picture a statement speaks of: SHA-256 of its bytes as they are, and its media type."""

    sha256: Sha256Text
    media_type: MediaType
