"""What is still to come in: statuses, ages, and what a receipt pays."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.receivables import (
    BUCKETS,
    STATUSES,
    Allocation,
    OpenPart,
    bucket,
    check_allocations,
    days_late,
    proposed,
    status,
)

TODAY = date(2026, 6, 30)
YESTERDAY = TODAY - timedelta(days=1)
ZERO, HALF, ALL = Decimal("0.00"), Decimal("50.00"), Decimal("100.00")
money = st.integers(0, 10**9).map(lambda minor: Decimal(minor).scaleb(-2))


@pytest.mark.parametrize(
    ("paid", "due_on", "in_force", "voided", "expected"),
    [
        (ZERO, None, False, False, "pending"),
        (ZERO, YESTERDAY, False, False, "pending"),
        (ZERO, None, True, False, "open"),
        (ZERO, TODAY, True, False, "open"),
        (ZERO, YESTERDAY, True, False, "overdue"),
        (HALF, TODAY, True, False, "partial"),
        (HALF, None, True, False, "partial"),
        (HALF, YESTERDAY, True, False, "overdue"),
        (ALL, YESTERDAY, True, False, "done"),
        (ALL, None, False, False, "done"),
        (ZERO, YESTERDAY, True, True, "void"),
        (ALL, YESTERDAY, True, True, "void"),
    ],
)
def test_a_status_follows_from_the_figures(
    paid: Decimal, due_on: date | None, *, in_force: bool, voided: bool, expected: str
) -> None:
    found = status(amount=ALL, paid=paid, due_on=due_on, today=TODAY, in_force=in_force, voided=voided)
    assert found == expected
    assert expected in STATUSES


def test_an_instalment_of_nothing_is_paid() -> None:
    assert status(amount=ZERO, paid=ZERO, due_on=None, today=TODAY, in_force=True, voided=False) == "done"


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (None, "undated"),
        (-1, "not_due"),
        (0, "not_due"),
        (1, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
    ],
)
def test_the_edges_of_the_ages(late: int | None, expected: str) -> None:
    due = None if late is None else TODAY - timedelta(days=late)
    assert bucket(due, TODAY) == expected
    assert expected in BUCKETS
    assert days_late(due, TODAY) == max(late or 0, 0)


PARTS = [
    OpenPart(uuid.UUID(int=1), HALF, None),
    OpenPart(uuid.UUID(int=2), HALF, TODAY),
    OpenPart(uuid.UUID(int=3), HALF, YESTERDAY),
]


def test_the_earliest_due_is_paid_first() -> None:
    assert proposed(Decimal("70.00"), PARTS) == (
        Allocation(uuid.UUID(int=3), HALF),
        Allocation(uuid.UUID(int=2), Decimal("20.00")),
    )
    assert [each.instalment_id.int for each in proposed(Decimal("500.00"), PARTS)] == [3, 2, 1]
    assert proposed(ZERO, PARTS) == ()


@given(money, st.lists(money, max_size=6))
def test_what_is_proposed_is_never_refused(amount: Decimal, outstanding: list[Decimal]) -> None:
    parts = [OpenPart(uuid.UUID(int=number), one, None) for number, one in enumerate(outstanding)]
    found = proposed(amount, parts)
    check_allocations(amount, found, {part.id: part.outstanding for part in parts})
    assert sum((each.amount for each in found), ZERO) == min(amount, sum(outstanding, ZERO))


@pytest.mark.parametrize(
    ("allocations", "error"),
    [
        ([(1, "50.01")], RuleError),
        ([(1, "0")], InvalidInputError),
        ([(1, "-1")], InvalidInputError),
        ([(9, "1")], InvalidInputError),
        ([(1, "1"), (1, "1")], InvalidInputError),
        ([(1, "50"), (2, "50")], RuleError),
    ],
)
def test_a_receipt_is_not_spread_beyond_itself_or_an_instalment(
    allocations: list[tuple[int, str]], error: type[Exception]
) -> None:
    wanted = [Allocation(uuid.UUID(int=number), Decimal(amount)) for number, amount in allocations]
    with pytest.raises(error):
        check_allocations(Decimal("80.00"), wanted, {part.id: part.outstanding for part in PARTS})
