"""Ticks, proofs and own items of an opportunity, and what follows from them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from salesdesk import i18n
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.services import (
    activities,
    evidence,
    history,
    opportunities,
    pipelines,
    stage_gates,
    stage_items,
    stage_work,
)
from salesdesk.services.evidence import StoredFile
from salesdesk.services.stage_items import Item, StageItems
from salesdesk.storage.records import Customer, Opportunity, OpportunityItem, StageItem
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

FILE = StoredFile("需求.pdf", 3, "a" * 64)
DAY = date(2026, 7, 1)


class Desk:
    """An opportunity in a stage with a required tick, an optional one, a slot and a message; a team of two."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace, company_name="锐博数控")
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            self.seller = factories.person(session, name="林晓")
            self.engineer = factories.person(session, name="何工")
            self.manager = factories.person(session, name="方总", role="director")
            self.customer = factories.customer(session, name="恒岳轴承有限公司", short_name="恒岳轴承")
            self.card = factories.opportunity(
                session,
                name="磨床改造",
                customer_id=self.customer,
                owner_id=self.seller,
                sr_id=self.engineer,
                stage_id=self.stages[1],
            )
            for item in self._items(session):
                item.deleted_at = item.created_at
            self.check = self._add(session, text="现场看过", detail="看产线", required=True, role="SR")
            self.other = self._add(session, text="可以不做", position=1)
            self.slot = self._add(session, kind="evidence", text="需求文档", required=True, position=2)
            self.message = self._add(
                session,
                kind="message",
                text="邀请",
                detail="{contact}您好，我是{company}的{owner}，{customer}的{opportunity}…",
                detail_en="Hello {contact}, {owner} of {company}",
                position=3,
            )

    def _items(self, session: Any) -> Any:
        return session.query(StageItem).filter(StageItem.stage_id == self.stages[1])

    def _add(self, session: Any, **values: Any) -> uuid.UUID:
        row = StageItem(stage_id=self.stages[1], **({"kind": "check"} | values))
        session.add(row)
        session.flush()
        return row.id

    def act(self, fn: Callable[..., Any], *args: Any, person: uuid.UUID | None = None, **options: Any) -> Any:
        with self.workspace.write(STEP, person=person) as write:
            return fn(write.session, *args, **options)

    def tick(self, item: uuid.UUID, *, done: bool = True) -> None:
        self.act(stage_items.set_done, self.card, item, done=done, person=self.seller)

    def items(self, stage: uuid.UUID | None = None) -> StageItems:
        with self.workspace.read() as session:
            return stage_items.items(session, self.card, stage)

    def item(self, item: uuid.UUID) -> Item:
        return next(one for one in self.items().items if one.id == item)

    def missing(self) -> list[str]:
        with self.workspace.read() as session:
            found = stage_gates.check(session, self.card, self.stages[2], person=None)
        return [gap.text for gap in found.gaps]


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_the_items_of_the_present_stage_with_who_does_them(desk: Desk) -> None:
    found = desk.items()
    assert [item.text for item in found.items] == ["现场看过", "可以不做", "需求文档", "邀请"]
    assert [item.text for item in found.of("evidence")] == ["需求文档"]
    assert (desk.item(desk.check).responsible, desk.item(desk.other).responsible) == ("何工", "")
    assert (found.progress.total, found.required.total, found.required.open) == (3, 2, 2)


def test_a_tick_says_who_and_when_and_opens_the_gate(desk: Desk) -> None:
    assert desk.missing() == ["现场看过", "需求文档"]
    desk.tick(desk.check)
    item = desk.item(desk.check)
    assert (item.done, item.done_by, item.done_at is not None) == (True, "林晓", True)
    assert desk.missing() == ["需求文档"]
    desk.tick(desk.check, done=False)
    assert not desk.item(desk.check).done
    assert desk.missing() == ["现场看过", "需求文档"]


def test_a_second_tick_keeps_the_first_ones_name(desk: Desk) -> None:
    desk.tick(desk.check)
    first = desk.item(desk.check)
    desk.act(stage_items.set_done, desk.card, desk.check, person=desk.manager)
    assert desk.item(desk.check) == first


