"""The value case of an opportunity: positioning of the offer, pain and vision, what it is worth to the customer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.texts import paragraphs
from salesdesk.domain.value_case import ValueFigures, figures
from salesdesk.i18n import _
from salesdesk.services import opportunity_fields
from salesdesk.services.opportunity_rows import writable
from salesdesk.storage.records import Opportunity, ValueCase

_NOTHING: Final = ValueFigures()
TEXTS: Final = ("segment", "need", "offer", "differentiator", "proof", "pain", "vision", "baseline")
"""The texts of a value case: the positioning, the pain and the vision, what the present way is."""
LONGEST: Final = 2_000
_AMOUNTS: Final = {"baseline_amount": "baseline_minor", "investment": "investment_minor"}
_FINEST: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ValueCaseRow:
    """A value case; version 0 where nothing was written yet. Amounts are in `currency`, `improvement` is a fraction.

    `investment` is None where it isn't given: then `counted_investment` is the opportunity's amount.
    """

    row_version: int
    currency: str
    segment: str = ""
    need: str = ""
    offer: str = ""
    differentiator: str = ""
    proof: str = ""
    pain: str = ""
    vision: str = ""
    baseline: str = ""
    baseline_amount: Decimal | None = None
    improvement: Decimal | None = None
    investment: Decimal | None = None
    counted_investment: Decimal | None = None
    figures: ValueFigures = _NOTHING

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was written."""
        said = (self.baseline_amount, self.improvement, self.investment)
        return not any(getattr(self, name) for name in TEXTS) and said == (None, None, None)


def read(session: Session, opportunity_id: uuid.UUID) -> ValueCaseRow:
    """Return the value case of an opportunity, an empty one where there is none yet."""
    parent = session.get(Opportunity, opportunity_id)
    if parent is None or parent.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    row, currency = _find(session, opportunity_id), parent.currency
    amount = _amount(parent.amount_minor, currency)
    if row is None:
        return ValueCaseRow(0, currency, counted_investment=amount)
    baseline, investment = _amount(row.baseline_minor, currency), _amount(row.investment_minor, currency)
    counted = amount if investment is None else investment
    return ValueCaseRow(
        row.row_version,
        currency,
        **{name: getattr(row, name) for name in TEXTS},
        baseline_amount=baseline,
        improvement=row.improvement,
        investment=investment,
        counted_investment=counted,
        figures=figures(baseline, row.improvement, counted, currency),
    )


def change(session: Session, opportunity_id: uuid.UUID, /, *, row_version: int, **values: Any) -> None:
    """Write some fields of a value case as it was read at `row_version`; the first write makes it.

    The values are the texts of `TEXTS`, `baseline_amount`, `improvement` and `investment`.
    """
    parent = writable(session, opportunity_id)
    row = _find(session, opportunity_id)
    if (0 if row is None else row.row_version) != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    columns = {_AMOUNTS.get(name, name): _cleaned(parent, name, value) for name, value in values.items()}
    if row is None:
        session.add(ValueCase(opportunity_id=opportunity_id, **columns))
    else:
        for name, value in columns.items():
            setattr(row, name, value)
    session.flush()


def _find(session: Session, opportunity_id: uuid.UUID) -> ValueCase | None:
    query = select(ValueCase).where(
        ValueCase.opportunity_id == opportunity_id, ValueCase.deleted_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else money.from_minor(minor, currency)


def _cleaned(parent: Opportunity, name: str, value: Any) -> Any:
    if name in _AMOUNTS:
        return opportunity_fields.amount(value, parent.currency)
    if name == "improvement":
        return _improvement(value)
    if name not in TEXTS:
        raise TypeError(name)
    text = paragraphs(value)
    if len(text) > LONGEST:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=LONGEST))
    return text


def _improvement(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if not value.is_finite() or not 0 <= value <= 1:
        raise InvalidInputError(_("The improvement must be between 0% and 100%."))
    return money.round_half_up(value, 4)
