"""Landmarks: how each point on the way to the signature stands against its plan (requirement E14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from salesdesk.i18n import _, ngettext

LandmarkState = Literal["reached", "early", "on_time", "late", "overdue", "due", "open"]
DUE_WITHIN: Final = 7
"""A landmark planned within so many days is due."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a landmark stands; `days` is actual minus planned: today counts as actual until it is reached.

    `reached` has no plan to compare with, neither has an `open` one without days.
    """

    state: LandmarkState
    days: int | None = None

    @property
    def is_reached(self) -> bool:
        """Tell whether the landmark was reached."""
        return self.state in ("reached", "early", "on_time", "late")

    @property
    def text(self) -> str:
        """Return it in words."""
        count = abs(self.days or 0)
        match self.state:
            case "reached":
                return _("Reached")
            case "on_time":
                return _("Reached on the day")
            case "early":
                text = ngettext("Reached {days} day early", "Reached {days} days early", count)
            case "late":
                text = ngettext("Reached {days} day late", "Reached {days} days late", count)
            case "overdue":
                text = ngettext("{days} day overdue", "{days} days overdue", count)
            case "due" if not count:
                return _("Due today")
            case _ if self.days is None:
                return _("Without a date")
            case _:
                text = ngettext("Due in {days} day", "Due in {days} days", count)
        return text.format(days=count)


def standing(planned_on: date | None, reached_on: date | None, today: date) -> Standing:
    """Return how a landmark stands on a day."""
    if planned_on is None:
        return Standing("open" if reached_on is None else "reached")
    days = ((reached_on or today) - planned_on).days
    if reached_on is not None:
        return Standing("on_time" if days == 0 else "early" if days < 0 else "late", days)
    if days > 0:
        return Standing("overdue", days)
    return Standing("due" if days >= -DUE_WITHIN else "open", days)
