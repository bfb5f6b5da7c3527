"""What a record is found by, and how well."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain import pinyin, search_tokens
from salesdesk.domain.search_tokens import EXACT, query, tokens

CHARACTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5).filter(pinyin.readings)
NAMES = st.text(CHARACTERS, min_size=1, max_size=12)


def rank(
    typed: str, title: str = "x", *others: str, numbers: tuple[str, ...] = (), amount: int | None = None
) -> Any:
    return query(typed).rank(title, others, numbers, None if amount is None else Decimal(amount))


def terms_are_there(typed: str, found: set[str]) -> bool:
    """Tell whether both forms of the query's expression hold for tokens."""
    return all(holds(query(typed).expression(wide=wide), found) for wide in (False, True))


def holds(expression: str, found: set[str]) -> bool:
    """Tell whether an expression holds for tokens, read as the index reads it."""

    def is_there(term: re.Match[str]) -> str:
        return str(any(each.startswith(term[1]) if term[2] else each == term[1] for each in found))

    python = re.sub(r'"([^"]*)"(\*?)', is_there, expression).replace("AND", "and").replace("OR", "or")
    return bool(eval(python))  # noqa: S307 - True, False, and, or


@given(NAMES, st.data())
def test_a_piece_of_a_name_its_initials_and_its_pinyin_find_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    sounds = [pinyin.readings(sign)[0] for sign in piece]
    spelled = "".join(sounds)
    for typed in (piece, "".join(sound[0] for sound in sounds), spelled, spelled[:-1] or spelled):
        assert terms_are_there(typed, tokens((name,))), typed
        assert query(typed).rank(name) is not None, typed


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("chongqing", "重庆华锐"), ("zhongqing", "重庆华锐"), ("zqhr", "重庆华锐"), ("zhongqinghuarui", "重庆华锐"),
        ("huaruisuzhou", "华锐（苏州）有限公司"), ("huaruiyouxiangongsi", "华锐有限公司"), ("hryxgs", "华锐有限公司"),
        ("xianjiaotongd", "西安交通大学"), ("szhrjmjx", "苏州华锐精密机械"), ("eexg", "鹅鹅小狗"),
        ("hr精工", "华锐精工"), ("850", "立式加工中心 VMC850L"), ("lxa37", "空压机 LX-A37"),
        ("industrial", "Ideal Industrial"),
        ("0187", "QT-202611-0187"), ("187", "QT-202611-0187"), ("qt202611", "QT-202611-0187"), ("QT-202611-0187",) * 2,
        ("Straße", "Straße 7"), ("strasse", "Straße 7"), ("café", "Cafe\u0301"), ("cafe", "CAFÉ"), ("ＡＢＣ", "abc"),
        ("500万", "500万像素相机"),
    ],
)  # fmt: skip
def test_a_title_is_found_by(typed: str, title: str) -> None:
    assert terms_are_there(typed, tokens((title,)))
    assert rank(typed, title) is not None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8000", "138 0013 8000"), ("00138000", "13800138000"), ("13800138000", "+86 138 0013 8000"),
        ("0013 8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"), ("0086 13800138000", "13800138000"), ("66668801", "0512-6666 8801转801"),
        ("1390", "13800138000/13900139000"), ("8801", "０５１２－６６６６８８０１"),
    ],
)  # fmt: skip
def test_a_phone_is_found_by(typed: str, number: str) -> None:
    assert terms_are_there(typed, tokens((), numbers=(number,)))
    assert rank(typed, numbers=(number,)) is not None


@pytest.mark.parametrize(
    "typed", ["268万", "2,680,000", "2,680,000.00", "2680000.00", "¥268万", "￥2680000", "2680000"]
)
def test_an_amount_is_found_by(typed: str) -> None:
    assert terms_are_there(typed, tokens((), amounts=(Decimal(2_680_000),)))
    assert rank(typed, amount=2_680_000) is not None
    assert rank(typed, amount=26_800) is None


def test_better_fits_have_a_lower_rank() -> None:
    ranks = [rank("hr", title) for title in ("hr", "hrx", "x hr", "xhr", "华锐", "市华锐")] + [
        rank("hr", "x", "hr")
    ]
    assert ranks[0] == EXACT
    assert ranks == sorted(set(ranks))


def test_all_parts_must_fit() -> None:
    assert rank("华锐 8000", "华锐", numbers=("13800138000",)) is not None
    assert rank("华锐 9000", "华锐", numbers=("13800138000",)) is None


@pytest.mark.parametrize("typed", ["", " ", "()\"*'", "\0\x07\u202e", "\ud800", "——"])
def test_signs_alone_ask_for_nothing(typed: str) -> None:
    assert not query(typed)


@given(st.text(max_size=400))
def test_no_query_holds_more_than_quoted_words(typed: str) -> None:
    outside = re.sub(r'"[^"]+"\*?', "", query(typed).expression())
    assert re.fullmatch("(?:AND|OR|[() ])*", outside)
    query(typed).rank(typed, (typed,), (typed,))


def test_long_texts_are_cut() -> None:
    assert len(tokens(("重" * 50_000, "a" * 50_000), numbers=("1" * 50_000,))) < 700
    assert len(query(" ".join(["ab"] * 5000)).parts) <= 8


def test_a_legal_form_is_not_spelled() -> None:
    assert not {"yxgs", "gongsi"} & search_tokens.tokens(("华锐有限公司",))
