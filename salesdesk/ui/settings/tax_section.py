"""The rates of tax that the firm works with, and until when they hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from salesdesk.domain import tax_rates as rules
from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.tax import parse_rate
from salesdesk.domain.tax_rates import CLASSES, LONGEST_NAME, TAXPAYERS, Rate, percent
from salesdesk.i18n import N_, _, day
from salesdesk.services import tax_rates
from salesdesk.services.lists import local_day
from salesdesk.services.rows import named
from salesdesk.services.tax_rates import RateRow
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.typed import parse_day


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate as the table shows it: its place, and how it stands today."""

    id: uuid.UUID
    row: RateRow
    place: int
    standing: str
    tone: str


_COLUMNS: Final[tuple[ListColumn[RateLine], ...]] = (
    ListColumn(
        "place",
        N_("Name"),
        150,
        lambda line: named(line.row.rate.name, line.row.rate.name_en),
        grows=True,
        strong=True,
        order=lambda line: line.place,
    ),
    ListColumn("rate", N_("Rate"), 56, lambda line: percent(line.row.rate.rate), right=True),
    ListColumn("taxpayer", N_("Taxpayer"), 132, lambda line: _(TAXPAYERS[line.row.rate.taxpayer])),
    ListColumn("days", N_("Days on which it holds"), 168, lambda line: _days(line.row.rate)),
    ListColumn("state", N_("State"), 120, lambda line: line.standing, tone=lambda line: line.tone),
)


class TaxSection(Section):
    """Lists the rates; each change is a step that undo takes back."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = context.data
        self.message = MessageBar(closable=False)
        self.message.setProperty("inset", True)
        self.table: RowTable[RateLine] = RowTable(_COLUMNS, "place")
        self.table.setMinimumHeight(340)
        self.table.view.setSelectionMode(self.table.view.SelectionMode.SingleSelection)
        self.table.view.setAccessibleName(_("Tax rates"))
        self.table.selection_changed.connect(self._show_buttons)
        self.table.open_requested.connect(self.ask_change)
        self.table.delete_requested.connect(self.ask_remove)
        self.buttons: dict[str, QWidget] = {}
        row = QWidget()
        layout = QHBoxLayout(row)
        margins(layout, gap=8)
        for name, text, run in (
            ("add", _("Add rate…"), self.ask_new),
            ("change", _("Change…"), self.ask_change),
            ("end", _("End…"), self.ask_end),
            ("remove", _("Take away…"), self.ask_remove),
        ):
            self.buttons[name] = _button(text, run)
            layout.addWidget(self.buttons[name])
        layout.addStretch()
        if self._data.read_only:
            row.hide()
        note = _(
            "A product's tax class gives its rate; of several that hold, the first counts. Quotes keep the rates that "
            "they were made with. This is no tax advice."
        )
        self.column.addWidget(self.message)
        self.column.addWidget(card(_("Tax rates"), row, self.table, note=note))
        self.column.addStretch()
        self._data.changed.connect(self._on_changed)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard on the rates."""
        self.table.select_first()

    # --- what the user does -------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Ask for a new rate."""
        RateDialog(self._data, None, self).open()

    def ask_change(self) -> None:
        """Ask for changes of the selected rate."""
        self._ask(RateDialog)

    def ask_end(self) -> None:
        """Ask for the last day of the selected rate."""
        self._ask(EndRateDialog)

    def ask_remove(self) -> None:
        """Ask whether the selected rate is to go."""
        self._ask(RemoveRateDialog)

    def _ask(self, dialog: Callable[[Data, RateRow, QWidget], FormDialog]) -> None:
        for line in self.table.selected()[:1]:
            if not self._data.read_only:
                dialog(self._data, line.row, self).open()

    # --- what is shown ------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("tax_rate", "company"):
            self._show()

    def _show(self) -> None:
        rows, today = self._data.read(tax_rates.rows), local_day()
        rates = [row.rate for row in rows]
        self.table.show_rows(
            [
                RateLine(row.id, row, place, *rules.standing(rates, row.rate, today))
                for place, row in enumerate(rows)
            ]
        )
        ending = self._data.read(tax_rates.running_out, today)
        if ending:
            text = _("“{name}” holds until {last} and nothing follows: add the rate that holds then.")
            said = [
                text.format(name=in_label(named(rate.name, rate.name_en)), last=_day(rate.valid_until))
                for rate in ending
            ]
            self.message.show_message("\n".join(said), tone="warn")
        else:
            self.message.hide()
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = bool(self.table.selected())
        for name in ("change", "end", "remove"):
            self.buttons[name].setEnabled(chosen)


