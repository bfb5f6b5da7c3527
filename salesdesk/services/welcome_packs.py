"""Welcome packs: what is told to a customer once a contract is signed, and how the firm words it (requirement C18)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, payment_plan, payment_terms, welcome_pack as rules
from salesdesk.domain.contract import BINDING
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import ConflictError, RuleError
from salesdesk.domain.payment_terms import TermLine
from salesdesk.domain.quote_version import Party
from salesdesk.domain.welcome_pack import PackPayment, PackPerson, TextName, WelcomePack
from salesdesk.i18n import LANGUAGES, N_, Language, _, money as money_text, translate
from salesdesk.services import company, contract_events, contract_store as store, payment_plans
from salesdesk.services.stage_work import customer_language
from salesdesk.storage.records import Company, Contact, Contract, Customer, Opportunity, Person, Stakeholder

TextKey = tuple[TextName, Language]
_TEAM: Final = (
    ("owner_id", N_("Account manager")),
    ("sr_id", N_("Solution manager")),
    ("fr_id", N_("Delivery manager")),
)
_MOST_CONTACTS: Final = 12


@dataclass(frozen=True, slots=True)
class PackTexts:
    """What stands in every pack, as the firm words it or as it is shipped; `own` are those of the firm's own."""

    row_version: int
    texts: Mapping[TextKey, str]
    own: frozenset[TextKey]


def texts(session: Session) -> PackTexts:
    """Return the letter and the handbook in each language."""
    firm = company.company(session)
    keys: list[TextKey] = [(name, language) for name in rules.TEXTS for language in LANGUAGES]
    own = {key: text for key in keys if (text := _own(firm, key))}
    return PackTexts(
        firm.row_version if firm else 0,
        {key: own.get(key) or rules.shipped(*key) for key in keys},
        frozenset(own),
    )


def change_texts(session: Session, wanted: Mapping[TextKey, str], *, row_version: int) -> None:
    """Word some of the texts anew, as they were read at `row_version`; an empty or shipped one is the shipped one."""
    firm = company.company(session)
    if (firm.row_version if firm else 0) != row_version:
        raise ConflictError(
            _("The company's data were changed elsewhere since you opened them. Nothing was overwritten.")
        )
    if firm is None:
        firm = Company(name="")
        session.add(firm)
    for key, text in wanted.items():
        said = rules.cleaned(text)
        setattr(firm, _column(key), "" if said == rules.shipped(*key) else said)
    session.flush()


def _own(firm: Company | None, key: TextKey) -> str:
    text: str = getattr(firm, _column(key)) if firm else ""
    return text


def _column(key: TextKey) -> str:
    name, language = key
    return name if language == "zh_CN" else f"{name}_en"


# --- a pack --------------------------------------------------------------------------------------------------------


def pack(session: Session, contract_id: uuid.UUID, *, language: Language | None = None) -> WelcomePack:
    """Return the pack of a signed contract, in the customer's language unless told otherwise.

    RuleError where the contract isn't in force.
    """
    contract, _newest = store.rows_of(session, contract_id)
    row = store.in_force(session, contract_id)
    if contract.state not in BINDING or row is None or contract.signed_on is None:
        raise RuleError(_("{number} isn't signed yet.").format(number=contract.number))
    version = store.read(session, contract, row)
    chosen = language or customer_language(session.get(Customer, contract.customer_id))
    known = texts(session).texts
    ours, theirs = people(session, contract, version.buyer, chosen)
    return WelcomePack(
        number=contract.number,
        project=contract.title,
        language=chosen,
        signed_on=contract.signed_on,
        seller=_seller(session, version, chosen),
        buyer=_buyer(version.buyer, theirs),
        seller_person=ours[0].name if ours else version.seller_person,
        letter=rules.filled(known["letter", chosen], version, chosen),
        handbook=rules.filled(known["handbook", chosen], version, chosen),
        ours=ours,
        theirs=theirs,
        payments=_payments(session, contract, chosen),
        milestones=rules.milestones(version, contract_events.happened(session, contract), chosen),
    )


