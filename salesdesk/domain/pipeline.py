"""Sales pipelines: the statuses of an opportunity, the reasons of a loss, and the templates of the trade."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from salesdesk import resources
from salesdesk.i18n import N_

Status = Literal["open", "won", "lost", "on_hold"]
StageKind = Literal["open", "won", "post_sale"]

STATUSES: Final[tuple[tuple[Status, str], ...]] = (
    ("open", N_("In progress")),
    ("won", N_("Won")),
    ("lost", N_("Lost")),
    ("on_hold", N_("On hold")),
)
"""The statuses of an opportunity with their names, to be translated when shown."""

UNSPECIFIED: Final = "unspecified"
LOSS_REASONS: Final = (
    ("price", N_("Price")),
    ("competitor", N_("Competitor")),
    ("budget", N_("Budget cancelled")),
    ("technical", N_("Technical")),
    ("no_decision", N_("No decision")),
    ("other", N_("Other reason")),
    (UNSPECIFIED, N_("Not given")),
)
"""The reasons of a loss with their names; `unspecified` is for imported rows, nobody chooses it."""


_NEGOTIATIONS: Final = ("negotiation", "negotiating", "contract")


def negotiates(code: str, *names: str) -> bool:
    """Tell whether a stage is one in which a contract is negotiated: by its template's code, or its names say so."""
    said = " ".join(names).lower()
    return code in _NEGOTIATIONS or "谈判" in said or "negotiat" in said


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """A stage of a template; days are calendar days (None: no limit), `probability` is a fraction."""

    code: str
    name_zh: str
    name_en: str
    min_days: int | None
    max_days: int | None
    probability: Decimal
    kind: StageKind
    closes_won: bool
    activities_zh: str
    activities_en: str
    success_zh: str
    success_en: str
    evidence_zh: str
    evidence_en: str


@dataclass(frozen=True, slots=True)
class PipelineTemplate:
    """A pipeline to start from, with its stages in order."""

    code: str
    name_zh: str
    name_en: str
    stages: tuple[StageTemplate, ...]


@cache
def templates() -> Mapping[str, PipelineTemplate]:
    """Return the pipeline templates by code, the usual one of the trade first."""
    text = resources.path("templates", "pipelines.json").read_text(encoding="utf-8")
    return MappingProxyType({code: _pipeline(code, entry) for code, entry in json.loads(text).items()})


def _pipeline(code: str, entry: Mapping[str, Any]) -> PipelineTemplate:
    stages = tuple(_stage(stage) for stage in entry["stages"])
    return PipelineTemplate(code, entry["name_zh"], entry["name_en"], stages)


def _stage(entry: Mapping[str, Any]) -> StageTemplate:
    values = {name: value for name, value in entry.items() if name != "id"}
    return StageTemplate(**values | {"probability": Decimal(entry["probability"]) / 100})
