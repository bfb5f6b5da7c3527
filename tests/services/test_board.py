"""The board's filter, its groupings, what a card tells, and what stands behind the signature."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from salesdesk.domain import risk
from salesdesk.domain.ageing import STEP_STATES
from salesdesk.domain.stage_gate import DEPARTMENTS
from salesdesk.services import board, board_cards, board_fields, board_groups, gate_facts, stage_gates
from salesdesk.services.board import LATER, OVERDUE, BoardFilter, Card
from salesdesk.services.board_moments import MONTHS, month_after, today
from salesdesk.storage import bulk, clock
from salesdesk.storage.records import (
    Activity,
    Attachment,
    Customer,
    Opportunity,
    OpportunityItem,
    Pipeline,
    Rival,
    Stage,
    StageItem,
    Stakeholder,
)
from salesdesk.storage.records.base import now
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from salesdesk.storage.workspace import Workspace

ALL = BoardFilter()
MONTH = month_after(today(), 0)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def add(workspace: Workspace, **values: Any) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return factories.opportunity(write.session, **values)


def everything(session: Session, board_filter: BoardFilter, grouping: board.Grouping) -> list[Card]:
    """Return all cards of all columns, each checked to stand in the column that it names."""
    found = []
    heads = board.load(session, board_filter, grouping).columns
    for head in heads:
        cards = board.first_cards(session, head.key, board_filter, grouping=grouping, limit=1000)
        ids = board.card_ids(session, head.key, board_filter, grouping=grouping)
        assert [card.id for card in cards] == ids
        assert {card.key for card in cards} <= {head.key}
        assert head.count == len(cards)
        assert head.amount == sum((card.amount or Decimal(0) for card in cards), Decimal(0))
        assert board.cards(session, ids, grouping=grouping) == cards
        found += cards
    assert len({head.key for head in heads}) == len(heads)
    return found


# --- one changed card -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("narrowed", [ALL, BoardFilter(text="磨床"), BoardFilter(amount_from=Decimal(150))])
def test_after_a_change_of_one_card_two_heads_are_read_and_all_are_right(
    desk: Workspace, narrowed: BoardFilter
) -> None:
    ids = [add(desk, name=f"磨床 {number}", amount_minor=10_000 + number * 4_000) for number in range(3)]
    add(desk, name="铣床", amount_minor=700, currency="EUR")
    with desk.read() as session:
        stages = [column.key for column in board.load(session, ALL).columns]
    changes: tuple[dict[str, Any], ...] = (
        {"stage_id": stages[3]},
        {"stage_id": stages[0], "amount_minor": 5},
        {"name": "车床"},
        {"currency": "USD"},
        {"stage_entered_at": now() - timedelta(days=400)},
    )
    for change in changes:
        with desk.read() as session:
            before = board.load(session, narrowed, after_sale=True)
            left = session.get_one(Opportunity, ids[1]).stage_id
        with desk.write(STEP) as write:
            bulk.update_one(write.session, write.session.get_one(Opportunity, ids[1]), **change)
        with desk.read() as session:
            after = board.load(session, narrowed, after_sale=True)
            assert board.load_touched(session, narrowed, before, ids[1], left) == after


def test_where_more_heads_may_have_changed_none_is_taken_for_right(desk: Workspace) -> None:
    one = add(desk, name="磨床")
    with desk.read() as session:
        before = board.load(session, ALL, after_sale=True)
        by_owner = board.load(session, ALL, "owner", after_sale=True)
        first, second = (column.stage_id for column in before.columns[:2])
        assert board.load_touched(session, ALL, by_owner, one, None) is None
        assert board.load_touched(session, ALL, before, uuid.uuid4(), first) is None
        narrowed = BoardFilter(stage_ids=(second,))
        assert board.load_touched(session, narrowed, board.load(session, narrowed), one, first) is None
    with desk.write(STEP) as write:
        gone = write.session.get_one(Opportunity, one)
        bulk.update_one(write.session, gone, deleted_at=now())
    with desk.read() as session:
        assert board.load_touched(session, ALL, before, one, first) is None


# --- filter -----------------------------------------------------------------------------------------------------


def filters(session: Session) -> list[BoardFilter]:
    """Return filters over what the demo firm has."""
    rows = session.execute(select(Opportunity.owner_id, Opportunity.stage_id, Opportunity.source)).all()
    day = today()
    return [
        BoardFilter(owner_ids=(rows[0][0], None)),
        BoardFilter(stage_ids=(rows[0][1], rows[5][1])),
        BoardFilter(value_classes=("strategic", "")),
        BoardFilter(regions=("华东", "西南")),
        BoardFilter(close_from=day - timedelta(days=20), close_to=day + timedelta(days=60)),
        BoardFilter(amount_from=Decimal(300000), amount_to=Decimal("2000000.50")),
        BoardFilter(text="机"),
        BoardFilter(flags=("past_max", "slipped"), next_step=("future", "none")),
        BoardFilter(roadmap=("",), sources=(rows[0][2], rows[1][2])),
    ]


def fits(card: Card, row: Opportunity, region: str, board_filter: BoardFilter) -> bool:
    """Say in plain Python whether a filter lets a card through."""
    shown, day, amount = board_filter, card.expected_close_on, card.amount
    return all(
        (
            not shown.owner_ids or card.owner_id in shown.owner_ids,
            not shown.stage_ids or card.stage_id in shown.stage_ids,
            not shown.value_classes or card.value_class in shown.value_classes,
            not shown.regions or region in shown.regions,
            shown.close_from is None or (day is not None and day >= shown.close_from),
            shown.close_to is None or (day is not None and day <= shown.close_to),
            shown.amount_from is None or (amount is not None and amount >= shown.amount_from),
            shown.amount_to is None or (amount is not None and amount <= shown.amount_to),
            shown.text in card.title or shown.text in (card.customer or ""),
            not shown.flags or bool(set(shown.flags) & set(card.flags)),
            not shown.next_step or card.step_state in shown.next_step,
            not shown.roadmap or card.roadmap in shown.roadmap,
            not shown.sources or row.source in shown.sources,
        )
    )


@pytest.mark.parametrize("grouping", board.GROUPINGS)
def test_every_filter_lets_through_what_plain_python_does(demo: Workspace, grouping: board.Grouping) -> None:
    with demo.read() as session:
        cards = everything(session, ALL, "stage")
        rows = {row.id: row for row in session.scalars(select(Opportunity))}
        regions: dict[uuid.UUID | None, str] = {
            row.id: row.region for row in session.scalars(select(Customer))
        }
        assert len(cards) > 20
        narrowed = 0
        for shown in filters(session):
            assert shown.narrows
            expected = {
                card.id
                for card in cards
                if fits(card, rows[card.id], regions.get(card.customer_id, ""), shown)
            }
            assert {card.id for card in everything(session, shown, grouping)} == expected, shown
            narrowed += 0 < len(expected) < len(cards)
        assert narrowed >= 6


def test_the_filter_asks_for_those_of_nobody(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        lin, chen = factories.person(write.session), factories.person(write.session)
    hers, his, nobodys = add(desk, owner_id=lin), add(desk, owner_id=chen), add(desk)
    with desk.read() as session:
        for owners, expected in (((lin,), {hers}), ((None,), {nobodys}), ((None, chen), {nobodys, his})):
            shown = everything(session, BoardFilter(owner_ids=owners), "stage")
            assert {card.id for card in shown} == expected


def test_amounts_are_compared_in_the_units_of_their_currency(desk: Workspace) -> None:
    yen = add(desk, currency="JPY", amount_minor=500)
    add(desk, amount_minor=500), add(desk, amount_minor=None)
    shown = BoardFilter(amount_from=Decimal("499.5"), amount_to=Decimal("500.5"))
    with desk.read() as session:
        stage = board.load(session, ALL).columns[0].stage_id
        assert board.card_ids(session, stage, shown) == [yen]


def test_a_code_that_nobody_knows_fits_nothing(desk: Workspace) -> None:
    add(desk)
    with desk.read() as session:
        for shown in (BoardFilter(flags=("unlucky",)), BoardFilter(next_step=("perhaps",))):
            assert everything(session, shown, "stage") == []


FULL = BoardFilter(
    uuid.UUID(int=1),
    (uuid.UUID(int=2), None),
    (uuid.UUID(int=3),),
    ("key", ""),
    ("华东",),
    date(2026, 7, 1),
    date(2026, 7, 31),
    Decimal("100.50"),
    Decimal(2000),
    "“机”",
    ("slipped",),
    ("none",),
    ("risk",),
    ("展会",),
)


def test_a_filter_is_the_same_after_being_kept() -> None:
    assert BoardFilter.from_json(FULL.to_json()) == FULL
    assert BoardFilter.from_json(BoardFilter().to_json()) == BoardFilter()
    assert hash(FULL) == hash(replace(FULL))


def test_only_what_narrows_narrows() -> None:
    assert not BoardFilter(uuid.UUID(int=1), text="  ").narrows
    for name in BoardFilter.__dataclass_fields__.keys() - {"pipeline_id"}:
        assert replace(BoardFilter(), **{name: getattr(FULL, name)}).narrows, name


@pytest.mark.parametrize(
    ("kept", "understood"),
    [
        ("", {}),
        ("[1]", {}),
        ("{", {}),
        ('{"colour": "red", "text": "机"}', {"text": "机"}),
        ('{"text": 5, "flags": "slipped", "owner_ids": ["x"]}', {}),
        (
            '{"close_from": "soon", "amount_from": "NaN", "amount_to": 5, "roadmap": ["risk"]}',
            {"roadmap": ("risk",)},
        ),
        ('{"pipeline_id": 7, "stage_ids": null, "next_step": ["none"]}', {"next_step": ("none",)}),
        ('{"amount_from": "1e999999"}', {}),
        ('{"regions": [["a"]]}', {}),
    ],
)
def test_what_cannot_be_understood_narrows_nothing(kept: str, understood: dict[str, Any]) -> None:
    assert BoardFilter.from_json(kept) == BoardFilter(**understood)


# --- groups -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grouping", board.GROUPINGS)
def test_every_grouping_shows_the_same_cards_and_sums(demo: Workspace, grouping: board.Grouping) -> None:
    with demo.read() as session:
        stages, groups = board.load(session, ALL), board.load(session, ALL, grouping)
        for name in ("count", "amount", "weighted"):
            assert sum(getattr(column, name) for column in stages.columns) == sum(
                getattr(column, name) for column in groups.columns
            )
        shown = {card.id for card in everything(session, ALL, grouping)}
        assert shown == {card.id for card in everything(session, ALL, "stage")}
        assert groups.grouping == grouping


def test_months_go_from_this_one_on_with_what_is_earlier_later_and_without_date(desk: Workspace) -> None:
    days = {
        OVERDUE: MONTH - timedelta(days=1),
        MONTH: MONTH,
        month_after(MONTH, MONTHS - 1): month_after(MONTH, MONTHS) - timedelta(days=1),
        LATER: month_after(MONTH, MONTHS),
        None: None,
    }
    added = {key: add(desk, expected_close_on=day) for key, day in days.items()}
    with desk.read() as session:
        found = board.load(session, ALL, "month").columns
        assert [column.key for column in found] == [
            OVERDUE,
            *(month_after(MONTH, number) for number in range(MONTHS)),
            LATER,
            None,
        ]
        assert found[1].name == f"{MONTH:%Y-%m}"
        for key, one in added.items():
            assert board.card_ids(session, key, ALL, grouping="month") == [one]


def test_empty_months_stand_there_but_no_empty_earlier_or_later(desk: Workspace) -> None:
    with desk.read() as session:
        found = board.load(session, ALL, "month").columns
    assert [column.key for column in found] == [*(month_after(MONTH, n) for n in range(MONTHS)), None]


def test_owners_come_by_name_and_nobody_last(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        zhou, lin = (factories.person(write.session, name=name) for name in ("Zhou", "Lin"))
        factories.person(write.session, name="Idle")
    add(desk), add(desk, owner_id=zhou), add(desk, owner_id=lin)
    with desk.read() as session:
        found = board.load(session, ALL, "owner").columns
    assert [(column.key, column.name) for column in found] == [(lin, "Lin"), (zhou, "Zhou"), (None, "未指定")]


def test_value_classes_come_in_their_order_and_the_unknown_last(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        key, plain = (factories.customer(write.session, value_class=one) for one in ("key", ""))
    of_key, others = add(desk, customer_id=key), {add(desk, customer_id=plain), add(desk)}
    with desk.read() as session:
        found = board.load(session, ALL, "value_class").columns
        assert [column.key for column in found] == [
            "strategic",
            "key",
            "regular",
            "potential",
            "maintained",
            "",
        ]
        assert [column.name for column in found][:2] == ["战略", "重要"]
        assert board.card_ids(session, "key", ALL, grouping="value_class") == [of_key]
        assert set(board.card_ids(session, "", ALL, grouping="value_class")) == others


def test_other_groupings_show_one_pipeline_and_sort_by_expected_close(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        other = Pipeline(name="另一条", position=9)
        write.session.add(other)
        write.session.flush()
        stage = Stage(pipeline_id=other.id, name="一", position=0, probability=Decimal("0.1"))
        write.session.add(stage)
        write.session.flush()
        foreign = factories.opportunity(write.session, stage_id=stage.id)
        pipeline = other.id
    late, undated, early = (
        add(desk, expected_close_on=day) for day in (MONTH + timedelta(days=9), None, MONTH)
    )
    with desk.read() as session:
        assert board.card_ids(session, None, ALL, grouping="owner") == [early, late, undated]
        assert board.card_ids(session, None, BoardFilter(pipeline), grouping="owner") == [foreign]
        assert [column.count for column in board.load(session, BoardFilter(pipeline), "owner").columns] == [1]


def test_stages_count_the_cards_past_their_most_days(desk: Workspace) -> None:
    with desk.read() as session:
        longest = factories.stages(session)[0].max_days or 0
    for days in (longest, longest + 1, longest + 30):
        add(desk, stage_entered_at=now() - timedelta(days=days, minutes=1))
    add(desk, name="left out", stage_entered_at=now() - timedelta(days=900))
    with desk.read() as session:
        assert board.load(session, ALL).columns[0].rotting == 3
        assert board.load(session, BoardFilter(text="磨床")).columns[0].rotting == 2
        assert [column.rotting for column in board.load(session, ALL).columns[1:]] == [0] * 5


def test_stages_that_the_filter_leaves_out_have_no_column(desk: Workspace) -> None:
    with desk.read() as session:
        second = factories.stages(session)[1].id
        found = board.load(session, BoardFilter(stage_ids=(second,)))
    assert [column.key for column in found.columns] == [second]


# --- behind the signature ---------------------------------------------------------------------------------------


def test_behind_the_signature_stands_what_is_not_long_past(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        session = write.session
        buyer = factories.customer(session)
        pipeline = factories.stages(session)[0].pipeline_id
        signed = Stage(pipeline_id=pipeline, name="成交", position=90, probability=Decimal(1), kind="won")
        session.add(signed)
        session.flush()
        by_code = {stage.code: stage.id for stage in factories.stages(session)}
        delivery, care = by_code["delivery"], by_code["aftersales"]

        def won(stage: uuid.UUID, *, days: int) -> uuid.UUID:
            return factories.opportunity(
                session,
                stage_id=stage,
                status="won",
                customer_id=buyer,
                amount_minor=100,
                closed_on=today() - timedelta(days=days),
                stage_entered_at=now() - timedelta(days=days),
            )

        recent, _old = won(signed.id, days=90), won(signed.id, days=91)
        running = won(delivery, days=800)
        cared, _done = won(care, days=29), won(care, days=31)
        stage_id = signed.id
    with desk.read() as session:
        assert board.load(session, ALL).after == ()
        found = board.load(session, ALL, after_sale=True)
        assert sum(column.count for column in found.columns) == 0
        assert [(column.kind, column.count) for column in found.after] == [
            ("post_sale", 1),
            ("post_sale", 1),
            ("won", 1),
        ]
        assert {column.amount for column in found.after} == {Decimal("1.00")}
        for stage, one in ((stage_id, recent), (delivery, running), (care, cared)):
            (card,) = board.first_cards(session, stage, ALL, grouping="after_sale")
            assert (card.id, card.key, card.status, card.flags) == (one, stage, "won", ())
            assert (
                board.card_ids(session, stage, BoardFilter(flags=("past_max",)), grouping="after_sale") == []
            )


# --- cards ------------------------------------------------------------------------------------------------------


@pytest.fixture
def risky(demo: Workspace) -> Iterator[Workspace]:
    """Give the demo firm on its day, with risks of every kind on some cards, and checklists done in part."""
    at = datetime(2026, 6, 30, 10, tzinfo=UTC)
    with clock.fixed(at, seed=7, device_name="here"):
        _add_risks(demo)
        yield demo


def _add_risks(demo: Workspace) -> None:
    with demo.write(STEP) as write:
        session = write.session
        query = select(Opportunity).where(Opportunity.status == "open").order_by(Opportunity.id)
        rows = session.scalars(query).all()
        plan_and_touch(session, [row.id for row in rows])
        rows[3].slips, rows[4].slips = 2, 1
        rows[5].customer_id = None
        rows[6].stage_entered_at = now() - timedelta(days=400)
        rows[20].created_on = today() - timedelta(days=60)
        for activity in session.scalars(select(Activity).where(Activity.opportunity_id == rows[20].id)):
            activity.deleted_at = now()
        rows[7].created_on, rows[8].created_on = today() - timedelta(days=14), today() - timedelta(days=15)
        for row, standing in zip(rows[9:12], ("favoured", "behind", "favoured"), strict=True):
            rival = factories.rival(session, opportunity_id=row.id, standing=standing, name=f"对手{standing}")
            session.get_one(Rival, rival).deleted_at = now() if row is rows[11] else None
        for row, count in zip(rows[12:16], (1, 2, 3, 4), strict=True):
            for role in DEPARTMENTS[:count]:
                person = factories.contact(session, customer_id=row.customer_id)
                session.add(Stakeholder(opportunity_id=row.id, contact_id=person, role=role))
        for number, row in enumerate(rows):
            do_in_part(session, number, row)


def plan_and_touch(session: Session, ids: list[uuid.UUID]) -> None:
    day = timedelta(days=1)
    factories.activity(session, opportunity_id=ids[0], due_on=today())
    factories.activity(session, opportunity_id=ids[1], due_on=today() - 3 * day)
    factories.activity(session, opportunity_id=ids[1], due_on=today() + 3 * day)
    factories.activity(session, opportunity_id=ids[2], done_at=now() - 15 * day)
    factories.activity(session, opportunity_id=ids[2], due_on=today(), deleted_at=now())


def do_in_part(session: Session, number: int, row: Opportunity) -> None:
    """Tick and prove some of a card's checklist, add an item of its own, fill in some fields."""
    values: dict[str, Any] = {"opportunity_id": row.id, "stage_id": row.stage_id}
    items = session.scalars(select(StageItem).where(StageItem.stage_id == row.stage_id)).all()
    for item in items[: number % 5]:
        there = select(OpportunityItem.id).where(
            OpportunityItem.opportunity_id == row.id, OpportunityItem.stage_item_id == item.id
        )
        if item.kind == "check" and session.scalar(there) is None:
            session.add(OpportunityItem(**values, stage_item_id=item.id, done_at=now()))
        for _copy in range(2 if item.kind == "evidence" else 0):
            session.add(Attachment(opportunity_id=row.id, stage_item_id=item.id, name="a.pdf", hash="0" * 64))
    if number % 3 == 0:
        session.add(OpportunityItem(**values, text="环评批复", done_at=now() if number % 2 else None))
    if number % 4 == 0:
        row.need, row.budget_min_minor = "降低废品率", 100


