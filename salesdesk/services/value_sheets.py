"""The value proposition of an opportunity, put together to be printed."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.value_sheet import ActionLine, ValueSheet
from salesdesk.i18n import Language, _
from salesdesk.services import company, opportunity_lists, value_cases
from salesdesk.services.stage_work import customer_language
from salesdesk.storage.records import Customer, Opportunity, Person


def sheet(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    today: date,
    seller_name: str = "",
    language: Language | None = None,
) -> ValueSheet:
    """Return what the value proposition says today, in the customer's language unless told otherwise.

    The need is the opportunity's where the value case has none; `seller_name` is for a firm without a name yet.
    """
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    case = value_cases.read(session, opportunity_id)
    customer = None if row.customer_id is None else session.get(Customer, row.customer_id)
    person = None if row.owner_id is None else session.get(Person, row.owner_id)
    chosen = language or customer_language(customer)
    firm = company.company(session)
    name = ((firm.name_en if chosen == "en" else "") or firm.name) if firm else ""
    return ValueSheet(
        project=row.name,
        customer=customer.name if customer else "",
        seller=name or seller_name,
        logo=firm.logo if firm else "",
        person=person.name if person else "",
        prepared_on=today,
        language=chosen,
        currency=case.currency,
        segment=case.segment,
        need=case.need or row.need,
        offer=case.offer,
        differentiator=case.differentiator,
        proof=case.proof,
        pain=case.pain,
        vision=case.vision,
        baseline=case.baseline,
        baseline_amount=case.baseline_amount,
        improvement=case.improvement,
        investment=case.counted_investment,
        figures=case.figures,
        actions=_actions(session, opportunity_id),
    )


def _actions(session: Session, opportunity_id: uuid.UUID) -> tuple[ActionLine, ...]:
    return tuple(
        ActionLine(
            line.customer_step,
            line.due_on,
            line.customer_owner,
            line.our_action,
            line.owner,
            line.evidence,
            line.done_on,
        )
        for line in opportunity_lists.action_steps(session, opportunity_id)
    )