class RateDialog(FormDialog):
    """A new rate of tax, or one to change."""

    def __init__(self, data: Data, row: RateRow | None, parent: QWidget) -> None:
        super().__init__(_("Tax rate"), _("Add") if row is None else _("Save"), parent)
        self._data = data
        self._row = row
        rate = row.rate if row else None
        self.name = self.add_text(_("Name"), rate.name if rate else "", longest=LONGEST_NAME)
        self.name_en = self.add_text(_("English name"), rate.name_en if rate else "", longest=LONGEST_NAME)
        self.rate = self.add_text(_("Rate"), percent(rate.rate) if rate else "", hint="13%", longest=10)
        classes: list[tuple[object, str]] = [
            ("", _("Everything")),
            *((code, _(name)) for code, name in CLASSES.items()),
        ]
        self.tax_class = self.add_choice(_("Tax class"), classes, rate.tax_class if rate else "goods")
        payers: list[tuple[object, str]] = [(code, _(name)) for code, name in TAXPAYERS.items()]
        mine = data.read(tax_rates.taxpayer)
        self.taxpayer = self.add_choice(_("Taxpayer"), payers, rate.taxpayer if rate else mine)
        self.valid_from = self._day(_("First day"), rate.valid_from if rate else local_day())
        self.valid_until = self._day(_("Last day"), rate.valid_until if rate else None)
        self.ends_former = QCheckBox(_("The rate that holds so far ends on the day before"))
        self.ends_former.setChecked(row is None)
        self.ends_former.setVisible(row is None)
        if row is None:
            self.add_below(self.ends_former)

    def _day(self, caption: str, value: date | None) -> QLineEdit:
        return self.add_text(caption, _day(value), longest=20, hint=_("No limit"))

    def save(self) -> None:
        """Write the rate."""
        rate = Rate(
            self.name.text(),
            self.name_en.text(),
            self.read(self.rate, parse_rate),
            self.tax_class.currentData(),
            self.taxpayer.currentData(),
            self._read_day(self.valid_from),
            self._read_day(self.valid_until),
        )
        what = {"name": in_label(self.name.text())}
        if self._row is None:
            label_of = Label(N_("Add the tax rate “{name}”"), what)
            self._data.write(label_of, tax_rates.add, rate, ends_former=self.ends_former.isChecked())
        else:
            label_of = Label(N_("Change the tax rate “{name}”"), what)
            self._data.write(
                label_of, tax_rates.change, self._row.id, rate, row_version=self._row.row_version
            )

    def _read_day(self, field: QLineEdit) -> date | None:
        if not field.text().strip():
            return None
        return self.read(field, lambda typed: parse_day(typed, local_day()))


class EndRateDialog(FormDialog):
    """Asks for the last day of a rate."""

    def __init__(self, data: Data, row: RateRow, parent: QWidget) -> None:
        super().__init__(_("End the tax rate"), _("Save"), parent)
        self._data = data
        self._row = row
        text = _("“{name}” isn't proposed any more after this day. Quotes that have it keep it.")
        shown = in_label(named(row.rate.name, row.rate.name_en))
        self.head.addWidget(label(text.format(name=shown), wrap=True))
        last = row.rate.valid_until or local_day() - timedelta(days=1)
        self.last_day = self.add_text(_("Last day"), _day(last), longest=20)

    def save(self) -> None:
        """Write the last day."""
        row, last = self._row, self.read(self.last_day, lambda typed: parse_day(typed, local_day()))
        what = Label(N_("End the tax rate “{name}”"), {"name": in_label(row.rate.name)})
        self._data.write(what, tax_rates.end, row.id, last, row_version=row.row_version)


class RemoveRateDialog(FormDialog):
    """Asks whether a rate is to be taken away."""

    def __init__(self, data: Data, row: RateRow, parent: QWidget) -> None:
        super().__init__(_("Tax rate"), _("Take it away"), parent)
        self._data = data
        self._row = row
        text = _(
            "Take “{name}” away only if it was never right. A rate that no longer holds is ended instead."
        )
        shown = in_label(named(row.rate.name, row.rate.name_en))
        self.head.addWidget(label(text.format(name=shown), wrap=True))

    def save(self) -> None:
        """Take the rate away."""
        row = self._row
        what = Label(N_("Take away the tax rate “{name}”"), {"name": in_label(row.rate.name)})
        self._data.write(what, tax_rates.remove, row.id, row_version=row.row_version)


def _day(value: date | None) -> str:
    return day(value) if value else ""


def _days(rate: Rate) -> str:
    """Return from when until when a rate holds; nothing where that is always."""
    first, last = _day(rate.valid_from), _day(rate.valid_until)
    return f"{first} – {last}".strip() if first or last else ""


def _button(text: str, run: Callable[[], object]) -> QWidget:
    result = button(text)
    result.clicked.connect(lambda _checked: run())
    return result
