"""Where a price comes from, in words: the book, the entry, the rule, the rate of exchange."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from salesdesk.domain.money import minor_units
from salesdesk.domain.price_rules import Book, Level, Price, Step
from salesdesk.i18n import N_, _, money, number

_LEVELS: Final[dict[Level, str]] = {
    "own": N_("The customer's own price book “{book}”"),
    "value_class": N_("The price book “{book}” of the customer's value class"),
    "assigned": N_("The price book “{book}” that the customer buys by"),
    "list": N_("The list “{book}”"),
    "product": N_("No price book has a price: the product's list price"),
    "chosen": N_("The price book “{book}”, as chosen"),
    "floor": N_("The floor prices “{book}”"),
}
_ROUNDINGS: Final = {
    "half_up": N_("rounded to {step}"),
    "up": N_("rounded up to {step}"),
    "down": N_("rounded down to {step}"),
}


def in_words(price: Price) -> tuple[str, ...]:
    """Return where a price comes from, a sentence for each step."""
    book = price.book.name if price.book else ""
    return (_(_LEVELS[price.level]).format(book=book), *(_step(step) for step in price.steps))


def in_short(price: Price) -> str:
    """Return where a price comes from in one line: the book and, where one was reached, the quantity break."""
    if price.book is None:
        return _("List price")
    last = next((step for step in reversed(price.steps) if step.book is price.book), None)
    if last is not None and last.kind == "entry" and last.figures[0] > 1:
        return _("{book}, from {quantity}").format(book=price.book.name, quantity=plain(last.figures[0]))
    if last is not None and last.kind == "slab":
        return _("{book}, average of its slabs").format(book=price.book.name)
    return price.book.name


def rule_in_words(book: Book, parent: str = "") -> str:
    """Return the rule of a book, such as `List × 0.88, rounded up to 10, −0.01`; empty where it has none."""
    if not book.has_rule:
        return ""
    parts = [
        _("{parent} × {factor}").format(
            parent=parent or _("List price"),
            factor=plain(book.factor if book.factor is not None else Decimal(1)),
        )
    ]
    return _(", ").join([*parts, *_finish(book)])


def plain(value: Decimal) -> str:
    """Return a number without zeros at its end."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal, currency: str) -> str:
    """Return a unit price with the decimals that it has, at least those of its currency."""
    places = minor_units(currency)
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int):
        places = max(places, -exponent)
    return money(value, currency, places=places)


def _step(step: Step) -> str:
    figures, currency = step.figures, step.currency
    name = step.book.name if step.book else ""
    match step.kind:
        case "list":
            return _("List price of the product: {price}").format(price=amount(figures[0], currency))
        case "entry" if figures[0] <= 1:
            return _("In “{book}”: {price}").format(book=name, price=amount(figures[1], currency))
        case "entry":
            return _("In “{book}” from {quantity} on: {price}").format(
                book=name, quantity=plain(figures[0]), price=amount(figures[1], currency)
            )
        case "slab":
            return _slab(name, figures, currency)
        case "rule":
            return _rule(step)
    return _("Exchange: {before} ÷ {rate} = {after}").format(
        before=amount(figures[0], currency), rate=plain(figures[1]), after=amount(figures[2], step.into)
    )


def _slab(name: str, figures: Sequence[Decimal], currency: str) -> str:
    pairs = zip(figures[:-1:2], figures[1::2], strict=True)
    parts = _(", ").join(
        _("{quantity} at {price}").format(quantity=plain(count), price=amount(price, currency))
        for count, price in pairs
    )
    return _("In “{book}” each part at its own price: {parts}; on average {price}").format(
        book=name, parts=parts, price=amount(figures[-1], currency)
    )


def _rule(step: Step) -> str:
    book = step.book
    if book is None:
        return ""
    base, result = step.figures
    factor = plain(book.factor if book.factor is not None else Decimal(1))
    text = _("By the rule of “{book}”: {base} × {factor}").format(
        book=book.name, base=amount(base, step.currency), factor=factor
    )
    return _("{rule} = {price}").format(
        rule=_(", ").join([text, *_finish(book)]), price=amount(result, step.currency)
    )


def _finish(book: Book) -> list[str]:
    """Return how a rule's price is finished: what it is rounded to, and what is put on."""
    parts = []
    if book.rounding_to:
        parts.append(_(_ROUNDINGS[book.rounding_mode]).format(step=plain(book.rounding_to)))
    if book.ending:
        sign = "+" if book.ending > 0 else "−"
        parts.append(f"{sign}{plain(abs(book.ending))}")
    return parts
