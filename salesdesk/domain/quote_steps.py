"""From list price to amount: the steps that a line's amount comes about by, which sum to it exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Final, Literal

from salesdesk.domain.money import EXACT, minor_units
from salesdesk.domain.quote import (
    QuoteDraft,
    QuoteTotals,
    line_amounts,
    unbounded_totals,
)
from salesdesk.domain.quote_conversion import in_mode

StepKind = Literal["list", "tier", "typed", "charge", "discount", "free", "rounding", "tax", "share"]
ORDER: Final[tuple[StepKind, ...]] = (
    "list",
    "tier",
    "typed",
    "charge",
    "discount",
    "free",
    "rounding",
    "tax",
    "share",
)
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step to an amount with tax: what it adds or takes away.

    `list` is the list price times the quantity, `tier` what the customer's price book changes in it, `typed` what the
    typed price changes (all of it where no list price is known), `charge` a percentage of the lines above, `share` the
    line's share of the document discount.
    """

    kind: StepKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cents:
    """How an amount was rounded to whole cents: what it was exactly, what became of it, the cent it got beyond."""

    exact: Decimal
    rounded: Decimal
    extra: bool = False


def line_steps(draft: QuoteDraft, figures: QuoteTotals, index: int) -> tuple[Step, ...]:
    """Return the steps to a line's gross amount after all discounts; they sum to it exactly."""
    with localcontext(EXACT):
        return tuple(_steps(draft, figures, line_amounts(draft), _before(draft), index))


def all_steps(draft: QuoteDraft, figures: QuoteTotals) -> tuple[Step, ...]:
    """Return the steps of all counted lines together, those of a kind as one; they sum to the total exactly."""
    sums: dict[StepKind, Decimal] = {}
    with localcontext(EXACT):
        amounts, before = line_amounts(draft), _before(draft)
        for index, line in enumerate(draft.lines):
            if line.counts:
                for step in _steps(draft, figures, amounts, before, index):
                    sums[step.kind] = sums.get(step.kind, Decimal(0)) + step.amount
    return tuple(Step(kind, sums[kind]) for kind in ORDER if sums.get(kind))


def shares(draft: QuoteDraft, figures: QuoteTotals) -> tuple[tuple[int, Cents], ...]:
    """Return each counted line (from 0) with its share of the document discount and who got a cent more."""
    places = minor_units(draft.currency)
    counted = [index for index, line in enumerate(draft.lines) if line.counts]
    before = _before(draft)
    with localcontext(EXACT):
        whole = sum((before[index] for index in counted), Decimal(0))
        if not figures.discount or not whole:
            return ()
        exact = [figures.discount * before[index] / whole for index in counted]
        given = [before[index] - figures.lines[index].gross for index in counted]
    return tuple(zip(counted, _cents(exact, given, places), strict=True))


def taxes(draft: QuoteDraft, figures: QuoteTotals, rate: Decimal) -> tuple[tuple[int, Cents], ...]:
    """Return each counted line (from 0) of a tax rate with its tax, before and after it was rounded.

    By line each tax is rounded on its own. By rate the tax of the whole rate is rounded once and shared out: the lines
    that got a cent more are named.
    """
    counted = [index for index, line in enumerate(draft.lines) if line.counts and line.tax_rate == rate]
    given = [figures.lines[index].tax for index in counted]
    included = draft.price_mode == "tax_included" or bool(figures.discount)
    with localcontext(EXACT):
        exact = [
            figures.lines[index].gross * rate / (_ONE + rate) if included else figures.lines[index].net * rate
            for index in counted
        ]
        if draft.rounding == "line":
            return tuple(
                (index, Cents(raw, tax)) for index, raw, tax in zip(counted, exact, given, strict=True)
            )
        weights = [figures.lines[index].gross if included else figures.lines[index].net for index in counted]
        whole, tax = sum(weights, Decimal(0)), sum(given, Decimal(0))
        exact = [tax * weight / whole if whole else Decimal(0) for weight in weights]
    return tuple(zip(counted, _cents(exact, given, minor_units(draft.currency)), strict=True))


def _cents(exact: Sequence[Decimal], given: Sequence[Decimal], places: int) -> Iterator[Cents]:
    unit = _ONE.scaleb(-places)
    for raw, amount in zip(exact, given, strict=True):
        yield Cents(raw, amount, extra=amount > raw.quantize(unit, rounding="ROUND_FLOOR", context=EXACT))


def _before(draft: QuoteDraft) -> list[Decimal]:
    """Return each line's gross before the document discount."""
    return [line.gross for line in unbounded_totals(replace(draft, document_discount=None)).lines]


def _steps(
    draft: QuoteDraft, figures: QuoteTotals, amounts: Sequence[Decimal], before: Sequence[Decimal], index: int
) -> Iterator[Step]:
    so_far = Decimal(0)
    for step in _priced(draft, amounts, index):
        so_far += step.amount
        if step.amount:
            yield step
    rest: tuple[tuple[StepKind, Decimal], ...] = (
        ("rounding", amounts[index] - so_far),
        ("tax", before[index] - amounts[index]),
        ("share", figures.lines[index].gross - before[index]),
    )
    for kind, amount in rest:
        if amount:
            yield Step(kind, amount)


def _priced(draft: QuoteDraft, amounts: Sequence[Decimal], index: int) -> Iterator[Step]:
    """Yield the steps to a line's amount before it is rounded, in the price mode."""
    line = draft.lines[index]
    if line.kind == "charge":
        counted = zip(draft.lines[:index], amounts, strict=False)
        above = sum((amount for one, amount in counted if one.kind == "product" and one.counts), Decimal(0))
        yield Step("charge", Decimal(0) if line.free else above * (line.charge or 0))
    if line.kind != "product":
        return
    known: tuple[tuple[StepKind, Decimal | None], ...] = (
        ("list", None if line.list_price is None else in_mode(line.list_price, line, draft)),
        ("tier", None if line.base_price is None else in_mode(line.base_price, line, draft)),
        ("typed", line.unit_price),
    )
    price = Decimal(0)
    for kind, after in known:
        if after is not None:
            yield Step(kind, (after - price) * line.quantity)
            price = after
    full = price * line.quantity
    if line.free:
        yield Step("free", -full)
    elif line.discount.kind == "percent":
        yield Step("discount", -full * line.discount.value)
    elif line.discount.kind == "amount":
        yield Step("discount", -line.discount.value)
    elif line.discount.kind == "final_price":
        yield Step("discount", line.discount.value * line.quantity - full)
