"""Where a figure of a quote comes from, in terms that sum to it exactly: for the eyes, and as text to be copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.money import minor_units
from salesdesk.domain.price_words import plain
from salesdesk.domain.pricing import describe
from salesdesk.domain.quote import QuoteDraft, QuoteLine, QuoteTotals, line_numbers
from salesdesk.domain.quote_steps import Cents, Step, StepKind, all_steps, line_steps, shares, taxes
from salesdesk.i18n import N_, _, money, number

Figure = Literal["subtotal", "discount", "net", "tax", "total", "line"]
"""What can be explained; `tax` is of one rate, `line` of one line."""
_STEPS: Final[dict[StepKind, str]] = {
    "list": N_("List price"),
    "tier": N_("Customer's price book"),
    "typed": N_("Price typed by hand"),
    "charge": N_("Percentage of the lines above"),
    "discount": N_("Discount of the line"),
    "free": N_("Free of charge"),
    "rounding": N_("Rounded to the cent"),
    "tax": N_("Tax added"),
    "share": N_("Share of the discount on the whole"),
}
_OF_ALL: Final[dict[StepKind, str]] = {
    "list": N_("All lines at list prices"),
    "tier": N_("Customer's price books"),
    "typed": N_("Prices typed by hand"),
    "charge": N_("Percentages of lines above"),
    "discount": N_("Discounts of lines"),
    "rounding": N_("Rounded to the cent, line by line"),
    "tax": N_("Tax added"),
    "share": N_("Discount on the whole"),
}
_MOST_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One of the amounts that a figure is the sum of, and how it came about."""

    text: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure as the sum of its terms, in a currency, and what more is to be said of it."""

    title: str
    result: Decimal
    terms: tuple[Term, ...]
    currency: str
    notes: tuple[str, ...] = ()

    def shown(self, amount: Decimal) -> str:
        """Return an amount as it is shown: with the decimals of its currency, or the more that it has."""
        exponent = amount.normalize().as_tuple().exponent
        places = minor_units(self.currency)
        if isinstance(exponent, int):
            places = min(max(places, -exponent), _MOST_PLACES)
        return money(amount, self.currency, places=places)

    def as_text(self) -> str:
        """Return all of it as lines to be copied."""
        lines = [_("{name}: {what}").format(name=self.title, what=self.shown(self.result))]
        for term in self.terms:
            line = f"  {self.shown(term.amount)}  {term.text}"
            lines.append(f"{line} ({term.note})" if term.note else line)
        return "\n".join([*lines, *self.notes])


def explained(
    draft: QuoteDraft,
    figures: QuoteTotals,
    figure: Figure,
    *,
    rate: Decimal | None = None,
    index: int = 0,
    prices: Sequence[str] = (),
) -> Explanation:
    """Return where a figure comes from; `prices` says where a line's price comes from, a sentence each."""
    match figure:
        case "line":
            return _line(draft, figures, index, prices)
        case "tax":
            return _tax(draft, figures, rate or Decimal(0))
        case "net":
            return _net(draft, figures)
        case "discount":
            return _discount(draft, figures)
        case "subtotal":
            steps = [step for step in all_steps(draft, figures) if step.kind != "share"]
            title = _("Subtotal")
            return Explanation(title, figures.before_discount, _of_all(steps), draft.currency)
    return _total(draft, figures)


def _of_all(steps: Sequence[Step]) -> tuple[Term, ...]:
    return tuple(Term(_(_OF_ALL[step.kind]), step.amount) for step in steps)


def _total(draft: QuoteDraft, figures: QuoteTotals) -> Explanation:
    shown = Explanation("", Decimal(0), (), draft.currency).shown
    sums = _("{net} without tax + {tax} tax = {total}").format(
        net=shown(figures.net), tax=shown(figures.tax), total=shown(figures.gross)
    )
    terms = _of_all(all_steps(draft, figures))
    return Explanation(_("Total"), figures.gross, terms, draft.currency, (sums, *_left_out(draft)))


