"""The tables of a contract's money: instalments, receipts, what happened, invoices."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from salesdesk.domain.contract import EVENT_RESULTS, EVENTS as EVENTS_OF
from salesdesk.domain.money import minor_units
from salesdesk.domain.payment_terms import TRIGGERS, percent_text
from salesdesk.i18n import N_, _, day, language, money, ngettext
from salesdesk.services.contract_events import EventView
from salesdesk.services.invoices import KINDS, STATES, InvoiceView
from salesdesk.services.lists import local_day
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.services.payments import METHODS, ReceiptView
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.words import INSTALMENT_STATUS, tone, word

_TRIGGERS: Final[dict[str, str]] = dict(TRIGGERS.items())
_INVOICE_TONES: Final = {"requested": "warn", "issued": "ok"}
_RESULT_TONES: Final = {"passed": "ok", "conditional": "warn", "failed": "bad"}


def event_name(kind: str) -> str:
    """Return what an event is called."""
    return _(EVENTS_OF.get(kind, kind))


def label_of(row: InstalmentView) -> str:
    """Return what an instalment is called in the window's language."""
    return row.label if language() == "zh_CN" else row.label_en or row.label


def upon(row: InstalmentView) -> str:
    """Return what makes an instalment due, and how many days later."""
    name = _(_TRIGGERS.get(row.trigger, row.trigger))
    return _("{trigger} + {days} d").format(trigger=name, days=row.offset_days) if row.offset_days else name


def shown_money(amount: Decimal, currency: str) -> str:
    """Return an amount with all decimals of its currency."""
    return money(amount, currency, places=minor_units(currency))


def plan_columns(
    currency: Callable[[], str], place: Callable[[InstalmentView], int]
) -> tuple[ListColumn[InstalmentView], ...]:
    """Return the columns of instalments: their places in the plan, and the currency of the contract that is shown."""
    column = ListColumn[InstalmentView]
    return (
        column("place", N_("No."), 48, lambda row: str(place(row)), right=True, order=place),
        column("label", N_("Instalment"), 120, label_of, grows=True, strong=True),
        column(
            "status",
            N_("Status"),
            122,
            lambda row: word(INSTALMENT_STATUS, row.status),
            tone=lambda row: tone(INSTALMENT_STATUS, row.status),
        ),
        column("amount", N_("Amount"), 118, lambda row: shown_money(row.amount, currency()), right=True),
        column(
            "paid",
            N_("Received"),
            112,
            lambda row: shown_money(row.paid, currency()) if row.paid else "",
            right=True,
        ),
        column(
            "outstanding",
            N_("Still open"),
            118,
            lambda row: shown_money(row.outstanding, currency()) if row.outstanding else "",
            right=True,
        ),
        column("due_on", N_("Due day"), 96, lambda row: day(row.due_on) if row.due_on else ""),
        column("upon", N_("Due upon"), 130, upon, grows=True),
        column(
            "planned_on", N_("Expected on"), 96, lambda row: day(row.planned_on) if row.planned_on else ""
        ),
        column("share", N_("Share"), 66, lambda row: _share(row.share), right=True),
    )


def _share(share: Decimal | None) -> str:
    return "" if share is None else percent_text(share * 100)


def _receipt_state(row: ReceiptView) -> str:
    if row.reverses is not None:
        return _("Takes another back")
    if row.reversed:
        return _("Taken back")
    return _("Not all allocated") if row.free else ""


_Receipt = ListColumn[ReceiptView]
RECEIPTS: Final = (
    _Receipt("received_on", N_("Received on"), 92, lambda row: day(row.received_on)),
    _Receipt("amount", N_("Amount"), 108, lambda row: shown_money(row.amount, row.currency), right=True),
    _Receipt("payer", N_("Payer"), 90, lambda row: row.payer, grows=True),
    _Receipt(
        "state",
        N_("State"),
        86,
        _receipt_state,
        tone=lambda row: "bad" if row.reversed or row.reverses else "warn",
    ),
    _Receipt(
        "reference",
        N_("Reference and note"),
        80,
        lambda row: " · ".join(part for part in (row.reference, row.remark) if part),
        grows=True,
    ),
    _Receipt("method", N_("Way"), 76, lambda row: _(METHODS.get(row.method, row.method))),
)


def _points(row: EventView) -> str:
    if not row.points:
        return ""
    if not row.open_points:
        return _("All closed")
    return ngettext("{count} open", "{count} open", len(row.open_points)).format(count=len(row.open_points))


def _points_tone(row: EventView) -> str:
    if not row.points or not row.open_points:
        return "ok"
    today = local_day()
    return "bad" if any(point.is_overdue(today) for point in row.points) else "warn"


_Event = ListColumn[EventView]
EVENTS: Final = (
    _Event("on", N_("Happened on"), 112, lambda row: day(row.on)),
    _Event("name", N_("Event"), 100, lambda row: event_name(row.kind), grows=True, strong=True),
    _Event(
        "result",
        N_("Result"),
        100,
        lambda row: _(EVENT_RESULTS[row.result]) if row.result else "",
        tone=lambda row: _RESULT_TONES.get(row.result, ""),
    ),
    _Event("files", N_("Proof"), 80, lambda row: _(", ").join(name for name, _hash in row.files), grows=True),
    _Event("points", N_("Open points"), 96, _points, tone=_points_tone),
    _Event("note", N_("Note"), 60, lambda row: row.note, grows=True),
)
_Invoice = ListColumn[InvoiceView]
INVOICES: Final = (
    _Invoice("requested_on", N_("Asked on"), 96, lambda row: day(row.requested_on)),
    _Invoice(
        "state",
        N_("State"),
        90,
        lambda row: _("Red") if row.red_of else _(STATES.get(row.state, row.state)),
        tone=lambda row: "bad" if row.red_of else _INVOICE_TONES.get(row.state, ""),
    ),
    _Invoice("number", N_("Invoice number"), 192, lambda row: row.number, strong=True),
    _Invoice("issued_on", N_("Issued on"), 96, lambda row: day(row.issued_on) if row.issued_on else ""),
    _Invoice("kind", N_("Kind"), 130, lambda row: _(KINDS.get(row.kind, row.kind))),
    _Invoice(
        "gross", N_("Amount with tax"), 118, lambda row: shown_money(row.gross, row.currency), right=True
    ),
    _Invoice("tax", N_("Tax"), 100, lambda row: shown_money(row.tax, row.currency), right=True),
    _Invoice("remark", N_("Note"), 100, lambda row: row.remark, grows=True),
)
