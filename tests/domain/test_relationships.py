"""The relationship matrix: cells, coverage, and what would fill an empty one."""

from __future__ import annotations

from datetime import date

from hypothesis import given, strategies as st

from salesdesk.domain.relationships import LEVELS, Talk, matrix, our_level

ALL = frozenset(LEVELS)
TALKS = st.lists(
    st.builds(
        Talk,
        st.sampled_from(LEVELS),
        st.sampled_from(LEVELS),
        st.sampled_from(("周总", "顾工", "沈经理")),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=12,
)


def test_a_cell_names_its_contacts_and_the_last_day() -> None:
    found = matrix(
        {"top": ["周总"], "working": ["顾工", "李工"]},
        [
            Talk("working", "working", "顾工", date(2026, 5, 1)),
            Talk("working", "working", "李工", date(2026, 6, 1)),
            Talk("working", "working", "顾工", date(2026, 4, 1)),
        ],
        {"working", "middle"},
    )
    cell = found.cell("working", "working")
    assert (cell.contacts, cell.last_on) == (("李工", "顾工"), date(2026, 6, 1))
    assert found.coverage == 17  # one of the six that can be filled


def test_an_empty_cell_says_what_would_fill_it() -> None:
    found = matrix({"top": ["周总", "王董"]}, [], {"top", "working"})
    assert "周总、王董" in found.cell("top", "top").suggestion
    assert "中层" in found.cell("middle", "top").suggestion
    assert found.cell("top", "middle").suggestion == ""


def test_a_level_where_nobody_of_ours_stands_does_not_count() -> None:
    talks = [Talk(theirs, "working", "顾工", date(2026, 5, 1)) for theirs in LEVELS]
    assert matrix({}, talks, {"working"}).coverage == 100
    assert matrix({}, talks, ALL).coverage == 33
    assert matrix({}, [], set()).coverage == 0


def test_our_levels_follow_the_roles() -> None:
    assert [our_level(role) for role in ("director", "regional_manager", "service_manager", "sales", "")] == [
        "top",
        "middle",
        "middle",
        "working",
        "working",
    ]


@given(TALKS, st.sets(st.sampled_from(LEVELS)))
def test_coverage_is_the_share_of_cells_with_a_talk(talks: list[Talk], staffed: set[str]) -> None:
    found = matrix({}, talks, staffed)
    covered = {(talk.theirs, talk.ours) for talk in talks}
    counted = covered | {(theirs, ours) for theirs in LEVELS for ours in staffed}
    assert {(cell.theirs, cell.ours) for cell in found.cells if cell.covered} == covered
    assert found.coverage == (int(100 * len(covered) / len(counted) + 0.5) if counted else 0)
    for cell in found.cells:
        assert found.cell(cell.theirs, cell.ours) is cell
        assert not (cell.covered and cell.suggestion)
