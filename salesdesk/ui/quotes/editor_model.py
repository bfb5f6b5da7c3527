"""The lines of a quote as a table over its draft, which alone holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import minor_units
from salesdesk.domain.quote import QuoteDraft, QuoteLine, line_numbers
from salesdesk.domain.quote_amounts import own_amount, row_amounts
from salesdesk.domain.quote_problems import Problem
from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_cells import KIND_NAMES, spoken, text, tip_text
from salesdesk.ui.quotes.editor_columns import COLUMNS, FIGURES, Col, field_of, is_typed, read, title
from salesdesk.ui.widgets.basics import tip
from salesdesk.ui.widgets.record_list_columns import cell

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT: Final = QModelIndex()
# Joined once: joining flags takes longer than painting a cell's ground.
_SHOWN: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TYPED: Final = _SHOWN | Qt.ItemFlag.ItemIsEditable
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DERIVED: Final = ("section", "charge")
"""The kinds of lines whose amount follows from other lines."""


class LinesModel(QAbstractTableModel):
    """Shows the lines of a draft. A cell that was typed is only told, by `line_edited`: row, column, new line."""

    line_edited = Signal(int, int, object)

    def __init__(self, draft: QuoteDraft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read_only = False
        self._problems: Mapping[int, Sequence[Problem]] = {}
        self._hints: Mapping[int, Sequence[Problem]] = {}
        self._own: list[Decimal | None] = []
        self._amounts: list[Decimal | None] = []
        self._numbers: tuple[int | None, ...] = ()
        self._stand(draft, 0, 0)

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
        typed = not self.read_only and is_typed(index.column(), self.draft.lines[index.row()])
        return _TYPED if typed else _SHOWN

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
        if role == Role.EditRole and is_typed(column, line):
            return COLUMNS[column].typed(line)
        told = {Role.AccessibleTextRole: self._spoken, Role.ToolTipRole: self._tip}.get(Role(role))
        return told(row, column, line) if told else None

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows; the painter asks here, past Qt, whose calls would wait for other threads."""
        places = minor_units(self.draft.currency)
        shown = text(column, self.draft.lines[row], self._numbers[row], self._amounts[row], places)
        return cell(shown)

    def place(self, row: int) -> str:
        """Return how a line is called: by its number, or by what it is."""
        number, line = self._numbers[row], self.draft.lines[row]
        return _("Line {line}").format(line=number) if number else cell(line.name) or _(KIND_NAMES[line.kind])

    def amount(self, row: int) -> Decimal | None:
        """Return what a row comes to; None where it has no amount, or doesn't work out."""
        return self._amounts[row]

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row, column = index.row(), index.column()
        if role != Role.EditRole or not isinstance(value, str) or not index.isValid():
            return False
        if not is_typed(column, self.draft.lines[row]):
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
        if role == Role.ToolTipRole:
            hint = COLUMNS[section].hint if section in COLUMNS else ""
            return _(hint) if hint else title(section, self.draft)
        return alignment(section) if role == Role.TextAlignmentRole else None

    def problem(self, row: int, column: int = Col.NUMBER) -> str:
        """Return what is wrong with a cell; with all of a line where the column is its number."""
        return self._said(self._problems.get(row, ()), row, column)

    def hint(self, row: int, column: int = Col.NUMBER) -> str:
        """Return what there is to know of a cell, or of a line, that stands in nobody's way."""
        return self._said(self._hints.get(row, ()), row, column)

    def _said(self, found: Sequence[Problem], row: int, column: int) -> str:
        if not found:
            return ""
        field = field_of(column, self.draft.lines[row]) if column in COLUMNS else None
        return "\n".join(one.message for one in found if field in (None, one.field))

    def show(self, draft: QuoteDraft) -> None:
        """Show another draft; what is told of are the rows that differ, and no others."""
        old, new = self.draft.lines, draft.lines
        amounts, numbers = self._amounts, self._numbers
        heads = (draft.price_mode, draft.currency) != (self.draft.price_mode, self.draft.currency)
        top, shared = _differing(old, new)
        before, after = len(old) - shared, len(new) - shared
        both = min(before, after)
        # Rows come and go first, with the others as they were; then those that differ become the new ones.
        standing = replace(draft, lines=(*old[:both], *new[both:]))
        if before > after:
            self.beginRemoveRows(_ROOT, both, before - 1)
            self._stand(standing, both, shared)
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(_ROOT, both, after - 1)
            self._stand(standing, both, shared)
            self.endInsertRows()
        self._stand(draft, 0 if heads else top, 0 if heads else shared)
        if heads:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Col) - 1)
            self._tell(0, len(new))
        elif top < both:
            self._tell(top, both)
        if shared and numbers[len(old) - shared :] != self._numbers[after:]:
            self._tell(after, len(new), Col.NUMBER)
        for row in self._derived(amounts, top, shared):
            self._tell(row, row + 1)

    def _stand(self, draft: QuoteDraft, top: int, shared: int) -> None:
        """Hold a draft, of whose lines as many at the top and at the end are as they were."""
        self.draft = draft
        lines, places = draft.lines, minor_units(draft.currency)
        middle = [own_amount(line, places) for line in lines[top : len(lines) - shared]]
        self._own = [*self._own[:top], *middle, *self._own[len(self._own) - shared :]]
        self._amounts = row_amounts(lines, self._own, places)
        self._numbers = line_numbers(lines)

    def _derived(self, before: Sequence[Decimal | None], top: int, shared: int) -> list[int]:
        """Return the sections and charges among the lines that are as they were, but come to something else now."""
        lines = self.draft.lines
        pairs = [(row, row) for row in range(top)]
        pairs += [(row, row - len(lines)) for row in range(len(lines) - shared, len(lines))]
        return [
            row for row, was in pairs if lines[row].kind in _DERIVED and self._amounts[row] != before[was]
        ]

    def show_problems(self, problems: Sequence[Problem], hints: Sequence[Problem] = ()) -> None:
        """Mark the lines that something is wrong with, and those that there is something to know of."""
        found, told = _by_row(problems), _by_row(hints)
        rows = {*found, *self._problems, *told, *self._hints}
        changed = [
            row
            for row in rows
            if found.get(row) != self._problems.get(row) or told.get(row) != self._hints.get(row)
        ]
        self._problems, self._hints = found, told
        for row in changed:
            if row < len(self.draft.lines):
                self._tell(row, row + 1)

    def _tell(self, first: int, end: int, last_column: int = Col.REMARK) -> None:
        if first < end:
            self.dataChanged.emit(self.index(first, 0), self.index(end - 1, last_column))

    def _spoken(self, row: int, column: int, line: QuoteLine) -> str:
        words = spoken(column, line, self.text(row, column), self.draft)
        said = self.problem(row, column) or self.hint(row, column)
        return f"{words}. {said}" if said else words

    def _tip(self, row: int, column: int, line: QuoteLine) -> str:
        said = self.problem(row, column) or self.hint(row, column)
        return tip(said or tip_text(column, line, self.draft))


def _by_row(problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.line is not None:
            found.setdefault(problem.line - 1, []).append(problem)
    return found


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
    return _RIGHT if column in FIGURES else _LEFT
