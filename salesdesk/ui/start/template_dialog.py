"""All pipeline templates, to choose the one that a new workspace begins with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.template_choice import TemplateChoice
from salesdesk.ui.widgets.form import FormDialog


class TemplateDialog(FormDialog):
    """Asks for a template; `then` is called with its code."""

    def __init__(self, current: str, then: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(_("Sales pipeline"), _("Take it"), parent)
        self.setMinimumWidth(620)
        self._then = then
        self.choice = TemplateChoice(current)
        self.head.addWidget(self.choice)

    def save(self) -> None:
        """Take the chosen template."""
        self._then(self.choice.code())
