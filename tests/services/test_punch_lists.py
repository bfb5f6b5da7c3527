"""Punch lists: written with a test that was passed on condition, closed point by point; proofs kept with events."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.services import contract_events, contracts, history, milestones, punch_lists
from salesdesk.services.contract_events import EventView
from salesdesk.services.evidence import StoredFile
from salesdesk.services.punch_lists import MOST, OpenPoint
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests.services.contracting import TODAY, Firm, days

POINTS = (OpenPoint("  补两块防护板\u202e ", days(14)), OpenPoint(""), OpenPoint("说明书缺英文版"))


def sat(firm: Firm, contract: uuid.UUID, **values: object) -> uuid.UUID:
    """Record a site acceptance with open points."""
    more: dict[str, object] = {"result": "conditional", "points": POINTS} | values
    return firm.do(milestones.record, contract, "sat_passed", on=TODAY, **more)  # type: ignore[arg-type]


def seen(firm: Firm, contract: uuid.UUID) -> EventView:
    """Return the only event of a contract."""
    (event,) = firm.ask(contract_events.events, contract)
    return event


def test_a_conditional_pass_keeps_its_open_points_and_counts(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    sat(firm, contract)
    found = seen(firm, contract)
    assert [(one.text, one.due_on) for one in found.points] == [
        ("补两块防护板", days(14)),
        ("说明书缺英文版", None),
    ]
    assert len(found.open_points) == 2
    assert firm.plan(contract)[1].due_on is not None, "the instalment by the acceptance is due"
    assert firm.plan(contract)[2].due_on == date(2027, 6, 1), "the warranty began with the acceptance"


def test_a_conditional_pass_says_what_is_open(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    for points in ((), (OpenPoint(" "),)):
        with pytest.raises(InvalidInputError):
            sat(firm, contract, points=points)
    event = sat(firm, contract)
    firm.do(milestones.change, event, on=TODAY, result="conditional", note="")
    with pytest.raises(InvalidInputError):
        sat(firm, contract, points=tuple(OpenPoint("x") for _ in range(MOST + 1)))
    with pytest.raises(InvalidInputError):
        sat(firm, contract, points=(OpenPoint("x", date(9999, 1, 1)),))
    with pytest.raises(InvalidInputError):
        firm.do(punch_lists.add, event, [OpenPoint("x")] * MOST)


def test_points_are_closed_opened_and_removed(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    event = sat(firm, contract)
    first, second = seen(firm, contract).points
    assert first.is_overdue(days(15))
    assert not first.is_overdue(days(14))
    firm.do(punch_lists.close, first.id, on=days(10))
    closed = seen(firm, contract).points[0]
    assert (closed.done_on, closed.done_by) == (days(10), "林晓")
    assert not closed.is_overdue(days(99))
    with pytest.raises(RuleError):
        firm.do(punch_lists.close, first.id, on=days(10))
    with pytest.raises(InvalidInputError):
        firm.do(punch_lists.close, second.id, on=now().date() + timedelta(days=3))
    firm.do(punch_lists.reopen, first.id)
    firm.do(punch_lists.remove, second.id)
    firm.do(punch_lists.add, event, [OpenPoint("油漆补喷", days(3))])
    assert [one.text for one in seen(firm, contract).open_points] == ["补两块防护板", "油漆补喷"]
    history.undo(workspace, person=firm.seller)
    assert [one.text for one in seen(firm, contract).open_points] == ["补两块防护板"]
    with pytest.raises(InvalidInputError):
        firm.do(punch_lists.close, second.id, on=TODAY)


def test_proofs_are_kept_with_the_event_and_never_altered(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    event = sat(firm, contract, file=StoredFile("验收单.pdf", 9, "a" * 64))
    firm.do(milestones.attach, event, StoredFile("照片.jpg", 7, "b" * 64))
    assert seen(firm, contract).files == (("验收单.pdf", "a" * 64), ("照片.jpg", "b" * 64))
    firm.do(milestones.remove, event)
    with pytest.raises(InvalidInputError):
        firm.do(milestones.attach, event, StoredFile("x", 1, "c" * 64))
    kept = firm.ask(contracts.kept_files, contract)
    assert len(kept) == 2, "what was kept stays with the contract"
