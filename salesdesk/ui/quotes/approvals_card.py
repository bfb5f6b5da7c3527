"""What an approver sees of a request: the quote in short, why it was asked, what was said, and the decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.services.approval_queue import QueueDetail, QueueRow
from salesdesk.ui.quotes.approval_texts import asked, past, reasons, steps
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card, chip, show_chip
from salesdesk.ui.widgets.decision_figures import figures
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import APPROVAL_STATE, tone, word

_LONGEST = 300


class DecisionCard(Card):
    """Shows one request; its signals say what the user wants."""

    decide_requested = Signal(bool)
    comment_requested = Signal()
    open_requested = Signal()

    def __init__(self, read_only: bool, parent: QWidget | None = None) -> None:  # noqa: FBT001 - of a workspace
        super().__init__(_("Request of approval"), parent)
        self._read_only = read_only
        self.state = chip()
        self.head.addWidget(self.state)
        self.customer = label(role="strong", wrap=True, selectable=True)
        self.figures = QGridLayout()
        self.figures.setHorizontalSpacing(12)
        self.figures.setVerticalSpacing(4)
        self.figures.setColumnStretch(1, 1)
        self.why = label(role="warning", wrap=True, selectable=True)
        self.asked = label(role="secondary", wrap=True, selectable=True)
        self.steps = label(wrap=True, selectable=True)
        self.approve = button(_("Approve…"), "primary")
        self.refuse = button(_("Refuse…"))
        self.comment = button(_("Comment…"))
        self.open = button(_("Open the quote"))
        decide, other = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((decide, (self.approve, self.refuse)), (other, (self.comment, self.open))):
            margins(row, gap=8)
            for part in parts:
                row.addWidget(part)
            row.addStretch()
        self.body.addWidget(self.customer)
        self.body.addLayout(self.figures)
        for text in (self.why, self.asked, self.steps):
            self.body.addWidget(text)
        self.body.addLayout(decide)
        self.body.addLayout(other)
        self.approve.clicked.connect(lambda: self.decide_requested.emit(True))
        self.refuse.clicked.connect(lambda: self.decide_requested.emit(False))
        self.comment.clicked.connect(self.comment_requested)
        self.open.clicked.connect(self.open_requested)

    def may_decide(self) -> bool:
        """Tell whether the request can be decided here."""
        return not self.approve.isHidden()

    def show_detail(self, row: QueueRow, detail: QueueDetail, *, hide_costs: bool) -> None:
        """Show a request with what it is for."""
        request = detail.request
        self.title.setText(detail.version.label)
        show_chip(self.state, word(APPROVAL_STATE, request.state), tone(APPROVAL_STATE, request.state))
        self.customer.setText(cut(row.customer, _LONGEST))
        version = detail.version
        self._show_figures(figures(version.draft, version.totals, version.valid_until, hide_costs=hide_costs))
        self.why.setText("\n".join(reasons(request.needs)))
        done = "" if request.state in ("pending", "approved") else past(request)
        self.asked.setText("\n".join(text for text in (asked(request), done) if text))
        self.steps.setText("\n".join(steps(request)))
        may = request.state == "pending" and bool(detail.deciders) and not self._read_only
        self.approve.setVisible(may)
        self.refuse.setVisible(may)
        self.comment.setVisible(request.state == "pending" and not self._read_only)

    def _show_figures(self, rows: list[tuple[str, str]]) -> None:
        while (taken := self.figures.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, text) in enumerate(rows):
            self.figures.addWidget(label(name, "secondary"), place, 0)
            self.figures.addWidget(label(text, wrap=True, selectable=True), place, 1)
