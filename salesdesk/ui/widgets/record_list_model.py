"""The rows of a list: known by their numbers, read page by page as they come into sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.i18n import _
from salesdesk.services.lists import Numbers
from salesdesk.ui.widgets.record_list_columns import ListColumn, cell

PAGE: Final = 128
PAGES_KEPT: Final = 32
_ROOT: Final = QModelIndex()
_TEXT_ROLES: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)

Index = QModelIndex | QPersistentModelIndex
Reader = Callable[[Sequence[int]], Mapping[int, Any]]


class RecordModel(QAbstractTableModel):
    """A list's rows in their order; a row that isn't read yet is blank."""

    def __init__(
        self, columns: Sequence[ListColumn[Any]], read: Reader, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.numbers: Numbers = array("q")
        self._read = read
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _TEXT_ROLES or not index.isValid():
            return None
        row = self.row(index.row())
        return "" if row is None else cell(self.columns[index.column()].value(row))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in _TEXT_ROLES:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def row(self, place: int) -> Any | None:
        """Return the row at a place, or None while it isn't read."""
        page = self._pages.get(place // PAGE)
        return None if page is None or not 0 <= place < len(self.numbers) else page.get(self.numbers[place])

    def show(self, numbers: Numbers, first: Mapping[int, Any] | None = None) -> None:
        """Show these rows, `first` being those of the first page; more rows below the known ones are only added."""
        known = len(self.numbers)
        if known and len(numbers) > known and numbers[:known] == self.numbers:
            self.beginInsertRows(QModelIndex(), known, len(numbers) - 1)
            self.numbers = numbers
            self._pages.pop(known // PAGE if known % PAGE else -1, None)
            self.endInsertRows()
        elif numbers != self.numbers:
            self.beginResetModel()
            self.numbers = numbers
            self._pages.clear()
            self._keep_first(first)
            self.endResetModel()
        elif first is not None:
            self.forget()
            self._keep_first(first)

    def _keep_first(self, first: Mapping[int, Any] | None) -> None:
        if first is not None:
            self._pages[0] = first

    def forget(self) -> None:
        """Read every row anew when it is next in sight."""
        self._pages.clear()

    def fetch(self, first: int, last: int) -> bool:
        """Read the pages of the rows that are in sight; tell whether any had to be read."""
        wanted = range(max(first, 0) // PAGE, min(last, len(self.numbers) - 1) // PAGE + 1)
        missing = [page for page in wanted if page not in self._pages]
        for page in wanted:
            if page in self._pages:
                self._pages.move_to_end(page)
        if missing:
            self._read_pages(missing)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return bool(missing)

    def _read_pages(self, pages: Sequence[int]) -> None:
        """Read pages that stand together in one go."""
        top, end = pages[0] * PAGE, min((pages[-1] + 1) * PAGE, len(self.numbers))
        found = self._read(self.numbers[top:end])
        for page in pages:
            part = self.numbers[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = {number: found[number] for number in part if number in found}
        self.dataChanged.emit(self.index(top, 0), self.index(end - 1, len(self.columns) - 1))
