"""Where everything of a drawn lineage stands: layers, boxes, and the course of each edge."""

from __future__ import annotations

from collections import defaultdict

from api.lineage.boxes import WIDTH, box_of
from api.lineage.layout import lay_out
from api.lineage.models import LineageDerivation, LineageSimilarity, LineageView

Point = tuple[float, float]

_GAP = 66.0
#: The straight end of an edge, where its sign stands.
_END = 26.0
_SIGN = 15.0


def layers_of(view: LineageView) -> dict[str, int]:
    """Give the layer of each node: the root's is 0, a parent's is below that of its children.

    It is the longest way to the root, or from it. What only resembles the root stands after its
    own parents, or before its children, or else beside those of the root.
    """
    layers = {view.root: 0}
    parents, children = defaultdict(list), defaultdict(list)
    for edge in view.derivations:
        parents[edge.child].append(edge.parent)
        children[edge.parent].append(edge.child)

    def known(names: list[str]) -> list[int]:
        return [layers[name] for name in names if name in layers]

    # parents stand earlier in the log: in its order each node follows all that its layer rests on
    nodes = sorted(view.nodes, key=lambda node: node.entry)
    for node in reversed(nodes):
        if node.role == "ancestor":
            layers[node.id] = min(known(children[node.id])) - 1
    for node in nodes:
        if node.role == "derivative":
            layers[node.id] = max(known(parents[node.id])) + 1
    for node in nodes:
        if node.role == "similar":
            after, before = known(parents[node.id]), known(children[node.id])
            beside = 1 if node.entry > view.nodes[0].entry else -1
            low = [layer - 1 for layer in before] or [beside]
            layers[node.id] = max(after) + 1 if after else min(low)
    return layers


class Plan:
    """The places of a drawing whose boxes begin at the height `top`, with `margin` on both sides.

    ``into`` are the edges that come into each box, from the top down.
    """

    def __init__(self, view: LineageView, top: float, margin: float, least_width: float) -> None:
        self.into: dict[str, list[LineageDerivation]] = {node.id: [] for node in view.nodes}
        out: dict[str, list[LineageDerivation]] = {node.id: [] for node in view.nodes}
        for edge in view.derivations:
            self.into[edge.child].append(edge)
            out[edge.parent].append(edge)
        self.boxes = {node.id: box_of(node, len(self.into[node.id])) for node in view.nodes}
        layers = layers_of(view)
        # one to or from what only resembles the root may run within a layer, or back
        forward = [
            (edge.parent, edge.child)
            for edge in view.derivations
            if layers[edge.parent] < layers[edge.child]
        ]
        heights = {name: box.height for name, box in self.boxes.items()}
        self._layout = lay_out(layers, heights, forward)
        for edges in self.into.values():
            edges.sort(key=self._height_before)
        for edges in out.values():
            edges.sort(key=lambda edge: self._layout.middles[edge.child])
        #: how far below the upper edge of its box each edge comes in, and goes out
        self._in = {
            (edge.parent, edge.child): self.boxes[name].row(number)
            for name, edges in self.into.items()
            for number, edge in enumerate(edges)
        }
        self._out = {
            (edge.parent, edge.child): self.boxes[name].leaving(number, len(edges))
            for name, edges in out.items()
            for number, edge in enumerate(edges)
        }
        columns = max(self._layout.layers.values()) + 1
        across = columns * WIDTH + (columns - 1) * _GAP
        self.width = max(across + 2 * margin, least_width)
        self.bottom = top + self._layout.height
        self._left, self._top = (self.width - across) / 2, top

    def corner(self, name: str) -> Point:
        """Give the upper left corner of a box."""
        middle = self._layout.middles[name]
        return self._column(self._layout.layers[name]), (
            self._top + middle - self.boxes[name].height / 2
        )

    def course(self, edge: LineageDerivation) -> list[Point]:
        """Give the points through which an edge runs, the last one on the box that it enters."""
        x, y = self.corner(edge.parent)
        points = [(x + WIDTH, y + self._out[edge.parent, edge.child])]
        for layer, height in self._layout.routes.get((edge.parent, edge.child), ()):
            left = self._column(layer)
            points += [(left, self._top + height), (left + WIDTH, self._top + height)]
        x, y = self._port_in(edge)
        return [*points, (x - _END, y), (x, y)]

    def sign(self, edge: LineageDerivation) -> Point:
        """Give the place of an edge's sign."""
        x, y = self._port_in(edge)
        return x - _SIGN, y

    def bow(self, found: LineageSimilarity) -> list[Point]:
        """Give the ends of the line between two that resemble each other, the left one first."""
        layers = self._layout.layers
        left, right = sorted((found.earlier, found.later), key=layers.__getitem__)
        (x, y), (to_x, to_y) = self.corner(left), self.corner(right)
        start = (x + WIDTH, y + self.boxes[left].height - 14)
        within = layers[left] == layers[right]
        return [start, (to_x + (WIDTH if within else 0), to_y + self.boxes[right].height - 14)]

    def _column(self, layer: int) -> float:
        return self._left + layer * (WIDTH + _GAP)

    def _port_in(self, edge: LineageDerivation) -> Point:
        x, y = self.corner(edge.child)
        return x, y + self._in[edge.parent, edge.child]

    def _height_before(self, edge: LineageDerivation) -> float:
        route = self._layout.routes.get((edge.parent, edge.child))
        return route[-1][1] if route else self._layout.middles[edge.parent]
