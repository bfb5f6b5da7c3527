"""Amounts in English words: the example of the design, edges, and that the words say the number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.amount_words import in_english

UNITS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
TEENS = (
    "TEN",
    "ELEVEN",
    "TWELVE",
    "THIRTEEN",
    "FOURTEEN",
    "FIFTEEN",
    "SIXTEEN",
    "SEVENTEEN",
    "EIGHTEEN",
    "NINETEEN",
)
TENS = ("TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY")
WORDS = {word: number for number, word in enumerate((*UNITS, *TEENS))} | {
    word: 10 * number for number, word in enumerate(TENS, start=2)
}
SCALES = {"THOUSAND": 10**3, "MILLION": 10**6, "BILLION": 10**9, "TRILLION": 10**12, "QUADRILLION": 10**15}


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("120000.50", "USD", "SAY US DOLLARS ONE HUNDRED TWENTY THOUSAND AND CENTS FIFTY ONLY"),
        ("0", "EUR", "SAY EUROS ZERO ONLY"),
        ("0.05", "USD", "SAY US DOLLARS CENTS FIVE ONLY"),
        ("0.005", "USD", "SAY US DOLLARS CENTS ONE ONLY"),
        ("1000001", "EUR", "SAY EUROS ONE MILLION ONE ONLY"),
        ("21.99", "GBP", "SAY POUNDS STERLING TWENTY-ONE AND PENCE NINETY-NINE ONLY"),
        ("1234.6", "JPY", "SAY JAPANESE YEN ONE THOUSAND TWO HUNDRED THIRTY-FIVE ONLY"),
    ],
)
def test_examples(amount: str, currency: str, words: str) -> None:
    assert in_english(Decimal(amount), currency) == words


@pytest.mark.parametrize("amount", ["-0.01", "1e16"])
def test_what_has_no_words_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        in_english(Decimal(amount), "USD")


@given(st.integers(0, 10**18 - 1))
def test_the_words_say_the_number(cents: int) -> None:
    words = in_english(Decimal(cents).scaleb(-2), "USD")
    assert words.startswith("SAY US DOLLARS ")
    whole, _and, minor = words.removeprefix("SAY US DOLLARS ").removesuffix(" ONLY").partition("CENTS ")
    assert value(whole) * 100 + value(minor) == cents


def value(words: str) -> int:
    """Read a number in words, plainly: groups of hundreds times their scale."""
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "HUNDRED":
            group *= 100
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word != "AND":
            group += WORDS[word]
    return total + group
