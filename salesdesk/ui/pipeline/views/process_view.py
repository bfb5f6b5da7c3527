"""The view 流程: how opportunities go through the stages, month by month, and what went past the process."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, number
from salesdesk.services import process_report
from salesdesk.services.board import BoardFilter
from salesdesk.services.process_report import PeriodCode, ProcessReport
from salesdesk.services.stage_figures import Behind, StageFigure
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.views import process_rows, sheet_files
from salesdesk.ui.pipeline.views.computing import FiguresView
from salesdesk.ui.pipeline.views.findings import MOST, FindingsDrawer
from salesdesk.ui.pipeline.views.process_rows import KIND_NAMES, days, percent
from salesdesk.ui.pipeline.views.tiles import Tiles
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.export_bar import EXCEL, ExportBar
from salesdesk.ui.widgets.figure_table import FigureTable
from salesdesk.ui.widgets.record_list_filter import FilterChip

TITLE: Final = N_("Process figures")
PERIOD_NAMES: Final[dict[PeriodCode, str]] = {
    "months3": N_("3 months"),
    "months12": N_("12 months"),
    "year": N_("This year"),
    "last_year": N_("Last year"),
    "all": N_("All"),
}
_WHAT_NAMES: Final[dict[Behind, str]] = {
    "entered": N_("Came in"),
    "went_on": N_("Went on"),
    "stopped": N_("Did not go on"),
    "undecided": N_("Not decided yet"),
    "finished": N_("Finished stays"),
    "back": N_("Moves back"),
    "skipped": N_("Skipped"),
}
_MONTH_ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class ProcessState:
    """What brings the view back as it was."""

    period: PeriodCode = "months12"


class ProcessView(FiguresView):
    """Shows the figures of a period. They are computed beside the window, the old ones stay meanwhile.

    `listed` asks for the opportunities behind a figure: their ids, and what they are.
    """

    tables: ClassVar[tuple[str, ...]] = (
        "opportunity",
        "stage_change",
        "stage",
        "pipeline",
        "gate_waiver",
        "activity",
        "person",
        "customer",
    )

    open_requested = Signal(str, object)
    listed = Signal(object, str)

    def __init__(
        self,
        context: PageContext,
        board_filter: BoardFilter,
        state: ProcessState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, board_filter, parent)
        self.code: PeriodCode = (state or ProcessState()).period
        self.report: ProcessReport | None = None
        self._build()
        self._arrange()
        self.findings = FindingsDrawer(self)
        self.findings.open_requested.connect(self.open_requested)
        self.findings.closed.connect(self.owners.setFocus)
        self.reload()

    def _build(self) -> None:
        self.period = FilterChip(_("Period"), None if self.code == "all" else self.code)
        self.period.offer([(code, _(name)) for code, name in PERIOD_NAMES.items() if code != "all"])
        self.period.chosen.connect(self._on_period)
        self.excel = button(_("Export to Excel"), icon="download")
        self.excel.clicked.connect(self.export)
        self.exports = ExportBar(self._context.background)
        self.tiles = Tiles(
            [_("Sales cycle, median"), _("Win rate"), _("Lowest conversion"), _("Past the process")]
        )
        self.stages = FigureTable(process_rows.stage_columns(), _("Stages"))
        self.months = FigureTable(process_rows.month_columns(), _("Months"))
        self.owners = FigureTable(process_rows.owner_columns(), _("Process compliance"))
        self.stages.opened.connect(self._on_stage)
        self.owners.opened.connect(self._on_owner)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.period)
        head.addWidget(self.note, 1)
        head.addWidget(self.excel)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        grid.addWidget(self.tiles, 0, 0, 1, 2)
        grid.addWidget(_card(_("Conversion and days of each stage"), self.stages), 1, 0, 1, 2)
        grid.addWidget(_card(_("Trend by month"), self.months), 2, 0)
        grid.addWidget(_card(_("Past the process, by owner"), self.owners), 2, 1)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 7)
        grid.setRowStretch(2, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        layout.addLayout(head)
        layout.addWidget(self.exports)
        layout.addWidget(area, 1)

    # --- reading ------------------------------------------------------------------------------------------------

    def state(self) -> ProcessState:
        """Return the period."""
        return ProcessState(self.code)

    def _compute(self) -> None:
        work = partial(_report, self._data.workspace, self._filter, self.code)
        self._computing.start(work, self._on_report)

    def _on_report(self, report: ProcessReport | None) -> None:
        self.report = report
        self.excel.setEnabled(report is not None)
        if report is None:
            self.note.setText(_("There is no pipeline yet."))
            return
        figures = report.figures
        self._show_period()
        self.stages.show_rows(process_rows.stage_rows(figures))
        self.stages.setMinimumHeight(self.stages.whole_height())
        self.months.show_rows(process_rows.month_rows(figures.months))
        self.owners.show_rows(process_rows.owner_rows(report.compliance))
        for table in (self.months, self.owners):
            rows = min(max(table.figures.rowCount(), 3), _MONTH_ROWS)
            table.setMinimumHeight(table.horizontalHeader().sizeHint().height() + rows * 30 + 2)
        self._show_tiles(report)

    def _show_tiles(self, report: ProcessReport) -> None:
        figures, cycle, narrow = report.figures, report.figures.cycle, report.figures.bottleneck
        closed = _("{won} won, {lost} lost").format(won=number(figures.won, 0), lost=number(figures.lost, 0))
        mean = _("mean {days}, {count} won").format(days=days(cycle.mean), count=number(cycle.count, 0))
        found = report.compliance
        self.tiles.show_figures(
            [
                (_("{days} days").format(days=days(cycle.median)), mean),
                (percent(figures.win_rate), closed),
                (percent(narrow.conversion) if narrow else "—", narrow.name if narrow else ""),
                (
                    number(len(found.findings), 0),
                    _("{count} moves forward").format(count=number(found.moves, 0)),
                ),
            ]
        )

    # --- what the user does -------------------------------------------------------------------------------------

    def focus_content(self) -> None:
        """Put the keyboard on the stages."""
        self.stages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_period(self, code: PeriodCode | None) -> None:
        self.code = code or "all"
        self.reload()

    def _on_stage(self, key: tuple[StageFigure, Behind]) -> None:
        """Look for the opportunities behind a figure beside the window, and ask for their list."""
        report, (figure, what) = self.report, key
        if report is None:
            return
        self._due = self._due or self.busy()
        about = f"{figure.name} · {_(_WHAT_NAMES[what])}"
        work = partial(_behind, self._data.workspace, self._filter, report.figures.period, (figure.id, what))
        self._computing.start(work, partial(self._on_behind, about))

    def _on_behind(self, about: str, ids: tuple[uuid.UUID, ...]) -> None:
        self._show_period()
        self.listed.emit(ids, about)

    def _show_period(self) -> None:
        if self.report is not None:
            period = self.report.figures.period
            self.note.setText(f"{period.first.isoformat()} – {period.last.isoformat()}")

    def _on_owner(self, key: tuple[tuple[Any, Any]]) -> None:
        """Show what is behind a count of findings."""
        ((owner, kind),) = key
        if self.report is None:
            return
        findings = [
            one
            for one in self.report.compliance.findings
            if kind in (None, one.kind) and (owner is ... or one.owner_id == owner)
        ]
        if findings:
            name = _(KIND_NAMES[kind]) if kind else _("Past the process")
            named = self._data.read(process_report.named, findings[:MOST])
            self.findings.show_findings(name, findings, named)

    def export(self) -> None:
        """Ask where the figures go as a spreadsheet."""
        if self.report is not None:
            found = self.report.compliance.findings
            rows = len(self.report.figures.stages) + len(self.report.figures.months) + len(found)
            self.exports.ask(_(TITLE), EXCEL, partial(_written, self._data.workspace, self.report), rows)


def _card(title: str, table: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    layout = QVBoxLayout(card)
    margins(layout, 1, 8, 1, 1, gap=6)
    head = label(title, "strong")
    head.setContentsMargins(10, 0, 10, 0)
    layout.addWidget(head)
    layout.addWidget(table, 1)
    return card


def _report(
    workspace: Workspace, board_filter: BoardFilter, code: PeriodCode, job: Job
) -> ProcessReport | None:
    job.report(0, 0)
    with workspace.read() as session:
        return process_report.report(session, board_filter, code, progress=job.report)


def _behind(
    workspace: Workspace, board_filter: BoardFilter, period: Any, figure: tuple[uuid.UUID, Behind], job: Job
) -> tuple[uuid.UUID, ...]:
    with workspace.read() as session:
        return process_report.behind(session, board_filter, period, *figure, progress=job.report)


def _written(workspace: Workspace, report: ProcessReport, file: Path, progress: Callable[[int], None]) -> int:
    with workspace.read() as session:
        named = process_report.named(session, report.compliance.findings)
    return sheet_files.to_workbook(process_rows.tables(report, named), _(TITLE))(file, progress)
