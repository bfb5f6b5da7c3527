"""The ways out for a quote: PDF, without prices, long picture, mail, paper; what isn't final says so everywhere."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from unittest.mock import patch

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from salesdesk.documents import quote_print
from salesdesk.documents.quote_print import data_in
from salesdesk.domain.document_design import DocumentDesign
from salesdesk.services import document_designs, quote_enclosures, quotes
from salesdesk.storage import files
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.pdf_printing import PdfPrinting
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests import factories
from tests.documents import foreign
from tests.documents.samples import page_texts
from tests.ui.quotes.conftest import Firm, Opener, child, line, press, saved

DRAFT = "草稿"


def told(qtbot: QtBot, page: QuoteEditorPage, part: str) -> str:
    """Wait until the page says something and return it."""
    qtbot.waitUntil(lambda: page.message.isVisible() and part in page.message.text(), timeout=20_000)
    return page.message.text()


def choose(page: QuoteEditorPage, file: Path) -> str:
    """Choose a file in the dialog that is open, and return the name that was proposed."""
    dialog = child(page, QFileDialog)
    proposed = Path(dialog.selectedFiles()[0]).name
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    dialog.setParent(None)
    return proposed


def entries(page: QuoteEditorPage) -> list[str]:
    """Return what the menu of the ways out offers."""
    menu = page.head.outlets.menu()
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def sent(qtbot: QtBot, data: Data, page: QuoteEditorPage) -> None:
    """Have the quote approved, and send it."""
    factories.approve(data.workspace, page.record)
    page.session.adopt(page.session.stored())
    page.head.send.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    qtbot.waitUntil(lambda: page.session.quote.state == "sent", timeout=20_000)


def test_the_pdf_is_written_where_the_user_says_with_what_was_typed_last(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    page.lines.view.setCurrentIndex(page.lines.model.index(0, Col.QUANTITY))
    page.lines.view.setFocus()
    press(qtbot, "4", Qt.Key.Key_Return)
    page.export()
    file = tmp_path / "报价.pdf"
    assert choose(page, file) == f"{page.session.quote.number}-V1.pdf"
    assert DRAFT in told(qtbot, page, str(file))
    assert data_in(file.read_bytes(), "a").label == f"{page.session.quote.number}-V1"
    assert not page.session.dirty
    with patch("PySide6.QtGui.QDesktopServices.openUrl") as opened_folder:
        child(page.message, QPushButton).click()
    assert opened_folder.call_args[0][0].toLocalFile() == str(tmp_path)


def test_the_warehouse_sees_no_prices(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm, line(name="刀库")).quote_id)
    page.saving.outlets.pdf_without_prices()
    file = tmp_path / "a.pdf"
    assert choose(page, file) == f"{page.session.quote.number}-V1-无价格.pdf"
    told(qtbot, page, str(file))
    text = "".join(page_texts(file.read_bytes()))
    assert "刀库" in text
    assert "46,000" not in text
    assert "92,000" not in text
    assert data_in(file.read_bytes(), "a").draft is None


def test_what_is_sent_is_kept_and_printed_again_as_it_was(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    sent(qtbot, data, page)
    number = str(page.session.quote.number)
    kept = data.read(quote_enclosures.sent_file, number, 1)
    pdf = files.read(data.workspace.files, kept)
    assert DRAFT not in "".join(page_texts(pdf))
    assert data_in(pdf, "a").state == "sent"
    page.export()
    choose(page, tmp_path / "a.pdf")
    assert DRAFT not in told(qtbot, page, "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == pdf


def test_what_cannot_be_printed_is_not_sent(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm, line(name="好 👍")).quote_id)
    factories.approve(data.workspace, page.record)
    page.session.adopt(page.session.stored())
    page.head.send.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    told(qtbot, page, "👍")
    assert page.session.stored().state == "approved"


def test_a_long_picture_goes_to_a_file_and_to_the_clipboard(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    page.saving.outlets.picture()
    file = tmp_path / "a.png"
    assert choose(page, file) == f"{page.session.quote.number}-V1.png"
    assert DRAFT in told(qtbot, page, str(file))
    image = QImage(str(file))
    assert image.width() == editor_export.IMAGE_WIDTH
    assert image.height() > image.width() / 2
    page.message.hide()
    page.saving.outlets.copy_picture()
    told(qtbot, page, "已复制")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.image().size() == image.size()
    (url,) = clipboard.mimeData().urls()
    assert QImage(url.toLocalFile()).size() == image.size()


@pytest.fixture
def short_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pictures be much shorter than usual."""
    monkeypatch.setattr(quote_print, "LONGEST_STRIP", 500)