def _seller(session: Session, version: ContractVersion, language: Language) -> Party:
    """Return our side as the contract has it, under its name in the customer's language, with today's logo."""
    firm = company.company(session)
    if firm is None:
        return version.seller
    name = firm.name_en if language == "en" else ""
    return replace(version.seller, name=name or version.seller.name, logo=firm.logo)


def _buyer(buyer: Party, people: Sequence[PackPerson]) -> Party:
    """Return the customer as the contract has it, written to the first of its people."""
    if not people:
        return buyer
    first = people[0]
    return replace(buyer, contact=first.name, contact_email=first.email or buyer.contact_email)


def people(
    session: Session, contract: Contract, buyer: Party, language: Language
) -> tuple[tuple[PackPerson, ...], tuple[PackPerson, ...]]:
    """Return who takes part in a contract: our people, and those of its customer."""
    opportunity = session.get(Opportunity, contract.opportunity_id) if contract.opportunity_id else None
    return _ours(session, contract, opportunity, language), _theirs(session, contract, buyer)


def _ours(
    session: Session, contract: Contract, opportunity: Opportunity | None, language: Language
) -> tuple[PackPerson, ...]:
    """Return the team of the opportunity, each once; who answers for the contract where there is none."""
    roles: dict[uuid.UUID, str] = {}
    for name, role in _TEAM:
        one: uuid.UUID | None = getattr(opportunity, name) if opportunity else None
        if name == "owner_id":
            one = one or contract.owner_id
        if one is not None:
            roles.setdefault(one, translate(role, language))
    query = select(Person).where(Person.id.in_(roles), Person.deleted_at.is_(None))
    people = {row.id: row for row in session.scalars(query)}
    return tuple(
        PackPerson(name=people[one].name, role=role, phone=people[one].phone, email=people[one].email)
        for one, role in roles.items()
        if one in people
    )


def _theirs(session: Session, contract: Contract, buyer: Party) -> tuple[PackPerson, ...]:
    """Return the customer's people who take part, the contact of the contract first."""
    chain = select(Stakeholder.contact_id).where(
        Stakeholder.opportunity_id == contract.opportunity_id, Stakeholder.deleted_at.is_(None)
    )
    query = (
        select(Contact)
        .where(
            Contact.customer_id == contract.customer_id,
            Contact.deleted_at.is_(None),
            or_(Contact.is_main, Contact.id.in_(chain), Contact.name == buyer.contact),
        )
        .order_by(Contact.name != buyer.contact, Contact.is_main.desc(), Contact.created_at, Contact.id)
        .limit(_MOST_CONTACTS)
    )
    found = [
        PackPerson(name=row.name, role=row.title, phone=row.mobile or row.phone, email=row.email)
        for row in session.scalars(query)
    ]
    known = [one for one in found if one.name and buyer.contact.startswith(one.name)]
    if known:  # the contract may name them with their title
        found.remove(known[0])
        found.insert(0, known[0])
    elif buyer.contact:
        found.insert(0, PackPerson(name=buyer.contact, phone=buyer.contact_phone, email=buyer.contact_email))
    return tuple(found)


def _payments(session: Session, contract: Contract, language: Language) -> tuple[PackPayment, ...]:
    """Return the instalments as they stand; a framework agreement has none."""
    currency, signed_on = contract.currency, contract.signed_on
    places = money.minor_units(currency)
    return tuple(
        PackPayment(
            label=(one.label if language == "zh_CN" else one.label_en or one.label)
            or payment_plan.label(one.trigger, language),
            amount=money_text(one.amount, currency, places=places, space=""),
            when=payment_terms.when(TermLine(Decimal(1), one.trigger, one.offset_days), language),
            due_on=one.due_on,
        )
        for one in payment_plans.plan(session, contract.id, today=signed_on or date.max)
        if one.status != "void"
    )
