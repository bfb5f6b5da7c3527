"""How much of its stage's checklist an opportunity has, as SQL about the row of the query around it.

What counts as known agrees with `domain.stage_gate.Known`, what as done with `stage_gates`; a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    distinct,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from salesdesk.domain.stage_gate import DEPARTMENTS, FIELDS
from salesdesk.services.rows import Rows
from salesdesk.storage.records import (
    Activity,
    Attachment,
    Contact,
    Interest,
    Opportunity,
    OpportunityItem,
    Pipeline,
    Quote,
    QuoteVersion,
    Requirement,
    Rival,
    Stage,
    StageItem,
    Stakeholder,
)

SENT = ("sent", "accepted", "rejected", "superseded")
"""The states of a quote that went out."""
Condition = ColumnElement[bool]


def checklist(stages: Any) -> Rows:
    """Select how many items the checklists of stages have.

    Nobody ticks by hand that the contract is signed: the success criterion of a stage that ends with the signature is
    no item.
    """
    signed = and_(StageItem.kind == "check", StageItem.text == Stage.success, _ends_with_signature())
    return (
        select(StageItem.stage_id, func.count())
        .join(Stage, Stage.id == StageItem.stage_id)
        .where(
            StageItem.stage_id.in_(stages),
            StageItem.kind.in_(_written("check", "evidence")),
            StageItem.deleted_at.is_(None),
            ~signed,
        )
        .group_by(StageItem.stage_id)
    )


def _written(*codes: str) -> list[ColumnElement[str]]:
    """Return codes as they stand in SQL: a list of parameters would be set in anew at every execution."""
    return [literal_column(f"'{code}'") for code in codes]


def _ends_with_signature() -> Condition:
    return or_(Stage.closes_won, Stage.kind == "won")


def own_count() -> Any:
    """Return how many items of its own an opportunity has in its stage."""
    return _one(
        select(func.count())
        .select_from(OpportunityItem)
        .where(*_items_here(), OpportunityItem.stage_item_id.is_(None))
    )


def done_count() -> Any:
    """Return how many items of its stage's checklist are ticked or proved."""
    ticked = (
        select(func.count())
        .select_from(OpportunityItem)
        .outerjoin(StageItem, StageItem.id == OpportunityItem.stage_item_id)
        .where(
            *_items_here(),
            OpportunityItem.done_at.is_not(None),
            or_(
                OpportunityItem.stage_item_id.is_(None),
                and_(
                    StageItem.kind == "check",
                    StageItem.deleted_at.is_(None),
                    ~and_(StageItem.text == Stage.success, _ends_with_signature()),
                ),
            ),
        )
    )
    proved = (
        select(func.count(distinct(Attachment.stage_item_id)))
        .join(StageItem, StageItem.id == Attachment.stage_item_id)
        .where(
            Attachment.opportunity_id == Opportunity.id,
            Attachment.deleted_at.is_(None),
            StageItem.stage_id == Opportunity.stage_id,
            StageItem.kind == "evidence",
            StageItem.deleted_at.is_(None),
        )
    )
    return _one(ticked) + _one(proved)


def _items_here() -> tuple[Condition, ...]:
    return (
        OpportunityItem.opportunity_id == Opportunity.id,
        OpportunityItem.stage_id == Opportunity.stage_id,
        OpportunityItem.deleted_at.is_(None),
    )


def _one(query: Any) -> Any:
    return query.correlate(Opportunity, Stage, Pipeline).scalar_subquery()


def known_count() -> Any:
    """Return how many of the fields that its stage requires are known; others are not asked for."""
    asked = type_coerce(" ", String) + Stage.required_fields + " "
    counted = [
        case((and_(func.instr(asked, f" {code} ") > 0, condition), 1), else_=0)
        for code, condition in known_fields().items()
    ]
    return sum(counted[1:], start=counted[0])


def known_fields() -> Mapping[str, Condition]:
    """Return what makes each field of `domain.stage_gate.FIELDS` known; the query has stage and pipeline too."""
    amount = func.coalesce(Opportunity.amount_minor, 0)
    conditions = {
        "customer": Opportunity.customer_id.is_not(None),
        "contact": or_(_any_contact(), _any(Stakeholder)),
        "need": func.trim(Opportunity.need) != "",
        "budget": or_(Opportunity.budget_min_minor.is_not(None), Opportunity.budget_max_minor.is_not(None)),
        "amount": amount > 0,
        "expected_close_on": Opportunity.expected_close_on.is_not(None),
        "product": or_(Opportunity.product_id.is_not(None), _any(Interest)),
        "decider": or_(
            _any_contact(Contact.role == "decider"), _any(Stakeholder, Stakeholder.role == "executive")
        ),
        "departments": _departments() == len(DEPARTMENTS),
        "team": or_(
            and_(
                *(
                    person.is_not(None)
                    for person in (Opportunity.owner_id, Opportunity.sr_id, Opportunity.fr_id)
                )
            ),
            amount < Pipeline.team_from_minor,
        ),
        "requirements": _any(Requirement),
        "quote": _any(Quote),
        "quote_sent": _any_sent(),
        "competitor": _any(Rival),
        "next_step": _any(Activity, Activity.done_at.is_(None)),
    }
    return {code: conditions[code] for code in FIELDS}


def _any(record: Any, *conditions: Condition) -> Condition:
    found = select(record.id).where(
        record.opportunity_id == Opportunity.id, record.deleted_at.is_(None), *conditions
    )
    return found.correlate(Opportunity).exists()


def _any_contact(*conditions: Condition) -> Condition:
    found = select(Contact.id).where(
        Contact.customer_id == Opportunity.customer_id, Contact.deleted_at.is_(None), *conditions
    )
    return found.correlate(Opportunity).exists()


def _any_sent() -> Condition:
    found = (
        select(QuoteVersion.id)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(
            Quote.opportunity_id == Opportunity.id,
            Quote.deleted_at.is_(None),
            QuoteVersion.deleted_at.is_(None),
            QuoteVersion.state.in_(_written(*SENT)),
        )
    )
    return found.correlate(Opportunity).exists()


def _departments() -> Any:
    member = aliased(Stakeholder)
    return _one(
        select(func.count(distinct(member.role))).where(
            member.opportunity_id == Opportunity.id,
            member.deleted_at.is_(None),
            member.role.in_(_written(*DEPARTMENTS)),
        )
    )
