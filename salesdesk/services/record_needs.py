"""Counts of records, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from salesdesk.i18n import _, ngettext, number

_COUNTS: Final[dict[str, Callable[[int], str]]] = {
    "customer": lambda count: ngettext("{count} customer", "{count} customers", count),
    "opportunity": lambda count: ngettext("{count} opportunity", "{count} opportunities", count),
    "quote": lambda count: ngettext("{count} quote", "{count} quotes", count),
    "quote_line": lambda count: ngettext("{count} quote line", "{count} quote lines", count),
    "contract": lambda count: ngettext("{count} contract", "{count} contracts", count),
    "service_ticket": lambda count: ngettext("{count} service ticket", "{count} service tickets", count),
    "receipt": lambda count: ngettext("{count} receipt", "{count} receipts", count),
    "product": lambda count: ngettext("{count} product", "{count} products", count),
    "product_part": lambda count: ngettext("{count} set or option", "{count} sets and options", count),
    "price_book": lambda count: ngettext("{count} price book", "{count} price books", count),
    "activity": lambda count: ngettext("{count} activity", "{count} activities", count),
    "contact": lambda count: ngettext("{count} contact", "{count} contacts", count),
}


def things(table: str, count: int) -> str:
    """Return how many records of a table there are, in words."""
    words = _COUNTS.get(table, _others)
    return words(count).format(count=number(count, 0))


def _others(count: int) -> str:
    return ngettext("{count} other record", "{count} other records", count)


def join_words(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    some = words[0]
    for word in words[1:-1]:
        some = _("{some}, {more}").format(some=some, more=word)
    return _("{some} and {last}").format(some=some, last=words[-1])
