"""Whom the tracer accuses: generated works over one heritage picture, and suspects of each.

A case is a heritage picture, a work made of it by new expression of a known share of the area,
and suspects: copies of the work (guilty); other works over the same heritage, the heritage
itself, a second photograph of it, and the heritage restyled (innocent). All suspects are attacked
in the same ways. A verdict of ``copies_expression`` on the work is an accusation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import cv2
import numpy as np

from benchmarks.tracing.attacks import FAMILIES, encode
from benchmarks.tracing.canvas import Picture, blended
from benchmarks.tracing.drawn import express, heritage_of, seeded
from benchmarks.tracing.measure import area_under_curve
from benchmarks.tracing.split import Half, Sources, kin, picture
from hashing.tracing import Match

#: Shares of the work's area that are its own.
OWN_AREAS: Final = (0.01, 0.02, 0.03, 0.05, 0.08, 0.15)
#: What suspects went through: the own part stays in sight, if not always in focus.
MODERATE: Final = (
    "JPEG", "WebP", "reduced", "rotate 2-15°", "rotate 15-180°", "tone", "hue", "greyscale",
    "mirror", "perspective", "noise", "screenshot", "letterbox", "print and photograph",
)  # fmt: skip
_RESTYLED: Final = ("hue", "colour jitter", "posterise", "line-art", "negative")
#: A pixel belongs to the new expression if a channel of it changed by more levels than this.
_VISIBLE: Final = 12
#: Candidates asked for; there are no more works over one heritage picture than this.
_LIMIT: Final = 50
#: How often each work is copied, each time by another attack.
_COPIES: Final = 2

Kind = Literal["copy", "independent", "heritage", "second photograph", "restyled"]


class Tracing(Protocol):
    """What of the tracer is measured here."""

    def add_heritage(self, name: str, data: bytes) -> None:
        """Add a picture of a heritage source."""

    def add(self, name: str, data: bytes, heritage: Sequence[str] = ()) -> None:
        """Add a work."""

    def query(self, data: bytes, limit: int = 10) -> list[Match]:
        """Return what shares parts with a picture."""


@dataclass(frozen=True, slots=True)
class Case:
    """One suspect of one work: what it is, and what the tracer said.

    ``accused`` says whether the work is said to be copied, ``mistaken`` whether any work is of
    which the suspect is no copy. ``suspicion`` is the share of the work's own places in sight that
    follow the work, less the share that follows the heritage: -1 to 1, and 0 of what is not found.
    """

    own_area: float
    kind: Kind
    accused: bool
    mistaken: bool
    suspicion: float


def with_expression(base: Picture, rng: np.random.Generator, area: float) -> Picture:
    """Return the picture with a new motif that changes this share of its area, give or take 10 %.

    Raises ValueError for an area that no motif attains.
    """
    for _ in range(20):
        seed, opacity = int(rng.integers(1 << 32)), float(rng.uniform(0.85, 1.0))
        low, high = 0.0, 1.0
        for _ in range(9):
            reach = (low + high) / 2
            made = _laid_on(base, seed, reach, opacity)
            share = float((np.abs(made.astype(int) - base).max(axis=2) > _VISIBLE).mean())
            if abs(share / area - 1) <= 0.1:
                return made
            low, high = (reach, high) if share < area else (low, reach)
    raise ValueError(f"no motif of {area:.0%} of the area")


def _laid_on(base: Picture, seed: int, reach: float, opacity: float) -> Picture:
    sheet = base.copy()
    express(sheet, np.random.default_rng(seed), reach)
    changed = (sheet != base).any(axis=2).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(changed, (0, 0), 0.8), np.float32)
    return blended(base, sheet, soft * opacity)


def bases(sources: Sources, count: int) -> list[str]:
    """Return the names of heritage pictures: murals where they are there, drawn ones otherwise."""
    real = (*sources.real, *sources.real_strangers)
    # of each wall one photograph: the others are suspects
    murals = [name for name in real if name.startswith("murals/") and name == min(kin(name))]
    drawn = [name for name in sources.drawn if heritage_of(name) is None]
    return (murals or drawn)[:count]


def suspects(
    base: str, area: float, half: Half, rng: np.random.Generator
) -> Iterator[tuple[Kind, Picture]]:
    """Yield the work's own picture, unaltered, and then what is innocent of copying it."""
    wall = picture(base)
    yield "copy", with_expression(wall, seeded(f"{half} {base} {area} work"), area)
    for number in range(2):
        other = seeded(f"{half} {base} {area} other {number}")
        yield "independent", with_expression(wall, other, area)
    yield "heritage", wall
    for name in sorted(kin(base) - {base}):
        yield "second photograph", picture(name)
    yield "restyled", FAMILIES[str(rng.choice(_RESTYLED))](wall, rng, ())


def judged(tracer: Tracing, names: Sequence[str], half: Half) -> list[Case]:
    """Return what the tracer says in all cases over these heritage pictures.

    All heritage is known before the first work; every work is registered before the first query.
    """
    for base in names:
        tracer.add_heritage(base, encode(picture(base), seeded(base)))
    pending = []
    for base in names:
        for area in OWN_AREAS:
            rng = seeded(f"{half} {base} {area}")
            work = f"{base} {area}"
            for kind, pixels in suspects(base, area, half, rng):
                if kind == "copy":
                    tracer.add(work, encode(pixels, rng), [base])
                for _ in range(_COPIES if kind == "copy" else 1):
                    attack = FAMILIES[str(rng.choice(MODERATE))]
                    pending.append((work, area, kind, encode(attack(pixels, rng, ()), rng)))
    return [_case(tracer, *one) for one in pending]


def _case(tracer: Tracing, work: str, area: float, kind: Kind, data: bytes) -> Case:
    matches = tracer.query(data, limit=_LIMIT)
    accused = {match.name for match in matches if match.verdict == "copies_expression"}
    innocent_of = accused - {work} if kind == "copy" else accused
    numbers = next((match.numbers for match in matches if match.name == work), {})
    seen = max(numbers.get("own_visible", 0), 1)
    suspicion = (numbers.get("follows_work", 0) - numbers.get("follows_heritage", 0)) / seen
    return Case(area, kind, work in accused, bool(innocent_of), suspicion)


@dataclass(frozen=True, slots=True)
class Figures:
    """What comes of the cases with one share of own area; shares are parts of 1.

    ``accused`` counts the innocent suspects that any work accuses, ``mistaken`` the copies that
    another work accuses as well.
    """

    own_area: float
    auc: float
    found: float
    copies: int
    mistaken: int
    accused: int
    innocent: int


def figures(cases: Sequence[Case]) -> list[Figures]:
    """Return one row for each share of own area."""
    rows = []
    for area in sorted({case.own_area for case in cases}):
        here = [case for case in cases if case.own_area == area]
        guilty = [case for case in here if case.kind == "copy"]
        innocent = [case for case in here if case.kind != "copy"]
        rows.append(
            Figures(
                own_area=area,
                auc=area_under_curve(
                    [case.suspicion for case in guilty], [case.suspicion for case in innocent]
                ),
                found=sum(case.accused for case in guilty) / max(1, len(guilty)),
                copies=len(guilty),
                mistaken=sum(case.mistaken for case in guilty),
                accused=sum(case.mistaken for case in innocent),
                innocent=len(innocent),
            )
        )
    return rows
