"""Pictures made fit to print: decoded with care, no larger than paper shows."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

from PIL import Image, ImageOps

_FORMATS: Final = ("PNG", "JPEG")
_MOST_PIXELS: Final = 25_000_000
_DOTS_A_POINT: Final = 300 / 72
Raster = Image.Image


@lru_cache(maxsize=4)
def raster(content: bytes, width: float, height: float) -> Raster | None:
    """Return a PNG or JPEG as pixels for a place of that many points, on white; None where it can't be read."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception:  # noqa: BLE001 - whatever a broken or hostile file makes the decoder raise
        return None
    upright.thumbnail((int(width * _DOTS_A_POINT), int(height * _DOTS_A_POINT)))
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright)
    return sheet
