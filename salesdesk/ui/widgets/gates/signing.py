"""What is asked when the customer has signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.money import parse_amount
from salesdesk.domain.stage_gate import FIELDS, Gap
from salesdesk.i18n import SYMBOLS, _, day, money
from salesdesk.services import gate_crossing
from salesdesk.services.evidence import SIGNATURE
from salesdesk.services.gate_crossing import Crossing
from salesdesk.services.gate_fills import Fills
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.gates.panel import GatePanel
from salesdesk.ui.widgets.gates.panel_area import PanelArea
from salesdesk.ui.widgets.gates.parts import Key
from salesdesk.ui.widgets.gates.proof import ProofSlot, proof_fills
from salesdesk.ui.widgets.gates.waiver import Waiver
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.typed import parse_day, read_typed

_WIDE: Final = 520


@dataclass(frozen=True, slots=True)
class Signature:
    """When the customer signed, for how much, what was filled in with it, and the reason of a waiver."""

    on: date
    amount: Decimal
    fills: Fills
    waiver: str = ""


class SigningDialog(FormDialog):
    """Asks for date, amount and what was signed, and for what the gates ahead still miss; `then` gets it."""

    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(
        self,
        context: PageContext,
        crossing: Crossing,
        then: Callable[[Crossing, Signature], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Signing"), _("Record the signature"), parent)
        self.setMinimumWidth(_WIDE)
        self._data = context.data
        self._then = then
        self._today = date.today()  # noqa: DTZ011 - the day of signing is a local date
        self.crossing = crossing
        self.head.addWidget(label(cut(crossing.customer, 200) or _("No customer yet"), "section", wrap=True))
        self.head.addWidget(label(cut(crossing.title, 200), "secondary", wrap=True))
        self.date = self.add_text(_("Signed on"), day(self._today))
        symbol = SYMBOLS.get(crossing.currency, crossing.currency)
        caption = _("Amount ({currency})").format(currency=symbol)
        self.amount = self.add_text(caption, _as_typed(crossing), hint=_("such as 12.5万 or 125,000"))
        self.slot = ProofSlot(context, _("Contract or order"))
        self.add(_("Contract or order"), self.slot)
        elsewhere: set[Key] = {"amount"} | ({crossing.signature_item} if crossing.signature_item else set())
        self.panel = GatePanel(context, self._remaining, elsewhere=elsewhere)
        self.waiver = Waiver()
        self._missing = label("", "strong", wrap=True)
        self._build_below()
        self._connect()
        self._show_crossing(crossing)
        self.amount.setFocus()

    def _build_below(self) -> None:
        self._area = PanelArea(self.panel)
        below = QWidget()
        layout = QVBoxLayout(below)
        margins(layout, top=4, gap=8)
        layout.addWidget(self._missing)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.waiver.link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.waiver)
        self.add_below(below)

    def _connect(self) -> None:
        self.panel.changed.connect(self._show)
        self.panel.open_requested.connect(self._on_leave)
        self.panel.action_requested.connect(self._on_ask)
        self.waiver.changed.connect(self._show)
        self.slot.changed.connect(self._on_slot)
        self.amount.textChanged.connect(lambda _text: self.panel.refresh())

    def _show_crossing(self, crossing: Crossing) -> None:
        """Show what is missing; the customer too, whom a won opportunity has in any case."""
        self.crossing = crossing
        shown = crossing
        if crossing.customer_id is None and not any(gap.code == "customer" for gap in crossing.gaps):
            shown = _with_customer(crossing)
        self.panel.show_crossing(shown)

    def _remaining(self, fills: Fills) -> tuple[Gap, ...]:
        if self.crossing.id is None:
            raise LookupError
        gaps = self._data.read(
            gate_crossing.remaining, self.crossing.id, None, fills.joined(self._own_fills())
        )
        if self.crossing.customer_id is None and not fills.fields.get("customer"):
            codes = {gap.code for gap in gaps}
            gaps = gaps if "customer" in codes else (*gaps, *_with_customer(self.crossing).gaps[:1])
        return gaps

    def _own_fills(self) -> Fills:
        """Return what the dialog's own fields hold."""
        amount, _problem = read_typed(_positive, self.amount.text())
        fills = proof_fills(self.slot, self.crossing.signature_item, SIGNATURE)
        return fills if amount is None else fills.joined(Fills(fields={"amount": amount}))

    def _show(self) -> None:
        listed = [gap for gap in self.panel.missing if gap.code != "amount"]
        there = bool(self.panel.parts) or bool(listed)
        self._missing.setText(self.panel.headline(""))
        self._missing.setVisible(there)
        self._area.setVisible(bool(self.panel.parts))
        waives = self.crossing.may_waive and any(gap.code != "customer" for gap in self.panel.missing)
        self.waiver.show_allowed(allowed=waives, strict=self.crossing.strict)
        self._area.fit()
        self.adjustSize()

    def _on_slot(self) -> None:
        self.say(self.slot.problem)
        self.panel.refresh()

    def _on_leave(self, kind: str, record: object) -> None:
        self.reject()
        self.open_requested.emit(kind, record)

    def _on_ask(self, action: str, argument: object) -> None:
        self.reject()
        self.action_requested.emit(action, argument)

    def save(self) -> None:
        """Hand over the signature; what is stale is looked at again and nothing that was filled in is lost."""
        on = self.read(self.date, lambda typed: parse_day(typed, self._today))
        amount = self.read(self.amount, _positive)
        if self.slot.busy:
            raise FieldError(_("The file is still being kept. Wait a moment."), self.slot)
        if self.panel.complain():
            raise SalesDeskError(_("Some of what was filled in can't be read."))
        waiver = self.waiver.reason()
        customer = any(gap.code == "customer" for gap in self.panel.missing)
        if self.panel.count and (not waiver or customer):
            self.panel.focus_first_missing()
            raise SalesDeskError(self.panel.headline(""))
        fills = self.panel.fills().joined(proof_fills(self.slot, self.crossing.signature_item, SIGNATURE))
        try:
            self._then(self.crossing, Signature(on, amount, fills, waiver if self.panel.count else ""))
        except SalesDeskError:
            self._show_crossing(self._reread())
            raise

    def _reread(self) -> Crossing:
        identity = self.crossing.opportunity
        return self._data.read(gate_crossing.crossing, identity, None, person=self._data.person)


def _with_customer(crossing: Crossing) -> Crossing:
    gap = Gap(crossing.stage_id, crossing.stage, "field", _(FIELDS["customer"]), code="customer")
    return replace(crossing, gaps=(gap, *crossing.gaps))


def _as_typed(crossing: Crossing) -> str:
    if crossing.amount is None:
        return ""
    symbol = SYMBOLS.get(crossing.currency, crossing.currency)
    return money(crossing.amount, crossing.currency, space="").lstrip(symbol)


def _positive(typed: str) -> Decimal:
    amount = parse_amount(typed)
    if amount <= 0:
        raise InvalidInputError(_("The amount must be more than zero and at most 1,000,000,000,000."))
    return amount
