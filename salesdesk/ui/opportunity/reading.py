"""What the page of an opportunity reads in one go, so that all of it is of one moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.relationships import Matrix
from salesdesk.services import (
    buying_center,
    contracts,
    evidence,
    opportunity_health,
    opportunity_history,
    opportunity_lists as lists,
    opportunity_stages,
    value_cases,
)
from salesdesk.services.buying_center import DecisionChain
from salesdesk.services.contracts import ContractRow
from salesdesk.services.evidence import AttachmentRow
from salesdesk.services.history import HistoryEntry
from salesdesk.services.opportunity_health import Health
from salesdesk.services.opportunity_lists import (
    ActionStepRow,
    InterestRow,
    LandmarkRow,
    RequirementRow,
    RivalRow,
)
from salesdesk.services.opportunity_stages import StageStop
from salesdesk.services.value_cases import ValueCaseRow
from salesdesk.ui.widgets import opportunity_details
from salesdesk.ui.widgets.opportunity_details import Details

TABLES: Final = (
    *opportunity_details.TABLES,
    "opportunity_item",
    "stage_item",
    "attachment",
    "gate_waiver",
    "close_shift",
    "stakeholder",
    "requirement",
    "competitor",
    "rival",
    "interest",
    "landmark",
    "action_step",
    "value_case",
    "company",
)
"""What the page shows something of."""


@dataclass(frozen=True, slots=True)
class Content:
    """An opportunity with everything that its page shows; `to_contract` tells that a contract can be made of it."""

    details: Details
    stages: tuple[StageStop, ...]
    chain: DecisionChain
    matrix: Matrix
    requirements: tuple[RequirementRow, ...]
    rivals: tuple[RivalRow, ...]
    interests: tuple[InterestRow, ...]
    landmarks: tuple[LandmarkRow, ...]
    actions: tuple[ActionStepRow, ...]
    attachments: tuple[AttachmentRow, ...]
    team_from: Decimal
    value: ValueCaseRow
    health: Health
    history: tuple[HistoryEntry, ...]
    contracts: tuple[ContractRow, ...]
    to_contract: bool

    @property
    def stage(self) -> StageStop:
        """Return the stage in which the opportunity stands."""
        return next(stage for stage in self.stages if stage.state == "current")


def read(session: Any, opportunity_id: uuid.UUID, events: int, *, today: date) -> Content:
    """Read everything; InvalidInputError where the opportunity is gone."""
    return Content(
        opportunity_details.read_details(session, opportunity_id, events),
        opportunity_stages.stages(session, opportunity_id),
        buying_center.chain(session, opportunity_id),
        buying_center.matrix(session, opportunity_id),
        tuple(lists.requirements(session, opportunity_id)),
        tuple(lists.rivals(session, opportunity_id)),
        tuple(lists.interests(session, opportunity_id)),
        tuple(lists.landmarks(session, opportunity_id)),
        tuple(lists.action_steps(session, opportunity_id)),
        tuple(evidence.attachments(session, opportunity_id)),
        opportunity_stages.team_from(session, opportunity_id),
        value_cases.read(session, opportunity_id),
        opportunity_health.health(session, opportunity_id, today=today),
        opportunity_history.of(session, opportunity_id),
        tuple(contracts.of_opportunity(session, opportunity_id)),
        bool(contracts.accepted_quotes(session, opportunity_id=opportunity_id)),
    )
