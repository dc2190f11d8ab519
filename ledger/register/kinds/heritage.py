"""Heritage sources, a place on a cave wall or another old object, and their reference pictures.

A picture is a reference for comparison. Its own rights, if any, are not stated here: murals are in
the public domain, their scans and copies are contested.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import CaveText, FileRef, Label, Model, StatementId, Term, distinct
from ledger.register.vocabulary import parse_cave, vocabulary


class HeritageSource(Model):
    """The subject: site, cave, chamber, wall, motifs, period and titles; optionally a picture."""

    title: Label
    site: Annotated[str, Term("site")]
    cave: CaveText | None = None
    chamber: Annotated[str, Term("chamber")] | None = None
    wall: Annotated[str, Term("wall")] | None = None
    motifs: Annotated[
        list[Annotated[str, Term("motif")]],
        Field(max_length=32),
        AfterValidator(distinct),
    ] = Field(default_factory=list)
    period: Annotated[str, Term("period")] | None = None
    object_kind: Annotated[str, Term("object_kind")] = "mural"
    file: FileRef | None = None

    @model_validator(mode="after")
    def _cave_of_the_site(self) -> Self:
        if self.cave is not None:
            own = vocabulary("site")[self.site].extra.get("cave")
            if parse_cave(self.cave).site != self.site and self.cave != own:
                raise PydanticCustomError(
                    "cave_of_another_site",
                    "not of the site",
                    {"cave": self.cave, "site": self.site},
                )
        return self


class HeritagePicture(Model):
    """A further picture of a heritage source: another side of it, another light, another year.

    ``note`` says what it shows that the others do not.
    """

    heritage: StatementId
    file: FileRef
    note: Label | None = None
