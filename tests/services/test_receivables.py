"""Receivables in rows and ages, invoices, bank statements beside them, and tables for the books."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import event
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.receivables import LATE
from salesdesk.exchange.bank_statement import StatementLine
from salesdesk.i18n import set_language
from salesdesk.services import (
    accounting_export,
    bank_statements,
    contract_payments,
    contracts,
    history,
    invoices,
    milestones,
    payment_plans,
    payments,
    receivable_list,
)
from salesdesk.services.bank_statements import Proposal
from salesdesk.services.contract_source import SOURCE as CONTRACTS
from salesdesk.services.lists import ListQuery
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def contract(firm: Firm) -> uuid.UUID:
    """Give a signed contract over 1,000.00, of which 300.00 are due by the signature."""
    return firm.signed(firm.quote("400", total="1000.00"))


def rows(firm: Firm, day: int = 0, **values: Any) -> list[tuple[str, str, int]]:
    found = firm.ask(receivable_list.rows, today=days(day), **values)
    return [(str(row.outstanding), row.status, row.days_late) for row in found]


# --- rows and ages ------------------------------------------------------------------------------------------------


def test_what_is_to_come_in_is_listed_the_longest_overdue_first(firm: Firm, contract: uuid.UUID) -> None:
    firm.do(milestones.record, contract, "sat_passed", on=days(5), result="passed")
    assert rows(firm, 10) == [("300.00", "overdue", 10), ("600.00", "overdue", 5), ("100.00", "open", 0)]
    firm.do(payments.record, firm.buyer, on=days(6), amount=Decimal("350.00"))
    assert rows(firm, 10) == [("550.00", "overdue", 5), ("100.00", "open", 0)]
    assert rows(firm, 10, show="overdue") == [("550.00", "overdue", 5)]
    assert len(rows(firm, 10, show="all")) == 3
    assert rows(firm, 10, retention=True) == [("100.00", "open", 0)]
    assert rows(firm, 10, retention=False) == [("550.00", "overdue", 5)]
    assert rows(firm, 10, customer_id=uuid.uuid4()) == []
    assert len(rows(firm, 10, owners=[firm.seller])) == 2
    assert rows(firm, 10, owners=[]) == []
    (late,) = firm.ask(receivable_list.overdue, today=days(10))
    assert (late.customer, late.owner, late.label, late.number[:2]) == (
        "恒岳轴承有限公司",
        "林晓",
        "验收款",
        "C-",
    )
    set_language("en")
    assert firm.ask(receivable_list.overdue, today=days(10))[0].label == "Payment upon acceptance"


def test_only_contracts_in_force_count(firm: Firm) -> None:
    contract = firm.issued()
    assert rows(firm) == []
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert len(rows(firm)) == 3
    firm.issue_step(contracts.terminate, contract, on=days(1), reason="取消", kept=Decimal(0))
    assert rows(firm, show="all") == []


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (0, "not_due"),
        (1, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
    ],
)
def test_the_database_counts_the_ages_as_the_domain_does(
    firm: Firm, contract: uuid.UUID, late: int, bucket: str
) -> None:
    ages = {
        age.bucket: (age.count, str(age.outstanding))
        for age in firm.ask(receivable_list.ages, today=days(late))
    }
    assert ages == {bucket: (1, "300.00"), "undated": (2, "700.00")}
    (first, *_rest) = firm.ask(receivable_list.rows, today=days(late))
    assert first.bucket == bucket
    assert (bucket in LATE) == (first.status == "overdue")


def test_ages_are_by_currency_and_by_owner(firm: Firm, contract: uuid.UUID) -> None:
    foreign = firm.issued(firm.quote("400", currency="USD", fx_rate=Decimal(7), fx_on=TODAY))
    firm.issue_step(contracts.sign, foreign, on=TODAY, fx_rate=Decimal(7))
    found = firm.ask(receivable_list.ages, today=days(0))
    assert [age.currency for age in found] == ["CNY", "CNY", "USD", "USD"]
    assert firm.ask(receivable_list.ages, today=days(0), owners=[uuid.uuid4()]) == ()


def plans_of(session: Session, reading: Callable[[], object]) -> list[str]:
    """Return how the database goes through its tables in every statement of a reading."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        statements.append((statement, values))

    bind = session.connection()
    event.listen(bind, "before_cursor_execute", note)
    reading()
    event.remove(bind, "before_cursor_execute", note)
    return [
        f"{row[3]} | {statement}"
        for statement, values in statements
        for row in bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]


