"""What a gate misses and is chosen from a list: the customer, people, a product, a competitor."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from salesdesk.domain.stage_gate import Gap
from salesdesk.i18n import _
from salesdesk.services.gate_fills import NOTHING, Fills
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.gates.choices import GateChoices, Named
from salesdesk.ui.widgets.gates.parts import Part
from salesdesk.ui.widgets.pick_field import PickField

TEAM: Final = ("owner", "sr", "fr")
_TEAM_NAMES: Final = ("AR", "SR", "FR")


class CustomerPart(Part):
    """The customer: one that is known, or the name of a new one."""

    customer_chosen = Signal(object)
    """The id of a customer that is known, or None."""

    def __init__(self, gap: Gap, data: Data) -> None:
        super().__init__(gap)
        self.title()
        self.field = CustomerField(data)
        self.field.setAccessibleName(self.caption)
        self.field.textChanged.connect(lambda _text: self.changed.emit())
        self.field.chosen.connect(self._on_chosen)
        self.body.addWidget(self.field)

    def _on_chosen(self, customer_id: uuid.UUID | None, _name: str) -> None:
        self.customer_chosen.emit(customer_id)
        self.changed.emit()

    def fills(self) -> Fills:
        value = self.field.customer_id or self.field.text().strip()
        return Fills(fields={"customer": value}) if value else NOTHING


class PickPart(Part):
    """A product, a competitor or somebody who decides; the last two may be new names."""

    def __init__(self, gap: Gap, names: Named) -> None:
        super().__init__(gap)
        self.title()
        hints = {
            "product": _("Choose a product"),
            "competitor": _("Choose, or a new name"),
            "decider": _("Choose a contact, or a new name"),
        }
        self.field = PickField(hints[gap.code], free=gap.code != "product")
        self.field.setAccessibleName(self.caption)
        self.field.offer(names)
        self.field.changed.connect(self.changed)
        self.body.addWidget(self.field)

    def fills(self) -> Fills:
        value = self.field.value()
        if value is None:
            return NOTHING
        if self.gap.code == "product":
            return Fills(fields={"product": value})
        return Fills(competitor=value) if self.gap.code == "competitor" else Fills(decider=value)


class TeamPart(Part):
    """The three of the team, whoever of them is still missing."""

    def __init__(
        self, gap: Gap, people: Named, team: tuple[uuid.UUID | None, uuid.UUID | None, uuid.UUID | None]
    ) -> None:
        super().__init__(gap)
        self.title()
        line = QHBoxLayout()
        margins(line, gap=6)
        self.fields: dict[str, PickField] = {}
        for field, role, member in zip(TEAM, _TEAM_NAMES, team, strict=True):
            pick = PickField(role)
            pick.setMinimumContentsLength(4)
            pick.setAccessibleName(f"{self.caption}: {role}")
            pick.offer(people)
            pick.pick(member)
            pick.changed.connect(self.changed)
            self.fields[field] = pick
            line.addWidget(label(role, "small"))
            line.addWidget(pick, 1)
        self._team = dict(zip(TEAM, team, strict=True))
        self.body.addLayout(line)

    def fills(self) -> Fills:
        values = {field: pick.value() for field, pick in self.fields.items()}
        return Fills(
            fields={name: value for name, value in values.items() if value and value != self._team[name]}
        )


def pick_part(gap: Gap, choices: GateChoices) -> PickPart:
    """Return the part of something that is chosen by its name."""
    names = {"product": choices.products, "competitor": choices.competitors, "decider": choices.contacts}
    return PickPart(gap, names[gap.code])


PICKED: Final = frozenset({"product", "competitor", "decider"})
"""The fields that are chosen by name."""