def test_conditions_and_cards_agree_on_every_risk_and_next_step(risky: Workspace) -> None:
    with risky.read() as session:
        cards = everything(session, ALL, "stage")
        for code in risk.FLAGS:
            shown = {card.id for card in everything(session, BoardFilter(flags=(code,)), "stage")}
            assert shown == {card.id for card in cards if code in card.flags}, code
            assert 0 < len(shown) < len(cards), code
        for state in STEP_STATES:
            shown = {card.id for card in everything(session, BoardFilter(next_step=(state,)), "stage")}
            assert shown == {card.id for card in cards if card.step_state == state}, state
            assert shown, state
        for card in cards:
            assert card.flags == risk.flags(card.risk)
            assert len(card.reasons) == len(card.flags)


@pytest.mark.parametrize("edge", [-1, 0, 1])
def test_conditions_and_cards_agree_at_the_very_edge(desk: Workspace, edge: int) -> None:
    with desk.read() as session:
        longest = factories.stages(session)[0].max_days or 0
    slack = timedelta(seconds=30 * edge)
    with desk.write(STEP) as write:
        one = factories.opportunity(
            write.session, stage_entered_at=now() - timedelta(days=longest + 1) + slack, created_on=today()
        )
        factories.activity(write.session, opportunity_id=one, done_at=now() - timedelta(days=15) + slack)
    with desk.read() as session:
        (card,) = board.cards(session, [one])
        assert (card.past_max, card.untouched) == (edge <= 0, edge <= 0)
        for code in ("past_max", "untouched"):
            shown = board.card_ids(session, card.key, BoardFilter(flags=(code,)))
            assert shown == ([one] if code in card.flags else [])


