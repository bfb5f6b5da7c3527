"""What-if: the quote and up to three scenarios side by side; one can be taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import minor_units, round_half_up
from salesdesk.domain.pricing import DocumentDiscount
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.domain.quote_problems import totals_so_far
from salesdesk.i18n import N_, _, money
from salesdesk.services import quote_scenarios
from salesdesk.services.quote_scenarios import MOST, Outcome, Scenario
from salesdesk.ui import costs
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes import editor_discount
from salesdesk.ui.quotes.approval_texts import role_name
from salesdesk.ui.quotes.editor_lever import DiscountLever
from salesdesk.ui.quotes.editor_margin import rate_text
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.ask_text import ask_text
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable

_LETTERS: Final = "ABC"
_CAPTION: Final = 130
_COLUMN: Final = 140


class ScenariosDialog(QDialog):
    """Compares a saved quote's draft with its scenarios; `take` gets the one that is taken over."""

    def __init__(
        self,
        session: QuoteSession,
        preferences: Preferences,
        take: Callable[[Scenario], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences, self._take = session, preferences, take
        self._scenarios: tuple[Scenario, ...] = ()
        self.table: FigureTable | None = None
        self.setWindowTitle(_("What-if: {number}").format(number=session.quote.number or ""))
        self.setModal(True)
        self.resize(860, 560)
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        self.add = button(_("Keep the quote as a scenario"))
        self.lever = DiscountLever()
        self.rename = button(_("Rename…"))
        self.remove = button(_("Delete"))
        self.take = button(_("Take it over"), "primary")
        self._close = button(_("Close"))
        self._arrange()
        self.reload()

    def _arrange(self) -> None:
        hint = _(
            "Keep the quote as it stands, change it, and compare. A scenario is taken over as one step, which can be "
            "undone."
        )
        above, foot = QHBoxLayout(), QHBoxLayout()
        for row in (above, foot):
            margins(row, gap=8)
        for part in (self.add, self.rename, self.remove):
            above.addWidget(part)
        above.addStretch()
        foot.addStretch()
        foot.addWidget(self._close)
        foot.addWidget(self.take)
        self._column = QVBoxLayout(self)
        margins(self._column, 20, 16, 20, 16, gap=10)
        self._column.addWidget(label(hint, "secondary", wrap=True))
        self._column.addLayout(above)
        self._column.addWidget(self.lever)
        self._column.addWidget(self.problem)
        self._column.addLayout(foot)
        self.lever.tried.connect(self._on_tried)
        self.lever.chosen.connect(self._on_discount)
        for part, run in (
            (self.add, self._on_add),
            (self.rename, self._on_rename),
            (self.remove, self._on_remove),
            (self.take, self._on_take),
            (self._close, self.accept),
        ):
            part.clicked.connect(run)
            part.setAutoDefault(False)  # Enter keeps a typed discount

    # --- showing ------------------------------------------------------------------------------------------------

    def reload(self, chosen: int = 0) -> None:
        """Show the draft and its scenarios anew, the keyboard on the column of one."""
        session = self._session
        quote_id = session.quote.quote_id
        self._scenarios = session.data.read(quote_scenarios.scenarios, quote_id) if quote_id else ()
        drafts = [session.draft, *(one.draft for one in self._scenarios)]
        titles = [_("This quote"), *(one.name for one in self._scenarios)]
        columns = [
            FigureColumn("", _CAPTION, right=False),
            *(FigureColumn(title[:40], _COLUMN, grows=True) for title in titles),
        ]
        table = FigureTable(columns, _("Scenarios"))
        table.show_rows(self._rows([self._outcome(draft) for draft in drafts], drafts))
        table.selectionModel().currentChanged.connect(lambda *_args: self._show_buttons())
        table.opened.connect(lambda _key: self._on_take())
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = table
        self._column.insertWidget(2, table, 1)
        place = min(chosen or 1, len(self._scenarios)) + 1
        table.setCurrentIndex(table.figures.index(0, place if self._scenarios else 1))
        if not self.lever.isAncestorOf(self.focusWidget() or table):
            table.setFocus()
        self._show_buttons()

    def _outcome(self, draft: QuoteDraft) -> Outcome | str:
        session = self._session
        try:
            version = session.as_version(draft)
        except SalesDeskError as error:
            return error.message
        return session.data.read(quote_scenarios.outcome, session.quote.quote_id, version)

    def _rows(self, outcomes: list[Outcome | str], drafts: list[QuoteDraft]) -> list[tuple[Cell, ...]]:
        hidden = self._preferences.hide_costs
        captions: tuple[tuple[str, Callable[[Outcome], Cell]], ...] = (
            (_("Total"), lambda one: Cell(_money(one.total, one), strong=True)),
            (_("Without tax"), lambda one: Cell(_money(one.net, one))),
            (_("Discount on the whole"), lambda one: Cell(_money(one.document_discount, one))),
            (_("Discount in all"), lambda one: Cell(_percent(one.discount))),
            (_("Margin"), lambda one: _margin(one, hidden=hidden)),
            (_("Profit"), lambda one: Cell(costs.HIDDEN if hidden else _profit(one))),
            (_("Approval"), _approval),
            (_("Lines"), lambda one: Cell(str(one.lines))),
        )
        rows = []
        for caption, cell in captions:
            cells = [Cell("—", about=one) if isinstance(one, str) else cell(one) for one in outcomes]
            rows.append((Cell(caption, tone="secondary"), *(_keyed(one, n) for n, one in enumerate(cells))))
        typed = [editor_discount.document_discount_text(draft.document_discount) or "—" for draft in drafts]
        rows.insert(3, (Cell(_("Typed as"), tone="secondary"), *map(Cell, typed)))
        return rows

    def chosen(self) -> Scenario | None:
        """Return the scenario whose column the keyboard is on."""
        place = self.table.currentIndex().column() - 2 if self.table else -1
        return self._scenarios[place] if 0 <= place < len(self._scenarios) else None

    def _show_buttons(self) -> None:
        chosen = self.chosen()
        for part in (self.rename, self.remove, self.take, self.lever):
            part.setEnabled(chosen is not None)
        draft = chosen.draft if chosen else self._session.draft
        self.lever.show_discount(draft.document_discount, _off(totals_so_far(draft)))
        self._show_result(draft)
        self.add.setEnabled(len(self._scenarios) < MOST)

    # --- doing --------------------------------------------------------------------------------------------------

    def _on_add(self) -> None:
        quote = self._session.quote
        names = {one.name for one in self._scenarios}
        offered = (_("Scenario {letter}").format(letter=letter) for letter in _LETTERS)
        name = next((one for one in offered if one not in names), _("Scenario"))
        what = Label(N_("Keep a scenario of {number}"), {"number": quote.number or ""})
        self._write(what, quote_scenarios.add, quote.quote_id, name, self._session.draft)
        self.reload(len(self._scenarios) + 1)

    def _on_tried(self, discount: DocumentDiscount | None) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self._show_result(replace(chosen.draft, document_discount=discount))

    def _show_result(self, draft: QuoteDraft) -> None:
        """Say beside the discount what a draft comes to."""
        found = self._outcome(draft)
        if isinstance(found, str):
            self.lever.show_result(found, problem=True)
            return
        parts = [_("Total {amount}").format(amount=_money(found.total, found))]
        if not self._preferences.hide_costs:
            parts.append(_("Margin {margin}").format(margin=rate_text(found.margin)[0]))
        parts.append(_("Approval: {roles}").format(roles=_approval(found).text))
        self.lever.show_result("  ·  ".join(parts))

    def _on_discount(self, discount: DocumentDiscount | None) -> None:
        chosen = self.chosen()
        if chosen is not None:
            try:
                self._change(chosen, draft=replace(chosen.draft, document_discount=discount))
            except SalesDeskError as error:
                self.lever.show_result(error.message, problem=True)

    def _on_rename(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            ask_text(
                self,
                _("Rename scenario"),
                _("Name"),
                chosen.name,
                lambda name: self._change(chosen, name=name),
            )

    def _change(self, chosen: Scenario, **values: Any) -> None:
        what = Label(N_("Change scenario {name}"), {"name": chosen.name})
        place = self._scenarios.index(chosen) + 1
        self._session.data.write(
            what, quote_scenarios.change, chosen.id, row_version=chosen.row_version, **values
        )
        self.reload(place)

    def _on_remove(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            what = Label(N_("Delete scenario {name}"), {"name": chosen.name})
            self._write(what, quote_scenarios.delete, chosen.id, row_version=chosen.row_version)
            self.reload()

    def _on_take(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.accept()
            self._take(chosen)

    def _write(self, what: Label, run: Callable[..., object], *given: object, **values: object) -> None:
        self.problem.hide()
        try:
            self._session.data.write(what, run, *given, **values)
        except SalesDeskError as error:
            self.problem.setText(error.message)
            self.problem.show()


def _off(figures: QuoteTotals) -> Decimal:
    """Return which part of a quote its discount on the whole is."""
    before = figures.before_discount
    return figures.discount / before if before else Decimal(0)


def _keyed(cell: Cell, number: int) -> Cell:
    return replace(cell, key=number) if number else cell


def _money(amount: Decimal, one: Outcome) -> str:
    places = minor_units(one.currency)
    return money(round_half_up(amount, places), one.currency, places=places)


def _profit(one: Outcome) -> str:
    return "—" if one.margin.rate is None else _money(one.margin.amount, one)


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{round_half_up(value * 100, 2):f}%"


def _margin(one: Outcome, *, hidden: bool) -> Cell:
    if hidden:
        return Cell(costs.HIDDEN)
    text, tone = rate_text(one.margin)
    return Cell(text, tone=tone)


def _approval(one: Outcome) -> Cell:
    if not one.roles:
        return Cell(_("Not needed"), tone="ok")
    return Cell(" → ".join(role_name(role) for role in one.roles), tone="warn")
