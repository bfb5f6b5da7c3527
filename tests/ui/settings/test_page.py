"""The settings on the screen: the firm's fields and logo, people, look, data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import company, people
from salesdesk.storage import backup, files
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.settings.data_section import last_backup
from salesdesk.ui.settings.page import SettingsPage
from salesdesk.ui.settings.person_dialogs import DeletePersonDialog, PersonDialog
from tests import factories
from tests.factories import STEP
from tests.ui.widgets.test_safe_picture import content, picture

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def context(workspace: Workspace, qtbot: QtBot) -> Iterator[PageContext]:
    factories.set_up(workspace, company_name="云帆")
    background = Background()
    yield PageContext(Data(workspace), background, Preferences())
    background.finish()
    qtbot.waitUntil(lambda: not background.busy())


@pytest.fixture
def page(qtbot: QtBot, context: PageContext) -> SettingsPage:
    result = SettingsPage(context)
    qtbot.addWidget(result)
    result.resize(1240, 820)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def profile(context: PageContext) -> company.CompanyProfile:
    return context.data.read(company.profile)


def type_into(qtbot: QtBot, page: SettingsPage, field: str, text: str) -> None:
    page.company.facts.edit(field)
    editor = page.company.facts.editor(field)
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def settle(qtbot: QtBot, page: SettingsPage) -> None:
    qtbot.waitUntil(lambda: not page.busy(), timeout=5_000)


def test_each_field_is_one_step_that_undo_takes_back(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    type_into(qtbot, page, "address", " 云汉大道 88 号 ")
    type_into(qtbot, page, "phone", "023-5550")
    assert (profile(context).address, profile(context).phone) == ("云汉大道 88 号", "023-5550")
    assert str(context.data.undo_label()) == _("Change the company's phone number")
    context.data.undo()
    assert (profile(context).address, profile(context).phone) == ("云汉大道 88 号", "")
    assert page.company.facts.value("phone").text() != "023-5550"


def test_what_can_not_be_kept_is_said_beside_the_field(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    type_into(qtbot, page, "name", "  ")
    assert page.company.facts.problem("name")
    assert profile(context).name == "云帆"


def test_a_change_made_elsewhere_is_not_overwritten_unseen(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    page.company.facts.edit("name")
    editor = page.company.facts.editor("name")
    assert isinstance(editor, QLineEdit)
    editor.setText("我的")
    with context.data.workspace.write(STEP) as write:
        company.change(write.session, "name", "别处", row_version=1)
    context.data.announce(write.changes)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.company.facts.problem("name")
    assert profile(context).name == "别处"
    again = page.company.facts.editor("name")
    assert isinstance(again, QLineEdit)
    qtbot.keyClick(again, Qt.Key.Key_Return)
    assert profile(context).name == "我的"


def test_the_currency_is_chosen(page: SettingsPage, context: PageContext) -> None:
    page.company.facts.edit("currency")
    editor = page.company.facts.editor("currency")
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(editor.findData("EUR"))
    page.leave()
    assert profile(context).currency == "EUR"


def test_a_logo_is_kept_shown_and_removed(
    qtbot: QtBot, page: SettingsPage, context: PageContext, tmp_path: Path
) -> None:
    file = tmp_path / "标志.jpg"
    file.write_bytes(content(picture(300, 80), b"jpeg"))
    page.company.logo.take_file(file)
    settle(qtbot, page)
    stored = profile(context).logo
    assert files.read(context.data.workspace.files, stored).startswith(b"\x89PNG")
    assert page.company.logo.remove.isEnabled()
    page.company.logo.remove.click()
    assert profile(context).logo == ""
    context.data.undo()
    assert profile(context).logo == stored


def test_a_logo_is_pasted_as_picture_or_as_file(
    qtbot: QtBot, page: SettingsPage, context: PageContext, tmp_path: Path
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(picture(60, 20))
    page.company.logo.paste.click()
    settle(qtbot, page)
    first = profile(context).logo
    file = tmp_path / "logo.png"
    file.write_bytes(content(picture(90, 20)))
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(file))])
    clipboard.setMimeData(copied)
    page.company.logo.paste.click()
    settle(qtbot, page)
    assert len({first, profile(context).logo, ""}) == 3
    clipboard.setText("no picture")
    page.company.logo.paste.click()
    assert page.company.logo.problem()


def test_a_broken_picture_is_refused_with_words(
    qtbot: QtBot, page: SettingsPage, context: PageContext, tmp_path: Path
) -> None:
    file = tmp_path / "logo.png"
    file.write_text("text that is called a picture")
    page.company.logo.take_file(file)
    settle(qtbot, page)
    with pytest.raises(InvalidInputError) as refused:
        raise InvalidInputError(page.company.logo.problem())
    assert refused.value.message
    assert profile(context).logo == ""


def test_a_logo_whose_file_is_gone_says_so(page: SettingsPage, context: PageContext) -> None:
    context.data.write(STEP, company.set_logo, "ab" * 32, row_version=1)
    assert page.company.letterhead.accessibleName() == _("A file of the workspace is missing. Add it again.")
    assert not page.grab().isNull()


def add(context: PageContext, name: str, **values: Any) -> people.PersonRow:
    one = context.data.write(STEP, people.add, name=name, **values)
    return next(row for row in context.data.read(people.all_people) if row.id == one)


def names(page: SettingsPage) -> list[str]:
    return [row.name for row in page.people.table.rows()]


def test_people_are_added_and_changed_in_a_dialog(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    page.show_section("people")
    page.people.add.click()
    dialog = page.findChildren(PersonDialog)[0]
    dialog.confirm.click()
    assert dialog.problem()
    dialog.name.setText("林晓")
    dialog.confirm.click()
    assert names(page) == ["林晓"]
    boss = add(context, "周建国", role="director")
    assert names(page) == ["周建国", "林晓"]
    page.people.table.show_rows(page.people.table.rows(), [row.id for row in page.people.table.rows()[1:]])
    qtbot.keyClick(page.people.table.view, Qt.Key.Key_Return)
    change = page.findChildren(PersonDialog)[-1]
    assert change.name.text() == "林晓"
    change.manager.setCurrentIndex(1)
    change.confirm.click()
    lin = page.people.table.rows()[1]
    assert (lin.manager_id, lin.manager) == (boss.id, "周建国")
    again = PersonDialog(context.data, page.people.table.rows(), lin, page)
    assert again.manager.currentData() == boss.id
    again.confirm.click()
    assert context.data.read(people.all_people)[1].row_version == lin.row_version


def test_a_person_with_duties_is_replaced_by_another(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    boss, lin = add(context, "周建国"), add(context, "林晓")
    context.data.write(STEP, lambda session: factories.customer(session, owner_id=lin.id))
    page.show_section("people")
    page.people.table.show_rows(page.people.table.rows(), [lin.id])
    qtbot.keyClick(page.people.table.view, Qt.Key.Key_Delete)
    dialog = page.findChildren(DeletePersonDialog)[0]
    dialog.confirm.click()
    assert dialog.problem()
    dialog.successor.setCurrentIndex(1)
    dialog.confirm.click()
    assert names(page) == ["周建国"]
    assert context.data.read(people.responsibilities, boss.id) == {"customer": 1}
    page.people.table.show_rows(page.people.table.rows(), [boss.id])
    context.data.undo()
    assert names(page) == ["周建国", "林晓"]


def test_somebody_without_duties_is_deleted_at_once(page: SettingsPage, context: PageContext) -> None:
    lin = add(context, "林晓")
    page.people.table.show_rows(page.people.table.rows(), [lin.id])
    page.people.remove.click()
    assert names(page) == []
    assert not page.people.remove.isEnabled()


def test_who_works_here_is_asked_of_the_frame(page: SettingsPage, context: PageContext) -> None:
    lin = add(context, "林晓")
    asked: list[tuple[str, object]] = []
    page.action_requested.connect(lambda *what: asked.append(what))
    page.people.me.setCurrentIndex(1)
    page.people.me.activated.emit(1)
    assert asked == [("person", lin.id)]
    context.data.person = lin.id
    add(context, "王磊")
    assert page.people.me.currentText() == "林晓"


def test_language_and_theme_are_asked_of_the_frame(page: SettingsPage) -> None:
    asked: list[tuple[str, object]] = []
    page.action_requested.connect(lambda *what: asked.append(what))
    page.look.languages.buttons["en"].click()
    page.look.themes.buttons["dark"].click()
    assert asked == [("language", "en"), ("theme", "dark")]


def test_the_page_comes_back_at_its_section(qtbot: QtBot, page: SettingsPage, context: PageContext) -> None:
    for name in page.sections:
        page.buttons[name].click()
        page.focus_content()
        again = SettingsPage(context, page.state())
        qtbot.addWidget(again)
        assert again.state() == name
    assert page.shortcuts()


def test_the_newest_backup_is_named(workspace: Workspace) -> None:
    none = last_backup(workspace.path)
    workspace.close()
    backup.make(workspace.path)
    (workspace.path / backup.FOLDER / "zzz.db").write_text("no backup of ours")
    assert last_backup(workspace.path) not in (none, "")


def test_hostile_names_are_shown_as_they_are(page: SettingsPage, context: PageContext) -> None:
    name = "<b>&A</b>😀𬭎" + "甲" * 180
    add(context, name, email="=1+1", region="<i>")
    context.data.write(STEP, company.change, "name", name, row_version=1)
    for section in page.sections:
        page.show_section(section)
        assert not page.grab().isNull()
    assert names(page) == [name]


def test_the_model_of_the_people_keeps_the_rules_of_models(page: SettingsPage, context: PageContext) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.people.table.model, mode)
    for name in ("林晓", "王磊"):
        add(context, name)
    assert tester.model() is page.people.table.model


def test_who_may_only_look_changes_nothing(qtbot: QtBot, context: PageContext) -> None:
    lin = add(context, "林晓")
    context.data.read_only = True
    page = SettingsPage(context, "people")
    qtbot.addWidget(page)
    page.show()
    page.people.table.show_rows(page.people.table.rows(), [lin.id])
    page.people.delete_selected()
    page.people.ask_change()
    page.people.ask_new()
    page.company.facts.edit("name")
    assert page.company.facts.editor("name") is None
    assert not page.findChildren(PersonDialog)
    assert names(page) == ["林晓"]
    assert not page.people.add.isVisible()
