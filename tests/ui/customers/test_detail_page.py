"""The page of a customer, worked with keys and mouse over a real workspace."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import activities, contacts, customers, recycle_bin
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.customers.contact_dialog import ContactDialog
from salesdesk.ui.customers.detail_page import CustomerPage
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.widgets.activity_dialog import ActivityDialog
from salesdesk.ui.widgets.cards import Item, key_of
from salesdesk.ui.widgets.steps_card import StepItem
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.background import Background

TODAY = datetime.now().astimezone().date()


@pytest.fixture
def firm(workspace: Workspace) -> uuid.UUID:
    """Give a customer with a contact, an opportunity, an activity and a next step."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        made = customers.create(session, name="华锐精工", value_class="key", city="苏州")
        contact = contacts.create(session, made, name="顾建国", mobile="139-5550-0002", role="technical")
        row = factories.opportunity(session, customer_id=made, name="五轴加工中心", amount_minor=268_000_000)
        activities.record(
            session, kind="visit", subject="看样件", at=datetime(2026, 3, 1).astimezone(), customer_id=made
        )
        activities.plan(
            session,
            kind="call",
            subject="谈付款",
            due_on=TODAY,
            customer_id=made,
            contact_id=contact,
            opportunity_id=row,
        )
        return made


def opened(data: Data, firm: uuid.UUID, qtbot: QtBot, size: tuple[int, int] = (1250, 800)) -> CustomerPage:
    """Show the page of a customer."""
    context = PageContext(data, cast("Background", None), Preferences())
    result = CustomerPage(context, customer_id=firm)
    qtbot.addWidget(result)
    result.resize(*size)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


@pytest.fixture
def data(workspace: Workspace, firm: uuid.UUID) -> Data:
    """Give the gate to the workspace."""
    return Data(workspace)


@pytest.fixture
def page(data: Data, firm: uuid.UUID, qtbot: QtBot) -> CustomerPage:
    """Give the page on the screen."""
    return opened(data, firm, qtbot)


def item(page: CustomerPage, record: uuid.UUID) -> Item:
    """Return the row of a record."""
    found = page.findChild(Item, key_of(record))
    assert found is not None
    return found


def step(page: CustomerPage) -> StepItem:
    """Return the first next step."""
    return page.steps.findChildren(StepItem)[0]


def titles(page: CustomerPage) -> list[str]:
    """Return the titles of the timeline."""
    rows = range(page.timeline.entries.rowCount())
    return [entry.title for row in rows if (entry := page.timeline.entries.entry(row))]


def test_the_page_shows_who_and_what(page: CustomerPage, firm: uuid.UUID) -> None:
    assert page.header.name.text() == "华锐精工"
    assert page.facts.value("city").text() == "苏州"
    assert page.record == firm
    assert any("看样件" in title for title in titles(page))
    assert page.opportunities.list.entries.rowCount() == 1
    assert page.quotes.currentWidget() is page.quotes.nothing


def test_a_fact_is_changed_in_place_and_undone(page: CustomerPage, data: Data, qtbot: QtBot) -> None:
    page.facts.edit("city", "Wuxi")
    editor = page.facts.editor("city")
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.facts.value("city").text() == "Wuxi"
    data.undo()
    assert page.facts.value("city").text() == "苏州"


def test_a_refused_fact_stays_in_its_editor(page: CustomerPage, qtbot: QtBot) -> None:
    page.all_facts.click()
    page.facts.edit("name")
    editor = cast("QLineEdit", page.facts.editor("name"))
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.facts.problem("name")
    assert page.facts.editor("name") is not None
    assert page.header.name.text() == "华锐精工"