def test_what_came_in_is_found_by_an_index_however_many_payments_there_are(
    firm: Firm, contract: uuid.UUID
) -> None:
    query = ListQuery("due_on", values={"status": receivable_list.UNPAID})
    with firm.workspace.read() as session:
        readings: list[Callable[[], object]] = [
            lambda: receivable_list.rows(session, today=TODAY),
            lambda: receivable_list.overdue(session, today=TODAY, limit=20),
            lambda: receivable_list.overdue_count(session),
            lambda: receivable_list.ages(session, today=TODAY, within=query),
            lambda: list(session.scalars(receivable_list.SOURCE.select_numbers(query))),
            lambda: list(session.scalars(CONTRACTS.select_numbers(ListQuery("number")))),
            lambda: payments.open_parts(session, firm.buyer, "CNY"),
            lambda: payments.free(session, firm.buyer, "CNY"),
            lambda: contract_payments.load(session, contract, today=TODAY),
        ]
        for reading in readings:
            steps = plans_of(session, reading)
            assert steps
            for step in steps:
                assert "AUTOMATIC" not in step, step
                assert not step.startswith("SCAN receipt_allocation"), step
                assert not step.startswith("SCAN receipt "), step


# --- invoices -----------------------------------------------------------------------------------------------------


def asked(firm: Firm, contract: uuid.UUID, amount: str, **values: Any) -> uuid.UUID:
    return firm.do(invoices.request, contract, amount=Decimal(amount), on=days(1), **values)


def test_all_invoices_together_have_the_contracts_net_and_tax(firm: Firm, contract: uuid.UUID) -> None:
    for amount in ("333.33", "333.33", "333.34"):
        asked(firm, contract, amount)
    found = firm.ask(invoices.of_contract, contract)
    version = firm.edit(contract).version
    assert sum(one.tax for one in found) == version.amounts.tax
    assert sum(one.net for one in found) == version.amounts.net
    with pytest.raises(RuleError):
        asked(firm, contract, "0.01")
    assert found[0].title.tax_id == "91350100M000100Y43"


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=5))
def test_however_it_is_invoiced_the_sums_hold(firm: Firm, minors: list[int]) -> None:
    contract = firm.signed(firm.quote("400", total="1000.00"))
    left = 100_000
    for minor in minors:
        if minor <= left:
            asked(firm, contract, str(Decimal(minor).scaleb(-2)))
            left -= minor
    if left:
        asked(firm, contract, str(Decimal(left).scaleb(-2)))
    found = firm.ask(invoices.of_contract, contract)
    amounts = firm.edit(contract).version.amounts
    assert (sum(one.net for one in found), sum(one.tax for one in found)) == (amounts.net, amounts.tax)
    assert all(one.net > 0 and one.tax >= 0 for one in found)


def test_an_invoice_is_issued_once_and_cancelled_by_a_red_one(firm: Firm, contract: uuid.UUID) -> None:
    first = asked(firm, contract, "1000.00", instalment_id=firm.plan(contract)[0].id)
    assert [one.id for one in firm.ask(invoices.waiting)] == [first]
    firm.do(invoices.issue, first, number="24312000000012345678", on=days(2))
    assert firm.ask(invoices.waiting) == ()
    with pytest.raises(RuleError):
        firm.do(invoices.issue, first, number="2", on=days(2))
    with pytest.raises(RuleError):
        firm.do(invoices.void, first, reason="x")
    firm.do(invoices.red, first, number="R1", on=days(3), reason="开票信息有误")
    with pytest.raises(RuleError):
        firm.do(invoices.red, first, number="R2", on=days(3), reason="x")
    again = asked(firm, contract, "1000.00")
    with pytest.raises(RuleError):
        firm.do(invoices.issue, again, number="R1", on=days(3))
    firm.do(invoices.void, again, reason="不开了")
    assert [one.state for one in firm.ask(invoices.of_contract, contract)] == ["issued", "void", "issued"]


def test_an_invoice_can_set_a_payment_due(firm: Firm) -> None:
    contract = firm.contract(firm.quote("400", total="1000.00"))
    firm.save(contract, plan=(PlanLine(kind="balance", trigger="invoice_issued", offset_days=30),))
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    invoice = asked(firm, contract, "1000.00")
    assert firm.plan(contract)[0].due_on is None
    firm.do(invoices.issue, invoice, number="1", on=days(2))
    assert firm.plan(contract)[0].due_on == days(32)


