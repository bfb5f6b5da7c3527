"""The quotes of the demo: sixty-four in ninety-nine versions, their figures computed as for any quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from salesdesk.domain.money import round_half_up
from salesdesk.domain.pricing import NO_DISCOUNT, Discount, parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_life import REJECTIONS, Decision
from salesdesk.domain.quote_version import Party, QuoteVersion, usual_terms, valid_until
from salesdesk.services import (
    company,
    demo_approvals,
    demo_quote_lines,
    document_designs,
    price_snapshots,
    quote_store,
)
from salesdesk.services.approval_reading import needed
from salesdesk.services.demo_base import Build, Deal, texts
from salesdesk.services.demo_history import EDGE_DISCOUNTS
from salesdesk.services.demo_products import Item, book_of, line_sum, unit_price
from salesdesk.storage import records
from salesdesk.storage.ids import new_id

_QUOTES, _SECOND, _THIRD = 64, 27, 8
_OLD, _OLD_SINCE = 4, 500
"""How many orders that are so many days old have their quotes: their warranty is over, some retention is forgotten."""
_RATES: Final = {"USD": Decimal("7.10"), "EUR": Decimal("7.90")}
_AT_HOME: Final = ("draft", "pending_approval", "approved")
_LONG: Final = 120
_GIFT_FROM: Final = Decimal(300_000)


@dataclass(slots=True)
class _Offer:
    """A quote to be: its deal, its currency, and the days (ago) of its versions."""

    deal: Deal
    currency: str
    days: list[int]
    number: str = ""
    payment_term: str = ""


def add(build: Build, deals: Sequence[Deal], items: Sequence[Item]) -> None:
    """Add the quotes with their versions and lines, and the counters that number them."""
    offers = sorted(_offers(build, deals), key=lambda offer: -offer.days[0])
    months: Counter[str] = Counter()
    for offer in offers:
        month = f"{build.day(offer.days[0]):%Y%m}"
        months[month] += 1
        offer.number = f"QT-{month}-{months[month]:04d}"
    seller = company.seller(build.session, fallback="")
    approved = demo_approvals.Approvals(build)
    written = [_write(build, offer, items, seller, approved) for offer in offers]
    build.insert(records.Quote, [quote for quote, _versions, _lines in written])
    build.insert(records.QuoteVersion, [row for _quote, versions, _lines in written for row in versions])
    build.insert(records.QuoteLine, [row for _quote, _versions, lines in written for row in lines])
    approved.insert()
    build.session.add_all(
        records.NumberSeries(name="quote", period=month, next_number=last + 1)
        for month, last in months.items()
    )


def _offers(build: Build, deals: Sequence[Deal]) -> list[_Offer]:
    """Choose the deals that got a quote, and how many versions each had: more where it was negotiated."""
    quoted = [deal for deal in deals if deal.recent and deal.entered("design")]
    early = [deal for deal in quoted if (deal.status, deal.final) == ("lost", "design")]
    for deal in early[: len(quoted) + _OLD - _QUOTES]:
        quoted.remove(deal)
    history = sorted((deal for deal in deals if not deal.recent), key=lambda deal: deal.closed_ago or 0)
    quoted += [deal for deal in history if (deal.closed_ago or 0) >= _OLD_SINCE][:_OLD]
    stories = [deal for deal in quoted if not deal.story]
    talks = [deal for deal in stories if deal.status == "open" and deal.final in ("decision", "negotiation")]
    closed = [
        deal
        for deal in stories
        if deal.status == "won" or (deal.final == "negotiation" and deal.status == "lost")
    ]
    build.dice.shuffle(closed)
    second = {deal.id for deal in [*talks, *closed][:_SECOND]}
    third = {deal.id for deal in [*talks[: _THIRD - 3], *closed[:3]]}
    foreign = dict(texts("customers")["foreign"])
    offers = []
    for deal in quoted:
        number = 1 + (deal.id in second) + (deal.id in third)
        word = next((word for word in foreign if word in deal.account.short_name), "")
        currency = foreign.pop(word, "CNY") if deal.account.columns["language"] else "CNY"
        offers.append(_Offer(deal, currency, _days(build, deal, number)))
    won = [offer for offer in offers if offer.deal.status == "won"]
    won.sort(key=lambda offer: -(offer.deal.closed_ago or 0))
    for offer, term in zip(won, texts("sales")["won_payment"], strict=True):
        offer.payment_term = term
    return offers


def _days(build: Build, deal: Deal, number: int) -> list[int]:
    """Return how many days ago each version was made: the first in the design stage, the others up to the end."""
    stages = [code for code, _ago in deal.entries]
    after = stages.index("design") + 1
    entered, left = deal.entries[after - 1][1], deal.closed_ago or 0
    if after < len(deal.entries):
        left = deal.entries[after][1]
    first = max(left, 1) + build.dice.randint(0, max(0, min(4, entered - max(left, 1))))
    end = (deal.closed_ago or 0) + 1
    step = (first - end) / number
    return [first - int(step * place) for place in range(number)]


def _state(deal: Deal, place: int) -> str:
    if deal.status == "won":
        return "accepted"
    if deal.status == "lost":
        return "rejected"
    if deal.story in ("over", "pending"):
        return "pending_approval"
    if deal.final == "design":
        return ("draft", "approved", "draft", "sent")[place % 4]
    return "sent"


def _write(
    build: Build, offer: _Offer, items: Sequence[Item], seller: Party, approved: demo_approvals.Approvals
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of a quote: itself, its versions, their lines."""
    deal, quote_id = offer.deal, new_id()
    quote: dict[str, Any] = {
        "id": quote_id,
        "number": offer.number,
        "customer_id": deal.account.id,
        "opportunity_id": deal.id,
    }
    versions, lines = [], []
    state = _state(deal, int(offer.number[-4:]))
    extras = list(_extras(build, offer, items))
    for place, (ago, draft) in enumerate(
        zip(offer.days, _drafts(build, offer, extras, items), strict=True), start=1
    ):
        standing = state if place == len(offer.days) else "superseded"
        version = _composed(build, offer, place, draft, seller=seller, state=standing)
        row = quote_store.version_values(version) | {
            "id": new_id(),
            "quote_id": quote_id,
            "version": place,
            "state": version.state,
            "reason": _reason(build, offer) if place > 1 else "",
            "sent_at": None if standing in _AT_HOME else build.at(ago, 16, 20),
            "decided_on": build.day(deal.closed_ago or 0) if standing in ("accepted", "rejected") else None,
            "decision_note": _decision(deal) if standing == "rejected" else "",
            "content_hash": ""
            if standing in ("draft", "pending_approval")
            else approved.fingerprint(version),
        }
        approved.add(row["id"], version, deal.account.seller, ago)
        quote["is_primary"] = offer.currency == "CNY" and version.totals.gross == round_half_up(
            deal.amount, 2
        )
        versions.append(row)
        lines += [line | {"version_id": row["id"]} for line in quote_store.line_values(version)]
    return quote, versions, lines


