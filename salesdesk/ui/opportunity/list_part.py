"""A list of an opportunity as a table that is edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_table import EditTable

Parse = Callable[[str], Any]


class ListPart(EditTable[Any]):
    """Writes each cell as one step; `parse` reads what is typed, by the column's key, else the text stands."""

    def __init__(
        self,
        name: str,
        kind: str,
        columns: Sequence[EditColumn[Any]],
        writer: Writer,
        *,
        parse: Mapping[str, Parse] | None = None,
        named: Callable[[Any], str],
        add_hint: str = "",
        fitted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, columns, self._write, add_hint=add_hint, fitted=fitted, parent=parent)
        self.kind = kind
        self._writer = writer
        self._parse = parse or {}
        self._named = named
        self.add_row: Callable[[str, str], object] | None = None
        self.remove_requested.connect(lambda row: writer.remove(kind, row, named(row)))
        self.shift_requested.connect(lambda row, step: writer.shift(kind, self.rows.rows, row, step))

    def _write(self, row: Any, key: str, typed: str) -> None:
        if row is None:
            if not typed.strip():
                return
            if self.add_row is not None:
                self.add_row(key, typed)
            else:
                self._writer.add(self.kind, typed, **{key: self._value(key, typed)})
        else:
            self._writer.change_row(self.kind, row, self._named(row), **{key: self._value(key, typed)})

    def _value(self, key: str, typed: str) -> Any:
        return self._parse[key](typed) if key in self._parse else typed
