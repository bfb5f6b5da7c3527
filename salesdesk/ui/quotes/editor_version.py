"""Asks why a quote gets a new version."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog


class NewVersionDialog(FormDialog):
    """Asks for the reason of a new version; `then` gets it."""

    def __init__(self, title: str, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("New version"), _("Make the version"), parent)
        self._then = then
        text = _("{title} stays as it was sent. The new version begins as its copy.").format(title=title)
        self.head.addWidget(label(text, "secondary", wrap=True))
        self.reason = self.add_text(_("Reason"), hint=_("Such as: price after the second meeting"))

    def save(self) -> None:
        """Hand on the reason, which there must be."""
        reason = one_line(self.reason.text())
        if not reason:
            raise InvalidInputError(_("Say in a few words why there is a new version."))
        self._then(reason)
