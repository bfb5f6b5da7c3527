"""The fields of an opportunity as facts: how they read, and how what was typed is understood."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from salesdesk.domain.import_values import parse_fraction
from salesdesk.domain.money import parse_amount
from salesdesk.domain.pipeline import LOSS_REASONS, STATUSES
from salesdesk.i18n import N_, SYMBOLS, _, day, money, number
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.pipeline.details import Details
from salesdesk.ui.widgets.facts import Fact
from salesdesk.ui.widgets.typed import parse_day

LABELS: Final[Mapping[str, str]] = {
    "name": N_("Rename “{name}”"),
    "customer": N_("Change the customer of “{name}”"),
    "stage": N_("Move “{name}” to {stage}"),
    "amount": N_("Change the amount of “{name}”"),
    "probability": N_("Change the win probability of “{name}”"),
    "owner": N_("Change the owner of “{name}”"),
    "product": N_("Change the product of “{name}”"),
    "source": N_("Change the source of “{name}”"),
    "expected_close_on": N_("Change the expected close of “{name}”"),
    "remark": N_("Change the remark of “{name}”"),
}
"""What the change of a field is called."""
_STATUS_NAMES: Final[dict[str, str]] = dict(STATUSES)


def parse(key: str, typed: str, today: date) -> Any:
    """Return the value of a field that was typed or chosen; InvalidInputError where it can't be read."""
    return _PARSERS[key](typed, today) if key in _PARSERS else typed


def _identity(typed: str, _today: date) -> uuid.UUID | None:
    return uuid.UUID(typed) if typed else None


_PARSERS: Final[Mapping[str, Callable[[str, date], Any]]] = {
    "stage": _identity,
    "owner": _identity,
    "product": _identity,
    "amount": lambda typed, _today: parse_amount(typed) if typed.strip() else None,
    "probability": lambda typed, _today: parse_fraction(typed) if typed.strip() else None,
    "expected_close_on": lambda typed, today: parse_day(typed, today) if typed.strip() else None,
}


def facts(details: Details, *, writable: bool) -> list[Fact]:
    """Return the fields in their order; a closed opportunity keeps all but its remark."""
    summary = details.summary
    editable = writable and not summary.is_closed
    shown = [*_outcome(summary), *_course(details, editable=editable)]
    shown += [*_belonging(details, editable=editable)]
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
        text = " · ".join(part for part in (_(reason) if reason else "", summary.loss_note) if part)
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
    amount = summary.amount
    yield Fact(
        "amount",
        _("Amount"),
        "" if amount is None else money(amount, summary.currency),
        ""
        if amount is None
        else money(amount, summary.currency, space="").lstrip(SYMBOLS.get(summary.currency, "")),
        editable=editable,
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


def _belonging(details: Details, *, editable: bool) -> Iterator[Fact]:
    summary = details.summary
    people = (("", "—"), *((person.id.hex, person.name) for person in details.choices.people))
    yield Fact("owner", _("Owner"), summary.owner or "", _code(summary.owner_id), people, editable=editable)
    products = [(identity.hex, name) for identity, name in details.choices.products]
    if summary.product_id is not None and (summary.product_id.hex, summary.product) not in products:
        products.insert(0, (summary.product_id.hex, summary.product or ""))
    yield Fact(
        "product",
        _("Product"),
        summary.product or "",
        _code(summary.product_id),
        (("", "—"), *products),
        editable=editable,
    )
    yield Fact("source", _("Source"), summary.source, editable=editable, longest=60)
    yield Fact("created", _("Created"), day(summary.created_on), editable=False)
    yield Fact("pipeline", _("Pipeline"), summary.pipeline, editable=False)


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


def _code(value: uuid.UUID | None) -> str:
    return "" if value is None else value.hex
