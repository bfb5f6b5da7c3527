"""What the draft of a contract becomes by the version of its quote that was accepted since."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.contract_changes import CHANGES, LineChange
from salesdesk.domain.contract_version import ContractLine
from salesdesk.domain.money import minor_units
from salesdesk.i18n import _, money
from salesdesk.services.contracts import QuoteChange
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.figure_table import ROW_HEIGHT, Cell, FigureColumn, FigureTable, Row
from salesdesk.ui.widgets.form import FormDialog

_TONES: Final = {"changed": "warn", "new": "ok", "gone": "bad"}
_MOST_ROWS: Final = 10


class FollowDialog(FormDialog):
    """Shows the difference line by line; what is taken over is Annex 1 and the total, nothing that was written."""

    def __init__(
        self, change: QuoteChange, currency: str, then: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(_("What the quote changes"), _("Take over"), parent)
        self.setMinimumWidth(780)
        self._then, self._currency = then, currency
        told = _("{quote} was accepted after the contract was made.").format(quote=change.quote)
        self.head.addWidget(label(told, "section", wrap=True))
        kept = _("Annex 1 and the price become those of the quote. Clauses, fields and plan stay as written.")
        self.head.addWidget(label(kept, "secondary", wrap=True))
        self.table = FigureTable(
            (
                FigureColumn(_("What changed"), 80, right=False),
                FigureColumn(_("Item"), 150, right=False, grows=True),
                FigureColumn(_("Model"), 90, right=False, grows=True),
                FigureColumn(_("Quantity"), 110),
                FigureColumn(_("Amount with tax"), 240),
            ),
            _("What the quote changes"),
        )
        self.table.show_rows([self._row(one) for one in change.lines])
        self.table.setFixedHeight(min(self.table.whole_height() + 2, (_MOST_ROWS + 1) * ROW_HEIGHT))
        self.table.setVisible(bool(change.lines))
        self.add_below(self.table)
        self.total = label("", "strong", selectable=True)
        if change.before is not None and change.after is not None:
            self.total.setText(
                _("Total: {before} → {after}").format(
                    before=self._money(change.before.gross), after=self._money(change.after.gross)
                )
            )
        self.add_below(self.total)
        self.confirm.setFocus()

    def save(self) -> None:
        """Take it over."""
        self._then()

    def _row(self, change: LineChange) -> Row:
        line = change.after or change.before
        if line is None:
            return ()
        return (
            Cell(_(CHANGES[change.kind]), _TONES[change.kind], strong=True),
            Cell(line.name),
            Cell(line.model),
            Cell(_both(change, _quantity)),
            Cell(_both(change, lambda one: self._money(one.gross))),
        )

    def _money(self, amount: Decimal) -> str:
        return money(amount, self._currency, places=minor_units(self._currency))


def _both(change: LineChange, said: Callable[[ContractLine], str]) -> str:
    """Return what stood in a line and what stands there now, once where that is the same."""
    texts = [said(line) for line in (change.before, change.after) if line is not None]
    return " → ".join(dict.fromkeys(texts))


def _quantity(line: ContractLine) -> str:
    return f"{line.quantity.normalize():f} {line.unit}".strip() if line.quantity else ""
