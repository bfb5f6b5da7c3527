"""The card of a quote's approval: what is needed and why, what was asked, who decided, and what to do next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _
from salesdesk.services import approvals
from salesdesk.services.approvals import Outlook, RequestView
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.quotes import approval_texts as texts
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.basics import button, label, margins, set_state

_TABLES: Final = ("approval_request", "approval_step", "approval_rule", "person")
_DELAY_MS: Final = 250


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card shows of a draft: what it needs, what was asked last, and who may decide that."""

    outlook: Outlook
    request: RequestView | None
    deciders: tuple[tuple[uuid.UUID, str], ...]
    version: QuoteVersion


class ApprovalCard(QFrame):
    """Shows a session's approval, read beside the window; its signals say what the user wants.

    `read` brings the version that a draft would become, with the costs that the price book says, or None.
    """

    read = Signal(object)
    submit_requested = Signal()
    decide_requested = Signal(bool)
    comment_requested = Signal()
    withdraw_requested = Signal()
    reopen_requested = Signal()
    export_requested = Signal()
    import_requested = Signal()

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(_("Approval"))
        self.facts: Facts | None = None
        self._session: QuoteSession | None = None
        self._draft: QuoteDraft | None = None
        self._running = False
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._start)
        self.state = label(role="chip")
        self.state.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.past = label(role="small", wrap=True, selectable=True)
        self.why = label(role="secondary", wrap=True, selectable=True)
        self.steps = label(wrap=True, selectable=True)
        self.submit = button(_("Submit for approval…"), "primary")
        self.approve = button(_("Approve…"), "primary")
        self.refuse = button(_("Refuse…"))
        self.reopen = button(_("Change it again…"))
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setProperty("role", "menu")
        self.more.setAccessibleName(_("More on this approval"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self._connect()
        data.changed.connect(self._on_changed)
        self._arrange()
        self.hide()

    def _connect(self) -> None:
        self.submit.clicked.connect(self.submit_requested)
        self.approve.clicked.connect(lambda: self.decide_requested.emit(True))
        self.refuse.clicked.connect(lambda: self.decide_requested.emit(False))
        self.reopen.clicked.connect(self.reopen_requested)
        menu = self.more.menu()
        self.comment_action = menu.addAction(_("Comment…"), self.comment_requested.emit)
        self.export_action = menu.addAction(_("Write the request to a file…"), self.export_requested.emit)
        self.import_action = menu.addAction(_("Take a decision from a file…"), self.import_requested.emit)
        menu.addSeparator()
        self.withdraw_action = menu.addAction(_("Withdraw"), self.withdraw_requested.emit)

    def _arrange(self) -> None:
        head, below = QHBoxLayout(), QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(label(_("Approval"), "strong"))
        head.addStretch()
        head.addWidget(self.state)
        head.addWidget(self.more)
        margins(below, gap=8)
        for part in (self.submit, self.approve, self.refuse, self.reopen):
            below.addWidget(part)
        below.addStretch()
        column = QVBoxLayout(self)
        margins(column, 14, 10, 14, 10, gap=6)
        column.addLayout(head)
        for text in (self.past, self.why, self.steps):
            column.addWidget(text)
        column.addLayout(below)

    # --- reading ------------------------------------------------------------------------------------------------

    def follow(self, session: QuoteSession, draft: QuoteDraft) -> None:
        """Show the approval of a draft, in a moment."""
        self._session, self._draft = session, draft
        self._timer.start()

    def busy(self) -> bool:
        """Tell whether the card still shows an earlier moment."""
        return self._timer.isActive() or self._running

    def stop(self) -> None:
        """Read no more, and wait for what is being read."""
        self._timer.stop()
        self._session = None
        self._background.finish()

    def _on_changed(self, changes: Changes) -> None:
        if self._session is not None and changes.touches(*_TABLES):
            self._draft = self._session.draft
            self._timer.start()

    def _start(self) -> None:
        if self._session is None or self._draft is None or self._running:
            return
        session, draft, self._draft = self._session, self._draft, None
        self._running = True
        job = self._background.job(partial(_read, session, draft))
        job.done.connect(partial(self._on_read, session))
        job.failed.connect(lambda _message: self._on_read(session, None))
        self._background.start(job)

    def _on_read(self, session: QuoteSession, facts: Facts | None) -> None:
        self._running = False
        if self._session is session:
            self.show_facts(session, facts)
            self.read.emit(facts.version if facts else None)
        if self._draft is not None:
            self._timer.start()

    # --- showing ------------------------------------------------------------------------------------------------

    def show_facts(self, session: QuoteSession, facts: Facts | None) -> None:
        """Show what is needed, asked and decided."""
        self.facts = facts
        state = session.quote.state
        sold = any(line.has_figures for line in session.draft.lines)
        settled = state not in ("draft", "pending_approval", "approved")
        if facts is None or not sold or (settled and facts.request is None):
            self.hide()
            return
        request = facts.request
        waits = state == "pending_approval" and request is not None
        current = request if state != "draft" else None
        needs = current.needs if current else facts.outlook.needs
        self.why.setText("\n".join(texts.reasons(needs, () if current else facts.outlook.covered)))
        self.why.setVisible(bool(needs))
        self.past.setText(texts.past(request) if state == "draft" and request else texts.asked(current))
        self.past.setVisible(bool(self.past.text()))
        self.steps.setText("\n".join(texts.steps(current)) if current else texts.to_be_asked(facts.outlook))
        self.steps.setVisible(bool(self.steps.text()))
        self._show_state(state, facts)
        self._show_buttons(session, waits=waits, may=bool(facts.deciders))
        self.show()

    def _show_state(self, state: str, facts: Facts) -> None:
        text, tone = {
            "pending_approval": (_("Waiting"), "warn"),
            "draft": (_("Needed"), "warn") if facts.outlook.needs else (_("Not needed"), "ok"),
        }.get(state, (_("Approved"), "ok"))
        self.state.setText(text)
        set_state(self.state, "tone", tone)

    def _show_buttons(self, session: QuoteSession, *, waits: bool, may: bool) -> None:
        quote, looking = session.quote, session.data.read_only
        newest = not quote.versions or quote.versions[0].version == quote.version
        acts = newest and not looking
        needs = bool(self.facts and self.facts.outlook.needs)
        self.submit.setVisible(acts and quote.state == "draft" and needs)
        self.approve.setVisible(acts and waits and may)
        self.refuse.setVisible(acts and waits and may)
        self.reopen.setVisible(acts and quote.state == "approved")
        self.more.setVisible(acts and waits)


def _read(session: QuoteSession, draft: QuoteDraft, _job: Job) -> Facts:
    version: QuoteVersion = session.as_version(draft)
    quote, data = session.quote, session.data
    outlook = data.read(approvals.outlook, quote.quote_id, version)
    request = (
        data.read(approvals.newest, quote.quote_id, quote.version) if quote.quote_id is not None else None
    )
    deciders = data.read(approvals.deciders, request) if request else []
    return Facts(outlook, request, tuple(deciders), version)
