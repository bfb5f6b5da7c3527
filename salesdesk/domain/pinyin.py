"""How Chinese characters are read: by the table `resources/pinyin.txt`, which is made before a release."""

from __future__ import annotations

from functools import cache

from salesdesk import resources


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Return the readings of each character; a line of the file is a syllable and its characters."""
    found: dict[str, tuple[str, ...]] = {}
    for line in resources.path("pinyin.txt").read_text(encoding="utf-8").splitlines():
        syllable, _space, characters = line.partition(" ")
        new: dict[str, tuple[str, ...]] = dict.fromkeys(characters, (syllable,))
        for character in new.keys() & found.keys():
            new[character] = (*found[character], syllable)
        found |= new
    return found


def readings(character: str) -> tuple[str, ...]:
    """Return the readings of a character, without tones, the usual one first; none for what is no Chinese character."""
    return _table().get(character, ())


@cache
def _syllables() -> frozenset[str]:
    """Return all readings that there are, without interjections such as `ng`: they would split many a word."""
    known = {reading for found in set(_table().values()) for reading in found}
    return frozenset(reading for reading in known if set(reading) & set("aeiouv"))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(syllable[:end] for syllable in _syllables() for end in range(1, len(syllable) + 1))


def split(typed: str, most: int) -> list[tuple[str, ...]]:
    """Return the ways to read letters as syllables, of which the last may be only begun; none where over `most`."""
    ways: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], str]] = [((), typed)]
    while waiting and len(ways) <= most and len(waiting) <= 8 * most:
        before, rest = waiting.pop()
        if rest in _beginnings():
            ways.append((*before, rest))
        ends = (end for end in range(1, min(len(rest), 7)) if rest[:end] in _syllables())
        waiting += [((*before, rest[:end]), rest[end:]) for end in ends]
    return [] if waiting or len(ways) > most else ways


def finds(text: str, typed: str) -> int | None:
    """Return the place in a text where typed letters fit the pinyin of its characters, or None.

    A character is meant by its first letter or by a whole reading, the last one also by a beginning of it: `hrjg`,
    `huarui`, `huar` and `hrjing` all fit 华锐精工.
    """
    begun: dict[int, int] = {}  # how many letters are used up → where in the text the first of them stands
    for place, character in enumerate(text):
        after: dict[int, int] = {}
        for used, start in (begun | {0: place}).items():
            for reading in readings(character):
                if reading.startswith(typed[used:]):
                    return start
                for step in (1, len(reading)):
                    if typed.startswith(reading[:step], used):
                        after[used + step] = min(start, after.get(used + step, start))
        begun = after
    return None
