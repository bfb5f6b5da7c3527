"""The fields of an opportunity as facts: how they read, and how what was typed is understood."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.budget import parse_budget
from salesdesk.domain.changes import Label
from salesdesk.domain.import_values import parse_fraction
from salesdesk.domain.money import parse_amount
from salesdesk.domain.pipeline import LOSS_REASONS, STATUSES
from salesdesk.i18n import N_, SYMBOLS, _, day, money, money_short, number
from salesdesk.services import opportunities
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.facts import Fact
from salesdesk.ui.widgets.opportunity_details import Details
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.typed import parse_day

LABELS: Final[Mapping[str, str]] = {
    "name": N_("Rename “{name}”"),
    "customer": N_("Change the customer of “{name}”"),
    "amount": N_("Change the amount of “{name}”"),
    "probability": N_("Change the win probability of “{name}”"),
    "owner": N_("Change the owner of “{name}”"),
    "sr": N_("Change the solution manager of “{name}”"),
    "fr": N_("Change the delivery manager of “{name}”"),
    "need": N_("Change the need of “{name}”"),
    "budget": N_("Change the budget of “{name}”"),
    "roadmap": N_("Change the forecast status of “{name}”"),
    "product": N_("Change the product of “{name}”"),
    "source": N_("Change the source of “{name}”"),
    "expected_close_on": N_("Change the expected close of “{name}”"),
    "remark": N_("Change the remark of “{name}”"),
}
"""What the change of a field is called."""
_STATUS_NAMES: Final[dict[str, str]] = dict(STATUSES)
_IN_LABEL: Final = 100


def write(data: Data, shown: Summary, key: str, value: Any, *, row_version: int, reason: str = "") -> None:
    """Write one field of the opportunity that is shown, as one step that undo names."""
    name = cut(" · ".join(part for part in (shown.customer, shown.title) if part), _IN_LABEL)
    more = {"reason": reason} if reason else {}
    label = Label(LABELS[key], {"name": name})
    data.write(label, opportunities.change, shown.id, key, value, row_version=row_version, **more)


def parse(key: str, typed: str, today: date) -> Any:
    """Return the value of a field that was typed or chosen; InvalidInputError where it can't be read."""
    return _PARSERS[key](typed, today) if key in _PARSERS else typed


def _identity(typed: str, _today: date) -> uuid.UUID | None:
    return uuid.UUID(typed) if typed else None


_PARSERS: Final[Mapping[str, Callable[[str, date], Any]]] = {
    "stage": _identity,
    "owner": _identity,
    "sr": _identity,
    "fr": _identity,
    "product": _identity,
    "amount": lambda typed, _today: parse_amount(typed) if typed.strip() else None,
    "budget": lambda typed, _today: parse_budget(typed) if typed.strip() else (None, None),
    "probability": lambda typed, _today: parse_fraction(typed) if typed.strip() else None,
    "expected_close_on": lambda typed, today: parse_day(typed, today) if typed.strip() else None,
}


def facts(details: Details, *, writable: bool) -> list[Fact]:
    """Return the fields in their order; a closed opportunity keeps all but its remark."""
    summary = details.summary
    editable = writable and not summary.is_closed
    shown = [*_outcome(summary), *_course(details, editable=editable)]
    shown += [*_wanted(summary, editable=editable), *_belonging(details, editable=editable)]
    remark = Fact("remark", _("Remark"), summary.remark, multiline=True, editable=writable, longest=20_000)
    return [*shown, remark]


def _outcome(summary: Summary) -> Iterator[Fact]:
    tone = {"won": "ok", "lost": "bad", "on_hold": "warn"}.get(summary.status, "")
    status = _(_STATUS_NAMES.get(summary.status, summary.status))
    if summary.closed_on is not None:
        status = f"{status} · {day(summary.closed_on)}"
    yield Fact("status", _("Status"), status, editable=False, tone=tone)
    if summary.status == "lost":
        reason = dict(LOSS_REASONS).get(summary.loss_reason, "")
        parts = (_(reason) if reason else "", summary.lost_to_name or "", summary.loss_note)
        text = " · ".join(part for part in parts if part)
        yield Fact("loss", _("Reason of loss"), text, editable=False)


