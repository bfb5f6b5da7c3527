"""The bar that says why nothing of a quote can be changed, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.message_bar import Action, MessageBar


class LockBar(MessageBar):
    """Shows itself where a session is read-only."""

    def __init__(self, show_version: Callable[[int], object]) -> None:
        super().__init__(closable=False)
        self._show_version = show_version

    def show_lock(self, session: QuoteSession) -> None:
        """Say why nothing can be changed, where that is so."""
        if not session.read_only:
            self.hide()
            return
        quote = session.quote
        newest = quote.versions[0].version if quote.versions else quote.version
        text = _("The workspace is open for looking only.")
        action: Action | None = None
        if quote.version != newest:
            text = _("This is version {version}. The newest one is version {newest}.")
            text = text.format(version=quote.version, newest=newest)
            action = (_("Back to the newest version"), partial(self._show_version, newest))
        elif quote.state in ("pending_approval", "approved") and not session.data.read_only:
            self.hide()  # the card of the approval says all of it
            return
        elif not session.data.read_only:
            text = _("This version was issued and stays as it is. To change anything, make a new version.")
        self.show_message(text, tone="note", action=action)
