"""Texts in the user's language, and numbers, money and dates as the user writes them.

Message ids are English. `_` translates when it is called, so that the language can change while the program
runs; `N_` only marks a text that is translated later.
"""

from __future__ import annotations

import gettext
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, Literal

from salesdesk import resources

Language = Literal["zh_CN", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh_CN", "en")
DEFAULT_LANGUAGE: Final[Language] = "zh_CN"
LANGUAGE_NAMES: Final[tuple[tuple[Language, str], ...]] = (("zh_CN", "简体中文"), ("en", "English"))

_catalogues: dict[Language, gettext.NullTranslations] = {}
_current: Language = DEFAULT_LANGUAGE


def _catalogue(language: Language) -> gettext.NullTranslations:
    if language not in _catalogues:
        _catalogues[language] = gettext.translation(
            "salesdesk", resources.path("locale"), [language], fallback=language == "en"
        )
    return _catalogues[language]


def set_language(language: Language) -> None:
    """Make `language` the one that `_` answers in."""
    global _current  # noqa: PLW0603 - the one language of the process, as gettext itself has it
    _current = language


def language() -> Language:
    """Return the language that `_` answers in."""
    return _current


def system_language() -> Language:
    """Return English where the system says English, else Chinese."""
    value = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if value.startswith("en") else "zh_CN"


def as_language(text: str) -> Language:
    """Return `text` as a language; ValueError where there is no such one."""
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _(message: str) -> str:
    """Return the message in the current language."""
    return _catalogue(_current).gettext(message)


def translate(message: str, language: Language) -> str:
    """Return the message in a given language: a document's language is not the window's."""
    return _catalogue(language).gettext(message)


def N_(message: str) -> str:
    """Mark a message for translation and return it unchanged."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the message for `count`."""
    return _catalogue(_current).ngettext(one, many, count)


SYMBOLS: Final = {"CNY": "¥", "USD": "$", "EUR": "€", "JPY": "JP¥", "GBP": "£", "HKD": "HK$", "KRW": "₩"}
THIN_SPACE: Final = "\u2009"


def sentences(*texts: str) -> str:
    """Return sentences as one text, those that are empty left out; in Chinese no space stands between them."""
    return ("" if language() == "zh_CN" else " ").join(filter(None, texts))


def number(value: Decimal | int, places: int | None = None) -> str:
    """Return a number with thousands separators; `places` fixes the decimals, None keeps them as they are."""
    return f"{Decimal(value):,f}" if places is None else f"{value:,.{places}f}"


def money(amount: Decimal, currency: str = "CNY", *, places: int = 2, space: str = THIN_SPACE) -> str:
    """Return an amount as tables show it: `¥ 1,234,567.00`; documents pass `space=""`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency)}{space}{abs(amount):,.{places}f}"


def money_short(amount: Decimal, currency: str = "CNY", *, fewer: int = 0) -> str:
    """Return an amount as summaries show it: `¥ 123.5万` in Chinese, `¥ 1.24M` in English, or with fewer decimals."""
    symbol, value = SYMBOLS.get(currency, currency), abs(amount)
    sign = "-" if amount < 0 else ""
    for limit, divisor, suffix, places in _SHORT[_current]:
        if value >= limit:
            return f"{sign}{symbol}{THIN_SPACE}{value / divisor:,.{max(places - fewer, 0)}f}{suffix}"
    return f"{sign}{symbol}{THIN_SPACE}{value:,.0f}"


_SHORT: Final[dict[Language, tuple[tuple[Decimal, Decimal, str, int], ...]]] = {
    "zh_CN": (
        (Decimal(100_000_000), Decimal(100_000_000), "亿", 2),
        (Decimal(10_000), Decimal(10_000), "万", 1),
    ),
    "en": (
        (Decimal(1_000_000), Decimal(1_000_000), "M", 2),
        (Decimal(1_000), Decimal(1_000), "k", 1),
    ),
}


def day(value: date) -> str:
    """Return a date as ISO text, which both languages read."""
    return value.isoformat()


def moment(value: datetime) -> str:
    """Return an instant in local time, to the minute; `value` is UTC where it has no zone."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone().strftime("%Y-%m-%d %H:%M")
