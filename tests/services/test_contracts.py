"""Contracts: out of the accepted quote to the minor unit, issued by rule, signed, amended, ended."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.domain import clauses as clause_rules, contract_version, merge_fields
from salesdesk.domain.clauses import Clause
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.services import (
    clause_library,
    contract_life,
    contracts,
    customers,
    history,
    legal_reviews,
    payments,
    quotes,
)
from salesdesk.services.check import check
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import bulk
from salesdesk.storage.records import (
    ContractClause,
    ContractLine,
    ContractVersion,
    Opportunity,
    QuoteVersion,
)
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days

SCAN = StoredFile("合同扫描.pdf", 3, "a" * 64)


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


# --- made ---------------------------------------------------------------------------------------------------------


def test_a_contract_has_the_quotes_lines_and_its_total_to_the_fen(firm: Firm) -> None:
    opened = firm.edit(firm.contract(firm.quote("333.33", "1234.57", total="4500.01")))
    version = opened.version
    assert (version.number, version.label) == (f"C-{TODAY.year}-0001", f"C-{TODAY.year}-0001-V1")
    assert version.amounts.gross == Decimal("4500.01")
    assert sum(line.gross for line in version.lines) == Decimal("4500.01")
    assert [line.name for line in version.lines] == ["磨床1", "磨床2"]
    assert (version.buyer.name, version.buyer.tax_id) == ("恒岳轴承有限公司", "91350100M000100Y43")
    assert (version.seller.bank, version.seller.tax_id) == ("工商银行云州支行", "91990000MA0LX0001F")
    assert [clause.code for clause in version.clauses] == [clause.code for clause in clause_rules.template()]
    assert [line.share for line in version.plan] == [Decimal("0.3"), Decimal("0.6"), Decimal("0.1")]
    assert (opened.state, opened.read_only, opened.draft.title) == ("draft", False, "磨床改造")


def test_optional_lines_and_alternatives_stay_out_and_headings_stay(firm: Firm) -> None:
    quote = firm.quote()
    (line,) = firm.ask(quotes.edit, quote).draft.lines
    kinds = (
        replace(line, kind="section", name="主机", quantity=Decimal(0), unit_price=Decimal(0)),
        line,
        replace(line, optional=True, name="选配"),
        replace(line, alternative=True, name="备选"),
        replace(line, free=True, name="赠送"),
        replace(line, kind="charge", name="运费", charge=Decimal("0.05"), quantity=Decimal(1)),
    )
    version = firm.edit(firm.contract(firm.quote(lines=kinds))).version
    assert [each.name for each in version.lines] == ["主机", "磨床1", "赠送", "运费"]
    assert version.amounts.gross == Decimal("1049.99")
    assert sum(each.gross for each in version.lines) == version.amounts.gross


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals("0.01", 99999, places=2), min_size=1, max_size=6), st.integers(1, 100))
def test_any_quotes_total_is_the_contracts(firm: Firm, prices: list[Decimal], percent: int) -> None:
    total = round(sum(prices, Decimal(0)) * 3 * percent / 100, 2)
    quote = firm.quote(*map(str, prices), total=str(total))
    version = firm.edit(firm.contract(quote)).version
    assert version.amounts.gross == total
    assert sum((line.net for line in version.lines), Decimal(0)) == version.amounts.net
    assert sum((line.tax for line in version.lines), Decimal(0)) == version.amounts.tax


def test_only_an_accepted_quote_becomes_a_contract_and_once(firm: Firm) -> None:
    quote = firm.quote()
    contract = firm.contract(quote)
    with pytest.raises(RuleError, match="C-"):
        firm.contract(quote)
    firm.do(contracts.void, contract, reason="客户改名")
    again = firm.contract(quote)
    assert firm.edit(again).version.number == f"C-{TODAY.year}-0002"
    firm.do(_set_quote_state, quote, "sent")
    with pytest.raises(RuleError):
        firm.contract(quote)
    with pytest.raises(RuleError):
        firm.contract(uuid.uuid4())


def test_an_answer_that_a_contract_stands_on_is_not_taken_back(firm: Firm) -> None:
    quote = firm.quote()
    contract = firm.contract(quote)
    with pytest.raises(RuleError):
        firm.do(quotes.take_back, quote)
    firm.do(contracts.void, contract, reason="客户反悔")
    assert firm.do(quotes.take_back, quote).state == "sent"


def _set_quote_state(session: Session, quote: uuid.UUID, state: str) -> None:
    bulk.update_rows(session, update(QuoteVersion).where(QuoteVersion.quote_id == quote).values(state=state))


def test_a_number_is_never_given_again_even_after_undo(firm: Firm) -> None:
    quote = firm.quote()
    firm.contract(quote)
    history.undo(firm.workspace)
    assert firm.edit(firm.contract(quote)).version.number == f"C-{TODAY.year}-0002"


def test_a_framework_agreement_has_terms_and_no_amounts(firm: Firm) -> None:
    frame = firm.do(contracts.make_framework, firm.buyer, today=TODAY, seller_name="x", title="年度框架")
    opened = firm.edit(frame)
    assert opened.version.contract_kind == "framework"
    assert not opened.version.amounts.gross
    assert not opened.version.plan
    assert "c07" not in [clause.code for clause in opened.version.clauses]
    with pytest.raises(RuleError):
        firm.contract(firm.quote(), framework_id=frame)
    firm.issue_step(contracts.issue, firm.reviewed(firm.filled(frame)))
    firm.issue_step(contracts.sign, frame, on=TODAY)
    assert firm.plan(frame) == ()
    assert firm.opportunity().status == "open"
    assert firm.edit(firm.contract(firm.quote(), framework_id=frame)).version.contract_kind == "sale"


def framework(firm: Firm, **values: Any) -> uuid.UUID:
    """Make the draft of a framework agreement that holds for a month from TODAY."""
    usual: dict[str, Any] = {"valid_from": TODAY, "valid_until": days(30), "scope": "磨床备件"}
    return firm.do(
        contracts.make_framework, firm.buyer, today=TODAY, seller_name="x", title="备件", **(usual | values)
    )


def test_a_framework_agreement_says_what_it_is_about_and_how_long_it_holds(firm: Firm) -> None:
    frame = framework(firm)
    version = firm.edit(frame).version
    clause = version.clauses[1]
    text = merge_fields.fill(clause.text_zh, contract_version.values(version), "zh_CN")
    assert "磨床备件" in text
    assert "自2026年6月1日起至2026年7月1日止" in text
    assert "2026-07-01" in merge_fields.fill(clause.text_en, contract_version.values(version), "en")
    before = contract_version.content_hash(version)
    saved = firm.save(frame, valid_until=days(60))
    assert saved.version.valid_until == days(60)
    assert contract_version.content_hash(saved.version) != before
    with pytest.raises(InvalidInputError):
        firm.save(frame, valid_until=days(-1))
    with pytest.raises(InvalidInputError):
        framework(firm, valid_until=date(9999, 1, 1))


def test_contracts_are_made_under_an_agreement_while_it_holds(firm: Firm) -> None:
    frame = framework(firm)
    assert firm.ask(contracts.frameworks, on=TODAY) == ()
    firm.issue_step(contracts.issue, firm.reviewed(firm.filled(frame)))
    firm.issue_step(contracts.sign, frame, on=TODAY)
    assert [one.id for one in firm.ask(contracts.frameworks, on=days(30))] == [frame]
    assert firm.ask(contracts.frameworks, on=days(31)) == ()
    assert firm.ask(contracts.frameworks, on=days(-1)) == ()
    order = firm.contract(firm.quote(), framework_id=frame)
    assert [one.id for one in firm.ask(contracts.under, frame)] == [order]
    late = firm.quote(opportunity_id=None)
    with pytest.raises(RuleError):
        firm.do(contracts.make, late, today=days(31), seller_name="x", framework_id=frame)


def test_a_draft_follows_the_version_that_was_accepted_later(firm: Firm) -> None:
    quote = firm.quote("400", total="1000.00")
    contract = firm.contract(quote)
    fields = dict(firm.edit(contract).draft.fields) | {"delivery.weeks": Value("12")}
    firm.save(contract, fields=fields)
    firm.accept_more(quote)
    assert firm.ask(contracts.problems, contract)
    change = firm.ask(contracts.quote_change, contract)
    assert change
    assert change.before
    assert change.after
    assert (change.quote[-3:], change.before.gross, change.after.gross) == (
        "-V2",
        Decimal(1000),
        Decimal(2400),
    )
    assert [(one.kind, one.after and one.after.name) for one in change.lines] == [
        ("changed", "磨床1"),
        ("new", "备件"),
    ]
    firm.do(contracts.follow_quote, contract)
    assert firm.ask(contracts.quote_change, contract) is None
    opened = firm.edit(contract)
    assert [line.name for line in opened.version.lines] == ["磨床1", "备件"]
    assert opened.version.amounts.gross == Decimal("2400.00")
    assert opened.draft.fields["delivery.weeks"] == Value("12")
    assert firm.ask(contracts.of_customer, firm.buyer)[0].total == Decimal("2400.00")
    contract = firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    with pytest.raises(RuleError):
        firm.do(contracts.follow_quote, contract)
    with firm.workspace.read() as session:
        assert check(session).ok


def test_the_account_that_money_goes_to_is_part_of_what_was_issued(firm: Firm) -> None:
    contract = firm.issued()
    with firm.workspace.write(STEP) as write:
        row = write.session.scalars(select(ContractVersion)).one()
        row.seller = row.seller.replace("6222 0000 1111", "6222 9999 9999")
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=TODAY)


# --- written ------------------------------------------------------------------------------------------------------


def test_a_draft_is_saved_and_read_back_as_it_was(firm: Firm) -> None:
    contract = firm.contract()
    opened = firm.edit(contract)
    first, second, _third, fourth = opened.draft.clauses[:4]
    free = Clause(title_zh="补充", text_zh="甲", text_en="A")
    clauses = [replace(fourth, text_zh="设备为全新。"), first, second, free]
    fields = dict(opened.draft.fields) | {"delivery.weeks": Value("12"), "contract.no": Value("X")}
    saved = firm.save(contract, clauses=tuple(clauses), fields=fields, title="新名", remark="备注")
    assert saved.draft.clauses == tuple(clauses)
    assert saved.draft.fields["delivery.weeks"] == Value("12")
    assert "contract.no" not in saved.draft.fields
    assert (saved.draft.title, saved.draft.remark) == ("新名", "备注")
    assert [d.kind for d in firm.ask(contracts.beside_template, contract)].count("removed") == 16
    history.undo(firm.workspace)
    assert firm.edit(contract).draft == opened.draft


def test_nobody_overwrites_what_another_saved(firm: Firm) -> None:
    contract = firm.contract()
    opened = firm.edit(contract)
    firm.save(contract, clauses=opened.draft.clauses[:5])
    with pytest.raises(ConflictError):
        firm.do(contracts.save, opened, opened.draft, seller_name="x")


def test_a_plan_that_does_not_work_is_not_saved(firm: Firm) -> None:
    contract = firm.contract()
    with pytest.raises(InvalidInputError):
        firm.save(contract, plan=())
    frame = firm.do(contracts.make_framework, firm.buyer, today=TODAY, seller_name="x")
    with pytest.raises(RuleError):
        firm.save(frame, plan=(PlanLine(kind="balance", trigger="signed"),))


def test_the_firms_own_wording_stands_in_new_contracts(firm: Firm) -> None:
    own = replace(clause_rules.template()[6], variant="保留所有权(强)", text_zh="所有权保留至付清。")
    first = firm.do(clause_library.add, own, is_default=True)
    firm.do(
        clause_library.add,
        Clause(variant="廉洁", title_zh="廉洁", text_zh="甲", text_en="A"),
        is_default=True,
    )
    clauses = firm.edit(firm.contract()).version.clauses
    assert clauses[6].text_zh == "所有权保留至付清。"
    assert clauses[-1].title_zh == "廉洁"
    second = firm.do(clause_library.add, replace(own, variant="弱"), is_default=True)
    assert [one.id for one in firm.ask(clause_library.variants, "c06") if one.is_default] == [second]
    firm.do(clause_library.remove, second)
    assert [one.id for one in firm.ask(clause_library.variants, "c06")] == [first]
    with pytest.raises(InvalidInputError):
        firm.do(clause_library.add, Clause(text_zh="x"))


# --- issued -------------------------------------------------------------------------------------------------------


def test_nothing_empty_is_issued(firm: Firm) -> None:
    contract = firm.reviewed(firm.contract())
    assert any("签订地点" in problem for problem in firm.ask(contracts.problems, contract))
    with pytest.raises(RuleError, match="签订地点"):
        firm.issue_step(contracts.issue, contract)
    firm.do(legal_reviews.take_back, contract)
    fields = dict(firm.edit(contract).draft.fields) | {"contract.place": Value("无")}
    firm.save(contract, fields=fields)
    assert firm.ask(contracts.problems, contract) == ()


def test_a_contract_whose_quote_or_lines_do_not_agree_is_not_issued(firm: Firm) -> None:
    quote = firm.quote()
    contract = firm.reviewed(firm.filled(firm.contract(quote)))
    firm.do(_set_quote_state, quote, "sent")
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, contract)
    firm.do(_set_quote_state, quote, "accepted")
    firm.do(_spoil_line)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.issue, contract)


def _spoil_line(session: Session) -> None:

    bulk.update_rows(
        session,
        update(ContractLine).values(
            gross_minor=ContractLine.gross_minor + 1, net_minor=ContractLine.net_minor + 1
        ),
    )


def test_what_was_issued_stands(firm: Firm) -> None:
    contract = firm.filled(firm.contract())
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract, pdf_hash="d" * 64)
    opened = firm.edit(contract)
    assert (opened.state, opened.read_only) == ("issued", True)
    with firm.workspace.read() as session:
        assert session.scalars(select(ContractVersion.pdf_hash)).one() == "d" * 64
    with pytest.raises(RuleError):
        firm.do(contracts.save, opened, opened.draft, seller_name="x")
    with pytest.raises(RuleError):
        history.undo(firm.workspace)


def test_what_was_issued_and_changed_behind_its_back_is_not_signed(firm: Firm) -> None:
    contract = firm.issued()
    with firm.workspace.read() as session:
        assert check(session).ok
    with firm.workspace.write(STEP) as write:
        bulk.update_rows(write.session, update(ContractClause).values(text_zh="甲方免费取得设备。"))
    with firm.workspace.read() as session:
        (problem,) = check(session).problems
    assert "C-" in problem
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=TODAY)


def test_an_issued_version_gives_way_to_the_next(firm: Firm) -> None:
    contract = firm.issued()
    assert firm.do(contracts.revise, contract, reason="客户要求改交期", today=days(1)) == 2
    assert firm.state(contract) == "draft"
    fields = dict(firm.edit(contract).draft.fields) | {"delivery.weeks": Value("10")}
    firm.save(contract, fields=fields)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    rows = firm.ask(contracts.versions, contract)
    assert [(row.version, row.state) for row in rows] == [(2, "issued"), (1, "superseded")]
    assert firm.ask(contracts.load, f"c-{TODAY.year}-0001-v1").fields["delivery.weeks"] == Value("8")
    assert firm.ask(contracts.load, f"C-{TODAY.year}-0001").fields["delivery.weeks"] == Value("10")
    difference = firm.ask(contracts.beside, contract, 1, 2)
    assert not difference.amounts.gross
    assert not difference.plan_changed
    assert difference.gone == difference.new == ()


def test_an_unknown_number_is_said(firm: Firm) -> None:
    for number in ("", "C-1-1", "x" * 200):
        with pytest.raises(InvalidInputError):
            firm.ask(contracts.load, number)


# --- signed -------------------------------------------------------------------------------------------------------


def test_the_signature_wins_the_card_freezes_the_amount_and_makes_the_plan(firm: Firm) -> None:
    contract = firm.signed(firm.quote(total="999.99"), file=SCAN)
    card = firm.opportunity()
    assert (card.status, card.closed_on, card.amount_minor) == ("won", TODAY, 99_999)
    assert firm.state(contract) == "signed"
    plan = firm.plan(contract)
    assert [str(row.amount) for row in plan] == ["300.00", "599.99", "100.00"]
    assert [row.status for row in plan] == ["open", "open", "open"]
    assert [row.due_on for row in plan] == [TODAY, None, None]
    assert plan[2].is_retention
    with firm.workspace.read() as session:
        assert check(session).ok


def test_the_gates_are_asked_and_a_scan_fills_the_signature_slot(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.issued()
    with workspace.write(STEP) as write:
        stage = next(one for one in factories.stages(write.session) if one.closes_won)
        stage.required_fields = "need"
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=TODAY, file=SCAN)
    assert firm.state(contract) == "issued"
    firm.issue_step(contracts.sign, contract, on=TODAY, file=SCAN, gate_waiver="老客户")
    assert firm.opportunity().status == "won"


def test_a_card_that_was_won_before_stays_as_it_was(firm: Firm) -> None:
    contract = firm.issued()
    with firm.workspace.write(STEP, kind="issue") as write:
        card = write.session.get_one(Opportunity, firm.card)
        card.status, card.closed_on, card.amount_minor = "won", days(-3), 5
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert (firm.opportunity().closed_on, firm.opportunity().amount_minor) == (days(-3), 5)


def test_nothing_is_signed_tomorrow_or_twice_or_before_it_is_issued(firm: Firm) -> None:
    contract = firm.filled(firm.contract())
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=TODAY)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    tomorrow = now().astimezone().date() + timedelta(days=1)
    with pytest.raises(InvalidInputError):
        firm.issue_step(contracts.sign, contract, on=tomorrow)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=TODAY)


def test_a_contract_in_foreign_money_counts_by_the_rate_of_its_signature(firm: Firm) -> None:
    quote = firm.quote(currency="USD", fx_rate=Decimal("7.1"), fx_on=TODAY)
    contract = firm.issued(quote)
    for rate in (Decimal(0), Decimal("NaN"), Decimal(-7)):
        with pytest.raises(InvalidInputError):
            firm.issue_step(contracts.sign, contract, on=TODAY, fx_rate=rate)
    firm.issue_step(contracts.sign, contract, on=TODAY, fx_rate=Decimal("7.2"))
    assert firm.opportunity().amount_minor == 719_993
    assert [str(row.amount) for row in firm.plan(contract)] == ["300.00", "599.99", "100.00"]


# --- amended ------------------------------------------------------------------------------------------------------


def test_an_amendment_shows_its_difference_and_leaves_what_is_paid(firm: Firm) -> None:
    contract = firm.signed(firm.quote("400", total="1000.00"))
    firm.do(payments.record, firm.buyer, on=days(2), amount=Decimal("300.00"))
    more = firm.quote("500.00", total="1200.00")
    assert firm.do(contracts.amend, contract, reason="加一台", today=days(3), quote_id=more) == 2
    rows = firm.ask(contracts.versions, contract)
    assert (rows[0].kind, rows[0].difference, rows[0].total) == (
        "amendment",
        Decimal("200.00"),
        Decimal("1200.00"),
    )
    assert firm.state(contract) == "running"
    with pytest.raises(RuleError):
        firm.do(contracts.amend, contract, reason="又一份", today=days(3))
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    assert [str(row.amount) for row in firm.plan(contract)] == ["300.00", "600.00", "100.00"]
    firm.issue_step(contracts.sign, contract, on=days(4))
    assert [str(row.amount) for row in firm.plan(contract)] == ["300.00", "720.00", "180.00"]
    assert [row.state for row in firm.ask(contracts.versions, contract)] == ["signed", "superseded"]
    (row,) = firm.ask(contracts.of_customer, firm.buyer)
    assert (row.total, row.paid, row.state) == (Decimal("1200.00"), Decimal("300.00"), "running")
    assert firm.opportunity().amount_minor == 100_000


def test_an_amendment_of_the_plan_gives_the_open_parts_new_terms(firm: Firm) -> None:
    contract = firm.signed(firm.quote("400", total="1000.00"))
    firm.do(payments.record, firm.buyer, on=days(2), amount=Decimal("300.00"))
    firm.do(contracts.amend, contract, reason="改付款", today=days(3))
    half = PlanLine(kind="percent", trigger="delivered", share=Decimal("0.5"), label="发货款")
    rest = PlanLine(kind="balance", trigger="sat_passed", label="验收款")
    firm.save(contract, plan=(half, rest))
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=days(4))
    plan = [row for row in firm.plan(contract) if row.status != "void"]
    assert [(row.label, str(row.amount)) for row in plan] == [
        ("预付款", "300.00"),
        ("发货款", "200.00"),
        ("验收款", "500.00"),
    ]


def test_an_amendment_that_is_given_up_leaves_everything(firm: Firm) -> None:
    contract = firm.signed()
    firm.do(contracts.amend, contract, reason="改条款", today=days(1))
    firm.do(contracts.void, contract, reason="不改了")
    assert firm.state(contract) == "signed"
    assert firm.do(contracts.amend, contract, reason="改条款", today=days(2)) == 3
    with pytest.raises(RuleError):
        firm.do(contracts.amend, firm.contract(firm.quote()), reason="x", today=TODAY)


# --- the end ------------------------------------------------------------------------------------------------------


def test_a_termination_books_off_and_leaves_the_card_won(firm: Firm) -> None:
    contract = firm.signed(firm.quote("400", total="1000.00"))
    firm.do(payments.record, firm.buyer, on=days(2), amount=Decimal("300.00"))
    with pytest.raises(RuleError):
        firm.issue_step(contracts.terminate, contract, on=days(9), reason="违约", kept=Decimal("1000.01"))
    with pytest.raises(RuleError):
        firm.issue_step(contracts.terminate, contract, on=days(9), reason="违约", kept=Decimal("299.99"))
    with pytest.raises(InvalidInputError):
        firm.issue_step(contracts.terminate, contract, on=days(-1), reason="违约", kept=Decimal(400))
    firm.issue_step(contracts.terminate, contract, on=days(9), reason="违约", kept=Decimal(400))
    assert (firm.state(contract), firm.opportunity().status) == ("terminated", "won")
    assert firm.ask(contract_life.booked_off, days(9), days(9)) == {"CNY": Decimal("-600.00")}
    assert firm.ask(contract_life.booked_off, days(10), days(20)) == {}
    plan = firm.plan(contract)
    assert sum(row.amount for row in plan if row.status != "void") == Decimal("400.00")
    assert [row.status for row in plan] == ["done", "open", "void"]


def test_a_contract_is_completed_when_it_is_paid(firm: Firm) -> None:
    contract = firm.signed()
    with pytest.raises(RuleError):
        firm.do(contracts.complete, contract, on=days(5))
    receipt = firm.do(payments.record, firm.buyer, on=days(2), amount=Decimal("999.99"))
    firm.do(contracts.complete, contract, on=days(5))
    assert firm.state(contract) == "completed"
    firm.do(payments.reverse, receipt, on=days(6), reason="承兑退票")
    assert firm.state(contract) == "running"
    assert {row.status for row in firm.plan(contract, days(0))} == {"open"}


def test_what_was_signed_is_terminated_and_not_made_void(firm: Firm) -> None:
    contract = firm.signed()
    with pytest.raises(RuleError):
        firm.do(contracts.void, contract, reason="x")
    with pytest.raises(RuleError):
        firm.do(contracts.revise, contract, reason="x", today=TODAY)
    for reason in ("", " \n"):
        with pytest.raises(InvalidInputError):
            firm.issue_step(contracts.terminate, contract, on=TODAY, reason=reason, kept=Decimal(0))


# --- warned -------------------------------------------------------------------------------------------------------


def test_a_large_buyer_who_pays_late_is_warned_of(firm: Firm) -> None:
    contract = firm.contract(firm.quote(payment_term="monthly-60"))
    assert firm.ask(contracts.warnings, contract) == ()
    _say(firm, "buyer_kind", "large")
    assert _warned(firm, contract) == ["late_payment", "small_firm_statement"]
    firm.save(contract, fields=dict(firm.edit(contract).draft.fields) | {"penalty.cap": Value("无")})
    _say(firm, "buyer_kind", "small")
    assert _warned(firm, contract) == ["penalty_cap"]


def test_what_is_said_of_a_buyer_wins_over_the_guess_from_its_name(firm: Firm) -> None:
    contract = firm.contract(firm.quote(payment_term="monthly-60"))
    _say(firm, "name", "云州市第一人民医院")
    buyer = firm.ask(contracts.buyer, contract)
    assert (buyer.said, buyer.guessed, buyer.kind) == ("", "public", "public")
    assert _warned(firm, contract) == ["late_payment", "small_firm_statement"]
    _say(firm, "buyer_kind", "small")
    assert _warned(firm, contract) == []


def _say(firm: Firm, field: str, value: str) -> None:
    version = firm.ask(customers.view, firm.buyer).facts.row_version
    firm.do(customers.change, firm.buyer, field, value, row_version=version)


def _warned(firm: Firm, contract: uuid.UUID) -> list[str]:
    return [guard.code for guard in firm.ask(contracts.warnings, contract)]
