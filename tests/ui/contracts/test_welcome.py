"""The welcome pack leaves as a PDF or as a mail, and says what the firm words itself."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from salesdesk import paths
from salesdesk.domain.welcome_pack import shipped
from salesdesk.services import history, welcome_packs
from salesdesk.storage.records import Customer
from salesdesk.ui.data import Data
from salesdesk.ui.widgets import welcome
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.welcome_dialog import WelcomeDialog
from tests import factories
from tests.documents.samples import text_of
from tests.factories import STEP
from tests.services.contracting import Firm
from tests.ui.conftest import context_of


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    """Give a bar that messages are shown in."""
    result = MessageBar()
    qtbot.addWidget(result)
    return result


def test_it_is_written_where_it_was_asked_for(
    firm: Firm, gate: Data, bar: MessageBar, qtbot: QtBot, tmp_path: Path
) -> None:
    contract, file = firm.signed(), tmp_path / "欢迎.pdf"
    pack = firm.ask(welcome_packs.pack, contract)
    assert welcome.file_name(pack) == "欢迎礼包 C-2026-0001"
    context = context_of(gate)
    dialog = welcome.ask_pdf(context, contract, bar, bar)
    assert dialog is not None
    dialog.reject()
    welcome.write_pdf(context, pack, file, bar)
    qtbot.waitUntil(lambda: str(file) in bar.text())
    assert "服务手册" in text_of(file.read_bytes())


def test_its_mail_goes_to_the_customers_contact(
    firm: Firm, gate: Data, bar: MessageBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    contract = firm.signed()
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Customer, firm.buyer).language = "en"
        factories.contact(
            write.session, customer_id=firm.buyer, name="Gu", email="gu@example.com", is_main=True
        )
    welcome.open_mail(context_of(gate), contract, bar)
    qtbot.waitUntil(lambda: "C-2026-0001" in bar.text())
    file = paths.opened_dir() / "mail" / "Welcome Pack C-2026-0001.eml"
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (mail["To"], mail["X-Unsent"]) == ("Gu <gu@example.com>", "1")
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "Welcome Pack C-2026-0001.pdf"
    assert attached.get_content().startswith(b"%PDF")


@pytest.mark.parametrize(
    "ask", [lambda context, contract, bar: welcome.ask_pdf(context, contract, bar, bar), welcome.open_mail]
)
def test_what_is_not_signed_says_so(
    firm: Firm, gate: Data, bar: MessageBar, ask: Callable[..., object]
) -> None:
    ask(context_of(gate), firm.issued(), bar)
    assert bar.text() == "C-2026-0001 尚未签订。"


def test_all_texts_are_saved_as_one_step_and_go_back_to_the_shipped_ones(
    firm: Firm, gate: Data, qtbot: QtBot
) -> None:
    def shown() -> WelcomeDialog:
        dialog = WelcomeDialog(gate)
        qtbot.addWidget(dialog)
        return dialog

    dialog = shown()
    assert not dialog.shipped.isEnabled()
    dialog.body.setPlainText("欢迎！{{contract.nr}}")
    dialog.which.setCurrentIndex(3)
    dialog.body.setPlainText("# Service\nCall us.")
    dialog.confirm.click()
    assert "{{contract.nr}}" in dialog.problem()
    dialog.which.setCurrentIndex(0)
    assert dialog.body.toPlainText() == "欢迎！{{contract.nr}}"
    dialog.body.setPlainText("欢迎！")
    dialog.confirm.click()
    assert firm.ask(welcome_packs.texts).own == {("letter", "zh_CN"), ("handbook", "en")}
    again = shown()
    again.shipped.click()
    assert again.body.toPlainText() == shipped("letter", "zh_CN")
    again.confirm.click()
    assert firm.ask(welcome_packs.texts).own == {("handbook", "en")}
    history.undo(firm.workspace)
    history.undo(firm.workspace)
    assert firm.ask(welcome_packs.texts).own == frozenset()
