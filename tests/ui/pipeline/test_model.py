"""The cards of one column, read as they come into sight."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.services import board, opportunities
from salesdesk.services.board import BoardFilter
from salesdesk.ui.pipeline import model as column_model
from salesdesk.ui.pipeline.model import CARD_ROLE, PAGE, ColumnModel
from salesdesk.ui.pipeline.reading import FIRST
from tests import factories

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data

MANY = 300


@pytest.fixture
def model(data: Data, seeded: Workspace) -> ColumnModel:
    """Give the model of a column of 304 cards, watched by Qt's own tester."""
    with seeded.write(factories.STEP) as write:
        for number in range(MANY):
            factories.opportunity(write.session, name=f"刨床 {number}")
    result = ColumnModel(data)
    QAbstractItemModelTester(result, QAbstractItemModelTester.FailureReportingMode.Warning, result)
    show(result, data)
    return result


def test_every_card_has_a_row_before_it_is_read(model: ColumnModel) -> None:
    assert model.rowCount() == MANY + 4
    assert model.rowCount(model.index(0)) == 0
    assert model.card(FIRST - 1) is not None
    assert model.card(FIRST) is None
    assert model.data(model.index(FIRST)) is None


def test_a_row_in_sight_is_read_with_its_page(model: ColumnModel) -> None:
    model.fetch(150, 160)
    assert title(model, 150) == "刨床 146"
    assert title(model, 150 // PAGE * PAGE) == f"刨床 {150 // PAGE * PAGE - 4}"


def test_reading_on_is_announced_for_the_page_only(model: ColumnModel) -> None:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    model.fetch(130, 140)
    model.fetch(130, 140)
    assert told == [(128, 191)]


def test_nothing_is_read_while_the_first_cards_suffice(model: ColumnModel) -> None:
    told: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: told.append(top.row()))
    model.fetch(0, 5)
    assert told == []


def test_rows_beyond_the_column_are_no_rows(model: ColumnModel) -> None:
    model.fetch(290, 10_000)
    assert model.card(MANY + 3) is not None
    assert model.card(MANY + 4) is None
    assert model.card(-1) is None


def test_a_card_is_found_wherever_it_is(model: ColumnModel, data: Data) -> None:
    ids = data.read(board.card_ids, model.column.stage_id, BoardFilter())
    assert model.row_of(ids[0]) == 0
    assert model.row_of(ids[-1]) == MANY + 3
    other = data.read(board.load, BoardFilter()).columns[1]
    stranger = data.read(board.card_ids, other.stage_id, BoardFilter())[0]
    assert model.row_of(stranger) is None


def test_a_reload_shows_what_is_there_now(model: ColumnModel, data: Data) -> None:
    card = model.card(0)
    assert card is not None
    target = data.read(board.load, BoardFilter()).columns[3]
    data.write(factories.STEP, opportunities.move, card.id, target.stage_id)
    show(model, data)
    assert model.rowCount() == MANY + 3
    assert title(model, 0) == "磨床 1"


def test_a_card_reads_as_one_sentence(model: ColumnModel) -> None:
    text = str(model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole))
    assert text.startswith("恒岳轴承，磨床 1，¥\u200912.0万，负责人：陈思远，停留 19/14 天，")
    assert text.endswith("没有安排下一步，还没有任何联系人")
    assert model.data(model.index(1), CARD_ROLE).title == "磨床 1"
    assert model.data(model.index(1), Qt.ItemDataRole.CheckStateRole) is None
    assert model.data(QModelIndex()) is None


def test_what_is_unknown_is_said_in_words(model: ColumnModel) -> None:
    assert str(model.data(model.index(3))).startswith("未填写客户，")
    assert "未填写金额" in str(model.data(model.index(2)))


def test_memory_stays_bounded_on_a_long_way_down(model: ColumnModel) -> None:
    for row in range(0, MANY, PAGE):
        model.fetch(row, row + 10)
    assert len(model._pages) <= 16


def show(model: ColumnModel, data: Data) -> None:
    """Show the first stage as it is now."""
    head = data.read(board.load, BoardFilter()).columns[0]
    first = data.read(board.first_cards, head.stage_id, BoardFilter(), limit=FIRST)
    model.show_column(head, first, BoardFilter())


def title(model: ColumnModel, row: int) -> str:
    """Return the title of a row's card."""
    card = model.card(row)
    return card.title if card else ""


def test_cards_of_yesterday_are_not_taken_over(model: ColumnModel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(model.first_today) == FIRST
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - a local day
    monkeypatch.setattr(column_model, "_today", lambda: tomorrow)
    assert model.first_today == ()