def test_ticks_are_undone(desk: Desk) -> None:
    desk.tick(desk.check)
    desk.tick(desk.check, done=False)
    history.undo(desk.workspace)
    assert desk.item(desk.check).done
    history.undo(desk.workspace)
    assert not desk.item(desk.check).done
    desk.tick(desk.check)
    assert desk.item(desk.check).done


def test_a_file_proves_its_slot(desk: Desk) -> None:
    desk.act(evidence.attach, desk.card, FILE, stage_item_id=desk.slot)
    item = desk.item(desk.slot)
    assert (item.done, [file.name for file in item.attachments]) == (True, ["需求.pdf"])
    assert desk.items().required.done == 1


def test_a_slot_and_a_message_can_not_be_ticked(desk: Desk) -> None:
    for item in (desk.slot, desk.message, uuid.UUID(int=1)):
        with pytest.raises(InvalidInputError):
            desk.tick(item)


def test_an_item_of_another_pipeline_can_not_be_ticked(desk: Desk) -> None:
    desk.act(pipelines.add_from_template, "sme4")
    with desk.workspace.read() as session:
        ours = set(desk.stages)
        strange = next(
            item.id for item in session.query(StageItem) if item.stage_id not in ours and item.kind == "check"
        )
    with pytest.raises(InvalidInputError):
        desk.tick(strange)


def test_what_the_signature_proves_is_not_ticked_by_hand(desk: Desk) -> None:
    with desk.workspace.read() as session:
        stage = next(one for one in factories.stages(session) if one.closes_won)
    (item,) = [one for one in desk.items(stage.id).of("check") if one.by_signing]
    assert not item.done
    with pytest.raises(RuleError):
        desk.tick(item.id)
    with desk.workspace.write(STEP) as write:
        write.session.get_one(Opportunity, desk.card).status = "won"
    assert next(one for one in desk.items(stage.id).items if one.by_signing).done


def test_a_lost_opportunity_is_ticked_no_more(desk: Desk) -> None:
    desk.act(opportunities.lose, desk.card, reason="price", lost_to="nobody")
    with pytest.raises(RuleError):
        desk.tick(desk.check)
    with pytest.raises(RuleError):
        desk.act(stage_items.add_own, desk.card, "再问一次")


def test_an_own_item_is_suggested_or_closes_the_gate(desk: Desk) -> None:
    own = desk.act(stage_items.add_own, desk.card, " 请客户\n寄样 ")
    assert [(item.text, item.own, item.required) for item in desk.items().items][-1] == (
        "请客户 寄样",
        True,
        False,
    )
    assert "请客户 寄样" not in desk.missing()
    desk.act(stage_items.change_own, desk.card, own, required=True, text="寄样件")
    assert "寄样件" in desk.missing()
    desk.tick(own)
    assert "寄样件" not in desk.missing()
    desk.act(stage_items.remove_own, desk.card, own)
    assert all(not item.own for item in desk.items().items)


def test_an_own_item_stands_in_the_stage_that_is_named(desk: Desk) -> None:
    desk.act(stage_items.add_own, desk.card, "准备验收", stage_id=desk.stages[3])
    assert [item.text for item in desk.items(desk.stages[3]).items if item.own] == ["准备验收"]
    assert not any(item.own for item in desk.items().items)
    with pytest.raises(InvalidInputError):
        desk.act(stage_items.add_own, desk.card, "…", stage_id=uuid.UUID(int=1))


def test_only_a_manager_or_who_added_it_takes_away_what_the_gate_asks_for(desk: Desk) -> None:
    own = desk.act(stage_items.add_own, desk.card, "寄样", required=True, person=desk.manager)
    acts: list[Callable[[], Any]] = [
        lambda: desk.act(stage_items.remove_own, desk.card, own, person=desk.seller),
        lambda: desk.act(stage_items.change_own, desk.card, own, required=False, person=desk.seller),
    ]
    for act in acts:
        with pytest.raises(RuleError):
            act()
    assert "寄样" in desk.missing()
    mine = desk.act(stage_items.add_own, desk.card, "报备", required=True, person=desk.seller)
    desk.act(stage_items.remove_own, desk.card, mine, person=desk.seller)
    desk.act(stage_items.remove_own, desk.card, own, person=desk.manager)
    assert not any(item.own for item in desk.items().items)


