"""What is done with a whole quote: printed, sent, begun anew as another version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import N_, _
from salesdesk.services import quotes
from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_version import NewVersionDialog
from salesdesk.ui.widgets.ask import ask
from salesdesk.ui.widgets.message_bar import MessageBar

Logo = Callable[[str], bytes | None]


class QuoteActions(QObject):
    """Carries out what the head of the editor offers; the quote is saved when it is asked for."""

    def __init__(self, page: QWidget, context: PageContext, message: MessageBar, logo: Logo) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._message = message
        self._logo = logo

    def export(self, session: QuoteSession) -> None:
        """Ask for a place and print the saved version there, beside the window."""
        quote = session.quote
        version = session.data.read(quotes.load, f"{quote.number}-V{quote.version}")
        editor_export.ask(self._page, version, partial(self._print, version))

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

    def _print(self, version: QuoteVersion, file: Path) -> None:
        job = self._context.background.job(editor_export.work(version, self._logo, file))
        job.done.connect(self._on_printed)
        job.failed.connect(self._on_failed)
        self._context.background.start(job)

    def _on_printed(self, file: Path) -> None:
        text = _("The PDF is in {path}.").format(path=file)
        action = (_("Open the folder"), partial(editor_export.show_folder, file))
        self._message.show_message(text, tone="ok", action=action)

    def _on_failed(self, text: str) -> None:
        self._message.show_message(text, tone="bad")

    def _send(self, session: QuoteSession, number: str, then: Callable[[], object]) -> None:
        quote = session.quote
        if quote.quote_id is None:
            return
        label = Label(N_("Send quote {number}"), {"number": number})
        sent = session.data.issue(label, quotes.mark_sent, quote.quote_id, row_version=quote.row_version)
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
