"""The usual rate of tax, and what to say of one that ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesdesk import i18n
from salesdesk.domain import tax_rates
from salesdesk.domain.errors import InvalidInputError
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


SMALL = (SEED[6], SEED[7])


def test_what_follows_a_rate_holds_on_the_next_day() -> None:
    assert tax_rates.follower(SEED, SMALL[0]) == SMALL[1]
    assert tax_rates.follower(SMALL[:1], SMALL[0]) is None
    assert tax_rates.follower(SEED, SEED[0]) is None
    endless = replace(SMALL[0], valid_until=date.max)
    assert tax_rates.follower([endless], endless) is None


def test_a_rate_that_ends_soon_without_another_is_told() -> None:
    alone = SMALL[:1]
    assert tax_rates.running_out(SEED, "small", date(2027, 12, 1)) == ()
    assert tax_rates.running_out(alone, "small", date(2027, 12, 1)) == alone
    assert tax_rates.running_out(alone, "small", date(2027, 1, 1)) == (), "there is time"
    assert tax_rates.running_out(alone, "small", date(2028, 5, 1)) == alone, "nothing has held since"
    assert tax_rates.running_out(alone, "general", date(2028, 5, 1)) == (), "it isn't the firm's"
    ended = replace(SEED[0], valid_until=date(2026, 6, 1))
    assert tax_rates.running_out([ended, *SEED[1:]], "general", DAY) == (ended,)
    after = replace(SEED[0], valid_from=date(2026, 6, 2))
    assert tax_rates.running_out([ended, after, *SEED[1:]], "general", DAY) == ()


def test_a_rate_says_how_it_stands() -> None:
    i18n.set_language("en")
    later = Rate("12%", "", Decimal("0.12"), "goods", "general", date(2027, 1, 1))
    assert tax_rates.standing(SEED, later, DAY) == ("Not yet", "")
    assert tax_rates.standing(SEED, SEED[0], DAY) == ("Holds", "ok")
    assert tax_rates.standing(SEED, SMALL[0], DAY) == ("Ends, then 3%", "ok")
    assert tax_rates.standing(SMALL[:1], SMALL[0], DAY) == ("Nothing follows", "warn")
    assert tax_rates.standing(SEED, SMALL[0], date(2028, 1, 1)) == ("Ended", "")


def test_a_rate_is_tidied_and_checked() -> None:
    assert tax_rates.checked(replace(SEED[0], name=" 货物\n13%\u202e ")).name == "货物 13%"
    for wrong in (
        replace(SEED[0], name=" "),
        replace(SEED[0], name="名" * 101),
        replace(SEED[0], rate=Decimal("1.01")),
        replace(SEED[0], rate=Decimal("-0.01")),
        replace(SEED[0], tax_class="gold"),
        replace(SEED[0], taxpayer="large"),  # type: ignore[arg-type]  # what a file may say
        replace(SEED[0], valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1)),
    ):
        with pytest.raises(InvalidInputError):
            tax_rates.checked(wrong)
