"""The contracts that were made under a framework agreement, with what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.contract import BINDING
from salesdesk.domain.money import minor_units
from salesdesk.i18n import _, money
from salesdesk.services import lists
from salesdesk.services.contracts import ContractRow
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.contract_entries import contract_entries
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing


class OrdersTab(QWidget):
    """Lists them; one opens by Enter, another is made of an accepted quote of the same customer."""

    opened = Signal(object)
    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sums = label(role="secondary", wrap=True)
        self.new = button(_("New contract under it…"))
        self.new.clicked.connect(self.new_requested)
        self.orders = ListOrNothing(EntryList(_("Contracts"), days=False))
        self.orders.list.opened.connect(self._on_opened)
        head = QHBoxLayout()
        margins(head, 14, 8, 14, 2, gap=8)
        head.addWidget(self.sums, 1)
        head.addWidget(self.new)
        layout = QVBoxLayout(self)
        margins(layout)
        layout.addLayout(head)
        layout.addWidget(self.orders, 1)

    def show_orders(self, rows: Sequence[ContractRow], *, may_add: bool) -> None:
        """Show the contracts under an agreement; `may_add` while it holds and can be written."""
        self.orders.list.show_entries(contract_entries(rows, lists.local_day()))
        self.orders.nothing.show_text(
            "square-check-big", _("Contracts that are made under this agreement stand here.")
        )
        self.orders.choose()
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            if row.state in BINDING:
                sums[row.currency] += row.total
        told = _(", ").join(money(total, one, places=minor_units(one)) for one, total in sums.items())
        self.sums.setText(_("{amount} signed under it").format(amount=told) if told else "")
        self.new.setVisible(may_add)

    def _on_opened(self, entry: Entry) -> None:
        if entry.record is not None:
            self.opened.emit(entry.record[1])
