"""What is asked when the customer has signed, or the opportunity is lost or taken up again."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from salesdesk.services import opportunities, pipelines
from salesdesk.storage.records import Attachment, Competitor, GateWaiver, Opportunity, Rival, Stage
from salesdesk.ui.widgets.gates.loss import LossDialog
from salesdesk.ui.widgets.gates.parts import LinkPart, TextPart, TickPart
from salesdesk.ui.widgets.gates.picks import CustomerPart
from salesdesk.ui.widgets.gates.signing import SigningDialog
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.ui.widgets.gates.conftest import Desk

TODAY = date.today()  # noqa: DTZ011 - the day of signing is a local date


def signing(desk: Desk) -> SigningDialog:
    """Return the dialog that asks for the signature."""
    desk.flow.win(desk.card)
    found = [one for one in desk.page.findChildren(SigningDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def losing(desk: Desk) -> LossDialog:
    """Return the dialog that asks why."""
    desk.flow.lose(desk.card)
    found = desk.page.findChild(LossDialog)
    assert isinstance(found, LossDialog)
    return found


def confirm(desk: Desk, dialog: SigningDialog | LossDialog) -> None:
    desk.qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)


def test_date_and_amount_stand_there_already_and_return_records_them(desk: Desk) -> None:
    dialog = signing(desk)
    assert dialog._missing.isHidden()
    desk.qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    row = desk.row()
    assert (row.status, row.closed_on, row.amount_minor, desk.stage()) == ("won", TODAY, 12_000_000, 6)


def test_what_is_typed_is_understood(desk: Desk) -> None:
    dialog = signing(desk)
    dialog.date.setText("昨天")
    dialog.amount.setText("12.5万")
    confirm(desk, dialog)
    assert (desk.row().closed_on, desk.row().amount_minor) == (TODAY - timedelta(days=1), 12_500_000)


@pytest.mark.parametrize(
    ("field", "typed"), [("date", "soon"), ("amount", "much"), ("amount", ""), ("amount", "0")]
)
def test_what_is_not_understood_is_not_taken(desk: Desk, field: str, typed: str) -> None:
    dialog = signing(desk)
    getattr(dialog, field).setText(typed)
    confirm(desk, dialog)
    assert dialog.isVisible()
    assert dialog.problem()
    assert desk.row().status == "open"
    dialog.reject()


def test_the_currency_of_the_opportunity_is_shown(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "currency", "USD"))
    assert "$" in signing(desk).amount.accessibleName()


def test_escape_leaves_everything_as_it_was_and_the_focus_goes_back(desk: Desk) -> None:
    dialog, before = signing(desk), desk.operations()
    with desk.qtbot.waitSignal(desk.flow.returned) as back:
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert back.args == [desk.card]
    assert desk.operations() == before


def test_return_on_cancel_records_nothing(desk: Desk) -> None:
    dialog = signing(desk)
    desk.qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert desk.row().status == "open"


def test_the_amount_of_the_signature_is_the_one_that_a_gate_asks_for(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "amount_minor", None))
    desk.require("amount", place=5)
    dialog = signing(desk)
    assert dialog.panel.parts == {}
    assert dialog._missing.text() == "还差 1 项，上方还缺：金额"
    dialog.amount.setText("12万")
    assert dialog._missing.isHidden()
    confirm(desk, dialog)
    assert desk.row().status == "won"


def test_the_signed_file_fills_the_slot_of_the_last_gate(desk: Desk, tmp_path: Path) -> None:
    slot = desk.item("evidence", "双方签章合同", place=5)
    paper = tmp_path / "合同.txt"
    paper.write_bytes(b"signed")
    dialog = signing(desk)
    assert dialog.panel.parts == {}
    confirm(desk, dialog)
    assert dialog.problem() == "还差 1 项，上方还缺：双方签章合同"
    dialog.slot.take([paper])
    confirm(desk, dialog)
    assert dialog.isVisible()
    desk.qtbot.waitUntil(lambda: not dialog.slot.busy)
    confirm(desk, dialog)
    assert desk.row().status == "won"
    (row,) = desk.all(Attachment)
    assert (row.stage_item_id, row.purpose) == (slot, "signature")


def test_without_such_a_slot_it_is_kept_as_the_signature(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "PO.txt"
    paper.write_bytes(b"order")
    dialog = signing(desk)
    dialog.slot.take([paper])
    desk.qtbot.waitUntil(lambda: not dialog.slot.busy)
    confirm(desk, dialog)
    (row,) = desk.all(Attachment)
    assert (row.stage_item_id, row.purpose, row.name) == (None, "signature", "PO.txt")
    desk.data.undo()
    assert (desk.row().status, desk.all(Attachment)) == ("open", [])


def test_the_customer_is_filled_in_there_whether_a_gate_asks_for_him_or_not(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "customer_id", None))
    dialog = signing(desk)
    confirm(desk, dialog)
    assert desk.row().status == "open"
    customer = dialog.panel.parts["customer"]
    assert isinstance(customer, CustomerPart)
    customer.field.setText("恒岳轴承")
    confirm(desk, dialog)
    assert (desk.row().status, desk.row().customer_id) == ("won", desk.customer)


def test_a_customer_can_not_be_let_pass(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "customer_id", None))
    desk.require("need")
    dialog = signing(desk)
    dialog.waiver.link.click()
    dialog.waiver.field.setText("急单")
    confirm(desk, dialog)
    assert desk.row().status == "open"
    assert dialog.isVisible()
    dialog.reject()


def test_a_manager_lets_the_signature_pass_with_a_reason(desk: Desk) -> None:
    desk.require("need", place=2)
    dialog = signing(desk)
    dialog.waiver.link.click()
    dialog.waiver.field.setText("客户急用")
    confirm(desk, dialog)
    assert desk.row().status == "won"
    assert [row.reason for row in desk.all(GateWaiver)] == ["客户急用"]


def test_what_is_missing_ahead_is_filled_in_with_it(desk: Desk) -> None:
    desk.require("need budget")
    tick = desk.item("check", "条款一致", place=4)
    dialog = signing(desk)
    assert dialog._missing.text() == "还差 3 项"
    for key, typed in (("need", "扩产"), ("budget", "80万")):
        part = dialog.panel.parts[key]
        assert isinstance(part, TextPart)
        part.line.setText(typed)
    box = dialog.panel.parts[tick]
    assert isinstance(box, TickPart)
    box.box.setChecked(True)
    confirm(desk, dialog)
    assert (desk.row().status, desk.row().need) == ("won", "扩产")


def test_what_is_worked_out_elsewhere_leads_there_and_signs_nothing(desk: Desk) -> None:
    desk.require("requirements")
    dialog = signing(desk)
    part = dialog.panel.parts["requirements"]
    assert isinstance(part, LinkPart)
    with desk.qtbot.waitSignal(desk.flow.open_requested) as asked:
        part.link.click()
    assert asked.args == ["opportunity", desk.card]
    assert desk.row().status == "open"


def test_one_that_was_changed_meanwhile_is_looked_at_again_and_nothing_is_lost(desk: Desk) -> None:
    desk.require("need")
    dialog = signing(desk)
    part = dialog.panel.parts["need"]
    assert isinstance(part, TextPart)
    part.line.setText("扩产")
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "remark", "别的"))
    confirm(desk, dialog)
    assert dialog.isVisible()
    assert dialog.problem()
    assert part.line.text() == "扩产"
    confirm(desk, dialog)
    assert desk.row().status == "won"


def test_a_stage_behind_the_sale_is_reached_through_the_signature(desk: Desk) -> None:
    desk.flow.move(desk.card, desk.stages[7])
    dialog = desk.page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    confirm(desk, dialog)
    assert (desk.row().status, desk.stage()) == ("won", 6)


def test_the_last_stage_before_the_signature_offers_it(desk: Desk) -> None:
    desk.require("need", place=4)
    desk.act(opportunities.move, desk.card, desk.stages[4])
    popover = desk.ask(5)
    assert popover.signed.isVisible()
    popover.signed.click()
    assert popover.isHidden()
    dialog = desk.page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    dialog.reject()


def test_a_won_stage_takes_the_card(desk: Desk) -> None:
    small = desk.act(pipelines.add_from_template, "sme4")
    desk.act(factories.open_gates)
    stages = desk.data.read(_stages_of, small)
    card = desk.act(factories.opportunity, customer_id=desk.customer, stage_id=stages[0], amount_minor=100)
    desk.flow.move(card, stages[-1])
    dialog = desk.page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    confirm(desk, dialog)
    with desk.workspace.read() as session:
        row = session.get_one(Opportunity, card)
        assert (row.status, row.stage_id) == ("won", stages[-1])


def _stages_of(session: Session, pipeline_id: uuid.UUID) -> list[uuid.UUID]:
    query = select(Stage.id).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position)
    return list(session.scalars(query))


# --- losing -----------------------------------------------------------------------------------------------------


def test_a_loss_needs_a_reason_and_to_whom(desk: Desk) -> None:
    dialog = losing(desk)
    confirm(desk, dialog)
    assert dialog.problem()
    dialog.reason.setCurrentIndex(dialog.reason.findData("price"))
    confirm(desk, dialog)
    assert dialog.problem()
    assert desk.row().status == "open"
    dialog.lost_to.setEditText("大族激光")
    confirm(desk, dialog)
    row = desk.row()
    assert (row.status, row.loss_reason, row.lost_to) == ("lost", "price", "competitor")
    assert [(one.id, one.name) for one in desk.all(Competitor)] == [(row.lost_to_id, "大族激光")]


@pytest.mark.parametrize(("typed", "code"), [("没有竞争对手", "nobody"), ("不清楚", "unknown")])
def test_it_may_be_lost_to_nobody_or_nobody_knows(desk: Desk, typed: str, code: str) -> None:
    dialog = losing(desk)
    dialog.reason.setCurrentIndex(dialog.reason.findData("no_decision"))
    dialog.lost_to.setEditText(typed)
    confirm(desk, dialog)
    assert (desk.row().lost_to, desk.row().lost_to_id, desk.all(Competitor)) == (code, None, [])


def test_a_known_competitor_is_found_by_a_part_and_the_own_rivals_come_first(desk: Desk) -> None:
    rows = [Competitor(name=name) for name in ("北方重工", "大族激光", "通快")]
    desk.act(lambda session: session.add_all(rows))
    known = {row.name: row.id for row in desk.all(Competitor)}
    desk.act(lambda session: session.add(Rival(opportunity_id=desk.card, competitor_id=known["通快"])))
    dialog = losing(desk)
    names = [dialog.lost_to.itemText(row) for row in range(dialog.lost_to.count())]
    assert names == ["没有竞争对手", "不清楚", "通快", "北方重工", "大族激光"]
    fitting = dialog.lost_to.completer()
    assert fitting is not None
    fitting.setCompletionPrefix("激光")
    assert fitting.completionCount() == 1
    dialog.reason.setCurrentIndex(dialog.reason.findData("price"))
    dialog.lost_to.setEditText(fitting.currentCompletion())
    confirm(desk, dialog)
    assert desk.row().lost_to_id == known["大族激光"]
    assert len(desk.all(Competitor)) == 3


def test_another_reason_needs_words(desk: Desk) -> None:
    dialog = losing(desk)
    dialog.reason.setCurrentIndex(dialog.reason.findData("other"))
    dialog.lost_to.setEditText("不清楚")
    confirm(desk, dialog)
    assert dialog.problem()
    assert desk.row().status == "open"
    dialog.note.setText("项目取消")
    confirm(desk, dialog)
    assert (desk.row().status, desk.row().loss_note) == ("lost", "项目取消")


def test_nobody_chooses_that_no_reason_was_given(desk: Desk) -> None:
    assert losing(desk).reason.findData("unspecified") == -1


def test_a_stale_loss_is_told_and_stays(desk: Desk) -> None:
    dialog = losing(desk)
    dialog.reason.setCurrentIndex(dialog.reason.findData("price"))
    dialog.lost_to.setEditText("不清楚")
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "remark", "别的"))
    confirm(desk, dialog)
    assert dialog.isVisible()
    assert dialog.problem()
    assert desk.row().status == "open"
    dialog.reject()


# --- taking up again ----------------------------------------------------------------------------------------------


def test_a_lost_one_is_taken_up_again_as_a_new_one_that_is_opened(desk: Desk) -> None:
    desk.act(opportunities.lose, desk.card, reason="price", lost_to="unknown")
    with desk.qtbot.waitSignal(desk.flow.open_requested) as opened:
        desk.flow.reopen(desk.card, "磨床")
    assert opened.args is not None
    kind, made = opened.args
    with desk.workspace.read() as session:
        row = session.get_one(Opportunity, made)
    assert (kind, row.reopened_from_id, row.status) == ("opportunity", desk.card, "open")
    assert desk.row().status == "lost"
    desk.data.undo()
    assert [one.id for one in desk.all(Opportunity)] == [desk.card]
