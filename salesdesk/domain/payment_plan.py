"""A contract's plan of payments: how its amount is split, when each part is due, and what a new amount changes.

Every part but one is rounded on its own, the balance takes the rest (calculations 4.9); so the parts always make the
whole amount. What is paid never changes.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Final, Literal

from salesdesk.domain import payment_terms
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.domain.payment_terms import TermLine, Trigger
from salesdesk.i18n import N_, Language, _, translate

LineKind = Literal["percent", "amount", "balance"]
MOST_LINES: Final = 60
LONGEST_OFFSET: Final = 3650
LATEST: Final = date(2199, 12, 31)
"""No day that is agreed or planned lies behind it."""
SHARE_PLACES: Final = 6
"""How many decimals of a fraction are kept."""
_RETENTION: Final = "warranty_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A part of an amount: a `share` (fraction) of it, a fixed `amount`, or the balance; due by a trigger.

    The balance may say its `share` too, which then only informs. `fixed_on` is the day of a `fixed_date`.
    """

    kind: LineKind
    trigger: Trigger
    offset_days: int = 0
    share: Decimal | None = None
    amount: Decimal | None = None
    fixed_on: date | None = None
    retention: bool = False
    label: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment that stands: how it was agreed, what it comes to, and what of that was paid."""

    line: PlanLine
    amount: Decimal
    paid: Decimal

    @property
    def done(self) -> bool:
        """Tell whether it is paid, so that it never changes."""
        return self.paid >= self.amount and self.paid > 0


def of_term(lines: Sequence[TermLine]) -> tuple[PlanLine, ...]:
    """Return the plan of terms of payment; the last line is the balance, what waits for the warranty is retention.

    Parts that are due upon the same are told apart by their number.
    """
    last = len(lines) - 1
    triggers = [line.trigger for line in lines]

    def named(number: int, language: Language) -> str:
        if triggers.count(triggers[number]) > 1:
            return translate(N_("Instalment {number}"), language).format(number=number + 1)
        return label(triggers[number], language)

    return tuple(
        PlanLine(
            kind="balance" if number == last else "percent",
            trigger=line.trigger,
            offset_days=line.offset_days,
            share=line.percent / 100,
            retention=line.trigger == _RETENTION,
            label=named(number, "zh_CN"),
            label_en=named(number, "en"),
        )
        for number, line in enumerate(lines)
    )


def label(trigger: Trigger, language: Language) -> str:
    """Return what a payment due by a trigger is called."""
    return translate(payment_terms.LABELS[trigger], language)


def check(lines: Sequence[PlanLine], total: Decimal, places: int) -> None:
    """Refuse a plan that doesn't work: one balance, shares and amounts that leave it nothing less than nothing."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise InvalidInputError(_("Give 1 to {most} payments.").format(most=MOST_LINES))
    if sum(line.kind == "balance" for line in lines) != 1:
        raise InvalidInputError(_("Exactly one payment takes the rest of the amount."))
    for number, line in enumerate(lines, start=1):
        if problem := _problem(line, places):
            raise InvalidInputError(_("Payment {number}: {problem}").format(number=number, problem=problem))
    with localcontext(EXACT):
        shares = sum((line.share or Decimal(0) for line in lines if line.kind == "percent"), Decimal(0))
        fixed = sum((line.amount or Decimal(0) for line in lines if line.kind == "amount"), Decimal(0))
        if shares > 1 or shares * total + fixed > total:
            raise RuleError(_("The payments come to more than the whole amount."))


def _problem(line: PlanLine, places: int) -> str:
    if line.trigger not in payment_terms.TRIGGERS:
        return _("Choose what makes each payment due.")
    if not 0 <= line.offset_days <= LONGEST_OFFSET:
        return _("A payment is due 0 to {most} days later.").format(most=LONGEST_OFFSET)
    if line.trigger == "fixed_date" and line.fixed_on is None:
        return _("Say on which day it is due.")
    if line.fixed_on is not None and line.fixed_on > LATEST:
        return _("This day lies too far in the future.")
    return _share_problem(line.share) if line.kind == "percent" else _amount_problem(line, places)


def _share_problem(share: Decimal | None) -> str:
    if share is None or not share.is_finite() or not 0 < share <= 1:
        return _("Each payment is a share above 0 % and at most 100 %.")
    if round_half_up(share, SHARE_PLACES) != share:
        return _("A share has at most {places} decimals.").format(places=SHARE_PLACES - 2)
    return ""


def _amount_problem(line: PlanLine, places: int) -> str:
    amount = line.amount
    if line.kind == "balance":
        return ""
    if amount is None or not amount.is_finite() or amount <= 0 or round_half_up(amount, places) != amount:
        return _("Write an amount above zero, no finer than the currency.")
    return ""


