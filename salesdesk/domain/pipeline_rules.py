"""What a pipeline and its stages must be like, and how people type their values."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import excerpt, half_width
from salesdesk.domain.pipeline import StageKind
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _

KINDS: Final[tuple[tuple[StageKind, str], ...]] = (
    ("open", N_("Before the sale")),
    ("won", N_("The sale is made here")),
    ("post_sale", N_("After the sale")),
)
"""The kinds of stages in the order in which they stand, with names to be translated when shown."""
GATE_MODES: Final = (
    ("strict", N_("Strict: a manager lets it pass with a reason")),
    ("soft", N_("Light: anybody lets it pass with a reason")),
)
ITEM_KINDS: Final = {
    "check": N_("Checklist"),
    "evidence": N_("Evidence"),
    "step": N_("Steps"),
    "resource": N_("Resources"),
    "question": N_("Answers"),
    "message": N_("Messages"),
    "monitor": N_("Watch"),
}
"""The kinds of a stage's items in the order in which they are shown."""
GATE_KINDS: Final = ("check", "evidence")
"""The kinds that close a gate where they are required."""
ROLES: Final = {
    "AR": N_("AR · account manager"),
    "SR": N_("SR · solution manager"),
    "FR": N_("FR · delivery manager"),
}
LONGEST_NAME: Final = 100
LONGEST_ITEM: Final = 200
"""As long as a success criterion may be too: it is an item of the checklist."""
LONGEST_TEXT: Final = 4_000
LONGEST_LINK: Final = 400
MOST_DAYS: Final = 3_650
MOST_STAGES: Final = 20
_ORDER: Final[list[str]] = [kind for kind, _name in KINDS]
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?%?")
_NUMBER: Final = re.compile(r"\d{1,6}")
_LINK: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StageShape:
    """A stage as the rules of a pipeline see it."""

    name: str
    kind: str
    closes_won: bool = False


def check_stages(stages: Sequence[StageShape]) -> None:
    """Refuse stages, in their order, that make no pipeline."""
    if len(stages) > MOST_STAGES:
        raise RuleError(_("A pipeline has {count} stages at most.").format(count=MOST_STAGES))
    kinds = Counter(stage.kind for stage in stages)
    if not kinds["open"]:
        raise RuleError(_("A pipeline needs at least one stage before the sale."))
    if kinds["won"] > 1:
        raise RuleError(_("The sale can be made in one stage only."))
    closing = [stage for stage in stages if stage.closes_won]
    if len(closing) > 1:
        raise RuleError(_("The signature can end one stage only."))
    if closing and closing[0].kind != "open":
        raise RuleError(_("The signature ends a stage before the sale."))
    for before, after in itertools.pairwise(stages):
        if _ORDER.index(before.kind) > _ORDER.index(after.kind):
            raise RuleError(
                _(
                    "“{first}” can't stand before “{second}”: first come the stages before the sale, then those after."
                ).format(first=before.name, second=after.name)
            )


def check_days(shortest: int | None, longest: int | None) -> None:
    """Refuse a stage that should take more days at least than at most."""
    if shortest is not None and longest is not None and shortest > longest:
        raise InvalidInputError(
            _("At least {shortest} days is more than at most {longest}.").format(
                shortest=shortest, longest=longest
            )
        )


def name(typed: str) -> str:
    """Return the name of a pipeline or a stage."""
    text = one_line(typed)
    if not text:
        raise InvalidInputError(_("The name can't be empty."))
    return _bounded(text, LONGEST_NAME)


def other_name(typed: str) -> str:
    """Return a name in the second language, which may be empty."""
    return _bounded(one_line(typed), LONGEST_NAME)


def item_text(typed: str) -> str:
    """Return the line of an item."""
    text = one_line(typed)
    if not text:
        raise InvalidInputError(_("Write what it is."))
    return _bounded(text, LONGEST_ITEM)


def short_text(typed: str) -> str:
    """Return a line that may be empty: a success criterion, a step of the customer's, a second language."""
    return _bounded(one_line(typed), LONGEST_ITEM)


def long_text(typed: str) -> str:
    """Return a text of several lines, which may be empty."""
    return _bounded(paragraphs(typed), LONGEST_TEXT)


def link(typed: str) -> str:
    """Return an address on the web, or nothing."""
    text = one_line(typed)
    if text and not _LINK.fullmatch(text):
        raise InvalidInputError(_("Write the whole address, like https://example.com/page."))
    return _bounded(text, LONGEST_LINK)


def probability(typed: str) -> Decimal:
    """Return a chance to win as a fraction: `35` and `35 %` are 0.35."""
    found = _PERCENT.fullmatch(half_width(typed))
    percent = Decimal(found[1]) if found else Decimal(-1)
    if not 0 <= percent <= 100:
        raise InvalidInputError(_("“{text}” is not a percentage from 0 to 100.").format(text=excerpt(typed)))
    return percent / 100


def days(typed: str) -> int | None:
    """Return a number of days; None where nothing is typed: there is no limit."""
    text = half_width(typed)
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or int(text) > MOST_DAYS:
        raise InvalidInputError(_("“{text}” is not a number of days.").format(text=excerpt(typed)))
    return int(text)


def touch_days(typed: str) -> int:
    """Return after how many days without a touch an opportunity counts as left alone."""
    count = days(typed)
    if not count:
        raise InvalidInputError(_("Write a number of days, at least one."))
    return count


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInputError(
            _("This text is too long: at most {longest} characters are kept.").format(longest=f"{longest:,}")
        )
    return text
