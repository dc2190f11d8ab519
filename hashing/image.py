"""From the bytes of a picture file to one canonical raster, the input of every fingerprint.

This is the sole importer of Pillow. The canonical raster is made in a fixed order:

1. **Container.** `hashing.container` recognises the format by content, checks the file's
   structure and limits, and hands on the first picture without any metadata, so what Pillow reads
   is no larger than what was checked, and its metadata parsers (and their warnings) never run.
2. **Decode.** A JPEG is decoded at 1/2, 1/4 or 1/8 size (inside the inverse DCT) as long as its
   long side keeps at least 512 pixels; everything else at full size.
3. **Orient** by EXIF (JPEG, PNG, WebP), the orientation field (TIFF) or irot and imir (AVIF).
4. **Colour.** Transparency is laid on white; grey, palette, CMYK and YCbCr become RGB; 16-bit
   samples keep their high byte; float samples are scaled so that white is the first of 1, 255 and
   65535 that no sample exceeds. Four-component JPEGs are read as inverted CMYK, as Adobe writes
   them and as browsers read them. ICC profiles are ignored: fingerprints compare structure, not
   shades; a wide-gamut picture and its sRGB copy differ by a few bits either way, and the answer
   must not depend on a colour engine's version.
5. **Shrink** by area (box filter) to 512 pixels on the long side, never enlarge. The short side is
   rounded to the nearest pixel, to one at least: a strip of 10000 × 3 becomes 512 × 1.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from hashing.container import read_container
from hashing.container.base import Container, check_area
from hashing.container.exif import UPRIGHT, read_orientation
from hashing.errors import PictureError
from hashing.limits import LIMITS, Limits

__all__ = [
    "CANONICAL_SIDE",
    "LIMITS",
    "THUMBNAIL_MEDIA_TYPE",
    "Limits",
    "Picture",
    "open_picture",
]

#: The long side of the canonical raster, in pixels.
CANONICAL_SIDE: Final = 512
THUMBNAIL_MEDIA_TYPE: Final = "image/webp"

_DECODERS: Final[dict[str, type[ImageFile]]] = {
    "image/avif": AvifImageFile,
    "image/gif": GifImageFile,
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/tiff": TiffImageFile,
    "image/webp": WebPImageFile,
}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as displayed: its facts, and the canonical raster.

    ``width`` and ``height`` are in pixels, orientation applied, before shrinking; ``frames`` is
    how many frames or pages the file holds, of which the first is shown. ``raster`` is read-only,
    of shape (rows, columns, 3), uint8 RGB, at most `CANONICAL_SIDE` on the long side.
    """

    media_type: str
    width: int
    height: int
    frames: int
    raster: NDArray[np.uint8]

    def luma(self) -> Image.Image:
        """Return the raster in grey (ITU-R 601-2, 8 bit), as the hash library takes it."""
        return Image.fromarray(self.raster).convert("L")

    def thumbnail(self, max_side: int = 480) -> bytes:
        """Return a small WebP of at most `max_side` pixels a side, drawn from the raster alone.

        It carries no metadata; its media type is `THUMBNAIL_MEDIA_TYPE`.
        """
        image = Image.fromarray(self.raster)
        image = image.resize(_fit(image.size, max_side), Image.Resampling.BOX)
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=80, method=4)
        return buffer.getvalue()


def open_picture(data: bytes, limits: Limits = LIMITS) -> Picture:
    """Decode the picture file `data` within `limits`; see the module for how.

    Raises `PictureError`, whatever the bytes are.
    """
    container = read_container(data, limits)
    try:
        return _decode(container, limits)
    except PictureError:
        raise
    except Exception as error:
        # Decoders throw OSError, SyntaxError, ValueError, struct.error, zlib.error, EOFError,
        # OverflowError, MemoryError and more, and none of them means anything but: damaged.
        raise PictureError("picture_corrupt") from error


def _decode(container: Container, limits: Limits) -> Picture:
    with _DECODERS[container.media_type](io.BytesIO(container.pixels)) as image:
        check_area(*image.size, limits)
        frames, orientation = container.frames, container.orientation
        if isinstance(image, AvifImageFile):
            frames = image.n_frames
            orientation = read_orientation(image.info.get("exif", b""))
        if frames > limits.max_frames:
            raise PictureError("picture_too_many_frames", limit=limits.max_frames)
        width, height = image.size
        if isinstance(image, JpegImageFile):
            _draft(image)
        image.load()
        raster = _canonical(image, orientation, (width, height))
    if orientation in {5, 6, 7, 8}:
        width, height = height, width
    return Picture(container.media_type, width, height, frames, raster)


def _draft(image: JpegImageFile) -> None:
    """Have a JPEG decoded as small as its long side stays at `CANONICAL_SIDE` or more."""
    for scale in (8, 4, 2):
        if -(-max(image.size) // scale) >= CANONICAL_SIDE:
            image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
            return


def _canonical(image: Image.Image, orientation: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Orient, flatten and shrink a decoded picture of the full `size` (as stored)."""
    if orientation != UPRIGHT:
        image = image.transpose(_TURNS[orientation])
        size = size if orientation < 5 else size[::-1]
    image = _rgb(image).resize(_fit(size, CANONICAL_SIDE), Image.Resampling.BOX)
    raster = np.asarray(image)
    raster.flags.writeable = False
    return raster


def _fit(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return `size` scaled so that its long side is at most `side`, rounded half up, at least 1."""
    long = max(size)
    if long <= side:
        return size
    width, height = (max(1, (2 * length * side + long) // (2 * long)) for length in size)
    return width, height


def _rgb(image: Image.Image) -> Image.Image:
    """Return `image` as 8-bit RGB, transparency laid on white."""
    key = image.info.get("transparency")
    if image.mode.startswith("I;16"):
        image = _from_16_bit(image, key)
    elif image.mode == "F":
        image = _from_float(image)
    elif image.mode == "La":
        image = image.convert("LA").convert("RGBA")
    elif key is not None or image.mode in {"LA", "PA", "RGBa"}:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


def _from_16_bit(image: Image.Image, key: object) -> Image.Image:
    """Return 16-bit grey as 8-bit grey; the value `key` is transparent and becomes white."""
    samples = np.asarray(image)
    grey = (samples >> 8).astype(np.uint8)
    if isinstance(key, int):
        grey[samples == key] = 255
    return Image.fromarray(grey)


def _from_float(image: Image.Image) -> Image.Image:
    """Return float grey as 8-bit grey; what is not a number is black."""
    samples = np.nan_to_num(np.asarray(image), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(samples.max())
    white = next((white for white in (1.0, 255.0, 65535.0) if top <= white), top)
    grey = np.clip(samples.astype(np.float64) * (255 / white), 0, 255)
    return Image.fromarray(np.rint(grey).astype(np.uint8))