def _decision(deal: Deal) -> str:
    """Return why an offer was rejected: the reason of the loss, where that is one."""
    reason = deal.reason if deal.reason in dict(REJECTIONS) else "no_decision"
    return Decision(reason=reason).as_text()


def _reason(build: Build, offer: _Offer) -> str:
    if offer.currency != "CNY":
        return str(texts("sales")["english_terms"]["reason"])
    return str(build.dice.choice(texts("sales")["reasons"]))


def _composed(
    build: Build, offer: _Offer, place: int, draft: QuoteDraft, *, seller: Party, state: str
) -> QuoteVersion:
    issued, language = build.day(offer.days[place - 1]), draft.language or "zh_CN"
    draft = price_snapshots.with_snapshots(build.session, draft, offer.deal.account.id, issued)
    until = valid_until(issued, (30, 45, 60)[int(offer.number[-1]) % 3])
    account = offer.deal.account
    version = QuoteVersion(
        number=offer.number,
        version=place,
        state=state,
        issued_on=issued,
        valid_until=until,
        language=language,
        draft=draft,
        totals=totals(draft),
        customer=quote_store.party_of(records.Customer(**account.columns), draft),
        seller=seller,
        seller_person=account.seller.name,
        terms=usual_terms(draft, until, language),
        design=document_designs.of(build.session, draft.design_id),
    )
    if state == "pending_approval" and not needed(build.session, version):
        until = valid_until(issued, _LONG)  # then it waits because it stands so long
        version = replace(version, valid_until=until, terms=usual_terms(draft, until, language))
    return version


