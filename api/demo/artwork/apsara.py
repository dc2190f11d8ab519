"""The figure of a flying apsara (飞天): a few curves of body, skirt and arms, and long scarves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.geometry import Pair, Path, Points, circle, ellipse, outline, profile, spline
from api.demo.artwork.ornament import blossom, lotus, pearl_ring, ribbon
from api.demo.artwork.palette import CINNABAR, GOLD, INK, SKIN

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Colour, Scheme


@dataclass(frozen=True, slots=True)
class Pose:
    """The curves of one attitude, about one unit long, head to the right."""

    trunk: Path  # from hip to neck
    head: Pair
    skirt: Path  # from waist to hem
    knee: Path  # the second leg, from hip to hem
    near_arm: Path  # shoulder, elbow, hand
    far_arm: Path
    middle: Pair  # of the whole figure


POSES: tuple[Pose, ...] = (
    Pose(  # swooping: chest low, legs swept up behind
        trunk=((0.02, 0.1), (0.1, 0.1), (0.18, 0.04), (0.22, -0.06)),
        head=(0.265, -0.155),
        skirt=((0.06, 0.1), (-0.12, 0.16), (-0.32, 0.1), (-0.52, -0.06), (-0.68, -0.24)),
        knee=((0.02, 0.12), (-0.14, 0.22), (-0.3, 0.2), (-0.42, 0.08), (-0.58, -0.04)),
        near_arm=((0.2, -0.04), (0.26, 0.1), (0.4, 0.08)),
        far_arm=((0.21, -0.05), (0.36, -0.02), (0.46, -0.16)),
        middle=(-0.1, -0.02),
    ),
    Pose(  # soaring: body upright, one knee drawn up
        trunk=((-0.02, 0.12), (0.04, 0.04), (0.05, -0.06), (0.07, -0.15)),
        head=(0.1, -0.255),
        skirt=((0.0, 0.08), (-0.08, 0.24), (-0.24, 0.34), (-0.44, 0.36), (-0.66, 0.26)),
        knee=((0.0, 0.1), (0.1, 0.24), (0.02, 0.36), (-0.16, 0.42), (-0.36, 0.48)),
        near_arm=((0.04, -0.12), (-0.1, -0.02), (-0.2, -0.14)),
        far_arm=((0.08, -0.13), (0.22, -0.08), (0.32, -0.22)),
        middle=(-0.14, 0.08),
    ),
    Pose(  # gliding: stretched out level, looking ahead
        trunk=((-0.04, 0.04), (0.06, 0.06), (0.15, 0.02), (0.22, -0.05)),
        head=(0.28, -0.135),
        skirt=((0.0, 0.05), (-0.18, 0.04), (-0.38, -0.02), (-0.56, 0.02), (-0.76, -0.04)),
        knee=((-0.02, 0.08), (-0.16, 0.15), (-0.36, 0.12), (-0.5, 0.16), (-0.66, 0.14)),
        near_arm=((0.18, -0.02), (0.3, 0.06), (0.44, 0.0)),
        far_arm=((0.2, -0.04), (0.34, -0.06), (0.48, -0.1)),
        middle=(-0.14, 0.0),
    ),
    Pose(  # turning: falling forward, legs high in a half circle
        trunk=((0.0, -0.06), (0.1, -0.02), (0.18, 0.06), (0.26, 0.08)),
        head=(0.36, 0.06),
        skirt=((0.04, -0.05), (-0.1, -0.02), (-0.26, -0.12), (-0.34, -0.3), (-0.3, -0.5)),
        knee=((0.0, -0.04), (-0.14, 0.08), (-0.34, 0.02), (-0.48, -0.14), (-0.5, -0.34)),
        near_arm=((0.22, 0.1), (0.16, 0.24), (0.3, 0.3)),
        far_arm=((0.26, 0.08), (0.36, 0.2), (0.5, 0.16)),
        middle=(0.02, -0.08),
    ),
)

_HAIR: Colour = (46, 36, 38)
# Outlines of the head, in units of half its height.
_LOCKS: Path = ((-1, 0.3), (-0.98, -0.6), (0, -1.25), (0.8, -0.75), (0.7, -0.2), (-0.4, 0.6))
_KNOT: Path = ((-0.5, -0.9), (-0.75, -1.5), (-0.1, -1.95), (0.5, -1.5), (0.25, -1.0))
_FACE: Path = (
    (-0.5, 0.3), (-0.3, -0.5), (0.3, -0.62), (0.72, -0.3), (0.78, 0.3), (0.3, 1.0), (-0.2, 0.85),
)  # fmt: skip


def apsara(canvas: Canvas, dice: Dice, scheme: Scheme, pose: Pose) -> None:
    """Draw an apsara about one unit long around the origin, flying to +x."""
    canvas = canvas.placed((-pose.middle[0], -pose.middle[1]))
    colours = dice.shuffled((scheme.ramp(0), scheme.ramp(1), scheme.ramp(2)))
    cloth, scarf, sash = colours
    _halo(canvas, pose, sash[1], scheme.line)
    _scarves(canvas, dice, pose, (scarf[1], GOLD[2], scarf[2]))
    _limb(canvas, pose.far_arm)
    _skirt(canvas, pose.skirt, (cloth[0], cloth[1], cloth[2]))
    _skirt(canvas, pose.knee, (cloth[1], cloth[2], cloth[3]))
    _trunk(canvas, pose, (sash[1], sash[2]))
    _head(canvas, pose)
    _limb(canvas, pose.near_arm)
    _offering(canvas, dice, pose, scheme)
    _shawl(canvas, dice, pose, (scarf[1], scarf[3]))


def _halo(canvas: Canvas, pose: Pose, colour: Colour, ink: Colour) -> None:
    view = canvas.placed(pose.head, 0.12)
    view.rings((1.06, 1.0, 0.9, 0.62, 0.56), (ink, GOLD[3], colour, GOLD[2], GOLD[3]))


def _limb(canvas: Canvas, path: Path) -> None:
    """Draw a bare arm with a bracelet and a hand."""
    spine = spline(path, per=8)
    half = profile((0.03, 0.026, 0.017), len(spine))
    hand = spine[-1]
    reach = (spine[-1] - spine[-3]) / np.hypot(*(spine[-1] - spine[-3]))
    shoulder = circle(path[0][0], path[0][1], 0.031, 20)
    canvas.silhouette([outline(spine, half, half), shoulder], SKIN[2], INK, 0.00225)
    fingers = np.array([hand - reach * 0.008, hand + reach * 0.03, hand + reach * 0.058])
    lift = np.array([(0, 0), (0, -0.008), (0, -0.026)])
    width = profile((0.017, 0.016, 0.005), 9)
    palm = spline(fingers + lift, per=4)
    canvas.shape(outline(palm, width, width), SKIN[2], INK, 0.0045)
    for at, breadth in ((-2, 0.02), (5, 0.031)):
        joint = spine[at]
        across = np.array([-(spine[at + 1] - joint)[1], (spine[at + 1] - joint)[0]])
        across = across / np.hypot(*across) * breadth
        canvas.line(np.array([joint - across, joint + across]), GOLD[1], 0.013)


def _skirt(canvas: Canvas, path: Path, colours: tuple[Colour, ...]) -> None:
    """Draw one leg under its cloth: tapering folds, a flared hem and the foot."""
    shadow, body, light = colours
    spine = spline(path, per=10)
    end, along = spine[-1], spine[-1] - spine[-4]
    along = along / np.hypot(*along)
    foot = spline(np.array([end - along * 0.03, end + along * 0.06, end + along * 0.13]), per=5)
    width = profile((0.02, 0.026, 0.004), len(foot))
    canvas.shape(outline(foot, width, width), SKIN[2], INK, 0.0045)
    half = profile((0.055, 0.085, 0.066, 0.05, 0.07), len(spine))
    canvas.shape(outline(spine, half, half), body, INK, 0.0055)
    canvas.fill(outline(spine, half * 0.92, -half * 0.35), light)
    canvas.fill(outline(spine, -half * 0.5, half * 0.92), shadow)
    for share in (-0.55, -0.1, 0.3, 0.7):
        fold = outline(spine, half * share, half)[: len(spine)]
        canvas.line(fold[6:], INK, 0.0035)
    _hem(canvas, end, along, (light, INK))


def _hem(canvas: Canvas, end: Points, along: Points, colours: tuple[Colour, ...]) -> None:
    """Draw the wavy border where the cloth ends."""
    across = np.array([-along[1], along[0]])
    u = np.linspace(-1, 1, 25)
    flutter = 0.02 + 0.013 * np.cos(2.5 * math.pi * u + 0.5)
    edge = end + across * 0.08 * u[:, None] + along * flutter[:, None]
    back = np.array([end + across * 0.07 - along * 0.045, end - across * 0.07 - along * 0.045])
    canvas.shape(np.vstack((edge, back)), colours[0], colours[1], 0.0045)


def _trunk(canvas: Canvas, pose: Pose, sash: tuple[Colour, ...]) -> None:
    """Draw the bare torso, the neck, the necklace and the sash at the waist."""
    spine = spline((*pose.trunk, pose.head), per=8)
    half = profile((0.062, 0.046, 0.058, 0.05, 0.022), len(spine))
    keep = len(spine) - 4
    canvas.shape(outline(spine[:keep], half[:keep], half[:keep]), SKIN[2], INK, 0.005)
    canvas.fill(outline(spine[3:24], half[3:24] * 0.1, half[3:24] * 0.85), SKIN[3])
    for at, width, colour in ((0, 0.07, sash[0]), (4, 0.056, sash[1])):
        band = spine[at : at + 6]
        wrap = np.full(len(band), width)
        canvas.shape(outline(band, wrap, wrap), colour, INK, 0.005)
    chest = np.array(pose.trunk[-1])
    drop = (np.array(pose.trunk[-2]) - chest) * 0.5
    side = np.array([-drop[1], drop[0]]) / np.hypot(*drop) * 0.036
    chain = spline(np.array([chest - side, chest + drop, chest + side]), per=6)
    canvas.line(chain, GOLD[1], 0.012)
    for point in chain[2::3]:
        canvas.disc((float(point[0]), float(point[1])), 0.008, GOLD[3])


def _head(canvas: Canvas, pose: Pose) -> None:
    """Draw the head, inclined along the neck, with hair, knot and crown."""
    neck = np.array(pose.head) - np.array(pose.trunk[-1])
    lean = math.atan2(neck[1], neck[0]) + math.pi / 2
    head = canvas.placed(pose.head, 0.064, 0.75 * lean)
    head.shape(spline(_KNOT, closed=True), _HAIR, INK, 0.06)
    head.shape(ellipse(0.06, 0.1, 0.76, 0.98), SKIN[3], INK, 0.07)
    head.fill(spline(_LOCKS, closed=True), _HAIR)
    _face(head)
    head.line(spline([(-0.7, -0.72), (0, -0.98), (0.72, -0.62)], per=6), GOLD[1], 0.2)
    for x, y, size in ((-0.5, -0.92, 0.17), (0.06, -1.16, 0.25), (0.58, -0.86, 0.17)):
        head.disc((x, y), size, INK)
        head.disc((x, y), size * 0.8, GOLD[2])
        head.disc((x, y), size * 0.36, CINNABAR[1])
    head.disc((-0.66, 0.5), 0.13, GOLD[1])


def _face(head: Canvas) -> None:
    """Draw cheeks, brows, lowered eyes, nose and lips."""
    head.fill(spline(_FACE, closed=True), SKIN[3])
    head.fill(ellipse(0.52, 0.4, 0.17, 0.12), SKIN[2])
    head.fill(ellipse(-0.12, 0.42, 0.19, 0.13), SKIN[2])
    for x in (-0.1, 0.46):
        head.line(spline([(x - 0.2, -0.08), (x, -0.17), (x + 0.2, -0.08)], per=4), INK, 0.06)
        head.line(spline([(x - 0.17, 0.12), (x, 0.06), (x + 0.18, 0.12)], per=4), INK, 0.08)
    head.line(spline([(0.24, 0.0), (0.32, 0.34), (0.2, 0.38)], per=4), SKIN[0], 0.05)
    head.fill(ellipse(0.22, 0.6, 0.15, 0.07), CINNABAR[1])


def _offering(canvas: Canvas, dice: Dice, pose: Pose, scheme: Scheme) -> None:
    """Put a lotus, a tray of flowers or a falling blossom into the farther hand."""
    x, y = pose.far_arm[-1]
    kind = dice.pick(("lotus", "tray", "blossom"))
    if kind == "lotus":
        lotus(canvas.placed((x + 0.04, y - 0.02), 0.12), 5, scheme.ramp(dice.whole(0, 2)), INK)
    elif kind == "tray":
        bowl = canvas.placed((x + 0.05, y - 0.02), 0.075)
        for k in (-1, 0, 1):
            blossom(bowl.placed((0.55 * k, -0.42), 0.42), 5, scheme.ramp(k % 3), GOLD, INK)
        bowl.shape(ellipse(0, 0.1, 1.0, 0.5, 24)[:13], GOLD[2], INK, 0.06)
    else:
        for k in range(4):
            at = (x + 0.07 + 0.05 * k, y + 0.06 * k * k * dice.between(0.3, 0.6))
            blossom(canvas.placed(at, 0.03), 5, scheme.ramp(k % 3), GOLD, INK)


def _scarves(canvas: Canvas, dice: Dice, pose: Pose, colours: tuple[Colour, ...]) -> None:
    """Draw the long ribbons that stream behind, each waving about its own direction."""
    front, back, pale = colours
    hip, hem = np.array(pose.trunk[0]), np.array(pose.skirt[-1])
    stream = (hem - hip) / np.hypot(*(hem - hip))
    across = np.array([-stream[1], stream[0]])
    shoulder = np.array(pose.trunk[-1])
    for number, spread in enumerate((-0.5, 0.3, -0.16, 0.62)):
        length, phase = dice.between(1.0, 1.6), dice.between(0, 2 * math.pi)
        t = np.linspace(0, 1, 9)
        sway = np.sin(phase + dice.between(2.4, 3.6) * math.pi * t) - math.sin(phase)
        drift = spread * t**0.8 + dice.between(0.1, 0.17) * sway * np.minimum(1, 2 * t)
        start = shoulder if number % 2 == 0 else hip
        path = start + stream * (length * t)[:, None] + across * drift[:, None]
        look = (front if number % 2 else pale, back, INK, dice.between(3, 5))
        ribbon(canvas, path, 0.08, look)


def _shawl(canvas: Canvas, dice: Dice, pose: Pose, colours: tuple[Colour, ...]) -> None:
    """Draw the scarf that arches over the head, and the pearls of the halo."""
    head, shoulder = np.array(pose.head), np.array(pose.trunk[-1])
    up = (head - shoulder) / np.hypot(*(head - shoulder))
    side = np.array([-up[1], up[0]])
    swell = dice.between(0.18, 0.26)
    arch = np.array(
        [
            shoulder - side * 0.05,
            shoulder - side * swell + up * 0.06,
            head - side * swell * 0.8 + up * 0.16,
            head + up * (0.12 + swell * 0.55),
            head + side * swell * 0.8 + up * 0.16,
        ]
    )
    ribbon(canvas, arch, 0.05, (colours[0], colours[1], INK, 2.2))
    pearl_ring(
        canvas.placed((float(head[0]), float(head[1])), 0.12), 18, 0.95, 0.03, (GOLD[3], INK)
    )
