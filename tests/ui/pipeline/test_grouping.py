"""The board grouped by other things, narrowed to anything, with what is signed behind a divider."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import RuleError
from salesdesk.services import opportunities, opportunity_summary, people, saved_views
from salesdesk.services.board import BoardFilter
from salesdesk.storage.records import Person
from salesdesk.ui.pipeline.filter_panel import FilterPanel
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.widgets.ask_text import TextDialog
from tests import factories
from tests.factories import STEP
from tests.ui.conftest import drag, middle, shown_board

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data
    from salesdesk.ui.pipeline.page import BoardPage


def names(page: BoardPage) -> list[str]:
    return [column.column.name for column in page.columns]


def group(page: BoardPage, grouping: str) -> None:
    """Choose a grouping from its menu."""
    actions = page.bar.grouping.menu().actions()
    actions[("stage", "owner", "month", "value_class").index(grouping)].trigger()
    QApplication.processEvents()


def test_a_drop_on_an_owner_gives_them_the_card(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    data.write(STEP, people.add, name="陆知远")
    first = page.columns[0].model.card(0)
    assert first is not None
    with data.workspace.read() as session:
        lu = next(one for one in session.query(Person) if one.name == "陆知远").id
    data.write(STEP, opportunities.change, first.id, "owner", lu)
    group(page, "owner")
    here = names(page).index("陆知远")
    other = next(
        column for column in page.columns if column.model.rowCount() and column.column.name != "陆知远"
    )
    moved = other.model.card(0)
    assert moved is not None
    target = page.columns[here].view
    drag(qtbot, other.view, 0, target.viewport().mapToGlobal(middle(target, 0)))
    assert data.read(opportunity_summary.summary, moved.id).owner == "陆知远"
    data.undo()
    assert data.read(opportunity_summary.summary, moved.id).owner == moved.owner


def test_a_key_puts_the_close_to_the_last_day_of_the_next_month(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    today = date.today()  # noqa: DTZ011 - the board's months are local ones
    first = page.columns[0].model.card(0)
    assert first is not None
    data.write(STEP, opportunities.change, first.id, "expected_close_on", today)
    group(page, "month")
    column = next(column for column in page.columns if column.model.rowCount() == 1)
    column.view.setFocus()
    column.view.select(0)
    qtbot.keyClick(column.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    closes = data.read(opportunity_summary.summary, first.id).expected_close_on
    after = (today.replace(day=1) + timedelta(days=63)).replace(day=1)
    assert closes == after - timedelta(days=1)


def test_a_value_class_takes_no_cards(page: BoardPage, qtbot: QtBot) -> None:
    group(page, "value_class")
    source = page.columns[-1].view
    source.setFocus()
    source.select(0)
    with pytest.raises(RuleError):
        page._move_beside(len(page.columns) - 1, -1)


def test_the_grouping_outlives_the_page(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    group(page, "owner")
    assert page.state().shape.grouping == "owner"


def test_what_is_signed_stands_behind_a_divider_and_counts_in_nothing(
    data: Data, seeded: Workspace, qtbot: QtBot
) -> None:
    with seeded.write(STEP) as write:
        buyer = factories.customer(write.session)
        card = factories.opportunity(write.session, name="已签", customer_id=buyer)
        today = date.today()  # noqa: DTZ011 - the day of signing is a local one
        opportunities.win(write.session, card, on=today, amount=Decimal(900_000))
    page = shown_board(qtbot, data)
    totals = page.toolbar.totals.text()
    assert len(page.columns) == 6
    assert "项目实施 1" in page.after.link.text()
    qtbot.mouseClick(page.after.link, Qt.MouseButton.LeftButton)
    assert names(page)[6:] == ["项目实施", "售后维护"]
    assert page.columns[6].model.rowCount() == 1
    assert page.columns[6].property("after") is True
    assert page.toolbar.totals.text() == totals
    qtbot.mouseClick(page.after.link, Qt.MouseButton.LeftButton)
    assert len(page.columns) == 6


def panel(page: BoardPage) -> FilterPanel:
    page.bar.open_panel()
    found = page.bar.findChild(FilterPanel)
    assert isinstance(found, FilterPanel)
    return found


def test_the_panel_narrows_at_once_and_a_chip_takes_it_away(
    page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    opened = panel(page)
    stage = page.columns[1].column.stage_id
    qtbot.mouseClick(opened.choices["stage_ids", stage], Qt.MouseButton.LeftButton)
    assert names(page) == ["需求探索"]
    assert page.filter.stage_ids == (stage,)
    opened.close()
    (chip,) = page.bar.parts
    assert "需求探索" in chip.text()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert not page.filter.stage_ids
    assert len(page.columns) == 6


def test_amounts_and_days_are_typed(page: BoardPage, qtbot: QtBot) -> None:
    opened = panel(page)
    low = opened.spans["amount_from"]
    low.setText("1.5万")
    low.editingFinished.emit()
    assert page.filter.amount_from == Decimal(15_000)
    until = opened.spans["close_to"]
    qtbot.keyClicks(until, "2026-12-31")
    until.editingFinished.emit()
    assert page.filter.close_to == date(2026, 12, 31)
    qtbot.keyClicks(until, "x")
    until.editingFinished.emit()
    assert page.filter.close_to == date(2026, 12, 31)
    assert until.property("invalid") is True
    opened.close()


def test_a_filter_is_kept_applied_and_taken_away(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    page._on_filter(replace(page.filter, flags=("no_next_step",)))
    page.bar.ask_name()
    dialog = page.bar.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    dialog.text.setText("没有下一步")
    dialog.confirm.click()
    page.toolbar.clear_filter()
    (view,) = data.read(saved_views.views, "board")
    page.bar._fill_saved()
    page.bar.saved.menu().actions()[0].trigger()
    assert page.filter.flags == ("no_next_step",)
    assert BoardFilter.from_json(view.content).flags == ("no_next_step",)
    page.bar._delete(view)
    assert data.read(saved_views.views, "board") == []
    data.undo()
    assert len(data.read(saved_views.views, "board")) == 1


def test_a_column_is_collapsed_and_stays_so(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    column = page.columns[0]
    qtbot.mouseDClick(column.head, Qt.MouseButton.LeftButton)
    assert column.collapsed
    assert column.strip.isVisible()
    assert column.width() < 60
    assert "4" in column.strip.accessibleName()
    page.reload()
    assert page.columns[0].collapsed
    assert page._context.preferences.collapsed == [column.column.stage_id.hex]
    qtbot.keyClick(column.strip, Qt.Key.Key_Return)
    assert not column.collapsed
    assert column.view.isVisible()


def test_compact_cards_are_remembered(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    view = page.columns[0].view
    before = view.card_rect(1).top()
    qtbot.mouseClick(page.bar.compact, Qt.MouseButton.LeftButton)
    assert view.card_rect(1).top() < before
    assert Preferences.load().compact is True
    qtbot.mouseClick(page.bar.compact, Qt.MouseButton.LeftButton)
    assert view.card_rect(1).top() == before
