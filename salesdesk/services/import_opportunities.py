"""Imported opportunities as rows: status, stage and dates from what their file says."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.import_rows import Entry
from salesdesk.domain.import_values import stage_status
from salesdesk.domain.pipeline import UNSPECIFIED
from salesdesk.i18n import _
from salesdesk.services.card_places import STEP
from salesdesk.services.import_stages import Stages
from salesdesk.services.stage_history import instant_of
from salesdesk.storage.records import Opportunity
from salesdesk.storage.records.base import now


def way_of_new(row: Mapping[str, Any], stages: Stages) -> list[dict[str, Any]]:
    """Return how a new row came to where it is: made in a stage before the sale, then perhaps closed."""
    closed = row["status"] != "open"
    began = stages.last_open if closed else row["stage_id"]
    end = row["stage_entered_at"]
    made = min(instant_of(row["created_on"]), end) if closed else end
    way = [_change(row["id"], None, began, "open", made)]
    return [*way, _change(row["id"], began, row["stage_id"], row["status"], end)] if closed else way


def way_of_changed(
    row_id: uuid.UUID, row: Mapping[str, Any], changed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the step of a row that a file moves, closes or opens again."""
    if not changed.keys() & {"stage_id", "status"}:
        return []
    after = {**row, **changed}
    closed_on = after["closed_on"] if after["status"] != "open" else None
    at = now() if closed_on is None else instant_of(closed_on)
    return [_change(row_id, row["stage_id"], after["stage_id"], after["status"], at)]


def _change(
    row_id: uuid.UUID, before: uuid.UUID | None, after: uuid.UUID, status: str, at: datetime
) -> dict[str, Any]:
    return {
        "opportunity_id": row_id,
        "from_stage_id": before,
        "to_stage_id": after,
        "status": status,
        "at": at,
    }


class OpportunityRows:
    """Makes the rows; cards that come into a stage are put below those that stand there."""

    def __init__(self, session: Session | None, stages: Stages, currency: str) -> None:
        self._stages = stages
        self._currency = currency
        self._now = now()
        self._last = _last_positions(session)

    def values(self, entry: Entry) -> dict[str, Any]:
        """Return the columns that the file fills; those that name other records are not among them."""
        given = entry.values
        status = stage_status(given["stage"])
        values = {name: given[name] for name in ("probability", "source", "remark") if name in given}
        values |= {"status": status, "loss_reason": UNSPECIFIED if status == "lost" else ""}
        if entry.name:
            values["name"] = entry.name
        if (stage_id := self._stages.of(given["stage"])) is not None:
            values["stage_id"] = stage_id
        if "amount" in given:
            amount = given["amount"]
            values["amount_minor"] = None if amount is None else money.to_minor(amount, self._currency)
        if given.get("created_on") is not None:
            values["created_on"] = given["created_on"]
        if status == "open":
            values["closed_on"] = None
        if "close_on" in given:
            values["expected_close_on" if status == "open" else "closed_on"] = given["close_on"]
        return values

    def new(self, entry: Entry, values: Mapping[str, Any], product: str) -> dict[str, Any]:
        """Return what a new row has beside the values of its file."""
        stage_id = values.get("stage_id", self._stages.last_open)
        created_on = values.get("created_on", self._now.astimezone().date())
        return {
            "name": values.get("name") or product or _("Opportunity {key}").format(key=entry.key)[:200],
            "stage_id": stage_id,
            "created_on": created_on,
            "position": self._next_position(stage_id),
            "stage_entered_at": self._entered(values, created_on if "created_on" in values else None),
        }

    def moved(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what changes with the stage of a row."""
        if "stage_id" not in changed:
            return {}
        position = self._next_position(changed["stage_id"])
        return {"position": position, "stage_entered_at": self._entered(changed, None)}

    def _next_position(self, stage_id: uuid.UUID) -> int:
        position = self._last[stage_id] = self._last.get(stage_id, 0) + STEP
        return position

    def _entered(self, values: Mapping[str, Any], created_on: date | None) -> datetime:
        """Return since when a row is in its stage, as far as its dates tell; never later than now."""
        day = values.get("closed_on") or created_on
        if day is None:
            return self._now
        return min(instant_of(day), self._now)


def _last_positions(session: Session | None) -> dict[uuid.UUID, int]:
    if session is None:
        return {}
    query = select(Opportunity.stage_id, func.max(Opportunity.position).label("position")).group_by(
        Opportunity.stage_id
    )
    return {row.stage_id: row.position for row in session.execute(query)}
