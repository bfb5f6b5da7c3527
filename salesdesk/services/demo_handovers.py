"""The handovers of the demo: most are done, the latest wait, are under way, or came back with what is missing."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from salesdesk.services import handovers, tickets
from salesdesk.services.demo_base import Build
from salesdesk.storage.records import Person

_NOTES: Final = {
    "contract": "原件两份，一份在档案室",
    "contacts": "进厂先找设备主管，刷身份证",
    "site": "地基已浇，气源 0.6 MPa",
    "extras": "口头答应首年多来一次保养",
    "training": "分两班，各一天",
}
"""What is noted to points by their codes, as people write it."""
_WAITS, _BEGUN, _CAME_BACK, _LATE = 19, 18, 17, 16
"""The places of the latest contracts, by what became of their handovers."""
_CHECKED: Final = {_BEGUN: 7, _CAME_BACK: 3, _LATE: 10}
_MISSING: Final = "技术协议客户还没有盖章，吊装条件没有写清楚"


def settle(build: Build, contract: uuid.UUID, closed: int, place: int) -> None:
    """Bring the handover of a contract that was signed so many days ago to where it stands today."""
    session = build.session
    ticket_id = handovers.of_contract(session, contract)
    if ticket_id is None:
        return
    row = tickets.row_of(session, ticket_id)
    row.created_at = build.at(closed, 11)
    if place >= _BEGUN:
        row.due_on = build.anchor + timedelta(days=3 * (place - _BEGUN) + 2)
    if place == _WAITS:
        return
    before = session.info.get("person")
    session.info["person"] = row.owner_id or session.scalar(
        select(Person.id).where(Person.role == "service_manager").order_by(Person.created_at).limit(1)
    )
    tickets.accept(session, ticket_id)
    row.accepted_at = build.at(max(closed - 1, 0), 14)
    items = tickets.items_of(session, ticket_id)
    for number, item in enumerate(items[: _CHECKED.get(place)]):
        result = "not_applicable" if item.code == "spares" and place % 3 else "done"
        note = _NOTES.get(item.code, "") if (place + number) % 3 == 0 else ""
        tickets.judge(session, item.id, result, note)
        item.at = build.at(max(closed - 2 - number // 4, 0), 9 + number % 8, 15)
    if place == _CAME_BACK:
        tickets.give_back(session, ticket_id, _MISSING)
    elif place not in _CHECKED:
        tickets.finish(session, ticket_id)
        row.done_at = build.at(max(closed - 6, 0), 17)
    session.flush()
    session.info["person"] = before
