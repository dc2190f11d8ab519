"""A sheet to draw on with colours and outlines, in local coordinates, anti-aliased.

The sheet is drawn several times larger and averaged at the end. Every `Canvas` is a view of
one sheet: `placed` gives a view whose origin, scale and direction are those of one ornament.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from api.demo.artwork.geometry import Points, circle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from api.demo.artwork.palette import Colour, Ramp

SUPERSAMPLING = 3
LONG_SIDE = 1000.0  # units of the sheet's own coordinates


@dataclass(frozen=True, slots=True)
class Canvas:
    """A view of a sheet: linear part and offset take local points to large pixels."""

    sheet: Image.Image
    linear: NDArray[np.float64]
    offset: NDArray[np.float64]

    @classmethod
    def blank(cls, width: float, height: float, side: int, ground: Colour) -> Canvas:
        """Return a sheet of width x height units (the longer is 1000) for `side` pixels."""
        scale = side * SUPERSAMPLING / LONG_SIDE
        pixels = [SUPERSAMPLING * max(1, round(side * u / LONG_SIDE)) for u in (width, height)]
        sheet = Image.new("RGB", (pixels[0], pixels[1]), ground)
        return cls(sheet, np.eye(2) * scale, np.zeros(2))

    def placed(
        self, at: tuple[float, float], scale: float = 1.0, turn: float = 0.0, *, flip: bool = False
    ) -> Canvas:
        """Return a view with its origin at `at`, turned (radians), scaled, mirrored in x first."""
        cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
        local = np.array([[cos, -sin], [sin, cos]])
        if flip:
            local = local @ np.diag([-1.0, 1.0])
        return Canvas(self.sheet, self.linear @ local, self.linear @ np.array(at) + self.offset)

    def sheared(self, matrix: Sequence[Sequence[float]]) -> Canvas:
        """Return a view through a 2 x 2 matrix (to foreshorten)."""
        return Canvas(self.sheet, self.linear @ np.array(matrix, dtype=np.float64), self.offset)

    def scale(self) -> float:
        """Return large pixels per local unit."""
        return math.sqrt(abs(float(np.linalg.det(self.linear))))

    def _pixels(self, points: Points) -> list[float]:
        flat: list[float] = (points @ self.linear.T + self.offset).ravel().tolist()
        return flat

    def fill(self, points: Points, colour: Colour) -> None:
        """Fill a closed outline."""
        ImageDraw.Draw(self.sheet).polygon(self._pixels(points), fill=colour)

    def line(self, points: Points, colour: Colour, width: float, *, closed: bool = False) -> None:
        """Draw a line of constant width (local units)."""
        path = self._pixels(points)
        if closed:
            path += path[:4]
        wide = max(1, round(width * self.scale()))
        ImageDraw.Draw(self.sheet).line(path, fill=colour, width=wide)

    def shape(self, points: Points, colour: Colour, ink: Colour, width: float) -> None:
        """Fill a closed outline and ink its edge."""
        self.fill(points, colour)
        self.line(points, ink, width, closed=True)

    def silhouette(
        self, parts: Sequence[Points], colour: Colour, ink: Colour, width: float
    ) -> None:
        """Fill several outlines as one body: ink runs round their union only."""
        for part in parts:
            self.line(part, ink, 2 * width, closed=True)
        for part in parts:
            self.fill(part, colour)

    def disc(self, at: tuple[float, float], radius: float, colour: Colour) -> None:
        """Fill a disc."""
        count = int(np.clip(radius * self.scale() / 2, 12, 120))
        self.fill(circle(at[0], at[1], radius, count), colour)

    def rings(self, radii: Sequence[float], colours: Sequence[Colour]) -> None:
        """Fill discs about the origin one on another, the largest first."""
        for radius, colour in zip(radii, colours, strict=True):
            self.disc((0.0, 0.0), radius, colour)

    def graded(self, points: Points, anchor: tuple[float, float], ramp: Ramp, ink: Colour) -> None:
        """Fill an outline in the stepped shading 叠晕: light at the edge, dark at the anchor."""
        centre = np.array(anchor)
        dark, middle, light, pale = ramp
        for share, colour in ((1.0, pale), (0.84, light), (0.62, middle), (0.36, dark)):
            self.fill(centre + (points - centre) * share, colour)
        self.line(points, ink, self.hairline(), closed=True)

    def hairline(self) -> float:
        """Return the local width of the finest ink line, about 1.1 units of the sheet."""
        return 1.1 * self.sheet_scale() / self.scale()

    def sheet_scale(self) -> float:
        """Return large pixels per unit of the whole sheet."""
        return max(self.sheet.size) / LONG_SIDE

    def extent(self) -> tuple[float, float]:
        """Return width and height of the whole sheet in its units."""
        width, height = self.sheet.size
        return width / self.sheet_scale(), height / self.sheet_scale()

    def finished(self) -> Image.Image:
        """Return the picture at its final size."""
        return self.sheet.reduce(SUPERSAMPLING)
