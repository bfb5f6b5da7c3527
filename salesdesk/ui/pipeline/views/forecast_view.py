"""The view 预测: what is expected to be signed in which month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.exchange.workbook import CellKind, SheetColumn, Value
from salesdesk.i18n import N_, _, money_short, ngettext, number
from salesdesk.services import forecast
from salesdesk.services.board import BoardFilter
from salesdesk.services.forecast import ROADMAP, Forecast, Span, Sum
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline.views import sheet_files
from salesdesk.ui.pipeline.views.computing import FiguresView
from salesdesk.ui.pipeline.views.sales_columns import ROADMAP_TONES, roadmap_name
from salesdesk.ui.pipeline.views.tiles import Tiles
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.export_bar import EXCEL, ExportBar
from salesdesk.ui.widgets.figure_table import Bar, Cell, FigureColumn, FigureTable

TITLE: Final = N_("Forecast by month")
_UNRATED: Final = N_("Not rated")
_TOKENS: Final = {**ROADMAP_TONES, "": "muted"}


class ForecastView(FiguresView):
    """Shows months with counts and sums; `opened` asks for the opportunities of a span, or those won in it."""

    tables: ClassVar[tuple[str, ...]] = (
        "opportunity",
        "stage",
        "pipeline",
        "customer",
        "activity",
        "company",
    )

    opened = Signal(object, bool)

    def __init__(
        self, context: PageContext, board_filter: BoardFilter, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, board_filter, parent)
        self.found: Forecast | None = None
        names = [roadmap_name(code) or _(_UNRATED) for code in ROADMAP]
        self.tiles = Tiles([_("Open, weighted"), *names, _("Won in these months")])
        columns = (
            FigureColumn(_("Month"), 84, right=False),
            FigureColumn(_("Weighted"), 200, right=False, grows=True),
            FigureColumn(_("Count"), 52),
            FigureColumn(_("Amount"), 84),
            *(FigureColumn(name, 84, tip=_("Weighted")) for name in names),
            FigureColumn(_("Won"), 84),
        )
        self.table = FigureTable(columns, _(TITLE))
        self.table.opened.connect(lambda key: self.opened.emit(*key))
        self.excel = button(_("Export to Excel"), icon="download")
        self.excel.clicked.connect(self.export)
        self.exports = ExportBar(context.background)
        self._arrange(names)
        self.reload()

    def _arrange(self, names: Sequence[str]) -> None:
        head = QHBoxLayout()
        margins(head, gap=12)
        for code, name in zip(ROADMAP, names, strict=True):
            chip = label(name, "chip")
            chip.setProperty("tone", ROADMAP_TONES.get(code, ""))
            head.addWidget(chip)
        head.addWidget(self.note, 1)
        head.addWidget(self.excel)
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        margins(inner, 1, 1, 1, 1)
        inner.addWidget(self.table)
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        layout.addLayout(head)
        layout.addWidget(self.exports)
        layout.addWidget(self.tiles)
        layout.addWidget(card, 1)

    # --- reading ------------------------------------------------------------------------------------------------

    def _compute(self) -> None:
        self._computing.start(partial(_forecast, self._data.workspace, self._filter), self._show)

    def _show(self, found: Forecast) -> None:
        self.found = found
        most = max((span.total.weighted for span in found.spans), default=0) or 1
        self.table.show_rows([*(self._row(span, most) for span in found.spans), self._totals(found)])
        ratings = [found.of_roadmap(code) for code in ROADMAP]
        self.tiles.show_figures(
            [_figures(found.total, found), *(_figures(one, found) for one in ratings), _won(found)]
        )
        others = ngettext(
            "{count} in another currency is counted, not summed",
            "{count} in other currencies are counted, not summed",
            found.others,
        )
        self.note.setText(others.format(count=found.others) if found.others else "")

    def _row(self, span: Span, most: Any) -> list[Cell]:
        currency = self.found.currency if self.found else "CNY"
        total, name = span.total, span_name(span)
        key = (span, False) if total.count else None
        about = _("{month}: {count}, amount {amount}, weighted {weighted}").format(
            month=name,
            count=number(total.count, 0),
            amount=money_short(total.amount, currency),
            weighted=money_short(total.weighted, currency),
        )
        parts = tuple(
            (float(span.by_roadmap[code].weighted / most), _TOKENS[code])
            for code in ROADMAP
            if code in span.by_roadmap
        )
        tone = "bad" if span.kind == "overdue" and total.count else ""
        return [
            Cell(name, tone, about=about, key=key, strong=True),
            Cell(_short(total.weighted, total, currency), bar=Bar(parts), about=about, key=key),
            Cell(number(total.count, 0) if total.count else "", key=key),
            Cell(_short(total.amount, total, currency), key=key),
            *(self._rated(span, code, key) for code in ROADMAP),
            Cell(
                _short(span.won.amount, span.won, currency),
                "ok",
                about=_won_text(span.won, currency),
                key=(span, True) if span.won.count else None,
            ),
        ]

    def _rated(self, span: Span, code: str, key: Any) -> Cell:
        part = span.by_roadmap.get(code, Sum())
        currency = self.found.currency if self.found else "CNY"
        about = f"{roadmap_name(code) or _(_UNRATED)} {number(part.count, 0)}"
        return Cell(_short(part.weighted, part, currency), about=about if part.count else "", key=key)

    @staticmethod
    def _totals(found: Forecast) -> list[Cell]:
        total, currency = found.total, found.currency
        parts = (found.of_roadmap(code) for code in ROADMAP)
        return [
            Cell(_("Total"), strong=True),
            Cell(_short(total.weighted, total, currency), strong=True),
            Cell(number(total.count, 0), strong=True),
            Cell(_short(total.amount, total, currency), strong=True),
            *(Cell(_short(part.weighted, part, currency), strong=True) for part in parts),
            Cell(_short(found.won.amount, found.won, currency), "ok", strong=True),
        ]

    # --- what the user does -------------------------------------------------------------------------------------

    def focus_content(self) -> None:
        """Put the keyboard on the months."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.figures.index(0, 0))

    def export(self) -> None:
        """Ask where the forecast goes as a spreadsheet."""
        if self.found is not None:
            rows = [_values(span) for span in self.found.spans]
            name = f"{_(TITLE)} {self.found.currency}"
            work = sheet_files.to_workbook([(name, _sheet_columns(), rows)], _(TITLE))
            self.exports.ask(_(TITLE), EXCEL, work, len(rows))