def _left_out(draft: QuoteDraft) -> Iterator[str]:
    left_out = sum(line.has_figures and (line.optional or line.alternative) for line in draft.lines)
    if left_out:
        yield _("Optional or alternative lines, not in the total: {count}").format(count=left_out)
    if free := sum(line.has_figures and line.free for line in draft.lines):
        yield _("Lines free of charge: {count}").format(count=free)


def _line(draft: QuoteDraft, figures: QuoteTotals, index: int, prices: Sequence[str]) -> Explanation:
    line, figure = draft.lines[index], figures.lines[index]
    terms = tuple(
        Term(_(_STEPS[step.kind]), step.amount, _note(draft, line, step.kind))
        for step in line_steps(draft, figures, index)
    )
    shown = Explanation("", Decimal(0), (), draft.currency).shown
    notes = list(prices)
    for owner, cents in shares(draft, figures):
        if owner == index:
            notes.append(_("Its share exactly: {exact}.").format(exact=_exact(cents)) + _extra(cents))
    notes.append(
        _("{net} without tax + {tax} tax = {total}").format(
            net=shown(figure.net), tax=shown(figure.tax), total=shown(figure.gross)
        )
    )
    return Explanation(_named(draft, index), figure.gross, terms, draft.currency, tuple(notes))


def _note(draft: QuoteDraft, line: QuoteLine, kind: StepKind) -> str:
    prices = {"list": line.list_price, "tier": line.base_price, "typed": line.unit_price}
    if kind in prices and (price := prices[kind]) is not None:
        note = _("{quantity} × {price}").format(quantity=plain(line.quantity), price=plain(price))
        without = draft.price_mode == "tax_excluded" and kind != "typed"
        return _("{note}, taken without its tax").format(note=note) if without else note
    if kind == "discount":
        return describe(line.discount)
    if kind == "charge" and line.charge is not None:
        return f"{plain(line.charge * 100)}%"
    return ""


def _discount(draft: QuoteDraft, figures: QuoteTotals) -> Explanation:
    terms = tuple(
        Term(
            _named(draft, index),
            cents.rounded,
            _("exactly {exact}").format(exact=_exact(cents)) + _extra(cents),
        )
        for index, cents in shares(draft, figures)
    )
    notes = (_("Shared out by amount with tax, rounded down; what is left goes to the largest remainders."),)
    title = _("Discount on the whole")
    return Explanation(title, figures.discount, terms, draft.currency, notes if terms else ())


def _net(draft: QuoteDraft, figures: QuoteTotals) -> Explanation:
    terms = tuple(
        Term(
            _("Lines at {rate}").format(rate=f"{plain(group.rate * 100)}%"),
            group.net,
            _("{total} less {tax} tax").format(
                total=number(group.gross, minor_units(draft.currency)),
                tax=number(group.tax, minor_units(draft.currency)),
            ),
        )
        for group in figures.by_rate
    )
    return Explanation(_("Without tax"), figures.net, terms, draft.currency)


def _tax(draft: QuoteDraft, figures: QuoteTotals, rate: Decimal) -> Explanation:
    found = taxes(draft, figures, rate)
    terms = tuple(
        Term(
            _named(draft, index),
            cents.rounded,
            _("exactly {exact}").format(exact=_exact(cents))
            + (_extra(cents) if draft.rounding == "tax_rate" else ""),
        )
        for index, cents in found
    )
    notes = (
        _("The tax of this rate is rounded once and shared out to its lines.")
        if draft.rounding == "tax_rate"
        else _("The tax of each line is rounded on its own."),
    )
    result = sum((cents.rounded for _index, cents in found), Decimal(0))
    title = _("VAT {rate}").format(rate=f"{plain(rate * 100)}%")
    return Explanation(title, result, terms, draft.currency, notes)


def _named(draft: QuoteDraft, index: int) -> str:
    number = line_numbers(draft.lines)[index] or 0
    return _("Line {line}, {name}").format(line=number, name=draft.lines[index].name[:80])


def _exact(cents: Cents) -> str:
    return plain(cents.exact.quantize(Decimal(1).scaleb(-_MOST_PLACES)))


def _extra(cents: Cents) -> str:
    return _(", and the cent left over") if cents.extra else ""
