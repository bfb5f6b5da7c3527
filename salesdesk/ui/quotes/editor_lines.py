"""The card of a quote's lines: the table, the row to add below it, and what there is to know of the current line."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain import quote_editing as editing, tax_rates as rates
from salesdesk.domain.money import minor_units
from salesdesk.domain.quote import QuoteDraft, QuoteLine, QuoteTotals
from salesdesk.domain.quote_problems import Problem
from salesdesk.domain.quote_version import valid_until
from salesdesk.domain.tax_rates import Rate
from salesdesk.i18n import _, number
from salesdesk.services import tax_rates
from salesdesk.ui.page import PageContext
from salesdesk.ui.product_dialog import NewProductDialog
from salesdesk.ui.quotes import editor_line_menu as menus, editor_pricing
from salesdesk.ui.quotes.editor_columns import CHOOSABLE, COLUMNS, FIRST, USUAL, Col, price_text
from salesdesk.ui.quotes.editor_entry import ProductEntry
from salesdesk.ui.quotes.editor_line_actions import LineActions
from salesdesk.ui.quotes.editor_line_info import in_short, line_info
from salesdesk.ui.quotes.editor_model import LinesModel
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_view import LinesView
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins

_KEY: Final = "quote-lines"
"""Under which the device remembers which columns are shown."""
_ADDING: Final = {"Ctrl+Shift+H": "section", "Ctrl+Shift+N": "note", "Ctrl+Shift+P": "charge"}
_INFO_MS: Final = 250


class LinesCard(QFrame):
    """Edits the lines of a session's draft.

    `told` brings what the user should know, and its tone; `selection_changed` the rows that are selected now.
    """

    told = Signal(str, str)
    selection_changed = Signal(list)

    def __init__(self, session: QuoteSession, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._context = context
        self._rates: tuple[Rate, ...] = ()
        self.setProperty("role", "card")
        self.model = LinesModel(session.draft, self)
        self.view = LinesView(self.model)
        self.view.show_columns(remembered(context))
        self.actions_of_lines = LineActions(self.view, session, self)
        self.entry = ProductEntry(session.data, lambda: self._session.draft.customer_id)
        self.entry.setProperty("role", "entry")
        self.add = button(_("Add ▾"), "link")
        self.add.setAccessibleName(_("Add something else, prices, columns"))
        self.problem = label(role="error", wrap=True)
        self.problem.setContentsMargins(12, 2, 12, 6)
        self.info = ElidedLabel(role="small")
        self._said = QWidget()
        self._info_timer = QTimer(self, singleShot=True, interval=_INFO_MS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        margins(row, 0, 0, 8, 0, gap=6)
        row.addWidget(self.entry, 1)
        row.addWidget(self.add)
        said = QHBoxLayout(self._said)
        margins(said, 50, 2, 12, 6)
        said.addWidget(self.info)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addWidget(self.view)
        layout.addLayout(row)
        layout.addWidget(self._said)
        layout.addWidget(self.problem)
        self.problem.hide()
        self._said.hide()

    def _connect(self) -> None:
        actions = self.actions_of_lines
        self.model.line_edited.connect(self._on_edited)
        self.view.entry_requested.connect(self._on_entry)
        self.view.command.connect(actions.run)
        self.view.menu_requested.connect(self._on_menu)
        self.view.columns_requested.connect(self._on_columns)
        selection = self.view.selectionModel()
        selection.currentChanged.connect(lambda *_args: self._show_line())
        selection.selectionChanged.connect(
            lambda *_args: self.selection_changed.emit(self.view.selected_rows())
        )
        self._info_timer.timeout.connect(self._show_info)
        actions.told.connect(self.told)
        actions.emptied.connect(self.entry.setFocus)
        self.entry.chosen.connect(actions.add_product)
        self.entry.typed.connect(actions.add_text)
        self.entry.pasted.connect(partial(actions.run, "paste"))
        self.entry.new_wanted.connect(self._new_product)
        self.entry.left_up.connect(lambda: self.view.go_to(self.model.rowCount() - 1, FIRST))
        self.add.clicked.connect(self._on_add)
        for keys, command in _ADDING.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._add_kind, command))

    # --- showing ------------------------------------------------------------------------------------------------

    def use(self, session: QuoteSession) -> None:
        """Edit another session's draft."""
        self._session = self.actions_of_lines.session = session
        self._rates = session.data.read(tax_rates.rates)
        self.show_draft(session.draft)

    def show_draft(self, draft: QuoteDraft) -> None:
        """Show the draft as it is now."""
        self.model.read_only = self._session.read_only
        self.model.show(draft)
        self.entry.setVisible(not self._session.read_only)
        self.add.setVisible(not self._session.read_only)

    def show_figures(self, totals: QuoteTotals, problems: tuple[Problem, ...]) -> None:
        """Mark the lines that don't work out, and give the amounts the room they need."""
        draft = self.model.draft
        self.model.show_problems(problems, () if self._session.read_only else self._hints(draft))
        self._show_line()
        places = minor_units(draft.currency)
        amounts = (self.model.amount(row) or Decimal(0) for row in range(len(draft.lines)))
        amount = max(max(amounts, default=Decimal(0)), totals.gross)
        price = max((line.unit_price for line in draft.lines), default=Decimal(0))
        brackets = any(line.optional or line.alternative for line in draft.lines)
        shown = number(amount, places)
        discounts = (COLUMNS[Col.DISCOUNT].shown(line) for line in draft.lines)
        self.view.fit_figures(
            {
                Col.PRICE: price_text(price),
                Col.DISCOUNT: max(discounts, key=len, default=""),
                Col.AMOUNT: f"({shown})" if brackets else shown,
            }
        )

    def _hints(self, draft: QuoteDraft) -> Sequence[Problem]:
        """Return which lines have a rate of tax that ends before the quote does."""
        issued = self._session.quote.issued_on or date.today()  # noqa: DTZ011 - a local date is meant
        until = draft.valid_until or valid_until(issued)
        used = {line.tax_rate for line in draft.lines if line.has_figures}
        if not rates.ending(self._rates, used, until):
            return ()
        told = {rate: rates.warnings(self._rates, (rate,), until) for rate in used}
        return [
            Problem(told[line.tax_rate][0], "tax_rate", row)
            for row, line in enumerate(draft.lines, start=1)
            if line.has_figures and told[line.tax_rate]
        ]

    def _show_line(self) -> None:
        """Say what is wrong with the current line at once, and what there is to know of it in a moment."""
        row = self.view.currentIndex().row()
        text = self.model.problem(row) if row >= 0 else ""
        place = self.model.place(row) if text else ""
        self.problem.setText(_("{place}: {problem}").format(place=place, problem=text) if text else "")
        self.problem.setVisible(bool(text))
        if row < 0 or self._session.read_only:
            self._said.hide()
        else:
            self._said.show()
            self._info_timer.start()

    def _show_info(self) -> None:
        row, draft = self.view.currentIndex().row(), self.model.draft
        if not 0 <= row < len(draft.lines):
            return
        line, hint = draft.lines[row], self.model.hint(row)
        options = 0
        said = hint
        if line.kind == "product":
            info = self._session.data.read(line_info, draft, line)
            options = len(editor_pricing.options(self._session.data, (line,), draft))
            said = "  ·  ".join(filter(None, (hint, in_short(info, line, draft))))
        if options:
            more = _("{count} options: Ctrl+Shift+X").format(count=options)
            said = "  ·  ".join(filter(None, (said, more)))
        self.info.setProperty("role", "warning" if hint else "small")
        self.info.style().polish(self.info)
        self.info.setText(said)
        self.info.setAccessibleName(said)

    def stop(self) -> None:
        """Read no more."""
        self._info_timer.stop()

    def pending(self) -> QuoteDraft:
        """Return the draft with what stands in an open cell, as far as that can be read."""
        draft, editor = self._session.draft, self.view.delegate.editor
        line, _problem = self.view.delegate.typed()
        if editor is None or line is None:
            return draft
        return editing.with_line(draft, editor.place.row(), line)

    # --- what is typed and chosen -------------------------------------------------------------------------------

    def carry_out(self, command: str) -> None:
        """Do what a key or a menu asks for with the selected lines."""
        if command == "product":
            self._new_product(self.entry.text().strip())
        else:
            self.actions_of_lines.run(command)

    def _on_edited(self, row: int, column: int, line: QuoteLine) -> None:
        draft = self._session.draft
        if column == Col.QUANTITY:
            line = editor_pricing.repriced(self._session.data, draft, draft.lines[row], line)
        elif column == Col.PRICE:
            line = editor_pricing.typed(draft, line)
        name = _("Edit {column}, {place}").format(
            column=_(COLUMNS[column].title), place=self.model.place(row)
        )
        self._session.edit(editing.with_line(draft, row, line), name)

    def _on_entry(self, typed: str) -> None:
        if not self._session.read_only:
            self.entry.begin(typed)

    def _add_kind(self, command: str) -> None:
        """Add a section, a note or a charge: in the table where the caret is, from the row to add below all."""
        if not self.view.isAncestorOf(self.focusWidget() or self) and not self.view.hasFocus():
            self.view.clearSelection()
            self.view.setCurrentIndex(self.model.index(-1, -1))
        self.actions_of_lines.run(command)

    def _new_product(self, name: str) -> None:
        if not self._session.read_only:
            dialog = NewProductDialog(self._context, self._on_made, name=name, parent=self)
            dialog.open()

    def _on_made(self, product_id: uuid.UUID) -> None:
        self.entry.setText("")
        self.actions_of_lines.add_made(product_id)

    # --- menus and columns --------------------------------------------------------------------------------------

    def _on_menu(self, place: QPoint) -> None:
        lines = [self.model.lines[row] for row in self.view.selected_rows()]
        menu = menus.lines_menu(self, lines, self.carry_out, read_only=self._session.read_only)
        menus.popup(menu, place)

    def _on_add(self) -> None:
        menu = menus.add_menu(self, self._run_added, self.view.shown_columns(), self._show_columns)
        menus.popup(menu, self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _run_added(self, command: str) -> None:
        if command in _ADDING.values():
            self._add_kind(command)
        else:
            self.carry_out(command)

    def _on_columns(self, place: QPoint) -> None:
        menus.popup(menus.columns_menu(self, self.view.shown_columns(), self._show_columns), place)

    def _show_columns(self, shown: Collection[Col]) -> None:
        self.view.show_columns(shown)
        self._context.preferences.lists[_KEY] = {"shown": [column.name for column in sorted(shown)]}
        self._context.preferences.save()


def remembered(context: PageContext) -> frozenset[Col]:
    """Return the columns that the device remembers; what isn't understood is left out."""
    stored = context.preferences.lists.get(_KEY, {}).get("shown")
    if not isinstance(stored, list):
        return USUAL
    return frozenset(column for column in CHOOSABLE if column.name in stored)
