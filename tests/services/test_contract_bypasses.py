"""Ways past the legal review and past what was accepted: none lets a contract out that nobody judged or agreed."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleError
from salesdesk.domain.merge_fields import Value
from salesdesk.services import contracts, history, legal_reviews, pins, quotes, recycle_bin
from salesdesk.storage import bulk
from salesdesk.storage.records import ContractClause, ContractLine, ContractVersion, Customer
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import Firm, days


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def contract(firm: Firm) -> uuid.UUID:
    """Give a contract over two lines in which nothing is empty."""
    return firm.filled(firm.contract(firm.quote("333.33", "1234.57", total="4500.01")))


def not_issued(firm: Firm, contract: uuid.UUID) -> None:
    before = firm.state(contract)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, contract)
    assert firm.state(contract) == before


def rewritten(firm: Firm, contract: uuid.UUID, code: str, zh: str, en: str = "x") -> None:
    clauses = firm.edit(contract).draft.clauses
    changed = [replace(one, text_zh=zh, text_en=en) if one.code == code else one for one in clauses]
    firm.save(contract, clauses=tuple(changed))


# --- past the review ----------------------------------------------------------------------------------------------


def test_nothing_goes_out_right_after_it_was_made_or_out_of_an_empty_review(
    firm: Firm, contract: uuid.UUID
) -> None:
    not_issued(firm, contract)
    firm.do(legal_reviews.start, contract)
    not_issued(firm, contract)


def test_an_undone_judgement_is_none(firm: Firm, contract: uuid.UUID) -> None:
    firm.reviewed(contract)
    point = firm.ask(legal_reviews.review, contract).points[0]
    firm.do(legal_reviews.judge, point.id, "refused", "抬头不符")
    firm.do(legal_reviews.judge, point.id, "passed")
    history.undo(firm.workspace)
    not_issued(firm, contract)


def test_text_that_an_undo_brings_back_is_judged_anew(firm: Firm, contract: uuid.UUID) -> None:
    rewritten(firm, contract, "c06", "所有权随交付转移。")
    rewritten(firm, contract, "c06", "设备所有权由乙方保留至付清。")
    firm.reviewed(contract)
    for _step in range(2):  # the review, then the text that it judged
        history.undo(firm.workspace)
    firm.do(legal_reviews.start, contract)
    not_issued(firm, contract)


def test_what_let_a_contract_out_is_not_undone_or_redone(firm: Firm, contract: uuid.UUID) -> None:
    firm.do(legal_reviews.start, contract)
    firm.do(legal_reviews.waive, contract, "标准合同")
    firm.issue_step(contracts.issue, contract)
    with pytest.raises(RuleError):
        history.undo(firm.workspace)
    assert firm.ask(legal_reviews.review, contract).waiver == "标准合同"


def test_a_waiver_that_was_undone_lets_nothing_out(firm: Firm, contract: uuid.UUID) -> None:
    firm.do(legal_reviews.start, contract)
    firm.do(legal_reviews.waive, contract, "标准合同")
    history.undo(firm.workspace)
    not_issued(firm, contract)


def test_a_waiver_is_of_one_review(firm: Firm) -> None:
    contract = firm.issued()
    firm.do(contracts.revise, contract, reason="改交期", today=days(1))
    firm.do(legal_reviews.start, contract)
    firm.do(legal_reviews.waive, contract, "只改交期")
    firm.do(legal_reviews.take_back, contract)
    firm.save(contract, fields=dict(firm.edit(contract).draft.fields) | {"penalty.cap": Value("无")})
    firm.do(legal_reviews.start, contract)
    not_issued(firm, contract)


def test_another_contract_of_the_same_quote_is_judged_itself(firm: Firm) -> None:
    quote = firm.quote()
    first = firm.reviewed(firm.filled(firm.contract(quote)))
    firm.do(contracts.void, first, reason="重做")
    second = firm.filled(firm.contract(quote))
    not_issued(firm, second)
    firm.do(legal_reviews.start, second)
    not_issued(firm, second)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, first)


def test_another_address_opens_the_service_of_notices(firm: Firm, contract: uuid.UUID) -> None:
    firm.reviewed(contract)
    firm.do(legal_reviews.take_back, contract)
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Customer, firm.buyer).address = "别处"
    firm.save(contract)
    found = firm.ask(legal_reviews.review, contract)
    assert [point.code for point in found.points if point.reopened] == ["notices"]


def test_who_is_no_manager_can_not_become_one_by_undo(firm: Firm, contract: uuid.UUID) -> None:
    firm.do(legal_reviews.start, contract)
    with firm.workspace.write(STEP) as write:
        factories.person(write.session, name="陈思远", role="regional_manager")
    with pytest.raises(RuleError):
        firm.do(legal_reviews.waive, contract, "x")
    not_issued(firm, contract)


def test_who_waives_proves_who_they_are_once_there_are_pins(firm: Firm, contract: uuid.UUID) -> None:
    firm.do(legal_reviews.start, contract)
    with firm.workspace.write(STEP) as write:
        manager = factories.person(write.session, name="陈思远", role="regional_manager")
        director = factories.person(write.session, name="周总", role="director")
        pins.set_pin(write.session, director, "2580")

    def waive(person: uuid.UUID, pin: str) -> None:
        with firm.workspace.write(STEP, person=person) as write:
            legal_reviews.waive(write.session, contract, "标准合同", pin=pin)

    for person, pin in ((manager, ""), (manager, "2580"), (director, ""), (director, "1357")):
        with pytest.raises(RuleError):
            waive(person, pin)
    not_issued(firm, contract)
    waive(director, "2580")
    assert firm.ask(legal_reviews.review, contract).waived_by == "周总"


def test_contracts_never_lie_in_the_recycle_bin(firm: Firm, contract: uuid.UUID) -> None:
    assert not {"contract", "contract_version", "receipt", "invoice"} & set(recycle_bin.RECORDS)
    for kind, row in (("customer", firm.buyer), ("opportunity", firm.card)):
        with pytest.raises(RuleError):
            firm.do(recycle_bin.delete, kind, [row])
    assert firm.state(contract) == "draft"


# --- past what was accepted -----------------------------------------------------------------------------------------


def moved(session: Session, /) -> None:
    """Move a 分 from the first line to the second, behind the program's back."""
    for position, sign in ((1, 1), (2, -1)):
        changed = {name: getattr(ContractLine, name) + sign for name in ("gross_minor", "net_minor")}
        bulk.update_rows(
            session, update(ContractLine).where(ContractLine.position == position).values(changed)
        )


