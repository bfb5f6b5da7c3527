"""The deviation list of a quote, kept as text."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.deviation import VERDICTS, Deviation, deviations_as_text, deviations_from
from salesdesk.domain.texts import one_line

TEXT = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=80).map(one_line).filter(bool)
ROWS = st.lists(
    st.builds(Deviation, TEXT, TEXT, TEXT, st.sampled_from(list(VERDICTS)), st.booleans()), max_size=5
)


@given(ROWS)
def test_a_list_is_read_back_as_it_was(rows: list[Deviation]) -> None:
    assert deviations_from(deviations_as_text(rows)) == tuple(rows)


@pytest.mark.parametrize(
    "stored", ["", "{", "7", '{"parameter": "x"}', "[7, null, {}]", '[{"parameter": " \\u202e"}]', None, 7]
)
def test_what_is_no_list_is_none(stored: object) -> None:
    assert deviations_from(stored) == ()


def test_what_is_wrong_in_a_row_has_its_usual_value() -> None:
    stored = [{"parameter": "流量\n", "required": 9, "met": "perhaps", "must": "x", "ours": ["a"]}]
    assert deviations_from(stored) == (Deviation("流量", "9", "['a']", "", must=True),)


def test_only_what_is_not_met_deviates() -> None:
    assert [Deviation("x", met=met).deviates for met in ("yes", "partly", "no", "")] == [
        False,
        True,
        True,
        False,
    ]
