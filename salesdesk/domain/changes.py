"""What one write was called and what it touched."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from salesdesk.i18n import _

_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Label:
    """Name a write in the user's words; kept as template and values, so that it reads in either language.

    `template` is a message id marked with `N_`, its fields are filled by `values`.
    """

    template: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        # Not str.format: a template read back from a workspace may hold anything.
        return _FIELD.sub(lambda field: self.values.get(field[1], field[0]), _(self.template))


@dataclass(frozen=True, slots=True)
class Changes:
    """List the rows that one committed write touched, by table name."""

    rows: Mapping[str, frozenset[uuid.UUID]] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Tell whether any of the tables was touched."""
        return any(table in self.rows for table in tables)
