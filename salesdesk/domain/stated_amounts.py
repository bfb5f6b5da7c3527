"""Amounts that somebody typed into a text, in figures or in words: those that no amount of the document is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from salesdesk.domain import renminbi
from salesdesk.domain.amount_words import LARGEST, in_english
from salesdesk.domain.errors import InvalidInputError

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_CHINESE: Final = re.compile(
    rf"(?:{'|'.join(renminbi.PREFIXES.values())})?负?[零壹贰叁肆伍陆柒捌玖拾][{_DIGITS}]*[元圆][{_DIGITS}角分]*[整正]?"
)
_ENGLISH: Final = re.compile(r"(?<![A-Za-z])SAY\s+[A-Z][A-Z\s-]{0,400}?\sONLY\b", re.IGNORECASE)
_NUMBER: Final = r"(\d[\d,，]{0,25}(?:\.\d{1,6})?)"
_FIGURES: Final = re.compile(
    rf"(?:[¥￥$€£]|CNY|RMB|USD|EUR|GBP|HKD|JPY|人民币)\s?{_NUMBER}\s?([万亿]?)|{_NUMBER}\s?([万亿]?)\s?[元圆]"
)
_MULTIPLES: Final = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def odd(text: str, own: Collection[Decimal], currency: str, *, price: bool = False) -> str:
    """Return the first amount of a text that agrees with nothing; empty where all do.

    An amount in words is one of the document's `own`, or stands beside the same in figures. In a text that states the
    `price`, every amount is one of them, in words and in figures.
    """
    figures = dict(_figures(text))
    known = {*own} if price else {*own, *figures.values()}
    for match in _CHINESE.finditer(text):
        if _value(match[0]) not in known:
            return match[0]
    english = {" ".join(match[0].upper().split()): match[0] for match in _ENGLISH.finditer(text)}
    if english:
        right = {in_english(amount, currency) for amount in known if 0 <= amount < LARGEST}
        for plain, words in english.items():
            if plain not in right:
                return words
    for written, value in figures.items():
        if value not in known:
            return written
    return ""


def _figures(text: str) -> Iterator[tuple[str, Decimal]]:
    for match in _FIGURES.finditer(text):
        number, multiple = (match[1], match[2]) if match[1] else (match[3], match[4])
        yield match[0].strip(), Decimal(re.sub(r"[,，]", "", number)) * _MULTIPLES[multiple]


def _value(words: str) -> Decimal | None:
    try:
        return renminbi.parse(words)
    except InvalidInputError:
        return None
