"""Cells are read strictly: what is not certain is refused or said."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.import_values import (
    DateStyle,
    clean_name,
    date_style,
    name_key,
    open_stages,
    parse_date,
    parse_fraction,
    parse_whole,
    product_key,
    stage_status,
)

DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024-03-05 10:20",
        "2024-03-05T10:20:30Z",
        "2024/3/5 0:00:00",
        "2024-03-05T10:20:30.123+08:00",
        "2024年3月5日",
        "2024年03月05日 10:20",
        "20240305",
        " 2024-03-05 ",
        "２０２４－０３－０５",
    ],
)
def test_dates_with_the_year_first_mean_one_thing(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 5)
    assert parse_date(text, DateStyle("dmy")) == date(2024, 3, 5)


def test_dates_with_the_year_last_follow_the_column() -> None:
    assert parse_date("3/4/2024") == date(2024, 3, 4)
    assert parse_date("3/4/2024", DateStyle("dmy")) == date(2024, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "42",
        "2024-02-30",
        "2024-13-01",
        "2024-3/5",
        "3/1/17",
        "31/31/2024",
        "1899-12-31",
        "9999-01-01",
        "0000-00-00",
        "20241340",
        "2024年",
        "tomorrow",
        "2024-03-05 noon",
        "٢٠٢٤-٠٣-٠٥",
        "45000",
        "2024-03-05\n2024-03-06",
        "9" * 5_000,
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_date(text)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["3/4/2024", "10/25/2016"], "mdy"),
        (["3/4/2024", "25/10/2016"], "dmy"),
        (["25/10/2016", "26/10/2016", "10/25/2016"], "dmy"),
        (["10/25/2016", "10/26/2016", "25/10/2016"], "mdy"),
        (["2024-03-05", "13/1/2024"], "dmy"),
        ([], "mdy"),
    ],
)
def test_a_part_above_12_decides_for_the_whole_column(values: list[str], order: str) -> None:
    assert date_style(values).order == order
    assert not date_style(values).note


def test_a_column_that_nothing_decides_is_read_month_first_and_says_so() -> None:
    style = date_style(["3/4/2024", "", "5/6/2024"])
    assert (style.order, bool(style.note)) == ("mdy", True)


def test_a_column_of_spreadsheet_days_is_read_and_says_so() -> None:
    style = date_style(["45356", "", "45357"])
    assert style.serial
    assert style.note
    assert parse_date("45356", style) == date(2024, 3, 5)


@pytest.mark.parametrize("values", [["45356", "2024-03-05"], ["45356", "12"], ["60001"], ["19999"], [""]])
def test_numbers_are_days_only_where_the_whole_column_is(values: list[str]) -> None:
    assert not date_style(values).serial


@given(DATES)
def test_every_date_is_read_back_from_all_its_forms(day: date) -> None:
    forms = [day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"]
    forms.append(day.strftime("%Y%m%d"))
    assert {parse_date(form) for form in forms} == {day}


@given(st.lists(DATES, min_size=1), st.sampled_from(["mdy", "dmy"]))
def test_a_column_in_one_order_is_read_back_or_its_order_noted(days: list[date], order: str) -> None:
    texts = [f"{d.month}/{d.day}/{d.year}" if order == "mdy" else f"{d.day}/{d.month}/{d.year}" for d in days]
    style = date_style(texts)
    assert style.note or [parse_date(text, style) for text in texts] == days


@given(st.integers(20_000, 60_000))
def test_spreadsheet_days_count_from_1899(days: int) -> None:
    assert parse_date(str(days), DateStyle(serial=True)) == date(1899, 12, 30) + timedelta(days)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    style = date_style([text])
    with suppress(InvalidInputError):
        assert 1900 <= parse_date(text, style).year <= 2200


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13%", "0.13"),
        ("13", "0.13"),
        ("0.13", "0.13"),
        ("8.5 %", "0.085"),
        ("100%", "1"),
        ("0", "0"),
        ("１３％", "0.13"),
    ],
)
def test_a_percentage_is_read_as_a_fraction(text: str, value: str) -> None:
    assert parse_fraction(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-1", "101", "1e1", "13%%", "abc", "0.12345", "99.999%", "9" * 999])
def test_anything_else_is_no_percentage(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_fraction(text)


def test_whole_numbers_are_read_strictly() -> None:
    assert [parse_whole(text) for text in ("2822", " 2,822 ", "0", "1,000,000")] == [2822, 2822, 0, 1_000_000]
    for text in ("", "1.5", "-1", "1,00", "约200", "1" * 10, "100-499"):
        with pytest.raises(InvalidInputError):
            parse_whole(text)


@pytest.mark.parametrize(
    ("text", "name", "changed"),
    [
        ("  Acme  Inc ", "Acme  Inc", False),
        ("Cafe\u0301", "Café", False),
        ("Acme\nCorp", "Acme Corp", True),
        ("a\u202egnp.exe", "agnp.exe", True),
        ("\ufeffAcme\u200b", "Acme", True),
        ("栖云\x00食品", "栖云食品", True),
        ("<b>A&B</b> 𬭎", "<b>A&B</b> 𬭎", False),
        ("\u3000栖云\u3000", "栖云", False),
    ],
)
def test_a_name_loses_only_invisible_signs(text: str, name: str, *, changed: bool) -> None:
    assert clean_name(text) == (name, changed)


@given(st.text())
def test_a_cleaned_name_stays_as_it_is(text: str) -> None:
    cleaned, _ = clean_name(text)
    assert clean_name(cleaned) == (cleaned, False)


def test_names_are_compared_without_width_case_and_repeated_blanks() -> None:
    assert name_key(" ＡＣＭＥ  Inc") == name_key("acme inc")
    assert name_key("GTX Pro") != name_key("GTXPro")


def test_products_match_without_blanks_hyphens_and_dots() -> None:
    assert (
        len({product_key(name) for name in ("GTX Pro", "GTXPro", "gtx-pro", "G.T.X PRO", "ＧＴＸ Pro")}) == 1
    )
    assert product_key("GTX Plus Pro") != product_key("GTX Pro")
    assert product_key("-") == "-"


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("won", ["Won", "Closed Won", "closed-won", "Closed (Won)", "赢单", "成交", "已成交", "赢"]),
        ("lost", ["Lost", "Closed Lost", "CLOSED_LOST", "输单", "丢单", "失败"]),
        ("open", ["Engaging", "Prospecting", "需求探索", "", "Won back", "谈判成交中"]),
    ],
)
def test_a_stage_name_tells_the_status(status: str, names: list[str]) -> None:
    assert {stage_status(name) for name in names} == {status}


def test_known_stages_have_their_usual_probability_and_order() -> None:
    stages = open_stages(["Engaging", "Prospecting", "需求探索", "Commercial negotiation"])
    assert stages == [
        ("Prospecting", Decimal("0.1")),
        ("需求探索", Decimal("0.2")),
        ("Engaging", Decimal("0.5")),
        ("Commercial negotiation", Decimal("0.7")),
    ]


def test_unknown_stages_are_spread_evenly_in_the_order_they_came() -> None:
    stages = open_stages(["alpha", "beta", "gamma"])
    assert stages == [("alpha", Decimal("0.25")), ("beta", Decimal("0.5")), ("gamma", Decimal("0.75"))]
    assert open_stages([]) == []


@given(st.lists(st.text(max_size=10), unique=True, max_size=120))
def test_every_open_stage_has_a_probability_below_certainty(names: list[str]) -> None:
    stages = open_stages(names)
    assert sorted(name for name, _ in stages) == sorted(names)
    assert all(0 <= chance < 1 for _, chance in stages)
