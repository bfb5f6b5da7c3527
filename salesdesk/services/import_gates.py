"""The gates of the imported pipeline hold for the rows of a file too."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.domain.stage_gate import refusal
from salesdesk.services import stage_gates
from salesdesk.services.import_stages import Stages
from salesdesk.services.rows import named
from salesdesk.services.stage_gates import Stop, Way
from salesdesk.storage.records import Opportunity


class ImportGates:
    """Tells which rows of a file may not stand where it says."""

    def __init__(self, session: Session | None, stages: Stages) -> None:
        self._session = session
        self._way = None if session is None or stages.new_pipelines else _way(session, stages)

    def refusal_of_new(self, row_id: uuid.UUID, values: Mapping[str, Any]) -> str:
        """Return why a new row may not begin where its file says, an empty text where it may."""
        if self._way is None:
            return ""
        row = Opportunity(id=row_id, **{"name": "", "need": "", "currency": "", **values})
        return self._refusal(row, self._way.stops[0].id, values)

    def refusal_of_changed(self, row_id: uuid.UUID, changed: Mapping[str, Any]) -> str:
        """Return why a row may not go where its file says, an empty text where it may or doesn't move."""
        if self._way is None or self._session is None or not changed.keys() & {"stage_id", "status"}:
            return ""
        stored = self._session.get_one(Opportunity, row_id)
        columns = {column.key: getattr(stored, column.key) for column in Opportunity.__table__.columns}
        # Nobody brought to its stage what came as lost: opened again it is as a new one.
        start = self._way.stops[0].id if stored.status == "lost" else stored.stage_id
        target = {"stage_id": stored.stage_id, **changed}
        return self._refusal(Opportunity(**(columns | dict(changed))), start, target)

    def _refusal(self, row: Opportunity, start: uuid.UUID, values: Mapping[str, Any]) -> str:
        if self._session is None or self._way is None or row.status == "lost":
            return ""
        won = values.get("status") == "won"
        left = self._way.left(start, None if won else values.get("stage_id", start))
        gaps = stage_gates.gaps(self._session, row, self._way, left)
        return refusal(row.name, gaps).message if gaps else ""


def _way(session: Session, stages: Stages) -> Way | None:
    """Return the imported pipeline's way with the stages that the file adds; None where no gate is closed."""
    known = {row["id"] for row in stages.new_stages}
    stored = next(stage for stage in stages.by_code.values() if stage not in known)
    way = stage_gates.way(session, stored)
    if not stage_gates.any_gate(session, way):
        return None
    there = (replace(stop, position=stages.places.get(stop.id, stop.position)) for stop in way.stops)
    added = (
        Stop(row["id"], named(row["name"], row["name_en"]), row["kind"], row["position"], ())
        for row in stages.new_stages
    )
    stops = sorted((*there, *added), key=lambda stop: (stop.kind != "open", stop.position))
    return replace(way, stops=tuple(stops))
