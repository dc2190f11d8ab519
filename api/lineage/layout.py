"""Layered drawing of an acyclic graph from left to right, after Sugiyama, Tagawa and Toda (1981).

Each thing stands in a layer, edges run from lower layers to higher ones. An edge that passes
layers gets a waypoint in each of them; barycentres order the layers, and isotonic regression puts
each box as near to its neighbours as order and spacing allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SWEEPS = 6
#: Between two boxes of a layer, also where an edge passes between them.
_SPACING = 26.0
_LANE = _SPACING / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each thing stands, and through which waypoints each edge runs.

    ``middles`` are heights of middles from 0 down, ``layers`` count from 0; ``routes`` give the
    (layer, height) of the waypoints of an edge from its lower end, of which most have none.
    """

    layers: Mapping[str, int]
    middles: Mapping[str, float]
    routes: Mapping[tuple[str, str], Sequence[tuple[int, float]]]
    height: float


def lay_out(
    layers: Mapping[str, int], heights: Mapping[str, float], edges: Sequence[tuple[str, str]]
) -> Layout:
    """Place boxes of `heights` in `layers`, in which each of `edges` runs upwards.

    What comes first in `layers` stands above where nothing else decides.
    """
    first = min(layers.values())
    grid = _Grid({name: layer - first for name, layer in layers.items()}, dict(heights))
    routes = {edge: grid.thread(edge) for edge in edges}
    for _ in range(_SWEEPS):
        grid.order(downwards=True)
        grid.order(downwards=False)
    middles = grid.place()
    top = min(middles[name] - heights[name] / 2 for name in layers)
    bottom = max(middles[name] + heights[name] / 2 for name in layers)
    return Layout(
        layers={name: grid.layer[name] for name in layers},
        middles={name: middles[name] - top for name in layers},
        routes={
            edge: [(grid.layer[name], middles[name] - top) for name in names]
            for edge, names in routes.items()
        },
        height=bottom - top,
    )


class _Grid:
    """Boxes and waypoints in the order in which they stand in their layers."""

    def __init__(self, layer: dict[str, int], height: dict[str, float]) -> None:
        self.layer = layer
        self.height = height
        self.rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
        self.before: dict[str, list[str]] = {name: [] for name in layer}
        self.after: dict[str, list[str]] = {name: [] for name in layer}
        for name, number in layer.items():
            self.rows[number].append(name)

    def thread(self, edge: tuple[str, str]) -> list[str]:
        """Run an edge through waypoints, and give them."""
        start, end = edge
        waypoints = []
        previous = start
        for number in range(self.layer[start] + 1, self.layer[end]):
            name = f"{start} {end} {number}"
            self.layer[name], self.height[name] = number, 0.0
            self.before[name], self.after[name] = [], []
            self.rows[number].append(name)
            waypoints.append(name)
        for following in (*waypoints, end):
            self.after[previous].append(following)
            self.before[following].append(previous)
            previous = following
        return waypoints

    def order(self, *, downwards: bool) -> None:
        """Order each layer by the mean place of its neighbours in the layer that came before it."""
        near = self.before if downwards else self.after
        rows = self.rows[1:] if downwards else self.rows[-2::-1]
        place = {name: float(index) for row in self.rows for index, name in enumerate(row)}
        for row in rows:
            centre = {name: _mean([place[one] for one in near[name]], place[name]) for name in row}
            row.sort(key=centre.__getitem__)
            place |= {name: float(index) for index, name in enumerate(row)}

    def place(self) -> dict[str, float]:
        """Give each its height: order and spacing kept, as near to its neighbours as they allow."""
        middle: dict[str, float] = {}
        for row in self.rows:
            offsets = self._offsets(row)
            middle |= {name: at - offsets[-1] / 2 for name, at in zip(row, offsets, strict=True)}
        for sweep in range(_SWEEPS):
            near = self.after if sweep % 2 else self.before
            for row in reversed(self.rows) if sweep % 2 else self.rows:
                wished = [_mean([middle[one] for one in near[name]], middle[name]) for name in row]
                middle |= zip(row, _spread(wished, self._offsets(row)), strict=True)
        return middle

    def _offsets(self, row: Sequence[str]) -> list[float]:
        """Give how far below the first of a layer each one stands if they are packed."""
        offsets = [0.0]
        for upper, lower in pairwise(row):
            boxes = self.height[upper] and self.height[lower]
            spacing = _SPACING if boxes else _LANE
            offsets.append(offsets[-1] + (self.height[upper] + self.height[lower]) / 2 + spacing)
        return offsets


def _spread(wished: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """Give the heights nearest to `wished`, in squares, that keep the packed distances at least.

    Less its offset each must not be below the one before: isotonic regression, by pooling adjacent
    violators.
    """
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, count = wish - offset, 1
        while pools and pools[-1][0] > mean:
            above, more = pools.pop()
            mean, count = (mean * count + above * more) / (count + more), count + more
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
