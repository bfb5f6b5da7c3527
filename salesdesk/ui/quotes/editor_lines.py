"""The card of a quote's lines: the table, the row to add below it, and what can be done with lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain import quote_editing as editing
from salesdesk.domain.money import minor_units
from salesdesk.domain.quote import MOST_LINES, QuoteDraft, QuoteLine, QuoteTotals
from salesdesk.domain.quote_problems import Problem
from salesdesk.i18n import N_, _, number
from salesdesk.services.products import ProductChoice
from salesdesk.ui.quotes import editor_paste, editor_pricing
from salesdesk.ui.quotes.editor_columns import COLUMNS, FIRST, Col, price_text
from salesdesk.ui.quotes.editor_entry import ProductEntry
from salesdesk.ui.quotes.editor_model import LinesModel
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_view import LinesView
from salesdesk.ui.widgets.basics import label, margins

_MOST_NAMED: Final = 3
_MENU: Final = (
    ("duplicate", N_("Duplicate"), "Ctrl+D"),
    ("up", N_("Move up"), "Alt+↑"),
    ("down", N_("Move down"), "Alt+↓"),
    ("optional", N_("Optional, not in the total"), "Ctrl+Shift+O"),
    ("free", N_("Free of charge"), "Ctrl+Shift+F"),
    ("copy", N_("Copy lines"), "Ctrl+C"),
    ("paste", N_("Paste lines"), "Ctrl+V"),
    ("remove", N_("Remove lines"), "Ctrl+-"),
)
_READING: Final = frozenset({"copy"})


class LinesCard(QFrame):
    """Edits the lines of a session's draft; `told` brings what the user should know, and its tone."""

    told = Signal(str, str)

    def __init__(self, session: QuoteSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "card")
        self.model = LinesModel(session.draft, self)
        self.view = LinesView(self.model)
        self.entry = ProductEntry(session.data, lambda: self._session.draft.customer_id)
        self.entry.setProperty("role", "entry")
        self.problem = label(role="error", wrap=True)
        self.problem.setContentsMargins(12, 2, 12, 6)
        self.problem.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addWidget(self.view)
        layout.addWidget(self.entry)
        layout.addWidget(self.problem)
        self._connect()

    def _connect(self) -> None:
        self.model.line_edited.connect(self._on_edited)
        self.view.entry_requested.connect(self._on_entry)
        self.view.command.connect(self.carry_out)
        self.view.menu_requested.connect(self._on_menu)
        self.view.selectionModel().currentChanged.connect(lambda *_args: self._show_problem())
        self.entry.chosen.connect(self._on_chosen)
        self.entry.typed.connect(self._on_typed)
        self.entry.pasted.connect(self.paste)
        self.entry.left_up.connect(lambda: self.view.go_to(self.model.rowCount() - 1, FIRST))
        self._actions: dict[str, Callable[[list[int]], object]] = {
            "duplicate": self._duplicate,
            "up": lambda rows: self._move(rows, -1),
            "down": lambda rows: self._move(rows, 1),
            "remove": self._remove,
            "copy": self._copy,
            "cut": self._cut,
            "paste": lambda _rows: self.paste(QGuiApplication.clipboard().text()),
            "optional": lambda rows: self._mark(rows, "optional"),
            "free": lambda rows: self._mark(rows, "free"),
        }

    # --- showing ------------------------------------------------------------------------------------------------

    def use(self, session: QuoteSession) -> None:
        """Edit another session's draft."""
        self._session = session
        self.show_draft(session.draft)

    def show_draft(self, draft: QuoteDraft) -> None:
        """Show the draft as it is now."""
        self.model.read_only = self._session.read_only
        self.model.show(draft)
        self.entry.setVisible(not self._session.read_only)

    def show_figures(self, totals: QuoteTotals, problems: tuple[Problem, ...]) -> None:
        """Mark the lines that don't work out, and give the amounts the room they need."""
        self.model.show_problems(problems)
        self._show_problem()
        draft = self.model.draft
        amount = max((line.gross for line in totals.lines), default=Decimal(0))
        price = max((line.unit_price for line in draft.lines), default=Decimal(0))
        self.view.fit_figures(price_text(price), number(amount, minor_units(draft.currency)))

    def _show_problem(self) -> None:
        row = self.view.currentIndex().row()
        text = self.model.problem(row) if row >= 0 else ""
        self.problem.setText(_("Line {line}: {problem}").format(line=row + 1, problem=text) if text else "")
        self.problem.setVisible(bool(text))

    def pending(self) -> QuoteDraft:
        """Return the draft with what stands in an open cell, as far as that can be read."""
        draft, editor = self._session.draft, self.view.delegate.editor
        line, _problem = self.view.delegate.typed()
        if editor is None or line is None:
            return draft
        return editing.with_line(draft, editor.place.row(), line)

    # --- what is typed ------------------------------------------------------------------------------------------

    def _on_edited(self, row: int, column: int, line: QuoteLine) -> None:
        draft = self._session.draft
        if column == Col.QUANTITY:
            line = editor_pricing.repriced(self._session.data, draft, draft.lines[row], line)
        name = _("Edit {column}, line {line}").format(column=_(COLUMNS[column].title), line=row + 1)
        self._session.edit(editing.with_line(draft, row, line), name)

    def _on_entry(self, typed: str) -> None:
        if not self._session.read_only:
            self.entry.begin(typed)

    def _on_chosen(self, choice: ProductChoice) -> None:
        self._add(editor_pricing.line_of(self._session.data, self._session.draft, choice))
        if choice.currency != self._session.draft.currency:
            text = _("{name} has its price in {currency}: type the price.")
            self.told.emit(text.format(name=choice.name[:80], currency=choice.currency), "warn")

    def _on_typed(self, text: str) -> None:
        self._add(replace(editing.blank_line(self._session.draft), name=text))

    def _add(self, line: QuoteLine) -> None:
        """Put a line below the others and the caret in its quantity."""
        if not self._has_room(1):
            return
        row = len(self._session.draft.lines)
        self._session.edit(editing.insert(self._session.draft, row, line), _("Add a line"))
        # After this key press: the editor would else get the focus before the field lets it go.
        QTimer.singleShot(0, self.view, lambda: self.view.go_to(row, Col.QUANTITY, edit=True))

    def _has_room(self, count: int) -> bool:
        fits = len(self._session.draft.lines) + count <= MOST_LINES
        if not fits:
            self.told.emit(_("A quote has at most {most} lines.").format(most=MOST_LINES), "warn")
        return fits

    # --- what is done with lines --------------------------------------------------------------------------------

    def carry_out(self, command: str) -> None:
        """Do what a key or the menu asks for with the selected lines."""
        rows = self.view.selected_rows()
        if self._session.read_only and command not in _READING:
            return
        if rows or command == "paste":
            self._actions[command](rows)

    def _duplicate(self, rows: list[int]) -> None:
        if not self._has_room(len(rows)):
            return
        draft, column = self._session.draft, self._column()
        lines = [draft.lines[row] for row in rows]
        after = editing.insert(draft, rows[-1] + 1, *lines)
        self._session.edit(after, _("Duplicate lines"))
        self.view.select_rows(rows[-1] + 1, len(rows), column)

    def _move(self, rows: list[int], step: int) -> None:
        draft, column = self._session.draft, self._column()
        first, last = rows[0], rows[-1]
        if first + step < 0 or last + step >= len(draft.lines):
            return
        neighbour, place = (first - 1, last) if step < 0 else (last + 1, first)
        self._session.edit(editing.move(draft, neighbour, place), _("Move lines"))
        self.view.select_rows(first + step, last - first + 1, column)

    def _remove(self, rows: list[int]) -> None:
        draft, column, gone = self._session.draft, self._column(), set(rows)
        kept = tuple(line for row, line in enumerate(draft.lines) if row not in gone)
        self._session.edit(replace(draft, lines=kept), _("Remove lines"))
        if kept:
            self.view.go_to(min(rows[0], len(kept) - 1), column)
            self.view.clearSelection()
        else:
            self.entry.setFocus()

    def _copy(self, rows: list[int]) -> None:
        draft = self._session.draft
        text = editor_paste.as_text([draft.lines[row] for row in rows], draft.currency)
        QGuiApplication.clipboard().setText(text)

    def _cut(self, rows: list[int]) -> None:
        self._copy(rows)
        self._remove(rows)

    def paste(self, text: str) -> None:
        """Add the rows of a spreadsheet below the current line; what can't be read is named and stays in its line."""
        data, draft = self._session.data, self._session.draft
        found = editor_paste.pasted(text, draft)
        if not found.lines or not self._has_room(len(found.lines)):
            return
        lines = tuple(
            editor_pricing.matched(data, draft, line) if editor_paste.is_blank(line) else line
            for line in found.lines
        )
        in_table = self.view.hasFocus() and self.view.currentIndex().isValid()
        row = self.view.currentIndex().row() + 1 if in_table else len(draft.lines)
        self._session.edit(editing.insert(draft, row, *lines), _("Paste lines"))
        self.view.select_rows(row, len(lines), FIRST)
        if found.problems:
            named = "; ".join(found.problems[:_MOST_NAMED])
            more = len(found.problems) - _MOST_NAMED
            if more > 0:
                named = _("{named} and {count} more").format(named=named, count=more)
            message = _("Not understood, and put into the specification of the line: {named}.")
            self.told.emit(message.format(named=named), "warn")

    def _mark(self, rows: list[int], field: str) -> None:
        """Mark the lines, or take the mark away where all of them have it."""
        draft, gone = self._session.draft, set(rows)
        marked = not all(getattr(draft.lines[row], field) for row in rows)
        other = "free" if field == "optional" else "optional"
        values: dict[str, Any] = {field: marked, other: False} if marked else {field: False}
        lines = tuple(
            replace(line, **values) if row in gone else line for row, line in enumerate(draft.lines)
        )
        names = {"optional": _("Mark as optional"), "free": _("Mark as free of charge")}
        self._session.edit(replace(draft, lines=lines), names[field])

    def _column(self) -> int:
        return max(self.view.currentIndex().column(), FIRST)

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for command, title, keys in _MENU:
            if self._session.read_only and command not in _READING:
                continue
            action = menu.addAction(f"{_(title)}\t{keys}")
            action.triggered.connect(lambda _checked=False, command=command: self.carry_out(command))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
