"""Rows of a small list that is edited in place, and an empty row below where another one begins."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import tip
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.record_list_columns import cell

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT: Final = QModelIndex()


class HasId(Protocol):
    """A row that is known by an id."""

    @property
    def id(self) -> uuid.UUID:
        """Return the id."""


Row = TypeVar("Row", bound=HasId)


class EditModel(QAbstractTableModel, Generic[Row]):
    """Shows rows; it changes nothing, what is typed goes another way."""

    def __init__(
        self, columns: Sequence[EditColumn[Row]], add_hint: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.writable = True
        self._add_hint = add_hint

    def set_rows(self, rows: Sequence[Row], *, writable: bool) -> None:
        """Show other rows; those that stay are told of only where they differ."""
        new = tuple(rows)
        if writable != self.writable:
            self.beginResetModel()
            self.rows, self.writable = new, writable
            self.endResetModel()
        elif [row.id for row in new] == [row.id for row in self.rows]:
            before, self.rows = self.rows, new
            for number, (old, row) in enumerate(zip(before, new, strict=True)):
                if old != row:
                    self._tell(number)
        else:
            self._replace(new)

    def _replace(self, new: tuple[Row, ...]) -> None:
        """Take rows out, or put some in, where that is all; else begin anew."""
        old = self.rows
        ids, before = [row.id for row in new], [row.id for row in old]
        gone, come = [one for one in before if one not in ids], [one for one in ids if one not in before]
        stay = [one for one in before if one in ids]
        if stay != [one for one in ids if one in before] or (gone and come):
            self.beginResetModel()
            self.rows = new
            self.endResetModel()
            return
        for one in gone:
            place = [row.id for row in self.rows].index(one)
            self.beginRemoveRows(_ROOT, place, place)
            self.rows = (*self.rows[:place], *self.rows[place + 1 :])
            self.endRemoveRows()
        for one in come:
            place = ids.index(one)
            self.beginInsertRows(_ROOT, place, place)
            self.rows = (*self.rows[:place], new[place], *self.rows[place:])
            self.endInsertRows()
        self.set_rows(new, writable=self.writable)

    def _tell(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def row(self, number: int) -> Row | None:
        """Return a row; None for the empty one below."""
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows) + int(self.writable)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.may_edit(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def may_edit(self, number: int, place: int) -> bool:
        """Tell whether a cell can be typed into; of the empty row below only where a row may begin."""
        column = self.columns[place]
        if not self.writable or not column.editable:
            return False
        return column.begins if self.row(number) is None else not column.fixed

    def text(self, number: int, place: int) -> str:
        """Return what a cell shows; the empty row below invites to type."""
        row = self.row(number)
        if row is not None:
            return cell(self.columns[place].shown(row))
        first = next((at for at, column in enumerate(self.columns) if column.begins), 0)
        return self._add_hint if place == first else ""

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < self.rowCount():
            return None
        number, place = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(number, place)
        if role == Role.EditRole:
            return self.columns[place].begin(self.row(number))
        if role == Role.AccessibleTextRole:
            shown = self.text(number, place) or "—"
            return _("{name}: {what}").format(name=_(self.columns[place].title), what=shown)
        if role == Role.ToolTipRole:
            row = self.row(number)
            return "" if row is None else tip(self.columns[place].shown(row))
        return self.alignment(place) if role == Role.TextAlignmentRole else None

    def alignment(self, place: int) -> Qt.AlignmentFlag:
        """Return on which side the texts of a column stand."""
        right = self.columns[place].right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return _(column.title)
        if role == Role.ToolTipRole and column.hint:
            return _(column.hint)
        return self.alignment(section) if role == Role.TextAlignmentRole else None
