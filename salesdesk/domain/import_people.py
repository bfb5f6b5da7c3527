"""The managers that a table of people names beside its own rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salesdesk.domain.import_rows import Entry
from salesdesk.domain.import_values import name_key

MANAGER_ROLE = "regional_manager"


def with_managers(entries: Sequence[Entry]) -> list[Entry]:
    """Return the people with their managers as people too, whose region is that of all they manage."""
    managed: dict[str, list[Entry]] = {}
    for entry in entries:
        if manager := entry.names.get("manager"):
            managed.setdefault(name_key(manager), []).append(entry)
    listed = {entry.key for entry in entries}
    added = [_manager(key, team) for key, team in managed.items() if key not in listed]
    return added + [_in_charge(entry) if entry.key in managed else entry for entry in entries]


def _in_charge(entry: Entry) -> Entry:
    return replace(entry, values={**entry.values, "role": MANAGER_ROLE})


def _manager(key: str, team: Sequence[Entry]) -> Entry:
    first = team[0]
    regions = {entry.values.get("region", "") for entry in team}
    values = {"role": MANAGER_ROLE}
    if "region" in first.values:
        values["region"] = regions.pop() if len(regions) == 1 else ""
    return Entry(first.file, first.line, key, first.names["manager"], values, {})
