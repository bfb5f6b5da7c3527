"""The fields of a customer as facts that are edited in place."""

from __future__ import annotations

import uuid
from typing import Final

from salesdesk.domain.contract_guards import BUYER_KINDS
from salesdesk.domain.customer import uscc_doubt
from salesdesk.i18n import N_, _
from salesdesk.services.customers import CustomerFacts, CustomerView
from salesdesk.ui.widgets.facts import Fact
from salesdesk.ui.words import VALUE_CLASS, word

_LANGUAGES: Final = {"zh_CN": N_("Chinese"), "en": N_("English")}
_SELDOM: Final = frozenset(
    ("short_name", "province", "district", "address", "email", "website", "code", "source")
) | {"language", "price_book", "buyer_kind", "bank", "bank_account"}
"""Fields that are only shown where something is in them, unless all are wanted."""


def facts_of(view: CustomerView, *, editable: bool, everything: bool = False) -> list[Fact]:
    """Return the facts of a customer in the order of the card; the name stands above the page already."""
    known = view.facts
    shown = [
        _text(known, "name", _("Name")),
        _text(known, "short_name", _("Short name"), longest=100),
        _choice(
            "value_class",
            _("Value class"),
            known.value_class,
            {code: word(VALUE_CLASS, code) for code in VALUE_CLASS},
        ),
        _text(known, "industry", _("Industry"), longest=100),
        _text(known, "region", _("Region"), longest=60),
        _text(known, "province", _("Province"), longest=60),
        _text(known, "city", _("City"), longest=60),
        _text(known, "district", _("District"), longest=60),
        _text(known, "address", _("Address"), longest=400),
        _text(known, "phone", _("Phone"), longest=60),
        _text(known, "email", _("E-mail")),
        _text(known, "website", _("Website")),
        _uscc(known),
        _owner(view),
        _text(known, "code", _("Code"), longest=60),
        _text(known, "source", _("Source"), longest=60),
        _choice(
            "language",
            _("Documents in"),
            known.language,
            {code: _(name) for code, name in _LANGUAGES.items()},
        ),
        *(
            [_choice("price_book", _("Price book"), known.price_book, dict(view.price_books))]
            if view.price_books
            else []
        ),
        _choice(
            "buyer_kind",
            _("Kind of buyer"),
            known.buyer_kind,
            {code: _(name) for code, name in BUYER_KINDS.items()},
        ),
        _text(known, "bank", _("Bank")),
        _text(known, "bank_account", _("Account"), longest=60),
        Fact("remark", _("Remark"), known.remark, multiline=True, longest=20_000),
    ]
    return [
        fact if editable else _to_read(fact)
        for fact in shown
        if everything or (fact.key != "name" and (fact.text or (editable and fact.key not in _SELDOM)))
    ]


def value_of(field: str, typed: str) -> object:
    """Return what was typed as the service takes it."""
    if field == "owner_id":
        return uuid.UUID(typed) if typed else None
    return typed


def _text(known: CustomerFacts, key: str, caption: str, *, longest: int = 200) -> Fact:
    return Fact(key, caption, getattr(known, key), longest=longest)


def _uscc(known: CustomerFacts) -> Fact:
    doubt = uscc_doubt(known.uscc)
    return Fact("uscc", _("USCC"), known.uscc, hint=doubt, longest=40, tone="warn" if doubt else "")


def _choice(key: str, caption: str, code: str, names: dict[str, str]) -> Fact:
    choices = (("", "—"), *names.items(), *([(code, code)] if code and code not in names else []))
    return Fact(key, caption, names.get(code, code), editor=code, choices=choices)


def _owner(view: CustomerView) -> Fact:
    owner = view.facts.owner_id
    choices = (("", "—"), *((str(person.id), person.name) for person in view.people))
    code = "" if owner is None else str(owner)
    return Fact("owner_id", _("Owner"), view.facts.owner or "", editor=code, choices=choices)


def _to_read(fact: Fact) -> Fact:
    return Fact(fact.key, fact.caption, fact.text, editable=False, hint=fact.hint, tone=fact.tone)
