"""As a negotiation begins, the drafts of its contract go to legal review, whoever moves the opportunity."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk.services import (
    board_drop,
    contracts,
    gate_fills,
    history,
    imports,
    legal_reviews,
    opportunities,
    opportunity_bulk,
)
from salesdesk.storage.records import Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.services.contracting import Firm

HEAD = "opportunity_id,opportunity,account,deal_stage,engage_date,close_date\n"


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


def stage(firm: Firm, code: str) -> uuid.UUID:
    with firm.workspace.read() as session:
        return next(one.id for one in factories.stages(session) if one.code == code)


def move(firm: Firm, code: str) -> None:
    firm.do(opportunities.move, firm.card, stage(firm, code), waiver="急单")


def move_as_card(firm: Firm, code: str) -> None:
    firm.do(board_drop.drop, firm.card, "stage", stage(firm, code), waiver="急单")


def move_with_others(firm: Firm, code: str) -> None:
    version = firm.opportunity().row_version
    firm.do(opportunity_bulk.move_all, {firm.card: version}, stage(firm, code), waiver="急单")


def move_with_fills(firm: Firm, code: str) -> None:
    firm.do(gate_fills.move, firm.card, stage(firm, code), waiver="急单")


@pytest.mark.parametrize("way", [move, move_as_card, move_with_others, move_with_fills])
def test_every_way_into_the_negotiation_starts_the_review(firm: Firm, way: Any) -> None:
    contract = firm.contract()
    way(firm, "presentation")
    assert firm.state(contract) == "draft"
    way(firm, "negotiation")
    assert firm.state(contract) == "in_review"
    assert firm.ask(legal_reviews.review, contract).asked_by == "林晓"


def test_undo_takes_move_and_review_back_at_once(firm: Firm) -> None:
    contract, before = firm.contract(), firm.opportunity().stage_id
    move(firm, "negotiation")
    history.undo(firm.workspace)
    assert firm.state(contract) == "draft"
    assert firm.ask(legal_reviews.review, contract).points == ()
    assert firm.opportunity().stage_id == before
    history.redo(firm.workspace)
    assert firm.state(contract) == "in_review"


def test_a_draft_made_in_the_negotiation_is_reviewed_as_it_goes_on(firm: Firm) -> None:
    move(firm, "negotiation")
    contract = firm.contract()
    assert firm.state(contract) == "draft"
    move(firm, "decision")
    assert firm.state(contract) == "in_review"


def test_other_contracts_and_stages_are_left_alone(firm: Firm) -> None:
    contract = firm.contract()
    firm.issue_step(contracts.void, contract, reason="重做")
    move(firm, "negotiation")
    assert firm.state(contract) == "void"
    move(firm, "lead")
    fresh = firm.contract()
    with firm.workspace.write(factories.STEP) as write:
        other = factories.opportunity(write.session, customer_id=firm.buyer)
    firm.do(opportunities.move, other, stage(firm, "negotiation"), waiver="急单")
    assert firm.state(fresh) == "draft"


def test_a_file_that_moves_an_opportunity_starts_the_review_too(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "sales_pipeline.csv"

    def bring(name: str) -> None:
        path.write_text(HEAD + f"A1,车床,恒岳,{name},2026-03-01,\n", encoding="utf-8")
        with firm.workspace.write(imports.LABEL, person=firm.seller) as write:
            imports.write(write.session, imports.plan(write.session, imports.read([path])))

    bring("Prospecting")
    bring("Negotiation")
    bring("Prospecting")
    with firm.workspace.read() as session:
        card = session.scalars(select(Opportunity.id).where(Opportunity.name == "车床")).one()
    contract = firm.contract(firm.quote(opportunity_id=card))
    assert firm.state(contract) == "draft"
    bring("Negotiation")
    assert firm.state(contract) == "in_review"
