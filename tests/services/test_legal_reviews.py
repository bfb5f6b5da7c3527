"""Legal reviews: who judges, what lets a contract out, and what a later change opens again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.legal_review import CHECKLIST
from salesdesk.domain.merge_fields import Value
from salesdesk.services import contracts, legal_reviews
from salesdesk.services.legal_reviews import PointView, ReviewView
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import Firm


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


def view(firm: Firm, contract: object) -> ReviewView:
    return firm.ask(legal_reviews.review, contract)  # type: ignore[arg-type]


def point(firm: Firm, contract: object, code: str) -> PointView:
    return next(one for one in view(firm, contract).points if one.code == code)


def test_a_review_begins_with_the_whole_checklist_open(firm: Firm) -> None:
    contract = firm.contract()
    assert firm.do(legal_reviews.start_for, firm.card) == 1
    found = view(firm, contract)
    assert [one.code for one in found.points] == list(CHECKLIST)
    assert {one.result for one in found.points} == {""}
    assert (found.outcome, found.lets_issue, found.asked_by) == ("open", False, "林晓")
    assert firm.state(contract) == "in_review"
    assert firm.do(legal_reviews.start_for, firm.card) == 0
    with pytest.raises(RuleError):
        firm.do(legal_reviews.start, contract)
    opened = firm.edit(contract)
    with pytest.raises(RuleError):
        firm.do(contracts.save, opened, opened.draft, seller_name="x")


def test_an_open_or_refused_review_keeps_the_contract_back(firm: Firm) -> None:
    contract = firm.filled(firm.contract())
    firm.do(legal_reviews.start, contract)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, contract)
    firm.do(legal_reviews.take_back, contract)
    firm.reviewed(contract)
    firm.do(legal_reviews.judge, point(firm, contract, "forum").id, "refused", "须改为本方所在地")
    assert view(firm, contract).outcome == "refused"
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, contract)
    firm.do(legal_reviews.judge, point(firm, contract, "forum").id, "conditional", "签订时改")
    assert view(firm, contract).outcome == "conditional"
    firm.issue_step(contracts.issue, contract)


def test_a_change_after_the_review_opens_only_what_it_touches(firm: Firm) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    firm.do(legal_reviews.take_back, contract)
    opened = firm.edit(contract)
    changed = [
        replace(clause, text_zh="所有权随交付转移。") if clause.code == "c06" else clause
        for clause in opened.draft.clauses
    ]
    firm.save(contract, clauses=tuple(changed))
    firm.do(legal_reviews.start, contract)
    found = view(firm, contract)
    assert [one.code for one in found.points if one.reopened] == ["title"]
    assert found.outcome == "open"
    firm.do(legal_reviews.judge, point(firm, contract, "title").id, "passed")
    assert view(firm, contract).outcome == "passed"


def test_a_change_of_a_blank_opens_its_clauses_points_and_the_blanks(firm: Firm) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    firm.do(legal_reviews.take_back, contract)
    fields = dict(firm.edit(contract).draft.fields) | {"penalty.cap": Value("20%")}
    firm.save(contract, fields=fields)
    assert {one.code for one in view(firm, contract).points if one.reopened} == {
        "penalty",
        "liability",
        "termination",
        "blanks",
    }


def test_a_point_of_the_reviewers_own_counts_too(firm: Firm) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    own = firm.do(legal_reviews.add_point, contract, "保函格式")
    assert view(firm, contract).outcome == "open"
    firm.do(legal_reviews.judge, own, "not_applicable")
    assert view(firm, contract).outcome == "passed"
    assert view(firm, contract).points[-1].text == "保函格式"
    with pytest.raises(InvalidInputError):
        firm.do(legal_reviews.add_point, contract, " ")


def test_a_point_is_opened_again_by_hand(firm: Firm) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    firm.do(legal_reviews.judge, point(firm, contract, "ip").id, "")
    found = point(firm, contract, "ip")
    assert (found.result, found.reopened, found.person, found.at) == ("", False, "", None)


def test_where_there_is_a_lawyer_nobody_else_judges(firm: Firm) -> None:
    contract = firm.filled(firm.contract())
    firm.do(legal_reviews.start, contract)
    with firm.workspace.write(STEP) as write:
        lawyer = factories.person(write.session, name="沈律", role="legal")
    item = point(firm, contract, "ip").id
    with pytest.raises(RuleError):
        firm.do(legal_reviews.judge, item, "passed")
    with firm.workspace.write(STEP, person=lawyer) as write:
        legal_reviews.judge(write.session, item, "passed")
    assert point(firm, contract, "ip").person == "沈律"


def test_only_who_may_waives_and_says_why(firm: Firm) -> None:
    contract = firm.filled(firm.contract())
    with pytest.raises(RuleError):
        firm.do(legal_reviews.waive, contract, "标准合同")
    firm.do(legal_reviews.start, contract)
    with firm.workspace.write(STEP) as write:
        manager = factories.person(write.session, name="陈思远", role="regional_manager")
    with pytest.raises(RuleError):
        firm.do(legal_reviews.waive, contract, "标准合同")
    with pytest.raises(InvalidInputError), firm.workspace.write(STEP, person=manager) as write:
        legal_reviews.waive(write.session, contract, " ")
    with firm.workspace.write(STEP, person=manager) as write:
        legal_reviews.waive(write.session, contract, "标准合同")
    found = view(firm, contract)
    assert (found.outcome, found.lets_issue, found.waiver, found.waived_by) == (
        "open",
        True,
        "标准合同",
        "陈思远",
    )
    firm.do(legal_reviews.take_back, contract)
    firm.do(legal_reviews.start, contract)
    assert not view(firm, contract).lets_issue


def test_nothing_is_judged_outside_a_review(firm: Firm) -> None:
    contract = firm.issued()
    item = point(firm, contract, "ip").id
    with pytest.raises(RuleError):
        firm.do(legal_reviews.judge, item, "refused", "x")
    with pytest.raises(RuleError):
        firm.do(legal_reviews.take_back, contract)
