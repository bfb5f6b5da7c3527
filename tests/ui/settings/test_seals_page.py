"""The page of the seals and the one of their log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.storage import files
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.settings.seal_dialog import SealDialog
from salesdesk.ui.settings.seal_log_page import SealLogPage
from salesdesk.ui.settings.seals_page import SealsPage, SealsState
from tests.documents.samples import picture
from tests.services.sealing import PINS, SealedFirm, on_contract
from tests.ui.quotes.conftest import child

Opener = Callable[..., SealsPage]


@pytest.fixture
def firm(workspace: Workspace) -> SealedFirm:
    """Give a firm with a seal."""
    return SealedFirm(workspace)


@pytest.fixture
def context(firm: SealedFirm) -> Iterator[PageContext]:
    """Give what pages work with, the keeper at work."""
    background, data = Background(), Data(firm.workspace)
    data.person = firm.keeper
    yield PageContext(data, background, Preferences())
    background.finish()
    QApplication.processEvents()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[Page], None]:
    """Give what shows a page."""

    def shown(page: Page) -> None:
        qtbot.addWidget(page)
        page.resize(1200, 760)
        with qtbot.waitExposed(page):
            page.show()

    return shown


@pytest.fixture
def page(context: PageContext, show: Callable[[Page], None]) -> SealsPage:
    """Give the page of the seals."""
    result = SealsPage(context)
    show(result)
    return result


def texts(page: SealsPage) -> list[str]:
    model = page.table.model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def test_the_chosen_seal_is_shown_with_what_it_lacks(firm: SealedFirm, page: SealsPage) -> None:
    assert texts(page) == ["合同专用章"]
    assert page.card.title.text() == "合同专用章"
    assert "何静" in page.facts.text()
    assert page.paper.accessibleName()  # its file is missing
    assert page.missing.isHidden()
    own = firm.add(name="公章", kind="company", keeper_id=None)
    page._data.announce(Changes({"seal": frozenset({own})}))
    assert texts(page) == ["公章", "合同专用章"]
    page.table.view.select_rows([(0, 0)], 0)
    assert not page.missing.isHidden()
    assert page.state() == SealsState(own)
    assert page.uses.isHidden()


def fill(dialog: SealDialog, *, pin: str = PINS["director"]) -> None:
    dialog.name.setText("公章")
    dialog.kind.setCurrentIndex(dialog.kind.findData("company"))
    assert dialog.proof.needed
    dialog.proof.pin.setText(pin)


def test_a_director_adds_a_seal_by_pin_with_a_picture(
    qtbot: QtBot, firm: SealedFirm, page: SealsPage, tmp_path: Path
) -> None:
    dialog = page.ask_new()
    file = tmp_path / "seal.png"
    file.write_bytes(picture(300, 300))
    dialog.picture.take_file(file)
    with pytest.raises(InvalidInputError):
        dialog.save()
    qtbot.waitUntil(lambda: not dialog.picture.busy(), timeout=5_000)
    fill(dialog, pin="0001")
    dialog.side.setText("38mm")
    dialog.confirm.click()
    assert dialog.problem()
    assert texts(page) == ["合同专用章"]
    dialog.proof.pin.setText(PINS["director"])
    dialog.confirm.click()
    assert texts(page) == ["公章", "合同专用章"]
    assert page.card.title.text() == "公章"
    view = page.table.selected()[0]
    assert (view.facts.size_mm, view.keeper, view.ready) == (38, "", True)
    assert files.read(firm.workspace.files, view.facts.image).startswith(b"\x89PNG")
    assert "公章" not in str(page._data.undo_label())


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\r\n\x1a\nrubbish", b"", b"%PDF-1.4"])
def test_a_hostile_picture_is_refused_where_it_was_chosen(
    qtbot: QtBot, page: SealsPage, tmp_path: Path, content: bytes
) -> None:
    dialog = page.ask_new()
    file = tmp_path / "seal.png"
    file.write_bytes(content)
    dialog.picture.take_file(file)
    qtbot.waitUntil(lambda: not dialog.picture.busy(), timeout=5_000)
    assert dialog.picture.problem()
    assert not dialog.picture.remove.isEnabled()
    dialog.reject()


@pytest.mark.parametrize("typed", ["", "9", "43", "-40", "４０", "4e1", "40.5", "四十"])
def test_a_size_is_a_whole_number_of_millimetres(page: SealsPage, typed: str) -> None:
    dialog = page.ask_new()
    fill(dialog)
    dialog.side.setText(typed)
    dialog.confirm.click()
    assert bool(dialog.problem()) == (typed != "４０")
    dialog.reject()


def test_another_kind_proposes_its_size_unless_one_was_typed(qtbot: QtBot, page: SealsPage) -> None:
    dialog = page.ask_new()
    dialog.kind.setCurrentIndex(dialog.kind.findData("legal_person"))
    assert dialog.side.text() == "20"
    dialog.side.selectAll()
    qtbot.keyClicks(dialog.side, "22")
    dialog.kind.setCurrentIndex(dialog.kind.findData("company"))
    assert dialog.side.text() == "22"
    dialog.reject()


def test_a_seal_is_retired_and_says_so(firm: SealedFirm, page: SealsPage) -> None:
    page.table.select_first()
    dialog = page.ask_change()
    assert dialog is not None
    dialog.active.setCurrentIndex(dialog.active.findData(False))
    dialog.proof.pin.setText(PINS["director"])
    dialog.confirm.click()
    assert not firm.view().ready
    assert not page.missing.isHidden()


def test_without_any_seal_the_page_says_what_they_are_for(
    workspace: Workspace, show: Callable[[Page], None]
) -> None:
    background = Background()
    page = SealsPage(PageContext(Data(workspace), background, Preferences()))
    show(page)
    assert not page.empty.isHidden()
    assert page.new.isHidden()
    page.focus_content()
    page.empty.button.click()
    child(page, SealDialog).reject()
    background.finish()


# --- the log --------------------------------------------------------------------------------------------------------


def settle(page: SealLogPage) -> None:
    while page.busy() or page.exports.busy():
        QApplication.processEvents()
    QApplication.processEvents()


def column(page: SealLogPage, key: str) -> list[str]:
    model = page.list.model
    place = [one.key for one in page.list.header.shown()].index(key)
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


@pytest.fixture
def log(firm: SealedFirm, context: PageContext, show: Callable[[Page], None]) -> SealLogPage:
    """Give the page of the log with three uses, one of them on paper."""
    contract = on_contract(firm.issued())
    firm.use(contract, purpose="投标")
    firm.use(contract, way="stamp", copies=4)
    firm.use(contract, purpose="=1+1")
    page = SealLogPage(context)
    show(page)
    settle(page)
    return page


def test_the_log_lists_every_use_and_finds_it(log: SealLogPage, firm: SealedFirm) -> None:
    QAbstractItemModelTester(
        log.list.model, QAbstractItemModelTester.FailureReportingMode.Warning, log.list.model
    )
    assert column(log, "number") == ["SL-2026-0003", "SL-2026-0002", "SL-2026-0001"]
    assert column(log, "used_by") == ["何静", "林晓", "何静"]
    assert column(log, "approved_by") == ["陈思远", "—", "陈思远"]
    log.text.setText("投标")
    log._on_text()
    settle(log)
    assert column(log, "number") == ["SL-2026-0001"]
    log.text.clear()
    log._on_text()
    log._on_chip("person", firm.seller)
    settle(log)
    assert column(log, "number") == ["SL-2026-0002"]


def test_nothing_in_it_can_be_changed(qtbot: QtBot, log: SealLogPage, firm: SealedFirm) -> None:
    log.focus_content()
    qtbot.keyClick(log.list.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(log.list.view, Qt.Key.Key_Delete)
    assert len(firm.log()) == 3
    assert log.new.isHidden()
    assert not any("删除" in action.text() for action in log.menu().actions())


def test_opening_a_use_shows_the_document(log: SealLogPage, firm: SealedFirm) -> None:
    wanted: list[tuple[str, object]] = []
    log.open_requested.connect(lambda kind, record: wanted.append((kind, record)))
    log.open_row(firm.log()[0])
    assert wanted == [("contract", firm.log()[0].record)]


def test_it_is_exported_with_its_figures_and_no_formula(
    log: SealLogPage, firm: SealedFirm, tmp_path: Path
) -> None:
    file = tmp_path / "log.xlsx"
    with patch("salesdesk.ui.widgets.export_bar.choose_target") as asked:
        log.excel.click()
    asked.call_args.args[-1](file)
    settle(log)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    flat = [str(cell) for row in rows for cell in row]
    assert {"SL-2026-0001", "SL-2026-0003", "=1+1"} <= set(flat)


def test_from_a_seal_one_comes_to_its_lines(firm: SealedFirm, context: PageContext, log: SealLogPage) -> None:
    other = firm.add(name="公章", kind="company")
    page = SealLogPage(context, seal=other)
    settle(page)
    assert page.list.count() == 0
    assert page.chips["seal"].value == other
    page.leave()
    page.deleteLater()
