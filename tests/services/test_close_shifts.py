"""When and why the expected close was put to another day."""

from __future__ import annotations

from datetime import date

from salesdesk import i18n
from salesdesk.services import close_shifts, opportunities
from salesdesk.storage.records import Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def test_shifts_are_listed_with_reason_and_person(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        seller = factories.person(write.session, name="林晓")
        card = factories.opportunity(write.session, expected_close_on=date(2026, 7, 1))
    for day, reason in ((date(2026, 8, 1), "budget"), (date(2026, 7, 20), "客户要赶投产"), (None, "")):
        with workspace.write(STEP, person=seller) as write:
            opportunities.change(write.session, card, "expected_close_on", day, reason=reason)
    with workspace.read() as session:
        found = close_shifts.shifts(session, card)
    assert [(one.before, one.after, one.days, one.text, one.person) for one in found] == [
        (date(2026, 7, 20), None, None, "", "林晓"),
        (date(2026, 8, 1), date(2026, 7, 20), -12, "客户要赶投产", "林晓"),
        (date(2026, 7, 1), date(2026, 8, 1), 31, "预算未批", "林晓"),
    ]
    i18n.set_language("en")
    assert found[2].text == "The budget isn't approved"


def slips_after(workspace: Workspace, *days: date | None) -> int:
    """Return how many slips are counted when the expected close is put to these days, one after another."""
    with workspace.write(STEP) as write:
        card = factories.opportunity(write.session)
    for day in days:
        with workspace.write(STEP) as write:
            opportunities.change(write.session, card, "expected_close_on", day)
    with workspace.read() as session:
        return session.get_one(Opportunity, card).slips


def test_a_day_that_was_cleared_in_between_is_put_off_all_the_same(workspace: Workspace) -> None:
    factories.set_up(workspace)
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    assert slips_after(workspace, july, None, august) == 1
    assert slips_after(workspace, july, None, july) == 0
    assert slips_after(workspace, august, None, july) == 0
    assert slips_after(workspace, july, august, None, july, None, august) == 2
    assert slips_after(workspace, None, july) == 0
