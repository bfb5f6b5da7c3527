"""Pictures from outside: small enough for paper, and never an error."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, strategies as st

from salesdesk.documents.picture import raster
from tests.documents.samples import picture

PLACE = (119.0, 39.7)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_png_and_jpeg_are_read(kind: str, mode: str) -> None:
    found = raster(picture(30, 10, mode=mode, kind=kind), *PLACE)
    assert found is not None
    assert (found.size, found.mode) == ((30, 10), "RGB")


@pytest.mark.parametrize("mode", ["1", "P", "LA", "I;16", "RGBA"])
def test_every_kind_of_png_becomes_colours(mode: str) -> None:
    found = raster(picture(30, 10, mode=mode), *PLACE)
    assert found is not None
    assert found.mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    found = raster(picture(3, 1), *PLACE)
    assert found is not None
    assert found.getpixel((1, 0)) == (255, 255, 255)


def test_a_large_picture_is_made_as_small_as_paper_shows() -> None:
    found = raster(picture(4000, 1000, mode="L"), *PLACE)
    assert found is not None
    assert found.size == (495, 124)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM"])
def test_other_kinds_are_left_out(kind: str) -> None:
    assert raster(picture(3, 3, mode="L", kind=kind), *PLACE) is None


def test_a_picture_of_too_many_pixels_is_never_decoded() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\x00" * 9))
        + _chunk(b"IEND", b"")
    )
    assert raster(bomb, *PLACE) is None
    assert raster(picture(5001, 5000, mode="L"), *PLACE) is None


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from(["PNG", "JPEG"]))
def test_a_broken_file_is_left_out_or_drawn(rubbish: bytes, at: int, kind: str) -> None:
    whole = picture(30, 10, mode="RGB", kind=kind)
    raster(whole[:at] + rubbish + whole[at + len(rubbish) :], *PLACE)
    assert raster(whole[: min(at, 30)], *PLACE) is None
