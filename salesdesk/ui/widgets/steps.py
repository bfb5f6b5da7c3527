"""What is written of next steps wherever they are shown, each write under a name that undo shows."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Final

from salesdesk.domain.changes import Label
from salesdesk.domain.quick_entry import QuickEntry
from salesdesk.i18n import N_, _
from salesdesk.services import activities, recycle_bin
from salesdesk.services.activities import About, PlannedActivity
from salesdesk.services.timeline import activity_title
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_IN_LABEL: Final = 60
_SUBJECT: Final = 200


def enter(
    data: Data,
    entry: QuickEntry,
    now: datetime,
    *,
    customer_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
) -> None:
    """Record or plan what was typed in one line."""
    contact = entry.contact
    title = activity_title(entry.kind, entry.subject, contact.name if contact else None)
    about: About = {
        "subject": entry.subject[:_SUBJECT],
        "note": entry.subject if len(entry.subject) > _SUBJECT else "",
        "customer_id": customer_id,
        "contact_id": contact.id if contact else None,
        "opportunity_id": opportunity_id,
        "owner_id": data.person,
    }
    named = {"activity": cut(title, _IN_LABEL)}
    if entry.planned:
        label = Label(N_("Plan: {activity}"), named)
        data.write(label, activities.plan, kind=entry.kind, due_on=entry.day, due_time=entry.clock, **about)
    else:
        label = Label(N_("Record: {activity}"), named)
        data.write(label, activities.record, kind=entry.kind, at=entry.at(now), **about)


def complete(data: Data, step: PlannedActivity, now: datetime) -> None:
    """Tick a next step off."""
    label = Label(N_("Done: “{name}”"), {"name": cut(title_of(step), _IN_LABEL)})
    data.write(label, activities.complete, step.id, row_version=step.row_version, at=now)


def postpone(data: Data, step: PlannedActivity, to: date) -> None:
    """Put a next step off."""
    label = Label(N_("Postpone “{name}”"), {"name": cut(title_of(step), _IN_LABEL)})
    data.write(label, activities.postpone, step.id, due_on=to, row_version=step.row_version)


def delete(data: Data, activity_id: uuid.UUID, name: str) -> None:
    """Put an activity into the recycle bin."""
    label = Label(N_("Delete “{name}”"), {"name": cut(name, _IN_LABEL)})
    data.write(label, recycle_bin.delete, "activity", [activity_id])


def title_of(step: PlannedActivity) -> str:
    """Return what is to be done, with whom and about what."""
    return activity_title(step.kind, step.subject, step.contact)


def due_words(step: PlannedActivity, today: date) -> tuple[str, str]:
    """Return when a step is due, and the tone to say it in: bad where that is past, warn where it is today."""
    when = f"{day_words(step.due_on, today)} {step.due_time}".strip()
    if step.due_on < today:
        return _("{day}, overdue").format(day=when), "bad"
    return when, "warn" if step.due_on == today else ""
