"""Small pictures of the demo's machines, its logo and its seals, drawn from rectangles, discs and a star, as PNG."""

from __future__ import annotations

import math
import struct
import zlib
from typing import Final

_WIDTH: Final = 360
_HEIGHT: Final = 270
_PAPER: Final = (245, 246, 248)
_INK: Final = {
    "body": (214, 220, 228),
    "dark": (74, 86, 104),
    "blue": (26, 95, 208),
    "light": (232, 240, 254),
    "ok": (22, 111, 65),
    "line": (150, 160, 174),
    "paper": (255, 255, 255),
    "petrol": (11, 79, 108),
    "sea": (116, 190, 214),
    "red": (196, 30, 42),
}

Shape = tuple[str, str, int, int, int, int]
"""`box`, `disc` or `star`, a colour, and its edges: left, top, right, bottom."""

_FLOOR: Final[tuple[Shape, ...]] = (("box", "line", 20, 226, 340, 230),)
SHAPES: Final[dict[str, tuple[Shape, ...]]] = {
    "螺杆空压机": (
        ("box", "body", 60, 70, 300, 220),
        ("box", "blue", 60, 70, 300, 96),
        ("box", "dark", 80, 120, 170, 200),
        *(("box", "body", 86, y, 164, y + 5) for y in range(128, 196, 12)),
        ("box", "light", 200, 116, 276, 160),
        ("disc", "ok", 206, 174, 222, 190),
        ("box", "dark", 70, 220, 96, 228),
        ("box", "dark", 264, 220, 290, 228),
    ),
    "自动包装线": (
        ("box", "dark", 30, 170, 330, 186),
        *(("disc", "line", x, 188, x + 18, 206) for x in range(36, 320, 28)),
        ("box", "body", 60, 80, 160, 170),
        ("box", "blue", 60, 80, 160, 98),
        ("box", "body", 200, 100, 290, 170),
        ("box", "light", 212, 112, 278, 140),
        *(("box", "light", x, 146, x + 24, 170) for x in (170, 300)),
    ),
    "视觉检测机": (
        ("box", "body", 110, 40, 250, 220),
        ("box", "blue", 110, 40, 250, 62),
        ("box", "dark", 128, 80, 232, 160),
        ("disc", "light", 156, 92, 204, 140),
        ("disc", "blue", 168, 104, 192, 128),
        ("box", "dark", 60, 180, 300, 192),
        ("box", "light", 80, 166, 104, 180),
    ),
    "协作机器人工作站": (
        ("box", "dark", 130, 196, 230, 226),
        ("box", "body", 166, 130, 194, 196),
        ("disc", "blue", 156, 106, 204, 154),
        ("box", "body", 192, 70, 216, 126),
        ("disc", "blue", 186, 50, 226, 90),
        ("box", "body", 216, 58, 290, 78),
        ("disc", "dark", 278, 54, 306, 82),
        ("box", "dark", 286, 82, 296, 112),
    ),
    "工业冷水机": (
        ("box", "body", 90, 50, 270, 220),
        ("box", "blue", 90, 50, 270, 70),
        ("disc", "dark", 108, 90, 176, 158),
        ("disc", "dark", 184, 90, 252, 158),
        ("disc", "light", 130, 112, 154, 136),
        ("disc", "light", 206, 112, 230, 136),
        *(("box", "line", 108, y, 252, y + 4) for y in range(172, 212, 10)),
    ),
    "输送分拣系统": (
        ("box", "dark", 20, 120, 340, 134),
        *(("disc", "line", x, 136, x + 14, 150) for x in range(26, 330, 24)),
        *(("box", "light", x, 92, x + 30, 120) for x in (50, 130, 250)),
        *(("box", "body", x, 150, x + 34, 222) for x in range(40, 320, 56)),
        ("box", "blue", 190, 50, 216, 120),
    ),
}


_LOGO: Final = 240
_SAILS: Final[tuple[Shape, ...]] = (
    ("disc", "petrol", 0, 0, 240, 240),
    ("box", "paper", 60, 128, 88, 176),
    ("box", "paper", 106, 96, 134, 176),
    ("box", "paper", 152, 64, 180, 176),
    ("box", "sea", 48, 186, 192, 196),
)


def logo() -> bytes:
    """Return the sign of the demo's firm as PNG."""
    rows = [bytearray(bytes(_INK["paper"]) * _LOGO) for _row in range(_LOGO)]
    for shape in _SAILS:
        _draw(rows, shape)
    return _png(rows)


_SEAL: Final = 360
_ROUND: Final[tuple[Shape, ...]] = (
    ("disc", "red", 2, 2, 358, 358),
    ("disc", "paper", 16, 16, 344, 344),
    ("star", "red", 120, 112, 240, 232),
)
_SQUARE: Final[tuple[Shape, ...]] = (
    ("box", "red", 2, 2, 358, 358),
    ("box", "paper", 20, 20, 340, 340),
    ("star", "red", 100, 96, 260, 256),
)


def seal(*, square: bool = False) -> bytes:
    """Return a made-up seal as PNG: it bears no name, so that nobody takes it for a real one."""
    rows = [bytearray(bytes(_INK["paper"]) * _SEAL) for _row in range(_SEAL)]
    for shape in _SQUARE if square else _ROUND:
        _draw(rows, shape)
    return _png(rows)


def picture(family: str) -> bytes:
    """Return the picture of a family of machines as PNG; nothing where there is none."""
    shapes = SHAPES.get(family)
    if shapes is None:
        return b""
    rows = [bytearray(bytes(_PAPER) * _WIDTH) for _row in range(_HEIGHT)]
    for shape in (*_FLOOR, *shapes):
        _draw(rows, shape)
    return _png(rows)


def _draw(rows: list[bytearray], shape: Shape) -> None:
    kind, ink, left, top, right, bottom = shape
    colour = bytes(_INK[ink])
    points = _star(left, top, right, bottom) if kind == "star" else []
    for y in range(top, bottom):
        if points:
            crossed = sorted(_crossings(points, y + 0.5))
            for begin, end in zip(crossed[::2], crossed[1::2], strict=True):
                rows[y][3 * round(begin) : 3 * round(end)] = colour * (round(end) - round(begin))
            continue
        first, last = left, right
        if kind == "disc":
            radius = (bottom - top) / 2
            half = max(radius**2 - (y + 0.5 - top - radius) ** 2, 0) ** 0.5
            middle = (left + right) / 2
            first, last = round(middle - half), round(middle + half)
        rows[y][3 * first : 3 * last] = colour * (last - first)


def _star(left: int, top: int, right: int, bottom: int) -> list[tuple[float, float]]:
    """Return the ten corners of a star of five points."""
    x, y, radius = (left + right) / 2, (top + bottom) / 2, (right - left) / 2
    turns = [(radius if corner % 2 == 0 else 0.382 * radius, corner * math.pi / 5) for corner in range(10)]
    return [(x + far * math.sin(turn), y - far * math.cos(turn)) for far, turn in turns]


def _crossings(points: list[tuple[float, float]], y: float) -> list[float]:
    """Return where the outline of a shape crosses a row."""
    ends = zip(points, [*points[1:], points[0]], strict=True)
    return [
        x + (y - up) * (other - x) / (down - up) for (x, up), (other, down) in ends if (up > y) != (down > y)
    ]


def _png(rows: list[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
