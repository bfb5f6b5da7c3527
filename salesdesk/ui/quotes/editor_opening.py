"""Which quote the editor shows: opened, another version of it, unsaved work of before, what others made of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import drafts
from salesdesk.services.drafts import KeptDraft
from salesdesk.ui import kept_quotes
from salesdesk.ui.quotes import editor_session
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.quotes.editor_session import QuoteSession

_TABLES: Final = ("quote", "quote_version", "quote_line")


@dataclass(frozen=True, slots=True)
class EditorState:
    """What brings the page back: the unsaved quote's key, the version that is looked at, the cell in focus."""

    key: str
    version: int | None
    row: int
    column: int


class Opening(Part):
    """Opens sessions for the page and says what came back with them; `gone` once the quote was deleted elsewhere."""

    def __init__(self, page: QWidget, defaults: Mapping[str, Any]) -> None:
        super().__init__(page)
        self._defaults = defaults
        self._told: tuple[str, str] | None = defaults.get("told")
        self._data = self.editor.context.data
        self.gone = False
        self._data.changed.connect(self._on_changed)

    def opened(self, quote_id: uuid.UUID | None, version: int | None, key: str = "") -> QuoteSession:
        """Return a session of a quote or a new one, with what was kept of it."""
        session = editor_session.opened(
            self._data,
            quote_id,
            version=version,
            customer_id=self._defaults.get("customer_id"),
            opportunity_id=self._defaults.get("opportunity_id"),
            key=key or str(self._defaults.get("kept", "")) if quote_id is None else "",
        )
        if quote_id is None and not key and "draft" in self._defaults:
            session.edit(self._defaults["draft"], _("Open from a PDF"))
        session.setParent(self.page)
        return session

    def show_version(self, version: int) -> None:
        """Show another version of the quote; what is unsaved is saved first."""
        quote_id = self.session.quote.quote_id
        self.editor.finish_fields()
        if quote_id is not None:
            self.session.save_or_keep()
            self.editor.use(self.opened(quote_id, version))
            self.greet()

    def show_newest(self) -> None:
        """Show the newest version of the quote, to be edited."""
        self.editor.use(self.opened(self.session.quote.quote_id, None))
        self.editor.focus_content()

    def greet(self) -> None:
        """Say what came back of unsaved work, or that there is some of a new quote."""
        restored, message = self.session.restored, self.editor.message
        if self._told is not None:
            (text, tone), self._told = self._told, None
            made = self.session.quote.quote_id is None
            message.show_message(
                text, tone=tone, action=(_("Discard it"), self._on_discard) if made else None
            )
        elif restored is not None:
            action = (_("Discard them"), self._on_discard)
            tone = "warn" if restored.outdated else "note"
            message.show_message(editor_session.in_words(restored), tone=tone, action=action)
        elif self.session.quote.quote_id is None and not self._data.read_only:
            waiting = [one for one in editor_session.unfinished(self._data) if one.key != self.session.key]
            kept_quotes.offer(message, waiting, self._continue)

    def _continue(self, kept: KeptDraft) -> None:
        """Go on with another new quote; this one stays kept."""
        self.editor.finish_fields()
        self.session.keep_now()
        self.editor.use(self.opened(None, None, kept.key))
        self.greet()
        self.editor.focus_content()

    def _on_discard(self) -> None:
        self.session.discard()
        if self.session.quote.quote_id is None:
            drafts.forget(self._data.workspace, self.session.key)
            self.session.restored = None
            self.greet()

    def _on_changed(self, changes: Changes) -> None:
        """Show what others changed in the quote, unless the user has changes of their own."""
        session = self.session
        if (
            self.gone
            or session.quote.quote_id is None
            or not any(changes.touches(table) for table in _TABLES)
        ):
            return
        try:
            stored = session.stored()
        except InvalidInputError:
            session.keep_now()
            self.gone = True
            self.editor.open_list()
            return
        if stored.row_version != session.quote.row_version and not session.dirty:
            session.stack.clear()
            session.adopt(stored)
            self.editor.show_draft()
