"""What a director's PIN and the price book guard stays so, whoever undoes, deletes, restores or makes up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.domain.approval import Rule
from salesdesk.domain.errors import RuleError
from salesdesk.services import approval_exchange, approval_rules, history, people, recycle_bin
from salesdesk.services.approvals import Proof
from salesdesk.storage.records import Person
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.approving import PINS, Desk, desk


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


def test_undo_takes_no_role_away_that_a_pin_guards_by_now(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        boss, seller = (factories.person(write.session, name=name) for name in ("周建国", "林晓"))
    with workspace.write(STEP) as write:
        before = write.session.get_one(Person, boss).row_version
        people.change(write.session, boss, row_version=before, role="director")
    with workspace.write(STEP, kind="issue") as write:
        approval_exchange.set_pin(write.session, boss, PINS["director"])
    with pytest.raises(RuleError):
        history.undo(workspace, person=seller)
    with workspace.read() as session:
        assert session.get_one(Person, boss).role == "director"


def test_undo_of_a_colleague_stays_possible(firm: Desk) -> None:
    with firm.workspace.write(STEP) as write:
        people.add(write.session, name="赵敏")
    history.undo(firm.workspace)
    with firm.workspace.read() as session:
        assert "赵敏" not in [one.name for one in people.people(session)]


def test_who_comes_back_from_the_bin_approves_nothing(firm: Desk) -> None:
    proof = Proof(firm.director, PINS["director"])
    with firm.workspace.write(STEP, kind="issue") as write:
        people.delete(write.session, firm.manager, proof=proof)
    with firm.workspace.write(STEP, person=firm.seller) as write:
        recycle_bin.restore(write.session, "person", [firm.manager])
    with firm.workspace.read() as session:
        row = session.get_one(Person, firm.manager)
        assert (row.role, row.pin_hash, row.deleted_at) == ("sales", "", None)


def test_whoever_deletes_the_others_is_not_rid_of_the_rules(firm: Desk) -> None:
    with firm.workspace.write(STEP, kind="issue") as write:
        proof = Proof(firm.director, PINS["director"])
        people.delete(write.session, firm.manager, proof=proof)
    with firm.workspace.write(STEP) as write:
        people.delete(write.session, firm.seller)
    with firm.workspace.write(STEP) as write:
        rule = Rule("discount", Decimal("0.9"), "regional_manager")
        for given in (None, Proof(firm.director, "0000"), Proof(firm.seller, "0000")):
            with pytest.raises(RuleError):
                approval_rules.add(write.session, rule, proof=given)
            with pytest.raises(RuleError):
                approval_exchange.reset_pin(write.session, firm.director, proof=given)
        assert approval_rules.add(write.session, rule, proof=proof)


def test_no_list_price_is_made_up_for_what_is_in_no_book(firm: Desk) -> None:
    """It would be printed beside the price that is asked."""
    line = firm.line(product_id=None, name="非标专机", model="", list_price=Decimal(99_999))
    assert firm.save(firm.draft(line)).draft.lines[0].list_price is None
