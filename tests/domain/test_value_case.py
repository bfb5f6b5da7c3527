"""The figures of a value case against exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import hypothesis
import pytest
from hypothesis import strategies as st

from salesdesk.domain.value_case import ValueFigures, figures

CENTS = st.integers(0, 10**14).map(lambda cents: Decimal(cents).scaleb(-2))
SHARES = st.integers(0, 10_000).map(lambda part: Decimal(part).scaleb(-4))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("500000", "0.25", "300000"), ("125000.00", "28.8", "75000.00")),
        (("1200000", "0.3", "780000"), ("360000.00", "26.0", "300000.00")),
        (("100", "0.3333", "10"), ("33.33", "3.6", "89.99")),
        (("1000.05", "0.5", "1"), ("500.03", "0.0", "1499.09")),  # 500.025 is rounded up
        (("240", "0.5", "1.50"), ("120.00", "0.2", "358.50")),  # 0.15 months are rounded up
        (("100000", "0", "5000"), ("0.00", None, "-5000.00")),
        (("0", "0.5", "5000"), ("0.00", None, "-5000.00")),
        (("100000", "0.5", "0"), ("50000.00", "0.0", "150000.00")),
        (("500000", "0.25", None), ("125000.00", None, None)),
        ((None, "0.25", "300000"), (None, None, None)),
        (("500000", None, "300000"), (None, None, None)),
    ],
)
def test_examples(given: tuple[str | None, ...], expected: tuple[str | None, ...]) -> None:
    baseline, improvement, investment = (None if one is None else Decimal(one) for one in given)
    found = figures(baseline, improvement, investment, "CNY")
    values = (found.yearly_saving, found.payback_months, found.net)
    assert tuple(None if one is None else str(one) for one in values) == expected


def test_the_currencys_own_decimals_count() -> None:
    assert figures(Decimal(1001), Decimal("0.5"), Decimal(6006), "JPY") == ValueFigures(
        Decimal(501), Decimal("143.9"), Decimal(-4503)
    )


@hypothesis.given(CENTS, SHARES, CENTS)
def test_the_figures_are_those_of_exact_fractions(
    baseline: Decimal, improvement: Decimal, investment: Decimal
) -> None:
    found = figures(baseline, improvement, investment, "CNY")
    saving = half_up(Fraction(baseline) * Fraction(improvement), 2)
    assert found.yearly_saving is not None
    assert Fraction(found.yearly_saving) == saving
    assert found.net is not None
    assert Fraction(found.net) == 3 * saving - Fraction(investment)
    if saving == 0:
        assert found.payback_months is None
    else:
        assert found.payback_months is not None
        assert Fraction(found.payback_months) == half_up(Fraction(investment) * 12 / saving, 1)


@hypothesis.given(CENTS, SHARES, SHARES)
def test_more_improvement_never_saves_less(baseline: Decimal, one: Decimal, other: Decimal) -> None:
    low, high = (figures(baseline, part, None, "CNY").yearly_saving for part in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert low <= high <= baseline


def half_up(value: Fraction, places: int) -> Fraction:
    """Return a fraction that is not negative, rounded half up."""
    scale = 10**places
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)
