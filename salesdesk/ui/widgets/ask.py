"""A question before what can't be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from salesdesk.i18n import _


def ask(parent: QWidget, title: str, question: str, confirm: str, then: Callable[[], object]) -> QMessageBox:
    """Ask, and call `then` where the user confirms; the safe answer is the default."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.addButton(confirm, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
    box.accepted.connect(then)
    box.open()
    return box
