"""The palette: one field that finds records and commands, and goes to what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import _
from salesdesk.services import search
from salesdesk.ui import icons, theme
from salesdesk.ui.commands import Command, fitting
from salesdesk.ui.data import Data
from salesdesk.ui.palette_model import GROUPS, Line, PaletteModel, lines
from salesdesk.ui.widgets.basics import label, margins

_WIDTH: Final = 600
_ROW: Final = 34
_HEAD: Final = 28
_MOST_HEIGHT: Final = 470
_OF_EACH: Final = 6
_MOST_COMMANDS: Final = 8


class Palette(QFrame):
    """Lies over the window under the search field; Esc or a click beside it closes it.

    It tells of a record by `record_chosen` (its kind and id); a command it runs itself, once it is closed.
    """

    record_chosen = Signal(str, object)

    def __init__(self, data: Data, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Search and commands"))
        self._window = parent.window()
        self._anchor: QWidget = parent
        self._data = data
        self._commands = commands
        self._before = self._window.focusWidget()
        self.field = QLineEdit()
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText(_("Name, pinyin, phone, number, amount, or a command"))
        self.field.setAccessibleName(_("Search and commands"))
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self._look)
        self.field.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setAccessibleName(_("Results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.entered.connect(self._on_entered)
        self.list.clicked.connect(self._on_clicked)
        self._nothing = label(_("Nothing was found."), "secondary")
        self._parts = QVBoxLayout(self)
        margins(self._parts, 10, 10, 10, 10, gap=6)
        for part in (self.field, self.list, self._nothing):
            self._parts.addWidget(part)
        self._window.installEventFilter(self)

    def open_under(self, anchor: QWidget) -> None:
        """Show the palette over a field of the window, with the keyboard in it."""
        self._anchor = anchor
        search.refresh(self._data.workspace)
        self._look("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def _look(self, typed: str) -> None:
        hits = self._data.read(search.find, typed, kinds=tuple(GROUPS), limit=_OF_EACH)
        self.model.set_lines(lines(hits, fitting(self._commands, typed)[:_MOST_COMMANDS]))
        found = self.model.rowCount() > 0
        self.list.setVisible(found)
        self._nothing.setVisible(not found)
        self._go(-1, 1)
        self._place()

    def _place(self) -> None:
        heights = (_HEAD if self.model.line(row).is_head else _ROW for row in range(self.model.rowCount()))
        self.list.setFixedHeight(min(sum(heights) + 2, _MOST_HEIGHT))
        corner = self._anchor.mapTo(self._window, QPoint(0, 0))
        left = max(8, min(corner.x(), self._window.width() - _WIDTH - 8))
        self._parts.activate()
        self.setGeometry(QRect(QPoint(left, corner.y()), QSize(_WIDTH, self._parts.sizeHint().height())))

    def _go(self, row: int, step: int) -> None:
        target = self.model.next_choice(row, step)
        if target is not None:
            index = self.model.index(target)
            self.list.setCurrentIndex(index)
            first = target == self.model.next_choice(-1, 1)
            self.list.scrollToTop() if first else self.list.scrollTo(index)

    def _on_entered(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.list.setCurrentIndex(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(self.model.line(index.row()))

    def _choose(self, line: Line) -> None:
        if line.is_head:
            return
        self._leave()
        if line.record is not None:
            self.record_chosen.emit(*line.record)
        elif line.run is not None:
            line.run()

    def _leave(self) -> None:
        """Close, and give the keyboard back to where the user was."""
        self._window.removeEventFilter(self)
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            return self._answers_field(event)
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _answers_field(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._answers(event.key())
        if (
            event.type() == QEvent.Type.FocusOut
            and self.isVisible()
            and self._window.focusWidget() is not self.field
        ):
            self.close()
        return False

    def _answers(self, key: int) -> bool:
        current = self.list.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._go(current, 1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current >= 0:
                self._choose(self.model.line(current))
        else:
            return False
        return True


class _Painter(QStyledItemDelegate):
    """Paints a line: icon, title, and at the right its detail."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option
        model = index.model()
        head = isinstance(model, PaletteModel) and model.line(index.row()).is_head
        return QSize(_WIDTH // 2, _HEAD if head else _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, PaletteModel):
            return
        line, place = model.line(index.row()), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.is_head:
            _write(painter, place.adjusted(10, 6, -10, 0), line.title, "muted", theme.SMALL)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent_soft"))
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 6, 6)
            _paint_choice(painter, place, line)
        painter.restore()


def _paint_choice(painter: QPainter, place: QRect, line: Line) -> None:
    painter.drawPixmap(place.left() + 10, place.center().y() - 7, icons.pixmap(line.icon))
    inner = place.adjusted(36, 0, -12, 0)
    detail = _write(
        painter,
        inner.adjusted(inner.width() // 2, 0, 0, 0),
        line.detail,
        "secondary",
        theme.SMALL,
        right=True,
    )
    _write(painter, inner.adjusted(0, 0, -detail - 12, 0), line.title, "text", theme.BODY)


def _write(painter: QPainter, place: QRect, text: str, token: str, size: int, *, right: bool = False) -> int:
    """Write a text in one line, shortened to its place, and return its width."""
    painter.setFont(theme.font(size))
    painter.setPen(theme.color(token))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(" ".join(text.split()), theme.ELLIPSIS, place.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, shown)
    return metrics.horizontalAdvance(shown)
