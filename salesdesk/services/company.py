"""Our own firm, and what a new workspace starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import customer as rules, money
from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.quote_version import Party
from salesdesk.domain.tax_rates import TAXPAYERS
from salesdesk.i18n import N_, _
from salesdesk.services import approval_rules, pipelines, tax_rates
from salesdesk.storage.records import Company, Opportunity, Pipeline
from salesdesk.storage.workspace import Workspace

DEFAULT_PIPELINE = "equipment8"
LONGEST: Final = {
    "name": 200,
    "name_en": 200,
    "address": 400,
    "phone": 60,
    "email": 200,
    "website": 200,
    "tax_id": 40,
    "bank": 200,
    "bank_account": 60,
}
"""The texts of the firm, and how long each may be."""


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """The firm as its settings show it; version 0 where nothing is known yet. `logo` is the name of a stored file."""

    row_version: int = 0
    name: str = ""
    name_en: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    bank: str = ""
    bank_account: str = ""
    currency: str = "CNY"
    taxpayer: str = "general"
    logo: str = ""


def set_up_workspace(
    workspace: Workspace, *, company_name: str = "", template: str = DEFAULT_PIPELINE
) -> Changes:
    """Give a workspace what it still lacks of `set_up`, in a step that undo leaves alone."""
    with workspace.write(Label(N_("New workspace")), kind="issue") as write:
        set_up(write.session, company_name=company_name, template=template)
    return write.changes


def set_up(session: Session, *, company_name: str = "", template: str = DEFAULT_PIPELINE) -> None:
    """Give a workspace its firm's name, the usual rates of tax and rules of approval, and a pipeline if it has none."""
    if company_name.strip() and company(session) is None:
        session.add(Company(name=company_name.strip()))
    tax_rates.seed(session)
    if session.scalar(select(Pipeline.id).where(Pipeline.deleted_at.is_(None)).limit(1)) is None:
        pipelines.add_from_template(session, template)
    approval_rules.seed(session)


def company(session: Session) -> Company | None:
    """Return the firm's record, if its name was given."""
    return session.scalars(select(Company).where(Company.deleted_at.is_(None)).limit(1)).one_or_none()


def seller(session: Session, *, fallback: str) -> Party:
    """Return the firm as its documents name it; `fallback` where it has no name yet."""
    firm = company(session)
    if firm is None:
        return Party(name=fallback)
    return Party(
        name=firm.name or fallback,
        address=firm.address,
        phone=firm.phone,
        email=firm.email,
        tax_id=firm.tax_id,
        bank=firm.bank,
        bank_account=firm.bank_account,
        logo=firm.logo,
    )


def currency(session: Session) -> str:
    """Return the currency that the firm counts in."""
    return session.scalar(select(Company.currency).where(Company.deleted_at.is_(None)).limit(1)) or "CNY"


def profile(session: Session) -> CompanyProfile:
    """Return everything that is known of the firm."""
    firm = company(session)
    if firm is None:
        return CompanyProfile()
    texts = {name: getattr(firm, name) for name in LONGEST}
    return CompanyProfile(
        firm.row_version, **texts, currency=firm.currency, taxpayer=firm.taxpayer, logo=firm.logo
    )


def change(session: Session, field: str, value: str, *, row_version: int) -> None:
    """Write one field of the firm, as it was read at `row_version`; the first one makes its record."""
    firm = _firm(session, row_version)
    setattr(firm, field, _cleaned(session, field, value))
    session.flush()


def set_logo(session: Session, logo: str, *, row_version: int) -> None:
    """Give the firm a logo by the name of its stored file, or take it away."""
    _firm(session, row_version).logo = logo
    session.flush()


def _firm(session: Session, row_version: int) -> Company:
    firm = company(session)
    if (firm.row_version if firm else 0) != row_version:
        raise ConflictError(
            _("The company's data were changed elsewhere since you opened them. Nothing was overwritten.")
        )
    if firm is None:
        firm = Company(name="")
        session.add(firm)
    return firm


def _cleaned(session: Session, field: str, value: str) -> str:
    match field:
        case "currency":
            return _currency(session, value)
        case "taxpayer":
            return rules.choice(value, TAXPAYERS) or "general"
        case "name":
            return rules.cleaned_name(value)
        case "tax_id":
            return rules.cleaned_uscc(value)
        case "email" if value.strip() and "@" not in value:
            raise InvalidInputError(_("An e-mail address has an @ in it."))
    return rules.cleaned(value, LONGEST[field])


def _currency(session: Session, code: str) -> str:
    money.minor_units(code)
    others = select(Opportunity.currency).where(
        Opportunity.deleted_at.is_(None), Opportunity.currency != code
    )
    used = session.scalar(others.limit(1))
    if used is not None:
        raise RuleError(
            _("There are opportunities in {currency} already, so the currency can't be changed.").format(
                currency=used
            )
        )
    return code
