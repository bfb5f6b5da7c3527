"""The figures of the process as cells of tables, and as rows of a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from salesdesk.exchange.workbook import SheetColumn, Value
from salesdesk.i18n import N_, _, moment, number
from salesdesk.services.compliance import KINDS, Compliance, Finding, Kind, OwnerLine
from salesdesk.services.opportunity_lines import OpportunityLine
from salesdesk.services.process_report import ProcessReport
from salesdesk.services.stage_figures import FEW, Figures, Month, StageFigure
from salesdesk.ui.pipeline.views.sheet_files import Table
from salesdesk.ui.widgets.figure_table import Bar, Cell, FigureColumn

_BEYOND_MOST: Final = 1.3
"""How far the scale of a stage's days goes on beyond the most days."""
KIND_NAMES: Final[dict[Kind, str]] = {
    "waived": N_("Waived"),
    "skipped": N_("Skipped"),
    "back": N_("Moves back"),
    "untouched": N_("Untouched"),
    "late": N_("Late notes"),
}
"""What went past the process, in short."""
KIND_TIPS: Final[dict[Kind, str]] = {
    "waived": N_("A stage was left though something was missing; somebody gave a reason"),
    "skipped": N_("An opportunity was moved past a stage without ever having stood in it"),
    "back": N_("An opportunity was put back into an earlier stage"),
    "untouched": N_("An opportunity was moved on though nothing was done for it in the stage"),
    "late": N_("Something was noted more than two days after it was done"),
}
"""What went past the process, in full."""


# --- stages -----------------------------------------------------------------------------------------------------


def stage_columns() -> list[FigureColumn]:
    """Return the columns of the stages."""
    return [
        FigureColumn(_("Stage"), 110, right=False),
        FigureColumn(
            _("Funnel"),
            60,
            right=False,
            grows=True,
            tip=_("The bar is as long as many came in; its dark part went on"),
        ),
        FigureColumn(_("Came in"), 64),
        FigureColumn(_("Went on"), 64),
        FigureColumn(
            _("Conversion"),
            80,
            tip=_("Of those that left the stage or stayed longer than they should, the share that went on"),
        ),
        FigureColumn(
            _("Stay"),
            70,
            right=False,
            grows=True,
            tip=_("The bar is the median against the least and the most days of the stage, which are marked"),
        ),
        FigureColumn(_("Median / mean"), 90),
        FigureColumn(_("Range"), 64, tip=_("The least and the most days that the stage should take")),
        FigureColumn(_("Returned"), 56),
        FigureColumn(_("Skipped"), 56),
    ]


def stage_rows(figures: Figures) -> list[list[Cell]]:
    """Return a row for each stage."""
    most = max((figure.entered for figure in figures.stages), default=0) or 1
    narrow = figures.bottleneck
    return [
        _stage_row(figure, most, narrow=narrow is not None and figure.id == narrow.id)
        for figure in figures.stages
    ]


def _stage_row(figure: StageFigure, most: int, *, narrow: bool) -> list[Cell]:
    share = percent(figure.conversion)
    funnel = Bar(
        ((figure.went_on / most, "accent"), ((figure.entered - figure.went_on) / most, "strong_line")),
    )
    about = _("{stage}: {entered} came in, {went_on} went on, conversion {share}").format(
        stage=figure.name, entered=figure.entered, went_on=figure.went_on, share=share
    )
    late = figure.max_days is not None and (figure.median_days or 0) > figure.max_days
    word = _("{share} lowest").format(share=share) if narrow else share
    return [
        Cell(figure.name, strong=True),
        Cell("", bar=funnel, about=about, key=(figure, "entered")) if figure.before_sale else Cell(""),
        _counted(figure, "entered", figure.entered),
        _counted(figure, "went_on", figure.went_on),
        Cell(
            word if figure.before_sale else "",
            "warn" if narrow else ("" if figure.decided >= FEW else "muted"),
            about=about if figure.before_sale else "",
            key=(figure, "stopped") if figure.decided > figure.went_on else None,
        ),
        _stay(figure, late=late),
        Cell(
            f"{days(figure.median_days)} / {days(figure.mean_days)}" if figure.finished else "—",
            "warn" if late else "",
            key=(figure, "finished") if figure.finished else None,
        ),
        Cell(_limits(figure), "secondary"),
        _counted(figure, "back", figure.back),
        _counted(figure, "skipped", figure.skipped),
    ]


