"""Quote versions between the tables and the domain: what is written of one, and how it is read back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.deviation import deviations_as_text, deviations_from
from salesdesk.domain.document_design import USUAL, DocumentDesign, design_as_json
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.pricing import Discount, DocumentDiscount
from salesdesk.domain.quote import (
    LineTotals,
    PriceMode,
    QuoteDraft,
    QuoteLine,
    QuoteTotals,
    Rounding,
    rate_groups,
)
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.quote_version import Party, QuoteVersion
from salesdesk.i18n import _, as_language
from salesdesk.services import document_designs
from salesdesk.storage import bulk, records
from salesdesk.storage.records import Customer, Quote
from salesdesk.storage.records.base import now

_LINES: Final[Any] = records.QuoteLine.__table__
_VERSIONS: Final[Any] = records.QuoteVersion.__table__
_PROJECT: Final = "project"
_DESIGN: Final = "design"
_TYPED: Final = (
    "delivery_terms",
    "payment_terms",
    "warranty_terms",
    "remark",
    "payment_term",
    "tender",
    "greeting",
    "fx_rate",
    "fx_on",
    "fx_source",
    "second_language",
    "design_id",
)
_LINE: Final = (
    "product_id",
    "name",
    "model",
    "unit",
    "quantity",
    "unit_price",
    "tax_rate",
    "optional",
    "free",
    "specification",
    "remark",
    "kind",
    "alternative",
    "charge",
    "brand",
    "delivery",
    "price_source",
    "base_price",
    "list_price",
    "floor_price",
    "cost",
    "picture",
)
"""The fields of a line that are stored as they are."""
_DAMAGED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SalesDeskError,
    TypeError,
    ValueError,
)
"""What comes of stored values that this program didn't write."""
_PARTY: Final = tuple(field.name for field in fields(Party))


def party_of(customer: Customer | None, draft: QuoteDraft) -> Party:
    """Return the customer as the draft's document names it; one without a record has what was typed."""
    typed = Party(
        name=draft.customer,
        contact=draft.contact,
        contact_phone=draft.contact_phone,
        contact_email=draft.contact_email,
    )
    if customer is None:
        return typed
    place = "".join(part for part in (customer.province, customer.city, customer.district) if part)
    return replace(
        typed,
        name=customer.name,
        address=customer.address or place,
        phone=customer.phone,
        email=customer.email,
        tax_id=customer.uscc,
        bank=customer.bank,
        bank_account=customer.bank_account,
    )


def store_version(session: Session, row_id: uuid.UUID, version: QuoteVersion) -> None:
    """Write what differs between a stored draft version, with its lines, and the version as it is now."""
    row = session.execute(select(_VERSIONS).where(_VERSIONS.c.id == row_id)).mappings().one()
    values = version_values(version)
    changed = {name: value for name, value in values.items() if row[name] != value}
    if changed:
        bulk.update_rows(session, update(_VERSIONS).where(_VERSIONS.c.id == row_id).values(changed))
    _store_lines(session, row_id, version)


def _store_lines(session: Session, version_id: uuid.UUID, version: QuoteVersion) -> None:
    stored = session.execute(_lines_of(version_id)).mappings().all()
    wanted = list(line_values(version))
    changed = [
        {"line": row["id"], **new}
        for row, new in zip(stored, wanted, strict=False)
        if any(row[name] != value for name, value in new.items())
    ]
    surplus = stored[len(wanted) :]
    if changed:
        bulk.update_rows(session, update(_LINES).where(_LINES.c.id == bindparam("line")), changed)
    if surplus:
        ids = [row["id"] for row in surplus]
        bulk.update_rows(session, update(_LINES).where(_LINES.c.id.in_(ids)).values(deleted_at=now()))
    insert_lines(session, version_id, wanted[len(stored) :])


def _lines_of(version_id: uuid.UUID) -> Any:
    return (
        select(_LINES)
        .where(_LINES.c.version_id == version_id, _LINES.c.deleted_at.is_(None))
        .order_by(_LINES.c.position)
    )


def insert_version(session: Session, quote_id: uuid.UUID, version: QuoteVersion, reason: str = "") -> None:
    """Write a version of a quote, with its lines, for the first time."""
    values = version_values(version) | {
        "quote_id": quote_id,
        "version": version.version,
        "state": version.state,
        "reason": reason,
    }
    (row_id,) = bulk.insert_rows(session, records.QuoteVersion, [values])
    insert_lines(session, row_id, list(line_values(version)))


def insert_lines(session: Session, version_id: uuid.UUID, lines: Sequence[dict[str, Any]]) -> None:
    """Write lines of a version for the first time."""
    bulk.insert_rows(session, records.QuoteLine, [line | {"version_id": version_id} for line in lines])


def version_values(version: QuoteVersion) -> dict[str, Any]:
    """Return the columns of a version that its draft decides."""
    draft, figures = version.draft, version.totals
    customer = asdict(version.customer) | ({_PROJECT: draft.project} if draft.project else {})
    return {
        "issued_on": version.issued_on,
        "valid_until": version.valid_until,
        "language": version.language,
        "currency": draft.currency,
        "price_mode": draft.price_mode,
        "rounding": draft.rounding,
        "document_discount": draft.document_discount.as_text() if draft.document_discount else "",
        "discount_minor": money.to_minor(figures.discount, draft.currency),
        "net_minor": money.to_minor(figures.net, draft.currency),
        "tax_minor": money.to_minor(figures.tax, draft.currency),
        "gross_minor": money.to_minor(figures.gross, draft.currency),
        "customer": json.dumps(customer, ensure_ascii=False),
        "seller": _letterhead(asdict(version.seller), draft.design_id, version.design),
        "seller_person": version.seller_person,
        "terms": json.dumps(version.terms, ensure_ascii=False),
        "hidden": " ".join(draft.hidden),
        "deviations": deviations_as_text(draft.deviations),
        **{name: getattr(draft, name) for name in _TYPED},
    }


