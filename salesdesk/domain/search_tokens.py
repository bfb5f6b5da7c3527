"""What a record is found by, and what a query asks for: pure functions from text to tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, islice, product
from typing import Final

from salesdesk.domain import pinyin
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import parse_amount

VERSION: Final = 3
"""Another version of the tokens: the index is built anew."""
EXACT: Final = 0
"""The rank of a record that has just this title."""

_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_WORD: Final = f"[^\\W_{_HAN}]+"
_RUNS: Final = re.compile(f"(?P<han>[{_HAN}]+)|(?P<word>{_WORD})")
_JOINED: Final = re.compile(f"{_WORD}(?:[-_./]{_WORD})+")
_JOINTS: Final = str.maketrans("", "", "-_./")
_PIECES: Final = re.compile(r"\d+|\D+")
_AMOUNT: Final = re.compile(r"[¥￥]?(?:[\d,.]+[万亿]|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d)")
_NO_NUMBER: Final = re.compile(r"[^\d\s()+.\-]+")
_ABROAD: Final = re.compile(r"^(?:00)?86(?=\d{10,11}$)")
_DIALLED_ABROAD: Final = re.compile(r"(?<!\w)(?:\+|00)86[\s-]*(?=\d)")
_LEGAL_FORM: Final = re.compile("(?:股份|责任)?有限(?:责任)?公司$")
_SPELLED_FORM: Final = re.compile("(?:gufen|zeren)?youxian(?:zeren)?gongsi$|(?:gf|zr)?yx(?:zr)?gs$")
_MOST_TEXT: Final = 300
_INITIALS: Final = 6
_LETTERS: Final = 6
_TAIL: Final = 8
_MOST_SPELLINGS: Final = 8
_MOST_SPLITS: Final = 48
_SPLIT_LETTERS: Final = 18
_MOST_PARTS: Final = 8


def tokens(texts: Iterable[str], *, numbers: Iterable[str] = (), amounts: Iterable[Decimal] = ()) -> set[str]:
    """Return what a record is found by.

    `texts` are names and words; `numbers` are found by any piece of them that begins within their last eight
    digits, such as phones; `amounts` are found as they are typed.
    """
    found: set[str] = set()
    for text in map(_folded, texts):
        for han, word in _runs(text):
            found.update(_of_han(han) if han else _of_word(word))
        for joined in _JOINED.findall(text):
            found.update(_of_word(joined.translate(_JOINTS)))
        for han, _word in _runs(_squashed(text)):
            found.update(_of_pinyin(han))
    for number in numbers:
        for digits in _phones(number):
            found.update(_tails(digits))
    found.update(f"{amount:.0f}" for amount in amounts)
    found.discard("")
    return found


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the runs of Chinese characters and of letters and digits of a text, the one or the other."""
    for run in _RUNS.finditer(text):
        yield run["han"] or "", run["word"] or ""


def _folded(text: str) -> str:
    """Return a text as it is compared: compatible forms made one, lower case, no accents."""
    cut = text[:_MOST_TEXT]
    if cut.isascii() or (unicodedata.is_normalized("NFKD", cut) and not any(map(unicodedata.combining, cut))):
        return cut.casefold()
    plain = unicodedata.normalize("NFKD", cut).casefold()
    return unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _of_han(run: str) -> Iterator[str]:
    yield from run
    yield from (run[place : place + 2] for place in range(len(run) - 1))


def _of_pinyin(run: str) -> Iterator[str]:
    """Yield initials and syllables from every character on; characters without a reading end a spelling."""
    named = _LEGAL_FORM.sub("", run)  # nobody spells it
    sounds = [pinyin.readings(character) or ("",) for character in named]
    firsts = [tuple(dict.fromkeys(reading[:1] for reading in found)) for found in sounds]
    for place in range(len(named)):
        initials = product(*firsts[place : place + _INITIALS])
        yield from map("".join, islice(initials, _MOST_SPELLINGS))
        yield from _spellings(sounds[place : place + _LETTERS])


def _spellings(sounds: Sequence[Sequence[str]]) -> set[str]:
    """Return what characters spell, by whole syllables until there are as many letters as a token needs."""
    found = {""}
    for readings in sounds:
        if all(len(text) >= _LETTERS for text in found):
            break
        longer = (
            text if len(text) >= _LETTERS else text + reading
            for text in sorted(found)
            for reading in readings
        )
        found = set(islice(dict.fromkeys(longer), 2 * _MOST_SPELLINGS))
    return found


def _of_word(word: str) -> Iterator[str]:
    """Yield a word from its beginning and from where letters and digits meet: `vmc850l` is found by 850 too."""
    for piece in _PIECES.finditer(word):
        yield word[piece.start() :]
    if len(word) > 3 and word.isdigit():
        yield from _tails(word)


def _tails(digits: str) -> Iterator[str]:
    yield digits[:20]
    for length in range(3, min(len(digits), _TAIL) + 1):
        yield digits[-length:]


