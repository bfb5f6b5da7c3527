"""Clauses: the shipped template, blanks, what keeps a contract from being printed, and comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain import clauses, merge_fields
from salesdesk.domain.clauses import Clause, blockers, compare, framework_clause, numbers, pieces
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.merge_fields import FIELDS, Value, defaults, fill
from salesdesk.i18n import LANGUAGES

TEMPLATE = clauses.template()


def entry(**values: str) -> dict[str, str]:
    whole = {
        "id": "c01",
        "title_zh": "付款",
        "title_en": "Payment",
        "risk": "low",
        "zh": "{{copies}}份",
        "en": "{{copies}}",
    }
    return whole | values


def filled() -> dict[str, Value]:
    return {key: Value("甲", "A") for key in FIELDS} | {"nda.years": Value("3")}


def test_the_template_has_a_preamble_and_eighteen_numbered_clauses() -> None:
    assert [clause.code for clause in TEMPLATE] == [f"c{number:02}" for number in range(19)]
    assert numbers(TEMPLATE) == (None, *range(1, 19))
    every = (*TEMPLATE, framework_clause(""))
    assert {key for clause in every for key in merge_fields.marks(clause.text_zh)} == set(FIELDS)


def test_the_template_lacks_only_what_nobody_can_know_beforehand() -> None:
    empty = {each.field for each in blockers(TEMPLATE, defaults(), LANGUAGES)}
    assert {key for key in empty if not FIELDS[key].computed} == {"contract.place", "delivery.place"}
    assert blockers(TEMPLATE, filled(), LANGUAGES) == ()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        [1],
        [entry() | {"more": "x"}],
        [{key: value for key, value in entry().items() if key != "risk"}],
        [entry(), entry()],
        [entry(id="7")],
        [entry(risk="huge")],
        [entry(zh=" ")],
        [entry(title_en="")],
        [entry(id="c00")],
        [entry(en="no blank")],
        [entry(zh="{{a.b}}", en="{{a.b}}")],
        [entry(zh="{{copies}} {{", en="{{copies}}")],
        [entry() | {"zh": 5}],
    ],
)
def test_a_damaged_template_is_refused(data: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the data itself is the message
        clauses.read_template(data)


def test_blanks_are_filled_once_and_in_each_language() -> None:
    values = {"copies": Value("{{nda.years}}份", "four"), "nda.years": Value("3")}
    assert fill("一式{{copies}},{{ nda.years }}年", values, "zh_CN") == "一式{{nda.years}}份,3年"
    assert fill("in {{copies}}, {{nda.years}} years", values, "en") == "in four, 3 years"
    assert fill("{{copies}}", {"copies": Value("肆")}, "en") == "{{copies}}"
    assert fill("{{unpack.days}} {{no.such}}", {"no.such": Value("x")}, "en") == "{{unpack.days}} {{no.such}}"


@given(st.text(max_size=60))
def test_no_text_breaks_the_filling(text: str) -> None:
    assert fill(text, {}, "zh_CN") == text
    merge_fields.loose(text)


def test_nothing_is_a_legal_value_and_emptiness_is_not() -> None:
    clause = Clause(text_zh="包装:{{delivery.mode}}", text_en="{{delivery.mode}}")
    assert blockers([clause], {"delivery.mode": Value("无", "none")}, LANGUAGES) == ()
    (found,) = blockers([clause], {"delivery.mode": Value(" ", "none")}, LANGUAGES)
    assert (found.kind, found.field, found.language) == ("empty_field", "delivery.mode", "zh_CN")


def test_everything_that_keeps_a_contract_back_is_listed_once() -> None:
    some = [
        Clause(text_zh="{{copies}}", text_en="{{copies}}"),
        Clause(text_zh="{{copies}}{{total.sum}}", text_en=" "),
        Clause(text_zh="{copies}}", text_en="x"),
    ]
    found = [(each.kind, each.field, each.clause) for each in blockers(some, {}, LANGUAGES)]
    assert found == [
        ("empty_field", "copies", 0),
        ("unknown_field", "total.sum", 1),
        ("empty_text", "", 1),
        ("loose_braces", "", 2),
    ]
    assert all(str(each) for each in blockers(some, {}, LANGUAGES))
    assert [each.kind for each in blockers(some[1:2], {}, ["zh_CN"])] == ["empty_field", "unknown_field"]


def test_clauses_are_cleaned() -> None:
    (clause,) = clauses.cleaned(
        [Clause(code="x1", title_zh=" 付\u202e款\n", text_zh="a\r\nb ", variant="严格 ")]
    )
    assert (clause.code, clause.title_zh, clause.text_zh, clause.variant) == ("", "付款", "a\nb", "严格")
    for wrong in (
        [Clause()] * 121,
        [TEMPLATE[1], TEMPLATE[1]],
        [Clause(text_zh="x" * 8001)],
        [Clause(title_en="x" * 201)],
        [Clause(risk="wild")],  # type: ignore[arg-type]  # what a damaged draft may say
    ):
        with pytest.raises(InvalidInputError):
            clauses.cleaned(wrong)


def test_the_template_beside_itself_is_the_same() -> None:
    assert {each.kind for each in compare(TEMPLATE, TEMPLATE)} == {"same"}
    assert {
        each.kind for each in compare(TEMPLATE, [replace(one, risk="", variant="x") for one in TEMPLATE])
    } == {"same"}


def test_each_way_to_differ_is_told() -> None:
    free = Clause(title_zh="补充", text_zh="其他约定", text_en="Other terms")
    mine = [
        *TEMPLATE[:3],
        replace(TEMPLATE[3], text_zh="设备为全新。"),
        TEMPLATE[6],
        TEMPLATE[4],
        TEMPLATE[5],
        free,
    ]
    sides = [(each.kind, each.new or each.old) for each in compare(TEMPLATE, mine)]
    found = [(kind, clause.code) for kind, clause in sides if clause]
    assert found[:3] == [("same", "c00"), ("same", "c01"), ("same", "c02")]
    assert ("changed", "c03") in found
    assert ("moved", "c06") in found
    assert ("added", "") in found
    assert [code for kind, code in found if kind == "removed"] == [f"c{number:02}" for number in range(7, 19)]


def test_free_clauses_with_one_heading_are_told_apart() -> None:
    one, two = Clause(title_zh="补充", text_zh="一"), Clause(title_zh="补充", text_zh="二")
    assert [each.kind for each in compare([one, two], [one, two])] == ["same", "same"]
    assert [each.kind for each in compare([one], [one, two])] == ["same", "added"]


def test_a_changed_text_is_shown_in_pieces() -> None:
    assert pieces("质保期12个月", "质保期24个月") == (
        ("same", "质保期"),
        ("gone", "12"),
        ("new", "24"),
        ("same", "个月"),
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_pieces_make_both_texts_again(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != "new") == old
    assert "".join(text for kind, text in found if kind != "gone") == new
