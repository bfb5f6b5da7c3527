"""Gates: which fields count as known, and how a refusal reads."""

from __future__ import annotations

import uuid

import pytest

from salesdesk.domain.stage_gate import FIELDS, Gap, Known, field_gaps, parse_fields, refusal

STAGE = uuid.UUID(int=1)
EVERYTHING = Known(
    customer=True,
    contacts=1,
    need="扩产",
    budget=True,
    amount_minor=100,
    expected_close=True,
    products=1,
    deciders=1,
    roles=frozenset({"technical", "purchasing", "finance", "executive"}),
    team=3,
    team_from_minor=100_000_000,
    requirements=1,
    quotes=1,
    quotes_sent=1,
    competitors=1,
    next_steps=1,
)


def test_everything_known_leaves_no_gap() -> None:
    assert field_gaps(STAGE, "线索识别", FIELDS, EVERYTHING.fields()) == ()


def test_nothing_known_leaves_every_field_open_but_the_team_of_a_small_one() -> None:
    nothing = Known(team_from_minor=1).fields()
    missing = [gap.code for gap in field_gaps(STAGE, "线索识别", FIELDS, nothing)]
    assert missing == [code for code in FIELDS if code != "team"]


@pytest.mark.parametrize(
    ("amount", "named", "known"), [(99_999_999, 0, True), (100_000_000, 2, False), (100_000_000, 3, True)]
)
def test_a_team_is_needed_from_a_million_on(amount: int, named: int, known: bool) -> None:  # noqa: FBT001 - a table's column
    given = Known(amount_minor=amount, team=named, team_from_minor=100_000_000)
    assert ("team" in given.fields()) is known


def test_blanks_are_no_need_and_nothing_is_no_amount() -> None:
    assert not {"need", "amount"} & Known(need="  ", amount_minor=0).fields()


def test_three_departments_are_not_four() -> None:
    some = frozenset({"technical", "purchasing", "finance", "user", "other"})
    assert "departments" not in Known(roles=some).fields()


def test_unknown_and_repeated_codes_are_left_out() -> None:
    assert parse_fields("need  nonsense amount need") == ("need", "amount")


def test_a_refusal_names_the_stage_and_each_thing_once() -> None:
    gaps = tuple(Gap(STAGE, "线索识别", "field", text) for text in ("金额", "金额", "联系人"))
    error = refusal("磨床", gaps)
    assert "线索识别" in error.message
    assert error.message.count("金额") == 1
    assert error.gaps == gaps
