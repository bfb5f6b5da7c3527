"""What a pipeline must be like, and how its values are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.domain import pipeline_rules as rules
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.pipeline import templates
from salesdesk.domain.pipeline_rules import StageShape

OPEN, WON, POST = (
    StageShape("谈判", "open"),
    StageShape("成交", "won"),
    StageShape("交付", "post_sale"),
)
SIGNED = StageShape("签约", "open", closes_won=True)


@pytest.mark.parametrize("code", templates())
def test_every_template_keeps_the_rules(code: str) -> None:
    rules.check_stages([StageShape(s.name_zh, s.kind, s.closes_won) for s in templates()[code].stages])


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [WON],
        [POST],
        [OPEN, WON, WON],
        [WON, OPEN],
        [POST, OPEN],
        [OPEN, POST, WON],
        [SIGNED, SIGNED],
        [OPEN, StageShape("交付", "post_sale", closes_won=True)],
        [OPEN] * (rules.MOST_STAGES + 1),
    ],
)
def test_what_makes_no_pipeline_is_refused(stages: list[StageShape]) -> None:
    with pytest.raises(RuleError):
        rules.check_stages(stages)


def test_what_makes_one_is_not() -> None:
    for stages in ([OPEN], [OPEN, SIGNED, POST], [OPEN, WON, POST, POST], [SIGNED, OPEN]):
        rules.check_stages(stages)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [("35", "0.35"), ("35 %", "0.35"), ("35％", "0.35"), ("0", "0"), ("100%", "1"), ("12.25", "0.1225")],
)
def test_a_percentage_is_read_as_people_type_it(typed: str, fraction: str) -> None:
    assert rules.probability(typed) == Decimal(fraction)


@pytest.mark.parametrize("typed", ["", "-1", "101", "100.01", "ten", "1e1", "5.001"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.probability(typed)


def test_days_are_read_and_may_be_without_limit() -> None:
    assert [rules.days(typed) for typed in ("", " 14 ", "１４", "0")] == [None, 14, 14, 0]
    for typed in ("-1", "3651", "a week", "1.5"):
        with pytest.raises(InvalidInputError):
            rules.days(typed)


def test_at_least_is_no_more_than_at_most() -> None:
    for shortest, longest in ((None, None), (None, 3), (7, None), (7, 7)):
        rules.check_days(shortest, longest)
    with pytest.raises(InvalidInputError, match="8"):
        rules.check_days(8, 7)


def test_a_touch_is_due_after_a_day_at_least() -> None:
    assert rules.touch_days("14") == 14
    for typed in ("", "0"):
        with pytest.raises(InvalidInputError):
            rules.touch_days(typed)


def test_texts_are_bounded_and_cleaned() -> None:
    assert rules.name(" 谈\u202e判\n") == "谈判"
    assert rules.short_text("") == rules.other_name("") == rules.long_text("") == ""
    for read, longest in (
        (rules.name, rules.LONGEST_NAME),
        (rules.item_text, rules.LONGEST_ITEM),
        (rules.long_text, rules.LONGEST_TEXT),
    ):
        assert read("甲" * longest) == "甲" * longest
        with pytest.raises(InvalidInputError):
            read("甲" * (longest + 1))
    for read in (rules.name, rules.item_text):
        with pytest.raises(InvalidInputError):
            read(" \u200b ")


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "file:///etc/passwd", "www.example.com", "https://a b"]
)
def test_only_an_address_on_the_web_is_a_link(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.link(typed)


def test_a_link_may_be_empty() -> None:
    assert rules.link("") == ""
    assert rules.link(" https://example.com/a?b=1 ") == "https://example.com/a?b=1"
