"""What the fields of an opportunity may hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.import_values import MAX_NAME
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _
from salesdesk.services import close_shifts
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Contact, Customer, Opportunity, Person, Product, Stakeholder
from salesdesk.storage.records.opportunities import MAX_AMOUNT_MINOR, ROADMAP

_LONGEST_SOURCE: Final = 60
_LONGEST_REMARK: Final = 20_000
_LONGEST_SENTENCE: Final = 200
_FINEST_CHANCE: Final = Decimal("0.0001")


def name(text: str) -> str:
    """Return a cleaned title; InvalidInputError for an empty or too long one."""
    cleaned = one_line(text)
    if not cleaned:
        raise InvalidInputError(_("Give the opportunity a name."))
    return _not_longer(cleaned, MAX_NAME)


def amount(value: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units; InvalidInputError outside what an opportunity may be worth."""
    if value is None:
        return None
    minor = money.to_minor(value, currency)
    if not 0 <= minor <= MAX_AMOUNT_MINOR:
        raise InvalidInputError(_("The amount must be between zero and 1,000,000,000,000."))
    return minor


def customer(session: Session, value: uuid.UUID | str | None) -> uuid.UUID | None:
    """Return the customer of an id, or of a name, under which one is made where there is none."""
    if not isinstance(value, str):
        return _living(session, Customer, value)
    if not (cleaned := _not_longer(one_line(value), MAX_NAME)):
        return None
    same = select(Customer.id).where(Customer.name == cleaned, Customer.deleted_at.is_(None))
    found = session.scalar(same.order_by(Customer.id).limit(1))
    if found is not None:
        return found
    row = Customer(name=cleaned)
    session.add(row)
    session.flush()
    return row.id


def _customer(session: Session, row: Opportunity, value: uuid.UUID | str | None) -> dict[str, Any]:
    """Return the new customer; RuleError where people of another one stand in the decision chain."""
    new = customer(session, value)
    if new != row.customer_id:
        firms = () if new is None else (new, session.get_one(Customer, new).parent_id)
        stranger = (
            select(Contact.name)
            .join(Stakeholder, Stakeholder.contact_id == Contact.id)
            .where(
                Stakeholder.opportunity_id == row.id,
                Stakeholder.deleted_at.is_(None),
                Contact.customer_id.not_in([firm for firm in firms if firm is not None]),
            )
            .order_by(Stakeholder.position)
        )
        if (person := session.scalar(stranger.limit(1))) is not None:
            raise RuleError(
                _("“{name}” of another customer stands in the decision chain. Take them out first.").format(
                    name=person[:60]
                )
            )
    return {"customer_id": new}


def owner(session: Session, value: uuid.UUID | None) -> uuid.UUID | None:
    """Return a person's id; InvalidInputError where there is none."""
    return _living(session, Person, value)


def source(text: str) -> str:
    """Return a cleaned source of the opportunity."""
    return _not_longer(one_line(text), _LONGEST_SOURCE)


def remark(text: str) -> str:
    """Return a cleaned remark of any number of lines."""
    return _not_longer(paragraphs(text), _LONGEST_REMARK)


def short(text: str) -> str:
    """Return a cleaned sentence, such as the reason of a change."""
    return _not_longer(one_line(text), _LONGEST_SENTENCE)


def _budget(row: Opportunity, value: tuple[Decimal | None, Decimal | None]) -> dict[str, Any]:
    """Return the lower and the upper end of a budget, either of which may be unknown."""
    low, high = (amount(end, row.currency) for end in value)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return {"budget_min_minor": low, "budget_max_minor": high}


def _roadmap(value: str) -> str:
    if value not in ROADMAP:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    return value


def _probability(value: Decimal | None) -> Decimal | None:
    if value is not None and not 0 <= value <= 1:
        raise InvalidInputError(_("The win probability must be between 0% and 100%."))
    return None if value is None else value.quantize(_FINEST_CHANCE)


def _expected(session: Session, row: Opportunity, value: date | None) -> dict[str, Any]:
    """Return the new date, and one slip more where it is later than the one before or the one that was cleared."""
    before = row.expected_close_on or close_shifts.cleared(session, row.id)
    later = before is not None and value is not None and value > before
    return {"expected_close_on": value, "slips": row.slips + int(later)}


def _living(session: Session, record: Any, value: uuid.UUID | None) -> uuid.UUID | None:
    if value is not None:
        chosen(session, record, value)
    return value


def _not_longer(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=longest))
    return text


Field = Callable[[Session, Opportunity, Any], dict[str, Any]]
FIELDS: Final[Mapping[str, Field]] = {
    "name": lambda _session, _row, value: {"name": name(value)},
    "customer": _customer,
    "amount": lambda _session, row, value: {"amount_minor": amount(value, row.currency)},
    "probability": lambda _session, _row, value: {"probability": _probability(value)},
    "owner": lambda session, _row, value: {"owner_id": owner(session, value)},
    "sr": lambda session, _row, value: {"sr_id": owner(session, value)},
    "fr": lambda session, _row, value: {"fr_id": owner(session, value)},
    "need": lambda _session, _row, value: {"need": remark(value)},
    "budget": lambda _session, row, value: _budget(row, value),
    "roadmap": lambda _session, _row, value: {"roadmap": _roadmap(value)},
    "product": lambda session, _row, value: {"product_id": _living(session, Product, value)},
    "source": lambda _session, _row, value: {"source": source(value)},
    "expected_close_on": _expected,
    "remark": lambda _session, _row, value: {"remark": remark(value)},
}
"""What can be changed of an opportunity, and what the columns become with a value."""
STANDING: Final = frozenset({"remark"})
"""What can be changed even when the opportunity is closed."""
AFTER_SALE: Final = STANDING | {"sr", "fr"}
"""What can be changed of a won opportunity: who delivers is often named after the signature."""
