"""From a stored quote version to the document that prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from salesdesk.documents.quote_document import DocumentLine, QuoteDocument
from salesdesk.domain.amount_words import in_english
from salesdesk.domain.document_design import USUAL_FOOTER, DocumentDesign, Wording
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import EXACT, minor_units, round_half_up
from salesdesk.domain.pricing import describe
from salesdesk.domain.quote import LineTotals, QuoteLine, line_amounts
from salesdesk.domain.quote_options import total_with_options
from salesdesk.domain.quote_version import QuoteVersion, usual_terms
from salesdesk.i18n import N_, Language, as_language, translate

Picture = Callable[[str], bytes | None]

_STATUS_MARKS: Final = {
    "draft": N_("Draft"),
    "pending_approval": N_("Pending approval"),
    "void": N_("Void"),
    "superseded": N_("Superseded"),
}
_EXPIRED: Final = N_("Expired")
_OF_PRICES: Final = (N_("Prices"), N_("Payment"), N_("Invoice"))
"""The terms that say nothing to those who don't see the prices."""
_UNIT_PRICE_PLACES: Final = (4, 6)


def document_of(
    version: QuoteVersion, picture: Picture = lambda _hash: None, *, today: date | None = None
) -> QuoteDocument:
    """Return the document of a stored version; it depends on nothing but the version and whether it has expired.

    `picture` gives the file of a logo or a product's picture by its hash; where it has none, there is none on the
    document. With `today` a sent version whose time is over says so.
    """
    draft, totals = version.draft, version.totals
    second = _second(version)
    words = _words(version, second)
    return QuoteDocument(
        number=version.number,
        version=version.version,
        issued_on=version.issued_on,
        valid_until=version.valid_until,
        currency=draft.currency,
        price_mode=draft.price_mode,
        customer=version.customer,
        seller=version.seller,
        seller_person=version.seller_person,
        project=draft.project,
        tender=draft.tender,
        logo=_file(version.seller.logo, picture),
        lines=tuple(_lines(version, picture)),
        taxes=totals.by_rate,
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        document_discount=totals.discount if "discounts" not in draft.hidden else Decimal(0),
        with_options=total_with_options(draft, totals),
        in_words=words[0],
        second_words=words[1],
        fx_rate=draft.fx_rate,
        fx_on=draft.fx_on,
        terms=_terms(version, second),
        deviations=draft.deviations,
        language=version.language,
        second=second,
        hidden=draft.hidden,
        status_mark=standing(version, today) or version.design.watermark.said_in(version.language),
        greeting=draft.greeting or _said(version.design.greeting, version, second),
        closing=_said(version.design.closing, version, second),
        footer=_footer(version, second),
        design=_looks(version.design),
    )


def _second(version: QuoteVersion) -> Language | None:
    second = version.draft.second_language
    return as_language(second) if second and second != version.language else None


def _looks(design: DocumentDesign) -> DocumentDesign:
    """Return a design without its texts and files, which are printed by others or not in this language."""
    none = Wording()
    return replace(
        design, greeting=none, closing=none, footer=none, watermark=none, mail=none,
        background=None, covers=(), appendices=(),
    )  # fmt: skip


def _file(name: str, picture: Picture) -> bytes:
    """Return a picture's file; one that was lost keeps no quote from being printed."""
    try:
        return (picture(name) if name else None) or b""
    except SalesDeskError:
        return b""


# --- texts ---------------------------------------------------------------------------------------------------------


def _languages(version: QuoteVersion, second: Language | None) -> tuple[Language, ...]:
    return (version.language, second) if second else (version.language,)


def _said(wording: Wording, version: QuoteVersion, second: Language | None, between: str = "\n") -> str:
    texts = (wording.said_in(language) for language in _languages(version, second))
    return between.join(dict.fromkeys(text for text in texts if text))


def _footer(version: QuoteVersion, second: Language | None) -> str:
    if not version.design.show_footer:
        return ""
    own = version.design.footer
    if own.zh_CN or own.en:
        return _said(own, version, second, " ")
    return " ".join(translate(USUAL_FOOTER, language) for language in _languages(version, second))


