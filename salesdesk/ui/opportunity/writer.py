"""What is written from the page of an opportunity, each write under a name that undo shows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_
from salesdesk.services import opportunity_rows as rows
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.data import Data
from salesdesk.ui.widgets import opportunity_facts
from salesdesk.ui.widgets.cards import in_label

_ADDED: Final[Mapping[str, str]] = {
    "stakeholder": N_("Decision chain: add “{name}”"),
    "requirement": N_("Requirements: add “{name}”"),
    "rival": N_("Competitors: add “{name}”"),
    "interest": N_("Products of interest: add “{name}”"),
    "landmark": N_("Landmarks: add “{name}”"),
    "action_step": N_("Action map: add “{name}”"),
}
_CHANGED: Final[Mapping[str, str]] = {
    "stakeholder": N_("Decision chain: change “{name}”"),
    "requirement": N_("Requirements: change “{name}”"),
    "rival": N_("Competitors: change “{name}”"),
    "interest": N_("Products of interest: change “{name}”"),
    "landmark": N_("Landmarks: change “{name}”"),
    "action_step": N_("Action map: change “{name}”"),
}
_REMOVED: Final[Mapping[str, str]] = {
    "stakeholder": N_("Decision chain: remove “{name}”"),
    "requirement": N_("Requirements: remove “{name}”"),
    "rival": N_("Competitors: remove “{name}”"),
    "interest": N_("Products of interest: remove “{name}”"),
    "landmark": N_("Landmarks: remove “{name}”"),
    "action_step": N_("Action map: remove “{name}”"),
}
_ORDERED: Final[Mapping[str, str]] = {
    "stakeholder": N_("Decision chain: another order"),
    "requirement": N_("Requirements: another order"),
    "rival": N_("Competitors: another order"),
    "interest": N_("Products of interest: another order"),
    "landmark": N_("Landmarks: another order"),
    "action_step": N_("Action map: another order"),
}


class Writer:
    """The writes of one opportunity's page; `kind` is that of a list (`opportunity_row_fields.KINDS`)."""

    def __init__(self, data: Data, opportunity_id: uuid.UUID) -> None:
        self.data = data
        self.id = opportunity_id

    def change(self, shown: Summary, key: str, value: Any, *, row_version: int, reason: str = "") -> None:
        """Change a field of the opportunity."""
        opportunity_facts.write(self.data, shown, key, value, row_version=row_version, reason=reason)

    def add(self, kind: str, name: str, /, **values: Any) -> uuid.UUID:
        """Add a line to a list."""
        return self.data.write(_label(_ADDED[kind], name), rows.add, kind, self.id, **values)

    def change_row(self, kind: str, row: Any, name: str, /, **values: Any) -> None:
        """Change a line of a list as it was read."""
        label = _label(_CHANGED[kind], name)
        self.data.write(label, rows.change, kind, row.id, row_version=row.row_version, **values)

    def remove(self, kind: str, row: Any, name: str) -> None:
        """Take a line out of a list."""
        self.data.write(_label(_REMOVED[kind], name), rows.delete, kind, row.id, row_version=row.row_version)

    def shift(self, kind: str, shown: Sequence[Any], row: Any, step: int) -> None:
        """Put a line higher or lower."""
        ids = [one.id for one in shown]
        place = ids.index(row.id)
        target = place + step
        if 0 <= target < len(ids):
            ids.insert(target, ids.pop(place))
            self.data.write(Label(_ORDERED[kind]), rows.reorder, kind, self.id, ids)


def _label(text: str, name: str) -> Label:
    return Label(text, {"name": in_label(name)})
