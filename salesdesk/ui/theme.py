"""Colours, fonts and the style sheet: the one place that names a colour or a size of type."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from salesdesk import resources
from salesdesk.ui.style_sheet import SHEET

Mode = Literal["system", "light", "dark"]
MODES: Final[tuple[Mode, ...]] = ("system", "light", "dark")
FAMILY: Final = "Noto Sans SC"
BODY: Final = 13
SMALL: Final = 12
SECTION: Final = 15
TITLE: Final = 18
ELLIPSIS: Final = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as `#RRGGBB`."""

    name: str
    background: str
    surface: str
    sunken: str
    line: str
    strong_line: str
    text: str
    secondary: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    note: str
    note_soft: str


LIGHT: Final = Tokens(
    name="light",
    background="#F5F6F8",
    surface="#FFFFFF",
    sunken="#EEF0F3",
    line="#E1E5EA",
    strong_line="#CBD2DA",
    text="#1A212B",
    secondary="#566170",
    muted="#636D7B",
    accent="#1A5FD0",
    accent_soft="#E8F0FE",
    on_accent="#FFFFFF",
    ok="#166F41",
    ok_soft="#E3F4EA",
    warn="#9A5207",
    warn_soft="#FDF0DC",
    bad="#BE2E27",
    bad_soft="#FCE8E6",
    note="#6F42C1",
    note_soft="#F0EAFB",
)
DARK: Final = Tokens(
    name="dark",
    background="#14181D",
    surface="#1C2127",
    sunken="#101318",
    line="#2B323A",
    strong_line="#3C4650",
    text="#E8ECF1",
    secondary="#A9B4C0",
    muted="#8491A0",
    accent="#5B9BFF",
    accent_soft="#1D2F4D",
    on_accent="#14181D",
    ok="#4CC38A",
    ok_soft="#12301F",
    warn="#E5A54B",
    warn_soft="#33240D",
    bad="#F2786F",
    bad_soft="#3A1917",
    note="#B392F0",
    note_soft="#2A2140",
)

# What is written on what; the contrast test reads this.
WRITTEN_ON: Final[tuple[tuple[str, str], ...]] = (
    *(
        (ink, paper)
        for ink in ("text", "secondary", "muted")
        for paper in ("background", "surface", "sunken")
    ),
    *((ink, paper) for ink in ("accent", "bad") for paper in ("background", "surface")),
    ("accent", "accent_soft"),
    ("text", "accent_soft"),
    ("on_accent", "accent"),
    *((ink, f"{ink}_soft") for ink in ("ok", "warn", "bad", "note")),
    *(("text", f"{paper}_soft") for paper in ("ok", "warn", "bad", "note")),
)

_current: Tokens = LIGHT


def current() -> Tokens:
    """Return the tokens of the theme that is shown."""
    return _current


def color(token: str) -> QColor:
    """Return a token of the current theme as a colour."""
    return QColor(getattr(_current, token))


def paper(token: str) -> QColor:
    """Return a token as a colour on paper, which is light in every theme."""
    return QColor(getattr(LIGHT, token))


@cache
def load_fonts() -> None:
    """Register the bundled typeface, once."""
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"NotoSansSC-{weight}.ttf")))


def font(size: int = BODY, *, bold: bool = False) -> QFont:
    """Return the typeface in a size in pixels."""
    result = QFont(FAMILY)
    result.setPixelSize(size)
    result.setBold(bold)
    return result


def resolve(mode: Mode) -> Tokens:
    """Return the tokens of a mode; `system` asks the desktop."""
    if mode == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def apply(app: QApplication, mode: Mode) -> None:
    """Dress the whole program in a theme."""
    global _current  # noqa: PLW0603 - one program shows one theme
    _current = resolve(mode)
    load_fonts()
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(_palette(_current))
    app.setStyleSheet(_style_sheet(_current))


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.note,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.strong_line,
        role.Dark: tokens.strong_line,
        role.Shadow: tokens.sunken,
    }
    palette = QPalette()
    for name, value in colors.items():
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return palette


def _style_sheet(tokens: Tokens) -> str:
    tick = resources.path("icons", ("check" if tokens is DARK else "check-white") + ".svg").as_posix()
    sizes = {"small": SMALL, "section": SECTION, "title": TITLE}
    return SHEET.substitute(asdict(tokens) | sizes | {"tick": tick})
