"""A dialog of captioned fields that says beside them what it can't take."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import button, label, margins, set_state
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.typed import read_typed

T = TypeVar("T")


class FormDialog(QDialog):
    """Asks for some values. Subclasses add fields and override `save`, which the confirming button calls.

    What `save` raises as SalesDeskError is shown under the fields and the dialog stays; otherwise it closes.
    Return confirms, also from within a field; Ctrl+Return does from a text of several lines.
    """

    def __init__(self, title: str, confirm: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(440)
        self.head = QVBoxLayout()
        margins(self.head, gap=4)
        self._fields = QGridLayout()
        self._fields.setVerticalSpacing(10)
        self._fields.setHorizontalSpacing(12)
        self._fields.setColumnStretch(1, 1)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.confirm = button(confirm, "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._on_confirm)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._on_confirm)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addLayout(self.head)
        layout.addLayout(self._fields)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def add(self, caption: str, field: QWidget) -> None:
        """Add a field under the others; the first one has the caret, unless another takes it."""
        row = self._fields.rowCount()
        shown = label(caption, "secondary")
        shown.setBuddy(field)
        field.setAccessibleName(caption)
        flat = field.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed
        where = Qt.AlignmentFlag.AlignVCenter if flat else Qt.AlignmentFlag.AlignTop
        self._fields.addWidget(shown, row, 0, where)
        self._fields.addWidget(field, row, 1)
        if self.focusWidget() is None:
            field.setFocus()

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        """Show or hide a field with its caption."""
        field.setVisible(shown)
        for caption in self.findChildren(QLabel):
            if caption.buddy() is field:
                caption.setVisible(shown)

    def add_below(self, part: QWidget) -> None:
        """Add something of the whole width under the fields."""
        self._fields.addWidget(part, self._fields.rowCount(), 0, 1, 2)

    def add_text(self, caption: str, text: str = "", *, longest: int = 200, hint: str = "") -> QLineEdit:
        """Add a line of text."""
        field = QLineEdit(text)
        field.setMaxLength(longest)
        field.setPlaceholderText(hint)
        field.setCursorPosition(0)
        self.add(caption, field)
        return field

    def add_choice(
        self, caption: str, choices: list[tuple[object, str]], current: object = None
    ) -> QComboBox:
        """Add a choice among values, each with the name that is shown."""
        field = ChoiceBox()
        for value, name in choices:
            field.addItem(name, value)
        # Not findData: Qt tells ids apart that are equal.
        values = [value for value, _name in choices]
        field.setCurrentIndex(values.index(current) if current in values else 0)
        self.add(caption, field)
        return field

    def read(self, field: QLineEdit, parse: Callable[[str], T]) -> T:
        """Return what `parse` makes of a field's text; where it can't, the field is marked and the error goes on."""
        value, problem = read_typed(parse, field.text())
        if value is None:
            raise FieldError(problem, field)
        return value

    @abstractmethod
    def save(self) -> None:
        """Take the values."""

    def say(self, text: str) -> None:
        """Show a complaint, or take it back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.fit()

    def fit(self) -> None:
        """Take the size that all parts need: texts of several lines are higher than they hint at."""
        self.adjustSize()
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def _on_confirm(self) -> None:
        for field in self.findChildren(QWidget):
            set_state(field, "invalid", value=False)
        self._problem.hide()
        try:
            self.save()
        except SalesDeskError as error:
            self.say(error.message)
            if isinstance(error, FieldError):
                set_state(error.field, "invalid", value=True)
                error.field.setFocus()
        else:
            self.accept()


class FieldError(SalesDeskError):
    """Says what is wrong with one field of a form."""

    def __init__(self, message: str, field: QWidget) -> None:
        super().__init__(message)
        self.field = field
