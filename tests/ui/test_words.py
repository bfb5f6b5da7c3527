"""Every code that a list shows has its word."""

from __future__ import annotations

from salesdesk.services.quote_list import EXPIRED
from salesdesk.storage.records.customers import VALUE_CLASSES
from salesdesk.storage.records.quotes import STATES
from salesdesk.ui import theme
from salesdesk.ui.words import QUOTE_STATE, VALUE_CLASS, tone, word


def test_every_code_has_a_word_and_no_word_is_left_over() -> None:
    assert tuple(VALUE_CLASS) == VALUE_CLASSES
    assert set(QUOTE_STATE) == {*STATES, EXPIRED}


def test_every_tone_has_a_soft_background() -> None:
    tones = {tone(words, code) for words in (VALUE_CLASS, QUOTE_STATE) for code in words} - {""}
    assert all(theme.color(f"{each}_soft").isValid() for each in tones)


def test_a_code_that_is_not_known_stands_for_itself() -> None:
    assert (word(VALUE_CLASS, "x<b>"), tone(VALUE_CLASS, "x<b>"), word(VALUE_CLASS, "")) == ("x<b>", "", "")
