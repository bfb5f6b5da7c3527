"""A small table of figures, some of them with a painted bar: read with the eyes, the keyboard, or a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import tip
from salesdesk.ui.widgets.record_list_columns import cell as one_line

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT: Final = 30
_ROOT: Final = QModelIndex()
_TEXTS: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_SIDE: Final = 10
_BAR: Final = 12
_AROUND: Final = 10
_CELL_ROLE: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts of a bar as fractions of its room, each in the colour of a token, and marks across it."""

    parts: tuple[tuple[float, str], ...]
    marks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, its tone, and a bar before it, if any; `about` says it in full to a screen reader and in the tip.

    `key` names what is behind the figure, where there is anything to open; `ground` is a token for the cell's own.
    """

    text: str
    tone: str = ""
    bar: Bar | None = None
    about: str = ""
    key: Any = None
    strong: bool = False
    ground: str = ""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column: its title, the width it needs, its side; those that grow share what room is left."""

    title: str
    width: int
    right: bool = True
    grows: bool = False
    tip: str = ""


Row = Sequence[Cell]


class FigureModel(QAbstractTableModel):
    """The cells as they are given."""

    def __init__(self, columns: Sequence[FigureColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Sequence[Row] = ()
        self._beside: dict[int, int] = {}

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self._beside = {}
        self.endResetModel()

    def beside_bar(self, column: int) -> int:
        """Return the room that texts take beside the bars of a column: the same for each, so that bars compare."""
        if column not in self._beside:
            metrics = QFontMetrics(theme.font())
            texts = (row[column].text for row in self.rows if row[column].bar is not None)
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            self._beside[column] = widest + _SIDE if widest else 0
        return self._beside[column]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role not in _TEXTS and role != _CELL_ROLE):
            return None
        cell = self.rows[index.row()][index.column()]
        if role == _CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(cell.text)
        told = one_line(cell.about or cell.text)
        return tip(told) if role == Qt.ItemDataRole.ToolTipRole else told

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None
        if role in _TEXTS:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _CellPainter(QStyledItemDelegate):
    """Paints a bar, its marks, and the text after or over it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = option
        cell, rect = index.data(_CELL_ROLE), QRect(shown.rect)
        painter.save()
        if shown.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif cell.ground:
            painter.fillRect(rect, theme.color(cell.ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = theme.font(bold=cell.strong)
        room = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        if cell.bar is not None:
            taken = index.model().beside_bar(index.column())  # type: ignore[attr-defined]
            self._paint_bar(painter, room.adjusted(0, 0, -taken, 0), cell.bar)
        painter.setFont(font)
        painter.setPen(theme.color(cell.tone or "text"))
        right = index.model().columns[index.column()].right  # type: ignore[attr-defined]
        side = Qt.AlignmentFlag.AlignRight if right or cell.bar is not None else Qt.AlignmentFlag.AlignLeft
        text = QFontMetrics(font).elidedText(one_line(cell.text), theme.ELLIPSIS, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        if shown.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    @staticmethod
    def _paint_bar(painter: QPainter, room: QRect, bar: Bar) -> None:
        if room.width() < _BAR:
            return
        top = room.center().y() - _BAR / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(room.x(), top, room.width(), _BAR), 3, 3)
        left = float(room.x())
        for share, token in bar.parts:
            width = max(0.0, min(share, 1.0)) * room.width()
            if width > 0:
                painter.setBrush(theme.color(token))
                painter.drawRoundedRect(QRectF(left, top, max(width, 2.0), _BAR), 2, 2)
                left += width
        painter.setPen(QPen(theme.color("text"), 1.4))
        for mark in bar.marks:
            x = room.x() + max(0.0, min(mark, 1.0)) * room.width()
            painter.drawLine(QPointF(x, top - 3), QPointF(x, top + _BAR + 3))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        cell = index.data(_CELL_ROLE)
        metrics = QFontMetrics(theme.font(bold=cell.strong))
        return QSize(metrics.horizontalAdvance(cell.text) + 2 * _SIDE, ROW_HEIGHT)


class FigureTable(QTableView):
    """Shows figures. Enter and a double click tell by `opened` the key of the cell; nothing is changed here."""

    opened = Signal(object)

    def __init__(self, columns: Sequence[FigureColumn], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = FigureModel(columns, self)
        self.setModel(self.figures)
        self.setItemDelegate(_CellPainter(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setProperty("role", "list")
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(36)
        header.setTextElideMode(theme.ELLIPSIS)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the keyboard stays on its place."""
        current = self.currentIndex()
        row, column = current.row(), current.column()
        self.figures.show(rows)
        self._fit()
        if 0 <= row < len(rows):
            self.setCurrentIndex(self.figures.index(row, column))

    def show_table(self, columns: Sequence[FigureColumn], rows: Sequence[Row]) -> None:
        """Show rows under other columns."""
        self.figures.columns = columns
        self.show_rows(rows)

    def whole_height(self) -> int:
        """Return the height that shows every row."""
        return self.horizontalHeader().sizeHint().height() + ROW_HEIGHT * len(self.figures.rows) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._open(index)

    def keyboardSearch(self, search: str) -> None:
        """Look for nothing: the figures are few."""

    def _open(self, index: Index) -> None:
        key = self.figures.rows[index.row()][index.column()].key
        if key is not None:
            self.opened.emit(key)

    def _fit(self) -> None:
        """Give the columns the width of their texts at least; those that grow share what room is left."""
        header, columns = self.horizontalHeader(), self.figures.columns
        metrics = QFontMetrics(theme.font(theme.SMALL))
        widths = [
            max(column.width, metrics.horizontalAdvance(column.title) + 2 * _SIDE + _AROUND)
            for column in columns
        ]
        for place, column in enumerate(columns):
            if not column.grows:
                texts = (row[place] for row in self.figures.rows if row[place].bar is None)
                needs = (
                    QFontMetrics(theme.font(bold=one.strong)).horizontalAdvance(one_line(one.text))
                    for one in texts
                )
                widths[place] = max(widths[place], min(max(needs, default=0) + 2 * _SIDE + 2, 260))
        left = self.viewport().width() - sum(widths)
        growing = [place for place, column in enumerate(columns) if column.grows]
        for place in growing:
            widths[place] += max(left // len(growing), 0)
        for place, width in enumerate(widths):
            header.resizeSection(place, width)
