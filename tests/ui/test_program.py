"""The running program: workspaces, language, theme, people."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.i18n import language
from salesdesk.services import demo as demo_firm, drafts, lookup, people, quote_templates
from salesdesk.storage import files
from salesdesk.storage.connection import StorageError
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import theme
from salesdesk.ui.contracts.receipt_dialog import ReceiptDialog
from salesdesk.ui.imports.dialog import ImportDialog
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.places import Place
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.program import Program
from salesdesk.ui.quote_templates_dialog import TemplatesDialog
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.start.page import NewWorkspace, StartPage
from tests import factories
from tests.domain.drafts import line
from tests.ui.conftest import files_of, titles

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

PIPELINE = "opportunity_id,opportunity,stage\nA1,铣床,Engaging\nA2,磨床,Prospecting\n"


@pytest.fixture
def program(qtbot: QtBot) -> Program:
    """Give the program with its window, no workspace open."""
    window = MainWindow()
    window.build()
    result = Program(window, Preferences(theme="light"))
    qtbot.addWidget(window, before_close_func=lambda _window: result.close_workspace())
    with qtbot.waitExposed(window):
        window.show()
    return result


def test_the_first_start_shows_the_first_page(program: Program) -> None:
    program.start(None)
    assert isinstance(program.window.page, StartPage)


def test_a_workspace_is_made_opened_and_remembered(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, "云帆装备"))
    assert isinstance(program.window.page, BoardPage)
    assert program.window.windowTitle() == "云帆 — SalesDesk"
    assert Preferences.load().last() == tmp_path / "云帆.salesdesk"


@pytest.mark.parametrize("contents", [(), ("hello\n",)])
def test_a_small_firm_begins_with_the_pipeline_that_was_proposed(
    program: Program, qtbot: QtBot, tmp_path: Path, contents: tuple[str, ...]
) -> None:
    files = tuple(file for text in contents for file in files_of(tmp_path, notes=text))
    program.create(NewWorkspace("云帆", tmp_path, "", files, "sme4"))
    if files:
        dialog = program.window.findChild(ImportDialog)
        assert isinstance(dialog, ImportDialog)
        qtbot.waitUntil(lambda: dialog._job is None)
        dialog.reject()
    assert [column.column.name for column in board(program).columns] == ["初步接触", "需求与报价", "谈判"]


def test_the_next_start_opens_the_last_workspace(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    program.close_workspace()
    program.start(None)
    assert isinstance(program.window.page, BoardPage)


def test_a_workspace_that_is_none_is_told_on_the_first_page(program: Program, tmp_path: Path) -> None:
    program.start(tmp_path)
    assert isinstance(program.window.page, StartPage)
    assert str(tmp_path) in program.window.messages.text()


def test_what_was_told_goes_with_the_page(program: Program, tmp_path: Path) -> None:
    program.start(tmp_path)
    program.create(NewWorkspace("华东", tmp_path, ""))
    assert not program.window.messages.isVisible()


def test_a_workspace_in_use_can_be_looked_at(program: Program, seeded: Workspace, qtbot: QtBot) -> None:
    program.open(seeded.path)
    assert isinstance(program.window.page, StartPage)
    assert program.window.messages.isVisible()
    qtbot.mouseClick(program.window.messages._action, Qt.MouseButton.LeftButton)
    assert isinstance(program.window.page, BoardPage)
    assert program.window.notice.isVisible()
    assert program.data is not None
    assert program.data.read_only
    program.window.undo_requested.emit()
    program.window.redo_requested.emit()


def test_files_begin_a_workspace_and_their_pipeline_stands_alone(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    files = tuple(files_of(tmp_path, sales_pipeline=PIPELINE))
    program.create(NewWorkspace("导入", tmp_path, "云帆装备", files))
    dialog = program.window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(dialog.confirm.isEnabled)
    with qtbot.waitSignal(dialog.imported):
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert [column.column.name for column in board(program).columns] == ["Prospecting", "Engaging"]
    assert titles(board(program), 1) == ["铣床"]


def test_files_that_are_not_taken_leave_a_workspace_with_the_usual_pipeline(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    files = tuple(files_of(tmp_path, notes="hello\n"))
    program.create(NewWorkspace("导入", tmp_path, "", files))
    dialog = program.window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog._job is None)
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    assert len(board(program).columns) == 6


def test_the_language_changes_while_the_program_runs(program: Program, seeded: Workspace) -> None:
    program.adopt(seeded)
    board(program).toolbar.filter_changed.emit(board(program).filter)
    program.window.top.language_requested.emit("en")
    assert language() == "en"
    assert "Pipeline board" in {entry.accessibleName() for entry in buttons(program)}
    assert board(program).columns[0].column.name == "Lead identification"
    assert Preferences.load().language == "en"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    program.window.top.language_requested.emit("zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_the_theme_changes_while_the_program_runs(program: Program, seeded: Workspace) -> None:
    program.adopt(seeded)
    program.window.top.theme_requested.emit("dark")
    assert theme.current() is theme.DARK
    assert isinstance(program.window.page, BoardPage)
    assert Preferences.load().theme == "dark"


def test_the_theme_changes_on_the_first_page_too(program: Program) -> None:
    program.start(None)
    program.window.top.theme_requested.emit("dark")
    assert isinstance(program.window.page, StartPage)


def test_who_works_here_is_remembered_for_the_workspace(program: Program, seeded: Workspace) -> None:
    program.adopt(seeded)
    assert program.data is not None
    person = program.data.read(people.people)[0]
    program.window.top.person_requested.emit(person.id)
    assert program.data.person == person.id
    assert Preferences.load().person == {str(seeded.id): str(person.id)}


def test_the_status_line_follows_what_is_done(program: Program, seeded: Workspace, qtbot: QtBot) -> None:
    program.adopt(seeded)
    page = board(program)
    page.columns[1].view.setFocus()
    page.columns[1].view.select(0)
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    undo = "撤销：移动“恒岳轴承 · 铣床 0”到方案设计  Ctrl+Z"
    assert undo in {entry.text() for entry in buttons(program)}
    qtbot.keyClick(page.columns[2].view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert titles(page, 1) == ["铣床 0", "铣床 1"]
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Z, redo)
    assert titles(page, 2)[0] == "铣床 0"


def test_control_and_two_goes_to_the_cards(program: Program, seeded: Workspace, qtbot: QtBot) -> None:
    program.adopt(seeded)
    program.window.activateWindow()
    board(program).toolbar.text.setFocus()
    qtbot.keyClick(program.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert board(program).columns[0].view.hasFocus()


def test_closing_the_window_closes_the_workspace(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    program.window.close()
    assert program.data is None
    Workspace.open(tmp_path / "云帆.salesdesk").close()
    assert Preferences.load().geometry


def test_closing_the_workspace_goes_back_to_the_first_page(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    program.window.command_requested.emit("close-workspace")
    assert isinstance(program.window.page, StartPage)


def test_asking_for_a_new_workspace_keeps_the_open_one_within_reach(
    program: Program, seeded: Workspace, qtbot: QtBot
) -> None:
    program.adopt(seeded)
    program.window.command_requested.emit("new-workspace")
    assert isinstance(program.window.page, StartPage)
    qtbot.mouseClick(program.window.navigation.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert isinstance(program.window.page, BoardPage)
    program.window.command_requested.emit("new-workspace")
    program.open(seeded.path)
    assert isinstance(program.window.page, BoardPage)


def test_an_open_workspace_is_not_opened_again(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    page = program.window.page
    program.open(tmp_path / "云帆.salesdesk")
    assert program.window.page is page


def test_a_name_that_is_taken_keeps_what_is_there(program: Program, tmp_path: Path) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    with pytest.raises(InvalidInputError):
        program.create(NewWorkspace("云帆", tmp_path, ""))
    assert isinstance(program.window.page, BoardPage)
    QApplication.processEvents()


def board(program: Program) -> BoardPage:
    """Return the board that is shown."""
    page = program.window.page
    assert isinstance(page, BoardPage)
    return page


def buttons(program: Program) -> list[QPushButton]:
    """Return the buttons of the window."""
    return program.window.findChildren(QPushButton)


def test_the_database_is_tidied_up_when_nobody_works(
    program: Program, seeded: Workspace, qtbot: QtBot
) -> None:
    program.adopt(seeded)
    log = seeded.path / "data.db-wal"
    assert program.data is not None
    program.data.write(factories.STEP, _add_customer)
    program._rest.setInterval(0)
    program._waiting.watch(None)  # who reads meanwhile keeps the log
    program.data.write(factories.STEP, _add_customer)
    qtbot.waitUntil(lambda: not program._rest.isActive() and not program.background.busy())
    before = log.stat().st_size
    program._rest.setInterval(3000)
    program.data.write(factories.STEP, _add_customer)
    assert log.stat().st_size == before, "the log is written from its start again"


def _add_customer(session: Any) -> None:
    factories.customer(session)


def test_the_demo_is_made_from_the_first_page_and_removed_again(program: Program, qtbot: QtBot) -> None:
    program.start(None)
    page = program.window.page
    assert isinstance(page, StartPage)
    qtbot.mouseClick(page.demo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(program.window.page, BoardPage), timeout=60_000)
    assert program.data is not None
    path = program.data.workspace.path
    assert program.data.workspace.demo
    program.window.command_requested.emit("remove-demo")
    box = program.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    confirm = next(
        entry for entry in box.buttons() if box.buttonRole(entry) == QMessageBox.ButtonRole.AcceptRole
    )
    qtbot.mouseClick(confirm, Qt.MouseButton.LeftButton)
    assert not path.exists()
    assert isinstance(program.window.page, StartPage)


def test_thinking_better_of_it_keeps_the_demo(program: Program, demo: Workspace, qtbot: QtBot) -> None:
    program.adopt(demo)
    program.window.command_requested.emit("remove-demo")
    box = program.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert demo.path.exists()
    assert isinstance(program.window.page, BoardPage)


@pytest.mark.parametrize("which", ["new", "known"])
def test_a_quote_that_was_not_saved_is_offered_at_the_next_start(
    program: Program, demo: Workspace, qtbot: QtBot, which: str
) -> None:
    with demo.read() as session:
        quote = lookup.find(session, "quote", None)
    key = f"quote:new:{quote.hex}" if which == "new" else f"quote:{quote.hex}"
    drafts.keep(demo, key, kind="quote", title="澄光 <b>", content="{}", person=None)
    program.adopt(demo)
    assert program.data is not None
    program.data.write(factories.STEP, _add_customer)
    assert program.window.messages.isVisible()
    assert "澄光 <b>" in program.window.messages.text()
    qtbot.mouseClick(program.window.messages._action, Qt.MouseButton.LeftButton)
    assert isinstance(program.window.page, QuoteEditorPage)
    assert program.window.page.record == (None if which == "new" else quote)


def test_every_quote_that_was_not_saved_is_offered(program: Program, demo: Workspace) -> None:
    for title in ("澄光", "恒岳 & 伙伴"):
        drafts.keep(
            demo, f"quote:new:{uuid.uuid4().hex}", kind="quote", title=title, content="{}", person=None
        )
    program.adopt(demo)
    assert "2" in program.window.messages.text()
    choices = program.window.messages._action.menu().actions()
    assert [choice.text().partition(" · ")[2] for choice in choices] == ["恒岳 && 伙伴", "澄光"]
    choices[1].trigger()
    assert isinstance(program.window.page, QuoteEditorPage)
    assert not program.window.messages.isVisible()


def test_a_receipt_is_recorded_from_anywhere(program: Program, seeded: Workspace) -> None:
    program.adopt(seeded)
    offered = {one.title for one in program.requests.commands()}
    assert {"登记收款…", "新建合同", "回款"} <= offered
    program.requests.carry_out("record-receipt")
    dialog = program.window.findChild(ReceiptDialog)
    assert dialog is not None
    assert dialog.focusWidget() is dialog.customer
    dialog.close()


def test_a_quote_is_begun_with_a_template_from_anywhere(program: Program, seeded: Workspace) -> None:
    program.adopt(seeded)
    assert program.data is not None
    draft = QuoteDraft(customer="", lines=(line(name="培训"),))
    program.data.write(factories.STEP, quote_templates.create, "培训", draft, date(2026, 11, 24))
    program.requests.carry_out("new-from-template")
    dialog = program.window.findChild(TemplatesDialog)
    assert dialog is not None
    dialog.begin.click()
    page = program.window.page
    assert isinstance(page, QuoteEditorPage)
    assert [line.name for line in page.session.draft.lines] == ["培训"]


def test_what_can_neither_be_saved_nor_kept_keeps_the_window_open(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    program.create(NewWorkspace("云帆", tmp_path, ""))
    program.requests.carry_out("new-quote")
    page = program.window.page
    assert isinstance(page, QuoteEditorPage)
    page.session.edit(replace(page.session.draft, remark="含运费"), "x")
    (tmp_path / "云帆.salesdesk").rename(tmp_path / "Away.salesdesk")
    other = Workspace.create(tmp_path / "Other.salesdesk")
    other.close()
    with pytest.raises(StorageError):
        program.navigator.go(Place("board"))
    with pytest.raises(StorageError):
        program.open(other.path)
    with pytest.raises(StorageError):
        program._on_language("en")
    assert language() == "zh_CN"
    assert not program.window.close()
    assert program.window.page is page
    assert program.window.isVisible()
    Workspace.open(other.path).close()
    qtbot.mouseClick(program.window.messages._action, Qt.MouseButton.LeftButton)
    assert not program.window.isVisible()
    assert program.data is None


def test_the_status_line_says_what_is_not_saved(program: Program, seeded: Workspace, qtbot: QtBot) -> None:
    program.adopt(seeded)
    program.requests.carry_out("new-quote")
    page = program.window.page
    assert isinstance(page, QuoteEditorPage)
    assert program.window.status._saved.text() == "所有更改已保存"
    page.session.edit(replace(page.session.draft, remark="含运费"), "x")
    qtbot.waitUntil(lambda: program.window.status._saved.text() == page.head.saved.text() != "")
    page.session.stack.undo()
    qtbot.waitUntil(lambda: program.window.status._saved.text() == "所有更改已保存")


def test_nothing_to_undo_is_no_error(program: Program, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "Empty.salesdesk").close()
    program.open(tmp_path / "Empty.salesdesk")
    for request in (program.window.undo_requested, program.window.redo_requested):
        program.window.messages.hide()
        request.emit()
        assert program.window.messages.isVisible()
        assert program.window.messages.property("tone") == "note"


def test_a_demo_that_is_ready_leaves_what_was_opened_meanwhile(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    Workspace.create(tmp_path / "Other.salesdesk").close()
    program.start(None)
    page = program.window.page
    assert isinstance(page, StartPage)
    page.demo_requested.emit()
    page.demo_requested.emit()
    program.open(tmp_path / "Other.salesdesk")
    assert program._demo.busy(), "opening does not wait for it"
    with qtbot.waitSignal(program._demo.made, timeout=60_000):
        pass
    assert program.data is not None
    assert program.data.workspace.name == "Other"
    qtbot.mouseClick(program.window.messages._action, Qt.MouseButton.LeftButton)
    assert program.data.workspace.demo


def test_closing_gives_up_a_demo_that_is_being_made(program: Program) -> None:
    program.start(None)
    page = program.window.page
    assert isinstance(page, StartPage)
    page.demo_requested.emit()
    program.window.close()
    assert not program._demo._background._pool.activeThreadCount()
    assert list(demo_firm.default_path().parent.glob("*.salesdesk")) == []


def test_a_logo_stands_in_the_quotes_of_the_window_too(program: Program, demo: Workspace) -> None:
    program.adopt(demo)
    program.requests.carry_out("new-quote")
    page = program.window.page
    assert isinstance(page, QuoteEditorPage)
    read = editor_export.pictures(page.context.data)
    assert read(files.store(demo.files, b"picture")) == b"picture"
    assert read("0" * 64) is None