def test_a_stale_fact_is_told_and_saved_at_the_second_time(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    page.facts.edit("city", "Wuxi")
    data.write(STEP, customers.change, firm, "city", "Nanjing", row_version=1)
    qtbot.keyClick(page.facts.editor("city"), Qt.Key.Key_Return)
    assert page.facts.problem("city")
    editor = cast("QLineEdit", page.facts.editor("city"))
    assert editor.text() == "Wuxi"
    assert data.read(customers.view, firm).facts.city == "Nanjing"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert data.read(customers.view, firm).facts.city == "Wuxi"


def test_leaving_saves_an_open_editor(page: CustomerPage, data: Data, firm: uuid.UUID) -> None:
    page.facts.edit("city", "Wuxi")
    page.leave()
    assert data.read(customers.view, firm).facts.city == "Wuxi"


def test_the_quick_line_records_what_was_done(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    page.focus_content()
    page.quick.field.setText("电话 顾工 12分钟 谈预算")
    assert "顾建国" in page.quick.understood.text()
    qtbot.keyClick(page.quick.field, Qt.Key.Key_Return)
    assert "谈预算" in titles(page)[0]
    assert page.quick.field.text() == ""
    newest = data.read(activities.timeline, customer_id=firm)[0]
    assert newest.kind == "call"
    assert newest.id is not None
    facts = data.read(activities.facts, newest.id)
    assert facts.opportunity_id == data.read(customers.view, firm).opportunities[0].id


def test_the_quick_line_plans_what_is_ahead(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    page.quick.field.setText("明天下午3点 拜访 顾工 看样件")
    qtbot.keyClick(page.quick.field, Qt.Key.Key_Return)
    planned = data.read(activities.planned, customer_id=firm)[1]
    assert (planned.kind, planned.due_on, planned.due_time) == ("visit", TODAY + timedelta(days=1), "15:00")
    assert len(page.steps.findChildren(StepItem)) >= 2


def test_escape_empties_the_quick_line(page: CustomerPage, qtbot: QtBot) -> None:
    page.quick.field.setText("x")
    qtbot.keyClick(page.quick.field, Qt.Key.Key_Escape)
    assert (page.quick.field.text(), page.quick.understood.isVisible()) == ("", False)
    with qtbot.assertNotEmitted(page.quick.entered):
        qtbot.keyClick(page.quick.field, Qt.Key.Key_Return)


def test_a_step_is_postponed_by_a_key(page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    for key, days in ((Qt.Key.Key_1, 1), (Qt.Key.Key_7, 8)):
        qtbot.keyClick(step(page), key)
        assert data.read(activities.planned, customer_id=firm)[0].due_on == TODAY + timedelta(days=days)


def test_space_and_the_tick_complete_a_step(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    qtbot.keyClick(step(page), Qt.Key.Key_Space)
    assert data.read(activities.planned, customer_id=firm) == []
    assert "谈付款" in titles(page)[0]
    data.undo()
    tick = next(each for each in page.steps.findChildren(QToolButton) if each.property("role") == "tick")
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert data.read(activities.planned, customer_id=firm) == []


def test_a_step_opens_in_a_form(page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    qtbot.keyClick(step(page), Qt.Key.Key_Return)
    form = page.findChild(ActivityDialog)
    assert form is not None
    form.day.setText("garbage")
    form.confirm.click()
    assert form.problem()
    form.day.setText("+3")
    form.time.setText("9:30")
    form.note.setPlainText("带合同")
    form.confirm.click()
    planned = data.read(activities.planned, customer_id=firm)[0]
    assert (planned.due_on, planned.due_time) == (TODAY + timedelta(days=3), "09:30")
    assert (planned.contact, planned.opportunity) == ("顾建国", "五轴加工中心")


def test_the_delete_key_removes_a_step_a_contact_and_an_activity(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    qtbot.keyClick(step(page), Qt.Key.Key_Delete)
    assert data.read(activities.planned, customer_id=firm) == []
    qtbot.keyClick(item(page, page._view.contacts[0].id), Qt.Key.Key_Delete)
    assert data.read(contacts.of_customer, firm) == []
    row = next(row for row, title in enumerate(titles(page)) if "看样件" in title)
    page.timeline.setCurrentIndex(page.timeline.entries.index(row, 0))
    qtbot.keyClick(page.timeline, Qt.Key.Key_Delete)
    assert not any("看样件" in title for title in titles(page))


def test_a_contact_is_added_and_changed(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    page.contacts.add_button.click()
    form = page.findChild(ContactDialog)
    assert form is not None
    form.confirm.click()
    assert form.problem()
    form.name.setText("周总")
    form.main.setChecked(True)
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    first = data.read(contacts.of_customer, firm)[0]
    assert (first.name, first.is_main) == ("周总", True)
    qtbot.keyClick(item(page, first.id), Qt.Key.Key_Return)
    form = [each for each in page.findChildren(ContactDialog) if each.isVisible()][-1]
    form.mobile.setText("139-0000-0000")
    form.confirm.click()
    assert data.read(contacts.of_customer, firm)[0].mobile == "139-0000-0000"


def test_a_contacts_menu_copies_and_makes_main(page: CustomerPage, data: Data, firm: uuid.UUID) -> None:
    data.write(STEP, contacts.create, firm, name="周总")
    second = data.read(contacts.of_customer, firm)[1]
    item(page, second.id).menu_requested.emit(page.pos())
    menu = page.findChildren(QMenu)[-1]
    menu.actions()[-2].trigger()
    assert data.read(contacts.of_customer, firm)[0].name == "周总"
    first = data.read(contacts.of_customer, firm)[1]
    item(page, first.id).menu_requested.emit(page.pos())
    page.findChildren(QMenu)[-1].actions()[1].trigger()
    assert QApplication.clipboard().text() == "139-5550-0002"


def test_lists_and_cards_open_records(page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    row = data.read(customers.view, firm).opportunities[0].id
    page.tabs.show_tab("opportunities")
    page.opportunities.list.setCurrentIndex(page.opportunities.list.entries.index(0, 0))
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(page.opportunities.list, Qt.Key.Key_Return)
    assert asked.args == ["opportunity", row]
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseClick(page.open.findChildren(Item)[0], Qt.MouseButton.LeftButton)
    assert asked.args == ["opportunity", row]


def test_buttons_ask_for_new_records(page: CustomerPage, firm: uuid.UUID, qtbot: QtBot) -> None:
    for control, action in (
        (page.header.quote, "new-quote"),
        (page.header.opportunity, "new-opportunity"),
        (page.quotes.nothing.button, "new-quote"),
    ):
        with qtbot.waitSignal(page.action_requested) as asked:
            control.click()
        assert asked.args == [action, {"customer_id": firm}]
    with qtbot.waitSignal(page.action_requested) as asked:
        page.header.back.click()
    assert asked.args == ["customers", None]


def test_logging_leads_to_the_quick_line(page: CustomerPage, qtbot: QtBot) -> None:
    page.tabs.show_tab("quotes")
    page.header.log.click()
    assert page.state() == "timeline"
    assert page.quick.field.hasFocus()


def test_a_deleted_customer_leads_back_to_the_list(
    page: CustomerPage, data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    for row in data.read(customers.view, firm).opportunities:
        data.write(STEP, recycle_bin.delete, "opportunity", [row.id])
    page.header.menu.click()
    with qtbot.waitSignal(page.action_requested) as asked:
        page.header.findChildren(QMenu)[-1].actions()[-1].trigger()
    assert asked.args == ["customers", None]
    with pytest.raises(InvalidInputError):
        data.read(customers.view, firm)


def test_arrow_keys_go_from_tab_to_tab(page: CustomerPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.tabs.buttons["timeline"], Qt.Key.Key_Right)
    assert page.state() == "opportunities"
    assert page.tabs.buttons["opportunities"].hasFocus()
    qtbot.keyClick(page.tabs.buttons["opportunities"], Qt.Key.Key_Left)
    assert page.state() == "timeline"


def test_the_state_brings_the_tab_back(data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    context = PageContext(data, cast("Background", None), Preferences())
    page = CustomerPage(context, customer_id=firm, state="quotes")
    qtbot.addWidget(page)
    assert page.state() == "quotes"


def test_scrolling_loads_more(data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    with data.workspace.write(STEP) as write:
        for number in range(150):
            at = datetime(2026, 1, 1).astimezone() + timedelta(hours=number)
            activities.record(write.session, kind="call", at=at, customer_id=firm)
    page = opened(data, firm, qtbot)
    before = page.timeline.entries.rowCount()
    assert before < 70
    page.timeline.scrollToBottom()
    qtbot.waitUntil(lambda: page.timeline.entries.rowCount() > before)
    for _time in range(4):
        page.timeline.scrollToBottom()
        QApplication.processEvents()
    assert page.timeline.entries.rowCount() == 152


def test_in_a_narrow_window_the_right_column_goes_under_the_left(
    data: Data, firm: uuid.UUID, qtbot: QtBot
) -> None:
    page = opened(data, firm, qtbot, (968, 600))
    assert page._left.isAncestorOf(page.steps)
    assert not page._right.isVisible()
    page.resize(1300, 800)
    assert page._right.isAncestorOf(page.steps)


def test_a_workspace_to_look_at_offers_nothing_to_write(
    workspace: Workspace, firm: uuid.UUID, qtbot: QtBot
) -> None:
    workspace.close()
    looking = Workspace.open(workspace.path, read_only=True)
    page = opened(Data(looking), firm, qtbot)
    for control in (
        page.header.log,
        page.header.quote,
        page.header.opportunity,
        page.quick,
        page.contacts.add_button,
    ):
        assert not control.isVisible()
    page.facts.edit("city")
    assert page.facts.editor("city") is None
    assert not [each for each in page.steps.findChildren(QToolButton) if each.property("role") == "tick"]
    page.hide()
    looking.close()


@pytest.mark.parametrize(
    "text", ["<b>A&B</b><img src=x>", "甲" * 200, "W" * 200, "😀👩‍👩‍👧𬭎", "=cmd|'/C'!A0"]
)
def test_hostile_names_are_shown_as_they_are(data: Data, firm: uuid.UUID, qtbot: QtBot, text: str) -> None:
    facts = data.read(customers.view, firm).facts
    version = facts.row_version
    for field in ("name", "remark", "bank"):
        data.write(STEP, customers.change, firm, field, text, row_version=version)
        version += 1
    data.write(STEP, contacts.create, firm, name=text, title=text[:100], email=text)
    data.write(STEP, activities.plan, kind="call", subject=text, due_on=date(2026, 1, 1), customer_id=firm)
    page = opened(data, firm, qtbot, (968, 600))
    page.quick.field.setText(text)
    assert not page.grab().isNull()
    assert page.minimumSizeHint().width() <= 968


def test_a_customer_that_is_gone_has_no_page(data: Data, firm: uuid.UUID, qtbot: QtBot) -> None:
    with pytest.raises(InvalidInputError):
        CustomerPage(PageContext(data, cast("Background", None), Preferences()), customer_id=uuid.UUID(int=7))
