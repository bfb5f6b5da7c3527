"""Terms of payment as data: which share is due upon what, how much that is, and which terms are worse for us.

A quote keeps the key of a term, its words only where they are others: then the document says the term in its own
language, and a contract makes its plan of payments from the same lines (domain rules 4.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import round_half_up
from salesdesk.i18n import LANGUAGES, N_, Language, _, translate

Trigger = Literal[
    "signed",
    "advance_received",
    "fat_passed",
    "before_shipment",
    "delivered",
    "invoice_issued",
    "monthly_close",
    "sat_passed",
    "warranty_end",
    "fixed_date",
]

TRIGGERS: Final[dict[Trigger, str]] = {
    "signed": N_("Contract signed"),
    "advance_received": N_("Advance received"),
    "fat_passed": N_("Factory acceptance test passed"),
    "before_shipment": N_("Before shipment"),
    "delivered": N_("Delivered"),
    "invoice_issued": N_("Invoice issued"),
    "monthly_close": N_("Close of the month"),
    "sat_passed": N_("Site acceptance test passed"),
    "warranty_end": N_("End of the warranty"),
    "fixed_date": N_("On an agreed day"),
}
"""What makes a payment due, with names to be translated when shown."""
LABELS: Final[dict[Trigger, str]] = {
    "signed": N_("Advance payment"),
    "advance_received": N_("Progress payment"),
    "fat_passed": N_("Payment upon factory acceptance"),
    "before_shipment": N_("Payment before shipment"),
    "delivered": N_("Payment upon delivery"),
    "invoice_issued": N_("Payment upon invoice"),
    "monthly_close": N_("Monthly payment"),
    "sat_passed": N_("Payment upon acceptance"),
    "warranty_end": N_("Retention money"),
    "fixed_date": N_("Payment on an agreed day"),
}
"""What a payment is called, with names to be translated when shown."""
_AT_ONCE: Final[dict[Trigger, str]] = {
    "signed": N_("upon signing"),
    "advance_received": N_("upon receipt of the advance"),
    "fat_passed": N_("upon factory acceptance"),
    "before_shipment": N_("before shipment"),
    "delivered": N_("upon delivery"),
    "invoice_issued": N_("upon invoice"),
    "monthly_close": N_("at the close of the month of delivery"),
    "sat_passed": N_("upon acceptance on site"),
    "warranty_end": N_("at the end of the warranty"),
    "fixed_date": N_("on an agreed day"),
}
_LATER: Final[dict[Trigger, str]] = {
    "signed": N_("within {days} days of signing"),
    "advance_received": N_("within {days} days of receipt of the advance"),
    "fat_passed": N_("within {days} days of factory acceptance"),
    "before_shipment": N_("within {days} days of the notice that the goods are ready"),
    "delivered": N_("within {days} days of delivery"),
    "invoice_issued": N_("within {days} days of the invoice"),
    "monthly_close": N_("within {days} days of the close of the month of delivery"),
    "sat_passed": N_("within {days} days of acceptance on site"),
    "warranty_end": N_("within {days} days of the end of the warranty"),
    "fixed_date": N_("within {days} days of an agreed day"),
}
_COURSE: Final[dict[Trigger, int]] = {
    "signed": 0,
    "fixed_date": 0,
    "advance_received": 7,
    "fat_passed": 49,
    "before_shipment": 56,
    "invoice_issued": 56,
    "delivered": 63,
    "monthly_close": 78,
    "sat_passed": 93,
    "warranty_end": 458,
}
"""On which day after signing something usually happens: eight weeks to ship, a month to accept, a year of warranty."""
_WHOLE: Final = Decimal(100)
_MOST_LINES: Final = 60
_LONGEST_OFFSET: Final = 3650
_EQUAL: Final = re.compile(r"instalments-([2-9]|[1-5][0-9]|60)")
_MONTH: Final = 30
_NO_WORDS: Final = re.compile(r"[\s.,;:，。；：、]+")


@dataclass(frozen=True, slots=True)
class TermLine:
    """A share of the price, in percent, due `offset_days` after something happened."""

    percent: Decimal
    trigger: Trigger
    offset_days: int = 0


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """Terms of payment under a key; `name` is to be translated when shown. InvalidInputError unless all is paid."""

    key: str
    name: str
    lines: tuple[TermLine, ...]

    def __post_init__(self) -> None:
        check(self.lines)


def check(lines: Sequence[TermLine]) -> None:
    """Refuse lines that can't be terms of payment: their shares make 100 %, each due upon something known."""
    if not 1 <= len(lines) <= _MOST_LINES:
        raise InvalidInputError(_("Give 1 to {most} payments.").format(most=_MOST_LINES))
    for line in lines:
        if line.trigger not in TRIGGERS:
            raise InvalidInputError(_("Choose what makes each payment due."))
        if not (line.percent.is_finite() and 0 < line.percent <= _WHOLE):
            raise InvalidInputError(_("Each payment is a share above 0 % and at most 100 %."))
        if not 0 <= line.offset_days <= _LONGEST_OFFSET:
            raise InvalidInputError(
                _("A payment is due 0 to {most} days later.").format(most=_LONGEST_OFFSET)
            )
    if sum(line.percent for line in lines) != _WHOLE:
        raise InvalidInputError(_("The payments must make 100 % together."))


def _term(key: str, name: str, *lines: tuple[int, Trigger, int]) -> PaymentTerm:
    return PaymentTerm(
        key, name, tuple(TermLine(Decimal(share), trigger, days) for share, trigger, days in lines)
    )


