"""What the page of the quote editor is to the parts that work for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes.editor_body import EditorBody
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.message_bar import MessageBar


class Editor(Protocol):
    """What of the editor's page its parts work with."""

    context: PageContext
    session: QuoteSession
    body: EditorBody
    message: MessageBar

    def save(self) -> bool:
        """Save, and tell whether all is."""

    def finish_fields(self) -> bool:
        """Take what stands in cells and fields that are still open; tell whether all of it could be read."""

    def use(self, session: QuoteSession) -> None:
        """Show and edit what a session holds."""

    def show_draft(self) -> None:
        """Show the session's draft as it is now."""

    def focus_content(self) -> None:
        """Put the caret where the user goes on."""

    def open_list(self) -> None:
        """Go to the list of quotes."""

    def begin_quote(self, defaults: Mapping[str, Any]) -> None:
        """Go to a new quote."""

    def open_design(self) -> None:
        """Go to the designer, to the design of this quote."""


class Part(QObject):
    """Works for the page of the editor, which is also what its dialogs stand before."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.page = page
        self.editor = cast("Editor", page)

    @property
    def session(self) -> QuoteSession:
        """Return the session that the page shows."""
        return self.editor.session
