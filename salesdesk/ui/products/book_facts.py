"""The fields of a price book as facts that are edited in place."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain import product as rules
from salesdesk.domain.price_words import plain
from salesdesk.i18n import N_, SYMBOLS, _, day
from salesdesk.services.price_books import BookFacts
from salesdesk.ui.widgets.facts import Fact
from salesdesk.ui.widgets.typed import parse_day
from salesdesk.ui.words import VALUE_CLASS, word

KINDS: Final = {"sale": N_("Prices to sell at"), "floor": N_("Floor: below it somebody is asked")}
BREAKS: Final = {
    "range": N_("One price for the whole quantity"),
    "slab": N_("Each part of the quantity at its own price"),
}
ROUNDINGS: Final = {"half_up": N_("to the nearest"), "up": N_("up"), "down": N_("down")}


def _optional(parse: Callable[[str], Decimal]) -> Callable[[str], Decimal | None]:
    return lambda typed: parse(typed) if typed.strip() else None


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "factor": _optional(rules.parse_factor),
    "rounding_to": _optional(rules.parse_price),
    "ending": _optional(rules.parse_ending),
    "parent_id": lambda typed: uuid.UUID(hex=typed) if typed else None,
}


def facts_of(book: BookFacts, books: Sequence[BookFacts], *, editable: bool) -> list[Fact]:
    """Return the facts of a price book in their order."""
    parents = {
        "": "—",
        **{one.id.hex: one.shown_name for one in books if one.id != book.id and one.customer_id is None},
    }
    parent = book.parent_id.hex if book.parent_id else ""
    shown = [
        Fact("name", _("Name"), book.name, longest=100),
        Fact("name_en", _("English name"), book.name_en, longest=100),
        Fact("code", _("Code"), book.code, longest=40, hint=_("customers buy by it")),
        _choice("kind", _("Purpose"), book.kind, {code: _(name) for code, name in KINDS.items()}),
        _choice("currency", _("Currency"), book.currency, {code: code for code in SYMBOLS}),
        Fact("parent_id", _("Follows from"), book.parent, editor=parent, choices=tuple(parents.items())),
        _number("factor", _("Factor"), book.factor, _("such as 0.88, 88% or 8.8折")),
        _number("rounding_to", _("Round to"), book.rounding_to, _("such as 10; empty: to the cent")),
        _choice(
            "rounding_mode",
            _("Rounding"),
            book.rounding_mode,
            {code: _(name) for code, name in ROUNDINGS.items()},
        ),
        _number("ending", _("Then add"), book.ending, _("such as -0.01 for prices that end in 9.99")),
        _choice(
            "breaks", _("Quantity breaks"), book.breaks, {code: _(name) for code, name in BREAKS.items()}
        ),
        Fact("customer_id", _("Only for"), book.customer, hint=_("name of a customer; empty: for all")),
        _choice(
            "value_class",
            _("For the class"),
            book.value_class,
            {"": "—", **{code: word(VALUE_CLASS, code) for code in VALUE_CLASS}},
        ),
        _day("valid_from", _("Valid from"), book.valid_from),
        _day("valid_until", _("Valid until"), book.valid_until),
    ]
    return shown if editable else [replace(fact, editable=False) for fact in shown]


def value_of(field: str, typed: str, today: date) -> Any:
    """Return what was typed as the service takes it."""
    if field in ("valid_from", "valid_until"):
        return parse_day(typed, today) if typed.strip() else None
    return _READ[field](typed) if field in _READ else typed


def _choice(key: str, caption: str, code: str, names: Mapping[str, str]) -> Fact:
    return Fact(
        key, caption, names.get(code, code) if code else "", editor=code, choices=tuple(names.items())
    )


def _number(key: str, caption: str, value: Decimal | None, hint: str) -> Fact:
    text = "" if value is None else plain(value)
    return Fact(key, caption, text, editor=text.replace(",", ""), hint=hint, longest=20)


def _day(key: str, caption: str, value: date | None) -> Fact:
    return Fact(key, caption, "" if value is None else day(value), hint=_("such as 2026-11-25"), longest=20)
