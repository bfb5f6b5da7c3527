"""What is done with a whole opportunity from its page: moved, won, lost, taken up again, deleted."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_
from salesdesk.services import recycle_bin
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.opportunity.head import next_stage
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.gates.flow import GateFlow
from salesdesk.ui.widgets.gates.popover import beside


class Moves:
    """Carries them out, through the gates."""

    def __init__(self, context: PageContext, writer: Writer, page: QWidget) -> None:
        self._writer = writer
        self.gates = GateFlow(context, page)

    def movable(self, content: Content) -> frozenset[uuid.UUID]:
        """Return the stages that the opportunity can be asked to go to; behind the sale leads the signature."""
        if self._writer.data.read_only:
            return frozenset()
        kinds = {"open": ("open", "won", "post_sale"), "won": ("won", "post_sale")}
        allowed = kinds.get(content.details.summary.status, ())
        return frozenset(one.id for one in content.stages if one.kind in allowed and one.state != "current")

    def move(self, content: Content, stage: uuid.UUID, at: QWidget) -> None:
        """Bring the opportunity to a stage; a closed gate asks beside a widget for what is missing."""
        if stage in self.movable(content):
            summary = content.details.summary
            self.gates.move(summary.id, stage, row_version=summary.row_version, at=beside(at))

    def carry_out(self, wanted: str, content: Content, at: QWidget) -> None:
        """Do what is asked for by name."""
        summary = content.details.summary
        if wanted == "next":
            following = next_stage(content)
            if following is not None:
                self.move(content, following[0], at)
        elif wanted == "won":
            self.gates.win(summary.id, row_version=summary.row_version)
        elif wanted == "lost":
            self.gates.lose(summary.id, row_version=summary.row_version)
        elif wanted == "reopen":
            self.gates.reopen(summary.id, _name(summary))
        elif wanted == "delete":
            label = Label(N_("Delete “{name}”"), {"name": in_label(_name(summary))})
            self._writer.data.write(label, recycle_bin.delete, "opportunity", [summary.id])


def _name(summary: Summary) -> str:
    return " · ".join(part for part in (summary.customer, summary.title) if part)
