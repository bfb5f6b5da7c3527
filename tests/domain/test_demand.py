"""Production demand: when something is shipped, and how much of it is to be expected."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.demand import USUAL_LEAD, DemandLine, demand, due_day, lead_days

TODAY = date(2026, 11, 26)
D = Decimal
PRODUCT = uuid.UUID(int=1).bytes


def line(quantity: str = "1", **values: Any) -> DemandLine:
    usual: dict[str, Any] = {
        "product": PRODUCT,
        "name": "螺杆空压机",
        "model": "LX-A75",
        "unit": "台",
        "family": "空压机",
        "quantity": D(quantity),
        "probability": D("0.5"),
        "firm": False,
        "closes_on": TODAY,
        "delivery": (),
        "quote": uuid.UUID(int=2).bytes,
        "label": "QT-202611-0001-V1",
        "customer": "恒岳轴承",
        "opportunity": "二期",
    }
    return DemandLine(**(usual | values))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8周", 56),
        ("6-8周", 56),
        ("6 至 8 周", 56),
        ("收到预付款后 45 天", 45),
        ("30日内", 30),
        ("2个月", 60),
        ("三个月", 90),
        ("两周", 14),
        ("十二周", 84),
        ("二十天", 20),
        ("10个工作日内发货", 14),
        ("within 10 weeks after receipt", 70),
        ("4 - 6 wks", 42),
        ("15 working days", 21),
        ("3 Months", 90),
        ("现货", 0),
        ("ex stock", 0),
        ("现货，合同生效后10个工作日内发货", 14),
        ("合同生效且收到预付款后6周内发货，送货至客户现场", 42),
        ("999周", 1_500),
        ("", None),
        ("按合同", None),
        ("2026年12月交货", None),
        ("型号 LX-A75", None),
    ],
)
def test_how_long_a_delivery_takes(text: str, days: int | None) -> None:
    assert lead_days(text) == days


@given(st.text(alphabet="0123456789一二十两 -至周天日个月工作week day现货²", max_size=20))
def test_no_text_stops_the_table(text: str) -> None:
    found = lead_days(text)
    assert found is None or 0 <= found <= 1_500


def test_the_line_says_more_than_the_quote_and_the_usual_stands_for_silence() -> None:
    assert due_day(line(delivery=("2周", "8周")), TODAY) == TODAY + timedelta(days=14)
    assert due_day(line(delivery=("", "8周")), TODAY) == TODAY + timedelta(days=56)
    assert due_day(line(delivery=("", "按合同")), TODAY) == TODAY + timedelta(days=USUAL_LEAD)


def test_an_expected_day_that_has_passed_is_today_but_a_signature_stays() -> None:
    before = TODAY - timedelta(days=100)
    assert due_day(line(closes_on=before, delivery=("1周",)), TODAY) == TODAY + timedelta(days=7)
    assert due_day(line(closes_on=before, delivery=("1周",), firm=True), TODAY) == before + timedelta(days=7)
    assert due_day(line(closes_on=None), TODAY) is None


def test_quantities_stand_in_their_months_firm_and_weighted() -> None:
    table = demand(
        [
            line("4", probability=D("0.25"), delivery=("现货",)),
            line("3", firm=True, probability=D(1), delivery=("现货",)),
            line("2", delivery=("6周",)),
            line("1", closes_on=None),
            line("8", delivery=("12个月",)),
        ],
        TODAY,
        3,
    )
    november, january = date(2026, 11, 1), date(2027, 1, 1)
    assert table.columns == (november, date(2026, 12, 1), january, "later", "undated")
    (row,) = table.rows
    assert (row.cells[november].firm, row.cells[november].weighted, row.cells[november].offered) == (
        D(3),
        D(1),
        D(4),
    )
    assert row.cells[november].expected == 4
    assert row.cells[january].weighted == 1
    assert row.cells["undated"].weighted == D("0.5")
    assert row.cells["later"].weighted == 4
    assert (row.total.firm, row.total.weighted, row.total.offered) == (D(3), D("6.5"), D(15))
    assert len(row.lines) == 5


def test_what_was_to_be_shipped_before_this_month_is_taken_as_shipped() -> None:
    done = line(firm=True, closes_on=date(2026, 8, 1), delivery=("4周",))
    due = line(firm=True, closes_on=date(2026, 10, 10), delivery=("4周",))
    (row,) = demand([done, due], TODAY, 3).rows
    assert row.total.firm == 1
    assert demand([done], TODAY, 3).rows == ()


def test_products_stand_apart_by_what_they_are_and_how_they_are_counted() -> None:
    table = demand(
        [
            line("1"),
            line("1", name="另一个名字"),
            line("5", unit="套"),
            line("1", product=None),
            line("1", product=None, model="另"),
        ],
        TODAY,
        3,
    )
    assert [(row.name, row.unit, row.total.offered) for row in table.rows] == [
        ("螺杆空压机", "套", D(5)),
        ("螺杆空压机", "台", D(2)),
        ("螺杆空压机", "台", D(1)),
        ("螺杆空压机", "台", D(1)),
    ]


AMOUNTS = st.tuples(st.integers(0, 9999), st.integers(0, 100), st.booleans(), st.integers(-40, 900))


@given(st.lists(AMOUNTS, max_size=20), st.integers(1, 12))
def test_nothing_is_lost_between_the_columns(rows: list[tuple[int, int, bool, int]], months: int) -> None:
    lines = [
        line(
            f"{count}",
            probability=D(share) / 100,
            firm=firm,
            closes_on=TODAY + timedelta(days=days),
        )
        for count, share, firm, days in rows
    ]
    for row in demand(lines, TODAY, months).rows:
        assert sum(cell.expected for cell in row.cells.values()) == row.total.expected
        assert sum(one.quantity for _column, one in row.lines) == row.total.firm + row.total.offered
