"""A list of entries: day, icon, title, a few lines of text, and at the right an amount or a state."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui import icons, theme
from salesdesk.ui.widgets.text_lines import cut, lines_of

Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 14
_TOP: Final = 8
_CIRCLE: Final = 24
_MOST_LINES: Final = 3
_CHIP: Final = 20
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list; `record` is what it opens."""

    title: str
    text: str = ""
    day: str = ""
    icon: str = ""
    tone: str = ""
    figure: str = ""
    chip: str = ""
    chip_tone: str = ""
    record: tuple[str, uuid.UUID] | None = None

    @property
    def spoken(self) -> str:
        """Return the row as one text, for screen readers."""
        parts = (self.day, self.title, self.figure, self.chip, self.text)
        return " · ".join(cut(part) for part in parts if part)


class EntryModel(QAbstractListModel):
    """The entries of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; where only some were added at the end, the others stay."""
        new, old = tuple(entries), self._entries
        if new == old:
            return
        if old and new[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._entries = new
            self.endInsertRows()
            return
        self.beginResetModel()
        self._entries = new
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken
        return None


class EntryList(QListView):
    """Shows entries; Enter or a double click opens one, Del asks to delete it, `end_reached` asks for more."""

    opened = Signal(object)
    delete_requested = Signal(object)
    end_reached = Signal()

    def __init__(self, name: str, *, days: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = EntryModel(self)
        self._painter = _EntryDelegate(self, days=days)
        self.setModel(self.entries)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._on_chosen)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show entries; the current one stays where it is still there."""
        before = self.current()
        self.entries.set_entries(entries)
        if before is not None and self.current() is None and before.record is not None:
            for row in range(self.entries.rowCount()):
                entry = self.entries.entry(row)
                if entry is not None and entry.record == before.record:
                    self.setCurrentIndex(self.entries.index(row))
                    break

    def current(self) -> Entry | None:
        """Return the entry where the keyboard is."""
        return self.entries.entry(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self._on_chosen(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and (entry := self.current()) is not None:
            self.delete_requested.emit(entry)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._painter.forget()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def _on_chosen(self, index: Index) -> None:
        entry = self.entries.entry(index.row())
        if entry is not None:
            self.opened.emit(entry)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value > 0 and value >= bar.maximum() - bar.pageStep():
            self.end_reached.emit()


class _EntryDelegate(QStyledItemDelegate):
    """Paints entries in the current theme; texts are broken into lines once for each width."""

    def __init__(self, view: EntryList, *, days: bool) -> None:
        super().__init__(view)
        self._view = view
        self._strong, self._body, self._small = theme.font(bold=True), theme.font(), theme.font(theme.SMALL)
        self._strong_metrics = QFontMetrics(self._strong)
        self._body_metrics = QFontMetrics(self._body)
        self._small_metrics = QFontMetrics(self._small)
        self._line = max(self._strong_metrics.height(), self._body_metrics.height())
        self._day = self._small_metrics.horizontalAdvance("2025/12/31") + 8 if days else 0
        self._broken: dict[str, tuple[str, ...]] = {}
        self._icons: dict[tuple[str, str, str], QPixmap] = {}

    def forget(self) -> None:
        """Forget how texts were broken: the width is another one."""
        self._broken.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        entry = self._view.entries.entry(index.row())
        width = self._view.viewport().width()
        lines = len(self._lines(entry, self._room(width))) if entry else 0
        return QSize(width, 2 * _TOP + self._line + lines * self._body_metrics.height())

    def _room(self, width: int) -> int:
        return max(width - 2 * _SIDE - self._day - _CIRCLE - 10, 40)

    def _lines(self, entry: Entry, room: int) -> tuple[str, ...]:
        if entry.text not in self._broken:
            self._broken[entry.text] = (
                lines_of(entry.text, self._body, room, _MOST_LINES) if entry.text else ()
            )
        return self._broken[entry.text]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._view.entries.entry(index.row())
        if entry is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, rect, state)
        top = rect.y() + _TOP
        if self._day:
            painter.setFont(self._small)
            painter.setPen(theme.color("secondary"))
            painter.drawText(QRect(rect.x() + _SIDE, top, self._day, self._line), _LEFT, entry.day)
        left = rect.x() + _SIDE + self._day
        self._draw_icon(painter, entry, QRectF(left, top - 2, _CIRCLE, _CIRCLE))
        room = self._room(rect.width())
        self._draw_words(painter, entry, QRect(left + _CIRCLE + 10, top, room, self._line))
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if not (selected or hovered or focused):
            return
        painter.setPen(QPen(theme.color("accent"), 1) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft" if selected else "sunken"))
        painter.drawRoundedRect(QRectF(rect).adjusted(4.5, 0.5, -4.5, -0.5), 6, 6)

    def _picture(self, name: str, tint: str) -> QPixmap:
        key = (name, tint, theme.current().name)
        if key not in self._icons:
            self._icons[key] = icons.pixmap(name, tint, 14)
        return self._icons[key]

    def _draw_icon(self, painter: QPainter, entry: Entry, circle: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{entry.tone}_soft" if entry.tone else "sunken"))
        painter.drawEllipse(circle)
        if entry.icon:
            painter.drawPixmap(
                circle.topLeft().toPoint() + _INSET, self._picture(entry.icon, entry.tone or "secondary")
            )

    def _draw_words(self, painter: QPainter, entry: Entry, first: QRect) -> None:
        used = self._draw_right(painter, entry, first)
        painter.setFont(self._strong)
        painter.setPen(theme.color("text"))
        room = first.width() - used
        painter.drawText(
            QRect(first.x(), first.y(), room, self._line),
            _LEFT,
            self._strong_metrics.elidedText(cut(entry.title), theme.ELLIPSIS, room),
        )
        painter.setFont(self._body)
        painter.setPen(theme.color("secondary"))
        step = self._body_metrics.height()
        for number, line in enumerate(self._lines(entry, first.width())):
            below = QRect(first.x(), first.y() + self._line + number * step, first.width() + 4, step)
            painter.drawText(below, _LEFT, line)

    def _draw_right(self, painter: QPainter, entry: Entry, first: QRect) -> int:
        """Draw chip and figure at the right, as far as there is room; return what they take."""
        right, most = first.right() + 1, first.width() * 2 // 3
        if entry.chip:
            shown = self._small_metrics.elidedText(cut(entry.chip), theme.ELLIPSIS, most // 2)
            width = self._small_metrics.horizontalAdvance(shown) + 16
            chip = QRectF(right - width, first.y() + (first.height() - _CHIP) / 2, width, _CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(f"{entry.chip_tone}_soft" if entry.chip_tone else "sunken"))
            painter.drawRoundedRect(chip, _CHIP / 2, _CHIP / 2)
            painter.setFont(self._small)
            painter.setPen(theme.color(entry.chip_tone or "secondary"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
            right -= width + 10
        if entry.figure:
            room = most - (first.right() + 1 - right)
            shown = self._body_metrics.elidedText(cut(entry.figure), theme.ELLIPSIS, room)
            width = self._body_metrics.horizontalAdvance(shown)
            painter.setFont(self._body)
            painter.setPen(theme.color("text"))
            painter.drawText(QRect(right - width, first.y(), width + 1, first.height()), _LEFT, shown)
            right -= width + 10
        return first.right() + 1 - right


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_INSET: Final = QPoint(5, 5)
