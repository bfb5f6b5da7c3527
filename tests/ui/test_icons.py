"""Icons are there, and in the colour of their token."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QImage

from salesdesk import resources
from salesdesk.ui import icons, theme
from tests.test_architecture import sources

NAMES = sorted(path.stem for path in resources.path("icons").glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_has_ink(name: str) -> None:
    assert opaque(icons.pixmap(name).toImage())


@pytest.mark.parametrize("name", NAMES)
def test_no_icon_is_left_over(name: str) -> None:
    used = re.compile(f'"{re.escape(name)}"')
    assert any(used.search(text) for module, text in sources().items() if module.startswith("salesdesk.ui"))


def test_an_icon_takes_the_colour_of_its_token() -> None:
    assert theme.color("bad").name() in opaque(icons.pixmap("circle-alert", "bad").toImage())


def test_the_mark_is_in_the_accent() -> None:
    assert theme.color("accent").name() in opaque(icons.mark().toImage())


def opaque(image: QImage) -> set[str]:
    """Return the colours of a picture's opaque pixels."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}