def test_invoices_that_can_not_be_are_refused(firm: Firm, contract: uuid.UUID) -> None:
    for amount, values in (
        ("0", {}),
        ("-1", {}),
        ("1", {"kind": "gold"}),
        ("1", {"instalment_id": uuid.uuid4()}),
    ):
        with pytest.raises(InvalidInputError):
            asked(firm, contract, amount, **values)
    with pytest.raises(RuleError):
        asked(firm, firm.contract(firm.quote()), "1")
    invoice = asked(firm, contract, "1")
    for number in ("", "x" * 41):
        with pytest.raises(InvalidInputError):
            firm.do(invoices.issue, invoice, number=number, on=days(2))


# --- bank statements ----------------------------------------------------------------------------------------------


def line(
    amount: str, *, payer: str = "恒岳轴承有限公司", purpose: str = "", key: str = "", **values: Any
) -> StatementLine:
    name = key or f"k{amount}{payer}{purpose}"
    usual = StatementLine(name, 2, days(3), Decimal(amount), "CNY", payer, "", "R1", purpose)
    return replace(usual, **values)


def matched(firm: Firm, *lines: StatementLine) -> tuple[Proposal, ...]:
    return firm.ask(bank_statements.proposals, lines, today=days(3))


def test_a_line_is_matched_by_number_by_payer_by_amount(firm: Firm, contract: uuid.UUID) -> None:
    number = firm.edit(contract).version.number
    for one, match in (
        (line("123", payer="某人", purpose=f"付{number}货款"), "contract"),
        (line("123", payer="某人", purpose=number.replace("-", "")), "contract"),
        (line("300.00"), "payer_amount"),
        (line("300.00", payer=" 恒岳轴承（有限公司） "), "payer_amount"),
        (line("123.00"), "payer"),
        (line("600.00", payer="财务公司"), "amount"),
        (line("601.00", payer="财务公司"), "none"),
        (line("600.00", payer="财务公司", currency="USD"), "none"),
    ):
        (found,) = matched(firm, one)
        assert found.match == match, one
        assert (found.customer_id == firm.buyer) == (match != "none")
        assert found.free == (one.amount if match == "none" else 0)


def test_two_lines_never_get_the_same_money_proposed(firm: Firm, contract: uuid.UUID) -> None:
    first, second = matched(firm, line("300.00", key="a"), line("300.00", key="b"))
    assert {each.instalment_id for each in first.allocations}.isdisjoint(
        each.instalment_id for each in second.allocations
    )
    total = sum(
        each.amount
        for found in matched(firm, line("900", key="a"), line("900", key="b"))
        for each in found.allocations
    )
    assert total == Decimal("1000.00")


def test_what_was_taken_is_not_taken_again(firm: Firm, contract: uuid.UUID) -> None:
    (found,) = matched(firm, line("300.00"))
    assert firm.ask(payment_plans.outstanding, contract) == Decimal("1000.00")
    firm.do(bank_statements.confirm, found.line, found.customer_id, found.allocations)
    assert firm.plan(contract)[0].status == "done"
    (again,) = matched(firm, line("300.00"))
    assert (again.match, again.allocations) == ("taken", ())
    with pytest.raises(ConflictError):
        firm.do(bank_statements.confirm, found.line, firm.buyer, ())
    with pytest.raises(InvalidInputError):
        firm.do(bank_statements.confirm, line("5"), None, ())
    history.undo(firm.workspace)
    assert matched(firm, line("300.00"))[0].match == "payer_amount"


def test_a_statement_is_read_from_a_file(tmp_path: Path, firm: Firm, contract: uuid.UUID) -> None:
    file = tmp_path / "流水.csv"
    file.write_bytes("日期,收入,对方户名\n2026-06-03,300.00,恒岳轴承有限公司\n".encode("gb18030"))
    found = matched(firm, *bank_statements.read_file(file).lines)
    assert [one.match for one in found] == ["payer_amount"]


# --- the books ----------------------------------------------------------------------------------------------------


