"""The deviation list of a quote, taken from the requirement sheet of its opportunity and frozen with the version."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from salesdesk.domain.deviation import MOST_DEVIATIONS, Deviation
from salesdesk.services import opportunity_lists


def from_sheet(session: Session, opportunity_id: uuid.UUID | None) -> tuple[Deviation, ...]:
    """Return the requirement sheet as a deviation list: met and unmet rows, in the order of the sheet."""
    if opportunity_id is None:
        return ()
    return tuple(
        Deviation(
            parameter=row.parameter,
            required=" ".join(part for part in (row.required, row.unit) if part),
            ours=row.ours,
            met=row.met,
            must=row.must,
        )
        for row in opportunity_lists.requirements(session, opportunity_id)[:MOST_DEVIATIONS]
    )
