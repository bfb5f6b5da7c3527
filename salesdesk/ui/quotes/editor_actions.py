"""What is done with a whole quote: sent, begun anew as another version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _
from salesdesk.services import quotes
from salesdesk.services.quotes import EditableQuote
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_version import NewVersionDialog
from salesdesk.ui.widgets.ask import ask
from salesdesk.ui.widgets.message_bar import MessageBar


class QuoteActions(QObject):
    """Carries out what the head of the editor offers; the quote is saved when it is asked for."""

    def __init__(self, page: QWidget, context: PageContext, message: MessageBar) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._message = message

    def send(self, session: QuoteSession, then: Callable[[], object]) -> None:
        """Ask whether the version is issued, for that can't be undone."""
        number = f"{session.quote.number}-V{session.quote.version}"
        question = _("Mark {number} as sent? It can't be changed afterwards; a new version can.")
        title = _("Mark as sent")
        ask(
            self._page,
            title,
            question.format(number=number),
            title,
            partial(self._send, session, number, then),
        )

    def new_version(self, session: QuoteSession, then: Callable[[], object]) -> None:
        """Ask for the reason and make the next version."""
        title = f"{session.quote.number}-V{session.quote.version}"
        NewVersionDialog(title, partial(self._make_version, session, then), self._page).open()

    def _on_failed(self, text: str) -> None:
        self._message.show_message(text, tone="bad")

    def _send(self, session: QuoteSession, number: str, then: Callable[[], object]) -> None:
        """Keep the PDF as it goes out, and issue the version with it; what can't be printed isn't sent."""
        if session.quote.quote_id is None:
            return
        out = editor_export.outgoing(session.data, number).as_sent()
        folder = session.data.workspace.files
        job = self._context.background.job(partial(editor_export.store_pdf, out, folder))
        job.done.connect(partial(self._issue, session, session.data, session.quote, then))
        job.failed.connect(self._on_failed)
        self._context.background.start(job)

    def _issue(
        self,
        session: QuoteSession,
        data: Data,
        quote: EditableQuote,
        then: Callable[[], object],
        pdf: str,
    ) -> None:
        if quote.quote_id is None:
            return
        label = Label(N_("Send quote {number}"), {"number": f"{quote.number}-V{quote.version}"})
        today = date.today()  # noqa: DTZ011 - a local date is meant
        sent = data.issue(
            label, quotes.mark_sent, quote.quote_id, row_version=quote.row_version, today=today, pdf_hash=pdf
        )
        if isValid(session):  # who went away meanwhile has sent it all the same
            session.stack.clear()
            session.adopt(sent)
            then()

    def _make_version(self, session: QuoteSession, then: Callable[[], object], reason: str) -> None:
        quote = session.quote
        if quote.quote_id is None:
            return
        label = Label(N_("New version of {number}"), {"number": quote.number or ""})
        today = date.today()  # noqa: DTZ011 - a local date is meant
        session.data.write(label, quotes.new_version, quote.quote_id, reason=reason, today=today)
        then()