def _phones(number: str) -> Iterator[str]:
    """Yield the digits of each phone number in a text, without and with the country's."""
    for piece in _NO_NUMBER.split(_folded(number)):
        digits = re.sub(r"\D", "", piece)
        yield from dict.fromkeys((_ABROAD.sub("", digits), digits))


@dataclass(frozen=True, slots=True)
class Query:
    """A text that somebody looks for: its parts, all of which must fit, and the text as it was typed."""

    parts: tuple[str, ...]
    typed: str

    def __bool__(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self.parts)

    def expression(self, *, wide: bool = False) -> str:
        """Return the query in the language of the full-text index; a wide one is looked up faster and finds more."""
        return " AND ".join(dict.fromkeys(_term(part, wide=wide) for part in self.parts))

    def rank(
        self,
        title: str,
        others: Sequence[str] = (),
        numbers: Sequence[str] = (),
        amount: Decimal | None = None,
    ) -> int | None:
        """Return how well a record fits, `EXACT` best, or None where it doesn't.

        The title's beginning goes before its inside, that before pinyin, and all of them before other texts.
        """
        texts = [_folded(title)]
        worst = EXACT
        for part in self.parts:
            rank = _rank_part(part, texts, others, numbers, amount)
            if rank is None:
                return None
            worst = max(worst, rank)
        return worst


def query(typed: str) -> Query:
    """Read what somebody typed; signs that no token has are left out."""
    parts: list[str] = []
    for word in _DIALLED_ABROAD.sub(" ", _folded(typed)).split():
        parts += [word] if _amount(word) else ["".join(run) for run in _runs(word)]
    return Query(tuple(parts[:_MOST_PARTS]), typed[:_MOST_TEXT].strip())


def _amount(part: str) -> str:
    """Return the amount that a part names by its form, such as 268万 or 2,680,000; empty where it names none."""
    if not _AMOUNT.fullmatch(part):
        return ""
    try:
        return f"{parse_amount(part):.0f}"
    except SalesDeskError:
        return ""


def _term(part: str, *, wide: bool) -> str:
    if amount := _amount(part):
        words = " AND ".join(_term("".join(run), wide=wide) for run in _runs(part))  # 500万像素 is no amount
        return f'("{amount}" OR ({words}))'
    if _is_han(part):
        pieces = [part[place : place + 2] for place in range(len(part) - 1)] or [part]
        return " AND ".join(dict.fromkeys(f'"{piece}"' for piece in pieces))
    if part.isascii() and part.isalpha() and (len(part) > _LETTERS or _SPELLED_FORM.search(part)):
        if wide:
            return f'"{(_SPELLED_FORM.sub("", part) or part)[:_LETTERS]}"*'
        return f"({' OR '.join(dict.fromkeys(f'({way})' for way in _ways(part)))})"
    return f'"{part}"*'


def _ways(letters: str) -> Iterator[str]:
    """Yield what more letters than a token of pinyin has may stand for: a word, initials, or syllables."""
    yield f'"{letters}"*'
    named = _SPELLED_FORM.sub("", letters) or letters
    splits = pinyin.split(named[:_SPLIT_LETTERS], _MOST_SPLITS)
    if len(named) <= _LETTERS or not splits:
        yield f'"{named[:_LETTERS]}"*'
        return
    yield f'"{named[:_LETTERS]}" AND "{named[1 : _LETTERS + 1]}"'
    for syllables in splits:
        first, *others = _chain(syllables)
        yield f"{first} AND {others[-1]}" if others else first


def _chain(syllables: Sequence[str]) -> Iterator[str]:
    """Yield the tokens that syllables ask for, from each of them on until one reaches the end."""
    for place in range(len(syllables)):
        texts = list(accumulate(syllables[place:]))
        full = next((text for text in texts[:-1] if len(text) >= _LETTERS), None)
        if full is None:
            yield f'"{texts[-1]}"*'
            return
        yield f'"{full}"'


def _is_han(part: str) -> bool:
    return re.fullmatch(f"[{_HAN}]+", part) is not None


def _rank_part(
    part: str, texts: list[str], others: Sequence[str], numbers: Sequence[str], amount: Decimal | None
) -> int | None:
    """Return how well one part fits; `texts` begins with the title and takes in the others once they are needed."""
    if amount is not None and _amount(part) == f"{amount:.0f}":
        return 2
    rank = _rank_text(part, texts[0])
    if rank is not None:
        return rank
    if len(texts) == 1:
        texts += [_folded(other) for other in others if other]
    for text in texts[1:]:
        rank = _rank_text(part, text)
        if rank is not None:
            return rank + 10
    if part.isdigit():
        if any(part in digits for number in numbers for digits in _phones(number)):
            return 6
        if amount is not None and f"{amount:.0f}".startswith(part):
            return 7
    return None


def _rank_text(part: str, text: str) -> int | None:
    place = text.find(part)
    if place == 0:
        return EXACT if part == text else 1
    if place > 0:
        return 3 if text[place - 1].isalnum() else 2
    if not part.isascii():
        return None
    if part in text.translate(_JOINTS):
        return 3
    found = pinyin.finds(_squashed(text), part) if part.isalpha() else None
    return None if found is None else 4 if found == 0 else 5
