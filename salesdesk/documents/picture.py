"""Pictures made fit to print: decoded with care, no larger than paper shows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageOps

_FORMATS: Final = ("PNG", "JPEG")
_MOST_PIXELS: Final = 25_000_000
_DOTS_A_POINT: Final = 300 / 72
_DOTS_OF_PHOTO: Final = 200 / 72
_QUALITY: Final = 85
Raster = Image.Image


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as a JPEG file, with its size in points."""

    content: bytes
    width: float
    height: float


@lru_cache(maxsize=256)
def photo(content: bytes, width: float, height: float) -> Photo | None:
    """Return a PNG or JPEG as large as a place of that many points allows; None where it can't be read."""
    found = _read(content, width, height, _DOTS_OF_PHOTO)
    if found is None:
        return None
    file = io.BytesIO()
    found.save(file, "JPEG", quality=_QUALITY)
    scale = min(width / found.width, height / found.height)
    return Photo(file.getvalue(), found.width * scale, found.height * scale)


@lru_cache(maxsize=4)
def raster(content: bytes, width: float, height: float) -> Raster | None:
    """Return a PNG or JPEG as pixels for a place of that many points, on white; None where it can't be read."""
    return _read(content, width, height, _DOTS_A_POINT)


def _read(content: bytes, width: float, height: float, dots: float) -> Raster | None:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception:  # noqa: BLE001 - whatever a broken or hostile file makes the decoder raise
        return None
    upright.thumbnail((int(width * dots), int(height * dots)))
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright)
    return sheet
