"""A field that finds a customer while one types, or takes the name of a new one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.import_values import MAX_NAME, name_key
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import search
from salesdesk.ui import theme
from salesdesk.ui.data import Data

_DELAY_MS: Final = 80
_SHOWN: Final = 8
_LONGEST: Final = 300
_ROW: Final = 44
_PADDING: Final = 10

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Choice:
    """A customer that the list offers."""

    id: uuid.UUID
    name: str
    detail: str


class ChoiceModel(QAbstractListModel):
    """The customers that fit what is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Take the place of the ones before."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.choices):
            return None
        choice = self.choices[index.row()]
        if role in (Role.DisplayRole, Role.EditRole):
            return choice.name
        if role == Role.AccessibleTextRole:
            return f"{choice.name}, {choice.detail}" if choice.detail else choice.name
        return choice if role == Role.UserRole else None


class CustomerField(QLineEdit):
    """A line of text with the customers that fit it below: ↑ ↓ and Return choose one, any other name may stand.

    `chosen` tells what stands there once the user has chosen a customer or finished a name: its id, None for a name
    that no customer bears yet, and the text. `customer_id` is None while the text is nobody's name.
    """

    chosen = Signal(object, str)

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self.customer_id: uuid.UUID | None = None
        self._told: tuple[uuid.UUID | None, str] = (None, "")
        self.setMaxLength(MAX_NAME)
        self.setPlaceholderText(_("Name, part of it, or pinyin"))
        self.setAccessibleName(_("Customer"))
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self.offer)
        self.choices = ChoiceModel(self)
        self._popup = QListView()
        self._list = _completer(self.choices, self._popup, self)
        self._list.activated.connect(self._on_activated)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)

    def set_customer(self, customer_id: uuid.UUID | None, name: str) -> None:
        """Show a customer, or a name; `chosen` stays silent."""
        self.customer_id = customer_id
        self.setText(name)
        self.setCursorPosition(0)
        self._timer.stop()
        self._told = (customer_id, self.text())

    def offer(self) -> None:
        """Show the customers that fit what is typed, at once."""
        self._timer.stop()
        self._read()
        if self.choices.choices and self.hasFocus():
            self._list.complete()
        else:
            self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._popup.isVisible():
            self.offer()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        text = one_line(self.text())
        if not self._data.read_only and not self._data.read(search.is_behind):
            search.catch_up(self._data.workspace)
        hits = self._data.read(search.find, text, kinds=("customer",)) if text else []
        self.choices.show_choices(tuple(Choice(hit.id, hit.title, hit.detail) for hit in hits))

    def _on_edited(self) -> None:
        self.customer_id = None
        self._timer.start()

    def _on_activated(self) -> None:
        choice = self._popup.currentIndex().data(Role.UserRole)
        if isinstance(choice, Choice):
            self.set_customer(choice.id, choice.name)
            self.setSelection(
                len(self.text()), -len(self.text())
            )  # typing on is another customer, no longer name
            self._told = (None, "")
            self._tell()

    def _on_finished(self) -> None:
        """Take the one customer of exactly that name, else the name itself."""
        if self._popup.isVisible():
            return
        if self.customer_id is None and self.text().strip():
            self._read()
            key = name_key(one_line(self.text()))
            same = [choice for choice in self.choices.choices if name_key(choice.name) == key]
            if len(same) == 1:
                self.customer_id = same[0].id
        self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        standing = (self.customer_id, self.text().strip())
        if standing != self._told:
            self._told = standing
            self.chosen.emit(*standing)


def _completer(model: ChoiceModel, popup: QListView, field: QLineEdit) -> QCompleter:
    """Give a field its list; the model alone says what stands in it."""
    result = QCompleter(model, field)
    result.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    result.setMaxVisibleItems(_SHOWN)
    popup.setProperty("role", "popup")
    popup.setUniformItemSizes(True)
    popup.setAccessibleName(_("Customers that fit"))
    result.setPopup(popup)
    popup.setItemDelegate(_ChoiceDelegate(popup))
    result.setWidget(field)
    return result


class _ChoiceDelegate(QStyledItemDelegate):
    """Draws a customer in two lines: its name, and what tells it from others."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = index.data(Role.UserRole)
        painter.save()
        # The stubs leave out the option's fields.
        state: Any = option.state  # type: ignore[attr-defined,unused-ignore]
        area: QRect = option.rect  # type: ignore[attr-defined,unused-ignore]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("accent_soft"))
        if isinstance(choice, Choice):
            line = area.adjusted(_PADDING, 4, -_PADDING, -4)
            half = line.height() // 2
            _draw(painter, line.adjusted(0, 0, 0, -half), choice.name, "text")
            _draw(painter, line.adjusted(0, half, 0, 0), choice.detail, "secondary")
        painter.restore()


def _draw(painter: QPainter, area: QRect, text: str, tone: str) -> None:
    painter.setPen(theme.color(tone))
    shown = painter.fontMetrics().elidedText(text[:_LONGEST], Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
