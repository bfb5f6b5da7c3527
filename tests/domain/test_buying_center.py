"""What a decision chain lacks, how much support it gives, and what a title tells."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.buying_center import Member, gaps, suggested_level, suggested_role, support
from salesdesk.domain.stage_gate import DEPARTMENTS

EVERYBODY = tuple(Member(role, 3, 0, met=True) for role in DEPARTMENTS)
MEMBERS = st.lists(
    st.builds(
        Member,
        st.sampled_from((*DEPARTMENTS, "user", "other")),
        st.integers(1, 5),
        st.integers(-2, 2),
        st.booleans(),
    ),
    max_size=8,
)


def codes(*members: Member) -> list[str]:
    return [gap.role if gap.code == "department" else gap.code for gap in gaps(members)]


def test_nobody_known_lacks_every_department_and_nothing_else() -> None:
    assert codes() == ["technical", "purchasing", "finance", "executive"]


def test_each_missing_department_is_named() -> None:
    found = gaps([one for one in EVERYBODY if one.role != "finance"])
    assert [(gap.code, gap.role) for gap in found] == [("department", "finance"), ("no_friend", "")]
    assert "财务" in found[0].text


def test_a_friend_counts_only_with_much_influence() -> None:
    assert codes(*EVERYBODY, Member("user", 3, 2)) == ["no_friend"]
    assert codes(*EVERYBODY, Member("user", 4, 1)) == []


def test_an_executive_who_was_never_met_is_told() -> None:
    others = [one for one in EVERYBODY if one.role != "executive"]
    assert codes(*others, Member("executive", 5, 1)) == ["never_met"]
    assert codes(*others, Member("executive", 5, 1), Member("executive", 2, 0, met=True)) == []


def test_a_single_contact_is_told() -> None:
    assert codes(Member("executive", 5, 2, met=True)) == ["technical", "purchasing", "finance", "single"]


@pytest.mark.parametrize(
    ("members", "score", "most"),
    [((), 0, 0), (((5, 2), (3, -1)), 7, 16), (((1, -2), (2, 0)), -2, 6)],
)
def test_support_is_influence_times_attitude(
    members: tuple[tuple[int, int], ...], score: int, most: int
) -> None:
    found = support([Member("other", influence, attitude) for influence, attitude in members])
    assert (found.score, found.most) == (score, most)


@given(MEMBERS)
def test_support_stays_between_all_against_and_all_for(members: list[Member]) -> None:
    found = support(members)
    assert -found.most <= found.score <= found.most
    assert -1 <= found.share <= 1


@given(MEMBERS, MEMBERS)
def test_more_people_never_open_a_department_gap(some: list[Member], more: list[Member]) -> None:
    departments = {gap.role for gap in gaps(some) if gap.code == "department"}
    assert {gap.role for gap in gaps([*some, *more]) if gap.code == "department"} <= departments


@pytest.mark.parametrize(
    ("role", "title", "department", "decides", "level"),
    [
        ("", "总经理", "", "executive", "top"),
        ("", "总经理助理", "总经办", "other", "working"),
        ("", "采购经理", "供应链管理部", "purchasing", "middle"),
        ("", "采购总监", "采购部", "purchasing", "top"),
        ("", "财务总监", "财务部", "finance", "top"),
        ("", "会计", "", "finance", "working"),
        ("", "设备部部长", "", "technical", "middle"),
        ("", "工艺工程师", "技术部", "technical", "working"),
        ("", "车间主任", "生产部", "user", "middle"),
        ("", "Purchasing Manager", "", "purchasing", "middle"),
        ("", "Chief Financial Officer", "Finance", "finance", "top"),
        ("", "", "", "other", ""),
        ("technical", "采购经理", "采购部", "technical", "middle"),
        ("decider", "工程师", "", "executive", "working"),
    ],
)
def test_a_title_suggests_role_and_level(
    role: str, title: str, department: str, decides: str, level: str
) -> None:
    assert suggested_role(role, title, department) == decides
    assert suggested_level(title) == level
