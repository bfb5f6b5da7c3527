"""A quote's PDF with the picture of a seal: offered once it is approved or sent, never for a draft."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from salesdesk.services import seals
from salesdesk.services.seals import SealFacts
from salesdesk.storage import files
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.widgets.sealed_export import SealUseDialog
from tests import factories
from tests.documents.samples import page_texts, picture, squeezed
from tests.factories import STEP
from tests.ui.quotes.conftest import Firm, Opener, child, saved

OFFER = "PDF（带印章图片）…"


@pytest.fixture(autouse=True)
def _seal(data: Data, firm: Firm) -> None:
    """Give the firm a seal; nobody has a PIN, for one works alone."""
    del firm
    image = files.store(data.workspace.files, picture(300, 300))
    with data.workspace.write(STEP, kind="issue") as write:
        seals.add(write.session, SealFacts("公章", "company", image=image))


def offered(page: QuoteEditorPage) -> bool:
    menu = page.head.outlets.menu()
    menu.aboutToShow.emit()
    return OFFER in [action.text() for action in menu.actions()]


def send(qtbot: QtBot, page: QuoteEditorPage) -> None:
    page.head.send.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    qtbot.waitUntil(lambda: page.session.quote.state == "sent", timeout=20_000)


def test_a_draft_is_never_offered_it_and_what_was_sent_is(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener, tmp_path: Path
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    assert not offered(page)
    factories.approve(data.workspace, page.record)
    page.session.adopt(page.session.stored())
    assert offered(page)
    send(qtbot, page)
    assert offered(page)
    file = tmp_path / "a.pdf"
    with patch("salesdesk.ui.widgets.sealed_export.choose_target") as asked:
        page.saving.outlets.pdf_sealed()
    assert asked.call_args.args[2].name == f"{page.session.quote.number}-V1-带印章图片.pdf"
    asked.call_args.args[-1](file)
    dialog = child(page, SealUseDialog)
    dialog.purpose.setText("投标")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: not page.saving.outlets.sealed.busy, timeout=20_000)
    (text,) = [squeezed(one) for one in page_texts(file.read_bytes()) if "SL-" in one]
    assert "电子印章图片，非可靠电子签名" in text
    assert str(file) in page.message.text()


def test_without_a_seal_in_use_nothing_is_offered(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    factories.approve(data.workspace, page.record)
    page.session.adopt(page.session.stored())
    with data.workspace.write(STEP, kind="issue") as write:
        (seal,) = seals.seals(write.session)
        facts = SealFacts("公章", "company", image=seal.facts.image, active=False)
        seals.change(write.session, seal.id, facts, row_version=seal.row_version)
    assert not offered(page)
    del qtbot
