"""The page of what production has to expect: products by months, and the quotes behind each figure."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.changes import Changes
from salesdesk.domain.demand import Column, Demand, DemandLine, DemandRow, Quantity, demand, due_day
from salesdesk.domain.money import round_half_up
from salesdesk.i18n import N_, _, day, ngettext, number
from salesdesk.services import demand as service
from salesdesk.services.demand import column_name
from salesdesk.services.lists import LONGEST_TEXT, local_day
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.export_bar import EXCEL, ExportBar
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable
from salesdesk.ui.widgets.page_switch import PRICES, PageSwitch
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.record_list_filter import FilterChip
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

Measure = Literal["expected", "firm", "weighted", "offered"]
MEASURES: Final[dict[Measure, str]] = {
    "expected": N_("sold and weighted"),
    "firm": N_("sold only"),
    "weighted": N_("open, weighted"),
    "offered": N_("open, in full"),
}
"""Which quantities are shown; message ids."""
MONTHS: Final = (3, 6, 12)
TITLE: Final = N_("Production demand")
_TABLES: Final = ("quote", "quote_version", "quote_line", "opportunity", "stage", "customer", "product")
_LINES: Final = 210
_FIRST: Final = 3
_ROOMY: Final = 1_080
_LONGEST: Final = 60
_SHOWN: Final = 500
_Column = ListColumn["_Line"]


@dataclass(frozen=True, slots=True)
class DemandState:
    """What was shown."""

    measure: Measure
    months: int
    family: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a quote as the lower table shows it."""

    id: uuid.UUID
    line: DemandLine
    column: Column


_COLUMNS: Final = (
    _Column("label", N_("Quote"), 158, lambda row: row.line.label, strong=True),
    _Column("customer", N_("Customer"), 130, lambda row: row.line.customer, grows=True),
    _Column("opportunity", N_("Opportunity"), 130, lambda row: row.line.opportunity, grows=True),
    _Column(
        "quantity",
        N_("Quantity"),
        84,
        lambda row: _exactly(row.line.quantity),
        right=True,
        order=lambda row: row.line.quantity,
    ),
    _Column(
        "probability",
        N_("Probability"),
        90,
        lambda row: _("sold") if row.line.firm else f"{row.line.probability * 100:.0f}%",
        right=True,
        order=lambda row: row.line.probability,
    ),
    _Column(
        "closes_on",
        N_("Signed on"),
        92,
        lambda row: day(row.line.closes_on) if row.line.closes_on else "—",
    ),
    _Column("due", N_("Ships"), 92, lambda row: _ships(row.line)),
)


