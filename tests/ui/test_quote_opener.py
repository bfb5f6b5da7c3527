"""A PDF on the window opens as the quote that it carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from salesdesk.documents.quote_print import printed
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import quotes
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests import factories
from tests.documents import foreign
from tests.ui.pages import program_over, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.program import Program


@pytest.fixture
def program(seeded: Workspace) -> Iterator[Program]:
    with program_over(seeded) as result:
        yield result


def quote_of(program: Program) -> QuoteVersion:
    """Save a quote and return it."""
    line = QuoteLine(name="泵", quantity=Decimal(2), unit_price=Decimal("777.5"), tax_rate=Decimal("0.13"))
    draft = QuoteDraft(customer="华锐精工", lines=(line, replace(line, name="阀")))
    assert program.data is not None
    today = date.today()  # noqa: DTZ011 - as the program itself
    values: dict[str, Any] = {"today": today, "seller_name": program.data.workspace.name}
    return program.data.write(factories.STEP, quotes.save_draft, draft, **values)


def pdf_of(version: QuoteVersion, folder: Path, name: str = "报价.PDF") -> Path:
    """Write the PDF of a version."""
    file = folder / name
    file.write_bytes(printed(version))
    return file


def drop(program: Program, *files: Path) -> bool:
    """Drag files over the window and drop them; tell whether it took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    window, place = program.window, QPointF(5, 5)
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place.toPoint(), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, copy, mime, left, none))
    return enter.isAccepted()


def editor(program: Program, qtbot: QtBot) -> QuoteEditorPage:
    """Wait for the editor and return it."""
    qtbot.waitUntil(lambda: isinstance(program.window.page, QuoteEditorPage), timeout=20_000)
    page = program.window.page
    assert isinstance(page, QuoteEditorPage)
    return page


def told(program: Program, qtbot: QtBot, part: str) -> None:
    """Wait until the window says something."""
    messages = program.window.messages
    qtbot.waitUntil(lambda: messages.isVisible() and part in messages.text(), timeout=20_000)


def test_a_pdf_of_this_workspace_opens_its_quote(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    version = quote_of(program)
    assert drop(program, tmp_path / "other.txt", pdf_of(version, tmp_path))
    page = editor(program, qtbot)
    assert page.session.quote.number == version.number
    assert version.label in page.message.text()


def test_a_pdf_of_another_firm_becomes_a_new_quote(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    version = quote_of(program)
    other = replace(version, seller=replace(version.seller, name="别家"), number="ZZ-9")
    assert drop(program, pdf_of(other, tmp_path))
    page = editor(program, qtbot)
    assert page.session.quote.number is None
    assert page.session.draft.lines[0].unit_price == version.draft.lines[0].unit_price
    assert page.session.draft.customer == version.draft.customer
    assert "ZZ-9" in page.message.text()
    assert "别家" in page.message.text()
    assert page.undo_label()
    discard = page.message.findChild(QPushButton)
    assert discard is not None
    discard.click()
    assert page.session.draft.lines == ()


def test_an_opened_quote_comes_back_with_its_page(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    version = quote_of(program)
    other = replace(version, seller=replace(version.seller, name="别家"))
    drop(program, pdf_of(other, tmp_path))
    page = editor(program, qtbot)
    lines = page.session.draft.lines
    show(program, "board")
    program.navigator.step(back=True)
    again = editor(program, qtbot)
    assert [line.name for line in again.session.draft.lines] == [line.name for line in lines]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", foreign.pdf("x"), foreign.acting(), foreign.locked("secret")]
)
def test_what_carries_no_quote_says_so_and_changes_nothing(
    program: Program, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    show(program, "board")
    file = tmp_path / "<b>x.pdf"
    file.write_bytes(content)
    assert drop(program, file)
    told(program, qtbot, "<b>x.pdf")
    assert not isinstance(program.window.page, QuoteEditorPage)


def test_a_file_that_is_gone_is_named(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    program.requests.carry_out("open-quote-pdf", tmp_path / "gone.pdf")
    told(program, qtbot, "gone.pdf")


def test_who_only_looks_opens_what_is_there_and_makes_nothing(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    version = quote_of(program)
    assert program.data is not None
    program.data.read_only = True
    drop(program, pdf_of(replace(version, number="ZZ-9"), tmp_path))
    told(program, qtbot, "")
    assert not isinstance(program.window.page, QuoteEditorPage)
    drop(program, pdf_of(version, tmp_path))
    assert editor(program, qtbot).session.read_only


def test_other_files_are_not_taken_by_the_window(program: Program, tmp_path: Path) -> None:
    assert not drop(program, tmp_path / "a.xlsx")
    mime: Any = QMimeData()
    mime.setText("a.pdf")
    enter = QDragEnterEvent(
        QPointF(5, 5).toPoint(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(program.window, enter)
    assert not enter.isAccepted()


def test_the_menu_and_the_palette_ask_for_the_file(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    version = quote_of(program)
    assert "open-quote-pdf" in {command.id for command in program.requests.commands()}
    program.window.command_requested.emit("open-quote-pdf")
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(pdf_of(version, tmp_path)))
    dialog.reject()
    assert editor(program, qtbot).session.quote.number == version.number
