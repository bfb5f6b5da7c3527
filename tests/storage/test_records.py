"""The mapped classes: what every column declares, and types that keep values exact."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from salesdesk.storage import bulk, journal
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Conflict, Customer, Record
from salesdesk.storage.records.base import BOOKKEEPING, Instant, Scaled, Uuid
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

DIALECT = sqlite.dialect()


def test_every_business_column_declares_its_conflict_class() -> None:
    without = [
        f"{table.name}.{column.name}"
        for table in journal.journaled_tables()
        for column in table.columns
        if column.name not in (*BOOKKEEPING, "deleted_at")
        and column.info.get("conflict") not in get_args(Conflict)
    ]
    assert without == []


def test_every_business_table_has_the_day_one_columns() -> None:
    for table in journal.journaled_tables():
        assert {*BOOKKEEPING, "deleted_at"} <= set(table.columns.keys()), table.name


def test_no_reference_deletes_what_it_points_from() -> None:
    for table in journal.journaled_tables():
        assert {key.ondelete for key in table.foreign_keys} <= {"RESTRICT"}, table.name


def test_every_unique_index_of_living_rows_leaves_deleted_ones_out() -> None:
    for table in journal.journaled_tables():
        for index in table.indexes:
            if index.unique:
                assert "deleted_at IS NULL" in str(index.dialect_options["sqlite"]["where"]), index.name


def test_every_record_names_itself_by_a_column() -> None:
    for mapper in Record.registry.mappers:
        if issubclass(mapper.class_, Record):
            assert mapper.class_.title_column in mapper.columns, mapper.class_.__name__


def test_ids_ascend_and_are_of_version_7() -> None:
    ids = [new_id() for _number in range(20_000)]
    assert ids == sorted(set(ids))
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {uuid.RFC_4122}


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_scaled_decimals_come_back_exactly(value: Decimal) -> None:
    scaled = Scaled(6)
    assert scaled.process_result_value(scaled.process_bind_param(value, DIALECT), DIALECT) == value


def test_a_decimal_with_more_places_is_refused_and_not_rounded() -> None:
    with pytest.raises(ValueError, match="more than 2 places"):
        Scaled(2).process_bind_param(Decimal("0.001"), DIALECT)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - made aware below
def test_instants_come_back_exactly_and_sort_as_text(value: datetime) -> None:
    aware = value.replace(tzinfo=UTC)
    text = Instant().process_bind_param(aware, DIALECT)
    assert text is not None
    assert len(text) == 27
    assert Instant().process_result_value(text, DIALECT) == aware


@given(st.uuids())
def test_uuids_are_kept_as_sixteen_bytes(value: uuid.UUID) -> None:
    stored = Uuid().process_bind_param(value, DIALECT)
    assert stored == value.bytes
    assert Uuid().process_result_value(stored, DIALECT) == value


def test_bookkeeping_is_written_by_both_ways_of_writing(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        author = factories.person(write.session)
    with workspace.write(STEP, person=author) as write:
        one = factories.customer(write.session)
        (two,) = bulk.insert_rows(write.session, Customer, [{"name": "B"}])
    with workspace.read() as session:
        rows = [_bookkeeping(session, which) for which in (one, two)]
    assert [row[:3] for row in rows] == [(1, author, author)] * 2
    assert all(isinstance(row[3], datetime) for row in rows)


def _bookkeeping(session: Session, which: uuid.UUID) -> tuple[object, ...]:
    row = session.get_one(Customer, which)
    return row.row_version, row.created_by, row.updated_by, row.created_at