TERMS: Final = (
    _term(
        "3-3-3-1",
        N_("3-3-3-1"),
        (30, "signed", 7),
        (30, "before_shipment", 0),
        (30, "sat_passed", 15),
        (10, "warranty_end", 15),
    ),
    _term(
        "30-60-10",
        N_("30/60/10"),
        (30, "signed", 0),
        (60, "sat_passed", 0),
        (10, "warranty_end", 0),
    ),
    _term(
        "30-30-35-5",
        N_("30/30/35/5"),
        (30, "signed", 0),
        (30, "before_shipment", 0),
        (35, "sat_passed", 0),
        (5, "warranty_end", 0),
    ),
    _term("10-80-10", N_("10/80/10"), (10, "signed", 0), (80, "delivered", 0), (10, "warranty_end", 0)),
    _term("50-50", N_("50/50"), (50, "signed", 0), (50, "before_shipment", 0)),
    _term("30-70", N_("30/70 before shipment"), (30, "signed", 0), (70, "before_shipment", 0)),
    _term("prepaid", N_("100 % in advance"), (100, "signed", 0)),
    _term("delivery-30", N_("30 days after delivery"), (100, "delivered", 30)),
    _term("monthly-30", N_("Monthly, 30 days"), (100, "monthly_close", 30)),
    _term("monthly-60", N_("Monthly, 60 days"), (100, "monthly_close", 60)),
)
"""The terms that everybody has; `instalments` makes those of equal payments."""
STANDARD: Final = TERMS[0].key
"""The term that is usual where the firm named no other."""


def instalments(count: int) -> PaymentTerm:
    """Return the term of 2 to 60 equal payments a month apart, the first upon signing; the last takes the rest."""
    if not 2 <= count <= _MOST_LINES:
        raise InvalidInputError(_("Choose 2 to {most} instalments.").format(most=_MOST_LINES))
    share = round_half_up(_WHOLE / count)
    shares = [*[share] * (count - 1), _WHOLE - share * (count - 1)]
    lines = tuple(TermLine(each, "signed", _MONTH * index) for index, each in enumerate(shares))
    return PaymentTerm(f"instalments-{count}", N_("{count} equal instalments"), lines)


def by_key(key: str) -> PaymentTerm | None:
    """Return a term by its key, or None."""
    found = next((term for term in TERMS if term.key == key), None)
    equal = _EQUAL.fullmatch(key)
    return found or (instalments(int(equal[1])) if equal else None)


def name_of(term: PaymentTerm, language: Language) -> str:
    """Return what a term is called."""
    return translate(term.name, language).format(count=len(term.lines))


def in_words(term: PaymentTerm, language: Language) -> str:
    """Return a term as a document says it: each share, and when it is due."""
    parts = [
        translate(N_("{percent} {when}"), language).format(
            percent=percent_text(line.percent), when=when(line, language)
        )
        for line in term.lines
    ]
    return ("；" if language == "zh_CN" else "; ").join(parts)


def said(key: str, text: str, language: Language) -> str:
    """Return what a document says of payment: the words that were typed, else the term's; empty where neither is."""
    term = None if text.strip() else by_key(key)
    return in_words(term, language) if term else text


def when(line: TermLine, language: Language) -> str:
    """Return when a payment is due, in words."""
    known = _LATER if line.offset_days else _AT_ONCE
    return translate(known[line.trigger], language).format(days=line.offset_days)


def percent_text(percent: Decimal) -> str:
    """Return a share as it is written: 30 %, 33.33 %, without a blank."""
    text = f"{percent:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def amounts(lines: Sequence[TermLine], total: Decimal, places: int = 2) -> tuple[Decimal, ...]:
    """Return what each payment of a total comes to, rounded to `places`; the last one takes the remainder."""
    shares = [round_half_up(total * line.percent / _WHOLE, places) for line in lines[:-1]]
    return (*shares, total - sum(shares, Decimal(0)))


def paid_by(lines: Sequence[TermLine], day: int) -> Decimal:
    """Return the percent that is due by a day after signing, in the usual course of a deal."""
    return sum((line.percent for line in lines if due_on(line) <= day), Decimal(0))


def due_on(line: TermLine) -> int:
    """Return the day after signing on which a payment falls due in the usual course of a deal."""
    return _COURSE[line.trigger] + line.offset_days


def average_days(lines: Sequence[TermLine]) -> Decimal:
    """Return how many days after signing the price is paid on average."""
    return sum((line.percent * due_on(line) for line in lines), Decimal(0)) / _WHOLE


def worse(lines: Sequence[TermLine], standard: Sequence[TermLine]) -> bool:
    """Tell whether at any time less of the price is paid than by the standard terms."""
    days = {due_on(line) for line in (*lines, *standard)}
    return any(paid_by(lines, day) < paid_by(standard, day) for day in days)


def offered(key: str, text: str) -> PaymentTerm | None:
    """Return the term that a quote offers; None for other terms. Words bind, where there are any, not the key."""
    words = _plain(text)
    if not words:
        return by_key(key)
    equal = by_key(key)
    known = (*TERMS, equal) if equal else TERMS
    return next((term for term in known if words in _said(term)), None)


def usual(key: str, text: str, standard: str = STANDARD) -> bool:
    """Tell whether a quote's payment needs nobody's leave: nothing said, or no worse than the firm's standard term.

    Words that are no known term's are other terms, which can't be measured.
    """
    if not key and not _plain(text):
        return True
    term = offered(key, text)
    against = by_key(standard) or TERMS[0]
    return term is not None and not worse(term.lines, against.lines)


def _said(term: PaymentTerm) -> set[str]:
    return {_plain(say(term, language)) for say in (name_of, in_words) for language in LANGUAGES}


def _plain(text: str) -> str:
    return _NO_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()
