"""How characters are read, and which of them typed letters mean."""

from __future__ import annotations

import pytest

from salesdesk.domain import pinyin


@pytest.mark.parametrize(
    ("characters", "reading"),
    [
        ("单", "shan"), ("仇", "qiu"), ("解", "xie"), ("曾", "zeng"), ("区", "ou"), ("查", "zha"), ("朴", "piao"),
        ("重", "chong"), ("重", "zhong"), ("长", "chang"), ("行", "hang"), ("吕", "lv"), ("吕", "lu"), ("〇", "ling"),
        ("𬭎", "hong"), ("喆", "zhe"),
    ],
)  # fmt: skip
def test_a_character_is_read(characters: str, reading: str) -> None:
    assert reading in pinyin.readings(characters)


def test_what_is_no_chinese_character_is_not_read() -> None:
    assert [pinyin.readings(sign) for sign in ("a", "7", "の", "")] == [(), (), (), ()]


def test_every_common_character_is_read() -> None:
    """The first level of GB 2312: 3755 characters."""
    common = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)]
    assert [sign for sign in common if not pinyin.readings(sign)] == []


@pytest.mark.parametrize(
    ("typed", "place"),
    [("cq", 0), ("hrjg", 2), ("huarui", 2), ("huar", 2), ("hrjing", 2), ("zhongqing", 0), ("jinggong", 4), ("qhr", 1)],
)  # fmt: skip
def test_letters_fit_characters(typed: str, place: int) -> None:
    assert pinyin.finds("重庆华锐精工", typed) == place


@pytest.mark.parametrize("typed", ["hg", "huaruijinggongx", "uarui", "v"])
def test_other_letters_do_not_fit(typed: str) -> None:
    assert pinyin.finds("重庆华锐精工", typed) is None


def test_a_name_of_many_equal_sounds_is_read_in_no_time() -> None:
    """Each sound may be meant by its letter or by its reading: trying all ways would take longer than anybody lives."""
    assert pinyin.finds("啊" * 300, "a" * 200 + "b") is None
    assert pinyin.finds("安" * 300, "an" * 100) == 0


def test_letters_are_split_into_syllables() -> None:
    assert ("hua", "rui", "jing", "g") in pinyin.split("huaruijingg", 12)
    assert {("xian",), ("xi", "an")} <= set(pinyin.split("xian", 12))
    assert pinyin.split("industry", 12) == []


def test_letters_that_can_be_read_in_too_many_ways_are_not_split() -> None:
    assert pinyin.split("xianxianxianxianxian", 12) == []
