"""The rate of exchange of a quote in a foreign currency: shown, asked, warned of, compared with a newer one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.margin import HOME
from salesdesk.domain.money import exact, parse_amount
from salesdesk.domain.price_words import plain
from salesdesk.domain.quote import FX_PLACES, QuoteDraft
from salesdesk.domain.quote_conversion import Rate, in_home, is_stale
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _, day, money
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.typed import parse_day

_LARGEST: Final = Decimal(100_000)
_SOURCE_LENGTH: Final = 100


class RateRow(QWidget):
    """Says at which rate a quote is made; `asked` that the user wants another, `taken` brings a newer one."""

    asked = Signal()
    taken = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._newer: Rate | None = None
        self.text = label(role="small", wrap=True, selectable=True)
        self.change = button(_("Change the rate…"), "link")
        self.change.clicked.connect(self.asked)
        self.newer = button("", "link")
        self.newer.clicked.connect(lambda: self.taken.emit(self._newer))
        row = QHBoxLayout(self)
        margins(row, gap=4)
        row.addWidget(self.text, 1)
        row.addWidget(self.newer)
        row.addWidget(self.change)
        self.hide()

    def show_draft(
        self, draft: QuoteDraft, newer: Rate | None, *, first: bool = False, read_only: bool
    ) -> None:
        """Show the rate of a draft, whether there is none to compare it with, and a newer one where it is known."""
        foreign = draft.currency != HOME
        self.setVisible(foreign)
        if not foreign:
            return
        text, unchecked = rate_text(draft, self._today), first and bool(draft.fx_rate)
        self.text.setText(_("{rate} · ⚠ not checked").format(rate=text) if unchecked else text)
        self.text.setToolTip(unchecked_text(draft.currency) if unchecked else "")
        self._newer = newer
        self.change.setVisible(not read_only)
        self.newer.setVisible(newer is not None and not read_only)
        if newer is not None and newer.on is not None:
            text = _("Take that of {day}: {rate}")
            self.newer.setText(text.format(day=day(newer.on), rate=plain(newer.rate)))


def rate_text(draft: QuoteDraft, today: date) -> str:
    """Return at which rate a quote is made, since when, and that it is old, where it is."""
    if not draft.fx_rate:
        return _("No rate of {currency} to CNY yet: costs, margins and the total in CNY are unknown.").format(
            currency=draft.currency
        )
    parts = [f"1 {draft.currency} = {plain(draft.fx_rate)} {HOME}"]
    if draft.fx_on is not None:
        parts.append(day(draft.fx_on))
    if draft.fx_source:
        parts.append(draft.fx_source)
    text = " · ".join(parts)
    if is_stale(draft.fx_on, today):
        age = (today - draft.fx_on).days if draft.fx_on else 0
        old = _("⚠ {days} days old").format(days=age) if draft.fx_on else _("⚠ nobody knows of which day")
        text = f"{text} · {old}"
    return text


def unchecked_text(currency: str) -> str:
    """Return that a rate is the first one of its currency, and what follows from that."""
    text = _(
        "No quote in {currency} went out so far: nothing shows whether this rate is right. It needs approval, which "
        "names who typed it."
    )
    return text.format(currency=currency)


def home_text(draft: QuoteDraft, gross: Decimal, newer: Rate | None) -> str:
    """Return what a total in a foreign currency is in CNY, at its own rate and at a newer one."""
    if draft.currency == HOME or (own := in_home(gross, draft.fx_rate)) is None:
        return ""
    text = _("In CNY at the rate of the quote: {amount}").format(amount=money(own, HOME, places=2))
    if newer is None or newer.on is None or (then := in_home(gross, newer.rate)) is None:
        return text
    after = _("At the rate of {day}: {amount} ({difference})").format(
        day=day(newer.on), amount=money(then, HOME, places=2), difference=_signed(then - own)
    )
    return f"{text}\n{after}"


def _signed(amount: Decimal) -> str:
    shown = money(abs(amount), HOME, places=2)
    return f"−{shown}" if amount < 0 else f"+{shown}"


class RateDialog(FormDialog):
    """Asks for the rate of a currency; the last one used is offered. `then` gets what was typed."""

    def __init__(
        self,
        currency: str,
        offered: Rate | None,
        today: date,
        then: Callable[[Rate], object],
        parent: QWidget,
        *,
        first: bool = False,
    ) -> None:
        title = _("Rate of exchange of {currency}").format(currency=currency)
        super().__init__(title, _("Use this rate"), parent)
        self._today, self._then = today, then
        text = _(
            "The rate is frozen with the version. Prices of the price book are taken in {currency}; typed prices "
            "are exchanged."
        )
        self.head.addWidget(label(text.format(currency=currency), "secondary", wrap=True))
        if first:
            self.head.addWidget(label(unchecked_text(currency), "error", wrap=True))
        self._unknown = offered is not None and offered.on is None
        on = offered.on if offered and offered.on else today
        self.rate = self.add_text(
            _("CNY for 1 {currency}").format(currency=currency),
            plain(offered.rate) if offered else "",
            hint=_("Such as 7.1530"),
        )
        self.on = self.add_text(_("Of the day"), day(on))
        self.source = self.add_text(
            _("Source"), offered.source if offered else "", longest=_SOURCE_LENGTH, hint=_("Such as the bank")
        )
        self.old = label(role="error", wrap=True)
        self.add_below(self.old)
        self.on.textChanged.connect(self._warn)
        self.rate.textEdited.connect(self._on_rate)
        self._warn()
        self.rate.selectAll()

    def save(self) -> None:
        """Hand on the rate, which is above 0 and not of a day to come."""
        rate = self.read(self.rate, _rate)
        on = self.read(self.on, partial(parse_day, today=self._today))
        if on > self._today:
            raise FieldError(_("The rate can't be of a day to come."), self.on)
        self._then(Rate(rate, on, one_line(self.source.text())[:_SOURCE_LENGTH]))

    def _on_rate(self) -> None:
        self._unknown = False
        self._warn()

    def _warn(self) -> None:
        try:
            on = parse_day(self.on.text(), self._today)
        except InvalidInputError:
            self.old.hide()
            return
        text = _("This rate is {days} days old. Look up a newer one.")
        text = text.format(days=(self._today - on).days)
        if self._unknown:
            text = _("The rate used last; nobody noted of which day it is.")
        self.old.setText(text)
        self.old.setVisible(self._unknown or is_stale(on, self._today))


def _rate(typed: str) -> Decimal:
    rate = exact(parse_amount(typed), FX_PLACES)
    if not 0 < rate <= _LARGEST:
        raise InvalidInputError(_("Type a rate above 0, such as 7.1530."))
    return rate
