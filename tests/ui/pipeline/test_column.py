"""The head of a column."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.services.board import Board, Column, OtherSum
from salesdesk.ui.pipeline import sums
from salesdesk.ui.pipeline.column import ColumnHead, duration, share

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEAD = Column(
    "stage",
    uuid.UUID(int=1),
    "线索识别",
    6,
    Decimal(1_860_000),
    Decimal(186_000),
    "open",
    Decimal("0.1"),
    7,
    14,
)
NEEDS = Column(
    "stage",
    uuid.UUID(int=2),
    "需求探索",
    2,
    Decimal(620_000),
    Decimal(124_000),
    "open",
    Decimal("0.2"),
    10,
    28,
)
BOARD = Board(None, (LEAD, NEEDS), "CNY")


def test_whole_weeks_are_told_in_weeks_other_spans_in_days() -> None:
    assert duration(LEAD) == "预期 1–2 周"
    assert duration(NEEDS) == "预期 10–28 天"
    assert duration(NEEDS, short=True) == "10–28 天"
    assert duration(replace(LEAD, max_days=None)) == ""


def test_the_share_is_that_of_the_sums() -> None:
    assert share(LEAD, BOARD) == pytest.approx(0.75)


def test_without_sums_the_share_is_that_of_the_counts() -> None:
    bare = tuple(replace(column, amount=Decimal(0)) for column in BOARD.columns)
    assert share(bare[1], replace(BOARD, columns=bare)) == pytest.approx(0.25)
    empty = (replace(bare[0], count=0),)
    assert share(empty[0], replace(BOARD, columns=empty)) == 0


@pytest.mark.parametrize("width", [120, 190, 560])
def test_a_head_of_any_width_can_be_drawn(qtbot: QtBot, width: int) -> None:
    head = ColumnHead()
    qtbot.addWidget(head)
    head.resize(width, 60)
    head.show_column(LEAD, BOARD)
    assert not head.grab().isNull()
    assert head.height() > (70 if width < 320 else 50)


def test_a_head_tells_everything_to_screen_readers(qtbot: QtBot) -> None:
    head = ColumnHead()
    qtbot.addWidget(head)
    head.show_column(LEAD, BOARD)
    assert head.accessibleName() == "线索识别，6，10%，¥\u2009186.0万，加权 ¥\u200918.6万，预期 1–2 周"


def test_each_currency_stands_for_itself(qtbot: QtBot) -> None:
    dollars = OtherSum("USD", 1, Decimal(120_000), Decimal(12_000))
    both = replace(LEAD, others=(dollars,))
    head = ColumnHead()
    qtbot.addWidget(head)
    head.show_column(both, BOARD)
    assert "¥\u2009186.0万 + $\u200912.0万" in head.accessibleName()
    assert "¥\u200918.6万 + $\u20091.2万" in head.toolTip()
    assert share(both, replace(BOARD, columns=(both, NEEDS))) == pytest.approx(0.75)
    assert sums.amounts((both, both), "CNY") == "¥\u2009372.0万 + $\u200924.0万"
    alone = replace(both, amount=Decimal(0), weighted=Decimal(0))
    assert (sums.amounts([alone], "CNY"), sums.weighted([alone], "CNY")) == ("$\u200912.0万", "$\u20091.2万")
