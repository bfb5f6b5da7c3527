"""Contracts as they begin: out of an accepted quote, as a framework agreement, as an amendment to a signed one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import merge_fields, money, payment_plan, payment_terms
from salesdesk.domain.clauses import PREAMBLE, Clause, framework_clause
from salesdesk.domain.contract import UNDER_WAY, Amounts
from salesdesk.domain.contract_version import ContractVersion, disagreement
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_version import Party, QuoteVersion
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import DEFAULT_LANGUAGE, Language, _
from salesdesk.services import clause_library, company, contract_store as store, payment_plans, quote_store
from salesdesk.services.quote_life import refuse_contracted
from salesdesk.storage import numbers, records
from salesdesk.storage.records import Contract, Customer, Opportunity, Quote

NO_AMOUNTS: Final = Amounts(Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))
LONGEST_TITLE: Final = 200
LONGEST_REASON: Final = 2000
LONGEST_SCOPE: Final = 1000


def make(
    session: Session,
    quote_id: uuid.UUID,
    *,
    today: date,
    seller_name: str,
    second_language: Language | None = "en",
    framework_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Make the draft of a contract out of a quote that the customer accepted, and return its id.

    Annex 1 has the quote's lines, the total is its total to the minor unit. RuleError where nothing was accepted, or
    where the quote has a contract already that isn't void.
    """
    quote = session.get(Quote, quote_id)
    row = accepted_row(session, quote_id)
    if quote is None or quote.deleted_at is not None or row is None:
        raise RuleError(_("A contract is made of a quote that the customer has accepted."))
    refuse_contracted(session, quote)
    stored = quote_store.read_version(session, quote, row)
    customer = session.get_one(Customer, quote.customer_id)
    opportunity = session.get(Opportunity, quote.opportunity_id) if quote.opportunity_id else None
    contract = Contract(
        number=_number(session, today),
        kind="sale",
        title=(stored.draft.project or (opportunity.name if opportunity else customer.name))[:LONGEST_TITLE],
        customer_id=quote.customer_id,
        opportunity_id=quote.opportunity_id,
        quote_id=quote.id,
        framework_id=_framework(session, framework_id, quote.customer_id, today),
        owner_id=(opportunity and opportunity.owner_id) or customer.owner_id,
        currency=row.currency,
        net_minor=row.net_minor,
        tax_minor=row.tax_minor,
        gross_minor=row.gross_minor,
        fx_rate=row.fx_rate,
        fx_on=row.fx_on,
    )
    session.add(contract)
    session.flush()
    version = _version(
        session,
        contract,
        stored,
        customer,
        today=today,
        seller_name=seller_name,
        second_language=second_language,
    )
    version = _with_figures(session, version, stored, row)
    store.insert(session, contract.id, version, quote_version_id=row.id)
    return contract.id


