"""Workspaces with generated data, the same for the same arguments."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from salesdesk.domain.changes import Label
from salesdesk.services import company
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer, Opportunity, Person
from salesdesk.storage.workspace import Workspace
from tests import factories

SEED = 20260101
PEOPLE = 16


def workspace(folder: Path, cards: int) -> Workspace:
    """Make a workspace with that many open opportunities over the six open stages, and half as many customers."""
    made = Workspace.create(folder / f"cards-{cards}.salesdesk")
    chance = random.Random(SEED)
    with made.write(Label("Generated data"), kind="issue") as write:
        session = write.session
        company.set_up(session, company_name="云帆砺行装备制造有限公司")
        people = bulk.insert_rows(session, Person, ({"name": f"销售{number:02}"} for number in range(PEOPLE)))
        buyers = bulk.insert_rows(session, Customer, customers(max(cards // 2, 1)))
        stages = [stage.id for stage in factories.stages(session) if stage.kind == "open"]
        bulk.insert_rows(session, Opportunity, _opportunities(chance, cards, stages, buyers, people))
    return made


def customers(count: int) -> Iterator[dict[str, Any]]:
    """Yield the values of customers with names of the usual form."""
    cities, words = ("燕川", "珠澜", "云州", "朔津", "楚泽"), ("栖云", "麦浪", "远帆", "星砺", "澄光", "驰岳")
    for number in range(count):
        city, word = cities[number % 5], words[number % 6]
        yield {"name": f"{city}市{word}{number}机械有限公司", "city": city, "phone": f"0000-5550-{number:06}"}


def _opportunities(
    chance: random.Random,
    count: int,
    stages: list[uuid.UUID],
    buyers: list[uuid.UUID],
    people: list[uuid.UUID],
) -> Iterator[dict[str, Any]]:
    start = datetime(2026, 6, 30, tzinfo=UTC)
    for number in range(count):
        yield {
            "name": f"五轴加工中心 ×{number % 9 + 1}",
            "customer_id": chance.choice(buyers),
            "owner_id": chance.choice(people),
            "stage_id": stages[number % len(stages)],
            "position": number << 20,
            "amount_minor": round(chance.lognormvariate(12.5, 1)) * 100,
            "created_on": date(2026, 1, 1),
            "stage_entered_at": start - timedelta(days=chance.randrange(60)),
        }
