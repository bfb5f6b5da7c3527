"""What is asked when an opportunity is won or lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from salesdesk.domain.money import parse_amount
from salesdesk.domain.pipeline import LOSS_REASONS, UNSPECIFIED
from salesdesk.i18n import SYMBOLS, _, day, money
from salesdesk.services.board import Card
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.typed import parse_day


@dataclass(frozen=True, slots=True)
class Win:
    """When the customer signed, and for how much."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an opportunity was lost."""

    reason: str
    note: str


class _CloseDialog(FormDialog):
    """Asks under the name of an opportunity."""

    def __init__(self, card: Card, title: str, confirm: str, parent: QWidget) -> None:
        super().__init__(title, confirm, parent)
        self.head.addWidget(label(card.customer or _("No customer yet"), "section", wrap=True))
        self.head.addWidget(label(card.title, "secondary", wrap=True))


class WinDialog(_CloseDialog):
    """Asks for the date and the amount of a win; `then` gets them."""

    def __init__(self, card: Card, today: date, then: Callable[[Win], object], parent: QWidget) -> None:
        super().__init__(card, _("Won"), _("Record the win"), parent)
        self._today = today
        self._then = then
        self.date = self.add_text(_("Signed on"), day(today))
        symbol = SYMBOLS.get(card.currency, card.currency)
        amount = "" if card.amount is None else money(card.amount, card.currency, space="").lstrip(symbol)
        self.amount = self.add_text(
            _("Amount ({currency})").format(currency=symbol), amount, hint=_("such as 12.5万 or 125,000")
        )
        self.amount.setFocus()

    def save(self) -> None:
        """Hand over the win."""
        on = self.read(self.date, lambda typed: parse_day(typed, self._today))
        self._then(Win(on, self.read(self.amount, parse_amount)))


class LossDialog(_CloseDialog):
    """Asks why an opportunity was lost; `then` gets it."""

    def __init__(self, card: Card, then: Callable[[Loss], object], parent: QWidget) -> None:
        super().__init__(card, _("Lost"), _("Record the loss"), parent)
        self._then = then
        reasons = [(code, _(name)) for code, name in LOSS_REASONS if code != UNSPECIFIED]
        self.reason = self.add_choice(_("Reason"), [("", _("Choose…")), *reasons])
        self.note = self.add_text(_("Note"), longest=500, hint=_("in a few words"))
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the loss."""
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        if not reason:
            raise FieldError(_("Choose a reason for the loss."), self.reason)
        if reason == "other" and not note:
            raise FieldError(_("Say in a few words why it was lost."), self.note)
        self._then(Loss(reason, note))