def test_the_checklist_counts_what_the_gates_ask_and_what_is_there(risky: Workspace) -> None:
    with risky.read() as session:
        partly = 0
        for card in everything(session, ALL, "stage"):
            row = session.get_one(Opportunity, card.id)
            along = stage_gates.way(session, row.stage_id)
            stop = along.stop(row.stage_id)
            assert stop is not None
            success = session.get_one(Stage, row.stage_id).success if stop.ends_with_signature else None
            items = [
                item
                for item in session.scalars(select(StageItem).where(StageItem.stage_id == row.stage_id))
                if item.kind in ("check", "evidence") and not (item.kind == "check" and item.text == success)
            ]
            own = session.scalars(
                select(OpportunityItem).where(
                    OpportunityItem.opportunity_id == row.id, OpportunityItem.stage_item_id.is_(None)
                )
            ).all()
            ticks = {
                one.stage_item_id
                for one in session.scalars(
                    select(OpportunityItem).where(OpportunityItem.opportunity_id == row.id)
                )
                if one.done_at
            }
            files = set(
                session.scalars(select(Attachment.stage_item_id).where(Attachment.opportunity_id == row.id))
            )
            fields = gate_facts.known(session, row, team_from_minor=along.team_from_minor).fields()
            assert card.to_do == len(items) + len(own) + len(stop.required_fields)
            assert card.done == (
                sum(item.id in (ticks if item.kind == "check" else files) for item in items)
                + sum(one.done_at is not None for one in own)
                + sum(code in fields for code in stop.required_fields)
            )
            partly += 0 < card.done < card.to_do
        assert partly > 10


