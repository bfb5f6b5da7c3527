"""Several cards at once: chosen by mouse and keys, changed in one step, never past a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from salesdesk.services import opportunity_bulk, opportunity_summary, people
from salesdesk.ui.pipeline.bulk_gate import BulkGateDialog
from salesdesk.ui.widgets.ask_text import TextDialog
from tests import factories
from tests.factories import STEP
from tests.ui.conftest import drag, middle, titles

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data
    from salesdesk.ui.pipeline.page import BoardPage

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def choose(page: BoardPage, qtbot: QtBot, *rows: int, column: int = 0) -> None:
    view = page.columns[column].view
    for row in rows:
        qtbot.mouseClick(view.viewport(), LEFT, CONTROL, middle(view, row))


def chosen(page: BoardPage) -> list[str]:
    return [card.title for card in page.choice.cards]


def test_control_and_a_click_choose_and_a_plain_click_ends_it(page: BoardPage, qtbot: QtBot) -> None:
    choose(page, qtbot, 0, 2)
    choose(page, qtbot, 1, column=1)
    assert chosen(page) == ["磨床 0", "磨床 2", "铣床 1"]
    assert page.bulk.isVisible()
    assert "3" in page.bulk.count.text()
    choose(page, qtbot, 2)
    assert chosen(page) == ["磨床 0", "铣床 1"]
    view = page.columns[0].view
    qtbot.mouseClick(view.viewport(), LEFT, pos=middle(view, 3))
    assert chosen(page) == []
    assert not page.bulk.isVisible()


def test_the_first_one_is_chosen_beside_the_selected_card(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    qtbot.mouseClick(view.viewport(), LEFT, pos=middle(view, 3))
    choose(page, qtbot, 0, 1)
    assert chosen(page) == ["磨床 3", "磨床 0", "磨床 1"]


def test_shift_chooses_what_lies_between_and_escape_ends_it(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    choose(page, qtbot, 0)
    qtbot.mouseClick(view.viewport(), LEFT, SHIFT, middle(view, 2))
    assert chosen(page) == ["磨床 0", "磨床 1", "磨床 2"]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert chosen(page) == []


def test_the_keyboard_chooses_too(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    view.setFocus()
    view.select(0)
    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert chosen(page) == ["磨床 0", "磨床 1", "磨床 2"]
    qtbot.keyClick(view, Qt.Key.Key_Space, CONTROL)
    assert chosen(page) == ["磨床 0", "磨床 1"]
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert len(chosen(page)) == 4


def test_an_owner_is_given_to_all_in_one_step(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    owner = data.write(STEP, people.add, name="陆知远")
    choose(page, qtbot, 0, 1)
    ids = page.choice.ids
    before = {one: data.read(opportunity_summary.summary, one).owner for one in ids}
    page.bulk.set_owner(owner, "陆知远")
    assert {data.read(opportunity_summary.summary, one).owner for one in ids} == {"陆知远"}
    assert chosen(page) == []
    data.undo()
    assert {one: data.read(opportunity_summary.summary, one).owner for one in ids} == before


def test_a_date_is_typed_for_all(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    choose(page, qtbot, 0, 1)
    ids = page.choice.ids
    qtbot.mouseClick(page.bulk.close_date, LEFT)
    dialog = page.bulk.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    dialog.text.setText("x")
    dialog.confirm.click()
    assert dialog.isVisible()
    dialog.text.setText("2027-03-31")
    dialog.confirm.click()
    closes = {data.read(opportunity_summary.summary, one).expected_close_on for one in ids}
    assert {str(one) for one in closes} == {"2027-03-31"}


def test_the_keyboard_is_on_the_cards_after_a_change(page: BoardPage, qtbot: QtBot) -> None:
    choose(page, qtbot, 0, 1)
    page.bulk.close_date.setFocus()
    page.bulk.close_date.click()
    dialog = page.bulk.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    dialog.text.setText("2027-03-31")
    dialog.confirm.click()
    assert page.window().focusWidget() is page.columns[0].view


def test_dragging_one_of_them_drags_all(page: BoardPage, qtbot: QtBot, data: Data) -> None:
    choose(page, qtbot, 0, 1)
    target = page.columns[2].view.viewport()
    drag(qtbot, page.columns[0].view, 0, target.mapToGlobal(QPoint(40, 40)))
    assert titles(page, 2)[:2] == ["磨床 0", "磨床 1"]
    data.undo()
    assert titles(page, 0)[:2] == ["磨床 0", "磨床 1"]


@pytest.fixture
def gated(seeded: Workspace) -> Workspace:
    """Give a board whose first stage asks for a need, which its second card has, and two people."""
    with seeded.write(STEP) as write:
        factories.stages(write.session)[0].required_fields = "need"
        factories.person(write.session, name="周敏", role="regional_manager")
        factories.person(write.session, name="林晓")
    return seeded


def refused(page: BoardPage, data: Data, qtbot: QtBot) -> BulkGateDialog:
    """Choose two cards, of which the first lacks what its stage asks for, and ask for the second stage."""
    second = page.columns[0].model.card(1)
    assert second is not None
    from salesdesk.services import opportunities  # noqa: PLC0415 - only here

    data.write(STEP, opportunities.change, second.id, "need", "扩产")
    choose(page, qtbot, 0, 1)
    page.bulk.bring(page.columns[1].column.stage_id, "需求探索")
    dialog = page.bulk.findChild(BulkGateDialog)
    assert isinstance(dialog, BulkGateDialog)
    return dialog


def test_no_gate_is_passed_by_changing_several(
    gated: Workspace, page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    dialog = refused(page, data, qtbot)
    assert titles(page, 0)[:2] == ["磨床 0", "磨床 1"]
    assert dialog.way is not None
    assert dialog.way.count() == 1
    dialog.confirm.click()
    assert titles(page, 0)[0] == "磨床 0"
    assert titles(page, 1)[0] == "磨床 1"


def test_leaving_them_alone_writes_nothing(
    gated: Workspace, page: BoardPage, data: Data, qtbot: QtBot
) -> None:
    dialog = refused(page, data, qtbot)
    dialog.reject()
    assert titles(page, 0)[:2] == ["磨床 0", "磨床 1"]
    assert str(data.undo_label()) == str(STEP)  # the need that was filled in, nothing later


def test_a_manager_lets_all_of_them_pass(gated: Workspace, page: BoardPage, data: Data, qtbot: QtBot) -> None:
    with data.workspace.read() as session:
        from salesdesk.storage.records import Person  # noqa: PLC0415 - only here

        data.person = next(one.id for one in session.query(Person) if one.name == "周敏")
    dialog = refused(page, data, qtbot)
    assert dialog.way is not None
    dialog.way.setCurrentIndex(1)
    dialog.confirm.click()
    assert dialog.isVisible()  # a reason is missing
    assert dialog.reason is not None
    dialog.reason.setText("老客户")
    dialog.confirm.click()
    assert titles(page, 1)[:2] == ["磨床 0", "磨床 1"]
    data.undo()
    assert titles(page, 0)[:2] == ["磨床 0", "磨床 1"]


def test_one_that_was_changed_meanwhile_is_told(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    choose(page, qtbot, 0, 1)
    first, second = page.choice.cards
    from salesdesk.domain.errors import ConflictError  # noqa: PLC0415 - only here

    with pytest.raises(ConflictError):
        data.write(
            STEP,
            opportunity_bulk.change_all,
            {first.id: first.row_version, second.id: second.row_version - 1},
            "roadmap",
            "solid",
        )
