"""Asks why a contract may be issued without a passed legal review, and who says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.domain.legal_review import LONGEST_NOTE
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.proof_fields import pin_field


class WaiverDialog(FormDialog):
    """Asks for the reason, and for the PIN of who is at work where that is needed; `then` gets both."""

    def __init__(self, then: Callable[[str, str], object], parent: QWidget, *, asks_pin: bool) -> None:
        super().__init__(_("Waive the review"), _("Waive the review"), parent)
        self._then = then
        told = _(
            "The contract can be issued although its review isn't finished. Reason and name are kept with it."
        )
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.text = self.add_text(_("Reason"), longest=LONGEST_NOTE)
        self.pin = pin_field(self, _("Your PIN"))
        self.show_field(self.pin, shown=asks_pin)
        self.text.setFocus()

    def save(self) -> None:
        """Hand over the reason, which there must be, and the PIN."""
        reason = paragraphs(self.text.text())
        if not reason:
            raise FieldError(_("Say in a few words why."), self.text)
        self._then(reason, self.pin.text())
