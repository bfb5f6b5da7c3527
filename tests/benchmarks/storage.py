"""Storage: our reads and writes beside the same work on a bare cursor of the same library."""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from salesdesk.domain import ageing, risk
from salesdesk.domain.changes import Label
from salesdesk.domain.risk import RiskFacts
from salesdesk.services import board, board_cards, opportunities
from salesdesk.services.board import BoardFilter, Card, NextStep
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests.benchmarks import data
from tests.benchmarks.result import Result, interleaved, percentile

CARDS = 10_000
VISIBLE = 40
GIVEN = object()
BULK = 20_000
MOVES = 300
PAGES = 50
STEP = Label("Step")
HEADS = """
    SELECT s.id, s.name, s.name_en, count(o.stage_id), sum(o.amount_minor),
           sum(o.amount_minor / 10000 * coalesce(o.probability, s.probability)
               + (o.amount_minor % 10000 * coalesce(o.probability, s.probability) + 5000) / 10000),
           s.kind, s.probability, s.min_days, s.max_days,
           (SELECT count(*) FROM opportunity l WHERE l.stage_id = s.id AND l.status = 'open'
            AND l.deleted_at IS NULL
            AND l.stage_entered_at <= date('now', '-' || (s.max_days + 1) || ' days') || substr(:now, 11))
    FROM stage s LEFT JOIN opportunity o ON o.stage_id = s.id AND o.status = 'open' AND o.deleted_at IS NULL
    WHERE s.kind = 'open' AND s.deleted_at IS NULL GROUP BY s.id ORDER BY s.position
"""
IDS = """
    SELECT id FROM opportunity WHERE stage_id = ? AND status = 'open' AND deleted_at IS NULL ORDER BY position, id
    LIMIT ?
"""
ITEMS = """
    SELECT i.stage_id, count(*) FROM stage_item i JOIN stage s ON s.id = i.stage_id
    WHERE i.kind IN ('check', 'evidence') AND i.deleted_at IS NULL
      AND NOT (i.kind = 'check' AND i.text = s.success AND (s.closes_won OR s.kind = 'won'))
    GROUP BY i.stage_id
"""


def measure() -> Iterator[Result]:
    """Measure the board's read, a stage move, a bulk insert and a page by keyset."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = data.workspace(Path(folder), CARDS)
        raw = workspace._engine.raw_connection().driver_connection
        yield from _board_read(workspace, raw)
        yield from _keyset_page(workspace, raw)
        yield from _moves(workspace)
        yield from _bulk_insert(workspace, raw)
        workspace.close()


def _board_read(workspace: Workspace, raw: Any) -> Iterator[Result]:
    """Compare with a bare cursor that asks the same and makes the same cards, without anything in between."""
    with workspace.read() as session:
        columns = board.load(session, BoardFilter()).columns
        statement, values = _card_statement(session)

        def ours(limit: int = CARDS) -> list[Card]:
            board.load(session, BoardFilter())
            found = board.first_of(session, columns, BoardFilter(), limit=limit)
            return [card for cards in found.values() for card in cards]

        def reference(limit: int = CARDS) -> list[Card]:
            raw.execute(HEADS, {"now": datetime.now(UTC).isoformat()}).fetchall()
            stages = [column.stage_id.bytes for column in columns]
            ids = [row[0] for stage in stages for row in raw.execute(IDS, (stage, limit))]
            given = json.dumps([one.hex() for one in ids])
            rows = raw.execute(statement, [given if one is GIVEN else one for one in values]).fetchall()
            cards = _raw_cards(rows, dict(raw.execute(ITEMS).fetchall()))
            return [cards[one] for one in ids]

        if ours(3) != reference(3):
            raise AssertionError
        yield _compared("storage board read, 10,000 cards", ours, reference, budget=1.3, pairs=9)
        first = partial(ours, VISIBLE), partial(reference, VISIBLE)
        yield _compared("storage board read, visible part", *first, budget=1.5, pairs=31)


def _card_statement(session: Session) -> tuple[str, list[Any]]:
    """Return the text of the program's own question for cards, and its parameters with GIVEN for the ids."""
    dialect = session.get_bind().dialect
    compiled: Any = board_cards._query().params(ids="").compile(session.get_bind())
    processors = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    values = []
    for name in compiled.positiontup:
        process = processors[name].bind_processor(dialect)
        value = compiled.params[name]
        values.append(GIVEN if name == "ids" else process(value) if process else value)
    return str(compiled), values


