"""Amounts in Chinese capitals: the official examples, the known traps, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.renminbi import PREFIXES, in_words, parse

OFFICIAL = [
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
]
SMALL = [
    ("0", "零元整"),
    ("0.004", "零元整"),
    ("-0.004", "零元整"),
    ("0.005", "壹分"),
    ("0.01", "壹分"),
    ("0.10", "壹角"),
    ("0.42", "肆角贰分"),
    ("1", "壹元整"),
    ("1.005", "壹元零壹分"),
    ("10", "壹拾元整"),
    ("15.5", "壹拾伍元伍角"),
    ("20.05", "贰拾元零伍分"),
    ("99.995", "壹佰元整"),
    ("101", "壹佰零壹元整"),
    ("110.30", "壹佰壹拾元零叁角"),
    ("1005", "壹仟零伍元整"),
    ("1050", "壹仟零伍拾元整"),
    ("-1234.50", "负壹仟贰佰叁拾肆元伍角"),
]
WAN = [
    ("10000", "壹万元整"),
    ("10001", "壹万零壹元整"),
    ("12000.01", "壹万贰仟元零壹分"),
    ("100000", "壹拾万元整"),
    ("100010", "壹拾万零壹拾元整"),
    ("309825", "叁拾万玖仟捌佰贰拾伍元整"),
    ("1001000", "壹佰万壹仟元整"),
    ("1205623", "壹佰贰拾万伍仟陆佰贰拾叁元整"),
    ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
    ("10000000", "壹仟万元整"),
    ("10010010.10", "壹仟零壹万零壹拾元零壹角"),
    ("80000000.05", "捌仟万元零伍分"),
]
YI = [
    ("100000000", "壹亿元整"),
    ("100000001", "壹亿零壹元整"),
    ("100005000", "壹亿零伍仟元整"),
    ("100010000", "壹亿零壹万元整"),
    ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
    ("200000000.20", "贰亿元零贰角"),
    ("1050000000", "壹拾亿伍仟万元整"),
    ("1000000000000", "壹万亿元整"),
    ("1000000000001", "壹万亿零壹元整"),
    ("1000050000000", "壹万亿零伍仟万元整"),
    ("1000100000000", "壹万零壹亿元整"),
    ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
]
NEVER = ("零零", "零元", "零万", "零亿", "亿万")
fen = st.integers(1, 10**18 - 1)


def _check(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    words = in_words(amount)
    assert parse(words) == amount
    assert not any(wrong in words for wrong in NEVER), words


@pytest.mark.parametrize(("amount", "words"), OFFICIAL + SMALL + WAN + YI)
def test_amounts_are_written_in_capitals(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == "人民币" + words


@pytest.mark.parametrize("amount", ["1E+16", "-1E+16", "9999999999999999.995", "1E+90000", "NaN", "Infinity"])
def test_amounts_from_ten_to_the_sixteenth_are_refused(amount: str) -> None:
    with pytest.raises(InvalidInputError):
        in_words(Decimal(amount))


def test_the_ending_after_jiao_is_a_choice() -> None:
    assert in_words(Decimal("15.5"), zheng_after_jiao=True) == "人民币壹拾伍元伍角整"
    assert in_words(Decimal("15.55"), zheng_after_jiao=True) == "人民币壹拾伍元伍角伍分"
    assert in_words(Decimal(15), zheng_after_jiao=True) == "人民币壹拾伍元整"


@pytest.mark.parametrize("prefix", [*PREFIXES.values(), ""])
def test_other_currencies_have_their_prefix(prefix: str) -> None:
    words = in_words(Decimal("120000.50"), prefix=prefix)
    assert words == f"{prefix}壹拾贰万元零伍角"
    assert parse(words) == Decimal("120000.50")


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("人民币壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("人民币壹拾万零柒仟元伍角叁分", "107000.53"),
        ("人民币壹拾万柒仟元伍角叁分", "107000.53"),
        ("人民币壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("人民币叁拾万零玖仟捌佰贰拾伍元整", "309825"),
        ("人民币壹亿伍仟元整", "100005000"),
        ("人民币壹拾亿零伍仟万元整", "1050000000"),
        ("人民币壹仟肆佰零玖圆伍角", "1409.50"),
        ("人民币壹仟肆佰零玖元伍角整", "1409.50"),
        ("人民币壹拾圆正", "10"),
        ("人民币壹角正", "0.10"),
        ("人民币零圆正", "0"),
        ("人民币负壹分", "-0.01"),
    ],
)
def test_every_lawful_form_is_read(words: str, amount: str) -> None:
    assert parse(words) == Decimal(amount)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "人民币",
        "人民币整",
        "人民币元整",
        "人民币 壹元整",
        " 人民币壹元整",
        "人民币壹元整 ",
        "人民币人民币壹元整",
        "欧人民币壹元整",
        "人民币壹元",
        "人民币壹元壹分整",
        "人民币一元整",
        "人民币拾元整",
        "人民币廿元整",
        "人民币两元整",
        "人民币壹块整",
        "人民币壹元零整",
        "人民币零壹元整",
        "人民币零元壹角",
        "人民币零壹角",
        "人民币壹元壹角零壹分",
        "人民币壹元壹分",
        "人民币壹元零壹角",
        "人民币壹亿万元整",
        "人民币壹亿零元整",
        "人民币壹佰壹元整",
        "人民币壹佰零零壹元整",
        "人民币壹万零伍仟零元整",
        "人民币壹万壹元整",
        "人民币壹万零壹仟贰佰元",
        "人民币壹拾壹万零壹仟元整",
        "人民币壹佰贰仟元整",
        "人民币壹万万元整",
        "人民币壹亿亿元整",
        "人民币玖仟玖仟玖仟玖仟亿亿亿元整",
        "人民币负零元整",
        "负人民币壹元整",
        "人民币壹元整壹元整",
        "人民币1元整",
        "人民币壹元壹角\n",
        "壹" * 1_000_000,
    ],
)
def test_every_other_form_is_refused(words: str) -> None:
    with pytest.raises(InvalidInputError):
        parse(words)


def test_the_first_two_hundred_yuan_go_there_and_back() -> None:
    assert parse(in_words(Decimal(0))) == 0
    for cents in range(1, 20_001):
        _check(cents)


@settings(max_examples=200)
@given(fen)
@example(10**18 - 1)
def test_any_amount_goes_there_and_back(cents: int) -> None:
    _check(cents)


@settings(max_examples=200)
@given(st.lists(st.sampled_from("0001259"), min_size=1, max_size=18).map("".join).map(int).filter(bool))
def test_amounts_full_of_zeros_go_there_and_back(cents: int) -> None:
    _check(cents)


@settings(max_examples=200)
@given(st.text("零壹贰玖拾佰仟万亿元圆角分整正负", max_size=9))
def test_what_is_read_is_written_the_same_but_for_the_free_signs(words: str) -> None:
    try:
        amount = parse(words)
    except InvalidInputError:
        return
    free = str.maketrans("圆", "元", "零整正")
    assert in_words(amount, prefix="").translate(free) == words.translate(free)
