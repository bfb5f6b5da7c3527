"""What one write was called and what it touched."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from salesdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Label:
    """Name a write in the user's words; kept as template and values, so that it reads in either language.

    `template` is a message id marked with `N_`, its fields are filled by `values`.
    """

    template: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.template).format_map(self.values)


@dataclass(frozen=True, slots=True)
class Changes:
    """List the rows that one committed write touched, by table name."""

    rows: Mapping[str, frozenset[uuid.UUID]] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Tell whether any of the tables was touched."""
        return any(table in self.rows for table in tables)
