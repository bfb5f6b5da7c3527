"""The tokens: readable in both themes, and the only place of colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette

from salesdesk.ui import theme
from tests.test_architecture import sources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

THEMES = [theme.LIGHT, theme.DARK]


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("ink", "paper"), theme.WRITTEN_ON)
def test_text_is_readable_on_its_background(tokens: theme.Tokens, ink: str, paper: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, paper)) >= 4.5


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_nothing_but_the_theme_names_a_colour() -> None:
    colour = re.compile(r"#[0-9A-Fa-f]{6}\b|QColor\(|GlobalColor\.(?!transparent)")
    named = [
        module
        for module, source in sources().items()
        if module.startswith("salesdesk.ui") and colour.search(source)
    ]
    # The designer's are no colours of the window: they are printed.
    assert named == ["salesdesk.ui.designer.fields", "salesdesk.ui.icons", "salesdesk.ui.theme"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_applying_a_theme_dresses_the_program(qapp: QApplication, mode: theme.Mode) -> None:
    theme.apply(qapp, mode)
    assert theme.current().name == mode
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.current().background)
    assert "$" not in qapp.styleSheet()
    assert theme.current().surface in qapp.styleSheet()


def test_following_the_system_gives_one_of_both() -> None:
    assert theme.resolve("system") in THEMES


def test_the_typeface_is_the_bundled_one() -> None:
    theme.load_fonts()
    for bold in (False, True):
        info = QFontInfo(theme.font(bold=bold))
        assert (info.family(), info.bold()) == (theme.FAMILY, bold)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a `#RRGGBB` colour."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
