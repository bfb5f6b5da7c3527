"""The page of approvals: what waits for whom and why, decided where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, _, day, money, ngettext, number
from salesdesk.services import approval_queue, approvals
from salesdesk.services.approval_queue import QueueDetail, QueueRow, Scope
from salesdesk.services.approvals import Proof
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.quotes.approval_texts import reasons, role_name
from salesdesk.ui.quotes.approvals_card import DecisionCard
from salesdesk.ui.quotes.editor_approval_dialogs import CommentDialog, ask_decision
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.cards import column
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.page_switch import QUOTES, PageSwitch
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.record_list_filter import FilterChip
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.words import APPROVAL_STATE, tone, word

_TABLES: Final = (
    "approval_request",
    "approval_step",
    "quote",
    "quote_version",
    "customer",
    "person",
    "approval_rule",
)
SCOPES: Final[dict[Scope, str]] = {
    "mine": N_("for me"),
    "waiting": N_("for anybody"),
    "decided": N_("nobody any more"),
}
"""What is listed, by whom it waits for; message ids."""
_NOTHING: Final[dict[Scope, str]] = {
    "mine": N_("No quote waits for your approval."),
    "waiting": N_("No quote waits for approval."),
    "decided": N_("What was approved or refused stands here."),
}
_CARD: Final = 360
_CARD_WHERE_NARROW: Final = 292
_NARROW: Final = 1_080
_Column = ListColumn[QueueRow]


def _why(row: QueueRow) -> str:
    return "；".join(reason.removeprefix("· ") for reason in reasons(row.needs))


_COLUMNS: Final = (
    _Column("label", N_("Quote"), 146, lambda row: row.label, strong=True),
    _Column("customer", N_("Customer"), 72, lambda row: row.customer, grows=True),
    _Column(
        "total",
        N_("Total"),
        112,
        lambda row: money(row.total, row.currency, places=minor_units(row.currency)),
        right=True,
        order=lambda row: (row.currency, row.total),
    ),
    _Column("why", N_("Why"), 56, _why, grows=True),
    _Column(
        "asked_at",
        N_("Asked"),
        92,
        lambda row: day(row.asked_at.astimezone().date()),
        order=lambda row: row.asked_at,
    ),
    _Column(
        "state",
        N_("State"),
        132,
        lambda row: role_name(row.role) if row.role else word(APPROVAL_STATE, row.state),
        tone=lambda row: tone(APPROVAL_STATE, row.state),
    ),
)


@dataclass(frozen=True, slots=True)
class ApprovalsState:
    """What was listed, and what was selected."""

    scope: Scope
    selected: uuid.UUID | None


class ApprovalsPage(Page):
    """Lists requests; the selected one is shown with its reasons, and decided by PIN."""

    name: ClassVar[str] = "quotes"

    def __init__(self, context: PageContext, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        before = state if isinstance(state, ApprovalsState) else ApprovalsState(self._first_scope(), None)
        self.scope: Scope = before.scope
        self.detail: QueueDetail | None = None
        self._build()
        self._connect()
        self._reload(before.selected)

    def state(self) -> ApprovalsState:
        """Return what is listed and selected."""
        return ApprovalsState(self.scope, next((row.id for row in self.table.selected()), None))

    def focus_content(self) -> None:
        """Put the keyboard on the requests."""
        self.table.select_first()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return [("Enter", _("Open the quote")), ("Ctrl+Enter", _("Approve…")), ("Ctrl+Del", _("Refuse…"))]

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.switch = PageSwitch(QUOTES, "approvals")
        self.chip = FilterChip(_("Waits"), self.scope)
        self.chip.offer([(scope, _(name)) for scope, name in SCOPES.items()])
        self.count = label(role="secondary")
        head = QHBoxLayout()
        margins(head, gap=8)
        for part in (self.switch, self.chip):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.count)
        self.table: RowTable[QueueRow] = RowTable(_COLUMNS, "asked_at")
        self.table.view.setAccessibleName(_("Approvals"))
        self.table.view.setSelectionMode(self.table.view.SelectionMode.SingleSelection)
        self.card = DecisionCard(self._data.read_only)
        self._side, _layout = column(self.card)
        content = QWidget()
        beside = QHBoxLayout(content)
        margins(beside, gap=14)
        beside.addWidget(self.table, 1)
        beside.addWidget(self._side)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(content)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 12, gap=10)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        self.chip.chosen.connect(self.list_scope)
        self.empty.action_requested.connect(lambda: self.list_scope("waiting"))
        self.table.selection_changed.connect(self._show_detail)
        self.table.open_requested.connect(self._on_open)
        self.card.decide_requested.connect(self.decide)
        self.card.comment_requested.connect(self._on_comment)
        self.card.open_requested.connect(self._on_open)
        for keys, approve in (("Ctrl+Return", True), ("Ctrl+Enter", True), ("Ctrl+Del", False)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.decide, approve))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= _NARROW
        self._side.setFixedWidth(_CARD if roomy else _CARD_WHERE_NARROW)
        self.table.show_column("why", shown=roomy)  # the card beside it says it in full

    def _first_scope(self) -> Scope:
        """Return what waits for who works here; what waits at all for those for whom nothing does."""
        return "mine" if self._data.read(approval_queue.queue, "mine", self._data.person) else "waiting"

    # --- showing ------------------------------------------------------------------------------------------------

    def list_scope(self, scope: Scope | None) -> None:
        """List what waits for somebody, what waits at all, or what was decided."""
        self.scope = scope or "waiting"
        self.chip.set_value(self.scope)
        self._reload()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._reload()

    def _reload(self, selected: uuid.UUID | None = None) -> None:
        rows = self._data.read(approval_queue.queue, self.scope, self._data.person)
        self._stack.setCurrentIndex(0 if rows else 1)
        others = self.scope == "mine" and bool(
            self._data.read(approval_queue.queue, "waiting", self._data.person)
        )
        self.empty.show_text(
            "circle-check", _(_NOTHING[self.scope]), _("Show what waits for others") if others else ""
        )
        text = ngettext("{count} request", "{count} requests", len(rows))
        more = "+" if len(rows) == approval_queue.MOST else ""
        self.count.setText(text.format(count=number(len(rows), 0) + more) if rows else "")
        self.table.show_rows(rows, [selected] if selected else None)
        if rows and not self.table.selected():
            self.table.view.select_rows([(0, 0)], 0)
        self._show_detail()

    def _show_detail(self) -> None:
        row = next(iter(self.table.selected()), None)
        self.detail = self._data.read(approval_queue.detail, row.id) if row else None
        self.card.setVisible(self.detail is not None)
        if row is not None and self.detail is not None:
            self.card.show_detail(row, self.detail, hide_costs=self._context.preferences.hide_costs)

    def _on_open(self) -> None:
        for row in self.table.selected()[:1]:
            self.open_requested.emit("quote", row.quote_id)

    # --- deciding -----------------------------------------------------------------------------------------------

    def decide(self, approve: bool) -> None:  # noqa: FBT001 - a slot
        """Ask who decides the selected request, and their PIN."""
        found = self.detail
        if found is not None and self.card.may_decide():
            then = partial(self._decide, found, approve)
            ask_decision(self._data, found.request, found.deciders, then, self, approve=approve)

    def _decide(self, found: QueueDetail, approve: bool, proof: Proof | None, comment: str) -> None:  # noqa: FBT001 - bound
        what = N_("Approve {number}") if approve else N_("Refuse the approval of {number}")
        self._data.issue(
            Label(what, {"number": found.version.label}),
            approvals.decide,
            found.request.id,
            approve=approve,
            comment=comment,
            proof=proof,
        )
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_comment(self) -> None:
        if self.detail is not None:
            CommentDialog(partial(self._comment, self.detail), self).open()

    def _comment(self, found: QueueDetail, text: str) -> None:
        what = Label(N_("Comment on the approval of {number}"), {"number": found.version.label})
        self._data.issue(what, approvals.comment, found.request.id, text)
