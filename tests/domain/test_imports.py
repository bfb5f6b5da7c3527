"""Columns are told by their titles, and the kind of a table by its columns."""

from __future__ import annotations

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.imports import (
    KINDS,
    Kind,
    as_kind,
    fields_of,
    is_header,
    kind_of,
    normal_header,
    synonyms,
)

ACCOUNTS = (
    "account",
    "sector",
    "year_established",
    "revenue",
    "employees",
    "office_location",
    "subsidiary_of",
)
PRODUCTS = ("product", "series", "sales_price")
TEAMS = ("sales_agent", "manager", "regional_office")
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
KINGDEE = ("客户编码*", "客户名称（必填）", "税号：", "开户银行", "银行账号", "专管业务员", "电话")
ZOHO = ("商机名称", "阶段", "金额", "预计成交日期", "可能性", "线索来源")


@pytest.mark.parametrize(
    "header",
    [
        "客户名称",
        " 客户名称 ",
        "*客户名称",
        "客户名称(*)",
        "客户名称（必填）",
        "客户名称(必填)",
        "客户名称：",
        "客户\n名称",
    ],
)
def test_marks_around_a_title_do_not_count(header: str) -> None:
    assert normal_header(header) == "客户名称"
    assert fields_of([header]) == {0: "customer.name"}


@pytest.mark.parametrize(
    "header", ["Close value", "close_value", "CLOSE VALUE", "Ｃｌｏｓｅ　ｖａｌｕｅ", "close  value"]
)
def test_case_width_and_blanks_do_not_count(header: str) -> None:
    assert fields_of([header]) == {0: "opportunity.amount"}


def test_every_title_means_one_thing() -> None:
    assert synonyms()["购方名称"] == "customer.name"
    assert len(synonyms()) > 150


def test_the_columns_of_the_four_files_are_all_understood() -> None:
    for headers in (ACCOUNTS, PRODUCTS, TEAMS, PIPELINE):
        assert len(fields_of(headers)) == len(headers)
    assert list(fields_of(TEAMS).values()) == ["owner", "person.manager", "customer.region"]


def test_the_first_of_two_columns_with_the_same_meaning_counts() -> None:
    assert fields_of(["单价", "目录价", "foo"]) == {0: "product.unit_price"}


def test_a_bare_name_column_names_what_the_user_says_the_rows_are() -> None:
    assert fields_of(["Name", "Price"]) == {0: "contact.name", 1: "product.unit_price"}
    assert fields_of(["Name", "Price"], "product")[0] == "product.name"
    assert fields_of(["姓名", "区域"], "person")[0] == "owner"
    assert fields_of(["名称", "客户名称"], "customer") == {0: "customer.name"}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (ACCOUNTS, "customer"),
        (PRODUCTS, "product"),
        (TEAMS, "person"),
        (PIPELINE, "opportunity"),
        (KINGDEE, "customer"),
        (ZOHO, "opportunity"),
        (("品名", "规格型号", "计量单位", "含税单价"), "product"),
        (("客户名称", "负责人", "创建时间"), "customer"),
        (("业务员", "主管"), "person"),
        (("客户名称", "产品名称", "商机编号", "阶段"), "opportunity"),
    ],
)
def test_the_columns_tell_the_kind(headers: tuple[str, ...], kind: Kind) -> None:
    assert kind_of("f.csv", headers) == kind


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("foo", "bar"),
        ("业务员", "区域"),
        ("客户名称", "产品名称"),
        ("客户名称", "商机金额"),
        ("名称", "规格", "单价"),
        ("电话", "邮箱"),
    ],
)
def test_columns_that_fit_no_kind_or_two_are_refused_with_the_file_and_the_columns(
    headers: tuple[str, ...],
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        kind_of("f.csv", headers)
    assert "f.csv" in caught.value.message
    assert all(header in caught.value.message for header in headers)


def test_the_user_may_say_the_kind() -> None:
    assert kind_of("f.csv", ("业务员", "区域"), "person") == "person"
    assert kind_of("f.csv", ("名称", "规格", "单价"), "product") == "product"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_the_columns_cannot_be_is_refused(kind: Kind) -> None:
    with pytest.raises(InvalidInputError, match=r"f\.csv"):
        kind_of("f.csv", ("电话", "邮箱"), kind)


def test_opportunities_need_a_column_of_stages() -> None:
    with pytest.raises(InvalidInputError, match="商机名称, 金额"):
        kind_of("f.csv", ("商机名称", "金额"))


def test_a_kind_is_one_of_four_words() -> None:
    assert as_kind("product") == "product"
    with pytest.raises(InvalidInputError, match="gadget"):
        as_kind("gadget")


def test_a_title_row_is_told_from_data() -> None:
    assert is_header(ACCOUNTS)
    assert is_header(["客户名称", "行业", "自定义"])
    assert not is_header(["accounts", "", "sales_teams"])
    assert not is_header(["Acme Corporation", "technolgy", "1996"])
    assert not is_header(["客户名称", "", ""])
    assert not is_header([])


def test_a_very_long_title_does_not_fill_the_message() -> None:
    with pytest.raises(InvalidInputError) as caught:
        kind_of("f.csv", ["x" * 5_000] * 500)
    assert len(caught.value.message) < 1_000
