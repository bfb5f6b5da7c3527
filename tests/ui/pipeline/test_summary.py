"""All that is known of one opportunity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from salesdesk.services import board, opportunities
from salesdesk.services.board import BoardFilter
from salesdesk.services.opportunities import Summary
from salesdesk.ui.pipeline.summary import WIDTH, SummaryDrawer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


@pytest.fixture
def drawer(qtbot: QtBot) -> SummaryDrawer:
    """Give a drawer over a page of 900 × 600."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return SummaryDrawer(page)


@pytest.fixture
def summary(data: Data) -> Summary:
    """Give the summary of an opportunity."""
    first = data.read(board.load, BoardFilter()).columns[0]
    card = data.read(board.first_cards, first.stage_id, BoardFilter())[0]
    return data.read(opportunities.summary, card.id)


def test_fields_and_history_are_shown(drawer: SummaryDrawer, summary: Summary) -> None:
    drawer.show_summary(summary)
    shown = texts(drawer)
    assert {"恒岳轴承", "磨床 0", "进行中", "线索识别 · 10%", "¥\u2009120,000.00", "林晓", "A step"} <= shown


def test_empty_fields_take_no_room(drawer: SummaryDrawer, summary: Summary) -> None:
    drawer.show_summary(summary)
    assert "输单原因" not in texts(drawer)


def test_a_loss_is_shown_with_its_reason(drawer: SummaryDrawer, summary: Summary) -> None:
    lost = replace(
        summary,
        status="lost",
        loss_reason="price",
        loss_note="太贵",
        closed_on=date(2026, 11, 25),
        history=(),
    )
    drawer.show_summary(lost)
    assert {"输单", "价格", "太贵", "2026-11-25", "暂无记录"} <= texts(drawer)


def test_data_is_never_markup(drawer: SummaryDrawer, summary: Summary) -> None:
    drawer.show_summary(replace(summary, customer="<b>A&B</b>", remark="<img src='x'>"))
    assert "<b>A&B</b>" in texts(drawer)
    labels = drawer.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_the_drawer_stays_at_the_right_side(drawer: SummaryDrawer, summary: Summary) -> None:
    drawer.show_summary(summary)
    page = drawer.parentWidget()
    assert page is not None
    page.resize(700, 500)
    assert (drawer.x(), drawer.width(), drawer.height()) == (700 - WIDTH, WIDTH, 500)


def test_the_cross_closes_it(drawer: SummaryDrawer, summary: Summary, qtbot: QtBot) -> None:
    drawer.show_summary(summary)
    with qtbot.waitSignal(drawer.closed):
        qtbot.mouseClick(drawer._close, Qt.MouseButton.LeftButton)
    assert not drawer.isVisible()


def texts(drawer: SummaryDrawer) -> set[str]:
    """Return the texts of all labels."""
    return {label.text() for label in drawer.findChildren(QLabel)}
