"""The records that imported rows name: found, added, or reported where a name leads nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from salesdesk.domain.import_rows import Entry, Issue
from salesdesk.domain.import_values import name_key
from salesdesk.domain.imports import Kind
from salesdesk.i18n import N_, _
from salesdesk.services.import_known import Known, Miss
from salesdesk.services.import_report import ImportReport
from salesdesk.services.import_writes import Writes
from salesdesk.storage.ids import new_id

_SUPERIORS: Final[Mapping[str, tuple[Kind, str]]] = {
    "manager": ("person", "manager_id"),
    "parent": ("customer", "parent_id"),
}
"""The roles in which a row names one of its own kind, which must be there and not below the row itself."""

_OTHERS: Final[Mapping[str, tuple[Kind, str]]] = {
    "owner": ("person", "owner_id"),
    "customer": ("customer", "customer_id"),
    "product": ("product", "product_id"),
}
"""The roles in which a row names a record of another kind; an unknown one is added."""

_REASONS: Final = {
    Miss.UNKNOWN: N_("“{name}” is not known; not filled in."),
    Miss.DELETED: N_("“{name}” was deleted here; not filled in."),
    Miss.AMBIGUOUS: N_("“{name}” fits several records; not filled in."),
}


class References:
    """Resolves names against what is known, and adds what only these names tell of."""

    def __init__(self, known: Mapping[Kind, Known], writes: Writes, report: ImportReport) -> None:
        self._known = known
        self._writes = writes
        self._report = report
        self._above = {kind: _links(known[kind], column) for kind, column in _SUPERIORS.values()}

    def columns(self, entry: Entry, row_id: uuid.UUID) -> dict[str, uuid.UUID | None]:
        """Return the columns that the names of a row fill; a name that leads nowhere fills none."""
        columns: dict[str, uuid.UUID | None] = {}
        for role, name in entry.names.items():
            kind, column = _SUPERIORS.get(role) or _OTHERS[role]
            found = self._known[kind].find(name) if name else None
            if found is Miss.UNKNOWN and role in _OTHERS:
                found = self._add(kind, name)
            if isinstance(found, Miss):
                self._say(entry, _(_REASONS[found]).format(name=name))
            elif role in _OTHERS or self._put_above(kind, entry, row_id, found):
                columns[column] = found
                self._note_repair(kind, name, found)
        return columns

    def parents_first(self, kind: Kind) -> None:
        """Order the rows to insert so that none comes before the one it stands under."""
        self._writes.inserts[kind].sort(key=lambda row: len([*self._superiors(kind, row["id"])]))

    def _add(self, kind: Kind, name: str) -> uuid.UUID:
        row_id, key = new_id(), name_key(name)
        self._known[kind].add(row_id, name, key)
        self._writes.insert(kind, row_id, key, {"name": name}, {})
        self._report.counts[kind].new += 1
        self._report.created.setdefault(kind, []).append(name)
        return row_id

    def _put_above(self, kind: Kind, entry: Entry, row_id: uuid.UUID, found: uuid.UUID | None) -> bool:
        """Enter who stands above a row; False where it would stand above itself."""
        if found is not None and row_id in (found, *self._superiors(kind, found)):
            self._say(entry, _("“{name}” would stand above itself; not filled in.").format(name=entry.name))
            return False
        self._above[kind][row_id] = found
        return True

    def _superiors(self, kind: Kind, row_id: uuid.UUID) -> Iterator[uuid.UUID]:
        above = self._above.get(kind, {}).get(row_id)
        while above is not None:
            yield above
            above = self._above[kind].get(above)

    def _note_repair(self, kind: Kind, name: str, found: uuid.UUID | None) -> None:
        if kind == "product" and found is not None and self._known[kind].is_similar(name):
            repair = name, self._known[kind].names[found]
            self._report.repairs[repair] = self._report.repairs.get(repair, 0) + 1

    def _say(self, entry: Entry, reason: str) -> None:
        self._report.left_out.append(Issue(entry.file, entry.line, reason))


def _links(known: Known, column: str) -> dict[uuid.UUID, uuid.UUID | None]:
    return {row_id: row[column] for row_id, row in known.rows.items()}