def split(lines: Sequence[PlanLine], total: Decimal, places: int) -> tuple[Decimal, ...]:
    """Return what each part of an amount comes to; they sum to it exactly and none is below zero."""
    check(lines, total, places)
    zero = Decimal(0).scaleb(-places)
    return resplit([Part(line, zero, zero) for line in lines], total, places).amounts


@dataclass(frozen=True, slots=True)
class Resplit:
    """The amounts of a plan after the whole amount changed; `extra` is what no part that is open can take."""

    amounts: tuple[Decimal, ...]
    extra: Decimal


def resplit(parts: Sequence[Part], total: Decimal, places: int) -> Resplit:
    """Return what the parts come to where the whole amount is another one.

    Parts that are paid stay as they are, those paid in part stay at least at that. RuleError where more was paid than
    the new amount: then money goes back first. What is left where everything is paid is `extra`.
    """
    zero = Decimal(0).scaleb(-places)
    with localcontext(EXACT):
        amounts = [part.amount if part.done else max(part.paid, zero) for part in parts]
        rest = total - sum(amounts, zero)
        if rest < 0:
            raise RuleError(_("More was paid already than the new amount. Book the repayment first."))
        open_ones = [number for number, part in enumerate(parts) if not part.done]
        if not open_ones:
            return Resplit(tuple(amounts), rest)
        balance = next(
            (number for number in open_ones if parts[number].line.kind == "balance"), open_ones[-1]
        )
        for number in open_ones:
            if number == balance:
                continue
            more = min(max(_wanted(parts[number].line, total, places) - amounts[number], zero), rest)
            amounts[number] += more
            rest -= more
        amounts[balance] += rest
        return Resplit(tuple(amounts), zero)


def beside(
    lines: Sequence[PlanLine], amounts: Sequence[Decimal], standing: Sequence[tuple[Trigger, Decimal]]
) -> tuple[Decimal, ...]:
    """Return what is left of a plan's amounts beside instalments that stand, each by its trigger and amount.

    They are taken first from the parts that are due by the same, then from the first ones.
    """
    left, rest = list(amounts), Decimal(0)
    for trigger, amount in standing:
        own = [number for number, line in enumerate(lines) if line.trigger == trigger]
        rest += _take(left, own, amount)
    _take(left, range(len(left)), rest)
    return tuple(left)


def _take(left: list[Decimal], places: Iterable[int], amount: Decimal) -> Decimal:
    """Take an amount from some parts, one after the other, and return what they don't have."""
    for number in places:
        share = min(left[number], amount)
        left[number] -= share
        amount -= share
    return amount


def fitted(lines: Sequence[PlanLine], total: Decimal, places: int) -> tuple[PlanLine, ...]:
    """Return a plan whose fixed amounts go into a smaller whole: the last ones give, what comes to nothing is gone."""
    with localcontext(EXACT):
        shares = sum((line.share or Decimal(0) for line in lines if line.kind == "percent"), Decimal(0))
        room = max(total - shares * total, Decimal(0)).quantize(Decimal(0).scaleb(-places), ROUND_FLOOR)
    found = []
    for line in lines:
        if line.kind != "amount":
            found.append(line)
            continue
        amount = min(line.amount or Decimal(0), room)
        room -= amount
        if amount:
            found.append(replace(line, amount=amount))
    return tuple(found)


def _wanted(line: PlanLine, total: Decimal, places: int) -> Decimal:
    if line.kind == "amount":
        return line.amount or Decimal(0)
    return round_half_up(total * (line.share or Decimal(0)), places)


# --- days ---------------------------------------------------------------------------------------------------------


def due_on(line: PlanLine, happened: Mapping[str, date]) -> date | None:
    """Return when a part is due by what happened on which day; None while its trigger hasn't."""
    if line.trigger == "fixed_date":
        return line.fixed_on and _later(line.fixed_on, line.offset_days)
    if line.trigger == "monthly_close":
        delivered = happened.get("delivered")
        return delivered and _later(month_end(delivered), line.offset_days)
    day = happened.get(line.trigger)
    return day and _later(day, line.offset_days)


def planned_on(line: PlanLine, signed_on: date, happened: Mapping[str, date]) -> date:
    """Return when a part is expected: its due day where that is known, else as deals usually go from signing."""
    known = due_on(line, happened)
    if known is not None:
        return known
    usual = TermLine(Decimal(1), line.trigger, line.offset_days)
    return _later(signed_on, payment_terms.due_on(usual))


def warranty_end(
    accepted_on: date | None, delivered_on: date | None, months: int, cap_months: int
) -> date | None:
    """Return when the warranty ends: months after acceptance, at most so many after delivery; None while neither is.

    Without an acceptance the cap alone counts: silence doesn't prolong the warranty (contract clause c12).
    """
    ends = []
    if accepted_on is not None:
        ends.append(add_months(accepted_on, months))
    if delivered_on is not None:
        ends.append(add_months(delivered_on, cap_months))
    return min(ends, default=None)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)
