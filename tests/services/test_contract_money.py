"""Whatever is done with the money of contracts, in every order: the parts make the amount, what is paid stays."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from salesdesk.domain.contract_version import plan_amounts
from salesdesk.domain.errors import InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.payment_terms import Trigger
from salesdesk.domain.receivables import Allocation, proposed
from salesdesk.services import (
    contract_payments,
    contracts,
    history,
    invoices,
    legal_reviews,
    milestones,
    payment_plans,
    payments,
)
from salesdesk.services.check import check
from salesdesk.storage.records import Receipt
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import filling
from tests.services.contracting import TODAY, Firm, days

TRIGGERS: Final[tuple[Trigger, ...]] = ("signed", "delivered", "sat_passed", "warranty_end", "fixed_date")


class Deal:
    """A signed contract to which anything happens, drawn by chance; what the program refuses changes nothing."""

    def __init__(self, firm: Firm, chance: random.Random, currency: str) -> None:
        self.firm, self.chance, self.currency = firm, chance, currency
        self.scale = 0 if currency == "JPY" else 2
        self.more = (
            {} if currency == "CNY" else {"currency": currency, "fx_rate": Decimal("0.05"), "fx_on": TODAY}
        )
        self.contract = firm.contract(self.quote())
        firm.save(self.contract, plan=self.plan())
        firm.reviewed(firm.filled(self.contract))
        firm.issue_step(contracts.issue, self.contract)
        rate = None if currency == "CNY" else Decimal("0.05")
        firm.issue_step(contracts.sign, self.contract, on=TODAY, fx_rate=rate)

    def amount(self, most: int = 100_000) -> Decimal:
        return Decimal(self.chance.randint(1, most)).scaleb(-self.scale)

    def quote(self) -> uuid.UUID:
        return self.firm.quote("40000", total=str(self.amount()), **self.more)

    def plan(self) -> tuple[PlanLine, ...]:
        """Draw a plan: shares, fixed amounts that are small, the balance anywhere."""
        chance, lines = self.chance, []
        for _number in range(chance.randint(0, 4)):
            day = days(chance.randint(0, 90))
            trigger = chance.choice(TRIGGERS)
            fixed_on = day if trigger == "fixed_date" else None
            common: dict[str, Any] = {
                "trigger": trigger,
                "fixed_on": fixed_on,
                "offset_days": chance.choice((0, 7)),
            }
            if chance.random() < 0.8:
                share = Decimal(chance.randint(1, 2_499)).scaleb(-4)
                lines.append(
                    PlanLine(kind="percent", share=share, retention=trigger == "warranty_end", **common)
                )
            else:
                lines.append(PlanLine(kind="amount", amount=self.amount(3), **common))
        lines.insert(chance.randint(0, len(lines)), PlanLine(kind="balance", trigger="delivered"))
        return tuple(lines)

    # --- what happens -------------------------------------------------------------------------------------------

    def pay(self) -> None:
        self.firm.do(
            payments.record,
            self.firm.buyer,
            on=days(self.chance.randint(0, 40)),
            amount=self.amount(60_000),
            currency=self.currency,
        )

    def pay_one(self) -> None:
        """Pay a whole instalment, or a part of it, in whatever order."""
        open_ones = [row for row in self.firm.plan(self.contract) if row.outstanding]
        if not open_ones:
            return
        row = self.chance.choice(open_ones)
        share = row.outstanding if self.chance.random() < 0.5 else min(row.outstanding, self.amount(500))
        self.firm.do(
            payments.record,
            self.firm.buyer,
            on=days(2),
            amount=share + (self.amount(100) if self.chance.random() < 0.3 else 0),
            currency=self.currency,
            allocations=[Allocation(row.id, share)],
        )

    def _receipt(self) -> uuid.UUID:
        with self.firm.workspace.read() as session:
            found = session.scalars(select(Receipt.id).where(Receipt.deleted_at.is_(None))).all()
        return self.chance.choice([*found, uuid.uuid4()])

    def reverse(self) -> None:
        self.firm.do(payments.reverse, self._receipt(), on=days(50), reason="退票")

    def spread(self) -> None:
        parts = self.firm.ask(payments.open_parts, self.firm.buyer, self.currency)
        mixed = self.chance.sample(parts, len(parts))[:2]
        self.firm.do(payments.spread, self._receipt(), proposed(self.amount(20_000), mixed))

    def happen(self) -> None:
        kind = self.chance.choice(("delivered", "sat_passed"))
        self.firm.do(
            milestones.record, self.contract, kind, on=days(self.chance.randint(0, 60)), result="passed"
        )

    def resplit(self) -> None:
        self.firm.do(payment_plans.resplit, self.contract, self.plan())

    def amend(self) -> None:
        quote = self.quote() if self.chance.random() < 0.6 else None
        self.firm.do(contracts.amend, self.contract, reason="变更", today=days(3), quote_id=quote)
        if self.chance.random() < 0.4:
            self.firm.save(self.contract, plan=self.plan())
        self.firm.reviewed(self.contract)
        self.firm.issue_step(contracts.issue, self.contract)

    def sign(self) -> None:
        self.firm.issue_step(contracts.sign, self.contract, on=days(5))

    def void(self) -> None:
        self.firm.do(contracts.void, self.contract, reason="不改了")

    def terminate(self) -> None:
        if self.chance.random() < 0.3:
            total = self.firm.edit(self.contract).version.amounts.gross
            kept = min(self.amount(), total)
            self.firm.issue_step(contracts.terminate, self.contract, on=days(60), reason="违约", kept=kept)

    def complete(self) -> None:
        self.firm.do(contracts.complete, self.contract, on=days(70))

    def undo(self) -> None:
        history.undo(self.firm.workspace)

    def redo(self) -> None:
        history.redo(self.firm.workspace)

    def invoice(self) -> None:
        self.firm.do(invoices.request, self.contract, amount=self.amount(40_000), on=days(3))

    def bill(self) -> None:
        found = self.firm.ask(invoices.of_contract, self.contract)
        if not found:
            return
        row, number = self.chance.choice(found), f"{self.chance.randint(1, 10**9)}"
        match self.chance.randint(0, 2):
            case 0:
                self.firm.do(invoices.issue, row.id, number=number, on=days(4))
            case 1:
                self.firm.do(invoices.void, row.id, reason="x")
            case _:
                self.firm.do(invoices.red, row.id, number=number, on=days(5), reason="x")

    def steps(self) -> list[Callable[[], None]]:
        often = [self.pay, self.pay_one, self.pay_one, self.undo, self.redo, self.reverse, self.spread]
        seldom = [self.happen, self.resplit, self.amend, self.sign, self.void, self.terminate, self.complete]
        return [*often, *seldom, self.sign, self.invoice, self.bill]

    # --- what must hold -------------------------------------------------------------------------------------------

    def paid(self) -> dict[uuid.UUID, tuple[Decimal, date | None]]:
        return {
            row.id: (row.amount, row.due_on) for row in self.firm.plan(self.contract) if row.status == "done"
        }

    def hold(self) -> None:
        """Check every sum that is stored, and that plan, receipts and invoices say the same as the contract."""
        with self.firm.workspace.read() as session:
            assert check(session).problems == ()
            shown = contract_payments.load(session, self.contract, today=days(80))
        plan = [row for row in shown.plan if row.status != "void"]
        assert all(0 <= row.paid <= row.amount for row in plan)
        assert all(not row.paid for row in shown.plan if row.status == "void")
        if shown.state != "terminated":
            assert sum((row.amount for row in plan), Decimal(0)) == shown.total
            assert shown.received + shown.outstanding == shown.total
        assert shown.state != "completed" or not shown.outstanding
        assert not [row.free for row in shown.receipts if row.free < 0 and row.reverses is None]


@pytest.mark.parametrize("currency", ["CNY", "JPY"])
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_the_parts_make_the_amount_whatever_happens(tmp_path: Path, currency: str, seed: int) -> None:
    run(tmp_path, currency, seed, 14)


def run(folder: Path, currency: str, seed: int, steps: int) -> None:
    """Do so many things with one contract, and check after each."""
    workspace = filling.new_workspace(folder / f"{uuid.uuid4()}.salesdesk")
    try:
        deal = Deal(Firm(workspace), random.Random(seed), currency)
        for _number in range(steps):
            _try(deal, deal.chance.choice(deal.steps()))
    finally:
        workspace.close()


def _try(deal: Deal, step: Callable[[], None]) -> None:
    before = deal.paid()
    try:
        step()
    except SalesDeskError:
        assert deal.paid() == before
    deal.hold()
    if step.__name__ not in ("reverse", "spread", "undo", "redo"):
        after = deal.paid()
        assert {key: after.get(key) for key in before} == before


# --- what is agreed anew, and amendments ----------------------------------------------------------------------------


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def contract(firm: Firm) -> uuid.UUID:
    """Give a signed contract over 1,000.00: 30 % at once, 60 % by the site test, 10 % after the warranty."""
    return firm.signed(firm.quote("400", total="1000.00"))


def pay(firm: Firm, amount: str) -> uuid.UUID:
    return firm.do(payments.record, firm.buyer, on=days(2), amount=Decimal(amount))


def begin(firm: Firm, contract: uuid.UUID, total: str = "", **values: Any) -> None:
    """Begin an amendment, to another total if there is one."""
    quote = firm.quote("400", total=total) if total else None
    firm.do(contracts.amend, contract, reason="变更", today=days(3), quote_id=quote)
    if values:
        firm.save(contract, **values)


def amend(firm: Firm, contract: uuid.UUID, total: str = "", **values: Any) -> list[tuple[str, str]]:
    """Have an amendment signed, and return the parts that stand."""
    begin(firm, contract, total, **values)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=days(4))
    return standing(firm, contract)


def standing(firm: Firm, contract: uuid.UUID) -> list[tuple[str, str]]:
    return [(row.trigger, str(row.amount)) for row in firm.plan(contract) if row.status != "void"]


def by(trigger: Trigger, share: str = "", amount: str = "", **values: Any) -> PlanLine:
    """Return a part of a plan; the balance where neither share nor amount is said."""
    return PlanLine(
        kind="percent" if share else "amount" if amount else "balance",
        trigger=trigger,
        share=Decimal(share) if share else None,
        amount=Decimal(amount) if amount else None,
        **values,
    )


def test_an_amendment_of_other_things_leaves_what_was_agreed_anew(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "300")
    plan = [by("fixed_date", share="0.5", fixed_on=days(30)), by("fixed_date", fixed_on=days(60))]
    firm.do(payment_plans.resplit, contract, plan)
    expected = [("signed", "300.00"), ("fixed_date", "350.00"), ("fixed_date", "350.00")]
    assert standing(firm, contract) == expected
    begin(firm, contract)
    printed = firm.edit(contract).version
    assert [str(amount) for amount in plan_amounts(printed)] == ["300.00", "350.00", "350.00"]
    firm.do(contracts.void, contract, reason="x")
    assert amend(firm, contract) == expected
    assert amend(firm, contract, "1100.00") == [*expected[:2], ("fixed_date", "450.00")]
    assert amend(firm, contract, "700.00") == [*expected[:2], ("fixed_date", "50.00")]


def test_an_amendment_begins_with_what_was_signed_so_that_nothing_is_judged_anew(
    firm: Firm, contract: uuid.UUID
) -> None:
    before = firm.edit(contract).version.plan
    pay(firm, "400")
    begin(firm, contract)
    assert firm.edit(contract).version.plan == before
    assert not any(point.reopened for point in firm.ask(legal_reviews.review, contract).points)


@pytest.mark.parametrize("total", ["1200.00", "800.00", "1000.00"])
def test_the_paper_of_an_amendment_has_the_payments_that_it_makes(
    firm: Firm, contract: uuid.UUID, total: str
) -> None:
    pay(firm, "300")
    begin(firm, contract, total)
    printed = plan_amounts(firm.edit(contract).version)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=days(4))
    plan = firm.plan(contract)
    assert [row.amount for row in plan] == list(printed)
    assert (plan[0].amount, [row.status for row in plan].count("void")) == (Decimal(300), 0)


def test_what_was_taken_back_stays_what_an_amendment_of_other_things_says(
    firm: Firm, contract: uuid.UUID
) -> None:
    receipt = pay(firm, "300")
    amend(firm, contract, "1200.00")
    firm.do(payments.reverse, receipt, on=days(5), reason="退票")
    before = standing(firm, contract)
    assert before[0] == ("signed", "300.00")
    begin(firm, contract)
    assert [str(amount) for amount in plan_amounts(firm.edit(contract).version)] == [a for _t, a in before]
    firm.do(contracts.void, contract, reason="x")
    assert amend(firm, contract) == before


def test_what_is_paid_in_part_goes_down_to_what_was_paid(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "350")
    one = (by("delivered"),)
    assert amend(firm, contract, "500.00", plan=one) == [("signed", "300.00"), ("sat_passed", "200.00")]
    begin(firm, contract, "349.99", plan=one)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    with pytest.raises(RuleError):
        firm.issue_step(contracts.sign, contract, on=days(4))


def test_a_part_that_was_paid_before_its_turn_is_taken_from_its_own_line(
    firm: Firm, contract: uuid.UUID
) -> None:
    second = firm.plan(contract)[1]
    firm.do(
        payments.record,
        firm.buyer,
        on=days(2),
        amount=Decimal(600),
        allocations=[Allocation(second.id, Decimal(600))],
    )
    plan = (by("signed", share="0.3"), by("sat_passed", share="0.6"), by("delivered"))
    assert amend(firm, contract, plan=plan) == [
        ("sat_passed", "600.00"),
        ("signed", "300.00"),
        ("delivered", "100.00"),
    ]


def test_fixed_amounts_give_way_to_a_smaller_whole(firm: Firm) -> None:
    contract = firm.contract(firm.quote("400", total="1000.00"))
    firm.save(contract, plan=(by("signed", amount="700"), by("delivered", amount="200"), by("sat_passed")))
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert amend(firm, contract, "750.00") == [("signed", "700.00"), ("delivered", "50.00")]


def test_the_money_of_an_amendment_counts_before_a_contract_is_complete(
    firm: Firm, contract: uuid.UUID
) -> None:
    pay(firm, "1000")
    begin(firm, contract, "1100.00")
    with pytest.raises(RuleError):
        firm.do(contracts.complete, contract, on=days(4))
    firm.do(contracts.void, contract, reason="x")
    firm.do(contracts.complete, contract, on=days(4))


def test_what_stays_of_a_terminated_contract_gets_its_days(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "150")
    firm.issue_step(contracts.terminate, contract, on=days(9), reason="违约", kept=Decimal(400))
    firm.do(payment_plans.resplit, contract, [by("fixed_date", fixed_on=days(30))])
    assert standing(firm, contract) == [("signed", "150.00"), ("fixed_date", "250.00")]
    shown = firm.ask(contract_payments.load, contract, today=days(10))
    assert (shown.total, shown.received, shown.outstanding) == (Decimal(400), Decimal(150), Decimal(250))
    with firm.workspace.read() as session:
        assert check(session).ok


def test_what_stays_of_a_terminated_contract_is_invoiced_and_no_more(firm: Firm, contract: uuid.UUID) -> None:
    tax = firm.edit(contract).version.amounts.tax
    first = firm.do(invoices.request, contract, amount=Decimal(300), on=days(1))
    firm.issue_step(contracts.terminate, contract, on=days(9), reason="违约", kept=Decimal(400))
    with pytest.raises(RuleError):
        firm.do(invoices.request, contract, amount=Decimal("100.01"), on=days(10))
    assert firm.ask(contract_payments.load, contract, today=days(10)).billable
    firm.do(invoices.request, contract, amount=Decimal(100), on=days(10))
    assert not firm.ask(contract_payments.load, contract, today=days(10)).billable
    bills = firm.ask(invoices.of_contract, contract)
    assert sum((one.gross for one in bills), Decimal(0)) == Decimal(400)
    assert sum((one.tax for one in bills), Decimal(0)) == round(tax * Decimal("0.4"), 2)
    firm.do(invoices.void, first, reason="x")
    firm.do(invoices.request, contract, amount=Decimal(300), on=days(11))


# --- days ---------------------------------------------------------------------------------------------------------


def test_ends_and_signatures_lie_between_the_signature_and_today(firm: Firm, contract: uuid.UUID) -> None:
    pay(firm, "1000")
    tomorrow = now().astimezone().date() + timedelta(days=1)
    for on in (tomorrow, days(-1)):
        with pytest.raises(InvalidInputError):
            firm.do(contracts.complete, contract, on=on)
        with pytest.raises(InvalidInputError):
            firm.issue_step(contracts.terminate, contract, on=on, reason="x", kept=Decimal(1000))
    begin(firm, contract)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    with pytest.raises(InvalidInputError):
        firm.issue_step(contracts.sign, contract, on=days(-1))


def test_no_day_is_so_far_away_that_nobody_can_count_to_it(firm: Firm, contract: uuid.UUID) -> None:
    far = date(9999, 12, 31)
    with pytest.raises(InvalidInputError):
        firm.do(milestones.record, contract, "warranty_end", on=far)
    with pytest.raises(InvalidInputError):
        firm.do(payment_plans.resplit, contract, [by("fixed_date", fixed_on=far, offset_days=30)])
    row = firm.plan(contract)[1]
    with pytest.raises(InvalidInputError):
        firm.do(payment_plans.plan_again, row.id, far, row_version=row.row_version)


def test_amounts_that_are_none_are_refused(firm: Firm, contract: uuid.UUID) -> None:
    for amount in (Decimal("NaN"), Decimal("Infinity"), Decimal("1e30"), Decimal("-0.01")):
        with pytest.raises(InvalidInputError):
            firm.do(payments.record, firm.buyer, on=TODAY, amount=amount)
        with pytest.raises(InvalidInputError):
            firm.do(invoices.request, contract, amount=amount, on=TODAY)
        with pytest.raises(SalesDeskError):
            firm.issue_step(contracts.terminate, contract, on=TODAY, reason="x", kept=amount)


def test_a_cancelled_invoice_sets_nothing_due(firm: Firm) -> None:
    contract = firm.contract(firm.quote("400", total="1000.00"))
    firm.save(contract, plan=(by("invoice_issued", offset_days=5),))
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    first, second = (
        firm.do(invoices.request, contract, amount=Decimal(400), on=days(1)) for _number in range(2)
    )
    firm.do(invoices.issue, first, number="1", on=days(1))
    firm.do(invoices.issue, second, number="2", on=days(3))
    assert firm.plan(contract)[0].due_on == days(6)
    firm.do(invoices.red, first, number="3", on=days(4), reason="抬头错")
    assert firm.plan(contract)[0].due_on == days(8)
    firm.do(invoices.red, second, number="4", on=days(4), reason="抬头错")
    assert firm.plan(contract)[0].due_on is None