def _counted(figure: StageFigure, what: str, count: int) -> Cell:
    shown = figure.before_sale or what == "back"
    text = number(count, 0) if shown and (count or what in ("entered", "went_on")) else ""
    return Cell(text, key=(figure, what) if count and shown else None)


def _stay(figure: StageFigure, *, late: bool) -> Cell:
    if figure.median_days is None:
        return Cell("")
    longest = max((figure.max_days or 0) * _BEYOND_MOST, figure.median_days, 1)
    marks = tuple(limit / longest for limit in (figure.min_days, figure.max_days) if limit is not None)
    about = _("{stage}: median {median} of {limits} days, {count} stays").format(
        stage=figure.name, median=days(figure.median_days), limits=_limits(figure), count=figure.finished
    )
    bar = Bar(((figure.median_days / longest, "warn" if late else "accent"),), marks)
    return Cell("", bar=bar, about=about, key=(figure, "finished"))


def _limits(figure: StageFigure) -> str:
    ends = ["" if limit is None else str(limit) for limit in (figure.min_days, figure.max_days)]
    return "–".join(ends) if any(ends) else ""


def percent(share: float | None) -> str:
    """Return a share in words, a dash where there is none."""
    return "—" if share is None else f"{share:.0%}"


def days(value: float | None) -> str:
    """Return days with one place, a dash where there are none."""
    return "—" if value is None else f"{value:.1f}"


# --- months -----------------------------------------------------------------------------------------------------


def month_columns() -> list[FigureColumn]:
    """Return the columns of the months."""
    return [
        FigureColumn(_("Month"), 66, right=False),
        FigureColumn(_("Found"), 90, right=False, grows=True),
        FigureColumn(_("Won"), 90, right=False, grows=True),
        FigureColumn(_("Lost"), 90, right=False, grows=True),
    ]


def month_rows(months: Sequence[Month]) -> list[list[Cell]]:
    """Return a row for each month, the newest first."""
    most = max((max(month.entered, month.won, month.lost) for month in months), default=0) or 1
    return [
        [
            Cell(f"{month.first:%Y-%m}", strong=True),
            *(
                Cell(number(count, 0), bar=Bar(((count / most, token),)), about=f"{name} {count}")
                for count, token, name in (
                    (month.entered, "accent", _("Found")),
                    (month.won, "ok", _("Won")),
                    (month.lost, "bad", _("Lost")),
                )
            ),
        ]
        for month in reversed(months)
    ]


# --- what went past the process ---------------------------------------------------------------------------------


def owner_columns() -> list[FigureColumn]:
    """Return the columns of the owners."""
    kinds = [FigureColumn(_(KIND_NAMES[kind]), 66, tip=_(KIND_TIPS[kind])) for kind in KINDS]
    return [FigureColumn(_("Owner"), 80, right=False, grows=True), *kinds, FigureColumn(_("Total"), 56)]


def owner_rows(found: Compliance) -> list[list[Cell]]:
    """Return a row for each owner, and one for all."""
    if not found.owners:
        return []
    return [*(_owner_row(line) for line in found.owners), _all_row(found)]


def _owner_row(line: OwnerLine) -> list[Cell]:
    return [
        Cell(line.name or _("Nobody"), "" if line.name else "muted", strong=bool(line.name)),
        *(
            Cell(number(count, 0), key=((line.owner_id, kind),)) if count else Cell("")
            for kind, count in ((kind, line.counts[kind]) for kind in KINDS)
        ),
        Cell(number(line.total, 0), strong=True, key=((line.owner_id, None),)),
    ]


def _all_row(found: Compliance) -> list[Cell]:
    counts = {kind: found.count(kind) for kind in KINDS}
    cells = [
        Cell(number(count, 0), strong=True, key=((..., kind),) if count else None)
        for kind, count in counts.items()
    ]
    every = number(sum(counts.values()), 0)
    return [Cell(_("All"), strong=True), *cells, Cell(every, strong=True, key=((..., None),))]