def _raw_cards(rows: list[Any], items: dict[bytes, int]) -> dict[bytes, Card]:
    at = datetime.now(UTC)
    day, result = at.astimezone().date(), {}
    for row in rows:
        identity, version, stage, title, customer_id, customer, value_class, minor, currency = row[:9]
        owner_id, owner, status, chance, roadmap, expected, slips, entered, shortest, longest = row[9:19]
        required, created, touch, kind, subject, due, touched, until, people, favoured = row[19:29]
        days = (at - datetime.fromisoformat(entered)).days
        due = due and date.fromisoformat(due)
        last = touched and datetime.fromisoformat(touched)
        alone = ageing.days_untouched(last, date.fromisoformat(created), at=at)
        until = until and date.fromisoformat(until)
        untouched = ageing.is_untouched(alone, touch, planned_until=until, today=day)
        contacts = people if customer_id else None
        facts = RiskFacts(slips, due is not None, contacts, days, longest, favoured, alone, untouched)
        result[identity] = Card(
            uuid.UUID(bytes=identity),
            version,
            uuid.UUID(bytes=stage),
            title,
            uuid.UUID(bytes=stage),
            customer_id and uuid.UUID(bytes=customer_id),
            customer,
            value_class,
            None if minor is None else Decimal(minor).scaleb(-2),
            currency,
            owner_id and uuid.UUID(bytes=owner_id),
            owner,
            status,
            Decimal(chance).scaleb(-4),
            roadmap,
            expected and date.fromisoformat(expected),
            slips,
            days,
            shortest,
            longest,
            alone,
            untouched,
            NextStep(kind, subject, due, ageing.step_state(due, day)) if due else None,
            risk.flags(facts),
            facts,
            row[29] + row[30],
            len(required.split()) + items.get(stage, 0) + row[31],
            row[32],
        )
    return result


def _keyset_page(workspace: Workspace, raw: Any) -> Iterator[Result]:
    columns = (
        Customer.id,
        Customer.name,
        Customer.city,
        Customer.region,
        Customer.phone,
        Customer.updated_at,
    )
    query = (
        select(*columns)
        .where(Customer.name > bindparam("start"), Customer.deleted_at.is_(None))
        .order_by(Customer.name)
        .limit(50)
    )
    statement = (
        "SELECT id, name, city, region, phone, updated_at FROM customer"
        " WHERE name > ? AND deleted_at IS NULL ORDER BY name LIMIT 50"
    )
    start = "楚泽"
    with workspace.read() as session:
        connection = session.connection()

        def ours() -> None:
            for _page in range(PAGES):
                connection.execute(query, {"start": start}).all()

        def reference() -> None:
            for _page in range(PAGES):
                raw.execute(statement, (start,)).fetchall()

        yield _compared("storage 50 pages of 50 by keyset", ours, reference, budget=3, pairs=31)


def _moves(workspace: Workspace) -> Iterator[Result]:
    with workspace.read() as session:
        columns = board.load(session, BoardFilter()).columns
        ids = board.card_ids(session, columns[0].stage_id, BoardFilter())[:MOVES]
    with workspace.write(STEP) as write:
        data.pass_gates(write.session, ids)
    times = []
    for number, one in enumerate(ids):
        start = time.perf_counter()
        with workspace.write(STEP) as write:
            opportunities.move(write.session, one, columns[1].stage_id, position=number % 30)
        times.append((time.perf_counter() - start) * 1000)
    yield Result("storage stage move p95, FULL and journal on", percentile(times, 95), None, 2.0)


def _bulk_insert(workspace: Workspace, raw: Any) -> Iterator[Result]:
    """Compare with a bare insert of the same rows, without journal, into a table with the same indexes."""
    rows = list(data.customers(BULK))
    table = journal.table_named("customer")
    names = [column.name for column in table.columns]
    raw.execute(f"CREATE TABLE bare ({', '.join(names)}, PRIMARY KEY (id))")
    for index in table.indexes:
        column = index.expressions[0].name  # type: ignore[union-attr]  # indexes of plain columns
        raw.execute(f"CREATE INDEX bare_{column} ON bare ({column})")

    def ours() -> None:
        with workspace.write(STEP) as write:
            bulk.insert_rows(write.session, Customer, rows)

    def reference() -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(
            "INSERT INTO bare (id, row_version, name, city, phone, short_name, created_at, updated_at)"
            " VALUES (?, 1, ?, ?, ?, '', ?, ?)",
            ((uuid.uuid4().bytes, row["name"], row["city"], row["phone"], now, now) for row in rows),
        )
        raw.execute("COMMIT")

    yield _compared("storage bulk insert of 20,000, journal on", ours, reference, budget=3, pairs=7)


def _compared(
    name: str, ours: Callable[[], object], reference: Callable[[], object], *, budget: float, pairs: int
) -> Result:
    mine, other = interleaved(ours, reference, pairs=pairs)
    return Result(name, mine, other, budget)