class DemandPage(Page):
    """Shows quantities by product and month; the lines behind the chosen one stand below, and open their quote."""

    name: ClassVar[str] = "products"

    def __init__(self, context: PageContext, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        self._state = state if isinstance(state, DemandState) else DemandState("expected", 6, None, "")
        self._lines: Sequence[DemandLine] = ()
        self._job: Job | None = None
        self._due = False
        self.shown = Demand((), ())
        self._build()
        self._connect()
        self._read()

    def state(self) -> DemandState:
        """Return what is shown."""
        return self._state

    def focus_content(self) -> None:
        """Put the keyboard on the figures, also while they are still being read."""
        (self.empty.button if self._stack.currentWidget() is self.empty else self.table).setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return [
            ("Enter", _("Go to the quotes behind the figure, open the quote")),
            ("Ctrl+F", _("Filter")),
        ]

    def busy(self) -> bool:
        """Tell whether the quotes are being read, or a file is written."""
        return self._job is not None or self.exports.busy()

    def leave(self) -> None:
        """Stop reading and writing."""
        if self._job is not None:
            self._job.drop()
            self._job = None
        self.exports.stop()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.switch = PageSwitch(PRICES, "demand")
        self.measure = FilterChip(_("Quantity"), self._state.measure)
        self.measure.offer([(code, _(name)) for code, name in MEASURES.items()])
        self.months = FilterChip(_("Months"), self._state.months)
        self.months.offer([(count, str(count)) for count in MONTHS])
        self.family = FilterChip(_("Family"), self._state.family)
        self.text = QLineEdit(self._state.text)
        self.text.setProperty("role", "filter")
        self.text.setPlaceholderText(_("Filter by product"))
        self.text.setAccessibleName(_("Filter by product"))
        self.text.setMaxLength(LONGEST_TEXT)
        self.text.setClearButtonEnabled(True)
        self.excel = button("", icon="download")  # its text comes with the room for it
        self.excel.setAccessibleName(_("Export to Excel"))
        self.excel.setToolTip(_("Export to Excel"))
        head = QHBoxLayout()
        margins(head, gap=8)
        for part in (self.switch, self.measure, self.months, self.family, self.text):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.excel)
        self.exports = ExportBar(self._context.background)
        self.table = FigureTable((), _(TITLE))
        self.caption = label(role="strong")
        self.lines: RowTable[_Line] = RowTable(_COLUMNS, "due")
        self.lines.view.setAccessibleName(_("Quotes behind the figure"))
        self.lines.setFixedHeight(_LINES)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._content())
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 12, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.exports)
        layout.addWidget(self._stack, 1)

    def _content(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        margins(inner, 1, 1, 1, 1)
        inner.addWidget(self.table)
        result = QWidget()
        layout = QVBoxLayout(result)
        margins(layout, gap=8)
        layout.addWidget(card, 1)
        layout.addWidget(self.caption)
        layout.addWidget(self.lines)
        return result

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        self.measure.chosen.connect(lambda value: self.narrow(measure=value or "expected"))
        self.months.chosen.connect(lambda value: self.narrow(months=value or MONTHS[-1]))
        self.family.chosen.connect(lambda value: self.narrow(family=value))
        self.text.textChanged.connect(lambda text: self.narrow(text=text))
        self.text.returnPressed.connect(self.focus_content)
        self.excel.clicked.connect(self.export)
        self.table.opened.connect(lambda _key: self.lines.select_first())
        self.table.selectionModel().currentChanged.connect(lambda *_places: self._show_lines())
        self.lines.open_requested.connect(self._on_open)
        self.empty.action_requested.connect(lambda: self.action_requested.emit("quotes", None))
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.text.setFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.excel.setText(_("Export to Excel") if self.width() >= _ROOMY else "")

    # --- reading ------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._read()

    def _read(self) -> None:
        """Read the quotes beside the window; what changes meanwhile is read after it."""
        if self._job is not None:
            self._due = True
            return
        self._job = self._context.background.job(partial(_read, self._data.workspace))
        self._job.done.connect(self._on_read)
        self._job.ended.connect(self._on_ended)
        self._context.background.start(self._job)

    def _on_read(self, found: list[DemandLine]) -> None:
        self._lines = found
        families = sorted({line.family for line in found if line.family})
        self.family.offer([(name, name) for name in families])
        self._show()

    def _on_ended(self) -> None:
        self._job = None
        if self._due:
            self._due = False
            self._read()

    # --- showing ------------------------------------------------------------------------------------------------

    def narrow(self, **values: Any) -> None:
        """Show other quantities, months, or products."""
        self._state = replace(self._state, **values)
        self.measure.set_value(self._state.measure)
        self.months.set_value(self._state.months)
        self.family.set_value(self._state.family)
        self._show()

    def _show(self) -> None:
        state, text = self._state, self._state.text.strip().casefold()
        lines = [
            line
            for line in self._lines
            if (state.family is None or line.family == state.family)
            and (not text or text in line.name.casefold() or text in line.model.casefold())
        ]
        found = demand(lines, local_day(), state.months)
        rows = tuple(row for row in found.rows if _quantity(row.total, state.measure))
        self.shown = replace(found, rows=rows)
        self._stack.setCurrentIndex(0 if self._lines else 1)
        self.empty.show_text(
            "package",
            _("What is sold or quoted in open opportunities stands here, by product and month of shipment."),
            _("Show the quotes"),
        )
        self.excel.setEnabled(bool(rows))
        self.table.show_table(_figure_columns(self.shown), [self._row(row) for row in rows])
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.figures.index(0, 0))
        self._show_lines()

    def _row(self, row: DemandRow) -> list[Cell]:
        measure = self._state.measure
        names = [Cell(row.name, strong=True, key=row), Cell(row.model, key=row), Cell(row.unit, key=row)]
        cells: list[tuple[Column | None, Quantity | None]] = [(None, row.total)]
        cells = [*((column, row.cells.get(column)) for column in self.shown.columns), *cells]
        return names + [_cell(row, column, quantity, measure) for column, quantity in cells]

    def _show_lines(self) -> None:
        """Show the lines of the chosen figure: of a month, or of the product in all."""
        index = self.table.currentIndex()
        place = index.row()
        if not 0 <= place < len(self.shown.rows):
            self.caption.setText(_("Choose a figure to see the quotes behind it.") if self.shown.rows else "")
            self.lines.show_rows([])
            return
        row, at = self.shown.rows[place], index.column() - _FIRST
        column = self.shown.columns[at] if 0 <= at < len(self.shown.columns) else None
        lines = [
            _Line(uuid.uuid5(line.quote_id, str(number)), line, month)
            for number, (month, line) in enumerate(row.lines)
            if column in (None, month) and _shows(line, self._state.measure)
        ]
        name = cut(" ".join(part for part in (row.name, row.model) if part), _LONGEST)
        when = column_name(column) if column is not None else _("in all")
        count = ngettext("{count} line", "{count} lines", len(lines)).format(count=number(len(lines), 0))
        self.caption.setText(_("{product}, {month}: {count}").format(product=name, month=when, count=count))
        self.lines.show_rows(lines[:_SHOWN])

    def _on_open(self) -> None:
        for row in self.lines.selected()[:1]:
            self.open_requested.emit("quote", row.line.quote_id)

    # --- out ----------------------------------------------------------------------------------------------------

    def export(self) -> QFileDialog:
        """Ask where the table goes, and write it there with the lines behind it."""
        return self.exports.ask(_(TITLE), EXCEL, partial(_export, self.shown), len(self.shown.rows))


