"""Seals: which there are, and that nobody but a director changes them or says who keeps one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import approval_exchange, history, imports, people, pins, recycle_bin, seals
from salesdesk.services.check import check
from salesdesk.services.seals import SealFacts
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import Firm
from tests.services.sealing import PICTURE, SealedFirm, on_contract

OTHER = SealFacts("公章", "company")


@pytest.fixture
def firm(workspace: Workspace) -> SealedFirm:
    """Give a firm with a seal."""
    return SealedFirm(workspace)


def change(firm: SealedFirm, facts: SealFacts, who: str = "director", pin: str = "") -> None:
    view = firm.view()
    proof = firm.proof(who, pin)
    firm.issue_step(seals.change, firm.seal, facts, row_version=view.row_version, proof=proof)


def test_a_director_adds_changes_and_retires_seals(firm: SealedFirm) -> None:
    view = firm.view()
    assert (view.facts.name, view.keeper, view.keeper_has_pin, view.uses) == ("合同专用章", "何静", True, 0)
    assert view.ready
    change(firm, replace(view.facts, name="  合同\n专用章（2） ", size_mm=38, keeper_id=firm.manager))
    assert firm.view().facts.name == "合同 专用章（2）"
    assert (firm.view().keeper, firm.view().facts.size_mm) == ("陈思远", 38)
    change(firm, replace(firm.view().facts, active=False))
    assert not firm.view().ready
    firm.add(name="公章", kind="company")
    assert [one.facts.name for one in firm.ask(seals.seals)] == ["公章", "合同 专用章（2）"]


@pytest.mark.parametrize("who", ["manager", "keeper", "seller"])
def test_nobody_else_changes_them(firm: SealedFirm, who: str) -> None:
    for proof in (None, firm.proof(who), firm.proof("director", "0001")):
        with pytest.raises(RuleError):
            firm.issue_step(seals.add, OTHER, proof=proof)
    with pytest.raises(RuleError):
        change(firm, replace(firm.view().facts, keeper_id=firm.seller), who)
    assert firm.view().facts.keeper_id == firm.keeper


def test_where_several_work_without_a_directors_pin_there_are_no_seals_yet(workspace: Workspace) -> None:
    firm = Firm(workspace)
    firm.issue_step(seals.add, OTHER)  # alone
    firm.do(people.add, name="何静")
    with pytest.raises(RuleError, match="总监"):
        firm.issue_step(seals.add, OTHER)


@pytest.mark.parametrize(
    "values", [{"name": " \n"}, {"kind": "royal"}, {"size_mm": 9}, {"size_mm": 43}, {"size_mm": -40}]
)
def test_what_a_seal_can_not_be(firm: SealedFirm, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        change(firm, replace(firm.view().facts, **values))  # type: ignore[arg-type]  # values of any type


def test_its_keeper_works_here(firm: SealedFirm) -> None:
    with firm.workspace.write(STEP) as write:
        gone = factories.person(write.session, name="走了")
        recycle_bin.delete(write.session, "person", [gone])
    with pytest.raises(InvalidInputError):
        change(firm, replace(firm.view().facts, keeper_id=gone))


def test_what_was_changed_meanwhile_is_not_overwritten(firm: SealedFirm) -> None:
    old = firm.view()
    change(firm, replace(old.facts, size_mm=38))
    with pytest.raises(ConflictError):
        firm.issue_step(seals.change, firm.seal, old.facts, row_version=old.row_version, proof=firm.proof())


def test_a_picture_that_stands_on_documents_stays(firm: SealedFirm) -> None:
    change(firm, replace(firm.view().facts, image="b" * 64))
    firm.use(on_contract(firm.issued()))
    assert firm.view().uses == 1
    with pytest.raises(RuleError):
        change(firm, replace(firm.view().facts, image=PICTURE))
    change(firm, replace(firm.view().facts, size_mm=30, active=False))


def test_the_check_misses_a_picture_that_is_lost(firm: SealedFirm) -> None:
    with firm.workspace.read() as session:
        (problem,) = check(session, firm.workspace.files).problems
    assert "合同专用章" in problem


# --- ways past the director ---------------------------------------------------------------------------------------


def test_undo_brings_no_retired_seal_and_no_earlier_keeper_back(firm: SealedFirm) -> None:
    """Also where a step was written so that undo could take it back."""
    view = firm.view()
    facts = replace(view.facts, active=False, keeper_id=firm.manager)
    firm.do(seals.change, firm.seal, facts, row_version=view.row_version, proof=firm.proof())
    with pytest.raises(RuleError):
        history.undo(firm.workspace, person=firm.keeper)
    assert firm.view().facts == facts


def test_who_comes_back_keeps_no_seal(firm: SealedFirm) -> None:
    firm.do(people.delete, firm.keeper)
    assert firm.view().facts.keeper_id is None
    with pytest.raises(RuleError):
        history.undo(firm.workspace, person=firm.seller)
    firm.do(recycle_bin.restore, "person", [firm.keeper])
    assert firm.view().facts.keeper_id is None
    assert firm.ask(pins.has_pin, firm.keeper)


def test_a_file_makes_nobody_a_keeper(firm: SealedFirm, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "sales_agent,manager,regional_office,seal,keeper\n何静,王五,华东,公章,王五\n王五,何静,华东,合同专用章,王五\n",
        encoding="utf-8",
    )
    before = firm.ask(seals.seals)
    tables = imports.read([file])
    with firm.workspace.write(STEP) as write:
        imports.write(write.session, imports.plan(write.session, tables))
    assert firm.ask(seals.seals) == before


def test_the_first_pin_of_a_keeper_needs_a_directors(firm: SealedFirm) -> None:
    """Else anybody could set it in their place."""
    newcomer = firm.do(people.add, name="王五")
    assert not firm.ask(approval_exchange.first_needs_proof, newcomer)
    change(firm, replace(firm.view().facts, keeper_id=newcomer))
    assert not firm.view().keeper_has_pin
    with pytest.raises(RuleError):
        firm.do(approval_exchange.set_pin, newcomer, "4417")
    firm.do(approval_exchange.set_pin, newcomer, "4417", proof=firm.proof())
    with pytest.raises(RuleError):
        firm.do(approval_exchange.reset_pin, newcomer, proof=firm.proof("manager"))
