"""What the designer's preview shows: a made-up quote in either language, or one of the firm's own."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from salesdesk.domain.document_design import DocumentDesign
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pricing import NO_DISCOUNT, parse_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import N_, Language, translate
from salesdesk.services import lookup, quote_enclosures, quotes
from salesdesk.services.quotes import EditableQuote
from salesdesk.ui.data import Data

_RATE: Final = Decimal("0.13")
_LINES: Final = (
    (N_("Screw compressor"), "GA-37", "1", "68000", N_("Air-cooled, 37 kW, 6.4 m³/min at 8 bar"), "15%"),
    (N_("Refrigeration dryer"), "FD-70", "1", "12500", N_("Pressure dew point 3 ℃"), ""),
    (N_("Air receiver"), "C-1/8", "2", "4200", N_("1 m³, 8 bar, with safety valve"), ""),
    (N_("Commissioning and training"), "", "2", "1500", "", ""),
)
"""Name, model, quantity, price, specification and discount of a line."""


def newest_quote(data: Data) -> uuid.UUID | None:
    """Return the firm's newest quote, if there is one."""
    try:
        return data.read(lookup.find, "quote", None)
    except InvalidInputError:
        return None


def composed(data: Data, design: DocumentDesign, language: Language, quote: uuid.UUID | None) -> QuoteVersion:
    """Return a quote, or the made-up one, as if it went out today in a design; this may be called in any thread."""
    today = date.today()  # noqa: DTZ011 - a local date is meant
    number, draft = "QT-000000-0000", sample_draft(language)
    if quote is not None:
        opened = data.read(quotes.edit, quote)
        number, draft = str(opened.number), opened.draft
    second = "" if design.second_language == language else design.second_language
    draft = replace(
        draft,
        language=language,
        hidden=design.hidden,
        second_language=second,
        valid_until=None,
        design_id=None,
    )
    version = data.read(
        quotes.as_version,
        EditableQuote(None, number, 1, "draft", None, today, draft),
        draft,
        today=today,
        seller_name=data.workspace.name,
    )
    shown = replace(version, state="sent", design=design)
    sheets = data.read(quote_enclosures.data_sheets, shown)
    return replace(shown, design=replace(design, appendices=(*design.appendices, *sheets)))


def sample_draft(language: Language) -> QuoteDraft:
    """Return a quote that has something in every column."""
    say = partial(translate, language=language)
    lines = tuple(
        QuoteLine(
            name=say(name),
            model=model,
            brand=say(N_("Sample brand")),
            specification=say(specification) if specification else "",
            unit=say(N_("pcs")),
            quantity=Decimal(quantity),
            unit_price=Decimal(price),
            list_price=Decimal(price),
            tax_rate=_RATE,
            discount=parse_discount(discount) if discount else NO_DISCOUNT,
            delivery=say(N_("30 days")),
            optional=not model,
        )
        for name, model, quantity, price, specification, discount in _LINES
    )
    return QuoteDraft(
        customer=say(N_("Sample customer Ltd.")),
        contact=say(N_("Manager Li")),
        contact_phone="000-0000 0000",
        project=say(N_("Compressed air station, phase two")),
        lines=lines,
        language=language,
    )
