"""Which approvals a quote needs, and why (domain rules 3.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain import payment_terms
from salesdesk.domain.margin import Margin, margin, rate_of
from salesdesk.domain.money import EXACT, minor_units, round_half_up
from salesdesk.domain.price_words import plain
from salesdesk.domain.quote import QuoteDraft, QuoteLine, QuoteTotals, line_numbers
from salesdesk.domain.tax import excluded, included
from salesdesk.i18n import N_, _, language

__all__ = [
    "DEFAULT_RULES",
    "METRICS",
    "NAMES",
    "RANKS",
    "WITHOUT_THRESHOLD",
    "Margin",
    "Metric",
    "Need",
    "Rule",
    "Terms",
    "approvers",
    "in_words",
    "line_discount",
    "margin",
    "may_decide",
    "needs",
    "still_covered",
    "total_discount",
]

Metric = Literal[
    "discount",
    "line_discount",
    "document_discount",
    "margin",
    "floor_price",
    "amount",
    "payment_term",
    "validity",
    "typed_price",
    "other_book",
    "unchecked_rate",
]

METRICS: Final[dict[Metric, str]] = {
    "discount": N_("Discount (the larger of line and total)"),
    "line_discount": N_("Discount of a line"),
    "document_discount": N_("Discount in all"),
    "margin": N_("Margin below"),
    "floor_price": N_("Below the floor price"),
    "amount": N_("Total above"),
    "payment_term": N_("Payment worse than the usual terms"),
    "validity": N_("Valid for more days than"),
    "typed_price": N_("A price without a price book"),
    "other_book": N_("A price of another price book"),
}
"""What a rule measures, with names to be translated when shown."""
NAMES: Final[dict[Metric, str]] = METRICS | {"unchecked_rate": N_("First rate of exchange of its currency")}
"""What is measured, with what no rule has to say."""
WITHOUT_THRESHOLD: Final = frozenset({"floor_price", "payment_term", "typed_price", "other_book"})
"""Metrics that are hit or not; the others are compared with a threshold, strictly."""
_GIVING: Final = frozenset({"discount", "line_discount", "document_discount", "margin"})
_LONGEST_NAME: Final = 60
RANKS: Final = ("sales", "regional_manager", "director")
"""Who may approve more than whom: a later one decides in an earlier one's place too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A quote needs somebody of `role` where the metric is over the threshold (a margin: under it).

    Discounts and margins are fractions, an amount is in CNY with tax, a validity in days. `standard` is the key of the
    terms of payment that others are measured by; empty: the usual ones.
    """

    metric: Metric
    threshold: Decimal | None
    role: str
    standard: str = ""


DEFAULT_RULES: Final = (
    Rule("discount", Decimal("0.15"), "regional_manager"),
    Rule("typed_price", None, "regional_manager"),
    Rule("other_book", None, "regional_manager"),
    Rule("payment_term", None, "regional_manager"),
    Rule("validity", Decimal(90), "regional_manager"),
    Rule("discount", Decimal("0.25"), "director"),
    Rule("floor_price", None, "director"),
    Rule("margin", Decimal("0.10"), "director"),
)
"""The ladder that a new firm starts with: exactly 15 % passes, 15.01 % asks the regional manager."""


@dataclass(frozen=True, slots=True)
class Need:
    """A rule that a quote hits: the measured value (None where it is hit or not) and the line's number, or None.

    Where there is no value, `mark` is the fingerprint of what hit it: an approval covers nothing else. `given` is what
    a discount gives away in all, in CNY: an approval covers no more of it. `by` is who typed the value, where that
    matters.
    """

    rule: Rule
    value: Decimal | None
    line: int | None = None
    mark: str = ""
    given: Decimal | None = None
    by: str = ""


UNCHECKED_RATE: Final = Rule("unchecked_rate", None, "regional_manager")
"""What is asked of the first quote in a currency: its rate turns every price and cost, and no earlier one bounds it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a quote's approval depends on beside its draft.

    The days on which it is valid; whether no quote in its currency went out so far, and who typed its rate of exchange.
    """

    issued_on: date
    valid_until: date
    first_in_currency: bool = False
    rate_by: str = ""


def line_discount(draft: QuoteDraft, figures: QuoteTotals, index: int) -> Decimal | None:
    """Return 1 − gross after all discounts ÷ gross at the price book's price; None for a free line.

    The base is the snapshot of the price book, so that a raised list price or split lines change nothing. A line that
    is in no book is measured on its own price before discounts.
    """
    line = draft.lines[index]
    base = _base(draft, line) or _own_base(draft, line)
    if base is None or line.free or not base:
        return None
    return 1 - figures.lines[index].gross / base


def _base(draft: QuoteDraft, line: QuoteLine) -> Decimal | None:
    if line.base_price is None or line.kind != "product":
        return None
    return round_half_up(EXACT.multiply(line.base_price, line.quantity), minor_units(draft.currency))


def _own_base(draft: QuoteDraft, line: QuoteLine) -> Decimal | None:
    if line.kind != "product":
        return None
    split = included if draft.price_mode == "tax_included" else excluded
    places = minor_units(draft.currency)
    amount = round_half_up(EXACT.multiply(line.unit_price, line.quantity), places)
    return split(amount, line.tax_rate, places).gross


def total_discount(draft: QuoteDraft, figures: QuoteTotals, *, with_own: bool = False) -> Decimal | None:
    """Return the discount of all lines of the price book together; a free line counts as one for nothing.

    `with_own` takes those of no book in too, at their own prices.
    """
    base = paid = Decimal(0)
    for line, figure in zip(draft.lines, figures.lines, strict=True):
        due = _base(draft, line) or (_own_base(draft, line) if with_own else None)
        if due is None or line.optional or line.alternative:
            continue
        base += due
        paid += Decimal(0) if line.free else figure.gross
    return 1 - paid / base if base else None


def needs(
    draft: QuoteDraft, figures: QuoteTotals, terms: Terms, rules: Sequence[Rule] = DEFAULT_RULES
) -> tuple[Need, ...]:
    """Return the rules that a quote hits, each once with its worst line; optional lines ask for nothing.

    A firm with rules is also asked for the rate of exchange where it is the first one of its currency.
    """
    found = tuple(need for rule in rules for need in _hit(draft, figures, terms, rule))
    if rules and terms.first_in_currency and draft.fx_rate:
        found += (Need(UNCHECKED_RATE, draft.fx_rate, by=terms.rate_by),)
    return found


def _hit(draft: QuoteDraft, figures: QuoteTotals, terms: Terms, rule: Rule) -> Iterator[Need]:
    measured = _measured(draft, figures, terms, rule)
    if rule.threshold is not None and rule.metric not in WITHOUT_THRESHOLD:
        below = rule.metric == "margin"
        measured = [
            (value, line)
            for value, line in measured
            if value is None or (value < rule.threshold if below else value > rule.threshold)
        ]
    if measured:
        worst = min if rule.metric == "margin" else max
        value, line = worst(measured, key=lambda one: (one[0] or Decimal(0), -(one[1] or 0)))
        mark = "" if value is not None else _mark(draft, figures, measured)
        number = line_numbers(draft.lines)[line - 1] if line else None
        yield Need(rule, value, number, mark, _given(draft, figures) if rule.metric in _GIVING else None)


def _given(draft: QuoteDraft, figures: QuoteTotals) -> Decimal:
    """Return what the counted lines are sold below their bases, in CNY."""
    given = Decimal(0)
    for index, line in _counted(draft):
        base = _base(draft, line) or _own_base(draft, line) or Decimal(0)
        given += base - (Decimal(0) if line.free else figures.lines[index].gross)
    return round_half_up(given * (rate_of(draft) or 1))


_Measured = tuple[Decimal | None, int | None]


def _mark(draft: QuoteDraft, figures: QuoteTotals, hits: Iterable[_Measured]) -> str:
    """Return the fingerprint of what was hit: terms of payment and total, or lines with what they are sold for."""
    content: list[object] = [draft.payment_term, draft.payment_terms, f"{figures.gross:f}"]
    lines = [index - 1 for _value, index in hits if index is not None]
    if lines:
        content = [
            [(line := draft.lines[at]).name, line.model, f"{line.quantity:f}", f"{figures.lines[at].gross:f}"]
            for at in lines
        ]
    text = json.dumps([draft.currency, content], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _measured(draft: QuoteDraft, figures: QuoteTotals, terms: Terms, rule: Rule) -> list[_Measured]:
    """Return what a metric measures: values with the line they belong to, from 1, or hits without a value."""
    metric = rule.metric
    if metric in ("floor_price", "typed_price", "other_book"):
        return list(_lines_that(draft, figures, metric))
    if metric == "payment_term":
        standard = rule.standard or payment_terms.STANDARD
        fits = payment_terms.usual(draft.payment_term, draft.payment_terms, standard)
        return [] if fits else [(None, None)]
    if metric == "amount":
        rate = rate_of(draft)
        return [(None if rate is None else figures.gross * rate, None)]
    found: list[_Measured] = []
    if metric in ("discount", "line_discount"):
        found += _of_lines(draft, figures)
    if metric in ("discount", "document_discount"):
        found += [(total_discount(draft, figures, with_own=own), None) for own in (False, True)]
    if metric == "margin" and _has_cost(draft):
        known = rate_of(draft) is not None  # a margin that nobody can work out is none
        found.append((margin(draft, figures).rate if known else Decimal(0), None))
    if metric == "validity":
        found.append((Decimal((terms.valid_until - terms.issued_on).days), None))
    return [(value, line) for value, line in found if value is not None]


def _of_lines(draft: QuoteDraft, figures: QuoteTotals) -> Iterator[_Measured]:
    for index, line in _counted(draft):
        if line.counts:
            yield line_discount(draft, figures, index), index + 1


def _has_cost(draft: QuoteDraft) -> bool:
    return any(line.cost is not None for _index, line in _counted(draft))


def _counted(draft: QuoteDraft) -> Iterator[tuple[int, QuoteLine]]:
    for index, line in enumerate(draft.lines):
        if line.kind == "product" and not line.optional and not line.alternative:
            yield index, line


def _lines_that(draft: QuoteDraft, figures: QuoteTotals, metric: Metric) -> Iterator[_Measured]:
    for index, line in _counted(draft):
        if line.free:
            continue
        if metric == "typed_price":
            hit = line.base_price is None
        elif metric == "other_book":
            hit = line.price_source == "other"
        else:
            least = None if line.floor_price is None else EXACT.multiply(line.floor_price, line.quantity)
            hit = least is not None and figures.lines[index].gross < round_half_up(
                least, minor_units(draft.currency)
            )
        if hit:
            yield None, index + 1
    if metric == "typed_price":
        yield from (
            (None, number) for number, line in enumerate(draft.lines, start=1) if _sells_by_charge(line)
        )


def _sells_by_charge(line: QuoteLine) -> bool:
    """Tell whether a charge names a product, which is sold past its price then."""
    return line.kind == "charge" and line.product_id is not None and line.counts


def approvers(found: Iterable[Need]) -> tuple[str, ...]:
    """Return the roles that must approve, the lowest first: the regional manager sees what the director decides."""
    roles = {need.rule.role for need in found}
    return tuple(sorted(roles, key=lambda role: RANKS.index(role) if role in RANKS else len(RANKS)))


def may_decide(role: str, needed: str) -> bool:
    """Tell whether somebody of a role may give an approval that needs another: the same one, or one above it."""
    if role == needed:
        return True
    return role in RANKS and needed in RANKS and RANKS.index(role) > RANKS.index(needed)


def still_covered(before: Iterable[Need], after: Iterable[Need]) -> tuple[Need, ...]:
    """Return the needs that an earlier approval covers: the same rule, no worse a value, no more given away.

    Without the last, the leave for a small order at a low price would be one for a large order (calculations 4.8).
    """
    known = {need.rule: need for need in before}
    return tuple(need for need in after if need.rule in known and _covers(known[need.rule], need))


def _covers(old: Need, new: Need) -> bool:
    if old.value is None or new.value is None:
        return old.value is None and new.value is None and new.mark == old.mark
    if old.given is not None and new.given is not None and new.given > old.given:
        return False
    return new.value >= old.value if new.rule.metric == "margin" else new.value <= old.value


def in_words(need: Need) -> str:
    """Return why an approval is needed, as a sentence part."""
    name = _(NAMES[need.rule.metric])
    value = _("unknown") if need.value is None else _shown(need.rule.metric, need.value)
    limit = "" if need.rule.threshold is None else _shown(need.rule.metric, need.rule.threshold)
    if need.rule.metric == "unchecked_rate":
        text = _("{metric}: {value}, compared with none, typed by {name}")
        return text.format(metric=name, value=value, name=need.by[:_LONGEST_NAME] or "—")
    if need.rule.metric == "payment_term":
        name = _("Payment worse than {term}").format(term=standard_name(need.rule))
    text = (
        _("{metric}: {value} (limit {limit})").format(metric=name, value=value, limit=limit)
        if limit
        else name
    )
    return text if need.line is None else _("Line {line}: {problem}").format(line=need.line, problem=text)


def standard_name(rule: Rule) -> str:
    """Return what the terms of payment are called that a rule measures others by."""
    term = payment_terms.by_key(rule.standard) or payment_terms.TERMS[0]
    return payment_terms.name_of(term, language())


def _shown(metric: Metric, value: Decimal) -> str:
    if metric in ("validity", "amount"):
        return f"{value:,.0f}"
    if metric == "unchecked_rate":
        return plain(value)
    return f"{round_half_up(value * 100, 2):f}".rstrip("0").rstrip(".") + "%"
