"""Counts of records in sentences."""

from __future__ import annotations

import pytest

from salesdesk import i18n
from salesdesk.services.record_needs import join_words, things


def test_counts_read_as_a_sentence() -> None:
    i18n.set_language("en")
    words = [things("customer", 1), things("opportunity", 2), things("quote", 1_200)]
    assert join_words(words) == "1 customer, 2 opportunities and 1,200 quotes"
    assert join_words(words[:1]) == "1 customer"
    assert join_words([]) == ""


@pytest.mark.parametrize("table", ["quote_line", "activity", "contact", "anything"])
def test_every_table_has_words(table: str) -> None:
    assert things(table, 3).startswith("3 ")
