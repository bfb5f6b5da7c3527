"""The columns of the quote's table: ticked, and put in order by dragging or with Alt and the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.document_design import COLUMNS, checked_columns
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _
from salesdesk.ui import theme

Index = QModelIndex | QPersistentModelIndex
NAMES: Final[Mapping[str, str]] = {
    "number": N_("No."),
    "name": N_("Product name"),
    "brand": N_("Brand"),
    "model": N_("Model"),
    "unit": N_("Unit"),
    "quantity": N_("Quantity"),
    "list_price": N_("List price"),
    "discount": N_("Discount"),
    "unit_price": N_("Unit price"),
    "tax_rate": N_("VAT rate"),
    "amount": N_("Amount"),
    "delivery": N_("Delivery time"),
}
_ROW: Final = 26


class ColumnsModel(QAbstractListModel):
    """All columns in their order, those that are printed ticked.

    `edited` brings the columns that are printed now, `refused` why they can't be so.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = list(COLUMNS)
        self._shown = set(COLUMNS)
        self.read_only = False

    def show_columns(self, columns: tuple[str, ...]) -> None:
        """Show which columns are printed; those that aren't keep their places where they can."""
        if columns == self.columns():
            return
        self.beginResetModel()
        if set(columns) - set(self._order) or columns != tuple(one for one in self._order if one in columns):
            self._order = [*columns, *(one for one in COLUMNS if one not in columns)]
        self._shown = set(columns)
        self.endResetModel()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that are printed, in their order."""
        return tuple(one for one in self._order if one in self._shown)

    def move(self, row: int, place: int) -> bool:
        """Put a column at another place, and tell whether it moved."""
        if (
            self.read_only
            or row == place
            or not (0 <= row < len(self._order) and 0 <= place < len(self._order))
        ):
            return False
        nowhere = QModelIndex()
        before = self.columns()
        self.beginMoveRows(nowhere, row, row, nowhere, place + 1 if place > row else place)
        self._order.insert(place, self._order.pop(row))
        self.endMoveRows()
        if self.columns() != before:
            self.edited.emit(self.columns())
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._order[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _(NAMES[column])
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if column in self._shown else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole or self.read_only:
            return False
        column, ticked = self._order[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked
        shown = self._shown | {column} if ticked else self._shown - {column}
        try:
            columns = checked_columns(tuple(one for one in self._order if one in shown))
        except SalesDeskError as error:
            self.refused.emit(error.message)
            return False
        if shown != self._shown:
            self._shown = shown
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
            self.edited.emit(columns)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags if self.read_only else flag.ItemIsDropEnabled
        usual = flag.ItemIsEnabled | flag.ItemIsSelectable
        return usual if self.read_only else usual | flag.ItemIsUserCheckable | flag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction


class ColumnsView(QListView):
    """As high as its rows; the space bar ticks, Alt and the arrow keys move."""

    def __init__(self, model: ColumnsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = model
        self.setModel(model)
        self.setAccessibleName(_("Columns"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setMouseTracking(True)
        self.setItemDelegate(_ColumnDelegate(self))
        self.setFixedHeight(_ROW * model.rowCount() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            row = self.currentIndex().row()
            self.move_to(row, row + (1 if event.key() == Qt.Key.Key_Down else -1))
        else:
            super().keyPressEvent(event)

    def move_to(self, row: int, place: int) -> None:
        """Put a column at another place, the cursor with it."""
        if self.columns.move(row, place):
            self.setCurrentIndex(self.columns.index(place))

    def dropEvent(self, event: QDropEvent) -> None:
        row, index = self.currentIndex().row(), self.indexAt(event.position().toPoint())
        place = index.row() if index.isValid() else self.columns.rowCount()
        if index.isValid() and event.position().y() > self.visualRect(index).center().y():
            place += 1
        self.move_to(row, place - 1 if place > row else place)
        # The model has moved it already: Qt must not take away what was dragged.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()


class _ColumnDelegate(QStyledItemDelegate):
    """Paints a row with its tick as the program's other ticks are."""

    def __init__(self, view: ColumnsView) -> None:
        super().__init__(view)
        self._view = view
        self._box = QCheckBox(view)  # lends its looks to what is painted
        self._box.hide()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(60, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        style, state = self._view.style(), QStyle.StateFlag
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & state.State_Selected)
        if chosen or option.state & state.State_MouseOver:
            focused = chosen and self._view.hasFocus()
            painter.setPen(QPen(theme.color("accent"), 1) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        tick = QStyleOptionButton()
        # Where Qt itself looks for clicks.
        tick.rect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, self._view)
        enabled = state.State_None if self._view.columns.read_only else state.State_Enabled
        tick.state = enabled | (state.State_On if ticked else state.State_Off)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter, self._box)
        painter.setPen(theme.color("text" if ticked else "secondary"))
        place = option.rect.adjusted(tick.rect.right() - option.rect.left() + 10, 0, -8, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()
