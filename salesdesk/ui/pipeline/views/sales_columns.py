"""The columns of the sales process table, in its five groups: on the screen, in a spreadsheet, in print, edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from salesdesk.domain.activity import ACTIVITY_NAMES
from salesdesk.domain.import_values import parse_fraction
from salesdesk.domain.money import parse_amount
from salesdesk.domain.pipeline import STATUSES
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, SYMBOLS, _, day, money
from salesdesk.services.sales_table import SalesRow
from salesdesk.ui.widgets.list_files import FileColumn
from salesdesk.ui.widgets.typed import parse_day
from salesdesk.ui.words import VALUE_CLASS, tone, word

CUSTOMER: Final = N_("Customer information")
STAGE: Final = N_("Sales stage")
OPPORTUNITY: Final = N_("Sales opportunity")
FOLLOW_UP: Final = N_("Follow-up records")
AMOUNT: Final = N_("Deal amount")

_STATUS_NAMES: Final[dict[str, str]] = dict(STATUSES)
_STATUS_TONES: Final = {"won": "ok", "lost": "bad", "on_hold": "warn"}
_ROADMAP_NAMES: Final = dict(ROADMAP_NAMES)
ROADMAP_TONES: Final = {"solid": "ok", "risk": "warn", "stretch": "note"}
"""The tone of each degree of sureness."""
_KIND_NAMES: Final = dict(ACTIVITY_NAMES)


SalesColumn = FileColumn[SalesRow]


def roadmap_name(code: str) -> str:
    """Return the word for a degree of sureness, empty where nothing is said."""
    return _(_ROADMAP_NAMES[code]) if code in _ROADMAP_NAMES else ""


def _days(row: SalesRow) -> str:
    if row.days is None:
        return ""
    if row.max_days is None:
        return _("{days} d").format(days=row.days)
    text = _("{days}/{longest} d late") if row.past_max else _("{days}/{longest} d")
    return text.format(days=row.days, longest=row.max_days)


def _chance(row: SalesRow) -> str:
    return f"{(row.probability * 100).normalize():f}%"


def _followed(on: date | None, kind: str, text: str) -> str:
    """Return a day, what was or is to be done then, and about what."""
    if on is None:
        return ""
    return " ".join(
        part for part in (f"{on:%m-%d}", _(_KIND_NAMES.get(kind, "")) if kind else "", text) if part
    )


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _money(row: SalesRow, amount: Any) -> str:
    return "" if amount is None else money(amount, row.currency)


COLUMNS: Final = (
    SalesColumn(
        "customer", N_("Customer"), 120, lambda row: row.customer, grows=True, strong=True, group=CUSTOMER
    ),
    SalesColumn(
        "value_class",
        N_("Class"),
        76,
        lambda row: word(VALUE_CLASS, row.value_class),
        tone=lambda row: tone(VALUE_CLASS, row.value_class),
        group=CUSTOMER,
    ),
    SalesColumn("region", N_("Region"), 70, lambda row: row.region, shown=False, group=CUSTOMER),
    SalesColumn("contact", N_("Contact"), 84, lambda row: row.contact, shown=False, group=CUSTOMER),
    SalesColumn("phone", N_("Phone"), 120, lambda row: row.phone, shown=False, group=CUSTOMER),
    SalesColumn("stage", N_("Stage"), 100, lambda row: row.stage, group=STAGE),
    SalesColumn(
        "days",
        N_("Days in stage"),
        104,
        _days,
        tone=lambda row: "warn" if row.past_max else "",
        group=STAGE,
        kind="number",
        raw=lambda row: row.days,
    ),
    SalesColumn(
        "untouched",
        N_("Days untouched"),
        90,
        lambda row: "" if row.untouched is None else _("{days} d").format(days=row.untouched),
        right=True,
        shown=False,
        group=STAGE,
        kind="number",
        raw=lambda row: row.untouched,
    ),
    SalesColumn(
        "status",
        N_("Status"),
        80,
        lambda row: _(_STATUS_NAMES.get(row.status, row.status)),
        tone=lambda row: _STATUS_TONES.get(row.status, ""),
        shown=False,
        group=STAGE,
    ),
    SalesColumn("title", N_("Title"), 140, lambda row: row.title, grows=True, group=OPPORTUNITY),
    SalesColumn("product", N_("Product"), 120, lambda row: row.product, shown=False, group=OPPORTUNITY),
    SalesColumn("need", N_("Need"), 160, lambda row: row.need, shown=False, group=OPPORTUNITY),
    SalesColumn(
        "probability",
        N_("Chance"),
        66,
        _chance,
        right=True,
        group=OPPORTUNITY,
        kind="share",
        raw=lambda row: row.probability,
    ),
    SalesColumn(
        "expected_close_on",
        N_("Close by"),
        96,
        lambda row: _day(row.expected_close_on),
        group=OPPORTUNITY,
        kind="date",
        raw=lambda row: row.expected_close_on,
    ),
    SalesColumn(
        "closed_on",
        N_("Closed on"),
        96,
        lambda row: _day(row.closed_on),
        shown=False,
        group=OPPORTUNITY,
        kind="date",
        raw=lambda row: row.closed_on,
    ),
    SalesColumn(
        "roadmap",
        N_("Road map"),
        88,
        lambda row: roadmap_name(row.roadmap),
        tone=lambda row: ROADMAP_TONES.get(row.roadmap, ""),
        group=OPPORTUNITY,
    ),
    SalesColumn("owner", N_("Owner"), 70, lambda row: row.owner, group=OPPORTUNITY),
    SalesColumn(
        "last_touch",
        N_("Last touch"),
        96,
        lambda row: _day(row.last_touch),
        shown=False,
        group=FOLLOW_UP,
        kind="date",
        raw=lambda row: row.last_touch,
    ),
    SalesColumn(
        "last_note",
        N_("Last note"),
        108,
        lambda row: _followed(row.last_touch, row.last_kind, row.last_note),
        group=FOLLOW_UP,
    ),
    SalesColumn(
        "next_step",
        N_("Next step"),
        108,
        lambda row: _followed(row.next_on, row.next_kind, row.next_step),
        group=FOLLOW_UP,
    ),
    SalesColumn(
        "amount",
        N_("Amount"),
        116,
        lambda row: _money(row, row.amount),
        right=True,
        strong=True,
        group=AMOUNT,
        kind="money",
        raw=lambda row: row.amount,
    ),
    SalesColumn(
        "weighted",
        N_("Weighted"),
        116,
        lambda row: _money(row, row.weighted),
        right=True,
        shown=False,
        group=AMOUNT,
        kind="money",
        raw=lambda row: row.weighted,
    ),
    SalesColumn("currency", N_("Currency"), 62, lambda row: row.currency, shown=False, group=AMOUNT),
)


@dataclass(frozen=True, slots=True)
class Editing:
    """How a cell is typed into: the field of `opportunity_fields`, its text, and how it is understood."""

    field: str
    label: str
    text: Callable[[SalesRow], str]
    parse: Callable[[str, date], Any]
    hint: str = ""
    several: bool = False


def _plain_amount(row: SalesRow) -> str:
    if row.amount is None:
        return ""
    return money(row.amount, row.currency, space="").removeprefix(SYMBOLS.get(row.currency, row.currency))


TYPED: Final[Mapping[str, Editing]] = {
    "title": Editing("name", N_("Rename “{name}”"), lambda row: row.title, lambda typed, _today: typed),
    "need": Editing(
        "need",
        N_("Change the need of “{name}”"),
        lambda row: row.need,
        lambda typed, _today: typed,
        several=True,
    ),
    "probability": Editing(
        "probability",
        N_("Change the win probability of “{name}”"),
        lambda row: _chance(row) if row.own_probability else "",
        lambda typed, _today: parse_fraction(typed) if typed.strip() else None,
        N_("such as 60%; empty: by the stage"),
    ),
    "expected_close_on": Editing(
        "expected_close_on",
        N_("Change the expected close of “{name}”"),
        lambda row: _day(row.expected_close_on),
        lambda typed, today: parse_day(typed, today) if typed.strip() else None,
        N_("such as 11/25 or +7"),
    ),
    "amount": Editing(
        "amount",
        N_("Change the amount of “{name}”"),
        _plain_amount,
        lambda typed, _today: parse_amount(typed) if typed.strip() else None,
        N_("such as 12.5万 or 125,000"),
    ),
}
"""The cells that are typed into."""
CHOSEN: Final = ("stage", "roadmap", "owner")
"""The cells whose value is chosen from a menu."""
