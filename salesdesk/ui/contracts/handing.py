"""A contract and the service team: its tickets, and the handover of one that was signed without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from salesdesk.domain.contract import UNDER_WAY
from salesdesk.i18n import N_, _
from salesdesk.services import handovers, lists
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.words import TICKET_STATE, word

Open = Callable[[str, object], object]
Entry = tuple[str, str, Callable[[], object]]


def entries(desk: Desk, opened: Open) -> Iterator[Entry]:
    """Yield the tickets that service has for a contract; one in force without a handover gets it here."""
    content = desk.content
    for one in content.tickets:
        text = _("Open {number}: {state}").format(number=one.number, state=word(TICKET_STATE, one.state))
        yield "wrench", text, partial(opened, "service_ticket", one.id)
    living = any(one.kind == "handover" and one.state != "void" for one in content.tickets)
    in_force = content.row.kind == "sale" and content.row.state in UNDER_WAY
    if in_force and not living and not desk.data.read_only:
        yield "wrench", _("Hand over to service"), partial(hand_over, desk, opened)


def hand_over(desk: Desk, opened: Open) -> None:
    """Raise the handover of a contract that was signed without one, and show it."""
    label = N_("Hand over contract {number}")
    opened("service_ticket", desk.do(label, handovers.start, desk.id, today=lists.local_day()))
