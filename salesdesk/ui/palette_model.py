"""The lines of the palette: records and commands, under the names of their groups."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.i18n import N_, _
from salesdesk.services.search import Hit
from salesdesk.ui.commands import Command

GROUPS: Final = {
    "customer": (N_("Customers"), "building-2"),
    "contact": (N_("Contacts"), "user"),
    "opportunity": (N_("Opportunities"), "square-kanban"),
    "quote": (N_("Quotes"), "file-text"),
    "contract": (N_("Contracts"), "square-check-big"),
    "service_ticket": (N_("Service tickets"), "wrench"),
}
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the head of a group, or a record or command that can be chosen."""

    title: str
    detail: str = ""
    icon: str = ""
    record: tuple[str, uuid.UUID] | None = None
    run: Callable[[], object] | None = None

    @property
    def is_head(self) -> bool:
        """Tell whether the line only names the group below it."""
        return self.record is None and self.run is None


def lines(hits: Sequence[Hit], commands: Sequence[Command]) -> Iterator[Line]:
    """Yield the lines of what was found."""
    for kind, found in groupby(hits, key=lambda hit: hit.kind):
        name, icon = GROUPS[kind]
        yield Line(_(name))
        for hit in found:
            yield Line(hit.title[:_LONGEST], hit.detail[:_LONGEST], icon, record=(hit.kind, hit.id))
    if commands:
        yield Line(_("Commands"))
    for command in commands:
        yield Line(command.title, command.keys, command.icon, run=command.run)


class PaletteModel(QAbstractListModel):
    """Holds the lines; heads can't be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def set_lines(self, found: Iterator[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(found)
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Return a line."""
        return self._lines[row]

    def next_choice(self, row: int, step: int) -> int | None:
        """Return the next row that can be chosen, up or down, around the ends."""
        count = len(self._lines)
        rows = ((row + step * distance) % count for distance in range(1, count + 1)) if count else ()
        return next((found for found in rows if not self._lines[found].is_head), None)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.title}, {line.detail}" if line.detail else line.title
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
