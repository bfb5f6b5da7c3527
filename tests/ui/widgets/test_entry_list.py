"""A list of entries: opens, deletes, asks for more, and bears any text."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.i18n import _
from salesdesk.services.activities import TimelineEvent
from salesdesk.ui import theme
from salesdesk.ui.widgets.entry_list import Entry, EntryList, EntryModel
from salesdesk.ui.widgets.text_lines import cut, lines_of
from salesdesk.ui.widgets.timeline import Timeline, day_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TODAY = date(2026, 11, 24)


def entries(count: int) -> list[Entry]:
    """Return entries that open something."""
    return [
        Entry(
            f"拜访 {number}", "谈预算", "11/20", "phone", "accent", record=("activity", uuid.UUID(int=number))
        )
        for number in range(count)
    ]


@pytest.fixture
def shown(qtbot: QtBot) -> EntryList:
    """Give a list of forty entries on the screen."""
    result = EntryList("动态")
    qtbot.addWidget(result)
    result.resize(420, 300)
    result.show_entries(entries(40))
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_the_model_keeps_the_rules(qtbot: QtBot) -> None:
    model = EntryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for count in (0, 3, 5, 2):
        model.set_entries(entries(count))
        assert model.rowCount() == count
    assert "拜访 1" in model.data(model.index(1, 0))
    assert tester.model() is model


def test_return_and_a_double_click_open(shown: EntryList, qtbot: QtBot) -> None:
    shown.setCurrentIndex(shown.entries.index(1, 0))
    with qtbot.waitSignal(shown.opened) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args == [entries(2)[1]]
    place = shown.visualRect(shown.entries.index(0, 0)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(shown.opened):
        qtbot.mouseDClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_delete_asks(shown: EntryList, qtbot: QtBot) -> None:
    shown.setCurrentIndex(shown.entries.index(2, 0))
    with qtbot.waitSignal(shown.delete_requested) as asked:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert asked.args == [entries(3)[2]]


def test_the_end_asks_for_more_and_the_place_stays(shown: EntryList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.end_reached):
        shown.scrollToBottom()
    before = shown.verticalScrollBar().value()
    shown.show_entries(entries(60))
    assert shown.verticalScrollBar().value() == before


def test_the_current_entry_stays_current(shown: EntryList) -> None:
    shown.setCurrentIndex(shown.entries.index(3, 0))
    shown.show_entries(entries(40)[2:])
    current = shown.current()
    assert current is not None
    assert current.title == "拜访 3"


@pytest.mark.parametrize(
    "text", ["甲" * 50_000, "W" * 50_000, "<b>A&B</b>", "a\u202eb\x07\u2028c\nd", "😀👩‍👩‍👧𬭎\ud800"]
)
def test_hostile_texts_are_painted(shown: EntryList, text: str) -> None:
    shown.show_entries([Entry(text, text, text, "phone", "", text, text, "ok")])
    assert not shown.grab().isNull()
    assert shown.visualRect(shown.entries.index(0, 0)).height() < 200


def test_a_long_text_becomes_a_few_lines(qtbot: QtBot) -> None:
    lines = lines_of("一二三四五六七八九十" * 20, theme.font(), 130, 3)
    assert len(lines) == 3
    assert lines[2].endswith("…")
    assert "".join(lines[:2]) == ("一二三四五六七八九十" * 20)[: len("".join(lines[:2]))]
    assert lines_of("𬭎😀短", theme.font(), 300, 3) == ("𬭎😀短",)
    assert cut("a\nb" * 200).endswith("…")


def test_days_are_said_beside_today() -> None:
    assert day_words(TODAY, TODAY) == _("Today")
    assert day_words(date(2026, 11, 23), TODAY) == _("Yesterday")
    assert day_words(date(2026, 11, 25), TODAY) == _("Tomorrow")
    assert day_words(date(2026, 1, 8), TODAY) == "01/08"
    assert day_words(date(2025, 1, 8), TODAY) == "2025/01/08"


def test_events_are_entries(qtbot: QtBot) -> None:
    shown = Timeline()
    qtbot.addWidget(shown)
    record = ("activity", uuid.UUID(int=1))
    event = TimelineEvent(
        uuid.UUID(int=1),
        "call",
        None,
        TODAY,
        "电话 顾工",
        "谈预算",
        "林晓",
        True,
        None,
        1,
        record,
    )
    shown.show_events([event], TODAY)
    entry = shown.entries.entry(0)
    assert entry is not None
    assert (entry.text, entry.icon, entry.record) == ("谈预算 · 林晓", "phone", record)
