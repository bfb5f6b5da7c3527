"""Typed texts: what shows nothing or misleads is dropped, everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.texts import one_line, paragraphs


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 华锐精工 ", "华锐精工"),
        ("华锐\r\n精工", "华锐 精工"),
        ("华\u202e锐\u2066精\u200b工\x00\x07", "华锐精工"),
        ("half \ud800", "half"),
        ("e\u200b\u0301", "é"),
        ("<b>A&B</b> 𬭎 👍", "<b>A&B</b> 𬭎 👍"),
    ],
)
def test_a_name_is_one_line_of_visible_signs(typed: str, name: str) -> None:
    assert one_line(typed) == name


def test_paragraphs_keep_their_lines() -> None:
    assert paragraphs("\n 甲\r\n乙\u2028\n丙\t丁\u202e\x00 \n") == "甲\n乙\n\n丙 丁"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    assert one_line(one_line(typed)) == one_line(typed)
    assert paragraphs(paragraphs(typed)) == paragraphs(typed)
    assert len(one_line(typed).splitlines()) <= 1
    one_line(typed).encode()
