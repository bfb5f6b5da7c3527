"""Workspaces with generated data, the same for the same arguments but for the day."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Label
from salesdesk.services import company
from salesdesk.services.card_places import STEP
from salesdesk.storage import bulk
from salesdesk.storage.records import (
    Activity,
    Attachment,
    Competitor,
    Contact,
    Customer,
    Opportunity,
    OpportunityItem,
    Person,
    Rival,
    StageItem,
    Stakeholder,
)
from salesdesk.storage.workspace import Workspace
from tests import factories

SEED = 20260101
PEOPLE = 16
START = datetime.now(UTC)
CLASSES = ("strategic", "key", "regular", "regular", "potential", "")


def workspace(folder: Path, cards: int) -> Workspace:
    """Make a workspace with that many open opportunities over the six open stages, and half as many customers.

    Its gates are those of the template. Cards have what the usual card has: two activities done, a next step with two
    of three, people in the decision chain, ticks and now and then a favoured competitor.
    """
    made = Workspace.create(folder / f"cards-{cards}.salesdesk")
    chance = random.Random(SEED)
    with made.write(Label("Generated data"), kind="issue") as write:
        session = write.session
        company.set_up(session, company_name="云帆砺行装备制造有限公司")
        people = bulk.insert_rows(session, Person, ({"name": f"销售{number:02}"} for number in range(PEOPLE)))
        buyers = bulk.insert_rows(session, Customer, customers(max(cards // 2, 1)))
        contacts = bulk.insert_rows(session, Contact, _contacts(buyers))
        stages = [stage.id for stage in factories.stages(session) if stage.kind == "open"]
        rows = list(_opportunities(chance, cards, stages, buyers, people))
        ids = bulk.insert_rows(session, Opportunity, rows)
        bulk.insert_rows(session, Activity, _activities(chance, ids, rows))
        at_buyer = dict(zip(buyers, contacts, strict=True))
        bulk.insert_rows(session, Stakeholder, _stakeholders(ids, rows, at_buyer))
        rivals = bulk.insert_rows(session, Competitor, ({"name": f"竞争对手{one}"} for one in range(9)))
        bulk.insert_rows(session, Rival, _rivals(ids, rivals))
        bulk.insert_rows(session, OpportunityItem, _ticks(session, ids, rows))
    return made


def pass_gates(session: Session, ids: Iterable[uuid.UUID]) -> None:
    """Tick and prove all that the gate of the stage asks of some opportunities."""
    for one in ids:
        stage = session.get_one(Opportunity, one).stage_id
        items = session.scalars(
            select(StageItem).where(StageItem.stage_id == stage, StageItem.required)
        ).all()
        done = session.scalars(
            select(OpportunityItem.stage_item_id).where(OpportunityItem.opportunity_id == one)
        ).all()
        for item in items:
            if item.kind == "evidence":
                session.add(
                    Attachment(opportunity_id=one, stage_item_id=item.id, name="a.pdf", hash="0" * 64)
                )
            elif item.id not in done:
                session.add(
                    OpportunityItem(opportunity_id=one, stage_id=stage, stage_item_id=item.id, done_at=START)
                )
    session.flush()


def customers(count: int) -> Iterator[dict[str, Any]]:
    """Yield the values of customers with names of the usual form."""
    cities, words = ("燕川", "珠澜", "云州", "朔津", "楚泽"), ("栖云", "麦浪", "远帆", "星砺", "澄光", "驰岳")
    for number in range(count):
        city, word = cities[number % 5], words[number % 6]
        yield {
            "name": f"{city}市{word}{number}机械有限公司",
            "city": city,
            "phone": f"0000-5550-{number:06}",
            "value_class": CLASSES[number % len(CLASSES)],
        }


def _contacts(buyers: Iterable[uuid.UUID]) -> Iterator[dict[str, Any]]:
    """Yield somebody who decides at each customer."""
    return ({"customer_id": one, "name": "顾工", "role": "decider"} for one in buyers)


def _activities(
    chance: random.Random, ids: Sequence[uuid.UUID], rows: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield two activities done with each opportunity, and a planned one with two of three."""
    for number, (one, row) in enumerate(zip(ids, rows, strict=True)):
        base = {"customer_id": row["customer_id"], "opportunity_id": one, "owner_id": row["owner_id"]}
        for kind in ("call", "visit"):
            at = START - timedelta(days=chance.randrange(30))
            yield base | {"kind": kind, "subject": "技术交流", "done_at": at, "due_on": None}
        if number % 3:
            day = START.date() + timedelta(days=chance.randrange(-3, 9))
            yield base | {"kind": "meeting", "subject": "方案评审", "done_at": None, "due_on": day}


def _stakeholders(
    ids: Sequence[uuid.UUID], rows: Sequence[dict[str, Any]], at_buyer: dict[uuid.UUID, uuid.UUID]
) -> Iterator[dict[str, Any]]:
    """Yield somebody in the decision chain of every other opportunity."""
    for one, row in zip(ids[::2], rows[::2], strict=True):
        yield {"opportunity_id": one, "contact_id": at_buyer[row["customer_id"]], "role": "technical"}


def _rivals(ids: Sequence[uuid.UUID], competitors: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    """Yield a competitor of every fourth opportunity, each fifth of which is favoured."""
    for number, one in enumerate(ids[::4]):
        standing = "favoured" if number % 5 == 0 else "behind"
        competitor = competitors[number % len(competitors)]
        yield {"opportunity_id": one, "competitor_id": competitor, "standing": standing}


def _ticks(
    session: Session, ids: Sequence[uuid.UUID], rows: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the first tick of each opportunity's stage."""
    query = select(StageItem).where(StageItem.kind == "check").order_by(StageItem.position.desc())
    first = {item.stage_id: item.id for item in session.scalars(query)}
    for one, row in zip(ids, rows, strict=True):
        stage = row["stage_id"]
        yield {"opportunity_id": one, "stage_id": stage, "stage_item_id": first[stage], "done_at": START}


def _opportunities(
    chance: random.Random,
    count: int,
    stages: list[uuid.UUID],
    buyers: list[uuid.UUID],
    people: list[uuid.UUID],
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "name": f"五轴加工中心 ×{number % 9 + 1}",
            "customer_id": chance.choice(buyers),
            "owner_id": chance.choice(people),
            "stage_id": stages[number % len(stages)],
            "position": number * STEP,
            "amount_minor": round(chance.lognormvariate(12.5, 1)) * 100,
            "created_on": date(2026, 1, 1),
            "stage_entered_at": START - timedelta(days=chance.randrange(60)),
            "expected_close_on": START.date() + timedelta(days=chance.randrange(-20, 240)),
            "slips": number % 4 if number % 7 == 0 else 0,
            "need": "降低废品率",
            "budget_min_minor": 100_000_00,
        }
