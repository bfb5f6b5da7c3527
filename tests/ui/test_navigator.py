"""From page to page and back, in a running program."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import contracts, drafts, lookup, recycle_bin, tickets
from salesdesk.storage.records import Customer, Opportunity
from salesdesk.ui.bin.page import BinPage
from salesdesk.ui.customer_dialog import NewCustomerDialog
from salesdesk.ui.help import ShortcutsDialog
from salesdesk.ui.opportunity_dialog import NewOpportunityDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.palette import Palette
from salesdesk.ui.places import Place
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.settings.page import SettingsPage
from salesdesk.ui.settings.pipeline_dialogs import RemoveStageDialog
from salesdesk.ui.settings.pipelines_page import PipelinesPage
from salesdesk.ui.widgets.form import FormDialog
from tests import factories
from tests.factories import STEP
from tests.ui.pages import PAGES, program_over, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.program import Program

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def program(seeded: Workspace) -> Iterator[Program]:
    with seeded.write(factories.STEP) as write:
        factories.product(write.session)
    with program_over(seeded) as result:
        yield result


def here(program: Program) -> str:
    place = program.navigator.here
    return place.page if place else ""


def test_every_page_is_shown_and_comes_back(program: Program, qtbot: QtBot) -> None:
    assert program.data is not None
    firm = program.data.read(lookup.find, "customer", None)
    program.data.write(
        factories.STEP, contracts.make_framework, firm, today=date(2026, 6, 1), seller_name="云帆砺行"
    )
    program.data.write(
        factories.STEP, tickets.raise_ticket, "service", firm, today=date(2026, 6, 1), title="x"
    )
    for name in PAGES:
        if name == "quote":
            continue  # there is none yet
        page = show(program, name)
        assert program.window.page is page
        kind = type(page)
        other = "bin" if name != "bin" else "approvals"
        show(program, other)
        qtbot.keyClick(program.window, Qt.Key.Key_Left, ALT)
        assert type(program.window.page) is kind
        qtbot.keyClick(program.window, Qt.Key.Key_Right, ALT)
        assert here(program) == other


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("2", "board"),
        ("3", "customers"),
        ("5", "quotes"),
        ("6", "contracts"),
        ("7", "products"),
        (",", "settings"),
    ],
)
def test_a_key_goes_to_a_page(program: Program, key: str, name: str, qtbot: QtBot) -> None:
    show(program, "bin")
    qtbot.keyClick(program.window, key, CONTROL)
    assert here(program) == name


def test_the_settings_lead_to_the_pipelines_and_back(program: Program, qtbot: QtBot) -> None:
    settings = show(program, "settings")
    assert isinstance(settings, SettingsPage)
    qtbot.mouseClick(settings.pipelines, Qt.MouseButton.LeftButton)
    page = program.navigator.page
    assert isinstance(page, PipelinesPage)
    page.show_stage(page.stage_list.order.rows()[2].id)
    chosen = page.state()
    qtbot.keyClick(program.window, Qt.Key.Key_Left, ALT)
    assert here(program) == "settings"
    qtbot.keyClick(program.window, Qt.Key.Key_Right, ALT)
    again = program.navigator.page
    assert isinstance(again, PipelinesPage)
    assert again.state() == chosen


def test_ctrl_z_takes_a_change_of_a_pipeline_back(program: Program, qtbot: QtBot) -> None:
    page = show(program, "pipelines")
    assert isinstance(page, PipelinesPage)
    before = [row.id for row in page.stage_list.order.rows()]
    page.show_stage(before[0])
    qtbot.keyClick(page.stage_list, Qt.Key.Key_Delete)
    dialog = program.window.findChild(RemoveStageDialog)
    assert isinstance(dialog, RemoveStageDialog)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert [row.id for row in page.stage_list.order.rows()] == before[1:]
    program.window.activateWindow()
    qtbot.keyClick(program.window, "z", CONTROL)
    assert [row.id for row in page.stage_list.order.rows()] == before


def test_going_back_passes_over_a_record_that_is_gone(program: Program, qtbot: QtBot) -> None:
    show(program, "customer")
    show(program, "quotes")
    delete_all(program)
    qtbot.keyClick(program.window, Qt.Key.Key_Left, ALT)
    assert here(program) == "board"


def test_an_opportunity_opens_on_its_page(program: Program) -> None:
    show(program, "customers")
    assert program.data is not None
    record = program.data.read(lookup.find, "opportunity", "镗床")
    program.navigator.open_record("opportunity", record)
    assert program.navigator.here == Place("opportunity", record)


@pytest.mark.parametrize(
    ("action", "dialog"), [("new-customer", NewCustomerDialog), ("new-opportunity", NewOpportunityDialog)]
)
def test_what_is_new_is_asked_for(program: Program, action: str, dialog: type[FormDialog]) -> None:
    program.requests.carry_out(action)
    asked = program.window.findChild(dialog)
    assert asked is not None
    assert asked.isVisible()
    asked.reject()


def test_a_new_quote_opens_its_editor(program: Program) -> None:
    program.requests.carry_out("new-quote")
    assert here(program) == "quote"


def test_going_nowhere_leaves_the_editor_alive(program: Program, qtbot: QtBot) -> None:
    program.requests.carry_out("new-quote")
    page = program.navigator.page
    assert isinstance(page, QuoteEditorPage)
    qtbot.keyClick(program.window, Qt.Key.Key_Right, ALT)
    program.navigator.step(back=False)
    page.leave()
    page.session.edit(replace(page.session.draft, remark="之后"), "x")
    show(program, "board")
    assert program.data is not None
    assert [one for one in program.data.read(drafts.kept, "quote") if "之后" in one.content]


@pytest.mark.parametrize("kind", ["customer", "quote"])
def test_a_page_that_cannot_be_made_leaves_the_one_before_alive(
    program: Program, qtbot: QtBot, kind: str
) -> None:
    delete_all(program)
    program.navigator.go(Place("bin"))
    with pytest.raises(InvalidInputError):
        program.navigator.go(Place(kind, uuid.uuid4()))
    assert here(program) == "bin"
    page = program.navigator.page
    assert isinstance(page, BinPage)
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=2000)


def test_where_every_place_before_is_gone_the_page_stays_alive(program: Program, qtbot: QtBot) -> None:
    assert program.data is not None
    program.navigator.begin(PageContext(program.data, program.background, program.preferences))
    show(program, "customer")
    delete_all(program)
    program.navigator.go(Place("bin"))
    program.navigator.step(back=True)
    assert here(program) == "bin"
    page = program.navigator.page
    assert isinstance(page, BinPage)
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=2000)


def delete_all(program: Program) -> None:
    """Put the customer and its opportunities into the recycle bin."""
    assert program.data is not None
    with program.data.workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "opportunity", list(write.session.scalars(select(Opportunity.id))))
        recycle_bin.delete(write.session, "customer", list(write.session.scalars(select(Customer.id))))


def test_control_k_shows_the_palette_and_a_command_of_it_runs(program: Program, qtbot: QtBot) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_K, CONTROL)
    palette = program.window.findChild(Palette)
    assert isinstance(palette, Palette)
    palette.field.setText(_("Settings"))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert here(program) == "settings"


def test_f1_lists_the_keys(program: Program) -> None:
    program.requests.carry_out("shortcuts")
    dialog = program.window.findChild(ShortcutsDialog)
    assert isinstance(dialog, ShortcutsDialog)
    dialog.reject()


def test_the_language_changes_on_any_page(program: Program) -> None:
    show(program, "customer")
    program.window.top.language_requested.emit("en")
    assert here(program) == "customer"
    program.window.top.language_requested.emit("zh_CN")


def test_looking_only_offers_nothing_that_writes(seeded: Workspace) -> None:
    with program_over(seeded) as program:
        assert program.data is not None
        program.data.read_only = True
        names = {command.id for command in program.requests.commands()}
        assert not names & {"new-quote", "new-customer", "new-opportunity", "import", "undo", "redo"}
        assert "customers" in names
