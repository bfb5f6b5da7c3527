"""The fields of a product as facts that are edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain import product as rules
from salesdesk.domain.price_words import amount
from salesdesk.domain.tax_rates import CLASSES, percent
from salesdesk.i18n import SYMBOLS, _
from salesdesk.services.product_editing import LONGEST, ProductFacts
from salesdesk.ui import costs
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.products.reading import Content
from salesdesk.ui.widgets.facts import Fact

_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "list_price": rules.parse_optional_price,
    "cost": rules.parse_optional_price,
    "tax_rate": rules.parse_optional_rate,
}


def facts_of(content: Content, preferences: Preferences, *, editable: bool) -> list[Fact]:
    """Return the facts of a product in the order of the card."""
    known = content.facts
    shown = [
        Fact("name", _("Name"), known.name),
        _text(known, "model", _("Model")),
        Fact("code", _("Product code"), known.code, longest=60),
        _text(known, "family", _("Family")),
        _text(known, "brand", _("Brand")),
        _text(known, "unit", _("Unit")),
        _price(known, "list_price", _("List price"), known.list_price),
        _cost(known, preferences),
        _choice("currency", _("Currency"), known.currency, {code: code for code in SYMBOLS}),
        _choice(
            "tax_class",
            _("Tax class"),
            known.tax_class,
            {"": "—", **{code: _(name) for code, name in CLASSES.items()}},
        ),
        _rate(content),
        Fact("specification", _("Description"), known.specification, multiline=True, longest=20_000),
        Fact("remark", _("Remark"), known.remark, multiline=True, longest=20_000),
    ]
    return shown if editable else [replace(fact, editable=False) for fact in shown]


def value_of(field: str, typed: str) -> Any:
    """Return what was typed as the service takes it."""
    return _READ[field](typed) if field in _READ else typed


def _text(known: ProductFacts, key: str, caption: str) -> Fact:
    return Fact(key, caption, getattr(known, key), longest=LONGEST[key])


def _price(known: ProductFacts, key: str, caption: str, value: Decimal | None) -> Fact:
    shown = "" if value is None else amount(value, known.currency)
    return Fact(key, caption, shown, editor=_typed(value), hint=_("such as 58,000 or 5.8万"), longest=40)


def _cost(known: ProductFacts, preferences: Preferences) -> Fact:
    fact = _price(known, "cost", _("Cost"), known.cost)
    if preferences.hide_costs:
        return Fact("cost", _("Cost"), costs.HIDDEN, editable=False)
    return replace(fact, hint=_("without tax"))


def _rate(content: Content) -> Fact:
    known, usual = content.facts, content.rates.get(content.facts.tax_class)
    if known.tax_rate is None:
        shown = "" if usual is None else _("{rate}, as its class").format(rate=percent(usual))
        return Fact("tax_rate", _("Tax rate"), shown, editor="", hint=_("empty: as its class"), longest=10)
    return Fact("tax_rate", _("Tax rate"), percent(known.tax_rate), hint=_("empty: as its class"), longest=10)


def _choice(key: str, caption: str, code: str, names: Mapping[str, str]) -> Fact:
    choices = (*names.items(), *([(code, code)] if code not in names else []))
    return Fact(key, caption, names.get(code, code) if code else "", editor=code, choices=choices)


def _typed(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
