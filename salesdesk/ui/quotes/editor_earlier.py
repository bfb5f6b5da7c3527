"""Dialogs around earlier quotes: one is chosen, with the lines to take of it and the prices they get."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.money import minor_units
from salesdesk.domain.quote import QuoteLine
from salesdesk.i18n import N_, _, day, money, number
from salesdesk.services import quote_copies, quotes
from salesdesk.services.quote_copies import EarlierQuote
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, is_typed
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.words import QUOTE_STATE, tone, word

_DELAY_MS: Final = 150
_QUOTES: Final = (
    ListColumn[EarlierQuote]("number", N_("Number"), 140, lambda row: row.number, strong=True),
    ListColumn[EarlierQuote]("customer", N_("Customer"), 180, lambda row: row.customer, grows=True),
    ListColumn[EarlierQuote](
        "total",
        N_("Total"),
        130,
        lambda row: money(row.total, row.currency, places=minor_units(row.currency)),
        right=True,
        order=lambda row: row.total,
    ),
    ListColumn[EarlierQuote](
        "issued_on", N_("Date"), 100, lambda row: day(row.issued_on), order=lambda row: row.issued_on
    ),
    ListColumn[EarlierQuote](
        "state",
        N_("State"),
        110,
        lambda row: word(QUOTE_STATE, row.state),
        tone=lambda row: tone(QUOTE_STATE, row.state),
    ),
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an earlier quote, at its place."""

    id: uuid.UUID
    place: int
    line: QuoteLine
    amount: Decimal
    currency: str
    row_version: int = 0


def _cell(column: Col, row: LineRow) -> str:
    """Return what the editor shows there; sections and notes have a text alone."""
    return COLUMNS[column].shown(row.line) if is_typed(column, row.line) else ""


_LINES: Final = (
    ListColumn[LineRow]("place", "#", 48, lambda row: str(row.place + 1), order=lambda row: row.place),
    ListColumn[LineRow]("name", N_("Product"), 180, lambda row: row.line.name, grows=True, strong=True),
    ListColumn[LineRow]("model", N_("Model"), 120, lambda row: row.line.model),
    ListColumn[LineRow]("quantity", N_("Qty"), 70, lambda row: _cell(Col.QUANTITY, row), right=True),
    ListColumn[LineRow]("price", N_("Unit price"), 110, lambda row: _cell(Col.PRICE, row), right=True),
    ListColumn[LineRow](
        "amount",
        N_("Amount"),
        120,
        lambda row: number(row.amount, minor_units(row.currency)) if row.line.has_figures else "",
        right=True,
        order=lambda row: row.amount,
    ),
)


class EarlierDialog(QDialog):
    """Chooses an earlier quote, and lines of it.

    `then` gets its id, the lines to take (from 0; none are all of them), and whether at prices of today.
    """

    def __init__(
        self,
        data: Data,
        customer_id: uuid.UUID | None,
        then: Callable[[uuid.UUID, tuple[int, ...], bool], object],
        parent: QWidget,
        *,
        with_lines: bool,
    ) -> None:
        super().__init__(parent)
        self._data, self._customer_id, self._then = data, customer_id, then
        self._with_lines = with_lines
        self.setWindowTitle(_("Lines from another quote") if with_lines else _("Begin with an earlier quote"))
        self.setModal(True)
        self.resize(780, 560 if with_lines else 440)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Number or customer"))
        self.search.setAccessibleName(_("Number or customer"))
        self.quotes: RowTable[EarlierQuote] = RowTable(_QUOTES, "issued_on", descending=True)
        self.lines: RowTable[LineRow] = RowTable(_LINES, "place")
        self.hint = label(_("Select the lines to take; none selected takes all of them."), "small")
        self.fresh = QCheckBox(_("At the price book's prices of today; typed prices stay"))
        self.confirm = button(_("Take them over") if with_lines else _("Make the quote"), "primary")
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._arrange()
        self.search.textEdited.connect(self._timer.start)
        self._timer.timeout.connect(self.look_up)
        self.quotes.selection_changed.connect(self._on_quote)
        self.quotes.open_requested.connect(self._on_confirm)
        self.confirm.clicked.connect(self._on_confirm)
        self.look_up()
        self.search.setFocus()

    def _arrange(self) -> None:
        cancel = button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        margins(foot, gap=8)
        foot.addWidget(self.fresh)
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        margins(column, 20, 16, 20, 16, gap=10)
        column.addWidget(self.search)
        column.addWidget(self.quotes, 1)
        beside: tuple[tuple[QWidget, int], ...] = ((self.hint, 0), (self.lines, 1))
        for part, stretch in beside:
            column.addWidget(part, stretch)
            part.setVisible(self._with_lines)
        column.addLayout(foot)

    def look_up(self) -> None:
        """Show the quotes that fit what is typed."""
        found = self._data.read(quote_copies.earlier, self.search.text(), customer_id=self._customer_id)
        self.quotes.show_rows(found)
        if found and not self.quotes.selected():
            self.quotes.view.select_rows([(0, 0)], 0)
        self._on_quote()

    def _on_quote(self) -> None:
        chosen = self.quotes.selected()
        self.confirm.setEnabled(bool(chosen))
        if not chosen or not self._with_lines:
            return
        version = self._data.read(quotes.load, f"{chosen[0].number}-V{chosen[0].version}")
        rows = [
            LineRow(uuid.UUID(int=place), place, line, figures.gross, version.draft.currency)
            for place, (line, figures) in enumerate(
                zip(version.draft.lines, version.totals.lines, strict=True)
            )
        ]
        self.lines.show_rows(rows, selected=())

    def _on_confirm(self) -> None:
        chosen = self.quotes.selected()
        if chosen:
            rows = tuple(sorted(row.place for row in self.lines.selected()))
            self._then(chosen[0].id, rows, self.fresh.isChecked())
            self.accept()


class DuplicateDialog(FormDialog):
    """Asks at which prices a quote is to be made again; `then` gets whether at those of today."""

    def __init__(self, number: str, then: Callable[[bool], object], parent: QWidget) -> None:
        super().__init__(_("Duplicate {number}").format(number=number), _("Make the quote"), parent)
        self._then = then
        text = _(
            "A new draft with the same lines and terms, which nobody has approved, under a number of its own."
        )
        self.head.addWidget(label(text, "secondary", wrap=True))
        self.fresh = QCheckBox(_("At the price book's prices of today; typed prices stay"))
        self.add_below(self.fresh)

    def save(self) -> None:
        """Hand on the answer."""
        self._then(self.fresh.isChecked())
