"""The board and what moves on it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk import i18n
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import board, board_groups, card_places, history, opportunities, opportunity_summary
from salesdesk.services.board import BoardFilter
from salesdesk.storage.records import Opportunity, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

ALL = BoardFilter()


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def stage_ids(workspace: Workspace) -> list[uuid.UUID]:
    with workspace.read() as session:
        return [stage.id for stage in factories.stages(session)]


def fill(workspace: Workspace, count: int, **values: object) -> list[uuid.UUID]:
    with workspace.write(STEP) as write:
        return [factories.opportunity(write.session, **values) for _number in range(count)]


def order(workspace: Workspace, stage: uuid.UUID, shown: BoardFilter = ALL) -> list[uuid.UUID]:
    with workspace.read() as session:
        return board.card_ids(session, stage, shown)


def test_the_board_has_the_open_stages_with_counts_and_sums(desk: Workspace) -> None:
    second = stage_ids(desk)[1]
    fill(desk, 2, amount_minor=10_000_05)
    fill(desk, 1, amount_minor=None)
    fill(desk, 1, amount_minor=333, stage_id=second, probability=Decimal("0.55"))
    with desk.read() as session:
        found = board.load(session, ALL)
    assert found.pipeline is not None
    assert found.pipeline.name == "设备行业八阶段"
    assert len(found.columns) == 6
    first, other, *_rest = found.columns
    assert (first.count, first.amount, first.weighted) == (3, Decimal("20000.10"), Decimal("2000.02"))
    assert (other.count, other.amount, other.weighted) == (1, Decimal("3.33"), Decimal("1.83"))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 10**14), st.none() | st.integers(0, 10_000)), max_size=6))
def test_weighted_sums_are_exact(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int | None]]
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    factories.set_up(workspace)
    for minor, share in rows:
        fill(workspace, 1, amount_minor=minor, probability=None if share is None else Decimal(share) / 10_000)
    with workspace.read() as session:
        column = board.load(session, ALL).columns[0]
    cent = Decimal("0.01")
    usual = column.probability or Decimal(0)
    shares = [usual if share is None else Decimal(share) / 10_000 for _minor, share in rows]
    expected = [
        (Decimal(minor) / 100 * share).quantize(cent, ROUND_HALF_UP)
        for (minor, _share), share in zip(rows, shares, strict=True)
    ]
    assert column.weighted == sum(expected, Decimal(0))
    workspace.close()


def test_stage_and_pipeline_names_follow_the_language(desk: Workspace) -> None:
    i18n.set_language("en")
    with desk.read() as session:
        found = board.load(session, ALL)
    assert found.pipeline is not None
    assert found.pipeline.name == "Equipment 8-stage"
    assert found.columns[0].name == "Lead identification"


def test_a_card_tells_what_the_board_shows(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        owner = factories.person(write.session, name="林晓")
        buyer = factories.customer(write.session, name="远川重工")
        one = factories.opportunity(
            write.session,
            name="焊接工作站",
            customer_id=buyer,
            owner_id=owner,
            amount_minor=320_000_000,
            stage_entered_at=now() - timedelta(days=19),
        )
        two = factories.opportunity(write.session)
    with desk.read() as session:
        first, second = board.cards(session, [one, two])
        assert board.cards(session, [two, one, uuid.uuid4()]) == [second, first]
        assert board.first_cards(session, first.stage_id, ALL, limit=1) == [first]
    assert (first.title, first.customer, first.owner) == ("焊接工作站", "远川重工", "林晓")
    assert (first.amount, first.days_in_stage, first.past_max) == (Decimal("3200000.00"), 19, True)
    assert (second.customer, second.amount, second.past_max) == (None, None, False)


def test_the_filter_narrows_cards_counts_and_sums_alike(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        owner = factories.person(write.session)
        buyer = factories.customer(write.session, name="100%_恒岳")
    stage = stage_ids(desk)[0]
    named = fill(desk, 1, customer_id=buyer, amount_minor=100)
    owned = fill(desk, 1, owner_id=owner, name="Special Mill", amount_minor=200)
    fill(desk, 3, amount_minor=1000)
    for shown, expected in (
        (BoardFilter(text="恒岳"), named),
        (BoardFilter(text="0%_"), named),
        (BoardFilter(text="special"), owned),
        (BoardFilter(owner_ids=(owner,)), owned),
        (BoardFilter(owner_ids=(owner,), text="恒岳"), []),
    ):
        assert order(desk, stage, shown) == expected
        with desk.read() as session:
            assert board.load(session, shown).columns[0].count == len(expected)


def test_a_move_is_one_step_that_undo_takes_back_with_its_clock(desk: Workspace) -> None:
    first, second = stage_ids(desk)[:2]
    (one,) = fill(desk, 1, stage_entered_at=now() - timedelta(days=5))
    with desk.write(STEP) as write:
        opportunities.move(write.session, one, second)
    assert (order(desk, first), order(desk, second)) == ([], [one])
    assert days(desk, one) == 0
    history.undo(desk)
    assert (order(desk, first), order(desk, second)) == ([one], [])
    assert days(desk, one) == 5


def days(workspace: Workspace, one: uuid.UUID) -> int | None:
    with workspace.read() as session:
        return board.cards(session, [one])[0].days_in_stage


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 8)), min_size=1, max_size=30))
def test_moves_within_a_column_give_the_order_that_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    factories.set_up(workspace)
    stage = stage_ids(workspace)[0]
    cards = fill(workspace, 8)
    _squeeze(workspace, cards)
    expected = list(cards)
    for which, position in moves:
        expected.remove(cards[which])
        expected.insert(position, cards[which])
        with workspace.write(STEP) as write:
            opportunities.move(write.session, cards[which], stage, position=position)
        assert order(workspace, stage) == expected
    workspace.close()


def _squeeze(workspace: Workspace, cards: list[uuid.UUID]) -> None:
    """Leave so little room between the cards that a column must be renumbered."""
    with workspace.write(STEP) as write:
        for number, one in enumerate(cards):
            write.session.get_one(Opportunity, one).position = number * 2


def test_only_a_few_cards_are_moved_apart_where_there_is_no_room(desk: Workspace) -> None:
    stage = stage_ids(desk)[0]
    cards = fill(desk, 200)
    _squeeze(desk, cards[:20])
    expected = list(cards)
    for number in range(60):
        one = expected.pop(100 + number % 7)
        expected.insert(3, one)
        with desk.write(STEP) as write:
            opportunities.move(write.session, one, stage, position=3)
        moved = len(write.changes.rows["opportunity"])
        assert moved <= 1 + 4 * card_places.FEW
        assert order(desk, stage) == expected


def test_cards_at_one_place_are_moved_apart(desk: Workspace) -> None:
    stage = stage_ids(desk)[0]
    cards = sorted(fill(desk, 90, position=7))
    with desk.write(STEP) as write:
        opportunities.move(write.session, cards[80], stage, position=2)
        opportunities.move(write.session, cards[81], stage, position=89)
    assert order(desk, stage) == [*cards[:2], cards[80], *cards[2:80], *cards[82:], cards[81]]


def test_won_cards_are_put_in_order_by_hand_too(desk: Workspace) -> None:
    delivery = stage_ids(desk)[6]
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session)
    signed = {"status": "won", "customer_id": buyer, "closed_on": date(2026, 6, 1), "stage_id": delivery}
    a, b, c = fill(desk, 3, **signed)
    act(desk, lambda session: opportunities.move(session, c, delivery, position=1))
    with desk.read() as session:
        assert board.card_ids(session, delivery, ALL, grouping="after_sale") == [a, c, b]


def test_a_move_within_a_filtered_column_lands_beside_its_neighbour(desk: Workspace) -> None:
    stage = stage_ids(desk)[0]
    a, b, c = fill(desk, 1, name="x1") + fill(desk, 1, name="hidden") + fill(desk, 1, name="x2")
    (d,) = fill(desk, 1, name="x3")
    with desk.write(STEP) as write:
        opportunities.move(write.session, d, stage, position=1, board_filter=BoardFilter(text="x"))
    assert order(desk, stage) == [a, d, b, c]


def test_what_cannot_be_moved_is_refused(desk: Workspace) -> None:
    stages = stage_ids(desk)
    (one,) = fill(desk, 1)
    with desk.read() as session:
        version = board.cards(session, [one])[0].row_version
    with pytest.raises(RuleError):
        act(desk, lambda session: opportunities.move(session, one, stages[-1]))
    with pytest.raises(InvalidInputError):
        act(desk, lambda session: opportunities.move(session, uuid.uuid4(), stages[1]))
    with pytest.raises(ConflictError):
        act(desk, lambda session: opportunities.move(session, one, stages[1], row_version=version + 1))
    act(desk, lambda session: opportunities.lose(session, one, reason="price", lost_to="unknown"))
    with pytest.raises(RuleError):
        act(desk, lambda session: opportunities.move(session, one, stages[1]))


def act(workspace: Workspace, action: object) -> None:
    assert callable(action)
    with workspace.write(STEP) as write:
        action(write.session)


def test_a_win_sets_date_amount_and_the_stage_after_the_sale(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session)
    (one,) = fill(desk, 1, customer_id=buyer)
    act(
        desk,
        lambda session: opportunities.win(session, one, on=date(2026, 6, 30), amount=Decimal("125000.50")),
    )
    with desk.read() as session:
        found = opportunity_summary.summary(session, one)
        assert session.scalars(select(Stage.kind).join(Opportunity)).one() == "post_sale"
    assert (found.status, found.closed_on, found.amount) == ("won", date(2026, 6, 30), Decimal("125000.50"))
    assert found.probability == 1
    history.undo(desk)
    with desk.read() as session:
        assert opportunity_summary.summary(session, one).status == "open"


@pytest.mark.parametrize("amount", ["0", "-1", "1000000000000.01", "0.001"])
def test_a_win_needs_a_sensible_amount(desk: Workspace, amount: str) -> None:
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session)
    (one,) = fill(desk, 1, customer_id=buyer)
    with pytest.raises(InvalidInputError):
        act(
            desk,
            lambda session: opportunities.win(session, one, on=date(2026, 6, 30), amount=Decimal(amount)),
        )


def test_an_opportunity_without_customer_cannot_be_won(desk: Workspace) -> None:
    (one,) = fill(desk, 1)
    with pytest.raises(RuleError):
        act(desk, lambda session: opportunities.win(session, one, on=date(2026, 6, 30), amount=Decimal(1)))


def test_a_loss_needs_a_reason_and_other_needs_words(desk: Workspace) -> None:
    (one,) = fill(desk, 1)
    for reason, note in (("", ""), ("nonsense", ""), ("other", "  ")):
        with pytest.raises(InvalidInputError):
            act(
                desk,
                lambda session, r=reason, n=note: opportunities.lose(
                    session, one, reason=r, lost_to="unknown", note=n
                ),
            )
    act(
        desk,
        lambda session: opportunities.lose(
            session, one, reason="other", lost_to="unknown", note="moved away"
        ),
    )
    with desk.read() as session:
        found = opportunity_summary.summary(session, one)
    assert (found.status, found.loss_note, found.probability) == (
        "lost",
        "moved away",
        Decimal(0),
    )
    with pytest.raises(RuleError):
        act(desk, lambda session: opportunities.lose(session, one, reason="price", lost_to="unknown"))


def test_an_empty_workspace_has_an_empty_board(workspace: Workspace) -> None:
    with workspace.read() as session:
        found = board.load(session, ALL)
    assert (found.pipeline, found.columns) == (None, ())


def test_the_board_reads_by_its_indexes(desk: Workspace) -> None:
    stage = stage_ids(desk)[0]
    with desk.read() as session:
        pipeline = board.pipelines(session)[0].id
        for query in (
            board_groups._heads("stage", pipeline, ALL),
            board.ordered(board.shown(select(Opportunity.id), stage, ALL)),
        ):
            plan = explained(session, query)
            assert "USING COVERING INDEX ix_opportunity" in plan, plan
            assert "SCAN opportunity" not in plan, plan
            assert "FOR GROUP BY" not in plan, plan


def explained(session: Session, query: board.Rows) -> str:
    compiled = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    values = tuple(
        value.bytes if isinstance(value, uuid.UUID) else value
        for value in (compiled.params[name] for name in compiled.positiontup or ())
    )
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
    return "\n".join(row[-1] for row in rows)


def test_a_win_that_lies_ahead_is_none_yet(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session)
    (one,) = fill(desk, 1, customer_id=buyer)
    today = now().astimezone().date()
    ahead: dict[str, Any] = {"on": today + timedelta(days=1), "amount": Decimal(5)}
    with pytest.raises(InvalidInputError):
        act(desk, lambda session: opportunities.win(session, one, **ahead))
    act(desk, lambda session: opportunities.win(session, one, **ahead | {"on": today}))