def _forecast(workspace: Workspace, board_filter: BoardFilter, job: Job) -> Forecast:
    job.report(0, 0)
    with workspace.read() as session:
        return forecast.forecast(session, board_filter)


def span_name(span: Span) -> str:
    """Return what a span is called."""
    if span.kind == "month" and span.first is not None:
        return f"{span.first:%Y-%m}"
    return {"overdue": _("Overdue"), "later": _("Later"), "undated": _("No date")}[span.kind]


def _short(amount: Any, part: Sum, currency: str) -> str:
    return money_short(amount, currency) if part.count else ""


def _figures(part: Sum, found: Forecast) -> tuple[str, str]:
    note = ngettext("{count} opportunity of {amount}", "{count} opportunities of {amount}", part.count)
    amount = money_short(part.amount, found.currency)
    return money_short(part.weighted, found.currency), note.format(count=number(part.count, 0), amount=amount)


def _won(found: Forecast) -> tuple[str, str]:
    text = ngettext("{count} opportunity", "{count} opportunities", found.won.count)
    return money_short(found.won.amount, found.currency), text.format(count=number(found.won.count, 0))


def _won_text(won: Sum, currency: str) -> str:
    if not won.count:
        return ""
    return _("Won: {count}, {amount}").format(
        count=number(won.count, 0), amount=money_short(won.amount, currency)
    )


def _sheet_columns() -> list[SheetColumn]:
    sums: tuple[tuple[str, CellKind], ...] = (
        (_("Count"), "number"),
        (_("Amount"), "money"),
        (_("Weighted"), "money"),
    )
    rated = [
        SheetColumn(title, kind, 14, roadmap_name(code) or _(_UNRATED))
        for code in ROADMAP
        for title, kind in sums
    ]
    return [
        SheetColumn(_("Month"), "text", 12),
        SheetColumn(_("Count"), "number", 8, _("Open")),
        SheetColumn(_("Amount"), "money", 16, _("Open")),
        SheetColumn(_("Weighted"), "money", 16, _("Open")),
        *rated,
        SheetColumn(_("Count"), "number", 8, _("Won")),
        SheetColumn(_("Amount"), "money", 16, _("Won")),
    ]


def _values(span: Span) -> list[Value]:
    parts = [span.total, *(span.by_roadmap.get(code, Sum()) for code in ROADMAP)]
    sums: list[Value] = [value for part in parts for value in (part.count, part.amount, part.weighted)]
    return [span_name(span), *sums, span.won.count, span.won.amount]
