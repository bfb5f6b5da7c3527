"""What is known of an opportunity, as far as gates ask."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.stage_gate import Known
from salesdesk.services.rows import Rows
from salesdesk.storage.records import (
    Activity,
    Contact,
    Interest,
    Opportunity,
    Quote,
    QuoteVersion,
    Requirement,
    Rival,
    Stakeholder,
)

_SENT = ("sent", "accepted", "rejected", "superseded")


def known(session: Session, row: Opportunity, *, team_from_minor: int) -> Known:
    """Return what is known of an opportunity, as far as gates ask."""
    values = {"opportunity": row.id, "customer": row.customer_id}
    counts = session.connection().execute(_counts(), values).one()
    return Known(
        customer=row.customer_id is not None,
        contacts=counts.contacts,
        need=row.need,
        budget=row.budget_min_minor is not None or row.budget_max_minor is not None,
        amount_minor=row.amount_minor,
        expected_close=row.expected_close_on is not None,
        products=counts.products + (row.product_id is not None),
        deciders=counts.deciders,
        roles=frozenset((counts.roles or "").split(",")) - {""},
        team=sum(one is not None for one in (row.owner_id, row.sr_id, row.fr_id)),
        team_from_minor=team_from_minor,
        requirements=counts.requirements,
        quotes=counts.quotes,
        quotes_sent=counts.quotes_sent,
        competitors=counts.competitors,
        next_steps=counts.next_steps,
    )


@cache
def _counts() -> Rows:
    """Select the counts of everything that belongs to one opportunity."""
    this: Any = bindparam("opportunity")

    def count(record: Any, *conditions: Any) -> Any:
        return (
            select(func.count())
            .select_from(record)
            .where(record.opportunity_id == this, record.deleted_at.is_(None), *conditions)
            .scalar_subquery()
        )

    people = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.customer_id == bindparam("customer"), Contact.deleted_at.is_(None))
        .scalar_subquery()
    )
    deciders = (
        select(func.count())
        .select_from(Contact)
        .where(
            Contact.customer_id == bindparam("customer"),
            Contact.deleted_at.is_(None),
            Contact.role == "decider",
        )
        .scalar_subquery()
    )
    member = aliased(Stakeholder)
    roles = (
        select(func.group_concat(member.role.distinct()))
        .where(member.opportunity_id == this, member.deleted_at.is_(None))
        .scalar_subquery()
    )
    sent = (
        select(func.count())
        .select_from(QuoteVersion)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(
            Quote.opportunity_id == this,
            Quote.deleted_at.is_(None),
            QuoteVersion.deleted_at.is_(None),
            QuoteVersion.state.in_(_SENT),
        )
        .scalar_subquery()
    )
    return select(
        (people + count(Stakeholder)).label("contacts"),
        (deciders + count(Stakeholder, Stakeholder.role == "executive")).label("deciders"),
        roles.label("roles"),
        count(Interest).label("products"),
        count(Requirement).label("requirements"),
        count(Quote).label("quotes"),
        sent.label("quotes_sent"),
        count(Rival).label("competitors"),
        count(Activity, Activity.done_at.is_(None)).label("next_steps"),
    )
