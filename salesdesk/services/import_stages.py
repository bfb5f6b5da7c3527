"""The pipeline that imported opportunities stand in, made from the stage names of their files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.import_values import name_key, open_stages, stage_status
from salesdesk.i18n import N_, translate
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Opportunity, Pipeline, Stage

CODE: Final = "imported"
"""The code of the pipeline, by which a later import finds it again."""

_PIPELINE: Final = N_("Imported")
_WON: Final = N_("Won")
_OPEN: Final = N_("In progress")
_WON_CODE: Final = "won"
_LONGEST_CODE: Final = 40
_PLACES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of the imported pipeline by code, and the rows that have to be added for them."""

    by_code: Mapping[str, uuid.UUID]
    last_open: uuid.UUID
    """The last stage before the sale: where lost opportunities are kept."""
    new_pipelines: Sequence[dict[str, Any]]
    new_stages: Sequence[dict[str, Any]]
    places: Mapping[uuid.UUID, int]
    """The new positions of stages that have to make room for them."""

    def of(self, name: str) -> uuid.UUID | None:
        """Return the stage that a name of the file means; None for one that says the sale was lost."""
        status = stage_status(name)
        return None if status == "lost" else self.by_code[_WON_CODE if status == "won" else _code(name)]


def stages_for(session: Session | None, names: Sequence[str]) -> Stages:
    """Return the stages for the names of a file, in the order they came; unknown ones are to be added."""
    pipeline_id = _pipeline_id(session)
    new_pipelines = [] if pipeline_id else [_pipeline(session)]
    pipeline_id = pipeline_id or new_pipelines[0]["id"]
    existing = _existing(session, pipeline_id)
    new_stages = [{**row, "pipeline_id": pipeline_id} for row in _missing(existing, names)]
    every = _in_order(existing, new_stages)
    places = {}
    if new_stages and [row["position"] for row in every] != sorted({row["position"] for row in every}):
        places = {row["id"]: place for place, row in enumerate(every)}
    return Stages(
        by_code={row["code"]: row["id"] for row in every},
        last_open=[row["id"] for row in every if row["kind"] == "open"][-1],
        new_pipelines=new_pipelines,
        new_stages=[{**row, "position": places.get(row["id"], row["position"])} for row in new_stages],
        places={row["id"]: places[row["id"]] for row in existing if row["id"] in places},
    )


def _in_order(
    existing: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return all stages in their order: a new one stands before the first that is likelier to win.

    By the positions alone it would stand behind the sale once somebody put the stages into another order.
    """
    every = sorted(existing, key=lambda row: row["position"])
    for row in new:
        later = (
            place
            for place, other in enumerate(every)
            if other["kind"] != "open" or other.get("closes_won") or other["probability"] > row["probability"]
        )
        every.insert(len(every) if row["kind"] != "open" else next(later, len(every)), row)
    return every


def _pipeline_id(session: Session | None) -> uuid.UUID | None:
    query = select(Pipeline.id).where(Pipeline.code == CODE, Pipeline.deleted_at.is_(None)).limit(1)
    return None if session is None else session.scalar(query)


def _pipeline(session: Session | None) -> dict[str, Any]:
    """Return a new pipeline; it comes first where no other one is in use, else last."""
    position = 0
    if session is not None:
        places = select(func.min(Pipeline.position), func.max(Pipeline.position))
        low, high = session.execute(places.where(Pipeline.deleted_at.is_(None))).one()
        in_use = session.scalar(select(Opportunity.id).where(Opportunity.deleted_at.is_(None)).limit(1))
        if low is not None:
            position = low - 1 if in_use is None else high + 1
    names = {"name": translate(_PIPELINE, "zh_CN"), "name_en": translate(_PIPELINE, "en")}
    return {"id": new_id(), **names, "code": CODE, "position": position}


def _existing(session: Session | None, pipeline_id: uuid.UUID) -> list[dict[str, Any]]:
    if session is None:
        return []
    query = select(
        Stage.id, Stage.code, Stage.kind, Stage.position, Stage.probability, Stage.closes_won
    ).where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
    return [dict(row) for row in session.execute(query).mappings()]


def _missing(existing: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    codes = {row["code"] for row in existing}
    first: dict[str, str] = {}
    for name in names:
        if stage_status(name) == "open" and _code(name) not in codes:
            first.setdefault(_code(name), name)
    rows = [
        _stage(_code(name), name, "", chance, len(codes) + number)
        for number, (name, chance) in enumerate(open_stages([*first.values()]))
    ]
    if not rows and not any(row["kind"] == "open" for row in existing):
        rows.append(_stage("open", translate(_OPEN, "zh_CN"), translate(_OPEN, "en"), Decimal("0.5"), 0))
    if _WON_CODE not in codes:
        won = next((name for name in names if stage_status(name) == "won"), "")
        zh, en = (won, "") if won else (translate(_WON, "zh_CN"), translate(_WON, "en"))
        rows.append(_stage(_WON_CODE, zh, en, Decimal(1), 0) | {"kind": "won"})
    return rows


def _stage(code: str, name: str, name_en: str, chance: Decimal, number: int) -> dict[str, Any]:
    """Return a new stage, placed by its probability and then by its number, so that later ones fit between."""
    return {
        "id": new_id(),
        "name": name,
        "name_en": name_en,
        "code": code,
        "position": int(chance * _PLACES) + number,
        "probability": chance,
        "kind": "open",
    }


def _code(name: str) -> str:
    key = name_key(name)
    return key if len(key) <= _LONGEST_CODE else hashlib.sha256(key.encode()).hexdigest()[:_LONGEST_CODE]
