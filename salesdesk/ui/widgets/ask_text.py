"""A question that is answered by one line of text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.widgets.form import FormDialog


class TextDialog(FormDialog):
    """Asks for a line of text; `then` gets it, and what it raises is shown beside the field."""

    def __init__(
        self, parent: QWidget, title: str, caption: str, text: str, then: Callable[[str], object]
    ) -> None:
        super().__init__(title, _("Save"), parent)
        self._then = then
        self.text = self.add_text(caption, text)
        self.text.setFocus()
        self.text.selectAll()

    def save(self) -> None:
        """Hand over the text."""
        self._then(self.text.text())


def ask_text(
    parent: QWidget, title: str, caption: str, text: str, then: Callable[[str], object]
) -> TextDialog:
    """Ask for a line of text, and call `then` with it where the user confirms."""
    dialog = TextDialog(parent, title, caption, text, then)
    dialog.open()
    return dialog
