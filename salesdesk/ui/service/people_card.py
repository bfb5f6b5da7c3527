"""Who is who in a contract: the customer's people with their phones, and ours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.welcome_pack import PackPerson
from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.cards import Card, elided, empty
from salesdesk.ui.widgets.text_lines import cut


class PeopleCard(Card):
    """Lists the people of both sides; their phones can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Contacts"), parent)
        self._shown: object = None

    def show_people(self, ours: Sequence[PackPerson], theirs: Sequence[PackPerson], address: str) -> None:
        """Show the people of both sides, and where the customer is."""
        if self._shown == (ours, theirs, address):
            return
        self._shown = (ours, theirs, address)
        empty(self.body)
        if address:
            self.body.addWidget(label(cut(address, 300), "secondary", wrap=True, selectable=True))
        for title, people in ((_("At the customer"), theirs), (_("Our people"), ours)):
            if people:
                self.body.addWidget(label(title, "small"))
            for one in people:
                self.body.addWidget(_row(one))
        if not ours and not theirs and not address:
            self.body.addWidget(label(_("Nobody is known yet."), "secondary"))


def _row(one: PackPerson) -> QWidget:
    result = QWidget()
    layout = QVBoxLayout(result)
    margins(layout, gap=0)
    layout.addWidget(elided(" · ".join(part for part in (one.name, one.role) if part), "strong"))
    reached = " · ".join(part for part in (one.phone, one.email) if part)
    if reached:
        layout.addWidget(label(cut(reached, 120), "secondary", wrap=True, selectable=True))
    return result
