"""The head of a contract's page: number, state, customer, amount, version, and what is done next."""

from __future__ import annotations

import uuid

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from salesdesk.i18n import _, day, money
from salesdesk.ui.contracts.reading import Content
from salesdesk.ui.widgets.basics import ElidedLabel, button, icon_button, margins, plain, tip
from salesdesk.ui.widgets.cards import chip, show_chip
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import CONTRACT_STATE, TICKET_STATE, tone, word


class Head(QWidget):
    """Says what contract this is; its signals say what the user wants."""

    back_requested = Signal()
    customer_requested = Signal()
    ticket_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = button(_("Contracts") + " /", "link")
        self.back.clicked.connect(self.back_requested)
        self.title = ElidedLabel("", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.state, self.amendment = chip(), chip()
        self.customer = button("", "link")
        self.customer.clicked.connect(self.customer_requested)
        self.ticket = button("", "link")
        self.ticket.clicked.connect(lambda: self.ticket_requested.emit(self._ticket))
        self._ticket: uuid.UUID | None = None
        self.total = ElidedLabel("", "section")
        self.total.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.primary = button("", "primary")
        self.menu = icon_button("ellipsis", _("More"))
        row = QHBoxLayout(self)
        margins(row, gap=8)
        row.addWidget(self.back)
        row.addWidget(self.title)
        row.addWidget(self.state)
        row.addWidget(self.amendment)
        row.addWidget(self.customer)
        row.addWidget(self.ticket)
        row.addStretch(1)
        row.addWidget(self.total)
        row.addWidget(self.primary)
        row.addWidget(self.menu)

    def show_content(self, content: Content) -> None:
        """Show another contract, or the same as it stands now."""
        row, version = content.row, content.opened.version
        self.title.setText(f"{row.number} V{row.version}")
        show_chip(self.state, word(CONTRACT_STATE, row.state), tone(CONTRACT_STATE, row.state))
        told = ""
        if version.kind == "amendment":
            told = _("Amendment: {state}").format(state=word(CONTRACT_STATE, version.state))
        show_chip(self.amendment, told, tone(CONTRACT_STATE, version.state))
        self.customer.setText(plain(cut(row.customer, 30)))
        self.customer.setToolTip(tip(row.customer))
        handover = next((one for one in content.tickets if one.kind == "handover"), None)
        self._ticket = handover.id if handover else None
        self.ticket.setVisible(handover is not None)
        if handover is not None:
            told = _("Handover: {state}").format(state=word(TICKET_STATE, handover.state))
            self.ticket.setText(told)
            self.ticket.setToolTip(f"{handover.number} {tip(handover.owner)}".strip())
        framework = _("Framework agreement")
        if version.valid_until is not None:
            framework = _("Framework agreement until {day}").format(day=day(version.valid_until))
        self.total.setText(
            money(row.total, row.currency, places=version.places) if row.kind == "sale" else framework
        )
