"""Changes of a quote that all its prices hang on: with or without tax, the currency, the rate of exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from salesdesk.domain.margin import HOME
from salesdesk.domain.money import minor_units
from salesdesk.domain.quote import PriceMode, QuoteDraft, Rounding
from salesdesk.domain.quote_conversion import Rate, with_price_mode
from salesdesk.domain.quote_problems import totals_so_far
from salesdesk.i18n import _, money
from salesdesk.services import approvals, quote_pricing
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.quotes.editor_rate import RateDialog, home_text
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog


class ModeDialog(FormDialog):
    """Asks what becomes of the typed prices, and says what the total is in either case; `then` gets the draft."""

    def __init__(
        self, draft: QuoteDraft, mode: PriceMode, then: Callable[[QuoteDraft], object], parent: QWidget
    ) -> None:
        super().__init__(_("Prices with or without tax"), _("Change prices"), parent)
        self._then = then
        included = mode == "tax_included"
        text = (
            _("Unit prices are going to include tax. What is to become of the prices that are there?")
            if included
            else _("Unit prices are going to be without tax. What is to become of the prices that are there?")
        )
        self.head.addWidget(label(text, "secondary", wrap=True))
        self._drafts = [with_price_mode(draft, mode, convert=convert) for convert in (True, False)]
        names = (
            _("Convert them: the amounts stay, total {total}"),
            _("Keep the figures: the amounts change, total {total}"),
        )
        choices: list[tuple[object, str]] = [
            (number, name.format(total=_total(after)))
            for number, (name, after) in enumerate(zip(names, self._drafts, strict=True))
        ]
        self._choice = self.add_choice(_("Typed prices"), choices)
        self.add_below(label(_("Total now: {total}").format(total=_total(draft)), "small"))

    def choose(self, *, convert: bool) -> None:
        """Choose one of the two."""
        self._choice.setCurrentIndex(0 if convert else 1)

    def save(self) -> None:
        """Hand on the draft that was chosen."""
        self._then(self._drafts[self._choice.currentIndex()])


def _total(draft: QuoteDraft) -> str:
    return money(totals_so_far(draft).gross, draft.currency, places=minor_units(draft.currency))


class Conversion(Part):
    """Carries out changes of price mode, rounding, currency and rate, each as one step that can be taken back."""

    def __init__(self, page: QWidget, today: date) -> None:
        super().__init__(page)
        self._today = today
        form = self.editor.body.form
        form.mode_requested.connect(self.change_mode)
        form.rounding_requested.connect(self.change_rounding)
        form.currency_requested.connect(self.change_currency)
        form.rate.asked.connect(self.ask_rate)
        form.rate.taken.connect(lambda rate: self._exchange(self.session.draft.currency, rate))

    def change_mode(self, mode: str) -> None:
        """Change between prices with and without tax; where there are prices, ask what becomes of them."""
        draft, wanted = self.session.draft, cast("PriceMode", mode)
        if wanted == draft.price_mode:
            return
        if not any(line.unit_price for line in draft.lines):
            self._take(with_price_mode(draft, wanted, convert=False))
            return
        dialog = ModeDialog(draft, wanted, self._take, self.page)
        dialog.rejected.connect(self.editor.show_draft)
        dialog.open()

    def change_rounding(self, level: str) -> None:
        """Round the tax line by line, or once for each rate."""
        after = replace(self.session.draft, rounding=cast("Rounding", level))
        self.session.edit(after, _("Change rounding"))

    def change_currency(self, currency: str) -> None:
        """Change the currency; a foreign one asks for its rate."""
        if currency == self.session.draft.currency:
            return
        if currency == HOME:
            self._exchange(currency, None)
            return
        self._ask(currency)

    def ask_rate(self) -> None:
        """Ask for another rate of the currency that the quote is in."""
        self._ask(self.session.draft.currency)

    def show_rates(self, gross: Decimal) -> None:
        """Show the rate of the draft, what its total is in CNY, and a newer rate where one is known."""
        session, body = self.session, self.editor.body
        draft = session.draft
        newer = session.data.read(quote_pricing.newer_rate, draft)
        first = not session.read_only and session.data.read(approvals.is_first_in, draft.currency)
        body.form.rate.show_draft(draft, newer, first=first, read_only=session.read_only)
        body.totals.show_home(home_text(draft, gross, newer))

    def _ask(self, currency: str) -> None:
        draft = self.session.draft
        offered = self.session.data.read(quote_pricing.last_rate, currency)
        if currency == draft.currency and draft.fx_rate:
            offered = Rate(draft.fx_rate, draft.fx_on, draft.fx_source)
        then = partial(self._exchange, currency)
        first = self.session.data.read(approvals.is_first_in, currency)
        dialog = RateDialog(currency, offered, self._today, then, self.page, first=first)
        dialog.rejected.connect(self.editor.show_draft)
        dialog.open()

    def _exchange(self, currency: str, rate: Rate | None) -> None:
        draft = self.session.draft
        data = self.session.data
        after = data.read(quote_pricing.exchanged, draft, currency, rate, self._today)
        name = _("Change the rate") if currency == draft.currency else _("Change currency")
        self.session.edit(after, name)

    def _take(self, draft: QuoteDraft) -> None:
        self.session.edit(draft, _("Change prices"))
