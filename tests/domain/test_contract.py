"""The ways of a contract, transition by transition."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain import contract
from salesdesk.domain.contract import Amounts
from salesdesk.domain.errors import RuleError

ACTIONS = sorted({action for _state, action in contract.TRANSITIONS})
VERSION_ACTIONS = sorted({action for _state, action in contract.VERSION_TRANSITIONS})


@pytest.mark.parametrize("state", contract.STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_leads_from_its_states_only(state: str, action: str) -> None:
    expected = contract.TRANSITIONS.get((state, action))
    assert contract.allows(state, action) == (expected is not None)
    if expected is None:
        with pytest.raises(RuleError):
            contract.after(state, action)
    else:
        assert contract.after(state, action) == expected


@pytest.mark.parametrize("state", contract.VERSION_STATES)
@pytest.mark.parametrize("action", VERSION_ACTIONS)
def test_each_action_leads_a_version_from_its_states_only(state: str, action: str) -> None:
    expected = contract.VERSION_TRANSITIONS.get((state, action))
    if expected is None:
        with pytest.raises(RuleError):
            contract.version_after(state, action)
    else:
        assert contract.version_after(state, action) == expected


def test_nothing_leads_out_of_an_end_and_nothing_back_before_the_signature() -> None:
    assert not any(state in ("terminated", "void") for state, _action in contract.TRANSITIONS)
    before = ("draft", "in_review", "issued", "void")
    signed = (*contract.BINDING, "terminated")
    assert not any(state in signed and after in before for (state, _a), after in contract.TRANSITIONS.items())
    assert set(contract.TRANSITIONS.values()) | {"draft"} == set(contract.STATES)


def test_only_the_signature_makes_a_contract_bind() -> None:
    into = {
        action
        for (state, action), after in contract.TRANSITIONS.items()
        if after in contract.BINDING and state not in contract.BINDING
    }
    assert into == {"sign"}


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_termination_takes_off_what_does_not_stay(agreed: int, kept: int) -> None:
    whole, stays = Decimal(agreed).scaleb(-2), Decimal(kept).scaleb(-2)
    if stays > whole:
        with pytest.raises(RuleError):
            contract.negative_booking(whole, stays)
    else:
        booked = contract.negative_booking(whole, stays)
        assert booked <= 0
        assert whole + booked == stays


def test_a_difference_is_taken_part_by_part() -> None:
    before = Amounts(Decimal("100.00"), Decimal("13.00"), Decimal("113.00"))
    after = Amounts(Decimal("80.00"), Decimal("10.40"), Decimal("90.40"))
    assert after - before == Amounts(Decimal("-20.00"), Decimal("-2.60"), Decimal("-22.60"))
