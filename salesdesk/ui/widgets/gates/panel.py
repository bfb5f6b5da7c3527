"""Everything that a move still misses, grouped by the stages that ask for it, filled in right there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.stage_gate import FIELDS, Gap
from salesdesk.i18n import _, ngettext
from salesdesk.services.gate_crossing import Crossing
from salesdesk.services.gate_fills import NOTHING, Fills
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.gates.choices import GateChoices, read_choices, read_contacts
from salesdesk.ui.widgets.gates.parts import (
    TYPED,
    ContactPart,
    Key,
    LinkPart,
    NextStepPart,
    Part,
    TickPart,
    key_of,
    text_part,
)
from salesdesk.ui.widgets.gates.picks import PICKED, CustomerPart, PickPart, TeamPart, pick_part
from salesdesk.ui.widgets.gates.proof import ProofPart

Remaining = Callable[[Fills], tuple[Gap, ...]]
_NEEDS_CUSTOMER = frozenset({"contact", "decider"})


class GatePanel(QWidget):
    """Shows what is missing and takes what is filled in; `changed` tells that something of that is other now.

    `remaining` tells what is still missing with what was filled in. What it finds beyond what was shown at first, as
    the team of an opportunity that became large, is asked for too. `elsewhere` is asked for by other fields.
    """

    changed = Signal()
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(self, context: PageContext, remaining: Remaining, *, elsewhere: Iterable[Key] = ()) -> None:
        super().__init__()
        self._context = context
        self._remaining = remaining
        self._elsewhere = frozenset(elsewhere)
        self._crossing: Crossing | None = None
        self._choices = GateChoices()
        self._read: frozenset[str] = frozenset()
        self.parts: dict[Key, Part] = {}
        self.missing: tuple[Gap, ...] = ()
        self._groups: dict[uuid.UUID, QVBoxLayout] = {}
        self._heads: list[QFrame] = []
        self._layout = QVBoxLayout(self)
        margins(self._layout, gap=10)

    # --- showing ------------------------------------------------------------------------------------------------

    def show_crossing(self, crossing: Crossing) -> None:
        """Show what a move misses; what was filled in already stays, as far as it is still asked for."""
        self._crossing = crossing
        asked = {key_of(gap) for gap in crossing.gaps}
        for key in [key for key, part in self.parts.items() if key not in asked and not part.done]:
            self._drop(key)
        self._add(crossing.gaps)
        self.refresh()

    def _add(self, gaps: Iterable[Gap]) -> None:
        new = [gap for gap in self._with_customer(gaps) if key_of(gap) not in (*self.parts, *self._elsewhere)]
        crossing = self._crossing
        if not new or crossing is None:
            return
        codes = {gap.code for gap in new} | (
            {"quotes"} if any(gap.kind == "evidence" for gap in new) else set()
        )
        if not codes <= self._read:
            self._read |= codes
            self._choices = self._context.data.read(read_choices, crossing, self._read)
        for gap in new:
            if key_of(gap) not in self.parts:
                part = self._made(gap, crossing)
                self.parts[part.key] = part
                self._group(gap).addWidget(part)
                self._connect(part)
        for head in self._heads:
            head.setVisible(len(self._groups) > 1)

    def _with_customer(self, gaps: Iterable[Gap]) -> list[Gap]:
        """Return the gaps, with the customer before his contacts where there is none yet."""
        listed = list(gaps)
        crossing = self._crossing
        there = crossing is None or crossing.customer_id is not None or "customer" in self._elsewhere
        needing = next((gap for gap in listed if gap.code in _NEEDS_CUSTOMER), None)
        if there or needing is None or any(gap.code == "customer" for gap in listed):
            return listed
        customer = Gap(needing.stage_id, needing.stage, "field", _(FIELDS["customer"]), code="customer")
        return [customer, *listed]

    def _group(self, gap: Gap) -> QVBoxLayout:
        if gap.stage_id not in self._groups:
            head = QFrame()
            line = QVBoxLayout(head)
            margins(line, top=2)
            line.addWidget(label(gap.stage, "strong", wrap=True))
            group = QVBoxLayout()
            margins(group, gap=10)
            self._heads.append(head)
            self._layout.addWidget(head)
            self._layout.addLayout(group)
            self._groups[gap.stage_id] = group
        return self._groups[gap.stage_id]

    def _made(self, gap: Gap, crossing: Crossing) -> Part:
        if gap.kind == "evidence":
            return ProofPart(gap, self._context, self._choices.quotes)
        if gap.code in TYPED:
            return text_part(gap, crossing.currency, _today())
        if gap.code in PICKED:
            return pick_part(gap, self._choices)
        others: dict[str, Callable[[], Part]] = {
            "": lambda: TickPart(gap),
            "customer": lambda: CustomerPart(gap, self._context.data),
            "contact": lambda: ContactPart(gap),
            "team": lambda: TeamPart(gap, self._choices.people, crossing.team),
            "next_step": lambda: NextStepPart(gap, dict(self._choices.contacts)),
        }
        made = others.get(gap.code)
        if made is not None:
            return made()
        return LinkPart(gap, self._way_to(gap.code), None if crossing.id is None else self._on_link)

    def _connect(self, part: Part) -> None:
        part.changed.connect(self.refresh)
        if isinstance(part, CustomerPart):
            part.customer_chosen.connect(self._on_customer)

    def _drop(self, key: Key) -> None:
        part = self.parts.pop(key)
        part.hide()
        part.deleteLater()

    def settle(self) -> None:
        """Lay everything out at once, so that its height is known."""
        self._layout.activate()

    # --- what is filled in --------------------------------------------------------------------------------------

    def fills(self) -> Fills:
        """Return what was filled in and can be read."""
        found = NOTHING
        for part in self.parts.values():
            try:
                found = found.joined(part.fills())
            except SalesDeskError:
                continue
        return found

    def complain(self) -> bool:
        """Say at each part what can't be read of it, put the keyboard there, and tell whether there was any."""
        wrong = []
        for part in self.parts.values():
            try:
                part.fills()
                part.complain("")
            except SalesDeskError as error:
                part.complain(error.message)
                wrong.append(part)
        if wrong:
            self._focus(wrong[0])
        return bool(wrong)

    def refresh(self) -> None:
        """Find out what is still missing and show it at each part."""
        for part in self.parts.values():
            if part.problem() and not isinstance(part, ProofPart):
                part.complain("")
        self.missing = self._remaining(self.fills())
        self._add(self.missing)
        left = {key_of(gap) for gap in self.missing}
        for key, part in self.parts.items():
            part.show_done(done=key not in left and (key != "customer" or bool(part.fills())))
        self.changed.emit()

    @property
    def count(self) -> int:
        """Return how many things are still missing."""
        return len({key_of(gap) for gap in self.missing})

    def headline(self, target: str) -> str:
        """Return how many things are missing, and the names of those that the fields above ask for."""
        text = headline(self.count, target)
        above = dict.fromkeys(gap.text for gap in self.missing if key_of(gap) in self._elsewhere)
        return _("{missing}, above: {names}").format(missing=text, names=" · ".join(above)) if above else text

    # --- keyboard -----------------------------------------------------------------------------------------------

    def focus_first_missing(self) -> bool:
        """Put the keyboard on the first part that is still missing, and tell whether there is one."""
        part = next((part for part in self.parts.values() if not part.done), None)
        if part is None:
            return False
        self._focus(part)
        return True

    @staticmethod
    def _focus(part: Part) -> None:
        for field in part.findChildren(QWidget):
            if field.focusPolicy().value & 1 and field.isVisibleTo(part) and field.focusProxy() is None:
                field.setFocus()
                if isinstance(field, QLineEdit):
                    field.selectAll()
                return

    # --- what is asked for elsewhere ----------------------------------------------------------------------------

    def _way_to(self, code: str) -> str:
        crossing = self._crossing
        if crossing is None or crossing.id is None:
            return _("after it is made")
        if code in ("quote", "quote_sent"):
            if code == "quote_sent" and self._choices.quotes:
                return _("Send {number}").format(number=self._choices.quotes[0].number)
            return _("New quote")
        return _("On its page")

    def _on_link(self, part: LinkPart) -> None:
        crossing = self._crossing
        if crossing is None or crossing.id is None:
            return
        code = part.gap.code
        if code == "quote_sent" and self._choices.quotes:
            self.open_requested.emit("quote", self._choices.quotes[0].id)
        elif code in ("quote", "quote_sent"):
            wanted = {"opportunity_id": crossing.id, "customer_id": crossing.customer_id}
            self.action_requested.emit("new-quote", wanted)
        else:
            self.open_requested.emit("opportunity", crossing.id)

    def _on_customer(self, customer_id: uuid.UUID | None) -> None:
        decider = self.parts.get("decider")
        if isinstance(decider, PickPart):
            decider.field.offer(self._context.data.read(read_contacts, customer_id))


def headline(count: int, target: str) -> str:
    """Return how many things are missing to come into a stage, or for the signature where it has no name."""
    if count == 0:
        return _("Nothing is missing for {stage}").format(stage=target) if target else _("Nothing is missing")
    if not target:
        return ngettext("{count} thing is missing", "{count} things are missing", count).format(count=count)
    text = ngettext("{count} thing is missing for {stage}", "{count} things are missing for {stage}", count)
    return text.format(count=count, stage=target)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - what is typed is meant for local days
