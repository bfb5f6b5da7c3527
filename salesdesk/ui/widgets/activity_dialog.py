"""Everything about an activity, planned or done, to be changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from salesdesk.domain.activity import ACTIVITY_NAMES
from salesdesk.domain.changes import Label
from salesdesk.domain.money import half_width
from salesdesk.i18n import N_, _, day, moment
from salesdesk.services import activities
from salesdesk.services.activities import ActivityFacts
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.typed import parse_day


@dataclass(frozen=True, slots=True)
class Choices:
    """The contacts and the opportunities that an activity can belong to, each with its name."""

    contacts: Sequence[tuple[uuid.UUID, str]]
    opportunities: Sequence[tuple[uuid.UUID, str]]


class ActivityDialog(FormDialog):
    """Changes an activity; the day and time of one that is done stay as they are."""

    def __init__(
        self,
        data: Data,
        activity: ActivityFacts,
        choices: Choices,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        title = _("Next step") if activity.done_at is None else _("Activity")
        super().__init__(title, _("Save"), parent)
        self._data = data
        self._activity = activity
        self._today = today
        self.kind = self.add_choice(
            _("Kind"), [(code, _(name)) for code, name in ACTIVITY_NAMES], activity.kind
        )
        self.subject = self.add_text(_("About"), activity.subject)
        if activity.done_at is None:
            self.day = self.add_text(_("Day"), "" if activity.due_on is None else day(activity.due_on))
            self.time = self.add_text(_("Time"), activity.due_time, longest=5, hint="15:00")
        else:
            self.add(_("Done at"), label(moment(activity.done_at)))
        self.contact = self.add_choice(_("Contact"), _with_none(choices.contacts), str(activity.contact_id))
        self.opportunity = self.add_choice(
            _("Opportunity"), _with_none(choices.opportunities), str(activity.opportunity_id)
        )
        self.note = QPlainTextEdit(activity.note)
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(110)
        self.add(_("Note"), self.note)
        self.subject.setFocus()

    def save(self) -> None:
        """Write what was changed."""
        values: dict[str, object] = {
            "kind": self.kind.currentData(),
            "subject": self.subject.text(),
            "note": self.note.toPlainText(),
            "contact_id": _chosen(self.contact),
            "opportunity_id": _chosen(self.opportunity),
        }
        if self._activity.done_at is None:
            values["due_on"] = self.read(self.day, lambda typed: parse_day(typed, self._today))
            clock = half_width(self.time.text())
            values["due_time"] = clock.zfill(5) if clock else ""
        name = Label(N_("Change “{name}”"), {"name": in_label(self.subject.text())})
        version = self._activity.row_version
        self._data.write(name, activities.change, self._activity.id, row_version=version, **values)


def _with_none(choices: Sequence[tuple[uuid.UUID, str]]) -> list[tuple[object, str]]:
    return [("", "—"), *((str(record), name[:80]) for record, name in choices)]


def _chosen(field: QComboBox) -> uuid.UUID | None:
    return uuid.UUID(field.currentData()) if field.currentData() else None
