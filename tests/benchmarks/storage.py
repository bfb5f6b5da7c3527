"""Storage: our reads and writes beside the same work on a bare cursor of the same library."""

from __future__ import annotations

import itertools
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from salesdesk.domain.changes import Label
from salesdesk.services import board, opportunities
from salesdesk.services.board import BoardFilter, Card
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests.benchmarks import data
from tests.benchmarks.result import Result, interleaved, percentile

CARDS = 10_000
BULK = 20_000
MOVES = 300
PAGES = 50
STEP = Label("Step")
HEADS = """
    SELECT s.id, s.name, s.name_en, s.probability, s.min_days, s.max_days, count(o.stage_id), sum(o.amount_minor),
           sum(o.amount_minor / 10000 * coalesce(o.probability, s.probability)
               + (o.amount_minor % 10000 * coalesce(o.probability, s.probability) + 5000) / 10000)
    FROM stage s LEFT JOIN opportunity o ON o.stage_id = s.id AND o.status = 'open' AND o.deleted_at IS NULL
    WHERE s.kind = 'open' AND s.deleted_at IS NULL GROUP BY s.id ORDER BY s.position
"""
CARD = """
    SELECT o.id, o.row_version, o.stage_id, o.name, c.name, o.amount_minor, o.currency, p.name, o.stage_entered_at,
           s.max_days
    FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
    LEFT JOIN person p ON p.id = o.owner_id
    WHERE o.stage_id = ? AND o.status = 'open' AND o.deleted_at IS NULL ORDER BY o.position, o.id
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
    """Compare with a bare cursor that makes the same cards: ids, amounts and instants as the program has them."""
    with workspace.read() as session:
        stages = [column.stage_id for column in board.load(session, BoardFilter()).columns]

        def ours() -> None:
            board.load(session, BoardFilter())
            for stage in stages:
                board.first_cards(session, stage, BoardFilter(), limit=CARDS)

        def reference() -> None:
            raw.execute(HEADS).fetchall()
            for stage in stages:
                _raw_cards(raw, stage)

        yield _compared("storage board read, 10,000 cards", ours, reference, budget=1.3, pairs=9)


def _raw_cards(raw: Any, stage: uuid.UUID) -> list[Card]:
    now, result = datetime.now(UTC), []
    for row in raw.execute(CARD, (stage.bytes,)):
        identity, version, column, title, customer, minor, currency, owner, entered, longest = row
        days = (now - datetime.fromisoformat(entered)).days
        result.append(
            Card(
                id=uuid.UUID(bytes=identity),
                row_version=version,
                stage_id=uuid.UUID(bytes=column),
                title=title,
                customer=customer,
                amount=None if minor is None else Decimal(minor).scaleb(-2),
                currency=currency,
                owner=owner,
                days_in_stage=days,
                max_days=longest,
            )
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
    times = []
    for one, column in zip(ids, itertools.cycle(columns[1:]), strict=False):
        start = time.perf_counter()
        with workspace.write(STEP) as write:
            opportunities.move(write.session, one, column.stage_id, position=3)
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
