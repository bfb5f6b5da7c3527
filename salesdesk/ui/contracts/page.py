"""The page of a contract: its text, its legal review, Annex 1, its payments, its versions; each behind a tab."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from salesdesk.i18n import _
from salesdesk.services import contracts
from salesdesk.services.lists import local_day
from salesdesk.ui.contracts.actions import ContractActions
from salesdesk.ui.contracts.annex_tab import AnnexTab
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.head import Head
from salesdesk.ui.contracts.orders_tab import OrdersTab
from salesdesk.ui.contracts.payments_tab import PaymentsTab
from salesdesk.ui.contracts.review_tab import ReviewTab
from salesdesk.ui.contracts.text_tab import TextTab
from salesdesk.ui.contracts.versions_tab import VersionsTab
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.basics import margins, set_state
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.tabs import Tabs

_NARROW: Final = 1_080


@dataclass(frozen=True, slots=True)
class _State:
    """What brings the page back as it was."""

    tab: str
    clause: int


class ContractPage(Page):
    """Shows a contract in its newest version; what is written is stored by itself, each rest one step to undo."""

    name: ClassVar[str] = "contracts"

    def __init__(
        self, context: PageContext, *, contract_id: uuid.UUID, state: object = None, tab: str = "text"
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._id = contract_id
        self.desk = Desk(context.data, contract_id, self)
        self.message = MessageBar()
        self.newer = MessageBar(closable=False)
        for bar in (self.message, self.newer):
            set_state(bar, "inset", value=True)
        self.actions_ = ContractActions(context, self.desk, self.message, self)
        self.head = Head()
        self._build_tabs(context)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 14, gap=10)
        layout.addWidget(self.head)
        layout.addWidget(self.newer)
        layout.addWidget(self.message)
        layout.addWidget(self.tabs, 1)
        self._connect()
        self._show()
        self.tabs.show_tab(tab)
        if isinstance(state, _State):
            self.tabs.show_tab(state.tab)
            self.text.choose(state.clause)

    def _build_tabs(self, context: PageContext) -> None:
        self.text = TextTab(self.desk)
        self.annex = AnnexTab()
        self.tabs = Tabs()
        self.tabs.add("text", _("Text"), self.text)
        self.review = ReviewTab(self.desk)
        self.tabs.add("review", _("Legal review"), self.review)
        self.tabs.add("annex", _("Annex 1"), self.annex)
        self.payments = PaymentsTab(context, self.desk)
        self.payments.show_contract(self._id)
        self.payments.about_events.told.connect(self.message.show_message)
        self.tabs.add("payments", _("Payments"), self.payments)
        self.orders = OrdersTab()
        self.tabs.add("orders", _("Contracts under it"), self.orders)
        self.versions = VersionsTab(self.desk, lambda text: self.message.show_message(text, tone="ok"))
        self.tabs.add("versions", _("Versions"), self.versions)

    def _connect(self) -> None:
        self.desk.shown.connect(self._show)
        self.orders.opened.connect(lambda contract: self.open_requested.emit("contract", contract))
        self.orders.new_requested.connect(
            lambda: self.action_requested.emit("new-contract", {"framework_id": self._id})
        )
        self.desk.typed.connect(self.undo_changed)
        self.desk.refused.connect(self._on_refused)
        self.desk.gone.connect(lambda: self.action_requested.emit("contracts", None))
        self.head.back_requested.connect(lambda: self.action_requested.emit("contracts", None))
        self.head.customer_requested.connect(
            lambda: self.open_requested.emit("customer", self.desk.content.row.customer_id)
        )
        self.head.ticket_requested.connect(lambda ticket: self.open_requested.emit("service_ticket", ticket))
        self.head.menu.clicked.connect(lambda: self.actions_.offer(self.head.menu))
        self.head.primary.clicked.connect(self.actions_.primary_run)
        self.actions_.open_requested.connect(self.open_requested)
        self.actions_.tab_requested.connect(self._go_to)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1), ("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self.tabs.step(step))
        QShortcut(QKeySequence("F8"), self).activated.connect(self.text.go_to_empty)

    # --- what the frame asks ------------------------------------------------------------------------------------

    @property
    def record(self) -> uuid.UUID:
        """Return the contract."""
        return self._id

    def state(self) -> _State:
        """Return the tab and the clause that are shown."""
        return _State(self.tabs.current(), self.text.place())

    def focus_content(self) -> None:
        """Put the keyboard on the clauses, on the plan of payments, or on the tab."""
        lists = {"text": self.text.list, "payments": self.payments.plan.view}
        current = self.tabs.current()
        lists.get(current, self.tabs.buttons[current]).setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            ("↑, ↓", _("Another clause")),
            ("Alt+↑, Alt+↓", _("Move the clause")),
            ("Del", _("Leave the clause out")),
            ("F8", _("Go to the next empty field")),
            ("Ctrl+R", _("Record a receipt")),
            ("F2", _("Say when a payment is expected")),
            ("Ctrl+PgUp, Ctrl+PgDn", _("Another tab")),
        )

    def undo(self) -> bool:
        """Store what was just written, so that it is what the workspace's undo takes back."""
        self.desk.flush()
        return False

    def unsaved(self) -> str:
        """Return what to say while something isn't stored yet."""
        return _("Not saved yet") if self.desk.dirty else ""

    def busy(self) -> bool:
        """Tell whether a document is being made."""
        return self.actions_.busy or self.actions_.sealed.busy

    def leave(self) -> None:
        """Store what isn't stored yet; what is refused keeps the page."""
        self.desk.flush()

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        content = self.desk.content
        self.head.show_content(content)
        self.actions_.show_primary(self.head.primary)
        self._show_newer()
        self.text.show_content()
        self.review.show_content()
        self.versions.show_content()
        self.annex.show_version(content.opened.version)
        self.tabs.count("versions", len(content.versions))
        self.tabs.set_offered("versions", offered=len(content.versions) > 1 or bool(content.files))
        self.tabs.count("review", len([one for one in content.review.points if not one.result]))
        self.tabs.set_offered("annex", offered=content.row.kind == "sale")
        self.tabs.set_offered("payments", offered=content.row.kind == "sale")
        frame = content.row.kind == "framework"
        holds = any(one.id == self._id for one in self.desk.data.read(contracts.frameworks, on=local_day()))
        self.orders.show_orders(content.orders, may_add=holds and not self.desk.data.read_only)
        self.tabs.count("orders", len(content.orders))
        self.tabs.set_offered("orders", offered=frame)
        self.tabs.count("annex", len([one for one in content.opened.version.lines if one.quantity]))
        self.undo_changed.emit()

    def _go_to(self, tab: str) -> None:
        """Show a tab; in the review the keyboard goes to the first point that is open."""
        self.tabs.show_tab(tab)
        if tab == "review":
            self.review.focus_open()

    def _show_newer(self) -> None:
        """Say where another version of the quote was accepted than the draft was made of."""
        change = self.desk.content.quote_change
        self.newer.setVisible(change is not None)
        if change is None:
            return
        told = _("{quote} was accepted after the contract was made.").format(quote=change.quote)
        offered = not change.problem and not self.desk.data.read_only
        self.newer.show_message(
            f"{told} {change.problem}".strip(),
            tone="warn",
            action=(_("Show the difference…"), self.actions_.ask_follow) if offered else None,
        )

    def _on_refused(self, text: str, elsewhere: bool) -> None:  # noqa: FBT001 - a slot
        action = (_("Show what is stored"), self.desk.discard) if elsewhere else None
        self.message.show_message(text, action=action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tabs.set_narrow(narrow=event.size().width() < _NARROW)
