"""Quotes: start, edit, save, issue, and read back what was saved."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_problems import cleaned, problems
from salesdesk.domain.quote_version import QuoteVersion, usual_terms, valid_until
from salesdesk.domain.texts import one_line
from salesdesk.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, _
from salesdesk.services import (
    approvals,
    company,
    document_designs,
    price_snapshots,
    quote_late,
    quote_pricing,
    quote_primary,
    quote_store as store,
)
from salesdesk.services.quote_current import next_version
from salesdesk.services.quote_life import (
    Accepted,
    accept,
    accepted_version,
    mark_sent,
    refuse_stale,
    reject,
    take_back,
    void,
)
from salesdesk.services.quote_reading import (
    EditableQuote,
    QuoteBrief,
    VersionInfo,
    all_versions,
    disagreement,
    edit,
    editable,
    load,
    of_customer,
    of_opportunity,
    rows_of,
    sent_hashes,
    versions_of,
)
from salesdesk.services.quote_references import customer_of, known_customer, living, with_living_references
from salesdesk.storage import numbers, records
from salesdesk.storage.records import Contact, Customer, Opportunity, Quote

__all__ = [
    "NO_NUMBER",
    "Accepted",
    "EditableQuote",
    "QuoteBrief",
    "VersionInfo",
    "accept",
    "accepted_version",
    "all_versions",
    "as_version",
    "disagreement",
    "edit",
    "load",
    "mark_sent",
    "new",
    "new_version",
    "of_customer",
    "of_opportunity",
    "reject",
    "save",
    "save_draft",
    "sent_hashes",
    "take_back",
    "void",
]

NO_NUMBER: Final = "—"
"""Stands on the preview of a quote that has no number yet."""


def new(
    session: Session,
    *,
    customer_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
    today: date,
) -> EditableQuote:
    """Return an empty quote for a customer or an opportunity, with what their records say filled in."""
    opportunity = living(session, Opportunity, opportunity_id)
    customer = living(session, Customer, customer_id or (opportunity and opportunity.customer_id))
    draft = QuoteDraft(
        customer=customer.name if customer else "",
        customer_id=customer.id if customer else None,
        opportunity_id=opportunity.id if opportunity else None,
        project=opportunity.name if opportunity else "",
        currency=opportunity.currency if opportunity else company.currency(session),
        language=next((one for one in LANGUAGES if customer and one == customer.language), None),
        valid_until=valid_until(today),
        lines=(),
    )
    if customer:
        draft = _with_contact(session, draft, customer.id)
    draft = document_designs.begun(session, quote_pricing.with_last_rate(session, draft))
    return EditableQuote(None, None, 1, "draft", None, today, draft)


def _with_contact(session: Session, draft: QuoteDraft, customer_id: uuid.UUID) -> QuoteDraft:
    contact = session.scalars(
        select(Contact)
        .where(Contact.customer_id == customer_id, Contact.deleted_at.is_(None))
        .order_by(Contact.is_main.desc(), Contact.id)
        .limit(1)
    ).one_or_none()
    if contact is None:
        return draft
    return replace(
        draft,
        contact=f"{contact.name} {contact.title}".strip(),
        contact_phone=contact.mobile or contact.phone,
        contact_email=contact.email,
    )


def save(
    session: Session,
    quote: EditableQuote,
    draft: QuoteDraft,
    *,
    today: date,
    seller_name: str,
    seller_person: str = "",
    language: Language = DEFAULT_LANGUAGE,
) -> EditableQuote:
    """Save a draft under a new number, or in place of what its draft version held; return it as it was stored.

    A customer without id is found by exact name, else made. `seller_name` stands for the firm where its own name
    isn't known yet, `language` for a draft without one. Before it returns, the totals are computed again from
    what was stored: a document that doesn't add up is never committed.
    """
    draft = with_living_references(session, cleaned(draft))
    if found := problems(draft, today):
        raise InvalidInputError(str(found[0]))
    row = _draft_row(session, quote.quote_id, quote) if quote.quote_id else None
    customer = customer_of(session, draft)
    composed = _composed(
        session,
        quote,
        draft,
        customer,
        today=today,
        seller_name=seller_name,
        seller_person=seller_person,
        language=language,
    )
    if row is None:
        quote_id = _create(session, composed, customer, today)
    else:
        quote_id = row.quote_id
        quote_pricing.require_same_mode(session, row, draft)
        _refer(session, quote_id, draft, customer)
        session.flush()
        store.store_version(session, row.id, composed)
    quote_primary.follow(session, quote_id)
    return _checked(session, quote_id, quote.version)


def _checked(session: Session, quote_id: uuid.UUID, version: int) -> EditableQuote:
    session.expire_all()
    quote, row = rows_of(session, quote_id, version)
    stored = store.read_version(session, quote, row)
    if problem := disagreement(stored):
        raise AssertionError(problem)
    return editable(session, quote, row, stored)


def _draft_row(session: Session, quote_id: uuid.UUID, quote: EditableQuote) -> records.QuoteVersion:
    """Return the draft version that an editor opened, as long as nobody changed it since."""
    stored, row = rows_of(session, quote_id, quote.version)
    label = f"{stored.number}-V{row.version}"
    if row.state == "approved" and store.read_version(session, stored, row).state == "draft":
        approvals.void_of(session, row)
        row.state = "draft"
    if row.state in ("pending_approval", "approved"):
        raise RuleError(
            _("{number} waits for approval or has it. Make it a draft again first.").format(number=label)
        )
    if row.state != "draft":
        raise RuleError(
            _("{number} was issued and can't be changed. Make a new version.").format(number=label)
        )
    refuse_stale(session, row, quote.row_version)
    return row


def _create(session: Session, composed: QuoteVersion, customer: Customer, today: date) -> uuid.UUID:
    month = f"{today:%Y%m}"
    number = f"QT-{month}-{numbers.next_number(session, 'quote', month):04d}"
    row = Quote(number=number, customer_id=customer.id, opportunity_id=composed.draft.opportunity_id)
    session.add(row)
    session.flush()
    store.insert_version(session, row.id, composed)
    quote_primary.offer(session, row)
    return row.id


def _refer(session: Session, quote_id: uuid.UUID, draft: QuoteDraft, customer: Customer) -> None:
    """Let a quote refer to another customer or opportunity, as long as nobody outside has seen it."""
    row = session.get_one(Quote, quote_id)
    if row.opportunity_id != draft.opportunity_id:
        row.opportunity_id, row.is_primary = draft.opportunity_id, False
        quote_primary.offer(session, row)
    if row.customer_id == customer.id:
        return
    if any(info.state != "draft" for info in versions_of(session, quote_id)):
        text = _("{number} was sent to another customer. Make a new quote for {customer}.")
        raise RuleError(text.format(number=row.number, customer=customer.name))
    if approvals.earlier(session, quote_id) is not None:
        text = _("{number} was approved for another customer. Make a new quote for {customer}.")
        raise RuleError(text.format(number=row.number, customer=customer.name))
    row.customer_id = customer.id


def _composed(
    session: Session,
    quote: EditableQuote,
    draft: QuoteDraft,
    customer: Customer | None,
    *,
    today: date,
    seller_name: str,
    seller_person: str,
    language: Language,
) -> QuoteVersion:
    """Return the version that a draft becomes, with the parties and the price book as their records say now."""
    until, language = draft.valid_until or valid_until(today), draft.language or language
    draft = price_snapshots.with_snapshots(session, draft, customer.id if customer else None, today)
    return QuoteVersion(
        number=quote.number or NO_NUMBER,
        version=quote.version,
        state="draft",
        issued_on=today,
        valid_until=until,
        language=language,
        draft=draft,
        totals=totals(draft),
        customer=store.party_of(customer, draft),
        seller=company.seller(session, fallback=seller_name),
        seller_person=seller_person or _stored_person(session, quote),
        terms=usual_terms(draft, until, language),
        design=document_designs.of(session, draft.design_id),
    )


def _stored_person(session: Session, quote: EditableQuote) -> str:
    """Return who sells, as the version says so far: a program without a chosen person doesn't take that away."""
    row = records.QuoteVersion
    query = select(row.seller_person).where(
        row.quote_id == quote.quote_id, row.version == quote.version, row.deleted_at.is_(None)
    )
    return (session.scalar(query) if quote.quote_id else None) or ""