def sheets(file: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(
    ("system", "titles"),
    [("kingdee", ["单据编号", "业务日期", "往来单位类型"]), ("yonyou", ["单据编号", "日期", "客户编码"])],
)
def test_receipts_and_invoices_go_to_the_books(
    tmp_path: Path, firm: Firm, contract: uuid.UUID, system: Any, titles: list[str]
) -> None:
    with firm.workspace.write(STEP) as write:
        other = factories.customer(write.session, name="=HYPERLINK(1)", code="K2")
    back = firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal("1100.00"), reference="SK1")
    firm.do(payments.record, other, on=days(2), amount=Decimal("5.00"))
    firm.do(payments.reverse, back, on=days(3), reason="退")
    firm.do(invoices.issue, asked(firm, contract, "500.00"), number="F1", on=days(2))
    asked(firm, contract, "1.00")
    set_language("en")
    file = tmp_path / "books.xlsx"
    at = datetime(2026, 6, 30, tzinfo=UTC)
    count = firm.ask(accounting_export.export, file, system, start=days(0), end=days(5), at=at)
    found = sheets(file)
    receipts, billed = found["收款单"], found["销售发票"]
    assert receipts[0][:3] == titles
    assert (count, len(receipts), len(billed)) == (6, 6, 2)
    amounts = [row[receipts[0].index("实收金额" if system == "kingdee" else "金额")] for row in receipts[1:]]
    assert amounts == [1000, 100, 5, -1000, -100]
    assert "=HYPERLINK(1)" in receipts[3]
    assert "银行转账" in receipts[1]
    assert billed[1][billed[0].index("价税合计")] == 500
    assert billed[1][0] == "F1"
    settled = receipts[0].index("结算号" if system == "kingdee" else "票据号")
    assert [row[settled] for row in receipts[1:]] == ["SK1", "SK1", "", "SK1", "SK1"]
    with pytest.raises(InvalidInputError):
        firm.ask(accounting_export.export, file, system, start=days(5), end=days(0), at=at)
    assert (
        firm.ask(accounting_export.export, file, system, start=date(2020, 1, 1), end=date(2020, 2, 1), at=at)
        == 0
    )


def test_a_receipt_has_one_number_in_every_export(tmp_path: Path, firm: Firm, contract: uuid.UUID) -> None:
    for day, amount in ((1, "10"), (2, "20"), (2, "30"), (2, "40"), (3, "50")):
        firm.do(payments.record, firm.buyer, on=days(day), amount=Decimal(amount), reference="00000000")
    file, at = tmp_path / "books.xlsx", datetime(2026, 6, 30, tzinfo=UTC)

    def numbers(start: int) -> dict[Any, str]:
        firm.ask(accounting_export.export, file, "yonyou", start=days(start), end=days(9), at=at)
        rows = sheets(file)["收款单"]
        place = rows[0].index("金额")
        return {row[place]: row[0] for row in rows[1:]}

    first = numbers(0)
    assert first[30] == f"SK-{days(2):%Y%m%d}-0002"
    assert len(set(first.values())) == 5
    assert numbers(2) == {amount: name for amount, name in first.items() if amount != 10}


def test_the_rate_of_foreign_money_is_the_contracts_or_nobodys(tmp_path: Path, firm: Firm) -> None:
    quote = firm.quote("400", total="1000.00", currency="USD", fx_rate=Decimal("7.1"), fx_on=TODAY)
    contract = firm.issued(quote)
    firm.issue_step(contracts.sign, contract, on=TODAY, fx_rate=Decimal("7.1234"))
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal("1100.00"), currency="USD")
    file, at = tmp_path / "books.xlsx", datetime(2026, 6, 30, tzinfo=UTC)
    firm.ask(accounting_export.export, file, "kingdee", start=days(0), end=days(9), at=at)
    head, *rows = sheets(file)["收款单"]
    shown = [[row[head.index(name)] for name in ("实收金额", "汇率", "实收金额本位币")] for row in rows]
    assert shown == [[1000, 7.1234, 7123.4], [100, "", ""]]


def test_statements_that_overlap_are_taken_once(tmp_path: Path, firm: Firm, contract: uuid.UUID) -> None:
    head, same = "日期,收入,对方户名\n", "2026-06-03,100.00,恒岳轴承有限公司\n"
    file = tmp_path / "流水.csv"
    for count, fresh in ((2, 2), (3, 1), (1, 0)):
        file.write_bytes((head + same * count).encode("gb18030"))
        found = [one for one in matched(firm, *bank_statements.read_file(file).lines) if one.match != "taken"]
        assert len(found) == fresh
        firm.do(bank_statements.confirm_all, found)
    assert firm.ask(payment_plans.outstanding, contract) == Decimal("700.00")


def test_the_number_of_another_firm_is_not_ours(firm: Firm, contract: uuid.UUID) -> None:
    number = firm.edit(contract).version.number
    (found,) = matched(firm, line("123", payer="某人", purpose=f"付S{number}货款"))
    assert found.match == "none"
