from __future__ import annotations

import numpy as np
import pytest

from hashing.features import VARIANTS
from hashing.geometry import align, share_of
from hashing.parts import Effort, PartIndex
from hashing.verification import MAX_PIECES, pieces_of, rank
from tests.hashing.pictures import drawn, study, study_of

NAMES = ("verified 0", "verified 1", "verified 2")


@pytest.fixture
def index() -> PartIndex:
    filled = PartIndex()
    for slot, name in enumerate(NAMES):
        filled.add(slot, study(name).surface)
    return filled


def test_proposals_are_ranked_by_what_geometry_says(index: PartIndex) -> None:
    part = study_of(np.ascontiguousarray(drawn("verified 1")[40:240, 60:300, ::1])).surface
    readings = [part.seen_as(variant) for variant in VARIANTS]
    proposals = index.propose(readings, Effort(probes=8, neighbours=8, proposals=16))
    for given in (proposals, proposals[::-1]):
        ranked = rank(given, readings, index)
        assert len(ranked) == len(proposals)
        assert ranked[0][1:] == (1, 0)
        scores = [score for score, _, _ in ranked]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > 10 * max(scores[1], 1)
    assert rank([], readings, index) == []


def test_a_part_is_one_piece_under_its_map() -> None:
    work = study("verified 0").surface
    part = study_of(np.ascontiguousarray(drawn("verified 0")[30:230, 50:310])).surface
    query, paired, (piece, *_) = pieces_of(part, work, 1000)
    assert len(query) == len(paired)
    np.testing.assert_allclose(piece.matrix, [[1, 0, 50], [0, 1, 30]], atol=0.4)
    there = query.points[piece.support, :2] @ piece.matrix[:, :2].T + piece.matrix[:, 2]
    assert np.abs(there - paired.points[piece.support, :2]).max() < 0.025 * work.side


def test_a_small_part_of_two_pictures_weighs_less_than_the_same_pairs_all_over() -> None:
    """It could have been found in many places of both."""
    work = study("verified 0").surface
    shown = np.full((512, 512, 3), 230, np.uint8)
    shown[200:290, 300:400] = drawn("verified 0")[30:120, 50:150]
    query, paired, (piece, *_) = pieces_of(study_of(shown).surface, work, 1000)
    bare = next(align(query.points, paired.points, work.side, 1000))
    np.testing.assert_array_equal(piece.support, bare.support)
    shares = share_of(query, piece.support), share_of(paired, piece.support)
    assert max(shares) < 0.04
    assert piece.score == pytest.approx(bare.score + np.log10(shares).sum())


def test_no_more_pieces_than_may_be() -> None:
    """A sheet with the same motif six times, each another way round."""
    motif = drawn("verified 2")[:160, :160]
    sheet = np.full((480, 512, 3), 230, np.uint8)
    for place in range(6):
        top, left = place // 3 * 240, place % 3 * 170
        sheet[top : top + 160, left : left + 160] = np.rot90(motif, place)
    _, _, pieces = pieces_of(study_of(sheet).surface, study("verified 2").surface, 100)
    assert len(pieces) == MAX_PIECES
    scores = [piece.score for piece in pieces]
    # the best supported comes first; evidence counts what is close together once
    assert scores[0] == max(scores)
    assert min(scores) > 6


def test_strangers_share_no_piece() -> None:
    for one, other in ((0, 1), (1, 2), (2, 0)):
        _, _, pieces = pieces_of(
            study(NAMES[one]).surface, study(NAMES[other]).surface, tests=16_000
        )
        assert sum(piece.score for piece in pieces) < 6


def test_nothing_shares_nothing() -> None:
    none = study("verified 0").surface.only(np.arange(0))
    query, work, pieces = pieces_of(none, study("verified 0").surface, 1)
    assert (len(query), len(work), pieces) == (0, 0, ())