def _course(details: Details, *, editable: bool) -> Iterator[Fact]:
    summary = details.summary
    stages = tuple((stage.id.hex, stage.name) for stage in details.choices.stages)
    yield Fact(
        "stage",
        _("Stage"),
        summary.stage,
        summary.stage_id.hex,
        stages,
        editable=editable and summary.status == "open",
    )
    if not summary.is_closed and summary.steps:
        step = summary.steps[-1]
        yield Fact(
            "days",
            _("In stage"),
            stay(step.days, step.min_days, step.max_days),
            editable=False,
            tone="warn" if step.past_max else "",
        )
    yield Fact(
        "amount",
        _("Amount"),
        _amount(summary),
        _typed(summary.amount, summary.currency),
        editable=editable and summary.amount_from is None,
        hint=_("such as 12.5万 or 125,000"),
    )
    chance = f"{(summary.probability * 100).normalize():f}%"
    yield Fact(
        "probability",
        _("Win probability"),
        chance
        if summary.has_probability or summary.is_closed
        else _("{chance} by the stage").format(chance=chance),
        chance if summary.has_probability else "",
        editable=editable,
        hint=_("such as 60%; empty: by the stage"),
    )
    yield Fact(
        "expected_close_on",
        _("Expected close"),
        _expected(summary),
        _day(summary.expected_close_on),
        editable=editable,
        hint=_("such as +30, 12/31 or 2026-12-31"),
    )


def _amount(summary: Summary) -> str:
    """Return the amount, with the quote that it comes from."""
    shown = "" if summary.amount is None else money(summary.amount, summary.currency)
    if summary.amount_from is None:
        return shown
    quote = _("from quote {number}").format(number=summary.amount_from.number)
    return f"{shown} · {quote}" if shown else quote


def _wanted(summary: Summary, *, editable: bool) -> Iterator[Fact]:
    yield Fact(
        "need",
        _("Need"),
        summary.need,
        multiline=True,
        editable=editable,
        longest=20_000,
        hint=_("in one sentence: what is to get better, and by how much"),
    )
    low, high = summary.budget_min, summary.budget_max
    yield Fact(
        "budget",
        _("Budget range"),
        budget_text(low, high, summary.currency),
        _typed_budget(low, high, summary.currency),
        editable=editable,
        hint=_("such as 50万-80万 or 80万"),
    )


def budget_text(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """Return a budget as it is shown."""
    if low is None or high is None:
        known = low if high is None else high
        sign = "≥" if high is None else "≤"
        return "" if known is None else f"{sign} {money_short(known, currency)}"
    if low == high:
        return money_short(low, currency)
    return f"{money_short(low, currency)} – {money_short(high, currency)}"


def _typed_budget(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    if low is None or high is None:
        known = low if high is None else high
        return "" if known is None else f"{'≥' if high is None else '≤'} {_typed(known, currency)}"
    return _typed(low, currency) if low == high else f"{_typed(low, currency)} ~ {_typed(high, currency)}"


def _typed(amount: Decimal | None, currency: str) -> str:
    """Return an amount as it can be typed again."""
    return "" if amount is None else money(amount, currency, space="").lstrip(SYMBOLS.get(currency, currency))


def _belonging(details: Details, *, editable: bool) -> Iterator[Fact]:
    summary = details.summary
    people = people_choices(details)
    yield Fact("owner", _("Owner"), summary.owner or "", code_of(summary.owner_id), people, editable=editable)
    products = [(identity.hex, name) for identity, name in details.choices.products]
    if summary.product_id is not None and (summary.product_id.hex, summary.product) not in products:
        products.insert(0, (summary.product_id.hex, summary.product or ""))
    yield Fact(
        "product",
        _("Product"),
        summary.product or "",
        code_of(summary.product_id),
        (("", "—"), *products),
        editable=editable,
    )
    yield Fact("source", _("Source"), summary.source, editable=editable, longest=60)
    yield Fact("created", _("Created"), day(summary.created_on), editable=False)
    yield Fact("pipeline", _("Pipeline"), summary.pipeline, editable=False)


def people_choices(details: Details) -> tuple[tuple[str, str], ...]:
    """Return who can be chosen, first nobody."""
    return (("", "—"), *((person.id.hex, person.name) for person in details.choices.people))


def stay(days: int | None, shortest: int | None, longest: int | None) -> str:
    """Return a stay in a stage beside what is usual, as text; empty where it has no length."""
    if days is None:
        return ""
    text = _("{days} days").format(days=number(days, 0))
    usual = ""
    if shortest is not None and longest is not None:
        usual = _("expected {min}–{max} d").format(min=shortest, max=longest)
    elif longest is not None:
        usual = _("expected up to {max} d").format(max=longest)
    return f"{text} · {usual}" if usual else text


def _expected(summary: Summary) -> str:
    text = _day(summary.expected_close_on)
    if summary.slips:
        slipped = _("put off {count} ×").format(count=summary.slips)
        text = f"{text} · {slipped}" if text else slipped
    return text


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def code_of(value: uuid.UUID | None) -> str:
    """Return an id as an editor holds it."""
    return "" if value is None else value.hex
