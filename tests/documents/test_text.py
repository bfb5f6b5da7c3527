"""Cleaning and line breaking."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from salesdesk.documents import fonts
from salesdesk.documents.text import CLOSING, OPENING, clean, wrap

SIZE = 9.0
WIDTH = 130.0

closers = st.sampled_from("，。：；？！）》”、」』】’,.:;?!)]}%")
openers = st.sampled_from("（“《「『【¥([{‘")
words = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9./-]{0,7}", fullmatch=True)
ideographs = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
phrases = st.builds(
    "{}{}{}{}".format,
    st.one_of(st.just(""), openers),
    st.one_of(words, ideographs, st.just("𬭎")),
    st.text(closers, max_size=2),
    st.sampled_from(["", "", "", " ", "  "]),
)
mixed = st.lists(phrases, max_size=60).map("".join)
spaced_words = st.lists(
    st.builds("{}{}".format, words, st.one_of(ideographs, st.just(" "))), max_size=40
).map("".join)


def lines_of(text: str, width: float = WIDTH) -> list[str]:
    return wrap(text, fonts.face(fonts.REGULAR), SIZE, width)


@given(mixed)
def test_no_line_begins_with_closing_punctuation_or_ends_with_an_opening_one(text: str) -> None:
    lines = lines_of(text.strip())
    assert all(line[0] not in CLOSING for line in lines[1:])
    assert all(line[-1] not in OPENING for line in lines[:-1])


@given(mixed)
def test_lines_fit_and_lose_nothing_but_blanks(text: str) -> None:
    face = fonts.face(fonts.REGULAR)
    lines = lines_of(text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(face.width(line, SIZE) <= WIDTH + 0.01 for line in lines)


@given(spaced_words)
def test_words_and_numbers_stay_whole(text: str) -> None:
    pattern = re.compile(r"[a-zA-Z0-9./-]+")
    assert pattern.findall("\n".join(lines_of(text))) == pattern.findall(text)


@given(st.text(), st.floats(min_value=1, max_value=300))
def test_any_text_is_broken_at_any_width(text: str, width: float) -> None:
    lines = lines_of(clean(text), width)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = lines_of("x" * 5_000)
    assert len(lines) > 100
    assert "".join(lines) == "x" * 5_000


def test_line_ends_in_the_text_stay() -> None:
    assert lines_of("甲\n\n乙") == ["甲", "", "乙"]


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_is_composed_and_has_no_controls(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(character) for character in cleaned.replace("\n", "")} & {"Cc", "Cs"}


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("a\x00\x07b\x85c", "ab\nc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\ud800甲\udfff", "甲"),
        ("e\u0301", "é"),
        ("a\tb\u00a0c", "a b c"),
        ("甲\u3000乙", "甲\u3000乙"),
        ("\ufeff甲\u200b乙\ufe0f", "甲乙"),
        ("<b>A&B</b> 𬭎", "<b>A&B</b> 𬭎"),
    ],
)
def test_invisible_characters_go_and_all_others_stay(raw: str, printed: str) -> None:
    assert clean(raw) == printed


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert clean("名" * 50_000, 200) == "名" * 199 + "…"
    assert clean("n" * 50_000, 200) == "n" * 199 + "…"
    assert clean("名" * 200, 200) == "名" * 200


def test_a_name_stays_on_one_line() -> None:
    assert clean("甲\r\n乙\u2028丙", one_line=True) == "甲 乙 丙"
