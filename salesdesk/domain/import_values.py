"""How the cells of an imported table are read: names, dates, percentages, stage words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, Literal

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt, half_width
from salesdesk.domain.pipeline import templates
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _

MAX_NAME: Final = 200

_LONGEST_KEY: Final = 200

_BLANKS: Final = re.compile(r"\s+")
_NOT_IN_KEY: Final = re.compile(r"[\s.\-_\u2010-\u2015\u00b7]+")

_TIME: Final = r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_CHINESE: Final = re.compile(rf"([0-9]{{4}})\s*年\s*([0-9]{{1,2}})\s*月\s*([0-9]{{1,2}})\s*[日号]{_TIME}")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST: Final = re.compile(rf"([0-9]{{1,2}})/([0-9]{{1,2}})/([0-9]{{4}}){_TIME}")
_SERIAL: Final = re.compile(r"[2-5][0-9]{4}|60000")
_SERIAL_START: Final = date(1899, 12, 30)
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s?(%?)")
_WHOLE: Final = re.compile(r"[0-9]{1,9}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}")

_WON_WORDS: Final = frozenset(
    ("won", "closed won", "win", "赢单", "已赢单", "赢", "成交", "已成交", "成功", "中标", "已中标")
)
_LOST_WORDS: Final = frozenset(
    ("lost", "closed lost", "loss", "输单", "已输单", "输", "丢单", "已丢单", "失败", "未中标", "流失")
)
_USUAL: Final = {
    "prospecting": 10,
    "qualification": 20,
    "engaging": 50,
    "proposal": 60,
    "negotiation": 80,
}


def clean_name(text: str) -> tuple[str, bool]:
    """Return a name without outer blanks and invisible signs, and whether such signs were inside."""
    trimmed = unicodedata.normalize("NFC", text).strip()
    cleaned = one_line(text)
    return cleaned, cleaned != trimmed


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """Return a name as it's compared: width, case and repeated blanks don't count; at most 200 signs."""
    return bounded(_BLANKS.sub(" ", unicodedata.normalize("NFKC", name)).strip().lower())


def bounded(key: str) -> str:
    """Return a key of at most 200 signs; a longer one ends in its hash."""
    if len(key) <= _LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return key[: _LONGEST_KEY - len(digest)] + digest


def product_key(name: str) -> str:
    """Return a product's name as it's matched: blanks, hyphens and dots don't count either."""
    return _NOT_IN_KEY.sub("", name_key(name)) or name_key(name)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How the dates of one column are meant, where a single one does not tell; `note` says what was assumed."""

    order: Literal["mdy", "dmy"] = "mdy"
    serial: bool = False
    note: str = ""


def date_style(values: Iterable[str]) -> DateStyle:
    """Decide over all values of a column whether 3/4/2024 is March or April, and whether numbers are days."""
    texts = [text for text in map(half_width, values) if text]
    if texts and all(map(_SERIAL.fullmatch, texts)):
        return DateStyle(serial=True, note=_("The numbers are read as days of a spreadsheet."))
    slashed = [match for match in map(_YEAR_LAST.fullmatch, texts) if match]
    day_first = sum(int(match[1]) > 12 >= int(match[2]) for match in slashed)
    month_first = sum(int(match[2]) > 12 >= int(match[1]) for match in slashed)
    if day_first > month_first:
        return DateStyle("dmy")
    ambiguous = slashed and not month_first
    return DateStyle("mdy", note=_("The dates are read as month/day/year.") if ambiguous else "")


def parse_date(text: str, style: DateStyle | None = None) -> date:
    """Read a date; a time behind it is ignored, and anything else is an InvalidInputError."""
    plain = half_width(text)
    style = style or DateStyle()
    try:
        if style.serial and _SERIAL.fullmatch(plain):
            return _SERIAL_START + timedelta(days=int(plain))
        if match := _YEAR_FIRST.fullmatch(plain):
            return _checked(match[1], match[3], match[4])
        if match := _CHINESE.fullmatch(plain) or _COMPACT.fullmatch(plain):
            return _checked(match[1], match[2], match[3])
        if match := _YEAR_LAST.fullmatch(plain):
            month, day = (match[1], match[2]) if style.order == "mdy" else (match[2], match[1])
            return _checked(match[3], month, day)
    except ValueError:
        pass
    raise InvalidInputError(_("“{text}” is not a date. Write it like 2024-03-05.").format(text=excerpt(text)))


def _checked(year: str, month: str, day: str) -> date:
    found = date(int(year), int(month), int(day))
    if not 1900 <= found.year <= 2200:
        raise ValueError(year)
    return found


def parse_fraction(text: str) -> Decimal:
    """Read a percentage as a fraction: `13%`, `13` and `0.13` are 0.13."""
    match = _PERCENT.fullmatch(half_width(text))
    value = Decimal(match[1]) if match else Decimal(101)
    if match and not match[2] and 0 < value < 1:
        value *= 100
    if value > 100 or value != round(value, 2):
        raise InvalidInputError(
            _("“{text}” is not a percentage. Write it like 13%.").format(text=excerpt(text))
        )
    return value / 100


def parse_whole(text: str) -> int:
    """Read a whole number such as `2822` or `2,822`."""
    plain = half_width(text)
    if not _WHOLE.fullmatch(plain):
        raise InvalidInputError(_("“{text}” is not a whole number.").format(text=excerpt(text)))
    return int(plain.replace(",", ""))


@lru_cache(maxsize=1_000)
def stage_status(name: str) -> Literal["open", "won", "lost"]:
    """Tell what a stage's name says about the sale."""
    word = " ".join(re.split(r"[\s\-_/()]+", name_key(name))).strip()
    if word in _WON_WORDS:
        return "won"
    return "lost" if word in _LOST_WORDS else "open"


def open_stages(names: Sequence[str]) -> list[tuple[str, Decimal]]:
    """Return open stages with a probability (a fraction), in its order; equally likely ones as they came.

    A known name has its usual probability; unknown ones are spread evenly.
    """
    unknown = [name for name in names if _usual(name) is None]
    spread = {name: number * 100 // (len(unknown) + 1) for number, name in enumerate(unknown, 1)}
    chances = [(name, Decimal(spread.get(name) or _usual(name) or 0) / 100) for name in names]
    return sorted(chances, key=lambda stage: stage[1])


def _usual(name: str) -> int | None:
    return _known_stages().get(name_key(name))


@cache
def _known_stages() -> dict[str, int]:
    """Return the probability of each known stage name; the first template that has the name counts."""
    known = dict(_USUAL)
    for template in templates().values():
        for stage in template.stages:
            if stage.kind == "open":
                for name in (stage.name_zh, stage.name_en):
                    known.setdefault(name_key(name), int(stage.probability * 100))
    return known
