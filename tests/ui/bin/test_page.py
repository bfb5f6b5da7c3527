"""The recycle bin on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.domain.errors import RuleError
from salesdesk.services import lookup, recycle_bin
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.bin.page import BinPage
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def context(workspace: Workspace, qtbot: QtBot) -> Iterator[PageContext]:
    factories.set_up(workspace)
    background = Background()
    yield PageContext(Data(workspace), background, Preferences())
    background.finish()
    qtbot.waitUntil(lambda: not background.busy())


def shown(qtbot: QtBot, context: PageContext, state: object | None = None) -> BinPage:
    page = BinPage(context, state)
    qtbot.addWidget(page)
    page.resize(1240, 820)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    settle(qtbot, page)
    return page


def settle(qtbot: QtBot, page: BinPage) -> None:
    qtbot.waitUntil(lambda: not page.busy(), timeout=5_000)


def delete(context: PageContext, *names: str) -> None:
    for name in names:
        one = context.data.write(STEP, partial(factories.customer, name=name))
        context.data.write(STEP, recycle_bin.delete, "customer", [one])


def titles(page: BinPage) -> list[str]:
    return [row.title for row in page.table.rows()]


def test_an_empty_bin_says_what_comes_here(qtbot: QtBot, context: PageContext) -> None:
    page = shown(qtbot, context)
    assert page.empty.isVisible()
    assert not page.restore_button.isEnabled()


def test_enter_restores_what_is_selected_and_undo_deletes_it_again(
    qtbot: QtBot, context: PageContext
) -> None:
    delete(context, "甲", "乙", "丙")
    page = shown(qtbot, context)
    page.focus_content()
    assert titles(page) == ["丙", "乙", "甲"]
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert titles(page) == ["乙", "甲"]
    assert [row.title for row in page.table.selected()] == ["乙"]
    context.data.undo()
    settle(qtbot, page)
    assert titles(page) == ["丙", "乙", "甲"]


def test_several_are_restored_at_once(qtbot: QtBot, context: PageContext) -> None:
    delete(context, "甲", "乙")
    page = shown(qtbot, context)
    page.focus_content()
    qtbot.keyClick(page.table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.restore_button.click()
    settle(qtbot, page)
    assert page.empty.isVisible()
    assert context.data.read(lookup.find, "customer", "甲")
    assert "2" in str(context.data.undo_label())


def test_what_can_not_come_back_is_explained(qtbot: QtBot, context: PageContext) -> None:
    firm = context.data.write(STEP, lambda session: factories.customer(session, name="恒岳"))
    gu = context.data.write(STEP, lambda session: factories.contact(session, name="顾工", customer_id=firm))
    context.data.write(STEP, recycle_bin.delete, "contact", [gu])
    context.data.write(STEP, recycle_bin.delete, "customer", [firm])
    page = shown(qtbot, context, frozenset([gu]))
    assert [row.title for row in page.table.selected()] == ["顾工"]
    with pytest.raises(RuleError, match="恒岳"):
        page.restore()
    assert titles(page) == ["恒岳", "顾工"]


def test_the_page_comes_back_with_its_selection(qtbot: QtBot, context: PageContext) -> None:
    delete(context, "甲", "乙")
    page = shown(qtbot, context)
    page.table.view.select_rows([(1, 1)], 1)
    state = page.state()
    page.leave()
    assert [row.title for row in shown(qtbot, context, state).table.selected()] == ["甲"]


def test_hostile_titles_are_shown_as_they_are(qtbot: QtBot, context: PageContext) -> None:
    hostile = ["<b>&A</b>", "a\u202eb\x07\n", "甲" * 50_000, ""]
    delete(context, *hostile)
    page = shown(qtbot, context)
    tester = QAbstractItemModelTester(page.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.table.model.forget()
    page.table.view.fetch()
    assert not page.grab().isNull()
    assert tester.model().rowCount() == 4
    page.table.view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    assert titles(page) == sorted(titles(page), key=lambda title: title or "—")


def test_who_may_only_look_restores_nothing(qtbot: QtBot, context: PageContext) -> None:
    delete(context, "甲")
    context.data.read_only = True
    page = shown(qtbot, context)
    page.focus_content()
    page.restore()
    settle(qtbot, page)
    assert titles(page) == ["甲"]
    assert not page.restore_button.isVisible()
