"""What the columns of an edited table show, how they are typed, and what may stand in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
Choices = Sequence[tuple[str, str]]


def _same(_row: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class EditColumn(Generic[Row]):
    """A column: its field, its title (a message id), what a cell shows, and what its editor begins with.

    `choices` make the editor a list of codes with names; `typed` then gives the code. What is `suggested` is offered
    below the line that one types. A new row begins in a column
    that `begins`, and where it is `fixed` the value stays. Widths are pixels; a `share` takes that part of what is
    left. `tone` gives the ink of a cell, by the name of a token.
    """

    key: str
    title: str
    shown: Callable[[Row], str]
    typed: Callable[[Row], str] | None = None
    choices: Callable[[], Choices] | None = None
    suggested: Callable[[], Sequence[str]] | None = None
    width: int = 0
    share: int = 0
    right: bool = False
    strong: bool = False
    editable: bool = True
    begins: bool = False
    fixed: bool = False
    hint: str = ""
    longest: int = 4_000
    tone: Callable[[Row], str] = _same

    def begin(self, row: Row | None) -> str:
        """Return what the editor begins with; nothing in a new row."""
        if row is None:
            return ""
        return (self.typed or self.shown)(row)
