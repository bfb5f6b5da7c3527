"""A comparison of two quote versions in words: what the window shows side by side, and the 变更说明 prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from salesdesk.domain.deviation import VERDICTS, Deviation
from salesdesk.domain.money import minor_units
from salesdesk.domain.pricing import describe
from salesdesk.domain.quote import QuoteLine
from salesdesk.domain.quote_compare import ChangeKind, Comparison, LineChange, term
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import N_, Language, day, language as current_language, money, number, translate

KINDS: Final[dict[ChangeKind, str]] = {
    "same": N_("Unchanged"),
    "changed": N_("Modified"),
    "added": N_("Added"),
    "removed": N_("Removed"),
}
_MOVED: Final = N_("Reordered")
FIGURES: Final = ("quantity", "price", "discount", "amount")
_FIELDS: Final = {
    "name": N_("Product"),
    "model": N_("Model"),
    "brand": N_("Brand"),
    "specification": N_("Specification"),
    "unit": N_("Unit"),
    "tax_rate": N_("VAT rate"),
    "charge": N_("Charge"),
    "optional": N_("Optional"),
    "alternative": N_("Alternative"),
    "free": N_("Free of charge"),
    "delivery": N_("Delivery"),
    "remark": N_("Remark"),
}
"""What is said of a line in words; the other fields stand as figures."""
_TERMS: Final = {
    "customer": N_("Customer"),
    "contact": N_("Contact"),
    "project": N_("Project"),
    "tender": N_("Tender no."),
    "valid_until": N_("Valid until"),
    "currency": N_("Currency"),
    "fx_rate": N_("Exchange rate"),
    "price_mode": N_("Prices"),
    "rounding": N_("Rounding"),
    "payment_terms": N_("Payment"),
    "delivery_terms": N_("Delivery"),
    "warranty_terms": N_("Warranty"),
    "greeting": N_("Greeting"),
    "remark": N_("Remarks"),
    "deviations": N_("Technical deviations"),
}
_SUMS: Final = {
    "before_discount": N_("Subtotal incl. VAT"),
    "discount": N_("Document discount"),
    "net": N_("Total excl. VAT"),
    "tax": N_("Tax total"),
    "gross": N_("Total incl. VAT"),
}
_INTERNAL: Final = ("fx_rate", "rounding")
_VALUES: Final = {
    "tax_included": N_("including VAT"),
    "tax_excluded": N_("excluding VAT"),
    "line": N_("by line"),
    "tax_rate": N_("by tax rate"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that has a name, as it was and as it is; `difference` is of amounts."""

    label: str
    before: str
    after: str
    difference: str = ""

    @property
    def changed(self) -> bool:
        """Tell whether it is another one now."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of both versions; `figures` are quantity, price, discount and amount, `texts` what else differs.

    `word` says what became of it. A line that is in one version only has empty texts for the other.
    """

    kind: ChangeKind
    word: str
    places: tuple[str, str]
    name: str
    figures: tuple[Entry, ...]
    texts: tuple[Entry, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStatement:
    """What changed from one version to another, ready to be shown or printed.

    `reason` is why the newer one was made; `issued_on` is the newer one's date. `difference` is of the totals.
    """

    before: str
    after: str
    before_on: date
    issued_on: date
    reason: str
    customer: str
    seller: str
    seller_person: str
    project: str
    language: Language
    logo: str
    lines: tuple[StatementLine, ...]
    terms: tuple[Entry, ...]
    sums: tuple[Entry, ...]
    difference: str
    is_equal: bool
    hidden: tuple[str, ...] = ()


def statement(
    comparison: Comparison, *, language: Language | None = None, reason: str = "", for_customer: bool = False
) -> ChangeStatement:
    """Put a comparison into words; `for_customer` leaves out what the newer version's document leaves out."""
    tongue = language or current_language()
    before, after = comparison.before, comparison.after
    hidden = after.draft.hidden if for_customer else ()
    say = partial(translate, language=tongue)
    names = {name: say(text) for name, text in _SUMS.items()}
    prices = "prices" not in hidden
    sums = [_sum(comparison, name, names[name]) for name in _SUMS if prices]
    return ChangeStatement(
        before=before.label,
        after=after.label,
        before_on=before.issued_on,
        issued_on=after.issued_on,
        reason=reason,
        customer=after.customer.name,
        seller=after.seller.name,
        seller_person=after.seller_person,
        project=after.draft.project,
        language=tongue,
        logo=after.seller.logo,
        lines=tuple(_line(comparison, line, hidden, tongue) for line in comparison.lines),
        terms=tuple(
            Entry(say(_TERMS[name]), *(_term(version, name, tongue) for version in (before, after)))
            for name in comparison.terms
            if not (for_customer and name in _INTERNAL)
        ),
        sums=tuple(entry for entry in sums if entry.before != "" or entry.after != ""),
        difference=sums[-1].difference if sums else "",
        is_equal=comparison.is_equal,
        hidden=hidden,
    )


def _line(
    comparison: Comparison, line: LineChange, hidden: tuple[str, ...], tongue: Language
) -> StatementLine:
    say = partial(translate, language=tongue)
    shown = line.after or line.before
    model = shown.model if shown and "models" not in hidden else ""
    parts = [say(KINDS[line.kind])] if line.kind != "same" or not line.moved else []
    if line.moved:
        parts.append(say(_MOVED))
    left_out = {"model"} if "models" in hidden else set[str]()
    return StatementLine(
        kind=line.kind,
        word=" · ".join(parts),
        places=(_place(line.places[0]), _place(line.places[1])),
        name=" ".join(part for part in (shown.name if shown else "", model) if part),
        figures=_figures(comparison, line, hidden, tongue),
        texts=tuple(
            Entry(say(_FIELDS[name]), _field(line.before, name, tongue), _field(line.after, name, tongue))
            for name in line.fields
            if name in _FIELDS and name not in left_out
        ),
        moved=line.moved,
    )


def _place(value: int | None) -> str:
    return "" if value is None else str(value)


def _figures(
    comparison: Comparison, line: LineChange, hidden: tuple[str, ...], tongue: Language
) -> tuple[Entry, ...]:
    say = partial(translate, language=tongue)
    included = comparison.after.draft.price_mode == "tax_included"
    caption = N_("Amount incl. VAT") if included else N_("Amount excl. VAT")
    sides = (
        (comparison.before, line.before, line.amounts[0]),
        (comparison.after, line.after, line.amounts[1]),
    )
    show: dict[str, tuple[str, Callable[[QuoteVersion, QuoteLine, Decimal], str]]] = {
        "quantity": (say(N_("Quantity")), lambda _version, one, _amount: _quantity(one)),
        "price": (say(N_("Unit price")), _price),
        "discount": (say(N_("Discount")), lambda _version, one, _amount: describe(one.discount, tongue)),
        "amount": (say(caption), lambda version, _one, amount: _money(version, amount)),
    }
    out = {"price", "discount", "amount"} if "prices" in hidden else set[str]()
    out |= {"discount"} if "discounts" in hidden else set()
    entries = []
    for name in FIGURES:
        label, text = show[name]
        shown = [
            ""
            if one is None or amount is None or not one.has_figures or name in out
            else text(version, one, amount)
            for version, one, amount in sides
        ]
        entries.append(Entry(label, *shown))
    return tuple(entries)


def _quantity(line: QuoteLine) -> str:
    return "" if line.kind == "charge" else f"{number(line.quantity.normalize())} {line.unit}".strip()


def _price(version: QuoteVersion, line: QuoteLine, _amount: Decimal) -> str:
    if line.kind == "charge":
        return "" if line.charge is None else _percent(line.charge)
    places = max(minor_units(version.draft.currency), -int(line.unit_price.normalize().as_tuple().exponent))
    return number(line.unit_price, places)


def _money(version: QuoteVersion, amount: Decimal) -> str:
    currency = version.draft.currency
    return money(amount, currency, places=minor_units(currency), space="")


def _sum(comparison: Comparison, name: str, label: str) -> Entry:
    sign = -1 if name == "discount" else 1
    before, after = (sign * getattr(one.totals, name) for one in (comparison.before, comparison.after))
    difference = ""
    if comparison.difference is not None:
        rise = after - before
        difference = f"{'+' if rise > 0 else ''}{_money(comparison.after, rise)}"
    texts = (_money(comparison.before, before), _money(comparison.after, after))
    if name in ("discount", "before_discount") and not (
        comparison.before.totals.discount or comparison.after.totals.discount
    ):
        texts = ("", "")
    return Entry(label, *texts, difference)


def _field(line: QuoteLine | None, name: str, tongue: Language) -> str:
    return "" if line is None else _shown(name, getattr(line, name), tongue)


def _term(version: QuoteVersion, name: str, tongue: Language) -> str:
    return _shown(name, term(version, name), tongue)


def _shown(name: str, value: Any, tongue: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"), tongue)
    if isinstance(value, Decimal):
        return number(value.normalize()) if name == "fx_rate" else _percent(value)
    if isinstance(value, tuple):
        return "\n".join(_deviation(one, tongue) for one in value)
    if name in ("price_mode", "rounding"):
        return translate(_VALUES[value], tongue)
    return day(value) if isinstance(value, date) else str(value)


def _deviation(row: Deviation, tongue: Language) -> str:
    verdict = translate(VERDICTS[row.met], tongue)
    return f"{row.parameter}: {row.required} → {row.ours} ({verdict})"


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"
