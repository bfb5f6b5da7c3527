"""The designer's page: what is changed is saved, nothing typed is lost, and the preview is of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from salesdesk.domain.document_design import COLUMNS, USUAL, Wording
from salesdesk.domain.errors import ConflictError
from salesdesk.services import document_designs, quotes
from salesdesk.services.document_designs import DesignFacts
from salesdesk.storage.records import DocumentDesign
from salesdesk.ui.data import Data
from salesdesk.ui.designer.page import DesignerPage, DesignerState
from salesdesk.ui.designer.sample import sample_draft
from tests import factories
from tests.documents import foreign
from tests.factories import STEP
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace

Pages = Any


@pytest.fixture
def gate(workspace: Workspace) -> Data:
    factories.set_up(workspace)
    return Data(workspace)


@pytest.fixture
def pages(gate: Data, qtbot: QtBot) -> Iterator[Pages]:
    """Give what shows the page."""
    shown: list[DesignerPage] = []

    def show(state: object = None) -> DesignerPage:
        page = DesignerPage(context_of(gate), state=state)
        qtbot.addWidget(page)
        page.resize(1240, 760)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        shown.append(page)
        return page

    yield show
    for page in shown:
        page.preview.stop()


def all_of(gate: Data) -> tuple[DesignFacts, ...]:
    return gate.read(document_designs.all_designs)


def choose(page: DesignerPage, key: str, value: str) -> None:
    field = page.form.fields[key]
    field.show_value(value)
    field.edited.emit(value)


def pixels(page: DesignerPage, qtbot: QtBot) -> bytes:
    qtbot.waitUntil(lambda: not page.preview.busy(), timeout=20_000)
    assert page.preview.problem.isHidden(), page.preview.problem.text()
    assert page.preview.picture is not None
    return bytes(page.preview.picture.image.constBits())


def test_the_first_change_makes_a_design_that_undo_takes_back(pages: Pages, gate: Data) -> None:
    page = pages()
    assert (page.design, all_of(gate)) == (USUAL, ())
    choose(page, "orientation", "landscape")
    (made,) = all_of(gate)
    assert (made.design, made.is_default) == (replace(USUAL, orientation="landscape"), True)
    assert page.state().design == made.id
    choose(page, "font_size", "large")
    gate.undo()
    assert (page.design.font_size, page.design.orientation) == ("normal", "landscape")
    assert page.form.fields["font_size"].currentData() == "normal"
    gate.undo()
    assert (page.design, all_of(gate)) == (USUAL, ())


def test_typing_is_one_step_and_stays_as_it_is_typed(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    editor: QPlainTextEdit = page.form.fields["greeting"].editors["zh_CN"]
    editor.setFocus()
    qtbot.keyClicks(editor, "hello ")
    assert page.unsaved()
    assert all_of(gate) == ()
    qtbot.waitUntil(lambda: len(all_of(gate)) == 1)
    assert all_of(gate)[0].design.greeting == Wording("hello")
    assert (editor.toPlainText(), page.unsaved()) == ("hello ", "")
    qtbot.keyClicks(editor, "you")
    page.leave()
    assert all_of(gate)[0].design.greeting == Wording("hello you")


def test_undo_takes_back_what_was_typed_just_now(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    choose(page, "orientation", "landscape")
    editor = page.form.fields["closing"].editors["en"]
    editor.setFocus()
    qtbot.keyClicks(editor, "Yours")
    assert not page.undo(), "the window undoes the step that this saved"
    gate.undo()
    assert editor.toPlainText() == ""
    assert all_of(gate)[0].design == replace(USUAL, orientation="landscape")


def test_a_change_elsewhere_is_told_and_loses_nothing(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    choose(page, "orientation", "landscape")
    (made,) = all_of(gate)
    editor = page.form.fields["closing"].editors["en"]
    editor.setFocus()
    qtbot.keyClicks(editor, "Yours")
    gate.write(STEP, document_designs.save, made.id, USUAL, row_version=made.row_version)
    assert editor.toPlainText() == "Yours"
    with pytest.raises(ConflictError):
        page.save()
    page.save()
    assert all_of(gate)[0].design == replace(USUAL, orientation="landscape", closing=Wording(en="Yours"))


def test_what_was_typed_never_goes_into_another_design(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    first = gate.write(STEP, document_designs.create, "甲")
    gate.write(STEP, document_designs.create, "乙")
    page = pages(DesignerState(first))
    editor = page.form.fields["closing"].editors["en"]
    editor.setFocus()
    qtbot.keyClicks(editor, "Yours")
    gate.write(STEP, document_designs.delete, [first])
    page.save()
    (left,) = all_of(gate)
    assert (left.name, left.design) == ("乙", USUAL)
    assert editor.toPlainText() == ""
    assert page.unsaved() == ""


def test_typing_ends_what_could_be_brought_back(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    choose(page, "orientation", "landscape")
    choose(page, "font_size", "large")
    gate.undo()
    editor = page.form.fields["closing"].editors["en"]
    editor.setFocus()
    qtbot.keyClicks(editor, "Yours")
    assert not page.redo()
    assert gate.redo_label() is None
    assert all_of(gate)[0].design.closing == Wording(en="Yours")


def test_a_design_that_can_not_be_read_is_not_written_over(pages: Pages, gate: Data) -> None:
    made = gate.write(STEP, document_designs.create, "甲")
    with gate.workspace.write(STEP) as write:
        write.session.get_one(DocumentDesign, made).content = '{"format": 99}'
    page = pages()
    assert "SalesDesk" in page.messages.text()
    assert not page.form.fields["orientation"].isEnabled()
    assert page.form.fields["greeting"].editors["en"].isReadOnly()


def test_designs_are_copied_renamed_made_the_default_and_deleted(pages: Pages, gate: Data) -> None:
    page = pages()
    choose(page, "orientation", "landscape")
    page.copy()
    dialog = page.ask_name()
    assert dialog is not None
    dialog.text.setText("<b>蓝&绿</b>" + "长" * 100)
    dialog.save()
    first, second = all_of(gate)
    assert second.name == ("<b>蓝&绿</b>" + "长" * 100)[:100]
    assert page.state().design == second.id
    page.make_default()
    assert [one.id for one in all_of(gate)] == [second.id, first.id]
    assert not page.default.isHidden()
    page.delete()
    assert [one.id for one in all_of(gate)] == [first.id]
    assert page.state().design == first.id
    gate.undo()
    assert len(all_of(gate)) == 2
    page.choose(first.id)
    assert page.default.isHidden()


def test_columns_are_moved_and_what_says_nothing_is_refused(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    page.form.columns.setFocus()
    page.form.columns.setCurrentIndex(page.form.columns_model.index(0))
    qtbot.keyClick(page.form.columns, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert all_of(gate)[0].design.columns[:2] == ("name", "number")
    qtbot.keyClick(page.form.columns, Qt.Key.Key_Up)
    qtbot.keyClick(page.form.columns, Qt.Key.Key_Space)
    assert not page.form.columns_problem.isHidden()
    assert set(all_of(gate)[0].design.columns) == set(COLUMNS)


def test_the_preview_follows_design_language_and_page(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    page = pages()
    usual = pixels(page, qtbot)
    assert "1" in page.preview.caption.text()
    choose(page, "orientation", "landscape")
    page.languages.show_value("en")
    page.languages.edited.emit("en")
    english = pixels(page, qtbot)
    assert english != usual
    assert page.state() == DesignerState(all_of(gate)[0].id, "en", own_quote=False)
    assert not page.busy()


def test_the_newest_quote_is_shown_where_there_is_one(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    assert pages().source.count() == 1
    draft = replace(sample_draft("zh_CN"), customer="真实客户")
    gate.write(STEP, quotes.save_draft, draft, today=date(2026, 11, 24), seller_name="云帆")
    page = pages(DesignerState(None, "zh_CN", own_quote=True))
    assert page.source.currentData() == "own"
    own = pixels(page, qtbot)
    page.source.show_value("")
    page.source.edited.emit("")
    assert pixels(page, qtbot) != own


def test_a_pdf_is_tried_out_and_lies_under_the_pages(
    pages: Pages, gate: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    page = pages()
    field = page.form.background_file
    without = pixels(page, qtbot)
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    field.take_file(broken)
    qtbot.waitUntil(lambda: not field.busy(), timeout=20_000)
    assert "坏.pdf" in field.problem.text()
    assert all_of(gate) == ()
    paper = tmp_path / "信纸.pdf"
    paper.write_bytes(foreign.pdf("LETTERHEAD"))
    field.take_file(paper)
    qtbot.waitUntil(lambda: not field.busy(), timeout=20_000)
    (made,) = all_of(gate)
    assert made.design.background is not None
    assert made.design.background.name == "信纸.pdf"
    assert field.problem.isHidden()
    assert pixels(page, qtbot) != without
    form = {"Subtype": foreign.Name("/Widget"), "FT": foreign.Name("/Tx"), "V": "42"}
    paper.write_bytes(foreign.marked(form))
    field.take_file(paper)
    qtbot.waitUntil(lambda: not field.busy(), timeout=20_000)
    assert "信纸.pdf" in field.problem.text(), "it is taken, and what won't be seen is said"
    assert all_of(gate)[0].design.background is not None
    field.list.delete_requested.emit(field.list.order.rows()[0].id)
    assert all_of(gate)[0].design.background is None


def test_covers_and_appendices_keep_their_order(
    pages: Pages, gate: Data, qtbot: QtBot, tmp_path: Path
) -> None:
    page = pages()
    field = page.form.fields["appendices"]
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(foreign.pdf(name))
        field.take_file(tmp_path / name)
        qtbot.waitUntil(lambda: not field.busy(), timeout=20_000)
    field.list.setFocus()
    field.list.setCurrentIndex(field.list.order.index(1))
    qtbot.keyClick(field.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [file.name for file in all_of(gate)[0].design.appendices] == ["two.pdf", "one.pdf"]
    pixels(page, qtbot)
    assert page.preview.picture is not None
    assert page.preview.picture.pages >= 3


def test_who_only_looks_changes_nothing(pages: Pages, gate: Data) -> None:
    gate.read_only = True
    page = pages()
    assert not page.form.fields["orientation"].isEnabled()
    assert page.form.fields["greeting"].editors["en"].isReadOnly()
    assert page.form.columns_model.read_only
    assert page.new.isHidden()


def test_a_file_that_is_gone_is_named_in_the_preview(pages: Pages, gate: Data, qtbot: QtBot) -> None:
    from salesdesk.domain.document_design import PdfFile  # noqa: PLC0415 - only here

    gone = replace(USUAL, background=PdfFile("ab" * 32, "gone.pdf"))
    gate.write(STEP, document_designs.create, "甲", gone)
    page = pages()
    qtbot.waitUntil(lambda: not page.preview.busy(), timeout=20_000)
    assert "gone.pdf" in page.preview.problem.text()
