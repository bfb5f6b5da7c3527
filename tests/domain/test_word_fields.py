"""The blanks of a contract in Word: languages, near names, what a template lacks."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.domain import word_fields
from salesdesk.domain.merge_fields import FIELDS, Value
from salesdesk.domain.word_fields import (
    ALL,
    Found,
    as_json,
    blockers,
    complaints,
    from_json,
    look,
    nearest,
    parsed,
)

WHOLE = "{{contract.no}} {{buyer.name}} {{seller.name}} {{total.words.en}}"


def test_no_field_ends_as_the_english_ones_do() -> None:
    assert not [key for key in ALL if key.endswith(".en")]
    assert len(ALL) == len(FIELDS) + len(word_fields.PARTIES) + len(word_fields.LINES) + len(
        word_fields.INSTALMENTS
    )


def test_a_blank_names_a_field_and_a_language() -> None:
    assert parsed(" total.words ") == ("total.words", "zh_CN")
    assert parsed("total.words.en") == ("total.words", "en")
    assert parsed("total.word") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("contract.number", "{{contract.no}}"),
        ("Buyer.Name.en", "{{buyer.name.en}}"),
        ("合同编号", "{{contract.no}}"),
        ("买方", "{{buyer.name}}"),
        ("Total in words", "{{total.words}}"),
        ("buyer.name", "{{buyer.name}}"),
        ("zzzzzz", ""),
    ],
)
def test_the_nearest_field_is_named(typed: str, meant: str) -> None:
    assert nearest(typed) == meant


def test_a_template_is_looked_through() -> None:
    found = look([(WHOLE, ""), ("{{line.no}} {{line.name}}", "line"), ("{{line.no}} {{buyer}} {{x", "")])
    assert found.unknown == ("buyer",)
    assert found.astray == ("line.no",)
    assert len(found.loose) == 1
    assert found.lacking() == ()
    assert "total.words" in found.keys


def test_a_blank_of_the_lines_in_a_row_of_the_payments_stands_astray() -> None:
    assert look([("{{instalment.no}} {{line.no}}", "instalment")]).astray == ("line.no",)


def test_what_is_needed_is_named_and_a_framework_agreement_needs_no_total() -> None:
    assert look([("", "")]).lacking() == ("contract.no", "buyer.name", "seller.name", "total.figures")
    assert "total.figures" not in look([("", "")]).lacking("framework")


def test_complaints_are_in_the_users_words() -> None:
    i18n.set_language("en")
    told = complaints(look([("{{buyer.nam}} {{line.no}} {{qqqq}} \uff5b\uff5ba\uff5d\uff5d", "")]))
    assert told[0] == "There is no field “buyer.nam”. Is {{buyer.name}} meant?"
    assert told[1] == "There is no field “qqqq”."
    assert any("line.no" in text for text in told)
    assert any("\uff5b\uff5ba\uff5d\uff5d" in text for text in told)
    assert any("{{contract.no}}" in text for text in told)
    assert complaints(look([(WHOLE, "")])) == ()


def test_blockers_name_each_empty_field_once() -> None:
    found = look([(WHOLE + "{{contract.place}} {{contract.place.en}} {{buyer.phone}}", "")])
    full = {key: Value("x", "x") for key in ALL}
    assert blockers(found, full, "sale") == ()
    empty = full | {"contract.place": Value(), "buyer.phone": Value()}
    assert [each.field for each in blockers(found, empty, "sale")] == ["contract.place"]
    assert [each.kind for each in blockers(None, full, "sale")] == ["template_gone"]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_stands_in_a_template_is_kept_as_it_was_found(texts: list[str]) -> None:
    found = look([(text, "") for text in texts])
    assert from_json(as_json(found)) == found
    assert all(complaints(found))
    assert from_json("{}") == Found()


def test_a_template_full_of_blanks_and_braces_is_looked_through_to_a_bound() -> None:
    found = look([("".join(f"{{{{x{number}}}}}" for number in range(3_000)) + "{{" * 3_000, "")])
    assert len(found.marks) == 1_000
    assert len(found.loose) == 20
    assert len(complaints(found)) == 44
