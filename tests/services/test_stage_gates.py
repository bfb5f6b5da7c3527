"""The gates between the stages hold on every way through the services."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.stage_gate import GateError
from salesdesk.services import evidence, opportunities, stage_gates
from salesdesk.services.evidence import StoredFile
from salesdesk.storage.records import GateWaiver, Opportunity, OpportunityItem, Pipeline, StageItem
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

FILE = StoredFile("合同.pdf", 3, "a" * 64)
TODAY = date(2026, 6, 30)


class Desk:
    """A workspace whose first stage asks for a need, a tick and a file; the second one for an amount."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            first, second, *_others = factories.stages(session)
            first.required_fields = "need"
            second.required_fields = "amount"
            self.check = self._item(session, kind="check", text="现场看过")
            self.slot = self._item(session, kind="evidence", text="需求文档")
            self._item(session, kind="check", text="可以不做", required=False)
            self.customer = factories.customer(session)
            self.card = factories.opportunity(session, customer_id=self.customer)

    def _item(self, session: Session, **values: Any) -> uuid.UUID:
        row = StageItem(stage_id=self.stages[0], **({"required": True} | values))
        session.add(row)
        session.flush()
        return row.id

    def act(self, fn: Callable[..., Any], *args: Any, person: uuid.UUID | None = None, **options: Any) -> Any:
        with self.workspace.write(STEP, person=person) as write:
            return fn(write.session, *args, **options)

    def missing(self, target: uuid.UUID | None) -> list[str]:
        with self.workspace.read() as session:
            found = stage_gates.check(session, self.card, target, person=None)
        return [gap.code or gap.text for gap in found.gaps]

    def person(self, role: str) -> uuid.UUID:
        return self.act(factories.person, role=role)  # type: ignore[no-any-return]  # what a factory returns

    def tick(self) -> None:
        def add(session: Session) -> None:
            session.add(
                OpportunityItem(
                    opportunity_id=self.card,
                    stage_id=self.stages[0],
                    stage_item_id=self.check,
                    done_at=now(),
                )
            )

        self.act(add)

    def fulfil(self) -> None:
        self.act(opportunities.change, self.card, "need", "扩产一条线")
        self.tick()
        self.act(evidence.attach, self.card, FILE, stage_item_id=self.slot)

    def stage(self) -> uuid.UUID:
        with self.workspace.read() as session:
            return session.get_one(Opportunity, self.card).stage_id


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    yield Desk(workspace)
    workspace.close()


def test_what_is_missing_is_told_in_order(desk: Desk) -> None:
    assert desk.missing(desk.stages[1]) == ["need", "现场看过", "需求文档"]


def test_a_skip_passes_the_gates_of_every_stage_that_it_leaves(desk: Desk) -> None:
    assert desk.missing(desk.stages[3]) == ["need", "现场看过", "需求文档", "amount"]


def test_a_closed_gate_refuses_the_move_and_changes_nothing(desk: Desk) -> None:
    with pytest.raises(GateError, match="需求文档"):
        desk.act(opportunities.move, desk.card, desk.stages[1])
    assert desk.stage() == desk.stages[0]


def test_each_thing_that_is_done_leaves_the_list(desk: Desk) -> None:
    desk.act(opportunities.change, desk.card, "need", "扩产一条线")
    assert desk.missing(desk.stages[1]) == ["现场看过", "需求文档"]
    desk.tick()
    assert desk.missing(desk.stages[1]) == ["需求文档"]
    desk.act(evidence.attach, desk.card, FILE, stage_item_id=desk.slot)
    desk.act(opportunities.move, desk.card, desk.stages[1])
    assert desk.stage() == desk.stages[1]


def test_a_file_in_another_slot_or_none_proves_nothing(desk: Desk) -> None:
    desk.act(evidence.attach, desk.card, FILE)
    assert "需求文档" in desk.missing(desk.stages[1])


def test_an_item_of_the_opportunity_itself_closes_its_gate_too(desk: Desk) -> None:
    desk.fulfil()
    own = OpportunityItem(opportunity_id=desk.card, stage_id=desk.stages[0], text="环评批复", required=True)
    desk.act(lambda session: session.add(own))
    assert desk.missing(desk.stages[1]) == ["环评批复"]


def test_back_and_within_the_stage_there_is_no_gate(desk: Desk) -> None:
    desk.fulfil()
    desk.act(opportunities.move, desk.card, desk.stages[1])
    desk.act(opportunities.move, desk.card, desk.stages[0])
    desk.act(opportunities.move, desk.card, desk.stages[0], position=0)
    assert desk.missing(desk.stages[0]) == []


def test_a_manager_lets_it_pass_with_a_reason_that_is_written_down(desk: Desk) -> None:
    manager, _rep = desk.person("regional_manager"), desk.person("sales")
    desk.act(opportunities.move, desk.card, desk.stages[2], waiver="老客户", person=manager)
    with desk.workspace.read() as session:
        waivers = session.scalars(select(GateWaiver).order_by(GateWaiver.created_at)).all()
        found = [(one.stage_id, one.person_id, one.reason, json.loads(one.missing)) for one in waivers]
    assert found == [
        (desk.stages[0], manager, "老客户", ["一句话需求", "现场看过", "需求文档"]),
        (desk.stages[1], manager, "老客户", ["金额"]),
    ]


