"""The head of a record: its title and its customer, each changed where it stands."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.import_values import MAX_NAME
from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, plain, set_state
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.fact_value import FactValue
from salesdesk.ui.widgets.text_lines import cut

_MOST: Final = 300
_SHORT: Final = 120
_LONG: Final = 600


class TitleEdit(QWidget):
    """A title that is changed in place: Enter or leaving it sends `edited`, Esc restores."""

    edited = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None, *, large: bool = False) -> None:
        super().__init__(parent)
        self._most = _SHORT if large else _LONG
        self.value = FactValue()
        self.value.setFont(theme.font(theme.TITLE if large else theme.SECTION, bold=True))
        self.value.edit_requested.connect(self.edit)
        self.editor = QLineEdit()
        self.editor.setMaxLength(MAX_NAME)
        self.editor.setAccessibleName(_("Opportunity title"))
        self.editor.installEventFilter(self)
        self.editor.editingFinished.connect(self._on_finished)
        self.editor.hide()
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self._text, self._editable = "", False
        layout = QVBoxLayout(self)
        margins(layout, gap=2)
        for part in (self.value, self.editor, self._problem):
            layout.addWidget(part)

    def show_text(self, text: str, *, editable: bool) -> None:
        """Show a title, under an editor that stays open."""
        self._text, self._editable = text, editable
        self.value.show_text(cut(text, self._most), tone="", editable=editable)
        self.value.setAccessibleName(_("Title: {name}").format(name=text[:_MOST]))

    def edit(self, typed: str = "") -> None:
        """Open the editor."""
        if not self._editable:
            return
        if self.editor.isHidden():
            self.editor.setText(typed or self._text)
            self.value.hide()
            self.editor.show()
            self.opened.emit()
        self.editor.setFocus()
        if not typed:
            self.editor.selectAll()

    def complain(self, message: str) -> None:
        """Say what is wrong with what was typed, which stays in the editor."""
        typed = self.editor.text()
        self.edit(typed)
        self.editor.setText(typed)
        set_state(self.editor, "invalid", value=True)
        self._problem.setText(message)
        self._problem.show()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def close_editor(self) -> None:
        """Show the title again, as it is."""
        set_state(self.editor, "invalid", value=False)
        self._problem.hide()
        self.editor.hide()
        self.value.show()

    def finish(self) -> None:
        """Send what stands in an open editor."""
        self._on_finished()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self.editor and escape and event.type() == QEvent.Type.KeyPress:
            self.close_editor()
            self.value.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _on_finished(self) -> None:
        if self.editor.isHidden():
            return
        typed, had_focus = self.editor.text(), self.editor.hasFocus()
        self.close_editor()
        if had_focus:
            self.value.setFocus()
        if typed != self._text:
            self.edited.emit(typed)


class CustomerLine(QWidget):
    """The customer as a link, with a field to choose another one; `chosen` brings an id, or a new name."""

    chosen = Signal(object)
    open_requested = Signal(object)

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customer: tuple[uuid.UUID | None, str] = (None, "")
        self.link: QPushButton = button("", "link")
        self.link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.link.clicked.connect(self._on_link)
        self.change = icon_button("pencil", _("Change the customer"))
        self.change.clicked.connect(self.edit)
        self.field = CustomerField(data)
        self.field.installEventFilter(self)
        self.field.chosen.connect(self._on_chosen)
        self.field.editingFinished.connect(self._on_finished)
        self.field.hide()
        layout = QHBoxLayout(self)
        margins(layout, gap=4)
        layout.addWidget(self.link)
        layout.addWidget(self.change)
        layout.addWidget(self.field, 1)
        layout.addStretch()

    def show_customer(self, customer_id: uuid.UUID | None, name: str, *, editable: bool) -> None:
        """Show a customer; where there is none, the link asks for one."""
        self._customer = (customer_id, name)
        short = name[:_MOST]
        shown = self.fontMetrics().elidedText(short, theme.ELLIPSIS, 300)
        self.link.setText(plain(shown) if customer_id else _("No customer yet"))
        self.link.setToolTip("")
        self.link.setAccessibleName(
            _("Customer: {name}").format(name=short) if customer_id else self.link.text()
        )
        self.link.setEnabled(customer_id is not None or editable)
        self.change.setVisible(editable and self.field.isHidden())

    def edit(self) -> None:
        """Open the field."""
        customer_id, name = self._customer
        self.field.set_customer(customer_id, name)
        self.link.hide()
        self.change.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self.field and escape and event.type() == QEvent.Type.KeyPress:
            self._close()
            self.link.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        self.field.hide()
        self.link.show()
        self.change.show()

    def _on_link(self) -> None:
        if self._customer[0] is None:
            self.edit()
        else:
            self.open_requested.emit(self._customer[0])

    def _on_chosen(self, customer_id: uuid.UUID | None, name: str) -> None:
        if self.field.isHidden():
            return
        self._close()
        if (customer_id, name) != self._customer:
            self.chosen.emit(customer_id or name)

    def _on_finished(self) -> None:
        if not self.field.isHidden() and not self.field.hasFocus():
            self._close()
