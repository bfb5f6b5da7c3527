"""What is done around a quote's approval: asked for, decided, taken back, sent and received as a file."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.exchange import approval_file
from salesdesk.i18n import N_, _
from salesdesk.services import approval_exchange, approvals
from salesdesk.services.approvals import Proof, RequestView
from salesdesk.ui.quotes.editor_approval import ApprovalCard
from salesdesk.ui.quotes.editor_approval_dialogs import CommentDialog, SubmitDialog, ask_decision
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.widgets.ask import ask
from salesdesk.ui.widgets.files import choose_approval, choose_target
from salesdesk.ui.widgets.message_bar import MessageBar


class ApprovalActions(Part):
    """Carries out what the card offers for the quote of a page, which is saved before it is submitted."""

    def __init__(self, page: QWidget, card: ApprovalCard, message: MessageBar) -> None:
        super().__init__(page)
        self._card, self._message = card, message
        card.submit_requested.connect(self.submit)
        card.decide_requested.connect(self.decide)
        card.comment_requested.connect(self.comment)
        card.withdraw_requested.connect(self.withdraw)
        card.reopen_requested.connect(self.reopen)
        card.export_requested.connect(self.export)
        card.import_requested.connect(self.take_decision)

    def submit(self) -> None:
        """Save, say what is going to be asked, and ask it."""
        if not self.editor.save():
            return
        session = self.session
        version = session.as_version(session.draft)
        outlook = session.data.read(approvals.outlook, session.quote.quote_id, version)
        if outlook.needs:
            SubmitDialog(outlook, self._submit, self.page).open()
        else:
            self._message.show_message(_("This quote needs no approval."), tone="ok")

    def is_needed(self) -> bool:
        """Tell whether the quote, saved as a draft, needs approval before it is sent."""
        session = self.session
        if session.quote.state != "draft":
            return False
        version = session.as_version(session.draft)
        return bool(session.data.read(approvals.outlook, session.quote.quote_id, version).needs)

    def explain(self) -> bool:
        """Say that approval is needed before the quote is sent, where it is; tell whether."""
        needed = self.is_needed()
        if needed:
            text = _("This quote needs approval before it is sent.")
            self._message.show_message(text, tone="warn", action=(_("Submit for approval…"), self.submit))
        return needed

    def decide(self, approve: bool) -> None:  # noqa: FBT001 - a slot
        """Ask who decides, and their PIN."""
        facts, data = self._card.facts, self.session.data
        if facts is None or facts.request is None or not facts.deciders or data.read_only:
            return
        decide = partial(self._decide, facts.request, approve)
        ask_decision(data, facts.request, facts.deciders, decide, self.page, approve=approve)

    def comment(self) -> None:
        """Ask what is to be said."""
        if (request := self._request()) is not None:
            CommentDialog(partial(self._comment, request.id), self.page).open()

    def withdraw(self) -> None:
        """Take the request back."""
        if (request := self._request()) is not None:
            self._issue(N_("Withdraw the approval of {number}"), approvals.withdraw, request.id)

    def reopen(self) -> None:
        """Ask whether the approval is to be void, for a draft is changed."""
        question = _("Make this version a draft again? Its approval becomes void.")
        ask(self.page, _("Change it again"), question, _("Make it a draft"), self._reopen)

    def export(self) -> None:
        """Ask where the request is to be written."""
        if (request := self._request()) is None:
            return
        found = self.session.data.read(approval_exchange.request_of, request.id)
        name = _("Approval request {number}").format(number=found.label)
        start = paths.documents_dir() / f"{name}{approval_file.SUFFIX}"
        kind = _("Approval files (*.sdapproval)")
        title = _("Write the request to a file")
        choose_target(self.page, title, start, kind, partial(self._export, found))

    def take_decision(self) -> None:
        """Ask for the file of a decision."""
        title = _("Take a decision from a file")
        choose_approval(self.page, title, paths.documents_dir(), self._take)

    # --- done ---------------------------------------------------------------------------------------------------

    def _submit(self, reason: str) -> None:
        request = self._issue(
            N_("Ask for the approval of {number}"),
            approvals.submit,
            self.session.quote.quote_id,
            reason=reason,
        )
        if request.state == "approved":
            self._message.show_message(_("Approved at once: an earlier approval covers it."), tone="ok")

    def _decide(self, request: RequestView, approve: bool, proof: Proof | None, comment: str) -> None:  # noqa: FBT001 - bound
        what = N_("Approve {number}") if approve else N_("Refuse the approval of {number}")
        self._issue(what, approvals.decide, request.id, approve=approve, comment=comment, proof=proof)

    def _comment(self, request_id: uuid.UUID, text: str) -> None:
        self._issue(N_("Comment on the approval of {number}"), approvals.comment, request_id, text)

    def _reopen(self) -> None:
        what = N_("Make {number} a draft again")
        self._issue(what, approvals.reopen, self.session.quote.quote_id)

    def _export(self, request: approval_file.Request, file: Path) -> None:
        approval_file.write_request(file, request)
        self._message.show_message(_("The request is in {path}.").format(path=file), tone="ok")

    def _take(self, file: Path) -> None:
        request = self._issue(
            N_("Take the signed decision on {number}"), approval_exchange.take_decision, file
        )
        text = (
            _("The signed decision was taken: refused.")
            if request.state == "refused"
            else _("The signed decision was taken: approved.")
        )
        self._message.show_message(text, tone="warn" if request.state == "refused" else "ok")

    def _request(self) -> RequestView | None:
        return self._card.facts.request if self._card.facts else None

    def _issue(self, what: str, run: Callable[..., object], *given: object, **values: object) -> RequestView:
        """Write as a step that can't be undone, and show the quote as it stands then."""
        session = self.session
        label = Label(what, {"number": f"{session.quote.number}-V{session.quote.version}"})
        result = session.data.issue(label, run, *given, **values)
        session.stack.clear()
        session.adopt(session.stored())
        self.editor.show_draft()
        self.editor.focus_content()
        return result  # type: ignore[return-value]  # what the callers that use it get is a request