def test_lines_that_the_quote_does_not_have_are_told(firm: Firm, contract: uuid.UUID) -> None:
    assert firm.ask(contracts.problems, contract) == ()
    firm.do(moved)
    assert any("附件一" in text for text in firm.ask(contracts.problems, contract))
    firm.do(legal_reviews.start, contract)
    firm.do(legal_reviews.waive, contract, "x")
    not_issued(firm, contract)
    with pytest.raises(RuleError):
        firm.ask(contracts.printable, contract)


@pytest.mark.parametrize(
    "change", [{"quantity": Decimal(2)}, {"name": "另一台"}, {"model": "B"}, {"tax_rate": Decimal("0.06")}]
)
def test_no_fact_of_a_line_differs_from_the_quote(
    firm: Firm, contract: uuid.UUID, change: dict[str, Any]
) -> None:
    with firm.workspace.write(STEP) as write:
        bulk.update_rows(write.session, update(ContractLine).where(ContractLine.position == 1).values(change))
    assert firm.ask(contracts.problems, contract)


def test_a_quote_in_which_prices_are_without_tax_agrees_too(firm: Firm) -> None:
    contract = firm.filled(firm.contract(firm.quote("333.33", "0.07", price_mode="tax_excluded")))
    assert firm.ask(contracts.problems, contract) == ()
    version = firm.ask(contracts.printable, contract)
    assert sum(line.gross for line in version.lines) == version.amounts.gross


