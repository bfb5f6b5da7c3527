"""A plan of payments is written in a table; what doesn't make the amount never leaves it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from salesdesk.domain import payment_plan, payment_terms
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.services import contracts, payments
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.payments_tab import PaymentsTab
from salesdesk.ui.contracts.plan_dialog import PlanDialog
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests.services.contracting import Firm, days

TERM = payment_terms.TERMS[0]
TOTAL = Decimal("1236547.89")


class Taken:
    """Keeps what a dialog hands on."""

    def __init__(self) -> None:
        self.plans: list[tuple[tuple[PlanLine, ...], str]] = []

    def __call__(self, plan: tuple[PlanLine, ...], term: str) -> None:
        self.plans.append((plan, term))


def opened(qtbot: QtBot, taken: Taken, total: Decimal = TOTAL) -> PlanDialog:
    dialog = PlanDialog(total, "CNY", payment_plan.of_term(TERM.lines), taken)
    qtbot.addWidget(dialog)
    return dialog


def amounts(dialog: PlanDialog) -> list[str]:
    return [str(row.amount) for row in dialog.table.rows.rows]


def test_terms_are_known_again_and_their_amounts_are_shown(qtbot: QtBot) -> None:
    taken = Taken()
    dialog = opened(qtbot, taken)
    QAbstractItemModelTester(dialog.table.rows, QAbstractItemModelTester.FailureReportingMode.Warning, dialog)
    assert dialog.terms.currentData() == TERM.key
    assert amounts(dialog) == ["370964.37", "370964.37", "370964.37", "123654.78"]
    dialog.confirm.click()
    assert taken.plans == [(payment_plan.of_term(TERM.lines), TERM.key)]


def test_own_terms_are_written_cell_by_cell(qtbot: QtBot) -> None:
    taken = Taken()
    dialog = opened(qtbot, taken, Decimal(1000))
    first, *_rest, last = dialog.table.rows.rows
    dialog._write(first, "value", "33.33%")
    dialog._write(first, "offset", "10")
    assert dialog.terms.currentData() == ""
    dialog._write(None, "label", "进度款")
    fresh = dialog.table.rows.rows[-1]
    dialog._write(fresh, "kind", "amount")
    fresh = dialog.table.rows.rows[-1]
    dialog._write(fresh, "value", "10")
    dialog._on_shift(dialog.table.rows.rows[-1], -1)
    assert amounts(dialog) == ["333.30", "300.00", "300.00", "10.00", "56.70"]
    dialog._write(dialog.table.rows.rows[0], "kind", "balance")
    assert [row.line.kind for row in dialog.table.rows.rows].count("balance") == 1
    assert dialog.table.rows.rows[-1].line.share == last.line.share
    dialog._on_remove(dialog.table.rows.rows[1])
    dialog.confirm.click()
    ((plan, term),) = taken.plans
    assert term == ""
    assert sum(payment_plan.split(plan, Decimal(1000), 2)) == 1000


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("value", "abc"),
        ("value", "33.33333%"),
        ("value", "1e9"),
        ("offset", "-1"),
        ("offset", "99999"),
        ("offset", "²"),
        ("fixed_on", "2026-02-31"),
    ],
)
def test_a_cell_that_cannot_stand_is_refused(qtbot: QtBot, key: str, typed: str) -> None:
    dialog = opened(qtbot, Taken())
    before = dialog.lines()
    with pytest.raises(InvalidInputError):
        dialog._write(dialog.table.rows.rows[0], key, typed)
    assert dialog.lines() == before


@pytest.mark.parametrize(("key", "typed"), [("value", "90%"), ("kind", "amount"), ("trigger", "fixed_date")])
def test_a_plan_that_does_not_work_is_told_and_not_taken(qtbot: QtBot, key: str, typed: str) -> None:
    taken = Taken()
    dialog = opened(qtbot, taken)
    if key == "kind":
        dialog._write(dialog.table.rows.rows[-1], key, typed)  # nobody takes the rest any more
    else:
        dialog._write(dialog.table.rows.rows[0], key, typed)
    assert dialog.told.text()
    dialog.confirm.click()
    assert dialog.problem()
    assert not taken.plans


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shares=st.lists(st.integers(1, 30), min_size=1, max_size=3), minor=st.integers(1, 10**12))
def test_what_is_shown_always_makes_the_whole(qtbot: QtBot, shares: list[int], minor: int) -> None:
    total = Decimal(minor).scaleb(-2)
    lines = [PlanLine(kind="percent", trigger="signed", share=Decimal(share) / 100) for share in shares]
    dialog = PlanDialog(total, "CNY", [*lines, PlanLine(kind="balance", trigger="delivered")], Taken())
    qtbot.addWidget(dialog)
    assert sum(row.amount for row in dialog.table.rows.rows if row.amount is not None) == total


def tab_of(firm: Firm, qtbot: QtBot, contract: object) -> PaymentsTab:
    data = Data(firm.workspace)
    tab = PaymentsTab(PageContext(data, Background(), Preferences()), Desk(data, contract))  # type: ignore[arg-type]
    qtbot.addWidget(tab)
    tab.show_contract(contract)  # type: ignore[arg-type]
    return tab


def test_the_plan_of_a_draft_is_changed_as_one_step(workspace: Workspace, qtbot: QtBot) -> None:
    firm = Firm(workspace)
    contract = firm.contract(firm.quote("500"))
    tab = tab_of(firm, qtbot, contract)
    assert not tab.change.isHidden()
    tab.change.click()
    dialog = tab.findChild(PlanDialog)
    assert dialog is not None
    dialog._write(dialog.table.rows.rows[0], "value", "50%")
    dialog._write(dialog.table.rows.rows[1], "value", "40%")
    dialog.confirm.click()
    plan = firm.ask(contracts.edit, contract).draft.plan
    assert [line.share for line in plan][:2] == [Decimal("0.5"), Decimal("0.4")]
    assert [str(row.share) for row in tab.plan.rows()][:2] == ["0.5", "0.4"]
    tab._data.undo()
    assert firm.ask(contracts.edit, contract).draft.plan[0].share == Decimal("0.3")


def test_only_what_nothing_was_paid_of_is_agreed_anew(workspace: Workspace, qtbot: QtBot) -> None:
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(100))
    tab = tab_of(firm, qtbot, contract)
    tab.change.click()
    dialog = tab.findChild(PlanDialog)
    assert dialog is not None
    assert dialog.total == 700
    dialog._write(dialog.table.rows.rows[0], "value", "500")
    dialog.confirm.click()
    rows = [row for row in tab.plan.rows() if row.status != "void"]
    assert [str(row.amount) for row in rows] == ["300.00", "500.00", "200.00"]
    assert rows[0].paid == 100
    assert sum(row.amount for row in rows) == 1000