def _letterhead(seller: dict[str, Any], design_id: uuid.UUID | None, design: DocumentDesign) -> str:
    """Return what is kept of the seller: with the design, where one was chosen."""
    chosen = {_DESIGN: design_as_json(design)} if design_id else {}
    return json.dumps(seller | chosen, ensure_ascii=False)


def keep_design(session: Session, row: records.QuoteVersion) -> None:
    """Keep a draft's design with it as it is now: the version is going to be shown, and stays so (decision 22)."""
    if row.design_id:
        design = document_designs.of(session, row.design_id)
        row.seller = _letterhead(json.loads(row.seller), row.design_id, design)


def _design_of(session: Session, row: records.QuoteVersion, kept: str | None) -> DocumentDesign:
    """Return a draft's design as it is now, that of anything later as it was kept."""
    if row.state == "draft":
        return document_designs.of(session, row.design_id)
    return document_designs.readable(kept) if kept else USUAL


def line_values(version: QuoteVersion) -> Iterator[dict[str, Any]]:
    """Yield the columns of a version's lines."""
    currency = version.draft.currency
    pairs = zip(version.draft.lines, version.totals.lines, strict=True)
    for position, (line, amounts) in enumerate(pairs, start=1):
        yield {
            "position": position,
            "discount": line.discount.as_text(),
            "gross_minor": money.to_minor(amounts.gross, currency),
            "net_minor": money.to_minor(amounts.net, currency),
            "tax_minor": money.to_minor(amounts.tax, currency),
            **{name: getattr(line, name) for name in _LINE},
        }


def read_version(session: Session, quote: Quote, row: records.QuoteVersion) -> QuoteVersion:
    """Return a stored version as it was saved; InvalidInputError where what is stored is damaged."""
    try:
        return _read(session, quote, row)
    except _DAMAGED as error:
        raise InvalidInputError(
            _("Quote {number} can't be read: {reason}").format(
                number=f"{quote.number}-V{row.version}", reason=error
            )
        ) from error


def _read(session: Session, quote: Quote, row: records.QuoteVersion) -> QuoteVersion:
    lines = session.scalars(
        select(records.QuoteLine)
        .where(records.QuoteLine.version_id == row.id, records.QuoteLine.deleted_at.is_(None))
        .order_by(records.QuoteLine.position)
    ).all()
    block, letterhead = json.loads(row.customer), json.loads(row.seller)
    customer = party_from(block)
    draft = QuoteDraft(
        customer=customer.name,
        customer_id=quote.customer_id,
        opportunity_id=quote.opportunity_id,
        contact=customer.contact,
        contact_phone=customer.contact_phone,
        contact_email=customer.contact_email,
        project=block.get(_PROJECT, ""),
        valid_until=row.valid_until,
        language=as_language(row.language),
        lines=tuple(_as_line(line) for line in lines),
        price_mode=cast("PriceMode", row.price_mode),
        rounding=cast("Rounding", row.rounding),
        currency=row.currency,
        document_discount=DocumentDiscount.from_text(row.document_discount),
        hidden=tuple(row.hidden.split()),
        deviations=deviations_from(row.deviations),
        **{name: getattr(row, name) for name in _TYPED},
    )
    return QuoteVersion(
        number=quote.number,
        version=row.version,
        state=_standing(row, draft),
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        language=as_language(row.language),
        draft=draft,
        totals=_stored_totals(row, lines, draft),
        customer=customer,
        seller=party_from(letterhead),
        seller_person=row.seller_person,
        terms=tuple((label, text) for label, text in json.loads(row.terms)),
        design=_design_of(session, row, letterhead.get(_DESIGN)),
    )


def _standing(row: records.QuoteVersion, draft: QuoteDraft) -> str:
    """Return the state of a version; an approval stands only for exactly what it was given for."""
    if row.state == "approved" and row.content_hash != content_hash(draft, row.valid_until):
        return "draft"
    return row.state


def party_from(stored: dict[str, Any]) -> Party:
    """Return a party as it was stored; a block of an older program has fewer fields."""
    return Party(**{name: stored[name] for name in _PARTY if name in stored})


def _as_line(row: records.QuoteLine) -> QuoteLine:
    fields = {name: getattr(row, name) for name in _LINE}
    return QuoteLine(discount=Discount.from_text(row.discount), **fields)


def _stored_totals(
    row: records.QuoteVersion, lines: Sequence[records.QuoteLine], draft: QuoteDraft
) -> QuoteTotals:
    def amount(minor: int) -> Decimal:
        return money.from_minor(minor, row.currency)

    figures = tuple(
        LineTotals(gross=amount(line.gross_minor), net=amount(line.net_minor), tax=amount(line.tax_minor))
        for line in lines
    )
    return QuoteTotals(
        lines=figures,
        net=amount(row.net_minor),
        tax=amount(row.tax_minor),
        gross=amount(row.gross_minor),
        discount=amount(row.discount_minor),
        before_discount=amount(row.gross_minor + row.discount_minor),
        by_rate=rate_groups(draft, figures),
    )
