"""Misspelt industries are noticed, right ones are left in peace."""

from __future__ import annotations

from hypothesis import given, strategies as st

from salesdesk.domain.industries import known_industries, suspect_spellings

REAL = [
    "employment",
    "entertainment",
    "finance",
    "marketing",
    "medical",
    "retail",
    "services",
    "software",
    "technolgy",
    "telecommunications",
]


def test_of_the_real_sectors_only_the_misspelt_one_is_suspect() -> None:
    assert suspect_spellings(REAL) == {"technolgy": "technology"}


def test_chinese_industries_are_known_and_misspelt_ones_suspect() -> None:
    assert suspect_spellings(["食品", "汽车零部件", "水处理", "新能源"]) == {}
    assert suspect_spellings(["仓诸物流", "电子信系"]) == {}
    assert suspect_spellings(["Machinary", "Pharmaceuticalls"]) == {
        "Machinary": "machinery",
        "Pharmaceuticalls": "pharmaceuticals",
    }


def test_case_and_width_are_no_misspelling() -> None:
    assert suspect_spellings(["RETAIL", "Ｒｅｔａｉｌ", "", "something else"]) == {}


def test_a_long_text_is_not_compared() -> None:
    assert suspect_spellings(["technolgy" * 1_000]) == {}


def test_there_are_enough_names_in_both_languages() -> None:
    names = known_industries()
    assert len(names) > 150
    assert sum(name.isascii() for name in names) > 80


@given(st.lists(st.text(max_size=20), max_size=5))
def test_any_text_may_be_checked(values: list[str]) -> None:
    assert set(suspect_spellings(values)) <= set(values)
