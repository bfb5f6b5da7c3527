"""What an import takes, changes and leaves, and why: for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain import money
from salesdesk.domain.import_rows import Entry, Issue, Mapped
from salesdesk.domain.import_values import stage_status
from salesdesk.domain.imports import KIND_NAMES, KINDS, Kind
from salesdesk.domain.industries import suspect_spellings
from salesdesk.domain.pipeline import STATUSES
from salesdesk.i18n import N_, _, money as money_text, number

_SHOWN: Final = 20


@dataclass(slots=True)
class Counts:
    """How many records of a kind the files bring, by what becomes of them; rejected are rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0
    rejected: int = 0

    @property
    def taken(self) -> int:
        """Return how many records stand in the workspace as in the files."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class FileReport:
    """How a file was understood: its kind, encoding, columns by title, and columns without a use."""

    file: str
    kind: Kind
    encoding: str
    rows: int
    columns: dict[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Sum:
    """How many opportunities, worth how much."""

    count: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A value that is probably misspelt; it's kept."""

    value: str
    suggestion: str
    rows: int


@dataclass(slots=True)
class ImportReport:
    """Everything to say about an import; `written` is False for a preview and where nothing had to change."""

    currency: str
    files: list[FileReport] = field(default_factory=list)
    written: bool = False
    preview: bool = True
    counts: dict[Kind, Counts] = field(default_factory=lambda: {kind: Counts() for kind in KINDS})
    created: dict[Kind, list[str]] = field(default_factory=dict)
    repairs: dict[tuple[str, str], int] = field(default_factory=dict)
    spellings: list[Spelling] = field(default_factory=list)
    without_customer: int = 0
    sums: dict[str, Sum] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    unreadable: list[Issue] = field(default_factory=list)
    rejected: list[Issue] = field(default_factory=list)
    changed: list[Issue] = field(default_factory=list)
    left_alone: list[Issue] = field(default_factory=list)
    left_out: list[Issue] = field(default_factory=list)
    cleaned: list[Issue] = field(default_factory=list)

    def tally(self, entry: Entry) -> None:
        """Count an opportunity that is taken."""
        if "stage" in entry.values:
            one = self.sums.setdefault(stage_status(entry.values["stage"]), Sum())
            one.count += 1
            one.amount += entry.values.get("amount") or 0
            stage = entry.values["stage"]
            self.stages[stage] = self.stages.get(stage, 0) + 1
            self.without_customer += not entry.names.get("customer")

    @property
    def ok(self) -> bool:
        """Tell whether every row could be taken."""
        return not self.unreadable and not self.rejected

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs; amounts are texts."""
        return {
            "ok": self.ok,
            "written": self.written,
            "preview": self.preview,
            "files": [asdict(file) for file in self.files],
            "counts": {
                kind: {"taken": counts.taken, **asdict(counts)} for kind, counts in self.counts.items()
            },
            "opportunities": {
                status: {"count": one.count, "amount": money.text(one.amount, self.currency)}
                for status, one in self.sums.items()
            },
            "stages": self.stages,
            "without_customer": self.without_customer,
            "created": self.created,
            "repairs": [
                {"from": before, "to": after, "rows": rows} for (before, after), rows in self.repairs.items()
            ],
            "spellings": [asdict(one) for one in self.spellings],
            **{
                name: [asdict(issue) for issue in getattr(self, name)]
                for name in ("unreadable", "rejected", "changed", "left_alone", "left_out", "cleaned")
            },
        }

    def as_text(self) -> str:
        """Return the report in the user's words."""
        return "\n".join([self._headline(), *self._file_lines(), *self._count_lines(), *self._remarks()])

    def _headline(self) -> str:
        if self.preview:
            return _("Preview, nothing is written yet:")
        return _("Imported:") if self.written else _("Nothing had to be written:")

    def _file_lines(self) -> Iterator[str]:
        for file in self.files:
            yield _("{file}: {kind}, {rows} rows, encoding {encoding}").format(
                file=file.file, kind=_(KIND_NAMES[file.kind]), rows=file.rows, encoding=file.encoding
            )
            if file.ignored:
                yield "  " + _("columns not used: {columns}").format(columns=", ".join(file.ignored))
            yield from (f"  {note}" for note in file.notes)

    def _count_lines(self) -> Iterator[str]:
        for kind in KINDS:
            counts = self.counts[kind]
            parts = [(text, getattr(counts, name)) for name, text in _COUNTED if getattr(counts, name)]
            if parts:
                what = " · ".join(f"{_(text)} {number(count)}" for text, count in parts)
                yield _("{name}: {what}").format(name=_(KIND_NAMES[kind]), what=what)
        for status, name in STATUSES:
            if status in self.sums:
                one = self.sums[status]
                what = f"{number(one.count)} · {money_text(one.amount, self.currency)}"
                yield "  " + _("{name}: {what}").format(name=_(name), what=what)

    def _remarks(self) -> Iterator[str]:
        if self.stages:
            stages = ", ".join(f"{name} {number(count)}" for name, count in self.stages.items())
            yield _("By stage: {stages}").format(stages=stages)
        if self.without_customer:
            yield _("Opportunities without a customer: {count}").format(count=number(self.without_customer))
        for kind, names in self.created.items():
            yield from _listed(
                _("{kind} named only by other rows, added:").format(kind=_(KIND_NAMES[kind])), names
            )
        yield from _listed(
            _("Products found under a similar name:"),
            [
                _("{before} → {after}, {rows} rows").format(before=before, after=after, rows=rows)
                for (before, after), rows in self.repairs.items()
            ],
        )
        yield from _listed(
            _("Perhaps misspelt, kept as it is:"),
            [
                _("{value}, {rows} rows ({suggestion}?)").format(
                    value=one.value, suggestion=one.suggestion, rows=one.rows
                )
                for one in self.spellings
            ],
        )
        for text, issues in (
            (_("Not readable, so nothing is imported until it's corrected:"), self.unreadable),
            (_("Rejected rows:"), self.rejected),
            (_("Changed:"), self.changed),
            (_("Left alone:"), self.left_alone),
            (_("Details left out:"), self.left_out),
            (_("Invisible signs removed from names:"), self.cleaned),
        ):
            yield from _listed(text, issue_lines(issues))