@pytest.mark.usefixtures("short_pictures")
def test_a_very_long_quote_becomes_several_pictures_that_replace_nothing(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    file = tmp_path / "a.png"
    page.saving.outlets.picture()
    choose(page, file)
    told(qtbot, page, str(tmp_path))
    assert sorted(one.name for one in tmp_path.glob("*.png")) == ["a-1.png", "a-2.png"]
    page.message.hide()
    page.saving.outlets.picture()
    choose(page, file)
    told(qtbot, page, "a-1.png")
    assert len(list(tmp_path.glob("*.png"))) == 2


def test_a_mail_draft_goes_to_the_contact_and_says_that_it_is_no_final_offer(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    quote = saved(data, firm, contact="顾工", contact_email="gu@huarui.cn")
    page = opened(quote_id=quote.quote_id)
    with patch("PySide6.QtGui.QDesktopServices.openUrl", return_value=True) as shown:
        page.saving.outlets.mail()
        assert DRAFT in told(qtbot, page, DRAFT)
    mail = message_from_bytes(Path(shown.call_args[0][0].toLocalFile()).read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail["To"].addresses[0].addr_spec == "gu@huarui.cn"
    assert mail["Subject"].startswith(f"[{DRAFT}]")
    (file,) = mail.iter_attachments()
    assert file.get_filename() == f"{quote.number}-V1.pdf"
    assert DRAFT in "".join(page_texts(file.get_content()))


def test_without_a_mail_program_the_draft_is_shown_in_its_folder(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    with patch("PySide6.QtGui.QDesktopServices.openUrl", return_value=False):
        page.saving.outlets.mail()
        assert ".eml" in told(qtbot, page, ".eml")


def test_what_goes_with_the_pdf_is_shown_before(
    data: Data, firm: Firm, opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    terms = tmp_path / "一般条款 & 附录.pdf"
    terms.write_bytes(foreign.pdf("TERMS"))
    kept = document_designs.keep_pdf(data.workspace.files, terms)
    design = data.write(factories.STEP, document_designs.create, "版式", DocumentDesign(appendices=(kept,)))
    page = opened(quote_id=saved(data, firm, design_id=design).quote_id)
    assert entries(page)[-1] == "一般条款 && 附录.pdf"
    page.export()
    choose(page, tmp_path / "a.pdf")
    told(qtbot, page, "a.pdf")
    assert page_texts((tmp_path / "a.pdf").read_bytes())[-1].strip() == "TERMS"
    kept_file = data.workspace.files / kept.hash[:2] / kept.hash
    kept_file.unlink()
    page.message.hide()
    page.export()
    choose(page, tmp_path / "b.pdf")
    told(qtbot, page, terms.name)
    assert not (tmp_path / "b.pdf").exists()


def test_a_quote_that_is_not_complete_goes_nowhere(opened: Opener) -> None:
    page = opened()
    assert len(entries(page)) == 7
    page.saving.outlets.mail()
    assert page.findChild(QFileDialog) is None
    assert page.message.isVisible()


def test_the_menu_leads_to_the_design_of_the_quote(data: Data, firm: Firm, opened: Opener) -> None:
    design = data.write(factories.STEP, document_designs.create, "甲")
    asked: list[tuple[str, object]] = []
    page = opened(quote_id=saved(data, firm).quote_id)
    page.action_requested.connect(lambda name, argument: asked.append((name, argument)))
    page.session.edit(replace(page.session.draft, design_id=design), "x")
    entries(page)
    menu = page.head.outlets.menu()
    next(action for action in menu.actions() if "版式" in action.text()).trigger()
    assert asked == [("designer", design)]


def test_the_keys_lead_out(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    with patch.object(page.saving.outlets, "_run") as run:
        qtbot.keySequence(page, "Ctrl+P")
    assert run.call_count == 1
    qtbot.keySequence(page, "Ctrl+E")
    child(page, QFileDialog).reject()


def test_work_that_takes_long_says_so_and_can_be_stopped(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    page.export()
    file = tmp_path / "a.pdf"
    outlets = page.saving.outlets
    with patch.object(page.context.background, "start"):
        choose(page, file)
        told(qtbot, page, "…")
    job = outlets._job
    assert job is not None
    child(page.message, QPushButton).click()
    page.context.background.start(job)
    told(qtbot, page, "停")
    assert not file.exists()


def test_who_leaves_the_page_meanwhile_gets_what_was_asked_for(
    qtbot: QtBot, data: Data, firm: Firm, tmp_path: Path
) -> None:
    quote = saved(data, firm)
    factories.approve(data.workspace, quote.quote_id)
    background, number, record = Background(), quote.number, quote.quote_id
    page = QuoteEditorPage(PageContext(data, background, Preferences()), quote_id=record)
    page.export()
    with patch.object(background, "start") as start:
        choose(page, tmp_path / "a.pdf")
        page.saving.outlets.mail()
        page.head.send.click()
        box = child(page, QMessageBox)
        next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    page.preview.stop()
    delete(page)
    with patch("PySide6.QtGui.QDesktopServices.openUrl", return_value=True) as shown:
        for call in start.call_args_list:
            background.start(call.args[0])
        qtbot.waitUntil(lambda: not background.busy(), timeout=20_000)
    assert (tmp_path / "a.pdf").exists()
    assert shown.call_args[0][0].toLocalFile().endswith(f"{number}-V1.eml")
    assert record is not None
    assert data.read(quotes.edit, record).state == "sent"


def test_the_printer_gets_the_pages_that_were_chosen(qtbot: QtBot, opened: Opener, tmp_path: Path) -> None:
    page = opened()
    pdf = foreign.pdf("one", "two", "three")
    background = Background(page)
    printing = PdfPrinting(pdf, "QT-1", background, page)
    dialog = printing.ask()
    assert isinstance(dialog, QPrintDialog)
    assert (dialog.minPage(), dialog.maxPage()) == (1, 3)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    printer.setFullPage(True)
    printer.setFromTo(2, 3)
    with qtbot.waitSignal(printing.done, timeout=20_000):
        printing.start(printer)
    dialog.close()
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert len(document) == 2
    document.close()