def test_a_stages_item_is_not_changed_as_an_own_one(desk: Desk) -> None:
    desk.tick(desk.check)
    with desk.workspace.read() as session:
        (tick,) = session.query(OpportunityItem).all()
    with pytest.raises(InvalidInputError):
        desk.act(stage_items.remove_own, desk.card, tick.id)
    with pytest.raises(InvalidInputError):
        desk.act(stage_items.set_done, desk.card, tick.id)


@pytest.mark.parametrize("text", ["", " \u200b ", "长" * 201])
def test_an_own_item_has_a_text_of_bounded_length(desk: Desk, text: str) -> None:
    with pytest.raises(InvalidInputError):
        desk.act(stage_items.add_own, desk.card, text)


def test_an_item_becomes_a_next_step_of_who_does_it(desk: Desk) -> None:
    desk.act(stage_work.plan, desk.card, desk.check, due_on=DAY)
    own = desk.act(stage_items.add_own, desk.card, "寄样")
    desk.act(stage_work.plan, desk.card, own, due_on=DAY, kind="call")
    with desk.workspace.read() as session:
        found = [
            activities.facts(session, one.id) for one in activities.planned(session, opportunity_id=desk.card)
        ]
    assert {(one.kind, one.subject, one.note, one.owner_id) for one in found} == {
        ("task", "现场看过", "看产线", desk.engineer),
        ("call", "寄样", "", desk.seller),
    }


def message(desk: Desk, **options: Any) -> str:
    with desk.workspace.read() as session:
        return stage_work.message(session, desk.card, desk.message, **options).text


def test_a_message_names_who_it_is_from_and_to(desk: Desk) -> None:
    assert message(desk).startswith("【联系人】您好")
    contact = desk.act(factories.contact, customer_id=desk.customer, name="周总")
    assert message(desk) == "周总您好，我是锐博数控的林晓，恒岳轴承的磨床改造…"
    other = desk.act(factories.contact, customer_id=desk.customer, name="顾工")
    assert message(desk, contact_id=other).startswith("顾工")
    assert message(desk, contact_id=contact).startswith("周总")


def test_a_message_is_in_the_customers_language_whatever_the_windows(desk: Desk) -> None:
    with desk.workspace.write(STEP) as write:
        write.session.get_one(Customer, desk.customer).language = "en"
    assert message(desk) == "Hello [contact], 林晓 of 锐博数控"
    assert message(desk, language="zh_CN").startswith("【联系人】您好")
    i18n.set_language("en")
    with desk.workspace.write(STEP) as write:
        write.session.get_one(Customer, desk.customer).language = ""
    assert message(desk).startswith("【联系人】您好")


def test_only_a_message_is_a_message(desk: Desk) -> None:
    with desk.workspace.read() as session, pytest.raises(InvalidInputError):
        stage_work.message(session, desk.card, desk.check)


def test_what_the_manager_asked_for_stays_the_managers_when_it_is_taken_up_again(desk: Desk) -> None:
    desk.act(stage_items.add_own, desk.card, "方总要的", required=True, person=desk.manager)
    lost = {"reason": "price", "lost_to": "nobody"}
    desk.act(opportunities.lose, desk.card, person=desk.seller, **lost)
    again = desk.act(opportunities.reopen, desk.card, today=DAY, person=desk.seller)
    with desk.workspace.read() as session:
        (own,) = [item for item in stage_items.items(session, again).items if item.own]
    with pytest.raises(RuleError):
        desk.act(stage_items.remove_own, again, own.id, person=desk.seller)
    desk.act(stage_items.remove_own, again, own.id, person=desk.manager)
