"""The quotes of an opportunity."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.services.contracts import ContractRow
from salesdesk.services.quotes import QuoteBrief
from salesdesk.ui.widgets.basics import button, margins
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing
from salesdesk.ui.widgets.quote_entries import quote_entries
from salesdesk.ui.words import CONTRACT_STATE, word


class QuotesTab(QWidget):
    """Lists them, the newest first; one opens by Enter."""

    opened = Signal(object)
    new_requested = Signal()
    contract_requested = Signal()
    contract_opened = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.list = EntryList(_("Quotes"), days=False)
        self.shown = ListOrNothing(self.list)
        self.new = button(_("New quote"))
        self.new.clicked.connect(self.new_requested)
        head = QHBoxLayout()
        margins(head, 14, 8, 14, 4)
        self.contract = button(_("New contract"))
        self.contract.clicked.connect(self.contract_requested)
        self.made = button("", "link", icon="square-check-big")
        self.made.clicked.connect(self._on_made)
        self._made: uuid.UUID | None = None
        head.addWidget(self.made)
        head.addStretch()
        head.addWidget(self.contract)
        head.addWidget(self.new)
        layout = QVBoxLayout(self)
        margins(layout, 1, 0, 1, 6)
        layout.addLayout(head)
        layout.addWidget(self.shown, 1)
        self.list.opened.connect(self._on_opened)
        self.shown.nothing.action_requested.connect(self.new_requested)

    def show_quotes(self, quotes: Sequence[QuoteBrief], *, writable: bool) -> None:
        """Show the quotes."""
        self.list.show_entries(quote_entries(quotes, self._today()))
        self.new.setVisible(writable and bool(quotes))
        self.shown.nothing.show_text(
            "file-text",
            _("Quotes for this opportunity stand here with their versions and states."),
            _("New quote") if writable else "",
        )
        self.shown.choose()

    def show_contracts(self, made: Sequence[ContractRow], *, offered: bool) -> None:
        """Show the newest contract of the opportunity, and offer to make one where a quote was accepted."""
        standing = next((row for row in made if row.state != "void"), None)
        self._made = standing.id if standing else None
        self.made.setVisible(standing is not None)
        if standing is not None:
            text = _("Contract {number}").format(number=standing.number)
            self.made.setText(f"{text} · {word(CONTRACT_STATE, standing.state)}")
        self.contract.setVisible(offered)

    def _on_made(self) -> None:
        if self._made is not None:
            self.contract_opened.emit(self._made)

    def _on_opened(self, entry: Entry) -> None:
        if entry.record is not None:
            self.opened.emit(entry.record[1])
