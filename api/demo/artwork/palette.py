"""Mineral pigments of the Dunhuang walls, and the colour schemes made of them.

A ramp holds four steps of one pigment, dark to light: the stepped shading (叠晕) of Tang ornament.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice

Colour: TypeAlias = tuple[int, int, int]
Ramp: TypeAlias = tuple[Colour, Colour, Colour, Colour]

AZURITE: Ramp = ((27, 50, 88), (46, 90, 144), (118, 160, 192), (206, 221, 224))
LAPIS: Ramp = ((30, 38, 66), (58, 76, 118), (134, 150, 178), (211, 217, 220))
MALACHITE: Ramp = ((22, 74, 64), (46, 124, 100), (124, 178, 148), (210, 227, 203))
VERDIGRIS: Ramp = ((38, 84, 86), (78, 142, 138), (148, 194, 182), (216, 231, 219))
CINNABAR: Ramp = ((112, 28, 22), (182, 60, 40), (216, 126, 96), (243, 211, 188))
OCHRE: Ramp = ((86, 38, 26), (144, 72, 46), (192, 130, 92), (232, 203, 170))
MINIUM: Ramp = ((138, 60, 24), (208, 104, 48), (228, 158, 106), (246, 220, 190))
GOLD: Ramp = ((108, 60, 34), (186, 140, 56), (220, 186, 108), (244, 228, 182))
UMBER: Ramp = ((42, 29, 26), (82, 60, 51), (140, 116, 99), (206, 190, 168))
SHELL: Ramp = ((178, 160, 132), (216, 201, 174), (235, 225, 204), (249, 244, 232))

INK: Colour = (40, 29, 26)
PLASTER: Colour = (226, 208, 176)
SKIN: Ramp = ((150, 88, 66), (206, 150, 118), (232, 192, 162), (247, 224, 202))


@dataclass(frozen=True, slots=True)
class Scheme:
    """One picture's colours: two grounds, the ink of its lines, and its pigments in order."""

    ground: Colour
    field: Colour
    line: Colour
    ramps: tuple[Ramp, ...]

    def ramp(self, number: int) -> Ramp:
        """Return a pigment of the scheme; numbers past the last begin again."""
        return self.ramps[number % len(self.ramps)]

    def is_dark(self) -> bool:
        """Tell whether light figures stand out best on the ground."""
        return luminance(self.ground) < 120


def luminance(colour: Colour) -> float:
    """Return the luma of a colour, 0 to 255 (ITU-R BT.601 weights)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return the two colours mixed; share 0 gives the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


SCHEMES: tuple[Scheme, ...] = (
    Scheme((134, 58, 40), (66, 38, 34), INK, (MALACHITE, SHELL, AZURITE, GOLD, CINNABAR)),
    Scheme((232, 216, 186), (166, 62, 42), INK, (AZURITE, CINNABAR, MALACHITE, GOLD, OCHRE)),
    Scheme((30, 50, 82), (34, 84, 82), INK, (SHELL, CINNABAR, GOLD, VERDIGRIS, MINIUM)),
    Scheme((44, 106, 90), (226, 206, 168), INK, (SHELL, MINIUM, AZURITE, GOLD, CINNABAR)),
    Scheme((54, 37, 33), (112, 48, 36), INK, (VERDIGRIS, CINNABAR, GOLD, SHELL, AZURITE)),
    Scheme((206, 214, 188), (72, 112, 104), INK, (VERDIGRIS, OCHRE, LAPIS, UMBER, MINIUM)),
    Scheme((212, 174, 108), (128, 50, 38), INK, (LAPIS, CINNABAR, VERDIGRIS, SHELL, UMBER)),
    Scheme((226, 182, 146), (48, 76, 104), INK, (AZURITE, MALACHITE, OCHRE, SHELL, CINNABAR)),
    Scheme((168, 190, 190), (44, 66, 98), INK, (LAPIS, MINIUM, SHELL, MALACHITE, OCHRE)),
)


def scheme_for(dice: Dice) -> Scheme:
    """Return a scheme with its pigments in an order of the picture's own."""
    chosen = dice.pick(SCHEMES)
    leading, rest = chosen.ramps[:3], chosen.ramps[3:]
    ramps = (*dice.shuffled(leading), *rest)
    return Scheme(chosen.ground, chosen.field, chosen.line, ramps)
