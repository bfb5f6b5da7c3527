"""The row below a quote's lines: what is typed there finds a product, or becomes a line as it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
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
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import _, money
from salesdesk.services import products
from salesdesk.services.products import ProductChoice
from salesdesk.ui import theme
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.note import ground_of, place_under
from salesdesk.ui.widgets.record_list_painter import CellPainter

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_DELAY_MS: Final = 40
_ROW: Final = 44
_MOST_ROWS: Final = 8
_WIDTH: Final = 520
_PRICE_WIDTH: Final = 150
_LONGEST: Final = 200
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class NewProduct:
    """What is typed where no product fits: one may be made of it."""

    name: str


class ProductModel(QAbstractListModel):
    """The products that fit what is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: tuple[ProductChoice | NewProduct, ...] = ()

    def show_choices(self, choices: tuple[ProductChoice | NewProduct, ...]) -> None:
        """Take the place of the ones before."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.choices):
            return None
        choice = self.choices[index.row()]
        if isinstance(choice, NewProduct):
            shown = role in (Role.DisplayRole, Role.AccessibleTextRole)
            return new_text(choice) if shown else choice if role == Role.UserRole else None
        if role == Role.DisplayRole:
            return choice.name
        if role == Role.AccessibleTextRole:
            return ", ".join(part for part in (choice.name, choice.model, price_of(choice)) if part)
        return choice if role == Role.UserRole else None


class ProductEntry(QLineEdit):
    """A field with the products that fit below it: ↑ ↓ and Enter choose one, after Esc the text itself is a line.

    `chosen` brings a product, `typed` a text of no product, `new_wanted` the name of a product to be made, `left_up`
    that the user goes back to the lines; `pasted` tells that the clipboard holds lines and not a text for the field.
    """

    chosen = Signal(object)
    typed = Signal(str)
    new_wanted = Signal(str)
    pasted = Signal()
    left_up = Signal()

    def __init__(
        self, data: Data, customer: Callable[[], uuid.UUID | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._data = data
        self._customer = customer
        self._composing = False
        self._dismissed = False
        self.setMaxLength(_LONGEST)
        self.setPlaceholderText(_("＋ Type a product, model or pinyin initials; Enter adds it…"))
        self.setAccessibleName(_("Add a line"))
        self.choices = ProductModel(self)
        self.popup = _Popup(self.choices, self)
        self.popup.list.clicked.connect(lambda _index: self._take())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.offer)
        self.textEdited.connect(self._on_edited)

    def begin(self, typed: str = "") -> None:
        """Put the caret here; `/` shows every product."""
        self.setFocus()
        if typed:
            self.setText("" if typed == "/" else typed)
            self._dismissed = False
            self.offer(everything=typed == "/")

    def offer(self, *, everything: bool = False) -> None:
        """Show the products that fit what is typed, at once."""
        self._timer.stop()
        text = self.text().strip()
        if text.startswith("/"):
            text, everything = text[1:].strip(), True
        wanted = bool(text or everything) and not self._dismissed and self.isVisible()
        found = self._data.read(products.find, text, customer_id=self._customer()) if wanted else []
        new = (NewProduct(text),) if wanted and text and not found else ()
        self.popup.show_choices((*found, *new), self)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._timer.stop()
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.popup.hide()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shown = event.key(), self.popup.isVisible()
        if self._composing:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter(as_typed=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and shown:
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Up and not self.text():
            self.left_up.emit()
        elif key == Qt.Key.Key_Down:
            self._dismissed = False
            self.offer(everything=True)
        elif key == Qt.Key.Key_Escape and (shown or self.text()):
            self._on_escape()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._paste():
            pass
        else:
            super().keyPressEvent(event)

    def _paste(self) -> bool:
        text = QGuiApplication.clipboard().text()
        several = "\t" in text or "\n" in text.strip()
        if several:
            self.pasted.emit()
        return several

    def _on_edited(self) -> None:
        self._dismissed = False
        self._timer.start()

    def _on_escape(self) -> None:
        """Put the products away first; the second Esc clears the field."""
        if self.popup.isVisible():
            self._dismissed = True
            self.popup.hide()
        else:
            self.setText("")  # not clear: that could be undone

    def _on_enter(self, *, as_typed: bool) -> None:
        """Take the product that is marked: for a fast typist, of what is typed by now."""
        if self._timer.isActive():
            self.offer()
        if self.popup.isVisible() and self.popup.marked() and not as_typed:
            self._take()
            return
        text = self.text().strip().lstrip("/").strip()
        if text:
            self._finish()
            self.typed.emit(text)

    def _take(self) -> None:
        choice = self.popup.marked()
        if isinstance(choice, NewProduct):
            self.popup.hide()
            self.new_wanted.emit(choice.name)
        elif choice is not None:
            self._finish()
            self.chosen.emit(choice)

    def _finish(self) -> None:
        self._timer.stop()
        self._dismissed = False
        self.popup.hide()
        self.setText("")  # not clear: that could be undone


class _Popup(QFrame):
    """The list under the field; the focus stays in the field."""

    def __init__(self, model: ProductModel, owner: QWidget) -> None:
        super().__init__(owner)
        self._model = model
        self.setProperty("role", "drawer")
        self.list = QListView()
        self.list.setModel(model)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_ProductDelegate(self.list))
        self.list.setAccessibleName(_("Products that fit"))
        layout = QVBoxLayout(self)
        margins(layout, 1, 4, 1, 4)
        layout.addWidget(self.list)
        self.hide()

    def show_choices(self, choices: tuple[ProductChoice | NewProduct, ...], field: QWidget) -> None:
        """Show these products, the first one marked; a new one is marked by the user alone."""
        self._model.show_choices(choices)
        if not choices:
            self.hide()
            return
        ground = ground_of(field)
        self.setParent(ground)
        self.resize(min(_WIDTH, ground.width() - 16), min(len(choices), _MOST_ROWS) * _ROW + 10)
        place_under(self, field, ground)
        new = isinstance(choices[0], NewProduct)
        self.list.setCurrentIndex(QModelIndex() if new else self._model.index(0))
        self.show()
        self.raise_()

    def step(self, step: int) -> None:
        """Mark the next product, or the one before."""
        row = (max(self.list.currentIndex().row(), -1) + step) % max(self._model.rowCount(), 1)
        self.list.setCurrentIndex(self._model.index(row))

    def marked(self) -> ProductChoice | NewProduct | None:
        """Return the product that is marked."""
        choice = self.list.currentIndex().data(Role.UserRole)
        return choice if isinstance(choice, ProductChoice | NewProduct) else None


class _ProductDelegate(QStyledItemDelegate):
    """Draws a product in two lines, with its price."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cells = CellPainter()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: Any = option.state
        choice = index.data(Role.UserRole)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("accent_soft"))
        if isinstance(choice, ProductChoice):
            self._paint_product(painter, area, choice)
        elif isinstance(choice, NewProduct):
            ink = theme.color("accent")
            self._cells.draw_text(painter, area, new_text(choice), right=False, strong=False, ink=ink)
        painter.restore()

    def _paint_product(self, painter: QPainter, area: QRect, choice: ProductChoice) -> None:
        half = area.height() // 2
        names = area.adjusted(0, 3, -_PRICE_WIDTH, -half + 2)
        detail = " · ".join(part for part in (choice.model, choice.specification, choice.family) if part)
        prices = QRect(area.right() - _PRICE_WIDTH, area.top(), _PRICE_WIDTH, area.height())
        secondary, ink = theme.color("secondary"), theme.color("text")
        self._cells.draw_text(painter, names, choice.name, right=False, strong=True, ink=ink)
        rest = area.adjusted(0, half - 2, -_PRICE_WIDTH, -3)
        self._cells.draw_text(painter, rest, detail, right=False, strong=False, ink=secondary)
        self._cells.draw_text(painter, prices, price_of(choice), right=True, strong=False, ink=ink)


def new_text(new: NewProduct) -> str:
    """Return what is offered where no product fits."""
    return _("＋ New product “{name}” (↓ Enter); Enter alone takes the text as it is").format(name=new.name)


def price_of(choice: ProductChoice) -> str:
    """Return a product's price as the list shows it."""
    return "" if choice.price is None else money(choice.price, choice.currency)