def _read(workspace: Workspace, job: Job) -> list[DemandLine]:
    job.report(0, 0)
    with workspace.read() as session:
        return service.lines(session)


def _export(shown: Demand, file: Path, progress: Callable[[int], None]) -> int:
    progress(0)
    return service.export(file, shown, title=_(TITLE))


def _figure_columns(shown: Demand) -> list[FigureColumn]:
    return [
        FigureColumn(_("Product name"), 150, right=False, grows=True),
        FigureColumn(_("Model"), 80, right=False),
        FigureColumn(_("Unit"), 48, right=False),
        *(FigureColumn(column_name(column), 70) for column in shown.columns),
        FigureColumn(_("In all"), 76),
    ]


def _cell(row: DemandRow, column: Column | None, quantity: Quantity | None, measure: Measure) -> Cell:
    if quantity is None or not _quantity(quantity, measure):
        return Cell("", key=row)
    about = _("{product}, {month}: {firm} sold, {weighted} of {offered} offered to be expected").format(
        product=cut(row.name, _LONGEST),
        month=column_name(column) if column is not None else _("in all"),
        firm=_exactly(quantity.firm),
        weighted=_rounded(quantity.weighted),
        offered=_exactly(quantity.offered),
    )
    tone = "ok" if quantity.firm and measure in ("expected", "firm") else ""
    return Cell(_rounded(_quantity(quantity, measure)), tone, about=about, key=row, strong=column is None)


def _quantity(quantity: Quantity, measure: Measure) -> Decimal:
    found: Decimal = getattr(quantity, measure)
    return found


def _shows(line: DemandLine, measure: Measure) -> bool:
    return measure == "expected" or line.firm is (measure == "firm")


def _rounded(value: Decimal) -> str:
    """Return an expected quantity, to a tenth."""
    return _exactly(round_half_up(value, 1))


def _exactly(value: Decimal) -> str:
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ships(line: DemandLine) -> str:
    due = due_day(line, local_day())
    return day(due) if due else "—"