def test_an_amendment_that_leaves_the_lines_has_those_in_force(firm: Firm) -> None:
    contract = firm.signed()
    firm.do(contracts.amend, contract, reason="改条款", today=days(1))
    assert firm.ask(contracts.problems, contract) == ()


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("合同总价人民币壹佰元整。", "Price as agreed."),
        ("合同总价{{total.figures}},大写人民币肆仟伍佰元整。", "x"),
        ("合同总价¥4,500.00,大写{{total.words}}。", "x"),
        ("合同总价4500元,大写{{total.words}}。", "x"),
        ("合同总价{{total.figures}}", "The price is SAY CHINESE YUAN ONE HUNDRED ONLY"),
        ("合同总价{{total.figures}}", "The price is CNY 4,500.00 ({{total.words}})"),
    ],
)
def test_an_amount_typed_into_the_price_is_the_contracts(
    firm: Firm, contract: uuid.UUID, zh: str, en: str
) -> None:
    rewritten(firm, contract, "c02", zh, en)
    (problem,) = firm.ask(contracts.problems, contract)
    assert "3" in problem
    with pytest.raises(RuleError):
        firm.ask(contracts.printable, contract)


def test_the_same_amount_may_be_typed(firm: Firm, contract: uuid.UUID) -> None:
    words = "人民币肆仟伍佰元零壹分"
    rewritten(firm, contract, "c02", f"总价¥4,500.01({words})", "CNY 4,500.01")
    rewritten(firm, contract, "c15", "违约金不低于1000元(壹仟元整),预付款为人民币壹仟叁佰伍拾元整。", "x")
    assert firm.ask(contracts.problems, contract) == ()
    rewritten(firm, contract, "c15", "违约金不低于1000元(贰仟元整)。", "x")
    assert "贰仟元整" in firm.ask(contracts.problems, contract)[0]


def test_a_language_that_is_not_printed_says_what_it_likes(firm: Firm, contract: uuid.UUID) -> None:
    rewritten(firm, contract, "c02", "总价{{total.figures}}", "SAY CHINESE YUAN TEN ONLY")
    firm.save(contract, second_language=None)
    assert firm.ask(contracts.problems, contract) == ()


def test_what_was_issued_is_not_printed_once_it_is_another(firm: Firm, contract: uuid.UUID) -> None:
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    assert firm.ask(contracts.printable, contract).state == "issued"
    with firm.workspace.write(STEP) as write:
        bulk.update_rows(
            write.session,
            update(ContractClause).where(ContractClause.code == "c06").values(text_zh="甲方所有。"),
        )
    with pytest.raises(RuleError):
        firm.ask(contracts.printable, contract)


def test_a_void_contract_is_printed_though_its_quote_was_taken_back(firm: Firm) -> None:
    quote = firm.quote()
    contract = firm.contract(quote)
    firm.do(contracts.void, contract, reason="x")
    firm.do(quotes.take_back, quote)
    assert firm.ask(contracts.printable, contract).state == "void"


def test_a_total_that_is_not_the_quotes_is_not_printed(firm: Firm, contract: uuid.UUID) -> None:
    with firm.workspace.write(STEP) as write:
        values = {"gross_minor": ContractVersion.gross_minor + 1, "net_minor": ContractVersion.net_minor + 1}
        bulk.update_rows(write.session, update(ContractVersion).values(values))
    with pytest.raises(RuleError):
        firm.ask(contracts.printable, contract)
    firm.do(legal_reviews.start, contract)
    not_issued(firm, contract)


def test_a_new_version_of_the_quote_leaves_the_contract_without_one(firm: Firm) -> None:
    contract = firm.filled(firm.contract(firm.quote()))
    with pytest.raises(RuleError):
        firm.do(contracts.follow_quote, firm.signed(firm.quote("500")))
    firm.do(contracts.follow_quote, contract)
    assert firm.ask(contracts.problems, contract) == ()
