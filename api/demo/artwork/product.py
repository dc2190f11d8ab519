"""A product with a registered picture on it, as a customer photographs it: a mug."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter

from api.demo.artwork.encode import to_jpeg

#: The photograph, the mug in it (left, top, width, height), how far round the print reaches (in
#: radians to either side), and how much the rim bends, all in pixels but the angle.
_SIZE = (1024, 768)
_MUG = (300, 150, 420, 470)
_REACH = 1.15
_BEND = 34
_TABLE, _WALL, _GLAZE = (150, 118, 92), (214, 208, 199), (246, 243, 236)


def mug(data: bytes) -> bytes:
    """Print a picture round a mug, light it from the left, and photograph it."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = np.asarray(opened.convert("RGB"), np.float64)
    width, height = _SIZE
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    photo = np.where((y > 0.68 * height)[..., None], _TABLE, _WALL).astype(np.float64)
    photo *= (1.06 - 0.22 * np.hypot(x / width - 0.4, y / height - 0.4))[..., None]
    left, top, across, down = _MUG
    side = (x - left) / across * 2 - 1
    on_mug = np.abs(side) < 1
    angle = np.arcsin(np.clip(side, -1, 1))
    # seen from a little above, the rims are ellipses
    drop = (y - top - _BEND * np.cos(angle)) / down
    body = on_mug & (drop > 0) & (drop < 1)
    light = 0.55 + 0.45 * np.cos(angle + 0.5)
    photo[body] = (np.array(_GLAZE) * light[..., None])[body]
    across_print, down_print = angle / (2 * _REACH) + 0.5, (drop - 0.08) / 0.84
    inside = body & _unit(across_print) & _unit(down_print)
    rows = (down_print[inside] * (picture.shape[0] - 1)).astype(int)
    columns = (across_print[inside] * (picture.shape[1] - 1)).astype(int)
    photo[inside] = picture[rows, columns] * light[inside][:, None]
    image = Image.fromarray(photo.clip(0, 255).astype(np.uint8))
    return to_jpeg(image.filter(ImageFilter.GaussianBlur(0.8)), 82)


def _unit(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (values >= 0) & (values <= 1)
