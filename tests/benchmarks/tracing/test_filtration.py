from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from benchmarks.tracing import filtration
from benchmarks.tracing.drawn import draw, heritage_of, seeded
from benchmarks.tracing.filtration import Case, Figures, bases, figures, judged, with_expression
from benchmarks.tracing.split import Sources, same_wall
from hashing.filtration import Verdict
from hashing.match import Match, Transform

DRAWN = tuple(name for name in (f"drawn-{n}" for n in range(12)) if heritage_of(name) is None)


class Accuser:
    """Says of every work that it is copied, or of the first alone."""

    def __init__(self, verdict: Verdict, *, all_works: bool) -> None:
        self.heritage: list[str] = []
        self.works: dict[str, Sequence[str]] = {}
        self.verdict: Verdict = verdict
        self.all_works = all_works

    def add_heritage(self, name: str, data: bytes) -> None:
        assert Image.open(io.BytesIO(data)).format in {"PNG", "JPEG"}
        self.heritage.append(name)

    def add(self, name: str, data: bytes, heritage: Sequence[str] = ()) -> None:
        assert Image.open(io.BytesIO(data)).format in {"PNG", "JPEG"}
        self.works[name] = heritage

    def query(self, data: bytes, limit: int = 10) -> list[Match]:
        assert data
        names = list(self.works)[: limit if self.all_works else 1]
        straight = Transform(
            mirrored=False, negative=False, rotation=0, scale=1, matrix=((1, 0, 0),) * 3
        )
        numbers = {"own_visible": 8.0, "follows_work": 5.0, "follows_heritage": 2.0}
        return [Match(name, 9, self.verdict, straight, (), (), numbers) for name in names]


@pytest.mark.parametrize("area", filtration.OWN_AREAS)
def test_new_expression_changes_its_share_of_the_area(area: float) -> None:
    base = draw(DRAWN[0])[:400, :400]
    made = with_expression(base, seeded(f"{area}"), area)
    changed = (np.abs(made.astype(int) - base).max(axis=2) > 12).mean()
    assert changed == pytest.approx(area, rel=0.1)


def test_an_area_beyond_all_motifs() -> None:
    with pytest.raises(ValueError, match="no motif of 200%"):
        with_expression(np.zeros((40, 40, 3), np.uint8), seeded("x"), 2.0)


def test_murals_are_taken_before_drawn_pictures_and_each_wall_once() -> None:
    drawn = Sources(DRAWN, (), DRAWN, (), ())
    assert bases(drawn, 3) == list(DRAWN[:3])
    walls = [sorted(wall) for wall in same_wall().values()]
    real = Sources((), tuple(walls[0]), DRAWN, ("free/x",), ())
    assert bases(real, 3) == walls[0][:1]


@pytest.fixture(scope="module")
def small() -> list[str]:
    return list(DRAWN[:1])


def test_a_tracer_that_accuses_all_is_told_so(
    small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtration, "OWN_AREAS", (0.03, 0.08))
    tracer = Accuser("copies_expression", all_works=True)
    cases = judged(tracer, small, "test")
    assert tracer.heritage == small
    assert list(tracer.works.values()) == [small, small]
    kinds = [case.kind for case in cases]
    assert kinds == ["copy", "copy", "independent", "independent", "heritage", "restyled"] * 2
    # a copy of one work is said to copy the other as well
    assert all(case.accused and case.mistaken and case.suspicion == 3 / 8 for case in cases)
    assert figures(cases)[0] == Figures(0.03, 0.5, 1.0, 2, 2, 4, 4)


def test_a_tracer_that_accuses_nobody_finds_no_copy(
    small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtration, "OWN_AREAS", (0.03,))
    cases = judged(Accuser("shares_heritage_only", all_works=False), small, "test")
    assert not any(case.accused or case.mistaken for case in cases)


def test_figures_of_a_toy() -> None:
    cases = [
        Case(0.03, "copy", accused=True, mistaken=False, suspicion=4),
        Case(0.03, "copy", accused=False, mistaken=True, suspicion=1),
        Case(0.03, "independent", accused=False, mistaken=False, suspicion=1),
        Case(0.03, "heritage", accused=True, mistaken=True, suspicion=2),
        Case(0.08, "copy", accused=True, mistaken=False, suspicion=4),
    ]
    rows = figures(cases)
    assert rows[0] == Figures(0.03, (2 + 0.5) / 4, 0.5, 2, 1, 1, 2)
    assert (rows[1].own_area, rows[1].found, rows[1].innocent) == (0.08, 1.0, 0)
