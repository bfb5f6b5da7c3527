"""The legal review: each point stands for what it judged, and a change opens only the touched ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.legal_review import (
    CHECKLIST,
    ISSUABLE,
    Judged,
    Result,
    basis,
    check,
    outcome,
    reopened,
    stamp_duty,
    standing,
)

TOPICS = {f"c{number:02}": f"clause {number}" for number in range(19)} | {
    "parties": "甲 乙",
    "amount": "100",
    "lines": "1 × A",
    "payment": "30/70",
    "fields": "8",
    "addresses": "甲地 乙地",
    "free": "",
}


def judged(code: str, result: Result = "passed") -> Judged:
    return Judged(code, result, "x", basis(code, TOPICS))


def everything(**results: Result) -> list[Judged]:
    return [judged(code, results.get(code, "passed")) for code in CHECKLIST]


def test_every_point_touches_topics_that_exist() -> None:
    assert {topic for point in CHECKLIST.values() for topic in point.topics} <= set(TOPICS)
    assert set(TOPICS) == {topic for point in CHECKLIST.values() for topic in point.topics}


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ({}, "passed"),
        ({"ip": "not_applicable"}, "passed"),
        ({"ip": "conditional"}, "conditional"),
        ({"ip": "conditional", "forum": "refused"}, "refused"),
        ({"forum": ""}, "open"),
        ({"forum": "", "ip": "refused"}, "refused"),
    ],
)
def test_what_comes_out(results: dict[str, Result], expected: str) -> None:
    found = outcome(everything(**results), TOPICS)
    assert found == expected
    assert (found in ISSUABLE) == (expected in ("passed", "conditional"))


def test_a_review_that_lacks_a_point_is_not_finished() -> None:
    assert outcome([], TOPICS) == "open"
    assert outcome(everything()[1:], TOPICS) == "open"


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_change_opens_the_touched_points_only(topic: str) -> None:
    changed = TOPICS | {topic: "other"}
    touched = {code for code, point in CHECKLIST.items() if topic in point.topics}
    points = everything()
    assert {each.code for each in points if reopened(each, changed)} == touched
    assert outcome(points, changed) == "open"
    assert (
        outcome(
            [
                judged(each.code)
                if each.code not in touched
                else Judged(each.code, "passed", "", basis(each.code, changed))
                for each in points
            ],
            changed,
        )
        == "passed"
    )


def test_a_clause_that_is_taken_out_or_put_back_opens_its_points_too() -> None:
    without = {topic: text for topic, text in TOPICS.items() if topic != "c06"}
    title = judged("title")
    assert standing(title, without) == ""
    assert standing(title, TOPICS) == "passed"


def test_a_point_of_the_reviewers_own_judges_everything() -> None:
    own = Judged("", "passed", "", basis("", TOPICS))
    assert standing(own, TOPICS) == "passed"
    assert reopened(own, TOPICS | {"c09": "other"})


def test_conditions_and_refusals_say_why() -> None:
    check("passed", "")
    check("conditional", "改为 5%")
    for result, note in (("conditional", " "), ("refused", ""), ("perhaps", "x")):
        with pytest.raises(InvalidInputError):
            check(result, note)


def test_stamp_duty_is_three_in_ten_thousand() -> None:
    assert stamp_duty(Decimal("1000000.00")) == Decimal("300.00")
    assert stamp_duty(Decimal("1234.56"), Decimal("0.0005")) == Decimal("0.62")