def told(finding: Finding) -> str:
    """Return what happened, in words."""
    if finding.kind == "waived":
        missing = "; ".join(finding.missing)
        text = _("Left {stage} without: {missing}. Reason: {reason}")
        return text.format(stage=finding.from_stage, missing=missing, reason=finding.note)
    if finding.kind == "skipped":
        return _("From {stage} past {other}").format(stage=finding.from_stage, other=finding.to_stage)
    if finding.kind == "late":
        return _("{subject} ({days} days late)").format(subject=finding.note, days=finding.days)
    return _("From {stage} to {other}").format(stage=finding.from_stage, other=finding.to_stage)


# --- the spreadsheet --------------------------------------------------------------------------------------------


Named = Mapping[uuid.UUID, OpportunityLine]
"""The opportunities that findings are about."""


def tables(report: ProcessReport, named: Named) -> list[Table]:
    """Return the sheets: stages, months, owners, and every finding."""
    return [_stage_table(report.figures), _month_table(report.figures), *_owner_tables(report, named)]


def _stage_table(figures: Figures) -> Table:
    columns = [
        SheetColumn(_("Stage"), "text", 18),
        SheetColumn(_("Came in"), "number", 10),
        SheetColumn(_("Decided"), "number", 10),
        SheetColumn(_("Went on"), "number", 10),
        SheetColumn(_("Conversion"), "share", 10),
        SheetColumn(_("Stays"), "number", 10),
        SheetColumn(_("Median"), "days", 10),
        SheetColumn(_("Mean"), "days", 10),
        SheetColumn(_("Least days"), "number", 10),
        SheetColumn(_("Most days"), "number", 10),
        SheetColumn(_("Moves back"), "number", 10),
        SheetColumn(_("Skipped"), "number", 10),
    ]
    rows: list[list[Value]] = [
        [
            one.name,
            one.entered if one.before_sale else None,
            one.decided if one.before_sale else None,
            one.went_on if one.before_sale else None,
            one.conversion,
            one.finished,
            one.median_days,
            one.mean_days,
            one.min_days,
            one.max_days,
            one.back,
            one.skipped if one.before_sale else None,
        ]
        for one in figures.stages
    ]
    return _("Stages"), columns, rows


def _month_table(figures: Figures) -> Table:
    columns = [SheetColumn(_("Month"), "text", 10)]
    columns += [SheetColumn(name, "number", 10) for name in (_("Found"), _("Won"), _("Lost"))]
    rows: list[list[Value]] = [
        [f"{one.first:%Y-%m}", one.entered, one.won, one.lost] for one in figures.months
    ]
    return _("Months"), columns, rows


def _owner_tables(report: ProcessReport, named: Named) -> list[Table]:
    columns = [SheetColumn(_("Owner"), "text", 16)]
    columns += [SheetColumn(_(KIND_NAMES[kind]), "number", 12) for kind in KINDS]
    rows: list[list[Value]] = [
        [line.name or _("Nobody"), *(line.counts[kind] for kind in KINDS)]
        for line in report.compliance.owners
    ]
    wide = [
        SheetColumn(_("When"), "date", 18),
        SheetColumn(_("Kind"), "text", 14),
        SheetColumn(_("Customer"), "text", 24),
        SheetColumn(_("Title"), "text", 24),
        SheetColumn(_("Owner"), "text", 12),
        SheetColumn(_("What happened"), "text", 60),
        SheetColumn(_("Done by"), "text", 12),
    ]
    found: list[list[Value]] = [_finding_values(named, one) for one in report.compliance.findings]
    return [(_("Process compliance"), columns, rows), (_("Findings"), wide, found)]


def _finding_values(named: Named, one: Finding) -> list[Value]:
    line = named.get(one.opportunity_id) if one.opportunity_id is not None else None
    names = (line.customer, line.title, line.owner) if line is not None else ("", "", "")
    return [one.at, _(KIND_NAMES[one.kind]), *names, told(one), one.by]


def finding_time(one: Finding) -> str:
    """Return when something happened, to be sorted by too."""
    return moment(one.at)
