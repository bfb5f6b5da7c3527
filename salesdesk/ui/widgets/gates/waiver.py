"""Letting an opportunity pass a closed gate, with a reason that is written down."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.stage_gate import LONGEST_REASON
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import button, label, margins


class Waiver(QWidget):
    """A link “Let it pass…” that opens the field for the reason; hidden for who may not."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.link = button(_("Let it pass…"), "link")
        self.link.clicked.connect(self.open)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_REASON)
        self.field.setPlaceholderText(_("Why may it go on without that?"))
        self.field.setAccessibleName(_("Reason for letting it pass"))
        self.field.textChanged.connect(lambda _text: self.changed.emit())
        self._note = label("", "small", wrap=True)
        self.refusal = label("", "small", wrap=True)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        margins(layout, gap=4)
        layout.addWidget(self.field)
        layout.addWidget(self._note)
        self.hide()

    def show_allowed(self, *, allowed: bool, strict: bool) -> None:
        """Offer it to who may, and say to others who may; a strict gate says that it will be read."""
        self.link.setVisible(allowed and self.isHidden())
        self.refusal.setText(
            "" if allowed else _("Only a sales director or regional manager can let it pass.")
        )
        self._note.setText(
            _("The reason and what is missing are kept in the history.")
            if strict
            else _("The reason is kept in the history.")
        )
        if not allowed:
            self.hide()

    def open(self) -> None:
        """Open the field for the reason."""
        self.link.hide()
        self.show()
        self.field.setFocus()
        self.changed.emit()

    def reason(self) -> str:
        """Return the reason, empty where nothing is let pass."""
        return "" if self.isHidden() else paragraphs(self.field.text())