def as_version(
    session: Session,
    quote: EditableQuote,
    draft: QuoteDraft,
    *,
    today: date,
    seller_name: str,
    seller_person: str = "",
    language: Language = DEFAULT_LANGUAGE,
) -> QuoteVersion:
    """Return a draft as `save` would store it, to print it beforehand; an issued version is as it was stored.

    The draft may lack a customer, names or lines; SalesDeskError where its figures don't work out.
    """
    if quote.read_only:
        return load(session, f"{quote.number}-V{quote.version}")
    draft = cleaned(draft)
    customer = known_customer(session, draft)
    return _composed(
        session,
        quote,
        draft,
        customer,
        today=today,
        seller_name=seller_name,
        seller_person=seller_person,
        language=language,
    )


def save_draft(
    session: Session,
    draft: QuoteDraft,
    *,
    today: date,
    seller_name: str,
    seller_person: str = "",
    language: Language = DEFAULT_LANGUAGE,
) -> QuoteVersion:
    """Save a draft as version 1 of a new quote, as `save` does, and return what its document prints."""
    blank = EditableQuote(None, None, 1, "draft", None, today, draft)
    saved = save(
        session,
        blank,
        draft,
        today=today,
        seller_name=seller_name,
        seller_person=seller_person,
        language=language,
    )
    return load(session, str(saved.number))


def new_version(
    session: Session, quote_id: uuid.UUID, *, reason: str, today: date, reprice: bool = False
) -> EditableQuote:
    """Copy the newest version, which was issued, as the next draft; it stands as long as the old one did.

    The one before stays current until the new one is sent. To `reprice` takes the price book's prices of today.
    """
    quote, row = rows_of(session, quote_id)
    label = f"{quote.number}-V{row.version}"
    if row.state == "draft":
        raise RuleError(_("{number} is a draft already: change it there.").format(number=label))
    if row.state == "pending_approval":
        raise RuleError(
            _("{number} waits for approval or has it. Make it a draft again first.").format(number=label)
        )
    why = one_line(reason)
    if not why:
        raise InvalidInputError(_("Say in a few words why there is a new version."))
    old = store.read_version(session, quote, row)
    draft = replace(old.draft, valid_until=today + (old.valid_until - old.issued_on))
    draft = with_living_references(session, draft)
    draft = quote_late.repriced(session, draft, today) if reprice else draft
    number = next_version(session, quote_id)
    base = EditableQuote(quote.id, quote.number, number, "draft", None, today, draft)
    customer = customer_of(session, draft)
    composed = _composed(
        session,
        base,
        draft,
        customer,
        today=today,
        seller_name=old.seller.name,
        seller_person=old.seller_person,
        language=old.language,
    )
    store.insert_version(session, quote.id, composed, why)
    return _checked(session, quote.id, base.version)