def make_framework(
    session: Session,
    customer_id: uuid.UUID,
    *,
    today: date,
    seller_name: str,
    title: str = "",
    scope: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    language: Language = DEFAULT_LANGUAGE,
    second_language: Language | None = None,
) -> uuid.UUID:
    """Make the draft of a framework agreement with a customer: terms without lines, amounts and payments.

    `scope` says what is bought under it; a clause of its own has that, the days, and how orders are made.
    """
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    check_validity(valid_from, valid_until)
    contract = Contract(
        number=_number(session, today),
        kind="framework",
        title=one_line(title)[:LONGEST_TITLE] or customer.name,
        customer_id=customer.id,
        owner_id=customer.owner_id,
        currency=company.currency(session),
        net_minor=0,
        tax_minor=0,
        gross_minor=0,
    )
    session.add(contract)
    session.flush()
    version = _version(
        session,
        contract,
        None,
        customer,
        today=today,
        seller_name=seller_name,
        second_language=second_language,
    )
    about = framework_clause(paragraphs(scope)[:LONGEST_SCOPE], term=bool(valid_from and valid_until))
    version = replace(
        version,
        language=language,
        second_language=None if second_language == language else second_language,
        clauses=_of_framework(version.clauses, about),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    store.insert(session, contract.id, version)
    return contract.id


def check_validity(valid_from: date | None, valid_until: date | None) -> None:
    """Refuse a framework agreement that would end before it begins, or too far in the future."""
    if valid_until is not None and valid_until > payment_plan.LATEST:
        raise InvalidInputError(_("This day lies too far in the future."))
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise InvalidInputError(_("The agreement would end before it begins."))


_SALES_ONLY: Final = ("c01", "c02", "c07", "c13")
"""Clauses that speak of one sale: of its annexes, price, payments and retention money."""


def _of_framework(clauses: tuple[Clause, ...], about: Clause) -> tuple[Clause, ...]:
    """Return the clauses of a framework agreement: after the preamble what it is about, then the terms."""
    kept = [clause for clause in clauses if clause.code not in _SALES_ONLY]
    place = 1 if kept and kept[0].code == PREAMBLE else 0
    return (*kept[:place], about, *kept[place:])


def amend(
    session: Session,
    contract_id: uuid.UUID,
    *,
    reason: str,
    today: date,
    quote_id: uuid.UUID | None = None,
) -> int:
    """Make the draft of an amendment to a signed contract and return its version; what is in force stays so.

    With a quote of the same customer that was accepted, its lines and total take the place of the agreed ones.
    """
    contract, newest = store.rows_of(session, contract_id)
    why = reason_of(reason)
    if contract.state not in UNDER_WAY:
        raise RuleError(_("Only a contract that is signed and not at its end is amended."))
    if newest.state not in ("signed", "superseded", "void"):
        raise RuleError(
            _("{number} has an amendment already that isn't signed.").format(number=contract.number)
        )
    base = store.in_force(session, contract_id) or newest
    old = store.read(session, contract, base)
    version = replace(
        old,
        plan=payment_plans.agreed_now(session, contract, old.plan, fixed=quote_id is not None),
        version=newest.version + 1,
        kind="amendment",
        state="draft",
        dated_on=today,
        reason=why,
        difference=Decimal(0),
    )
    quote_version = base.quote_version_id
    if quote_id is not None:
        version, quote_version = _with_quote(session, contract, version, quote_id)
        difference = version.amounts.gross - money.from_minor(contract.gross_minor, contract.currency)
        version = replace(version, difference=difference)
    store.insert(session, contract_id, version, quote_version_id=quote_version)
    return version.version


def follow_quote(session: Session, contract_id: uuid.UUID) -> None:
    """Bring the draft of a contract to the version of its quote that is accepted by now: lines, total and discount.

    Clauses, blanks and plan stay. RuleError where the contract is no draft, or where nothing is accepted.
    """
    contract, row = store.rows_of(session, contract_id)
    version, accepted = followed(session, contract, row)
    row.quote_version_id = accepted.id
    for name in ("net_minor", "tax_minor", "gross_minor"):
        setattr(contract, name, getattr(accepted, name))
    session.flush()
    store.store(session, row.id, version)
    store.replace_lines(session, row.id, version)
    session.expire_all()


def followed(
    session: Session, contract: Contract, row: records.ContractVersion
) -> tuple[ContractVersion, records.QuoteVersion]:
    """Return what the draft of a contract becomes by `follow_quote`, and the version of the quote that it follows."""
    if row.state != "draft" or row.kind != "original" or contract.quote_id is None:
        raise RuleError(_("Only the draft of a contract follows its quote."))
    accepted = accepted_row(session, contract.quote_id)
    if accepted is None:
        raise RuleError(_("A contract is made of a quote that the customer has accepted."))
    if accepted.currency != contract.currency:
        raise RuleError(_("The quote is in another currency than the contract."))
    quote = quote_store.read_version(session, session.get_one(Quote, contract.quote_id), accepted)
    return _with_figures(session, store.read(session, contract, row), quote, accepted), accepted


def _with_quote(
    session: Session, contract: Contract, version: ContractVersion, quote_id: uuid.UUID
) -> tuple[ContractVersion, uuid.UUID]:
    quote, row = session.get(Quote, quote_id), accepted_row(session, quote_id)
    if quote is None or row is None or quote.customer_id != contract.customer_id:
        raise RuleError(_("An amendment is made of a quote that this customer has accepted."))
    if row.currency != contract.currency:
        raise RuleError(_("The quote is in another currency than the contract."))
    stored = quote_store.read_version(session, quote, row)
    return _with_figures(session, version, stored, row), row.id


def accepted_row(session: Session, quote_id: uuid.UUID) -> records.QuoteVersion | None:
    """Return the version of a quote that the customer accepted; None where there is none."""
    version = records.QuoteVersion
    query = select(version).where(
        version.quote_id == quote_id, version.state == "accepted", version.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(version.version.desc()).limit(1)).one_or_none()


def _framework(
    session: Session, framework_id: uuid.UUID | None, customer_id: uuid.UUID, today: date
) -> uuid.UUID | None:
    if framework_id is None:
        return None
    row = session.get(Contract, framework_id)
    if row is None or row.kind != "framework" or row.customer_id != customer_id or row.state not in UNDER_WAY:
        raise RuleError(_("Choose a framework agreement with this customer that is in force."))
    version = store.in_force(session, framework_id)
    if version is not None and not holds(version.valid_from, version.valid_until, today):
        raise RuleError(_("{number} doesn't hold on this day.").format(number=row.number))
    return row.id


def holds(valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Tell whether a framework agreement holds on a day; one without days always does."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def _number(session: Session, today: date) -> str:
    return f"C-{today.year}-{numbers.next_number(session, 'contract', f'{today.year}'):04d}"


def _version(
    session: Session,
    contract: Contract,
    quote: QuoteVersion | None,
    customer: Customer,
    *,
    today: date,
    seller_name: str,
    second_language: Language | None,
) -> ContractVersion:
    """Return the first version of a contract without lines: parties, usual clauses, blanks and plan."""
    language = quote.language if quote else DEFAULT_LANGUAGE
    term = _term(quote) if quote else None
    fields = merge_fields.defaults()
    if customer.address:
        fields["delivery.place"] = Value(customer.address)
    return ContractVersion(
        number=contract.number,
        version=1,
        kind="original",
        contract_kind=contract.kind,
        state="draft",
        dated_on=today,
        language=language,
        second_language=None if second_language == language else second_language,
        currency=contract.currency,
        buyer=buyer_of(customer, quote.customer if quote else Party(name=customer.name)),
        seller=company.seller(session, fallback=seller_name),
        seller_person=quote.seller_person if quote else "",
        clauses=clause_library.usual(session),
        fields=fields,
        lines=(),
        amounts=NO_AMOUNTS,
        discount=Decimal(0),
        difference=Decimal(0),
        payment_term=term.key if term else "",
        plan=payment_plan.of_term(term.lines) if term else (),
    )


def _term(quote: QuoteVersion) -> payment_terms.PaymentTerm:
    """Return the terms that the quote offers; the standard ones where its words are no known terms."""
    offered = payment_terms.offered(quote.draft.payment_term, quote.draft.payment_terms)
    return offered or payment_terms.by_key(payment_terms.STANDARD) or payment_terms.TERMS[0]


def buyer_of(customer: Customer, known: Party) -> Party:
    """Return the buyer as its record says now; whom we talk to there stays as it was."""
    party = quote_store.party_of(customer, QuoteDraft(customer=customer.name, lines=()))
    return replace(
        party, contact=known.contact, contact_phone=known.contact_phone, contact_email=known.contact_email
    )


def _with_figures(
    session: Session, version: ContractVersion, quote: QuoteVersion, row: records.QuoteVersion
) -> ContractVersion:
    """Return a version with lines, total and discount of an accepted quote; RuleError where they don't agree."""
    totals = quote.totals
    places = money.minor_units(row.currency)
    made = replace(
        version,
        plan=payment_plan.fitted(version.plan, totals.gross, places),
        lines=store.lines_of_quote(session, quote, row.id),
        amounts=Amounts(totals.net, totals.tax, totals.gross),
        discount=totals.discount,
    )
    if problem := disagreement(made, totals.gross):
        raise RuleError(problem)
    return made


def reason_of(typed: str) -> str:
    """Return why something is done to a contract; InvalidInputError where nothing is said."""
    reason = paragraphs(typed)[:LONGEST_REASON]
    if not reason:
        raise InvalidInputError(_("Say in a few words why."))
    return reason
