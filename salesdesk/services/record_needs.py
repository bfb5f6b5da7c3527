"""Counts of records, in words."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.i18n import _, ngettext, number


def things(table: str, count: int) -> str:
    """Return how many records of a table there are, in words."""
    match table:
        case "customer":
            text = ngettext("{count} customer", "{count} customers", count)
        case "opportunity":
            text = ngettext("{count} opportunity", "{count} opportunities", count)
        case "quote":
            text = ngettext("{count} quote", "{count} quotes", count)
        case "quote_line":
            text = ngettext("{count} quote line", "{count} quote lines", count)
        case "contract":
            text = ngettext("{count} contract", "{count} contracts", count)
        case "receipt":
            text = ngettext("{count} receipt", "{count} receipts", count)
        case "product":
            text = ngettext("{count} product", "{count} products", count)
        case "product_part":
            text = ngettext("{count} set or option", "{count} sets and options", count)
        case "price_book":
            text = ngettext("{count} price book", "{count} price books", count)
        case "activity":
            text = ngettext("{count} activity", "{count} activities", count)
        case "contact":
            text = ngettext("{count} contact", "{count} contacts", count)
        case _:
            text = ngettext("{count} other record", "{count} other records", count)
    return text.format(count=number(count, 0))


def join_words(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    some = words[0]
    for word in words[1:-1]:
        some = _("{some}, {more}").format(some=some, more=word)
    return _("{some} and {last}").format(some=some, last=words[-1])
