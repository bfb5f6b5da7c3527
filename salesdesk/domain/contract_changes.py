"""Which lines of a contract's Annex 1 are others than before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from salesdesk.domain.contract_version import ContractLine
from salesdesk.i18n import N_

ChangeKind = Literal["changed", "new", "gone"]
CHANGES: Final[dict[ChangeKind, str]] = {
    "changed": N_("Line changed"),
    "new": N_("Line added"),
    "gone": N_("Line removed"),
}
"""What became of a line, with names to be translated."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line as it was and as it is; one of them is missing where it is new or gone."""

    before: ContractLine | None
    after: ContractLine | None

    @property
    def kind(self) -> ChangeKind:
        """Return what became of the line."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"


def line_changes(before: Sequence[ContractLine], after: Sequence[ContractLine]) -> tuple[LineChange, ...]:
    """Return the lines that aren't the same, in the order of the new ones, then those that are gone.

    Lines with the same name and model are one line, each with the next such line.
    """
    waiting: dict[tuple[str, ...], list[ContractLine]] = {}
    for line in before:
        waiting.setdefault(_key(line), []).append(line)
    found = []
    for line in after:
        same = waiting.get(_key(line))
        old = same.pop(0) if same else None
        if old is None or _said(old) != _said(line):
            found.append(LineChange(old, line))
    gone = [line for lines in waiting.values() for line in lines]
    return (*found, *(LineChange(line, None) for line in before if any(line is one for one in gone)))


def _key(line: ContractLine) -> tuple[str, ...]:
    return (line.kind, line.name, line.model)


def _said(line: ContractLine) -> ContractLine:
    return replace(line, quote_line_id=None, product_id=None)