def test_every_field_that_a_stage_may_require_is_known_alike(risky: Workspace) -> None:
    codes = list(board_fields.known_fields())
    with risky.write(STEP) as write:
        bulk.update_rows(write.session, update(Stage).values(required_fields=" ".join(codes)))
        bulk.update_rows(write.session, update(Pipeline).values(team_from_minor=100))
    with risky.read() as session:
        query = (
            select(Opportunity, *board_fields.known_fields().values())
            .join(Stage, Stage.id == Opportunity.stage_id)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        )
        seen: set[tuple[str, bool]] = set()
        for row, *there in session.execute(query):
            known = {code for code, yes in zip(codes, there, strict=True) if yes}
            assert known == gate_facts.known(session, row, team_from_minor=100).fields()
            seen |= {(code, code in known) for code in codes}
    assert {code for code, there in seen if there} == set(codes)
    assert len({code for code, there in seen if not there}) > 10


def test_a_card_tells_its_clocks_next_step_and_customer(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        session = write.session
        buyer = factories.customer(session, value_class="key")
        one = factories.opportunity(
            session,
            customer_id=buyer,
            probability=Decimal("0.35"),
            roadmap="risk",
            slips=3,
            expected_close_on=MONTH,
            stage_entered_at=now() - timedelta(days=10),
        )
        factories.activity(session, opportunity_id=one, done_at=now() - timedelta(days=4))
        for days, subject in ((2, "later"), (1, "sooner")):
            factories.activity(
                session,
                opportunity_id=one,
                kind="visit",
                subject=subject,
                due_on=today() + timedelta(days=days),
            )
    with desk.read() as session:
        (card,) = board.cards(session, [one], grouping="month")
    assert (card.customer_id, card.value_class, card.status, card.roadmap) == (buyer, "key", "open", "risk")
    assert (card.key, card.expected_close_on, card.slips) == (MONTH, MONTH, 3)
    assert (card.days_in_stage, card.min_days, card.max_days, card.age) == (10, 7, 14, "amber")
    assert (card.days_untouched, card.untouched, card.probability) == (4, False, Decimal("0.35"))
    assert card.next_step == board.NextStep("visit", "sooner", today() + timedelta(days=1), "future")
    assert card.flags == ("slipped", "single_contact")


# --- plans ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grouping", [*board.GROUPINGS, "after_sale"])
@pytest.mark.parametrize("shown", [ALL, BoardFilter(text="机"), BoardFilter(flags=tuple(risk.FLAGS))])
def test_columns_are_read_in_the_order_of_an_index(
    demo: Workspace, grouping: board.Grouping, shown: BoardFilter
) -> None:
    with demo.read() as session:
        found = board.load(session, shown, "stage" if grouping == "after_sale" else grouping, after_sale=True)
        assert found.pipeline is not None
        heads = explained(session, board_groups._heads(grouping, found.pipeline.id, shown))
        assert "FOR GROUP BY" not in heads or grouping == "value_class", heads
        for column in found.after if grouping == "after_sale" else found.columns:
            plan = explained(session, board._ids(column.key, shown, grouping))
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan.partition("LIST SUBQUERY")[0], plan
            assert re.search(r"(SEARCH|SCAN) opportunity USING (COVERING )?INDEX ix_opportunity", plan), plan
        if shown == ALL:
            assert re.search(r"opportunity USING COVERING INDEX ix_opportunity", heads), heads


def test_no_fact_of_a_card_is_looked_for_in_a_whole_table(demo: Workspace) -> None:
    with demo.read() as session:
        plan = explained(session, board_cards._query().params(ids="[]"))
    assert [line for line in plan.splitlines() if line.startswith("SCAN") and "VIRTUAL" not in line] == []
    assert plan.startswith("SEARCH opportunity USING INDEX sqlite_autoindex_opportunity_1 (id=?)"), plan


def explained(session: Session, query: board.Rows) -> str:
    """Return how the database would run a query."""
    compiled = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    types: Any = compiled.bind_names
    processors = {name: bind.type.dialect_impl(session.get_bind().dialect) for bind, name in types.items()}
    values = []
    for name in compiled.positiontup or ():
        process = processors[name].bind_processor(session.get_bind().dialect) if name in processors else None
        value = compiled.params[name]
        values.append(process(value) if process else value)
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
    return "\n".join(row[-1] for row in rows)


def test_a_filter_with_half_a_sign_or_of_too_many_levels_harms_nothing(workspace: Workspace) -> None:
    factories.set_up(workspace)
    assert BoardFilter.from_json("[" * 100_000) == BoardFilter()
    half = BoardFilter.from_json('{"text": "\\ud800"}')
    with workspace.read() as session:
        assert board.load(session, half).columns


def test_cards_at_hand_are_taken_over_and_others_read(desk: Workspace) -> None:
    one, two = add(desk, name="A"), add(desk, name="B")
    with desk.read() as session:
        columns = board.load(session, ALL).columns
        (first, second) = board.first_of(session, columns, ALL)[columns[0].key]
        assert [first.id, second.id] == [one, two]
        old = replace(first, title="as it was")
        found = board.first_of(session, columns, ALL, known={one: old})
    assert found[columns[0].key] == [old, second]
    assert [found[column.key] for column in columns[1:]] == [[]] * 5
