"""Layered drawings: nothing overlaps, edges run to the right, order follows the neighbours."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.lineage.layout import _LANE, _SPACING, _spread, lay_out


def test_one_box_stands_at_the_top() -> None:
    found = lay_out({"a": 7}, {"a": 40.0}, [])
    assert (found.layers, found.middles, found.height) == ({"a": 0}, {"a": 20.0}, 40.0)


def test_a_chain_is_a_straight_line() -> None:
    names = "abcd"
    layers = {name: number - 2 for number, name in enumerate(names)}
    found = lay_out(layers, dict.fromkeys(names, 30.0), [("a", "b"), ("b", "c"), ("c", "d")])
    assert found.layers == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert set(found.middles.values()) == {15.0}
    assert set(map(tuple, found.routes.values())) == {()}


def test_a_fan_is_centred_on_what_it_grew_from() -> None:
    layers = {"a": 0, "b": 1, "c": 1, "d": 1}
    found = lay_out(layers, dict.fromkeys("abcd", 30.0), [("a", name) for name in "bcd"])
    step = 30 + _SPACING
    assert [found.middles[name] for name in "bcd"] == [15, 15 + step, 15 + 2 * step]
    assert found.middles["a"] == pytest.approx(15 + step)


def test_the_order_follows_the_neighbours_and_nothing_crosses() -> None:
    layers = {"a": 0, "b": 0, "x": 1, "y": 1}
    found = lay_out(layers, dict.fromkeys("abxy", 30.0), [("a", "y"), ("b", "x")])
    assert (found.middles["a"] < found.middles["b"]) == (found.middles["y"] < found.middles["x"])


def test_an_edge_that_passes_layers_goes_around_their_boxes() -> None:
    layers = {"a": 0, "b": 1, "c": 2, "d": 3}
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    found = lay_out(layers, dict.fromkeys("abcd", 30.0), edges)
    route = found.routes["a", "d"]
    assert [layer for layer, _ in route] == [1, 2]
    for (_, height), box in zip(route, "bc", strict=True):
        assert abs(height - found.middles[box]) >= 15 + _LANE - 1e-6


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, float], list[tuple[str, str]]]:
    rows = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    layers = {f"{row}.{place}": row for row, size in enumerate(rows) for place in range(size)}
    heights = {name: float(draw(st.integers(20, 90))) for name in layers}
    upwards = [(a, b) for a in layers for b in layers if layers[a] < layers[b]]
    edges = draw(st.lists(st.sampled_from(upwards), unique=True)) if upwards else []
    return layers, heights, edges


@settings(deadline=None)
@given(graphs())
def test_boxes_and_waypoints_never_come_too_near(
    graph: tuple[dict[str, int], dict[str, float], list[tuple[str, str]]],
) -> None:
    layers, heights, edges = graph
    found = lay_out(layers, heights, edges)
    assert found.layers == layers
    standing = [(layer, found.middles[name], heights[name]) for name, layer in layers.items()]
    standing += [(layer, at, 0.0) for route in found.routes.values() for layer, at in route]
    for number, (layer, at, height) in enumerate(standing):
        for other, middle, tall in standing[:number]:
            if other == layer:
                apart = _SPACING if height and tall else _LANE
                assert abs(at - middle) >= (height + tall) / 2 + apart - 1e-6
    tops = [found.middles[name] - heights[name] / 2 for name in layers]
    bottoms = [found.middles[name] + heights[name] / 2 for name in layers]
    assert min(tops) == pytest.approx(0)
    assert max(bottoms) == pytest.approx(found.height)
    passed = Counter({edge: layers[edge[1]] - layers[edge[0]] - 1 for edge in edges})
    assert {edge: len(route) for edge, route in found.routes.items()} == passed
    assert lay_out(layers, heights, edges) == found


@pytest.mark.parametrize(
    ("wished", "offsets", "expected"),
    [
        ([5.0], [0.0], [5.0]),
        ([0.0, 100.0], [0.0, 10.0], [0.0, 100.0]),
        ([10.0, 10.0], [0.0, 10.0], [5.0, 15.0]),
        ([30.0, 0.0, 0.0], [0.0, 10.0, 20.0], [0.0, 10.0, 20.0]),
        ([0.0, 20.0, 20.0, 90.0], [0.0, 10.0, 20.0, 30.0], [0.0, 15.0, 25.0, 90.0]),
    ],
)
def test_wishes_that_collide_share_their_mean(
    wished: list[float], offsets: list[float], expected: list[float]
) -> None:
    assert _spread(wished, offsets) == pytest.approx(expected)