_COUNTED: Final = (
    ("new", N_("new")),
    ("changed", N_("changed")),
    ("unchanged", N_("unchanged")),
    ("left_alone", N_("left alone")),
    ("rejected", N_("rejected")),
)


def report_on(files: Sequence[Mapped], currency: str) -> ImportReport:
    """Return a report that says how the files were understood, before they are compared with a workspace."""
    report = ImportReport(currency, files=[_file_report(file) for file in files])
    for file in files:
        report.unreadable += file.unreadable
        report.rejected += file.rejected
        report.left_out += file.left_out
        report.cleaned += file.cleaned
        report.counts[file.kind].rejected += len(file.rejected) + len(
            {issue.line for issue in file.unreadable}
        )
    industries = Counter(
        entry.values.get("industry", "")
        for file in files
        for entry in file.entries
        if file.kind == "customer"
    )
    report.spellings = [
        Spelling(value, suggestion, industries[value])
        for value, suggestion in suspect_spellings(industries).items()
    ]
    return report


def _file_report(file: Mapped) -> FileReport:
    return FileReport(
        file=file.file,
        kind=file.kind,
        encoding=file.encoding,
        rows=file.row_count,
        columns=file.columns,
        ignored=file.ignored,
        notes=tuple(file.notes),
    )


def issue_lines(issues: Iterable[Issue]) -> list[str]:
    """Return issues as lines that name file and line."""
    return [
        _("{file}, line {line}: {reason}").format(file=issue.file, line=issue.line, reason=issue.reason)
        for issue in issues
    ]


def first_lines(lines: Sequence[str]) -> list[str]:
    """Return the first lines, and how many more there are."""
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], *([_("… and {count} more").format(count=more)] if more > 0 else [])]


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in first_lines(lines))
