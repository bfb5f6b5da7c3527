"""Which lines of Annex 1 are others: changed, new, gone, each once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, strategies as st

from salesdesk.domain.contract_changes import line_changes
from salesdesk.domain.contract_version import ContractLine


def line(name: str, gross: str = "100", model: str = "") -> ContractLine:
    return ContractLine(
        name=name, quantity=Decimal(1), gross=Decimal(gross), quote_line_id=uuid.uuid4(), model=model
    )


def kinds(before: Sequence[ContractLine], after: Sequence[ContractLine]) -> list[tuple[str, str]]:
    return [(one.kind, (one.after or one.before or line("")).name) for one in line_changes(before, after)]


def test_the_same_lines_of_another_version_are_no_change() -> None:
    assert kinds([line("A"), line("B")], [line("A"), line("B")]) == []


def test_lines_are_told_by_name_and_model() -> None:
    before = [line("A"), line("A", model="2"), line("C")]
    after = [line("A", "90"), line("A", model="3"), line("D")]
    assert kinds(before, after) == [
        ("changed", "A"),
        ("new", "A"),
        ("new", "D"),
        ("gone", "A"),
        ("gone", "C"),
    ]


def test_of_two_equal_lines_one_can_go() -> None:
    assert kinds([line("A"), line("A")], [line("A")]) == [("gone", "A")]


names = st.lists(st.sampled_from("ABC"), max_size=6)


@given(names, names)
def test_what_is_new_less_what_is_gone_is_the_difference_of_the_sums(old: list[str], new: list[str]) -> None:
    before, after = [line(name) for name in old], [line(name, "130") for name in new]
    found = line_changes(before, after)
    moved = sum(
        ((one.after.gross if one.after else 0) - (one.before.gross if one.before else 0) for one in found),
        Decimal(0),
    )
    assert moved == sum((one.gross for one in after), Decimal(0)) - sum(
        (one.gross for one in before), Decimal(0)
    )
