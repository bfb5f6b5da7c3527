"""The first page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, QUrl
from PySide6.QtGui import QDropEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from salesdesk.domain.pipeline import templates
from salesdesk.ui.start.page import NewWorkspace, StartPage
from salesdesk.ui.start.template_dialog import TemplateDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> StartPage:
    """Give the page with one recent workspace and one that is gone."""
    (tmp_path / "云帆.salesdesk").mkdir()
    result = StartPage([tmp_path / "云帆.salesdesk", tmp_path / "旧.salesdesk"])
    qtbot.addWidget(result)
    result.folder_field.setText(str(tmp_path))
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_a_workspace_is_asked_for_by_name_folder_and_company(
    page: StartPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.name_field.setText(" 华东 ")
    page.company_field.setText("云帆装备")
    with qtbot.waitSignal(page.create_requested) as asked:
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert asked.args == [NewWorkspace("华东", tmp_path, "云帆装备")]


def test_markup_in_a_path_is_text_in_its_tool_tip(qtbot: QtBot, tmp_path: Path) -> None:
    page = StartPage([tmp_path / "<b>A&B</b>.salesdesk"])
    qtbot.addWidget(page)
    tips = [entry.toolTip() for entry in page.findChildren(QPushButton)]
    assert any("A&B" in tip for tip in tips)
    assert not any(Qt.mightBeRichText(tip) for tip in tips)  # type: ignore[attr-defined,unused-ignore]


def test_return_in_a_field_asks_too(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.create_requested):
        qtbot.keyClick(page.name_field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b", "a:b", ".hidden", "x" * 81, "磨" * 79, "a\tb", "nul", ".salesdesk"]
)
def test_a_name_that_no_folder_can_have_is_refused(page: StartPage, qtbot: QtBot, name: str) -> None:
    page.name_field.setText(name)
    with qtbot.assertNotEmitted(page.create_requested):
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert page.problem.isVisible()
    qtbot.keyClicks(page.name_field, "b")
    assert not page.problem.isVisible()


def test_a_folder_must_be_given(page: StartPage, qtbot: QtBot) -> None:
    page.folder_field.setText("here")
    with qtbot.assertNotEmitted(page.create_requested):
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert page.problem.text()
    assert page.folder_field.property("invalid")
    assert not page.name_field.property("invalid")


def test_the_ending_of_a_workspace_is_not_doubled(page: StartPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.name_field.setText("华东.salesdesk")
    with qtbot.waitSignal(page.create_requested) as asked:
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert asked.args == [NewWorkspace("华东", tmp_path, "")]


def test_return_presses_the_button_in_focus(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.create_requested):
        qtbot.keyClick(page.create_button, Qt.Key.Key_Return)


def test_tab_goes_down_the_form(page: StartPage, qtbot: QtBot) -> None:
    page.folder_field.setFocus()
    qtbot.keyClick(page.folder_field, Qt.Key.Key_Tab)
    browse = page.focusWidget()
    assert isinstance(browse, QPushButton)
    qtbot.keyClick(browse, Qt.Key.Key_Tab)
    assert page.focusWidget() is page.company_field


def test_a_recent_workspace_is_one_click_away(page: StartPage, qtbot: QtBot, tmp_path: Path) -> None:
    there, gone = (entry(page, name) for name in ("云帆", "旧"))
    assert not gone.isEnabled()
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseClick(there, Qt.MouseButton.LeftButton)
    assert asked.args == [tmp_path / "云帆.salesdesk"]


def test_a_folder_can_be_dropped(page: StartPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.open_requested) as asked:
        drop(page, tmp_path / "云帆.salesdesk")
    assert asked.args == [tmp_path / "云帆.salesdesk"]


def test_dropped_files_begin_a_workspace(page: StartPage, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.touch()
    with qtbot.waitSignal(page.create_requested) as asked:
        drop(page, file)
    assert asked.args is not None
    assert asked.args[0].files == (file,)


def drop(page: StartPage, path: Path) -> None:
    """Drop a file or folder on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier))


def entry(page: StartPage, name: str) -> QPushButton:
    """Return the entry of a recent workspace."""
    return next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name)


def test_few_people_are_offered_the_short_pipeline_and_many_the_long_one(
    page: StartPage, qtbot: QtBot
) -> None:
    people, field = page.pipeline.people, page.pipeline
    assert field.template == "equipment8"
    found = []
    for place in range(people.count()):
        people.setCurrentIndex(place)
        people.activated.emit(place)
        found.append((field.template, field.stages.text().count("→") + 1))
    assert found == [("sme4", 4), ("equipment8", 8), ("equipment8", 8)]
    people.setCurrentIndex(0)
    people.activated.emit(0)
    with qtbot.waitSignal(page.create_requested) as asked:
        qtbot.keyClick(page.name_field, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].template == "sme4"


def test_each_template_can_be_chosen_and_shows_its_stages(page: StartPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.pipeline.change, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(TemplateDialog)
    assert list(dialog.choice.options) == list(templates())
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for template in templates().values():
        assert any(" → ".join(stage.name_zh for stage in template.stages) in text for text in texts)
    dialog.choice.options["ltc"].click()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert page.pipeline.template == "ltc"
    assert "LTC" in page.pipeline.name.text()
