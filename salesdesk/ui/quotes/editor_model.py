"""The lines of a quote as a table over its draft, which alone holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_problems import Problem
from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, read, text, title
from salesdesk.ui.widgets.basics import tip
from salesdesk.ui.widgets.record_list_columns import cell

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT: Final = QModelIndex()
_RIGHT: Final = frozenset({Col.QUANTITY, Col.PRICE, Col.DISCOUNT, Col.TAX, Col.AMOUNT})


class LinesModel(QAbstractTableModel):
    """Shows the lines of a draft. A cell that was typed is only told, by `line_edited`: row, column, new line."""

    line_edited = Signal(int, int, object)

    def __init__(self, draft: QuoteDraft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.read_only = False
        self._problems: Mapping[int, Sequence[Problem]] = {}

    @property
    def lines(self) -> tuple[QuoteLine, ...]:
        """Return the lines as they stand."""
        return self.draft.lines

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.draft.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Col)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() in COLUMNS and not self.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not index.isValid() or row >= len(self.draft.lines):
            return None
        line = self.draft.lines[row]
        if role == Role.DisplayRole:
            # A number is its place's and no line's: it is painted and spoken, but no datum that would move with a line.
            return None if column == Col.NUMBER else self.text(row, column)
        if role == Role.TextAlignmentRole:
            return alignment(column)
        if role == Role.EditRole and column in COLUMNS:
            return COLUMNS[column].typed(line)
        told = {Role.AccessibleTextRole: self._spoken, Role.ToolTipRole: self._tip}.get(Role(role))
        return told(row, column, line) if told else None

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows; the painter asks here, past Qt, whose calls would wait for other threads."""
        return cell(text(column, row, self.draft.lines[row], self.draft.currency))

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row, column = index.row(), index.column()
        if role != Role.EditRole or not isinstance(value, str) or column not in COLUMNS:
            return False
        try:
            line = read(column, self.draft.lines[row], value, self.draft.currency)
        except SalesDeskError:
            return False
        if line != self.draft.lines[row]:
            self.line_edited.emit(row, column, line)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Col):
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return title(section, self.draft)
        if role == Role.ToolTipRole and section in COLUMNS:
            return _(COLUMNS[section].hint) if COLUMNS[section].hint else title(section, self.draft)
        return alignment(section) if role == Role.TextAlignmentRole else None

    def problem(self, row: int, column: int = Col.NUMBER) -> str:
        """Return what is wrong with a cell; with all of a line where the column is its number."""
        field = COLUMNS[column].field if column in COLUMNS else None
        found = self._problems.get(row, ())
        return "\n".join(one.message for one in found if field in (None, one.field))

    def show(self, draft: QuoteDraft) -> None:
        """Show another draft; what is told of are the rows that differ, and no others."""
        old, new = self.draft.lines, draft.lines
        heads = (draft.price_mode, draft.currency) != (self.draft.price_mode, self.draft.currency)
        top, shared = _differing(old, new)
        before, after = len(old) - shared, len(new) - shared
        both = min(before, after)
        # Rows come and go first, with the others as they were; then those that differ become the new ones.
        standing = replace(draft, lines=(*old[:both], *new[both:]))
        if before > after:
            self.beginRemoveRows(_ROOT, both, before - 1)
            self.draft = standing
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(_ROOT, both, after - 1)
            self.draft = standing
            self.endInsertRows()
        self.draft = draft
        if heads:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Col) - 1)
            self._tell(0, len(new))
        elif top < both:
            self._tell(top, both)
        if before != after and shared:
            self._tell(after, len(new), Col.NUMBER)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the lines that something is wrong with."""
        found: dict[int, list[Problem]] = {}
        for problem in problems:
            if problem.line is not None:
                found.setdefault(problem.line - 1, []).append(problem)
        changed = [row for row in {*found, *self._problems} if found.get(row) != self._problems.get(row)]
        self._problems = found
        for row in changed:
            if row < len(self.draft.lines):
                self._tell(row, row + 1)

    def _tell(self, first: int, end: int, last_column: int = Col.AMOUNT) -> None:
        if first < end:
            self.dataChanged.emit(self.index(first, 0), self.index(end - 1, last_column))

    def _spoken(self, row: int, column: int, line: QuoteLine) -> str:
        shown = cell(text(column, row, line, self.draft.currency)) or "—"
        spoken = _("{name}: {what}").format(name=title(column, self.draft), what=shown)
        problem = self.problem(row, column)
        return f"{spoken}. {problem}" if problem else spoken

    def _tip(self, row: int, column: int, line: QuoteLine) -> str:
        problem = self.problem(row, column)
        if problem or column not in (Col.NAME, Col.MODEL):
            return tip(problem)
        told = line.name if column == Col.NAME else "\n".join(filter(None, (line.model, line.specification)))
        return tip(told)


def _differing(old: Sequence[QuoteLine], new: Sequence[QuoteLine]) -> tuple[int, int]:
    """Return how many lines are the same at the beginning, and how many at the end."""
    least = min(len(old), len(new))
    top = 0
    while top < least and old[top] is new[top]:
        top += 1
    shared = 0
    while shared < least - top and old[-1 - shared] is new[-1 - shared]:
        shared += 1
    return top, shared


def alignment(column: int) -> Qt.AlignmentFlag:
    """Return on which side the texts of a column stand."""
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
