"""The usual rate of tax, and what to say of one that ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from salesdesk import i18n
from salesdesk.domain import tax_rates
from salesdesk.domain.tax_rates import SEED, Rate, Taxpayer

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("tax_class", "taxpayer", "rate"),
    [
        ("goods", "general", "0.13"),
        ("transport", "general", "0.09"),
        ("construction", "general", "0.09"),
        ("service", "general", "0.06"),
        ("export", "general", "0"),
        ("exempt", "general", "0"),
        ("", "general", None),
        ("goods", "small", "0.01"),
        ("", "small", "0.01"),
        ("export", "small", "0"),
        ("unheard-of", "general", None),
    ],
)
def test_a_class_has_its_usual_rate(tax_class: str, taxpayer: Taxpayer, rate: str | None) -> None:
    found = tax_rates.usual(SEED, tax_class, taxpayer, DAY)
    assert (found.rate if found else None) == (None if rate is None else Decimal(rate))


def test_the_reduced_levy_holds_to_the_end_of_2027() -> None:
    for day, rate in ((date(2027, 12, 31), "0.01"), (date(2028, 1, 1), "0.03")):
        found = tax_rates.usual(SEED, "goods", "small", day)
        assert found is not None
        assert found.rate == Decimal(rate)


def test_a_rate_that_begins_later_does_not_hold_yet() -> None:
    later = Rate("12%", "", Decimal("0.12"), "goods", "general", date(2027, 1, 1))
    assert tax_rates.usual([later, *SEED], "goods", "general", DAY) == SEED[0]
    assert tax_rates.usual([later, *SEED], "goods", "general", date(2027, 1, 1)) == later


def test_a_quote_valid_for_longer_than_its_rate_is_warned_of() -> None:
    i18n.set_language("en")
    one, thirteen = Decimal("0.01"), Decimal("0.13")
    assert tax_rates.warnings(SEED, [one, thirteen], date(2027, 12, 31)) == ()
    assert tax_rates.warnings(SEED, [thirteen], date(2030, 1, 1)) == ()
    assert tax_rates.warnings(SEED, [one, one, thirteen], date(2028, 1, 1)) == (
        "The tax rate 1% holds until 2027-12-31 only, but the quote is valid until 2028-01-01.",
    )
    extended = Rate("1%", "", one, "", "small", date(2028, 1, 1), date(2028, 12, 31))
    assert tax_rates.ending([*SEED, extended], [one], date(2028, 6, 30)) == ()
    assert tax_rates.ending([*SEED, extended], [one], date(2029, 1, 1)) == (extended,)


def test_rates_read_as_people_write_them() -> None:
    assert [tax_rates.percent(Decimal(text)) for text in ("0.13", "0", "0.065", "1")] == [
        "13%",
        "0%",
        "6.5%",
        "100%",
    ]
