"""The columns of a list: what they show, and how the user arranged them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from salesdesk.domain.texts import one_line

Row = TypeVar("Row")

NARROWEST: Final = 48
WIDEST: Final = 1200
LONGEST_CELL: Final = 300
"""No more of a text than this is measured and painted."""
_LONGEST_COPY: Final = 32_000
_FORMULA: Final = re.compile(r"[=@]|[+-](?![\d.])")


@dataclass(frozen=True)
class ListColumn(Generic[Row]):
    """One column, sortable by its key: its title (a message id), the width it begins with, and the text of a row.

    `tone` makes the text a chip in that tone. `copied` is the text for the clipboard where it differs. Columns that
    grow share what room is left. `group` is a heading (a message id) over it and its neighbours of the same group. A
    table that is all there sorts by `order` where its text isn't what counts.
    """

    key: str
    title: str
    width: int
    value: Callable[[Row], str]
    right: bool = False
    shown: bool = True
    grows: bool = False
    strong: bool = False
    tone: Callable[[Row], str] | None = None
    copied: Callable[[Row], str] | None = None
    group: str = ""
    order: Callable[[Row], Any] | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The columns as the user has them: their order, those hidden, the widths that were set, and the sort."""

    order: tuple[str, ...]
    hidden: frozenset[str]
    widths: Mapping[str, int]
    sort: str
    descending: bool

    @classmethod
    def usual(cls, columns: Sequence[ListColumn[Any]], sort: str, *, descending: bool) -> Arrangement:
        """Return the columns as they are before anybody changed them."""
        hidden = frozenset(column.key for column in columns if not column.shown)
        return cls(tuple(column.key for column in columns), hidden, {}, sort, descending)

    def remembered(self, stored: Mapping[str, Any]) -> Arrangement:
        """Return this arrangement changed as was stored; what isn't understood or unknown now is left out."""
        known = self.order
        order = [key for key in dict.fromkeys(_texts(stored.get("order"))) if key in known]
        for place, key in enumerate(known):
            if key not in order:
                order.insert(place, key)
        widths, sort = stored.get("widths"), stored.get("sort")
        hidden = self.hidden
        if isinstance(stored.get("hidden"), list):
            later = self.hidden - set(_texts(stored.get("order")))
            hidden = (frozenset(_texts(stored["hidden"])) & set(known)) | later
        result = replace(
            self,
            order=tuple(order),
            hidden=self.hidden if hidden >= set(known) else hidden,
            widths={key: _width(value) for key, value in widths.items() if key in known and _is_whole(value)}
            if isinstance(widths, dict)
            else {},
        )
        if isinstance(sort, str) and sort in known:
            result = replace(result, sort=sort, descending=stored.get("descending") is True)
        return result

    def as_stored(self) -> dict[str, Any]:
        """Return what `remembered` takes."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
            "sort": self.sort,
            "descending": self.descending,
        }


def cell(text: str) -> str:
    """Return a text as it is painted in one line, of bounded length and without invisible signs."""
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL] + "…"
    return text if text.isprintable() else one_line(text)


def copied(columns: Sequence[ListColumn[Row]], row: Row) -> str:
    """Return a row as tab-separated text that a spreadsheet takes for values, never for formulas."""
    return "\t".join(_value(column, row) for column in columns)


def _value(column: ListColumn[Row], row: Row) -> str:
    text = one_line((column.copied or column.value)(row)[:_LONGEST_COPY])
    return f"'{text}" if _FORMULA.match(text) else text


def _texts(value: object) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _width(value: int) -> int:
    return max(NARROWEST, min(value, WIDEST))