def standing(version: QuoteVersion, today: date | None = None) -> str:
    """Return what a version's document says of how it stands; nothing of one that stands as it was issued."""
    mark = _STATUS_MARKS.get(version.state, "")
    if version.state == "sent" and today is not None and today > version.valid_until:
        mark = _EXPIRED
    return translate(mark, version.language) if mark else ""


def _words(version: QuoteVersion, second: Language | None) -> tuple[str, str]:
    """Return the total in words, and again for a second language (domain rules 3.4).

    Of CNY the Chinese words come first, whoever reads them: they are what counts.
    """
    languages = _languages(version, second)
    if version.draft.currency == "CNY":
        languages = ("zh_CN", *(("en",) if second else ()))
    gross, currency = version.totals.gross, version.draft.currency
    first, *others = (
        version.in_words if language == "zh_CN" else in_english(gross, currency) for language in languages
    )
    return first, "".join(others)


def _terms(version: QuoteVersion, second: Language | None) -> tuple[tuple[str, str], ...]:
    """Return the terms as stored; what the program itself says there also in the second language."""
    own = usual_terms(version.draft, version.valid_until, version.language)
    other = usual_terms(version.draft, version.valid_until, second) if second else own
    hidden = (
        {translate(label, version.language) for label in _OF_PRICES}
        if "prices" in version.draft.hidden
        else set()
    )
    shown = []
    for stored, said, again in zip_longest(version.terms, own, other):
        if stored is None or stored[0] in hidden:
            continue
        label, text = stored
        if said is not None and again is not None and label == said[0]:
            label = _beside(label, again[0], " ")
            text = _beside(text, again[1], "\n") if text == said[1] else text
        shown.append((label, text))
    return tuple(shown)


def _beside(text: str, other: str, between: str) -> str:
    return text if text == other else f"{text}{between}{other}"


# --- lines ---------------------------------------------------------------------------------------------------------


def _lines(version: QuoteVersion, picture: Picture) -> Iterator[DocumentLine]:
    draft, hidden = version.draft, "discounts" in version.draft.hidden
    number = 0
    for line, amount, figures in zip(draft.lines, line_amounts(draft), version.totals.lines, strict=True):
        number += line.has_figures
        shown = _line(version, number if line.has_figures else 0, line, amount)
        if hidden and line.counts:
            shown = _without_discounts(shown, figures, version)
        elif hidden and not line.free:
            shown = _at_amount(shown, amount, version)
        if version.design.pictures:
            shown = replace(shown, picture=_file(line.picture, picture))
        yield shown


def _line(version: QuoteVersion, number: int, line: QuoteLine, amount: Decimal) -> DocumentLine:
    return DocumentLine(
        number=number,
        kind=line.kind,
        name=line.name,
        brand=line.brand,
        model=line.model,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        list_price=_list_price(version, line),
        tax_rate=line.tax_rate,
        amount=amount,
        discount=describe(line.discount, version.language),
        charge=line.charge if line.kind == "charge" else None,
        optional=line.optional,
        alternative=line.alternative,
        free=line.free,
        delivery=line.delivery,
        specification=line.specification,
        remark=line.remark,
    )


def _list_price(version: QuoteVersion, line: QuoteLine) -> Decimal | None:
    """Return the list price where it says more than the price that is asked, which is lower."""
    if line.kind != "product" or line.list_price is None:
        return None
    asked = line.unit_price
    if version.draft.price_mode == "tax_excluded":
        asked = EXACT.multiply(asked, 1 + line.tax_rate)
    return line.list_price if line.list_price > asked else None


def _without_discounts(line: DocumentLine, figures: LineTotals, version: QuoteVersion) -> DocumentLine:
    """Return a line at what it comes to after all discounts, the document's too."""
    included = version.draft.price_mode == "tax_included"
    return _at_amount(line, figures.gross if included else figures.net, version)


def _at_amount(line: DocumentLine, amount: Decimal, version: QuoteVersion) -> DocumentLine:
    """Return a line with an amount and the unit price that gives it, as exact as a price can be."""
    places = minor_units(version.draft.currency)
    price = line.unit_price
    if line.quantity:
        exact = EXACT.divide(amount, line.quantity)
        for digits in (places, *_UNIT_PRICE_PLACES):
            price = round_half_up(exact, digits)
            if round_half_up(EXACT.multiply(price, line.quantity), places) == amount:
                break
    return replace(line, amount=amount, unit_price=price, discount="", list_price=None)
