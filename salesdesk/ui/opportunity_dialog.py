"""What is asked for a new opportunity."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.import_values import MAX_NAME
from salesdesk.domain.money import parse_amount
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, SYMBOLS, _
from salesdesk.services import company, gate_fills
from salesdesk.services.gate_fills import Fills
from salesdesk.services.opportunity_choices import StageChoice, customer_name, open_stages
from salesdesk.services.people import people
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.gates.new import NewGate
from salesdesk.ui.widgets.typed import parse_day, read_typed

T = TypeVar("T")


class NewOpportunityDialog(FormDialog):
    """Makes an opportunity, and its customer where the name is new; `then` gets its id once the dialog is closed."""

    def __init__(
        self,
        context: PageContext,
        then: Callable[[uuid.UUID], object],
        *,
        customer_id: uuid.UUID | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New opportunity"), _("Create"), parent)
        self._data = context.data
        self._made: uuid.UUID | None = None
        self._then = then
        self.accepted.connect(self._on_accepted)
        self.name = self.add_text(
            _("Opportunity title"), longest=MAX_NAME, hint=_("such as 5-axis machining centre ×2")
        )
        self.customer = CustomerField(self._data)
        if customer_id is not None:
            self.customer.set_customer(customer_id, self._data.read(customer_name, customer_id))
        self.add(_("Customer"), self.customer)
        self.stage = self.add_choice(_("Stage"), _stages(self._data.read(open_stages)))
        symbol = SYMBOLS[self._data.read(company.currency)]
        caption = _("Amount ({currency})").format(currency=symbol)
        self.amount = self.add_text(caption, hint=_("such as 12.5万 or 125,000"))
        staff = [(person.id.hex, person.name) for person in self._data.read(people)]
        here = self._data.person.hex if self._data.person else ""
        self.owner = self.add_choice(_("Owner"), [("", _("Nobody yet")), *staff], here)
        self.close_on = self.add_text(_("Expected close"), hint=_("such as +30, 12/31 or 2026-12-31"))
        self.gate = NewGate(context, self._own_fills)
        self.add_below(self.gate)
        self.gate.hide()
        self.gate.changed.connect(self.adjustSize)
        self.stage.currentIndexChanged.connect(lambda _row: self._show_gate())
        for field in (self.customer, self.amount, self.close_on):
            field.textChanged.connect(lambda _text: self.gate.refresh())
        self.customer.chosen.connect(lambda *_chosen: self.gate.refresh())
        self.name.setFocus()

    def _show_gate(self) -> None:
        self.gate.show_stage(self._stage())
        self.adjustSize()

    def _stage(self) -> uuid.UUID | None:
        stage = self.stage.currentData()
        return uuid.UUID(stage) if stage else None

    def _own_fills(self) -> Fills:
        """Return what of a gate the dialog's own fields hold already."""
        values = {
            "customer": self.customer.customer_id or one_line(self.customer.text()),
            "amount": read_typed(_amount, self.amount.text())[0],
            "expected_close_on": read_typed(lambda typed: parse_day(typed, _today()), self.close_on.text())[
                0
            ],
            "owner": uuid.UUID(owner) if (owner := self.owner.currentData()) else None,
        }
        return Fills(fields={name: value for name, value in values.items() if value})

    def save(self) -> None:
        """Write the opportunity; where a gate before its stage is still closed, say what is missing."""
        name = one_line(self.name.text())
        if not name:
            raise FieldError(_("Give the opportunity a name."), self.name)
        amount = self._optional(self.amount, _amount)
        close_on = self._optional(self.close_on, lambda typed: parse_day(typed, _today()))
        fills, waiver = self.gate.take()
        owner = self.owner.currentData()
        self._made = self._data.write(
            Label(N_("New opportunity “{name}”"), {"name": name}),
            gate_fills.create,
            fills=fills,
            name=name,
            customer=self.customer.customer_id or self.customer.text(),
            stage_id=self._stage(),
            amount=amount,
            owner_id=uuid.UUID(owner) if owner else None,
            expected_close_on=close_on,
            today=_today(),
            waiver=waiver,
        )

    def _on_accepted(self) -> None:
        if self._made is not None:
            self._then(self._made)

    def _optional(self, field: QLineEdit, parse: Callable[[str], T]) -> T | None:
        return self.read(field, parse) if field.text().strip() else None


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a local date


def _stages(stages: list[StageChoice]) -> list[tuple[object, str]]:
    """Return the stages as a list names them: with their pipelines where there are several."""
    several = len({stage.pipeline_id for stage in stages}) > 1
    return [(one.id.hex, f"{one.pipeline} · {one.name}" if several else one.name) for one in stages]


def _amount(typed: str) -> Decimal:
    amount = parse_amount(typed)
    if amount < 0:
        raise InvalidInputError(_("The amount must be between zero and 1,000,000,000,000."))
    return amount
