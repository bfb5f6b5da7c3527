"""The fields of the board's filter: what can be chosen in each, and how a choice reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.ageing import STEP_STATES
from salesdesk.domain.customer import VALUE_CLASS_NAMES
from salesdesk.domain.risk import FLAGS
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, _, day, number
from salesdesk.services.board import BoardFilter
from salesdesk.services.board_choices import FilterChoices

STEP_NAMES: Final = {
    "none": N_("Nothing planned"),
    "future": N_("Planned ahead"),
    "today": N_("Due today"),
    "overdue": N_("Overdue"),
}
_RATED: Final = ("solid", "risk", "stretch")
Entries = Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A field of several values: its name in the filter, its caption, and what can be chosen (value, name)."""

    name: str
    caption: str
    entries: Callable[[FilterChoices], Entries]


FIELDS: Final = (
    ChoiceField(
        "owner_ids",
        N_("Owner"),
        lambda found: [*((one.id, one.name) for one in found.people), (None, _("Nobody"))],
    ),
    ChoiceField("stage_ids", N_("Stage"), lambda found: found.stages),
    ChoiceField(
        "value_classes",
        N_("Value class"),
        lambda _found: [
            *((code, _(name)) for code, name in VALUE_CLASS_NAMES.items()),
            ("", _("Not classified")),
        ],
    ),
    ChoiceField("regions", N_("Region"), lambda found: [(one, one) for one in found.regions]),
    ChoiceField(
        "next_step", N_("Next step"), lambda _found: [(code, _(STEP_NAMES[code])) for code in STEP_STATES]
    ),
    ChoiceField("flags", N_("Risks"), lambda _found: [(code, _(name)) for code, name in FLAGS.items()]),
    ChoiceField(
        "roadmap",
        N_("Road map"),
        lambda _found: [
            *((code, _(name)) for code, name in ROADMAP_NAMES if code in _RATED),
            ("", _("Not rated")),
        ],
    ),
    ChoiceField("sources", N_("Source"), lambda found: [(one, one) for one in found.sources]),
)
"""The fields of several values, in the order of the panel."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a filter in words, and the filter without it."""

    text: str
    without: BoardFilter


def parts(board_filter: BoardFilter, choices: FilterChoices) -> Iterator[Part]:
    """Yield what a filter asks for, field by field; the text of its search field is no part."""
    for field in FIELDS:
        chosen = getattr(board_filter, field.name)
        if chosen:
            names = dict(field.entries(choices))
            known = _(", ").join(names.get(value, "?") for value in chosen)
            text = _("{name}: {what}").format(name=_(field.caption), what=known)
            empty: Any = {field.name: ()}
            yield Part(text, replace(board_filter, **empty))
    close = _span(board_filter.close_from, board_filter.close_to, day)
    if close:
        text = _("{name}: {what}").format(name=_("Expected close"), what=close)
        yield Part(text, replace(board_filter, close_from=None, close_to=None))
    amount = _span(board_filter.amount_from, board_filter.amount_to, _amount)
    if amount:
        text = _("{name}: {what}").format(name=_("Amount"), what=amount)
        yield Part(text, replace(board_filter, amount_from=None, amount_to=None))


def _amount(value: Decimal) -> str:
    return number(value, 0)


def _span(low: Any, high: Any, shown: Callable[[Any], str]) -> str:
    if low is not None and high is not None:
        return f"{shown(low)} – {shown(high)}"
    if low is not None:
        return _("from {value}").format(value=shown(low))
    return "" if high is None else _("up to {value}").format(value=shown(high))


def end_text(value: date | Decimal | None) -> str:
    """Return an end of a span as its field shows it."""
    if value is None:
        return ""
    return day(value) if isinstance(value, date) else _amount(value)
