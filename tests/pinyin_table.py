"""Make the table of pinyin that the program ships: `python -m tests.pinyin_table`."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Final

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from reportlab.pdfbase.ttfonts import TTFontFile

FILE: Final = Path(__file__).resolve().parent.parent / "resources/pinyin.txt"
FONT: Final = FILE.parent / "fonts/NotoSansSC-Regular.ttf"
_ENOUGH: Final = 3  # words that read a character so, for a reading beside its usual one
# How surnames are read where the usual readings don't say so, and readings that people type for ü.
_SURNAMES: Final = (
    "单shan 仇qiu 解xie 曾zeng 区ou 查zha 盖ge 尉yu 朴piao 任ren 翟zhai 缪miao 冼xian 乐yue 宓fu 员yun 郇xun 召shao "
    "覃qin 种chong 费bi 繁po 撒sa 折she 燕yan 车che 那na 黑he 秘bi 纪ji 隗wei 逄pang 佘she 晟cheng 贠yun 贾jia 长chang "
    "尹yin 华hua 葛ge 谌chen 眭sui 亓qi 句gou 殳shu 厍she 訾zi 仉zhang 笪da 郗xi 郄qie 尧yao 盛sheng 哈ha 洗xian 褚chu "
    "藏zang 牟mu 蕃bo 阚kan 於yu 令ling 干gan 柏bai 宁ning 石shi 祭zhai 能nai 过guo 都du 相xiang 鲜xian 钭tou"
)
SURNAMES: Final = {entry[0]: entry[1:] for entry in _SURNAMES.split()}


def table() -> str:
    """Return the table: a syllable, then the characters that are read so, the usual readings before the others."""
    characters = defaultdict(list)
    printable = TTFontFile(str(FONT)).charToGlyph
    for code in sorted(PINYIN_DICT):
        if 0x3400 <= code <= 0x9FFF or code in printable:
            for place, syllable in enumerate(readings(chr(code))):
                characters[place, syllable].append(chr(code))
    return "".join(
        f"{syllable} {''.join(found)}\n" for (place, syllable), found in sorted(characters.items())
    )


def readings(character: str) -> list[str]:
    """Return how a character is read, without tones, the commonest first; ü is typed v or u."""
    known = [_plain(reading) for reading in PINYIN_DICT[ord(character)].split(",")]
    found = list(dict.fromkeys(reading for reading in known if reading.isascii() and reading.isalpha()))
    found = found[:1] + [reading for reading in found[1:] if _in_words()[character, reading] >= _ENOUGH]
    surname = SURNAMES.get(character)
    if surname and surname not in found:
        found.append(surname)
    return found + [reading.replace("v", "u") for reading in found if reading in ("lv", "nv", "lve", "nve")]


@cache
def _in_words() -> Counter[tuple[str, str]]:
    """Return in how many words of the dictionary a character is read so."""
    return Counter(
        (character, _plain(reading[0]))
        for word, spelled in PHRASES_DICT.items()
        for character, reading in zip(word, spelled, strict=False)
    )


def _plain(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ê", "e"))
    marks = {"\u0308": "v"}
    text = ""
    for letter in decomposed:
        if letter in marks and text.endswith("u"):
            text = text[:-1] + marks[letter]
        elif not unicodedata.combining(letter):
            text += letter
    return text


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