def test_somebody_else_may_not(desk: Desk) -> None:
    desk.person("regional_manager")
    rep = desk.person("sales")
    for person in (rep, None):
        with pytest.raises(RuleError):
            desk.act(opportunities.move, desk.card, desk.stages[1], waiver="老客户", person=person)
        with desk.workspace.read() as session:
            assert not stage_gates.check(session, desk.card, desk.stages[1], person=person).may_waive
    assert desk.stage() == desk.stages[0]


def test_who_works_alone_may(desk: Desk) -> None:
    alone = desk.person("sales")
    desk.act(opportunities.move, desk.card, desk.stages[1], waiver="急单", person=alone)
    assert desk.stage() == desk.stages[1]


def test_a_soft_gate_asks_everybody_for_a_reason_only(desk: Desk) -> None:
    def soften(session: Session) -> None:
        stage = factories.stages(session)[0]
        session.get_one(Pipeline, stage.pipeline_id).gate_mode = "soft"

    desk.act(soften)
    desk.person("regional_manager")
    rep = desk.person("sales")
    desk.act(opportunities.move, desk.card, desk.stages[1], waiver="急单", person=rep)
    assert desk.stage() == desk.stages[1]


def test_a_waiver_without_words_is_none_and_one_of_too_many_is_refused(desk: Desk) -> None:
    with pytest.raises(GateError):
        desk.act(opportunities.move, desk.card, desk.stages[1], waiver="  ")
    for nothing in ("。", "...", "\u200c", "\u2800"):
        with pytest.raises(GateError):
            desk.act(opportunities.move, desk.card, desk.stages[1], waiver=nothing)
    with pytest.raises(InvalidInputError):
        desk.act(opportunities.move, desk.card, desk.stages[1], waiver="长" * 501)


def test_a_waiver_holds_for_one_move(desk: Desk) -> None:
    desk.act(opportunities.move, desk.card, desk.stages[1], waiver="急单")
    desk.act(opportunities.move, desk.card, desk.stages[0])
    with pytest.raises(GateError):
        desk.act(opportunities.move, desk.card, desk.stages[1])


def test_the_signature_passes_every_gate_before_the_sale(desk: Desk) -> None:
    with pytest.raises(GateError):
        desk.act(opportunities.win, desk.card, on=TODAY, amount=Decimal(100))
    desk.fulfil()
    desk.act(opportunities.win, desk.card, on=TODAY, amount=Decimal(100))
    with desk.workspace.read() as session:
        row = session.get_one(Opportunity, desk.card)
        assert (row.status, row.amount_minor) == ("won", 10_000)


def test_nobody_ticks_by_hand_that_the_contract_is_signed(desk: Desk) -> None:
    desk.fulfil()

    def ask(session: Session) -> None:
        last = factories.stages(session)[5]
        for text in (last.success, "总经理批准"):
            session.add(StageItem(stage_id=last.id, kind="check", text=text, required=True))

    desk.act(ask)
    desk.act(opportunities.change, desk.card, "amount", Decimal(100))
    assert desk.missing(None) == ["总经理批准"]


def test_a_new_opportunity_in_a_later_stage_passes_the_gates_before_it(desk: Desk) -> None:
    new: dict[str, Any] = {"name": "新商机", "customer": desk.customer, "today": TODAY}
    with pytest.raises(GateError):
        desk.act(opportunities.create, stage_id=desk.stages[1], **new)
    desk.act(opportunities.create, stage_id=desk.stages[0], **new)
    desk.act(opportunities.create, stage_id=desk.stages[1], waiver="展会上已谈妥", **new)


def test_only_the_signature_leads_into_a_won_or_later_stage(desk: Desk) -> None:
    desk.fulfil()
    with pytest.raises(RuleError):
        desk.act(opportunities.move, desk.card, desk.stages[6], waiver="急单")


def test_a_won_card_moves_behind_the_sale_only(desk: Desk) -> None:
    desk.act(opportunities.win, desk.card, on=TODAY, amount=Decimal(100), waiver="急单")
    assert desk.stage() == desk.stages[6]
    desk.act(opportunities.move, desk.card, desk.stages[7])
    assert desk.stage() == desk.stages[7]
    with pytest.raises(RuleError):
        desk.act(opportunities.move, desk.card, desk.stages[5])


def test_a_lost_one_is_taken_up_again_with_what_was_worked_out(desk: Desk) -> None:
    desk.fulfil()
    desk.act(opportunities.move, desk.card, desk.stages[1])
    lost: dict[str, Any] = {"reason": "price", "lost_to": "competitor", "competitor": "远大"}
    desk.act(opportunities.lose, desk.card, **lost)
    again = desk.act(opportunities.reopen, desk.card, today=TODAY)
    with desk.workspace.read() as session:
        row, before = session.get_one(Opportunity, again), session.get_one(Opportunity, desk.card)
        assert (row.status, row.stage_id, row.need) == ("open", desk.stages[1], "扩产一条线")
        assert (row.reopened_from_id, before.status) == (desk.card, "lost")
        assert [one.name for one in evidence.attachments(session, again)] == ["合同.pdf"]


def test_one_that_is_not_lost_is_not_taken_up_again(desk: Desk) -> None:
    with pytest.raises(RuleError):
        desk.act(opportunities.reopen, desk.card, today=TODAY)


def test_a_loss_says_to_whom(desk: Desk) -> None:
    for said in ("", "somebody"):
        with pytest.raises(InvalidInputError):
            desk.act(opportunities.lose, desk.card, reason="price", lost_to=said)
    with pytest.raises(InvalidInputError):
        desk.act(opportunities.lose, desk.card, reason="price", lost_to="competitor", competitor=" ")
