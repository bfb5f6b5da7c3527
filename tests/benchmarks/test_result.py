"""What a budget means, and how medians and percentiles are taken."""

from __future__ import annotations

import gc

import pytest

from tests.benchmarks.result import Result, interleaved, percentile


@pytest.mark.parametrize(
    ("result", "ok"),
    [
        (Result("ratio held", 12, 10, 1.3), True),
        (Result("ratio exceeded", 14, 10, 1.3), False),
        (Result("bound held", 4, None, 4), True),
        (Result("bound exceeded", 5, None, 4), False),
        (Result("no budget", 5, None, None), True),
        (Result("peer missing", 0, None, 0.1, skipped=True), True),
    ],
    ids=lambda value: value.name if isinstance(value, Result) else "",
)
def test_a_budget_bounds_the_ratio_or_the_figure_itself(result: Result, ok: bool) -> None:  # noqa: FBT001 - a case
    assert result.ok is ok


def test_the_two_take_turns_and_nothing_is_collected_meanwhile() -> None:
    calls: list[tuple[str, bool]] = []
    interleaved(
        lambda: calls.append(("ours", gc.isenabled())),
        lambda: calls.append(("reference", gc.isenabled())),
        pairs=2,
    )
    assert [name for name, _ in calls] == ["ours", "reference"] * 3
    assert not any(collecting for _, collecting in calls[2:])
    assert gc.isenabled()


@pytest.mark.parametrize(("p", "value"), [(0, 1), (50, 5), (95, 10), (99, 10), (100, 10)])
def test_a_percentile_is_one_of_the_values(p: float, value: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], p) == value
