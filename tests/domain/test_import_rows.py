"""Rows become typed values; what can't be read is told with file, line and reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.domain.import_rows import Mapped, map_table
from salesdesk.domain.imports import KINDS, Kind

PIPELINE = (
    "opportunity_id",
    "sales_agent",
    "product",
    "account",
    "deal_stage",
    "engage_date",
    "close_date",
    "close_value",
)
WON = ("1C1I7A6R", "Moses Frase", "GTXPro", "Cancity", "Won", "10/20/2016", "3/1/2017", "1054")


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def mapped(kind: Kind, headers: tuple[str, ...], *rows: tuple[str, ...], told: bool = False) -> Mapped:
    return map_table("f.csv", headers, list(enumerate(rows, 2)), kind, told=told)


def opportunity(**changed: str) -> Mapped:
    return mapped(
        "opportunity", PIPELINE, tuple(changed.get(h, c) for h, c in zip(PIPELINE, WON, strict=True))
    )


def test_an_opportunity_has_typed_values_and_the_names_of_others() -> None:
    (entry,) = opportunity().entries
    assert (entry.file, entry.line, entry.key, entry.name) == ("f.csv", 2, "1C1I7A6R", "")
    assert entry.values == {
        "stage": "Won",
        "created_on": date(2016, 10, 20),
        "close_on": date(2017, 3, 1),
        "amount": Decimal("1054.00"),
    }
    assert entry.names == {"owner": "Moses Frase", "product": "GTXPro", "customer": "Cancity"}


def test_empty_cells_are_no_value() -> None:
    (entry,) = opportunity(close_value="", engage_date=" ", account="").entries
    assert (entry.values["amount"], entry.values["created_on"], entry.names["customer"]) == (None, None, "")


def test_a_customer_has_its_columns_and_its_parent() -> None:
    headers = ("account", "sector", "year_established", "revenue", "employees", "subsidiary_of")
    (entry,) = mapped(
        "customer", headers, ("Bluth", "technolgy", "1993", "1242.325", "3,027", "Acme")
    ).entries
    assert (entry.key, entry.name, entry.names) == ("bluth", "Bluth", {"parent": "Acme"})
    assert entry.values == {
        "industry": "technolgy",
        "founded_year": 1993,
        "annual_revenue": Decimal("1242.33"),
        "employees": 3027,
    }


def test_a_product_has_price_and_tax_rate() -> None:
    (entry,) = mapped("product", ("品名", "含税单价", "税率"), ("离心泵", "1.2万", "13%")).entries
    assert entry.values == {"list_price": Decimal(12_000), "tax_rate": Decimal("0.13")}


def test_a_person_has_a_region_and_a_manager() -> None:
    (entry,) = mapped("person", ("业务员", "主管", "区域"), ("张伟", "李娜", "华东")).entries
    assert (entry.name, entry.names, entry.values) == ("张伟", {"manager": "李娜"}, {"region": "华东"})


def test_the_columns_taken_and_not_taken_are_told() -> None:
    table = mapped("customer", ("客户名称", "联系人", "自定义", ""), ("栖云", "张", "x", ""))
    assert table.columns == {"客户名称": "customer.name"}
    assert table.ignored == ("联系人", "自定义")


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("engage_date", "12345", "engage_date: “12345” is not a date."),
        ("close_date", "soon", "close_date: “soon” is not a date."),
        ("close_value", "a lot", "a lot"),
        ("close_value", "-5", "between 0 and"),
        ("close_value", "10.005", "10.005"),
        ("close_value", "9" * 25, "between 0 and"),
    ],
)
def test_a_cell_that_contradicts_its_column_is_unreadable(column: str, cell: str, reason: str) -> None:
    table = opportunity(**{column: cell})
    (issue,) = table.unreadable
    assert (issue.file, issue.line) == ("f.csv", 2)
    assert reason in issue.reason
    assert table.entries == []


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("deal_stage", " ", "no stage"),
        ("opportunity_id", "", "no name"),
        ("account", "x" * 201, "longer than 200"),
        ("product", "x" * 201, "longer than 200"),
        ("deal_stage", "x" * 101, "longer than 100"),
    ],
)
def test_a_row_that_breaks_a_rule_is_rejected(column: str, cell: str, reason: str) -> None:
    table = opportunity(**{column: cell})
    (issue,) = table.rejected
    assert issue.line == 2
    assert reason in issue.reason
    assert table.entries == []


def test_a_detail_that_cannot_be_read_is_left_out_and_the_row_taken() -> None:
    table = mapped("customer", ("客户名称", "员工数"), ("栖云", "100-499人"))
    assert table.entries[0].values == {}
    assert [issue.line for issue in table.left_out] == [2]


def test_a_name_with_invisible_signs_is_cleaned_and_told() -> None:
    table = mapped("customer", ("客户名称",), ("a\u202eb",), ("c",))
    assert [entry.name for entry in table.entries] == ["ab", "c"]
    assert [(issue.line, issue.reason) for issue in table.cleaned] == [(2, "ab")]


def test_dates_that_nothing_decides_are_noted_with_their_column() -> None:
    table = opportunity(engage_date="3/4/2024", close_date="2024-05-06")
    assert table.notes == ["engage_date: The dates are read as month/day/year."]


def test_an_opportunity_without_a_number_is_told_by_its_name_and_customer() -> None:
    headers = ("商机名称", "客户名称", "阶段")
    table = mapped("opportunity", headers, ("二期  扩建", "栖云", "报价"), ("二期 扩建", "远帆", "报价"))
    assert [entry.key for entry in table.entries] == ["二期 扩建|栖云", "二期 扩建|远帆"]


def test_a_bare_name_column_counts_once_the_kind_was_told() -> None:
    assert mapped("product", ("名称",), ("离心泵",), told=True).entries[0].name == "离心泵"


@given(st.sampled_from(KINDS), st.lists(st.text(max_size=15), min_size=8, max_size=8))
def test_any_row_becomes_an_entry_or_an_issue(kind: Kind, cells: list[str]) -> None:
    headers = {
        "person": ("owner", "manager", "region", "phone", "email", "notes", "x", "y"),
        "product": ("product", "sku", "series", "model", "unit", "price", "vat", "notes"),
        "customer": (
            "account",
            "sector",
            "revenue",
            "employees",
            "year_established",
            "city",
            "parent account",
            "owner",
        ),
        "opportunity": PIPELINE,
    }
    table = mapped(kind, headers[kind], tuple(cells))
    assert len(table.entries) + len(table.rejected) == 1 or table.unreadable
