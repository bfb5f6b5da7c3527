"""Money and milestones: due by what happens, spread over instalments, taken back; sums always agree."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.receivables import Allocation
from salesdesk.services import contracts, history, milestones, payment_plans, payments
from salesdesk.services.check import check
from salesdesk.services.contract_events import events, warranty_end
from salesdesk.services.evidence import StoredFile
from salesdesk.storage.records import Contract
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests.services.contracting import TODAY, Firm, days

CERTIFICATE = StoredFile("SAT.pdf", 3, "b" * 64)


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def contract(firm: Firm) -> uuid.UUID:
    """Give a contract over 1,000.00 that was signed: 30 % by that, 60 % by the site test, 10 % after the warranty."""
    return firm.signed(firm.quote("400", total="1000.00"))


def pay(firm: Firm, amount: str, day: int = 1, **values: object) -> uuid.UUID:
    return firm.do(payments.record, firm.buyer, on=days(day), amount=Decimal(amount), **values)  # type: ignore[arg-type]


def amounts(firm: Firm, contract: uuid.UUID) -> list[tuple[str, str]]:
    return [(str(row.paid), row.status) for row in firm.plan(contract)]


# --- milestones ---------------------------------------------------------------------------------------------------


def test_what_happens_sets_payments_due(firm: Firm, contract: uuid.UUID) -> None:
    assert [row.due_on for row in firm.plan(contract)] == [TODAY, None, None]
    planned = [row.planned_on for row in firm.plan(contract)]
    assert planned == sorted(day for day in planned if day)
    firm.do(milestones.record, contract, "delivered", on=days(30))
    assert firm.state(contract) == "running"
    assert [row.due_on for row in firm.plan(contract)][1:] == [None, date(2027, 10, 1)]
    firm.do(milestones.record, contract, "sat_passed", on=days(40), result="passed", file=CERTIFICATE)
    assert [row.due_on for row in firm.plan(contract)][1:] == [days(40), date(2027, 7, 11)]
    assert firm.ask(_warranty_end, contract) == date(2027, 7, 11)
    found = firm.ask(events, contract)
    assert [(one.kind, one.result, one.files) for one in found] == [
        ("delivered", "", ()),
        ("sat_passed", "passed", (("SAT.pdf", "b" * 64),)),
    ]


def _warranty_end(session, contract: uuid.UUID) -> date | None:  # type: ignore[no-untyped-def]
    return warranty_end(session, session.get_one(Contract, contract))


def test_a_failed_test_sets_nothing_due_and_a_conditional_one_keeps_its_points(
    firm: Firm, contract: uuid.UUID
) -> None:
    firm.do(milestones.record, contract, "sat_passed", on=days(30), result="failed", note="振动超标")
    assert firm.plan(contract)[1].due_on is None
    event = firm.do(
        milestones.record, contract, "sat_passed", on=days(35), result="conditional", note="补标牌"
    )
    assert firm.plan(contract)[1].due_on == days(35)
    firm.do(milestones.change, event, on=days(36), result="passed", note="")
    assert firm.plan(contract)[1].due_on == days(36)
    firm.do(milestones.remove, event)
    assert firm.plan(contract)[1].due_on is None
    history.undo(firm.workspace)
    assert firm.plan(contract)[1].due_on == days(36)


def test_events_that_can_not_be_are_refused(firm: Firm, contract: uuid.UUID) -> None:
    tomorrow = now().astimezone().date() + timedelta(days=1)
    for kind, on, result, note in (
        ("signed", days(1), "", ""),
        ("sat_passed", days(1), "", ""),
        ("sat_passed", days(1), "conditional", " "),
        ("sat_passed", days(1), "great", ""),
        ("delivered", tomorrow, "", ""),
        ("delivered", days(-1), "", ""),
    ):
        with pytest.raises(InvalidInputError):
            firm.do(milestones.record, contract, kind, on=on, result=result, note=note)
    with pytest.raises(RuleError):
        firm.do(milestones.record, firm.contract(firm.quote()), "delivered", on=TODAY)


def test_what_is_paid_keeps_its_days(firm: Firm, contract: uuid.UUID) -> None:
    event = firm.do(milestones.record, contract, "sat_passed", on=days(10), result="passed")
    pay(firm, "1000.00", 20)
    firm.do(milestones.change, event, on=days(15), result="passed", note="")
    assert firm.plan(contract)[1].due_on == days(10)
    assert [row.paid_late for row in firm.plan(contract)] == [True, True, False]


def test_the_advance_counts_once_it_is_paid_in_full(firm: Firm) -> None:
    half = PlanLine(kind="percent", trigger="signed", share=Decimal("0.5"))
    rest = PlanLine(kind="balance", trigger="advance_received", offset_days=10)
    contract = firm.contract(firm.quote("400", total="1000.00"))
    firm.save(contract, plan=(half, rest))
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    pay(firm, "499.99", 1)
    assert firm.plan(contract)[1].due_on is None
    last = pay(firm, "0.01", 5)
    assert firm.plan(contract)[1].due_on == days(15)
    firm.do(payments.reverse, last, on=days(6), reason="错账")
    assert firm.plan(contract)[1].due_on is None


# --- receipts -----------------------------------------------------------------------------------------------------


def test_one_receipt_pays_several_instalments_the_earliest_due_first(firm: Firm, contract: uuid.UUID) -> None:
    receipt = pay(firm, "450.00")
    assert firm.state(contract) == "running"
    assert amounts(firm, contract) == [("300.00", "done"), ("150.00", "partial"), ("0.00", "open")]
    assert firm.ask(payment_plans.outstanding, contract) == Decimal("550.00")
    (view,) = firm.ask(payments.receipts, contract)
    assert (view.id, view.payer, len(view.allocations)) == (receipt, "恒岳轴承有限公司", 2)
    assert not view.free
    pay(firm, "700.00")
    assert firm.ask(payments.of_customer, firm.buyer)[0].free == Decimal("150.00")
    assert firm.ask(payment_plans.outstanding, contract) == 0
    with firm.workspace.read() as session:
        assert check(session).ok


def test_a_receipt_goes_where_it_is_sent_and_no_further(firm: Firm, contract: uuid.UUID) -> None:
    first, second, third = (row.id for row in firm.plan(contract))
    receipt = pay(firm, "200.00", allocations=[Allocation(third, Decimal("100.00"))])
    assert amounts(firm, contract) == [("0.00", "open"), ("0.00", "open"), ("100.00", "done")]
    with pytest.raises(RuleError):
        firm.do(payments.spread, receipt, [Allocation(first, Decimal("200.01"))])
    with pytest.raises(RuleError):
        firm.do(payments.spread, receipt, [Allocation(third, Decimal("100.01"))])
    firm.do(payments.spread, receipt, [Allocation(first, Decimal(150)), Allocation(second, Decimal(50))])
    assert amounts(firm, contract) == [("150.00", "partial"), ("50.00", "partial"), ("0.00", "open")]
    history.undo(firm.workspace)
    assert amounts(firm, contract)[2] == ("100.00", "done")


def test_a_receipt_is_taken_back_once_by_its_counterpart(firm: Firm, contract: uuid.UUID) -> None:
    receipt = pay(firm, "450.00")
    with pytest.raises(InvalidInputError):
        firm.do(payments.reverse, receipt, on=days(0), reason="退票")
    back = firm.do(payments.reverse, receipt, on=days(3), reason="承兑退票")
    assert amounts(firm, contract) == [("0.00", "open"), ("0.00", "open"), ("0.00", "open")]
    for again in (receipt, back):
        with pytest.raises(RuleError):
            firm.do(payments.reverse, again, on=days(4), reason="x")
        with pytest.raises(RuleError):
            firm.do(payments.spread, again, [])
    views = firm.ask(payments.receipts, contract)
    assert [(str(one.amount), one.reversed, one.reverses) for one in views] == [
        ("-450.00", False, receipt),
        ("450.00", True, None),
    ]
    history.undo(firm.workspace)
    assert amounts(firm, contract)[0] == ("300.00", "done")


def test_receipts_that_can_not_be_are_refused(firm: Firm, contract: uuid.UUID) -> None:
    tomorrow = (now().astimezone().date() - TODAY).days + 1
    for amount, values in (
        ("0", {}),
        ("-5", {}),
        ("0.001", {}),
        ("5", {"method": "barter"}),
        ("5", {"day": tomorrow}),
        ("5", {"currency": "XYZ"}),
        ("5", {"allocations": [Allocation(uuid.uuid4(), Decimal(5))]}),
    ):
        with pytest.raises(InvalidInputError):
            pay(firm, amount, **values)
    pay(firm, "5", bank_key="icbc:1")
    with pytest.raises(ConflictError):
        pay(firm, "5", bank_key="icbc:1")
    with pytest.raises(InvalidInputError):
        firm.do(payments.record, uuid.uuid4(), on=TODAY, amount=Decimal(1))
    assert firm.ask(payment_plans.outstanding, contract) == Decimal("995.00")


def test_money_pays_only_contracts_in_its_currency_and_in_force(firm: Firm, contract: uuid.UUID) -> None:
    firm.issued(firm.quote("400"))
    pay(firm, "5000.00", currency="USD")
    assert firm.ask(payment_plans.outstanding, contract) == Decimal("1000.00")
    pay(firm, "5000.00")
    assert firm.ask(payments.of_customer, firm.buyer)[0].free == Decimal("4000.00")


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 60_000), max_size=6), st.data())
def test_whatever_comes_and_goes_nothing_is_paid_beyond_itself(
    firm: Firm, minors: list[int], data: st.DataObject
) -> None:
    contract = firm.signed(firm.quote("400", total="1000.00"))
    for minor in minors:
        receipt = pay(firm, str(Decimal(minor).scaleb(-2)))
        if data.draw(st.booleans()):
            firm.do(payments.reverse, receipt, on=days(2), reason="退")
    plan = firm.plan(contract)
    assert sum((row.amount for row in plan), Decimal(0)) == Decimal("1000.00")
    assert all(0 <= row.paid <= row.amount for row in plan)
    with firm.workspace.read() as session:
        assert check(session).ok


# --- the plan -----------------------------------------------------------------------------------------------------


def test_the_open_part_of_a_plan_is_agreed_anew(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "350.00")
    third = PlanLine(
        kind="percent", trigger="fixed_date", share=Decimal("0.5"), fixed_on=days(60), label=" 分期\n"
    )
    rest = PlanLine(kind="balance", trigger="fixed_date", fixed_on=days(90))
    firm.do(payment_plans.resplit, contract, [third, rest])
    plan = [row for row in firm.plan(contract) if row.status != "void"]
    assert [str(row.amount) for row in plan] == ["300.00", "600.00", "50.00", "50.00"]
    assert [(row.label, row.due_on) for row in plan][2:] == [("分期", days(60)), ("", days(90))]
    assert sum(row.amount for row in plan) == Decimal("1000.00")
    history.undo(firm.workspace)
    assert [str(row.amount) for row in firm.plan(contract)] == ["300.00", "600.00", "100.00"]
    with pytest.raises(InvalidInputError):
        firm.do(payment_plans.resplit, contract, [])
    with pytest.raises(RuleError):
        firm.do(payment_plans.resplit, firm.contract(firm.quote()), [rest])


def test_when_money_is_expected_is_ours_to_say_when_it_is_due_is_not(firm: Firm, contract: uuid.UUID) -> None:
    second = firm.plan(contract)[1]
    firm.do(payment_plans.plan_again, second.id, days(100), row_version=second.row_version)
    assert firm.plan(contract)[1].planned_on == days(100)
    with pytest.raises(ConflictError):
        firm.do(payment_plans.plan_again, second.id, days(101), row_version=second.row_version)
    with pytest.raises(RuleError):
        firm.do(payment_plans.set_due, second.id, days(100))
    with pytest.raises(InvalidInputError):
        firm.do(payment_plans.set_due, uuid.uuid4(), days(100))


def test_more_than_everything_paid_becomes_a_further_payment(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "1000.00")
    firm.do(
        contracts.amend, contract, reason="加配件", today=days(3), quote_id=firm.quote("500", total="1100")
    )
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=days(4))
    further = firm.plan(contract)[3]
    assert (str(further.amount), further.label, further.due_on) == ("100.00", "追加款项", None)
    firm.do(payment_plans.set_due, further.id, days(30))
    assert firm.plan(contract)[3].due_on == days(30)


def test_an_amendment_can_move_an_agreed_day(firm: Firm) -> None:
    first = PlanLine(
        kind="percent", trigger="fixed_date", share=Decimal("0.5"), fixed_on=days(30), offset_days=5
    )
    rest = PlanLine(kind="balance", trigger="fixed_date", fixed_on=days(60))
    contract = firm.contract(firm.quote("400", total="1000.00"))
    firm.save(contract, plan=(first, rest))
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert [row.due_on for row in firm.plan(contract)] == [days(35), days(60)]
    pay(firm, "500.00")
    firm.do(contracts.amend, contract, reason="展期", today=days(3))
    firm.save(contract, plan=(first, replace(rest, fixed_on=days(90))))
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=days(4))
    plan = [row for row in firm.plan(contract) if row.status != "void"]
    assert [(str(row.amount), row.due_on) for row in plan] == [("500.00", days(35)), ("500.00", days(90))]
