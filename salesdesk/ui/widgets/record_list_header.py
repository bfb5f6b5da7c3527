"""The head of a list: the columns as the user arranges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import plain
from salesdesk.ui.widgets.record_list_columns import NARROWEST, Arrangement, ListColumn

_DELAY_MS: Final = 300
_ARROW: Final = 8
_BAND: Final = 24
_SIDE: Final = 10


class ListHeader(QHeaderView):
    """Lets the user sort by a click, drag columns to another place or width, and tick those that are shown.

    `sort_changed` tells of a click; `arranged` tells, shortly after the last change, that there is something to keep.
    """

    sort_changed = Signal()
    arranged = Signal()

    def __init__(
        self,
        columns: Sequence[ListColumn[Any]],
        usual: Arrangement,
        arrangement: Arrangement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._usual = usual
        self.arrangement = arrangement
        self._by_program = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.arranged)
        self.setProperty("role", "list")
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sectionMoved.connect(self._on_moved)
        self.sectionResized.connect(self._on_resized)
        self.sortIndicatorChanged.connect(self._on_sort)

    def arrange(self) -> None:
        """Put the columns as they were arranged."""
        with self._arranging():
            places = {column.key: place for place, column in enumerate(self._columns)}
            for place, key in enumerate(self.arrangement.order):
                self.moveSection(self.visualIndex(places[key]), place)
                self.setSectionHidden(places[key], key in self.arrangement.hidden)
            down = self.arrangement.descending
            order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self.setSortIndicator(places[self.arrangement.sort], order)
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Give the columns their widths; those that grow, or else the last, share the room that is left."""
        shown = self.shown()
        widths = {column.key: self.arrangement.widths.get(column.key, column.width) for column in shown}
        growing = [
            column.key for column in shown if column.grows and column.key not in self.arrangement.widths
        ]
        growing = growing or [column.key for column in shown[-1:]]
        left = max(0, width - sum(widths.values()))
        for place, key in enumerate(growing):
            widths[key] += left // len(growing) + (1 if place < left % len(growing) else 0)
        with self._arranging():
            for place, column in enumerate(self._columns):
                if column.key in widths and self.sectionSize(place) != widths[column.key]:
                    self.resizeSection(place, widths[column.key])

    def shown(self) -> list[ListColumn[Any]]:
        """Return the columns that are shown, from the left."""
        places = {column.key: column for column in self._columns}
        return [places[key] for key in self.arrangement.order if key not in self.arrangement.hidden]

    def menu(self, parent: QWidget) -> QMenu:
        """Return the menu that ticks the columns."""
        menu = QMenu(parent)
        only = len(self.shown()) == 1
        group = ""
        for column in self._columns:
            if column.group != group:
                group = column.group
                menu.addAction(plain(_(group))).setEnabled(False)
            action = menu.addAction(plain(_(column.title)))
            action.setCheckable(True)
            action.setChecked(column.key not in self.arrangement.hidden)
            action.setEnabled(not (only and action.isChecked()))
            action.toggled.connect(partial(self.set_shown, column.key))
        menu.addSeparator()
        menu.addAction(_("Usual columns"), self.reset_columns)
        return menu

    def set_shown(self, key: str, shown: bool) -> None:  # noqa: FBT001 - a slot of QAction.toggled
        """Show or hide a column."""
        hidden = self.arrangement.hidden - {key} if shown else self.arrangement.hidden | {key}
        self._change(replace(self.arrangement, hidden=frozenset(hidden)))

    def reset_columns(self) -> None:
        """Put all columns back to their usual place and width; the sort stays."""
        kept = self.arrangement
        self._change(replace(self._usual, sort=kept.sort, descending=kept.descending))

    def flush(self) -> None:
        """Tell at once of what was to be told shortly."""
        if self._timer.isActive():
            self._timer.stop()
            self.arranged.emit()

    def sizeHint(self) -> QSize:
        """Return the size that the titles need, and above them the headings of their groups, if any."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + self._band())

    def _band(self) -> int:
        return _BAND if any(column.group for column in self._columns) else 0

    def _paint_group(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a section's part of the heading that it shares with its neighbours of the same group."""
        group, place = self._columns[section].group, self.visualIndex(section)
        shown = [self.logicalIndex(other) for other in range(self.count())]
        before = [one for one in shown[:place] if not self.isSectionHidden(one)]
        left = rect.left()
        while before and self._columns[before[-1]].group == group:
            left -= self.sectionSize(before.pop())
        begins = left == rect.left()
        painter.fillRect(rect, theme.color("surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if begins and before:
            painter.setPen(theme.color("strong_line"))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.setFont(theme.font(theme.SMALL, bold=True))
        painter.setPen(theme.color("accent"))
        painter.setClipRect(rect)
        room = QRect(left + _SIDE, rect.top(), max(self.length(), rect.right() - left), rect.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, _(group))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if band := self._band():
            painter.save()
            self._paint_group(painter, QRect(rect.left(), rect.top(), rect.width(), band), section)
            painter.restore()
            rect = rect.adjusted(0, band, 0, 0)
        super().paintSection(painter, rect, section)
        if section == self.sortIndicatorSection():
            right = self._columns[section].right
            place = QPointF(rect.left() + _ARROW if right else rect.right() - _ARROW, rect.center().y())
            tip = -2 if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else 2
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            corners = (QPointF(-4, -tip), QPointF(4, -tip), QPointF(0, tip))
            painter.drawPolygon([place + corner for corner in corners])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _change(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self.arrange()
        self._timer.start()

    def _on_moved(self, *_places: int) -> None:
        order = (self._columns[self.logicalIndex(place)].key for place in range(self.count()))
        self._note(lambda old: replace(old, order=tuple(order)))

    def _on_resized(self, column: int, _old: int, new: int) -> None:
        key = self._columns[column].key
        self._note(lambda old: replace(old, widths={**old.widths, key: new}))

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        if not self._by_program and 0 <= column < len(self._columns):
            self._note(
                lambda old: replace(
                    old, sort=self._columns[column].key, descending=order == Qt.SortOrder.DescendingOrder
                )
            )
            self.sort_changed.emit()

    def _note(self, changed: Callable[[Arrangement], Arrangement]) -> None:
        if not self._by_program:
            self.arrangement = changed(self.arrangement)
            self._timer.start()

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """Tell what the program itself moves from what the user does."""
        before, self._by_program = self._by_program, True
        try:
            yield
        finally:
            self._by_program = before
