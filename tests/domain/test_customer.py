"""What may be kept of a customer, and what looks like a mistake."""

from __future__ import annotations

import pytest

from salesdesk.domain.customer import cleaned, cleaned_name, cleaned_uscc, likeness_key, uscc_doubt
from salesdesk.domain.errors import InvalidInputError


@pytest.mark.parametrize("code", ["", "91350100M000100Y43", "91440300708461136T"])
def test_a_right_code_raises_no_doubt(code: str) -> None:
    assert uscc_doubt(code) == ""


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "9135O100M000100Y43", "甲" * 18])
def test_a_wrong_code_raises_a_doubt(code: str) -> None:
    assert uscc_doubt(code)


def test_a_code_is_kept_in_capitals_without_blanks() -> None:
    assert cleaned_uscc(" 9135 0100 m000100y43 ") == "91350100M000100Y43"


def test_a_name_loses_what_nobody_sees() -> None:
    assert cleaned_name("  恒岳\u202e轴承\x07 ") == "恒岳轴承"


@pytest.mark.parametrize("name", ["", " \u200b ", "名" * 201])
def test_an_empty_or_endless_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError):
        cleaned_name(name)


def test_a_text_as_long_as_its_field_is_kept() -> None:
    assert cleaned("甲" * 60, 60) == "甲" * 60


@pytest.mark.parametrize(
    "same", ["华锐精工(苏州)有限责任公司", "华锐精工（苏州）有限公司", "华锐精工 苏州", "华锐精工·苏州集团"]
)
def test_names_of_the_same_firm_are_alike(same: str) -> None:
    assert likeness_key(same) == likeness_key("华锐精工（苏州）股份有限公司")


def test_a_name_that_is_only_a_legal_form_is_its_own_likeness() -> None:
    assert likeness_key("有限公司") == "有限公司"