def _drafts(
    build: Build, offer: _Offer, extras: Sequence[QuoteLine], items: Sequence[Item]
) -> Iterator[QuoteDraft]:
    """Yield the drafts of a quote's versions; the last one comes to what the opportunity is worth."""
    deal, number = offer.deal, len(offer.days)
    lines = [_line(offer, item, count) for item, count in deal.lines]
    alternative = _alternative(offer, items)
    arrange = partial(demo_quote_lines.arranged, int(offer.number[-4:]), alternative=alternative)
    head = _head(build, offer)
    edge = EDGE_DISCOUNTS.get(deal.story)
    full = line_sum(deal.lines, book_of(deal.account))
    for place in range(1, number + 1):
        if edge:
            draft = QuoteDraft(lines=_discounted(lines, parse_discount(edge)), **head)
        elif place < number:
            percent = int((1 - deal.amount / full) * 100 * place / number)
            given = parse_discount(f"{percent}%") if percent else NO_DISCOUNT
            draft = QuoteDraft(lines=arrange(deal.lines, (*_discounted(lines, given), *extras)), **head)
        else:
            target = parse_document_discount({"total": f"{_worth(offer):f}"})
            draft = QuoteDraft(lines=arrange(deal.lines, (*lines, *extras)), document_discount=target, **head)
        yield draft


def _worth(offer: _Offer) -> Decimal:
    """Return what the opportunity is worth in the quote's currency, a round sum in a foreign one."""
    if offer.currency == "CNY":
        return round_half_up(offer.deal.amount, 2)
    return round_half_up(offer.deal.amount / _RATES[offer.currency] / 100, 0) * 100


def _discounted(lines: Sequence[QuoteLine], given: Discount) -> tuple[QuoteLine, ...]:
    return tuple(replace(line, discount=given) for line in lines)


def _head(build: Build, offer: _Offer) -> dict[str, Any]:
    """Return what stands in a quote beside its lines."""
    deal, sales, dice = offer.deal, texts("sales"), build.dice
    contact = deal.account.contacts[0]
    english = sales["english_terms"]
    terms = {
        "delivery_terms": dice.choice(sales["delivery"]),
        "payment_term": offer.payment_term or dice.choice(sales["payment"]),
        "warranty_terms": dice.choice(sales["warranty"]),
        "remark": dice.choice(sales["quote_remarks"]),
    }
    if offer.currency != "CNY":
        terms = {name: english[name] for name in terms}
    return terms | {
        "customer": deal.account.columns["name"],
        "customer_id": deal.account.id,
        "opportunity_id": deal.id,
        "currency": offer.currency,
        "contact": f"{contact.name} {contact.title}",
        "contact_phone": contact.mobile,
        "contact_email": contact.email,
        "language": "zh_CN" if offer.currency == "CNY" else "en",
        "fx_rate": _RATES.get(offer.currency),
        "fx_on": build.day(offer.days[0]) if offer.currency in _RATES else None,
        "design_id": document_designs.default_id(build.session),
    }


def _line(offer: _Offer, item: Item, count: int, **more: Any) -> QuoteLine:
    given = texts("products")
    unit_of, rate, name, unit = Decimal(1), item.rate, item.name, item.unit
    specification = item.specification
    if offer.currency != "CNY":
        unit_of, rate, unit = _RATES[offer.currency], Decimal(0), given["units"][item.unit]
        specification = given["english_specifications"][item.model]
        name = given["english"].get(item.name) or given["english"][item.family]
    asked = unit_price(offer.deal.lines, item, count, book_of(offer.deal.account))
    return QuoteLine(
        name=name,
        model=item.model,
        unit=unit,
        quantity=Decimal(count),
        unit_price=round_half_up(asked / unit_of, 2),
        tax_rate=rate,
        specification=specification,
        product_id=item.id,
        **more,
    )


def _alternative(offer: _Offer, items: Sequence[Item]) -> QuoteLine | None:
    """Return another machine of the first one's family, as an alternative to it."""
    first, count = offer.deal.lines[0]
    others = [item for item in items if item.family == first.family and item.model != first.model]
    if not first.is_machine or not others:
        return None
    nearest = min(others, key=lambda item: abs((item.price or Decimal(0)) - (first.price or Decimal(0))))
    return _line(offer, nearest, count, alternative=True)


def _extras(build: Build, offer: _Offer, items: Sequence[Item]) -> Iterator[QuoteLine]:
    """Yield lines outside of the sum: something optional now and then, a gift to large orders."""
    notes, by_model = texts("sales")["line_remarks"], {item.model: item for item in items}
    if offer.currency == "CNY" and build.dice.random() < 0.3:
        chosen = {item.model for item, _count in offer.deal.lines}
        service = next((model for model in ("LX-M-Y", "LX-M-R") if model not in chosen), "LX-M-T")
        yield _line(offer, by_model[service], 1, optional=True, remark=notes["optional"])
    if offer.currency == "CNY" and offer.deal.amount > _GIFT_FROM and build.dice.random() < 0.25:
        yield _line(offer, by_model["LX-K-W"], 1, free=True, remark=notes["free"])
