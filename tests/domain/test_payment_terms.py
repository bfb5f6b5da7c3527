"""Terms of payment: what is due when, in money to the cent, and which terms are worse than others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.payment_terms import (
    LABELS,
    STANDARD,
    TERMS,
    TRIGGERS,
    PaymentTerm,
    TermLine,
    Trigger,
    amounts,
    average_days,
    by_key,
    check,
    in_words,
    instalments,
    name_of,
    offered,
    paid_by,
    said,
    usual,
    worse,
)
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_version import usual_terms
from salesdesk.i18n import LANGUAGES

ANY_TERM = st.sampled_from([*TERMS, *(instalments(count) for count in (2, 3, 7, 60))])


def term(key: str) -> PaymentTerm:
    found = by_key(key)
    assert found
    return found


def test_every_term_has_a_key_of_its_own_and_names_in_both_languages() -> None:
    assert len({each.key for each in TERMS}) == len(TERMS)
    for language in LANGUAGES:
        assert len({name_of(each, language) for each in TERMS}) == len(TERMS)
        assert len({in_words(each, language) for each in TERMS}) == len(TERMS)
    assert set(TRIGGERS) == set(LABELS)
    assert by_key(STANDARD) in TERMS


def test_a_term_in_words() -> None:
    assert in_words(term("3-3-3-1"), "zh_CN") == (
        "签订合同后7日内付30%；发货前付30%；验收合格后15日内付30%；质保期满后15日内付10%"
    )
    assert in_words(term("30-70"), "en") == "30% upon signing; 70% before shipment"
    assert name_of(instalments(6), "zh_CN") == "分6期等额支付"


def test_the_shares_of_an_amount_sum_to_it() -> None:
    """The vector of domain rules 4.2."""
    assert amounts(term("3-3-3-1").lines, Decimal("1236547.89")) == (
        Decimal("370964.37"),
        Decimal("370964.37"),
        Decimal("370964.37"),
        Decimal("123654.78"),
    )
    assert amounts(term("30-70").lines, Decimal(101), 0) == (Decimal(30), Decimal(71))


@given(ANY_TERM, st.integers(0, 10**12))
def test_no_cent_is_lost_and_no_payment_negative(any_term: PaymentTerm, cents: int) -> None:
    total = Decimal(cents).scaleb(-2)
    shares = amounts(any_term.lines, total)
    assert sum(shares) == total
    assert cents < 10_000 or min(shares) >= 0


def test_equal_instalments_make_a_hundred() -> None:
    for count in range(2, 61):
        assert by_key(f"instalments-{count}") == instalments(count)
    assert [line.percent for line in instalments(3).lines] == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]
    for count in (1, 61):
        assert by_key(f"instalments-{count}") is None
        with pytest.raises(InvalidInputError):
            instalments(count)


@pytest.mark.parametrize(
    "key", ["", "standard", "3-3-3-1 ", "instalments-", "instalments-02", "instalments-6x"]
)
def test_an_unknown_key_is_no_term(key: str) -> None:
    assert by_key(key) is None


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [TermLine(Decimal(99), "signed")],
        [TermLine(Decimal(100), "signed"), TermLine(Decimal(0), "delivered")],
        [TermLine(Decimal(110), "signed"), TermLine(Decimal(-10), "delivered")],
        [TermLine(Decimal("NaN"), "signed")],
        [TermLine(Decimal(100), "signed", -1)],
        [TermLine(Decimal(100), "whenever")],  # type: ignore[arg-type]  # what a file may say
    ],
)
def test_lines_that_are_no_terms_are_refused(lines: list[TermLine]) -> None:
    with pytest.raises(InvalidInputError):
        check(lines)


def test_which_shipped_terms_are_worse_than_the_usual_ones() -> None:
    standard = term(STANDARD).lines
    assert {each.key for each in TERMS if worse(each.lines, standard)} == {
        "30-60-10",
        "10-80-10",
        "delivery-30",
        "monthly-30",
        "monthly-60",
    }
    assert {each.key for each in TERMS if worse(each.lines, term("prepaid").lines)} == {
        each.key for each in TERMS if each.key != "prepaid"
    }


def test_a_day_later_or_a_percent_less_is_worse() -> None:
    standard = term("3-3-3-1").lines
    later = (*standard[:3], TermLine(Decimal(10), "warranty_end", 16))
    assert worse(later, standard)
    assert not worse(standard, later)
    shifted: list[tuple[str, Trigger, int]] = [
        ("29.99", "signed", 7),
        ("30.01", "before_shipment", 0),
        ("30", "sat_passed", 15),
        ("10", "warranty_end", 15),
    ]
    assert worse([TermLine(Decimal(share), trigger, days) for share, trigger, days in shifted], standard)


@given(ANY_TERM, ANY_TERM)
def test_no_worse_means_paid_no_later_on_average(one: PaymentTerm, other: PaymentTerm) -> None:
    if not worse(one.lines, other.lines):
        assert average_days(one.lines) <= average_days(other.lines)
    assert not worse(one.lines, one.lines)
    assert paid_by(one.lines, 10_000) == 100


def test_words_bind_where_there_are_any() -> None:
    assert offered("3-3-3-1", "") == term("3-3-3-1")
    assert offered("3-3-3-1", "  ") == term("3-3-3-1")
    assert offered("", in_words(term("30-70"), "zh_CN") + "。") == term("30-70")
    assert offered("3-3-3-1", in_words(term("10-80-10"), "en").upper()) == term("10-80-10")
    assert offered("", "３-3-3-1") == term("3-3-3-1")
    assert offered("instalments-6", in_words(instalments(6), "en")) == instalments(6)
    assert offered("3-3-3-1", "两年后付清") is None


def test_what_a_document_says() -> None:
    assert said("30-70", "", "zh_CN") == "签订合同时付30%；发货前付70%"
    assert said("30-70", "货到付款", "en") == "货到付款"
    assert said("", "", "en") == ""
    assert said("made up", "", "en") == ""
    quote = QuoteDraft(customer="恒岳轴承", lines=(), payment_term="prepaid")
    assert ("Payment", "100% upon signing") in usual_terms(quote, date(2026, 12, 31), "en")


@pytest.mark.parametrize(
    ("key", "text", "fits"),
    [
        ("", "", True),
        ("", " \n", True),
        ("3-3-3-1", "", True),
        ("prepaid", "", True),
        ("50-50", "", True),
        ("monthly-60", "", False),
        ("instalments-12", "", False),
        ("made up", "", False),
        ("", "货到付款", False),
        ("3-3-3-1", "验收后两年付清", False),
        ("prepaid", "月结60天", False),
        ("", "月结60天", False),
        ("", "100%预付", True),
    ],
)
def test_what_needs_leave(key: str, text: str, *, fits: bool) -> None:
    assert usual(key, text) is fits


def test_the_firms_own_standard() -> None:
    assert usual("monthly-60", "", "monthly-60")
    assert not usual("3-3-3-1", "", "prepaid")
    assert usual("3-3-3-1", "", "no such term"), "the usual one stands in"
