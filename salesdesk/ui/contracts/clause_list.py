"""The clauses of a contract in their order, each with its risk and what became of the template's wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.clauses import DIFFERENCES, Clause, Difference, numbers
from salesdesk.i18n import Language, _
from salesdesk.ui import theme
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import RISK, tone, word

Index = QModelIndex | QPersistentModelIndex
_LINE: Final = Qt.ItemDataRole.UserRole
_HEIGHT: Final = 48
_SIDE: Final = 12


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line of the list: what the clause is called, its risk as word and tone, marks of changes and blanks."""

    title: str
    risk: str
    tone: str
    mark: str
    empty: int


class ClauseList(QListWidget):
    """Shows clauses; `chosen` tells which one, the others what is wanted of it."""

    chosen = Signal(int)
    move_requested = Signal(int, int)
    remove_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Clauses"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Painter(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self._on_row)

    def show_clauses(
        self,
        clauses: Sequence[Clause],
        differences: Sequence[Difference],
        empty: Sequence[int],
        language: Language,
    ) -> None:
        """Show clauses, how each stands beside the template, and how many blanks of each are empty."""
        row = self.currentRow()
        blocked = self.blockSignals(True)
        while self.count() > len(clauses):
            self.takeItem(self.count() - 1)
        marks = [one.kind for one in differences if one.new is not None]
        for place, (clause, number, kind) in enumerate(zip(clauses, numbers(clauses), marks, strict=True)):
            if place >= self.count():
                self.addItem(QListWidgetItem())
            title = clause.title(language) or (_("Preamble") if number is None else cut(clause.text_zh, 20))
            shown = _Shown(
                f"{number}  {cut(title, 60)}" if number else cut(title, 60) or _("Clause"),
                word(RISK, clause.risk),
                tone(RISK, clause.risk),
                "" if kind == "same" else _(DIFFERENCES[kind]),
                empty[place],
            )
            item = self.item(place)
            item.setData(_LINE, shown)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                ", ".join(filter(None, (shown.title, shown.risk, shown.mark, _blanks(shown.empty)))),
            )
        self.setCurrentRow(min(max(row, 0), len(clauses) - 1))
        self.blockSignals(blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_requested.emit(self.currentRow(), 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)


def _blanks(count: int) -> str:
    return _("{count} empty").format(count=count) if count else ""


class _Painter(QStyledItemDelegate):
    """Paints a heading, and below it the risk and the marks."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(160, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown: Any = option
        line, rect = index.data(_LINE), QRect(shown.rect)
        if line is None:
            return
        painter.save()
        chosen = bool(shown.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "surface"))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_SIDE, 6, -_SIDE, -6)
        font = theme.font(bold=chosen)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        title = QFontMetrics(font).elidedText(line.title, theme.ELLIPSIS, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        small = theme.font(theme.SMALL)
        painter.setFont(small)
        left, metrics = room.left(), QFontMetrics(small)
        for text, token in (
            (line.risk, line.tone or "secondary"),
            (line.mark, "accent"),
            (_blanks(line.empty), "warn"),
        ):
            if text:
                painter.setPen(theme.color(token))
                where = QRect(left, room.top(), room.right() - left, room.height())
                painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)
                left += metrics.horizontalAdvance(text) + 10
        painter.restore()
