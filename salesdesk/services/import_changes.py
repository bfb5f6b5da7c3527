"""What an import has to write: the rows of the files against those that the workspace knows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.import_people import with_managers
from salesdesk.domain.import_rows import Entry, Issue, Mapped
from salesdesk.domain.imports import KINDS, Kind
from salesdesk.i18n import N_, _
from salesdesk.services import approval_rules, company
from salesdesk.services.import_gates import ImportGates
from salesdesk.services.import_known import External, columns_of, is_untouched, known
from salesdesk.services.import_opportunities import OpportunityRows
from salesdesk.services.import_references import References
from salesdesk.services.import_report import ImportReport, report_on
from salesdesk.services.import_stages import stages_for
from salesdesk.services.import_writes import Writes, blank
from salesdesk.storage.ids import new_id

_DELETED = N_("“{name}” was deleted here.")
_EDITED = N_("“{name}” was changed here since it was imported.")
_NO_APPROVER = N_("“{name}” doesn't approve quotes yet: a director says so in the settings.")
_BY_HAND = N_("“{name}” was here before, entered by hand.")


def changes(session: Session | None, files: Sequence[Mapped]) -> tuple[Writes, ImportReport]:
    """Return what an import would write, and what is to be said about it."""
    matching = _Matching(session, files)
    for kind in KINDS:
        matching.take(kind)
    return matching.writes, matching.report


class _Matching:
    """One comparison of files with a workspace."""

    def __init__(self, session: Session | None, files: Sequence[Mapped]) -> None:
        self.session = session
        self.files = files
        self.currency = "CNY" if session is None else company.currency(session)
        self.known = {kind: known(session, kind) for kind in KINDS}
        self.writes = Writes(self.currency)
        self.report = report_on(files, self.currency)
        self.references = References(self.known, self.writes, self.report)
        self.opportunities: OpportunityRows | None = None
        self.gates: ImportGates | None = None

    def take(self, kind: Kind) -> None:
        """Compare all rows of a kind."""
        entries = [*self._distinct(kind)]
        if kind == "person":
            entries = self._without_rights(with_managers(entries))
        if kind == "opportunity" and entries:
            names = dict.fromkeys(entry.values["stage"] for entry in entries)
            self.writes.stages = stages_for(self.session, [*names])
            self.opportunities = OpportunityRows(self.session, self.writes.stages, self.currency)
            self.gates = ImportGates(self.session, self.writes.stages)
        fresh = self._enter_new(kind, entries)
        for entry in entries:
            self._take_entry(kind, entry, fresh.get(entry.key))
        self.references.parents_first(kind)

    def _without_rights(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return people as no file makes them approvers: once a director has a PIN, that is for a director to say."""
        if self.session is None or not approval_rules.guarded(self.session):
            return list(entries)
        return [self._without_right(entry) for entry in entries]

    def _without_right(self, entry: Entry) -> Entry:
        role = entry.values.get("role")
        if role not in approval_rules.APPROVERS:
            return entry
        external = self.known["person"].externals.get(entry.key)
        row = self.known["person"].rows.get(external.row_id) if external else None
        if row is None or row["role"] != role:
            self.report.cleaned.append(_issue(entry, _(_NO_APPROVER).format(name=_title(entry))))
        return replace(entry, values={name: value for name, value in entry.values.items() if name != "role"})

    def _distinct(self, kind: Kind) -> Iterator[Entry]:
        """Yield the rows without repetitions; one that contradicts an earlier row is rejected."""
        seen: dict[str, Entry] = {}
        for entry in (entry for file in self.files if file.kind == kind for entry in file.entries):
            first = seen.setdefault(entry.key, entry)
            if first is entry:
                yield entry
            elif (first.values, first.names) != (entry.values, entry.names):
                reason = _("“{name}” stands with other values in {file}, line {line}.")
                self._reject(kind, entry, reason.format(name=_title(entry), file=first.file, line=first.line))

    def _enter_new(self, kind: Kind, entries: Iterable[Entry]) -> dict[str, uuid.UUID]:
        """Give ids to the rows that the workspace does not have, so that rows may name later ones."""
        rows, fresh = self.known[kind], {}
        for entry in entries:
            if entry.key not in rows.externals and not rows.by_name.get(entry.key):
                fresh[entry.key] = new_id()
        for entry in entries:
            if entry.key in fresh:
                rows.add(fresh[entry.key], entry.name, entry.key)
        return fresh

    def _take_entry(self, kind: Kind, entry: Entry, fresh: uuid.UUID | None) -> None:
        external = self.known[kind].externals.get(entry.key)
        if fresh is not None:
            self._add(kind, entry, fresh)
        elif external is None:
            self._leave(kind, entry, _BY_HAND)
        elif external.row_id in self.known[kind].deleted:
            self._leave(kind, entry, _DELETED)
        else:
            self._compare(kind, entry, external)

    def _add(self, kind: Kind, entry: Entry, row_id: uuid.UUID) -> None:
        values = self._values(kind, entry, row_id, {})
        if values is None:
            return
        extra: Mapping[str, Any] = {}
        if self.gates is not None and (reason := self.gates.refusal_of_new(row_id, values)):
            self._reject(kind, entry, reason)
            return
        if self.opportunities is not None:
            product_id = values.get("product_id")
            product = self.known["product"].names[product_id] if product_id else ""
            extra = self.opportunities.new(entry, values, product or entry.names.get("product", ""))
        self.writes.insert(kind, row_id, entry.key, values, extra)
        self.report.counts[kind].new += 1
        self.report.tally(entry)

    def _compare(self, kind: Kind, entry: Entry, external: External) -> None:
        row = self.known[kind].rows[external.row_id]
        values = self._values(kind, entry, external.row_id, row)
        if values is None:
            return
        values = _fillable(kind, values, row, external)
        changed = {name: value for name, value in values.items() if row[name] != value}
        untouched = is_untouched(kind, row, external.fingerprint)
        if changed and not untouched:
            self._leave(kind, entry, _EDITED)
            return
        if self.gates is not None and (reason := self.gates.refusal_of_changed(external.row_id, changed)):
            self._reject(kind, entry, reason)
            return
        if untouched:
            extra = {} if self.opportunities is None else self.opportunities.moved(changed)
            self.writes.update(kind, external, row, values, extra)
        if changed:
            self.report.changed.append(_issue(entry, _title(entry)))
            self.report.counts[kind].changed += 1
        else:
            self.report.counts[kind].unchanged += 1
        self.report.tally(entry)

    def _values(
        self, kind: Kind, entry: Entry, row_id: uuid.UUID, row: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the columns that the file fills; None where the row is rejected."""
        if self.opportunities is None:
            return {"name": entry.name, **entry.values, **self.references.columns(entry, row_id)}
        try:
            values = self.opportunities.values(entry)
        except InvalidInputError as error:
            self._reject(kind, entry, error.message)
            return None
        if values["status"] != "won" or entry.names.get("customer"):
            values |= self.references.columns(entry, row_id)
        if values["status"] == "won" and values.get("customer_id", row.get("customer_id")) is None:
            reason = _("“{name}” is won, but has no customer. Fill it in in the file and import again.")
            self._reject(kind, entry, reason.format(name=_title(entry)))
            return None
        return values

    def _reject(self, kind: Kind, entry: Entry, reason: str) -> None:
        self.report.rejected.append(_issue(entry, reason))
        self.report.counts[kind].rejected += 1

    def _leave(self, kind: Kind, entry: Entry, reason: str) -> None:
        self.report.left_alone.append(_issue(entry, _(reason).format(name=_title(entry))))
        self.report.counts[kind].left_alone += 1


def _fillable(
    kind: Kind, values: Mapping[str, Any], row: Mapping[str, Any], external: External
) -> dict[str, Any]:
    """Leave out columns that no import filled so far, but the user did.

    The stage of what came as lost is nobody's word: one that is opened again stands where its file says.
    """
    covered = columns_of(kind, external.fingerprint)
    if kind == "opportunity" and (row["status"], values["status"]) == ("lost", "open"):
        covered |= {"stage_id"}
    return {
        name: value
        for name, value in values.items()
        if name in covered or row[name] in (value, blank(kind)[name])
    }


def _issue(entry: Entry, reason: str) -> Issue:
    return Issue(entry.file, entry.line, reason)


def _title(entry: Entry) -> str:
    return entry.name or entry.key
