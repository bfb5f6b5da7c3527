"""The menus of a quote's lines: what is done with them, what is added, which columns are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.quote import QuoteLine
from salesdesk.i18n import N_, _
from salesdesk.ui.quotes.editor_columns import CHOOSABLE, Col, heading
from salesdesk.ui.quotes.editor_line_actions import READING

Entry = tuple[str, str, str]
_LINES: Final[tuple[tuple[Entry, ...], ...]] = (
    (
        ("details", N_("Details of the line…"), "F4"),
        ("prices", N_("Prices of this product…"), "F3"),
        ("options", N_("Options to this product…"), "Ctrl+Shift+X"),
        ("refresh_lines", N_("Prices of today"), ""),
        ("book_price", N_("Take the price book's price"), "Shift+F9"),
    ),
    (
        ("optional", N_("Optional, not in the total"), "Ctrl+Shift+O"),
        ("free", N_("Free of charge"), "Ctrl+Shift+F"),
        ("alternative", N_("Alternative to the line above"), "Ctrl+Shift+A"),
        ("choose", N_("Choose this alternative"), "Ctrl+Shift+C"),
    ),
    (
        ("section", N_("Section above"), "Ctrl+Shift+H"),
        ("note", N_("Note below"), "Ctrl+Shift+N"),
        ("charge", N_("Percent charge below"), "Ctrl+Shift+P"),
    ),
    (
        ("duplicate", N_("Duplicate"), "Ctrl+D"),
        ("up", N_("Move up"), "Alt+↑"),
        ("down", N_("Move down"), "Alt+↓"),
        ("copy", N_("Copy lines"), "Ctrl+C"),
        ("paste", N_("Paste lines"), "Ctrl+V"),
        ("remove", N_("Remove lines"), "Ctrl+-"),
    ),
)
_ADD: Final[tuple[Entry, ...]] = (
    ("section", N_("Section"), "Ctrl+Shift+H"),
    ("note", N_("Note"), "Ctrl+Shift+N"),
    ("charge", N_("Percent charge"), "Ctrl+Shift+P"),
    ("product", N_("New product…"), ""),
    ("paste", N_("Rows of a spreadsheet"), "Ctrl+V"),
)
_PRODUCTS_ONLY: Final = frozenset({"prices", "options", "refresh_lines", "book_price", "alternative"})
_SOLD_ONLY: Final = frozenset({"details", "optional", "free"})


def lines_menu(
    parent: QWidget, lines: Sequence[QuoteLine], run: Callable[[str], object], *, read_only: bool
) -> QMenu:
    """Return what can be done with the selected lines; what doesn't go with their kind is left out."""
    menu = _menu(parent)
    for part in _LINES:
        entries = [entry for entry in part if _fits(entry[0], lines)]
        if read_only:
            entries = [entry for entry in part if entry[0] in READING]
        if entries and not menu.isEmpty():
            menu.addSeparator()
        _fill(menu, entries, run)
    return menu


def add_menu(
    parent: QWidget,
    run: Callable[[str], object],
    shown: frozenset[Col],
    show_columns: Callable[[frozenset[Col]], object],
) -> QMenu:
    """Return what can be added to a quote beside products, and what concerns all of its lines."""
    menu = _menu(parent)
    _fill(menu, _ADD, run)
    menu.addSeparator()
    _fill(menu, (("refresh_all", N_("Prices of today in all lines"), "F9"),), run)
    columns = menu.addMenu(_("Columns"))
    _fill_columns(columns, shown, show_columns)
    return menu


def columns_menu(
    parent: QWidget, shown: frozenset[Col], show_columns: Callable[[frozenset[Col]], object]
) -> QMenu:
    """Return the choice of the columns that are shown."""
    menu = _menu(parent)
    _fill_columns(menu, shown, show_columns)
    return menu


def popup(menu: QMenu, place: QPoint) -> None:
    """Show a menu, which goes when it is done."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    return menu


def _fill(menu: QMenu, entries: Sequence[Entry], run: Callable[[str], object]) -> None:
    for command, title, keys in entries:
        action = menu.addAction(f"{_(title)}\t{keys}" if keys else _(title))
        action.triggered.connect(lambda _checked=False, command=command: run(command))


def _fill_columns(menu: QMenu, shown: frozenset[Col], show: Callable[[frozenset[Col]], object]) -> None:
    for column in CHOOSABLE:
        action = menu.addAction(_(heading(column)))
        action.setCheckable(True)
        action.setChecked(column in shown)
        action.toggled.connect(lambda _on, column=column: show(shown ^ {column}))


def _fits(command: str, lines: Sequence[QuoteLine]) -> bool:
    if command in _PRODUCTS_ONLY:
        return any(line.kind == "product" for line in lines)
    if command in _SOLD_ONLY:
        return any(line.has_figures for line in lines)
    return command != "choose" or any(line.alternative for line in lines)
