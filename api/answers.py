"""The base of every answer of the API, and of every answer that is none."""

from __future__ import annotations

from pydantic import BaseModel


class Answer(BaseModel):
    """Base of every answer."""


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457), in both languages.

    ``article`` is the provision a refusal rests on, ``entry`` the entry that it conflicts with.
    """

    type: str
    title: str
    status: int
    code: str
    zh: str
    en: str
    article: str | None = None
    entry: int | None = None
