"""What is done with the lines of a quote, by key or from a menu; each is one step that can be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from salesdesk.domain import quote_editing as editing
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quote import MOST_LINES, LineKind, QuoteDraft, QuoteLine
from salesdesk.i18n import _
from salesdesk.services.products import ProductChoice
from salesdesk.ui.quotes import editor_paste, editor_pricing
from salesdesk.ui.quotes.editor_columns import FIRST, Col
from salesdesk.ui.quotes.editor_line_dialogs import DetailsDialog, OptionsDialog, PricesDialog
from salesdesk.ui.quotes.editor_line_info import Offered, line_info, offered
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_view import LinesView

READING: Final = frozenset({"copy"})
"""What can be done where nothing can be changed."""
_ANYWHERE: Final = frozenset({"paste", "section", "note", "charge", "refresh_all"})
"""What needs no line to stand in."""
_MOST_NAMED: Final = 3


class LineActions(QObject):
    """Carries out the commands on the selected lines of a session's draft.

    `told` brings what the user should know, and its tone; `emptied` tells that the last line is gone.
    """

    told = Signal(str, str)
    emptied = Signal()

    def __init__(self, view: LinesView, session: QuoteSession, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._view = view
        self._commands: dict[str, Callable[[list[int]], object]] = {
            "duplicate": self._duplicate,
            "up": lambda rows: self._move(rows, -1),
            "down": lambda rows: self._move(rows, 1),
            "remove": self._remove,
            "copy": self._copy,
            "cut": self._cut,
            "paste": lambda _rows: self._paste_clipboard(),
            "optional": lambda rows: self._mark(rows, "optional"),
            "free": lambda rows: self._mark(rows, "free"),
            "alternative": self._alternative,
            "choose": self._choose,
            "section": lambda rows: self._add_kind(rows, "section"),
            "note": lambda rows: self._add_kind(rows, "note"),
            "charge": lambda rows: self._add_kind(rows, "charge"),
            "details": lambda rows: self._details(rows[0]),
            "prices": lambda rows: self._prices(rows[0]),
            "options": self._options,
            "refresh": self._refresh_several,
            "refresh_lines": self._refresh,
            "refresh_all": lambda _rows: self._refresh(None),
            "book_price": lambda rows: self._refresh(rows, typed_too=True),
        }

    def run(self, command: str) -> None:
        """Do what a key or a menu asks for; what can't be done is said."""
        session = self.session
        if (session.read_only and command not in READING) or not self._view.delegate.finish():
            return
        rows = [row for row in self._view.selected_rows() if row < len(session.draft.lines)]
        if rows or command in _ANYWHERE:
            try:
                self._commands[command](rows)
            except SalesDeskError as error:
                self.told.emit(error.message, "warn")

    def has_room(self, count: int) -> bool:
        """Tell whether so many more lines fit, and say it where they don't."""
        fits = len(self.session.draft.lines) + count <= MOST_LINES
        if not fits:
            self.told.emit(_("A quote has at most {most} lines.").format(most=MOST_LINES), "warn")
        return fits

    # --- adding -------------------------------------------------------------------------------------------------

    def add_product(self, choice: ProductChoice) -> None:
        """Put a product below the others, a set as the lines of its parts, and the caret in its quantity."""
        session = self.session
        lines = editor_pricing.lines_of(session.data, session.draft, choice)
        self.add_lines(lines, _("Add a set") if len(lines) > 1 else _("Add a line"))
        unpriced = [line for line in lines if not line.price_source]
        if unpriced and choice.currency != session.draft.currency:
            text = _("{name} has its price in {currency}: type the price.")
            self.told.emit(text.format(name=choice.name[:80], currency=choice.currency), "warn")

    def add_made(self, product_id: uuid.UUID) -> None:
        """Put a product that was just made below the others."""
        session = self.session
        choice = editor_pricing.product(session.data, product_id, session.draft)
        if choice is not None:
            self.add_product(choice)

    def add_text(self, text: str) -> None:
        """Put a line of no product below the others."""
        self.add_lines((replace(editing.blank_line(self.session.draft), name=text),), _("Add a line"))

    def add_lines(self, lines: Sequence[QuoteLine], name: str) -> None:
        """Put lines below the others and the caret in the first one's quantity."""
        if not lines or not self.has_room(len(lines)):
            return
        row = len(self.session.draft.lines)
        self.session.edit(editing.insert(self.session.draft, row, *lines), name)
        self._edit_soon(row, Col.QUANTITY)

    def _add_kind(self, rows: list[int], kind: LineKind) -> None:
        """Put a section above the current line, a note or a charge below it; without one, below all."""
        draft = self.session.draft
        if not self.has_room(1):
            return
        row = len(draft.lines)
        if rows:
            row = _above(draft, rows[0]) if kind == "section" else editing.below(draft, rows[-1])
        line = editing.blank_line(draft, kind)
        names = {"section": _("Add a section"), "note": _("Add a note"), "charge": _("Add a percent charge")}
        self.session.edit(editing.insert(draft, row, line), names[kind])
        self._edit_soon(row, Col.NAME)

    def _edit_soon(self, row: int, column: int) -> None:
        # After this key press: the editor would else get the focus before the field lets it go.
        QTimer.singleShot(0, self._view, lambda: self._view.go_to(row, column, edit=True))

    # --- moving and marking -------------------------------------------------------------------------------------

    def _duplicate(self, rows: list[int]) -> None:
        after, copies = editing.duplicated(self.session.draft, rows)
        if self.has_room(len(copies)):
            self._show(after, _("Duplicate lines"), copies)

    def _move(self, rows: list[int], step: int) -> None:
        found = editing.moved(self.session.draft, rows, step)
        if found is not None:
            after, places = found
            offset = 0 if len(rows) == 1 else rows[0] - editing.block(self.session.draft, rows).start
            first = places.start + max(offset, 0)
            self._show(after, _("Move lines"), range(first, first + len(rows)))

    def _remove(self, rows: list[int]) -> None:
        column = self._column()
        after, promoted = editing.removed(self.session.draft, rows)
        self.session.edit(after, _("Remove lines"))
        if after.lines:
            self._view.go_to(min(rows[0], len(after.lines) - 1), column)
            self._view.clearSelection()
        else:
            self.emptied.emit()
        if promoted:
            names = ", ".join(line.name[:40] for line in promoted[:_MOST_NAMED])
            self.told.emit(
                _("Counts now, as the line above it is gone: {names}.").format(names=names), "note"
            )

    def _mark(self, rows: list[int], mark: editing.Mark) -> None:
        names = {"optional": _("Mark as optional"), "free": _("Mark as free of charge")}
        self.session.edit(editing.marked(self.session.draft, rows, mark), names[mark])

    def _alternative(self, rows: list[int]) -> None:
        self.session.edit(editing.as_alternatives(self.session.draft, rows), _("Mark as alternative"))

    def _choose(self, rows: list[int]) -> None:
        after, row = editing.choose_alternative(self.session.draft, rows[0])
        self._show(after, _("Choose an alternative"), range(row, row + 1))

    def _show(self, after: QuoteDraft, name: str, places: range) -> None:
        column = self._column()
        self.session.edit(after, name)
        self._view.select_rows(places.start, len(places), column)

    def _column(self) -> int:
        return max(self._view.currentIndex().column(), FIRST)

    # --- clipboard ----------------------------------------------------------------------------------------------

    def _copy(self, rows: list[int]) -> None:
        draft = self.session.draft
        lines = [draft.lines[row] for row in rows]
        QGuiApplication.clipboard().setMimeData(editor_paste.as_mime(lines, draft))

    def _cut(self, rows: list[int]) -> None:
        self._copy(rows)
        self._remove(rows)

    def _paste_clipboard(self) -> None:
        """Add what is on the clipboard below the current line: lines of a quote, or rows of a spreadsheet."""
        lines = editor_paste.own_lines(QGuiApplication.clipboard().mimeData(), self.session.draft)
        if not lines:
            self.paste(QGuiApplication.clipboard().text())
        elif self.has_room(len(lines)):
            self._insert(lines)

    def paste(self, text: str) -> None:
        """Add the rows of a spreadsheet below the current line; what isn't clear is named and stays in its line."""
        session = self.session
        found = editor_paste.pasted(text, session.draft)
        if found.lines and self.has_room(len(found.lines)):
            lines, matches = editor_pricing.matched(session.data, session.draft, found.lines, found.codes)
            self._insert(lines)
            self.told.emit(*editor_paste.outcome(found, matches, most=_MOST_NAMED))

    def _insert(self, lines: Sequence[QuoteLine]) -> None:
        draft = self.session.draft
        in_table = self._view.hasFocus() and self._view.currentIndex().isValid()
        row = editing.below(draft, self._view.currentIndex().row()) if in_table else len(draft.lines)
        if lines[0].alternative and (not row or draft.lines[row - 1].kind != "product"):
            lines = (replace(lines[0], alternative=False), *lines[1:])
        self.session.edit(editing.insert(draft, row, *lines), _("Paste lines"))
        self._view.select_rows(row, len(lines), FIRST)

    # --- details and prices -------------------------------------------------------------------------------------

    def _details(self, row: int) -> None:
        line = self.session.draft.lines[row]
        if not line.has_figures:
            self._view.go_to(row, FIRST, edit=True)
            return
        name = _("Edit the details of {place}").format(place=self._view.place(row))
        DetailsDialog(line, partial(self._replace, row, line, name=name), self._view).open()

    def _prices(self, row: int) -> None:
        session, line = self.session, self.session.draft.lines[row]
        info = session.data.read(line_info, session.draft, line, history=True)
        found = list(offered(info, line, session.draft))
        if not found:
            self.told.emit(_("Nothing is known of the price of this line."), "note")
            return
        PricesDialog(line, found, partial(self._take_price, row, line), self._view).open()

    def _take_price(self, row: int, line: QuoteLine, price: Offered) -> None:
        changed = editor_pricing.typed(self.session.draft, replace(line, unit_price=price.price))
        self._replace(row, line, changed, name=_("Take another price"))

    def _replace(self, row: int, line: QuoteLine, changed: QuoteLine, *, name: str) -> None:
        """Put a line in another's place, unless something else stands there by now."""
        draft = self.session.draft
        same = row < len(draft.lines) and draft.lines[row].name == line.name
        if same and draft.lines[row].kind == line.kind:
            self.session.edit(editing.with_line(draft, row, changed), name)
        else:
            self.told.emit(_("The line was changed elsewhere meanwhile. Try again."), "warn")

    def _options(self, rows: list[int]) -> None:
        session = self.session
        lines = [session.draft.lines[row] for row in rows]
        found = editor_pricing.options(session.data, lines, session.draft)
        if not found:
            self.told.emit(_("No options go with this product, or they are all in the quote."), "note")
            return
        OptionsDialog(found, partial(self._add_options, rows[-1], lines[-1].quantity), self._view).open()

    def _add_options(self, row: int, quantity: Decimal, choices: Sequence[ProductChoice]) -> None:
        """Put options below their line, at its quantity."""
        session, draft = self.session, self.session.draft
        row = min(row, len(draft.lines) - 1)
        made = [
            made
            for choice in choices
            for made in editor_pricing.lines_of(session.data, draft, choice, quantity)
        ]
        if made and self.has_room(len(made)):
            place = editing.below(draft, row)
            self._show(editing.insert(draft, place, *made), _("Add options"), range(place, place + len(made)))

    def _refresh_several(self, rows: list[int]) -> None:
        """Bring the selected lines up to date; one line is only where one stands: then all of them."""
        self._refresh(rows if len(rows) > 1 else None)

    def _refresh(self, rows: Sequence[int] | None, *, typed_too: bool = False) -> None:
        session = self.session
        found = editor_pricing.refreshed(session.data, session.draft, rows, typed_too=typed_too)
        told = [*(change.row for change in found.changes), *found.kept]
        names = {row: self._view.place(row) for row in told}
        session.edit(found.draft, _("Refresh prices"))
        self.told.emit(editor_pricing.in_words(found, names), "note")


def _above(draft: QuoteDraft, row: int) -> int:
    """Return the place above a line and what it is an alternative to."""
    while row and draft.lines[row].alternative:
        row -= 1
    return row
