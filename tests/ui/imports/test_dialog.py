"""Taking files in, from the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.services import people
from salesdesk.ui.background import Background
from salesdesk.ui.imports.dialog import ImportDialog
from tests.ui.conftest import files_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data

TEAMS = "sales_agent,manager,regional_office\n周航,林晓,华东\n赵敏,林晓,华东\n"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Give a window for the dialog to stand in."""
    result = QWidget()
    qtbot.addWidget(result)
    result.show()
    return result


def opened(window: QWidget, data: Data, qtbot: QtBot, *files: Path) -> ImportDialog:
    """Open the dialog and wait until the files are read."""
    dialog = ImportDialog(files, data, Background(window), window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog._job is None)
    return dialog


def test_nothing_is_written_before_the_user_agrees(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, data, qtbot, *files_of(tmp_path, teams=TEAMS))
    assert "teams.csv" in dialog.details.toPlainText()
    assert dialog.confirm.isEnabled()
    assert len(data.read(people.people)) == 2
    dialog.reject()


def test_on_agreement_it_is_written_and_told(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, data, qtbot, *files_of(tmp_path, teams=TEAMS))
    with qtbot.waitSignal(dialog.imported) as imported:
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert imported.args is not None
    assert imported.args[0].touches("person")
    assert {"周航", "赵敏"} <= {person.name for person in data.read(people.people)}
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)


def test_a_file_that_is_no_table_is_refused_in_words(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, data, qtbot, *files_of(tmp_path, notes="hello\nworld\n"))
    assert "notes.csv" in dialog.details.toPlainText()
    assert not dialog.confirm.isEnabled()
    assert dialog.focusWidget() is dialog.cancel
    dialog.reject()


def test_what_is_there_already_needs_no_import(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    files = files_of(tmp_path, teams=TEAMS)
    dialog = opened(window, data, qtbot, *files)
    with qtbot.waitSignal(dialog.imported):
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    again = opened(window, data, qtbot, *files)
    assert not again.confirm.isEnabled()
    dialog.reject()
    with qtbot.waitSignal(again.finished):
        qtbot.keyClick(again.cancel, Qt.Key.Key_Return)


def test_return_on_the_button_in_focus_agrees(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, data, qtbot, *files_of(tmp_path, teams=TEAMS))
    with qtbot.waitSignal(dialog.imported):
        qtbot.keyClick(dialog.confirm, Qt.Key.Key_Return)
    dialog.reject()


def test_closing_while_it_reads_stops_first(
    window: QWidget, data: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = ImportDialog(files_of(tmp_path, teams=TEAMS), data, Background(window), window)
    dialog.open()
    dialog.close()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog._job is None)
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
