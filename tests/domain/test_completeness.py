"""How complete an opportunity's data are."""

from __future__ import annotations

from hypothesis import given, strategies as st

from salesdesk.domain.completeness import COUNTED, completeness
from salesdesk.domain.stage_gate import FIELDS, Known


def test_what_is_missing_is_named() -> None:
    found = completeness(Known(customer=True, contacts=1, amount_minor=5, expected_close=True).fields())
    assert found.percent == 44  # four of nine
    assert found.missing == ("decider", "need", "budget", "product", "competitor")
    assert found.names[1] == "一句话需求"


@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_every_counted_field_is_known_or_missing(known: set[str]) -> None:
    found = completeness(known)
    assert {*found.missing} == {*COUNTED} - known
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (not found.missing)
    assert (found.percent == 0) == (len(found.missing) == len(COUNTED))
