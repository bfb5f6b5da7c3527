"""An opportunity as a card: what stands on it, how it ages, what is planned, what is risky."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import ageing, money, risk
from salesdesk.domain.ageing import AgeState, StepState
from salesdesk.domain.risk import RiskFacts
from salesdesk.domain.stage_gate import parse_fields
from salesdesk.services import board_fields, board_risks
from salesdesk.services.board_groups import Grouping, Key, month_key
from salesdesk.services.board_moments import today
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import Activity, Customer, Opportunity, Person, Pipeline, Stage
from salesdesk.storage.records.base import now

TABLES: Final = (
    "activity",
    "attachment",
    "competitor",
    "contact",
    "customer",
    "interest",
    "opportunity_item",
    "person",
    "pipeline",
    "quote",
    "quote_version",
    "requirement",
    "rival",
    "stage",
    "stage_item",
    "stakeholder",
)
"""Beside the opportunity itself, the tables that a card is made of."""
_NO_RISK: Final = RiskFacts()


@dataclass(frozen=True, slots=True)
class NextStep:
    """The earliest activity that is planned with an opportunity, and how it stands today."""

    kind: str
    subject: str
    due_on: date
    state: StepState


@dataclass(frozen=True, slots=True)
class Card:
    """An opportunity as the board shows it; an unknown amount or customer is None.

    `key` is that of its column. `done` of `to_do` is how much of its stage's checklist is there: ticks, evidence and
    required fields. `flags` are the codes of its risks, `risk` the facts that they follow from; only an open one has
    any. `probability` is its own fraction, else the stage's. Days are whole times 24 hours.
    """

    id: uuid.UUID
    row_version: int
    stage_id: uuid.UUID
    title: str
    key: Key = None
    customer_id: uuid.UUID | None = None
    customer: str | None = None
    value_class: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    owner_id: uuid.UUID | None = None
    owner: str | None = None
    status: str = "open"
    probability: Decimal = Decimal(0)
    roadmap: str = ""
    expected_close_on: date | None = None
    slips: int = 0
    days_in_stage: int = 0
    min_days: int | None = None
    max_days: int | None = None
    days_untouched: int = 0
    untouched: bool = False
    next_step: NextStep | None = None
    flags: tuple[str, ...] = ()
    risk: RiskFacts = _NO_RISK
    done: int = 0
    to_do: int = 0
    stage: str = ""

    def __hash__(self) -> int:
        # Cards are keys of their pictures at every painting; the rest is compared where these are equal.
        return hash((self.id, self.row_version))

    @property
    def past_max(self) -> bool:
        """Tell whether an open one is longer in its stage than it should be."""
        return self.status == "open" and self.max_days is not None and self.days_in_stage > self.max_days

    @property
    def age(self) -> AgeState | None:
        """Return how its stay in the stage stands."""
        return ageing.stage_state(self.days_in_stage, self.min_days, self.max_days)

    @property
    def step_state(self) -> StepState:
        """Return how its next step stands."""
        return "none" if self.next_step is None else self.next_step.state

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons of its risks in words."""
        return tuple(risk.reason(code, self.risk) for code in self.flags)


def read(session: Session, ids: Sequence[uuid.UUID], grouping: Grouping) -> dict[uuid.UUID, Card]:
    """Return the cards with these ids that are there, by id; they are to be few."""
    if not ids:
        return {}
    given = {"ids": json.dumps([one.hex for one in ids])}
    rows = session.connection().execute(_query(), given).all()
    checklists = _checklists(session, {row[2] for row in rows})
    at, day = now(), today()
    return {row[0]: _card(row, checklists, grouping, at, day) for row in rows}


@cache
def _query() -> Rows:
    """Select what cards are made of.

    The ids come as one parameter: the query is long, and this way it is understood once whatever is asked for. By
    itself SQLite would go through all that isn't deleted and look whether it is among them.
    """
    given = func.json_each(bindparam("ids", type_=String())).table_valued("value")
    return (
        select(
            Opportunity.id,
            Opportunity.row_version,
            Opportunity.stage_id,
            Opportunity.name,
            Opportunity.customer_id,
            Customer.name,
            func.coalesce(Customer.value_class, ""),
            Opportunity.amount_minor,
            Opportunity.currency,
            Opportunity.owner_id,
            Person.name,
            Opportunity.status,
            func.coalesce(Opportunity.probability, Stage.probability, type_=Stage.probability.type),
            Opportunity.roadmap,
            Opportunity.expected_close_on,
            Opportunity.slips,
            Opportunity.stage_entered_at,
            Stage.min_days,
            Stage.max_days,
            Stage.required_fields,
            Opportunity.created_on,
            Pipeline.touch_days,
            Activity.kind,
            Activity.subject,
            Activity.due_on,
            board_risks.last_touch(),
            board_risks.planned_until(),
            board_risks.people(),
            board_risks.favoured(),
            board_fields.known_count(),
            board_fields.done_count(),
            board_fields.own_count(),
            Stage.name,
            Stage.name_en,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .outerjoin(Activity, Activity.id == board_risks.next_step_id())
        .where(Opportunity.id.in_(select(func.unhex(given.c.value))), Opportunity.deleted_at.is_(None))
        .with_hint(Opportunity, "INDEXED BY sqlite_autoindex_opportunity_1", "sqlite")
    )


def _checklists(session: Session, stages: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many items the checklists of stages have."""
    rows = session.connection().execute(_items(), {"stages": list(stages)})
    return {stage: count for stage, count in rows}  # noqa: C416 - a row is no pair to mypy


@cache
def _items() -> Rows:
    return board_fields.checklist(bindparam("stages", expanding=True))


def _card(row: Any, checklists: Mapping[uuid.UUID, int], grouping: Grouping, at: datetime, day: date) -> Card:
    """Return the card of a row; what stands in `Card` in the order of the row is handed on as it is."""
    minor, currency = row[7], row[8]
    entered, shortest, longest, required, created, touch_days = row[16:22]
    step_kind, step_subject, step_on, touched, planned_until, people, favoured, known, done, own = row[22:32]
    is_open = row[11] == "open"
    days, alone = (at - entered).days, ageing.days_untouched(touched, created, at=at)
    left_alone = is_open and ageing.is_untouched(alone, touch_days, planned_until=planned_until, today=day)
    contacts = None if row[4] is None else people
    facts = RiskFacts(row[15], step_on is not None, contacts, days, longest, favoured, alone, left_alone)
    step = None
    if step_on is not None:
        step = NextStep(step_kind, step_subject, step_on, ageing.step_state(step_on, day))
    values: tuple[Any, ...] = (
        *row[:4],
        _key(grouping, row, day),
        *row[4:7],
        None if minor is None else money.from_minor(minor, currency),
        *row[8:16],
        days,
        shortest,
        longest,
        alone,
        left_alone,
        step,
        risk.flags(facts) if is_open else (),
        facts,
        known + done,
        len(parse_fields(required)) + checklists.get(row[2], 0) + own,
        named(*row[32:]),
    )
    return Card(*values)


def _key(grouping: Grouping, row: Any, day: date) -> Key:
    """Return the key of the column that a card stands in, on a local day."""
    if grouping == "owner":
        return row[9]  # type: ignore[no-any-return]  # the owner's id
    if grouping == "value_class":
        return row[6]  # type: ignore[no-any-return]  # the customer's class
    return month_key(row[14], day) if grouping == "month" else row[2]
