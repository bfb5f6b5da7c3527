"""A contract's PDF is signed from its page with a certificate; what that is worth stands beside it."""

from __future__ import annotations

import importlib.util
import io
import logging
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from salesdesk.i18n import set_language
from salesdesk.services import contracts, history
from salesdesk.storage import files
from salesdesk.storage.records import ContractFile
from salesdesk.ui.contracts import signing, signing_dialog
from salesdesk.ui.contracts.page import ContractPage
from salesdesk.ui.contracts.signing_dialog import GIVES, GIVES_NOT, SigningDialog
from tests.documents import certificates
from tests.documents.certificates import ec_key, file, rsa_key
from tests.services.contracting import TODAY, Firm
from tests.ui.contracts.conftest import Show

PASSPHRASE = "Passphrase-1"  # noqa: S105 - of files that a test makes; plain letters, for they are typed
WAIT = 20_000  # the libraries load at the first signature


@pytest.fixture
def pfx(tmp_path: Path) -> Path:
    """Give the file of a self-signed certificate."""
    path = tmp_path / "林晓.pfx"
    path.write_bytes(file(passphrase=PASSPHRASE))
    return path


@pytest.fixture
def issued(firm: Firm, tmp_path: Path) -> uuid.UUID:
    """Give the certificate of an authority in `authority.pfx`, and an issued contract."""
    above = certificates.certificate(rsa_key(), subject=certificates.name("演示认证中心"))
    own = certificates.certificate(ec_key(), issuer=(above.subject, rsa_key()))
    (tmp_path / "authority.pfx").write_bytes(file(ec_key(), own, PASSPHRASE, [above]))
    return firm.issued()


def texts(page: ContractPage) -> list[str]:
    return [text for _icon, text, _run in page.actions_.entries()]


def asked(page: ContractPage) -> SigningDialog:
    return signing_dialog.ask(page.actions_._context, page.desk, page.message, page)


def opened(dialog: SigningDialog, qtbot: QtBot, path: Path, passphrase: str = PASSPHRASE) -> None:
    dialog.take_file(path)
    QTest.keyClicks(dialog.passphrase, passphrase)
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.confirm.isEnabled, timeout=WAIT)


def shown(dialog: SigningDialog) -> str:
    return "\n".join(part.text() for part in (dialog.names, dialog.validity, dialog.warning))


def test_what_was_issued_is_signed_kept_and_saved(
    firm: Firm, issued: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(issued)
    dialog = asked(page)
    opened(dialog, qtbot, tmp_path / "authority.pfx")
    assert "演示认证中心" in shown(dialog)
    assert dialog.agreed.isHidden()
    target = tmp_path / "已签名.pdf"
    dialog.save()  # asks where
    with qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.sign(target)
    content = target.read_bytes()
    (found,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert found.sig_object["/Reason"] == "合同 C-2026-0001"
    assert found.sig_object["/Location"] == "云州"
    (kept,) = firm.ask(contracts.kept_files, issued)
    assert kept.name == "已签名.pdf"
    assert files.read(firm.workspace.files, kept.hash) == content
    assert str(target) in page.message.text()
    assert page.desk.content.files == (kept,)
    assert page.tabs.buttons["versions"].isVisible()


def test_the_file_that_was_issued_is_the_one_that_is_signed(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path, pfx: Path
) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    page = show(contract)
    page.actions_.issue()
    qtbot.waitUntil(lambda: firm.state(contract) == "issued", timeout=WAIT)
    dialog = asked(page)
    opened(dialog, qtbot, pfx)
    with qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.sign(tmp_path / "x.pdf")
    name = firm.ask(contracts.issued_file, contract, 1)
    assert (tmp_path / "x.pdf").read_bytes().startswith(files.read(firm.workspace.files, name))


@pytest.mark.usefixtures("pfx")
@pytest.mark.parametrize(
    ("name", "words"),
    [("authority.pfx", "的证书签署合同"), ("林晓.pfx", "的自签名证书（双方约定认可）签署合同")],
)
def test_the_step_names_the_contract_and_the_certificate(
    firm: Firm, issued: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path, *, name: str, words: str
) -> None:
    dialog = asked(show(issued))
    opened(dialog, qtbot, tmp_path / name)
    with qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.sign(tmp_path / "x.pdf")
    with firm.workspace.read() as session:
        kept = session.scalars(select(ContractFile)).one()
        (written,) = history.record_history(session, kept.id)
    assert f"{words} C-2026-0001" in written.text
    assert "林晓" in written.text
    assert written.person == firm.ask(contracts.kept_files, issued)[0].person == "林晓"


def test_a_self_signed_certificate_warns_and_waits_for_a_consent(
    issued: uuid.UUID, show: Show, qtbot: QtBot, pfx: Path
) -> None:
    dialog = asked(show(issued))
    opened(dialog, qtbot, pfx)
    assert "自签名" in shown(dialog)
    assert "采用双方认可的电子签名的" in shown(dialog)
    assert dialog.focusWidget() is dialog.agreed
    dialog.confirm.click()
    assert dialog.problem()
    assert dialog.isVisible()
    QTest.keyClick(dialog.agreed, Qt.Key.Key_Space)
    dialog.confirm.click()
    assert dialog.problem() == ""
    assert dialog.findChildren(QWidget, "qt_filedialog") or dialog.isVisible()


def test_a_contract_without_the_clause_says_so(firm: Firm, show: Show, qtbot: QtBot, pfx: Path) -> None:
    contract = firm.contract()
    kept = tuple(one for one in firm.edit(contract).draft.clauses if one.code != "c18")
    firm.save(contract, clauses=kept)
    contract = firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    dialog = asked(show(contract))
    opened(dialog, qtbot, pfx)
    assert "没有关于电子签名的约定" in shown(dialog)


def test_another_passphrase_is_asked_again_and_never_logged(
    issued: uuid.UUID, show: Show, qtbot: QtBot, pfx: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dialog = asked(show(issued))
    opened(dialog, qtbot, pfx, "geheim-123")
    assert "口令" in dialog.problem()
    assert "geheim-123" not in caplog.text + dialog.problem()
    assert dialog.passphrase.selectedText()
    assert dialog.names.isHidden()
    QTest.keyClicks(dialog.passphrase, PASSPHRASE)
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.names.isVisible, timeout=WAIT)
    assert dialog.problem() == ""
    assert dialog.passphrase.text() == ""


def test_another_file_or_passphrase_lets_go_of_the_certificate(
    issued: uuid.UUID, show: Show, qtbot: QtBot, pfx: Path, tmp_path: Path
) -> None:
    dialog = asked(show(issued))
    opened(dialog, qtbot, pfx)
    assert dialog.seen.isVisible()
    dialog.take_file(tmp_path / "authority.pfx")
    assert dialog.names.isHidden()
    dialog.sign(tmp_path / "never.pdf")
    assert not (tmp_path / "never.pdf").exists()
    opened(dialog, qtbot, pfx)
    dialog.agreed.setChecked(True)
    QTest.keyClicks(dialog.passphrase, "x")
    assert dialog.names.isHidden()
    dialog.passphrase.clear()
    opened(dialog, qtbot, pfx)
    assert not dialog.agreed.isChecked()


@pytest.mark.parametrize("path", ["", "/nowhere/x.pfx"])
def test_without_a_file_nothing_is_opened(
    issued: uuid.UUID, show: Show, qtbot: QtBot, path: str, firm: Firm
) -> None:
    dialog = asked(show(issued))
    dialog.file.setText(path)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: bool(dialog.problem()), timeout=WAIT)
    assert dialog.isVisible()
    assert firm.ask(contracts.kept_files, issued) == ()


def test_what_changed_meanwhile_isnt_kept_and_the_file_not_written(
    firm: Firm, issued: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = asked(show(issued))
    opened(dialog, qtbot, tmp_path / "authority.pfx")
    firm.issue_step(contracts.revise, issued, reason="改日期", today=TODAY)
    dialog.sign(tmp_path / "x.pdf")
    qtbot.waitUntil(lambda: bool(dialog.problem()), timeout=WAIT)
    assert not (tmp_path / "x.pdf").exists()
    assert firm.ask(contracts.kept_files, issued) == ()
    assert dialog.isVisible()


def test_a_place_that_cant_be_written_leaves_the_kept_one(
    firm: Firm, issued: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(issued)
    dialog = asked(page)
    opened(dialog, qtbot, tmp_path / "authority.pfx")
    with qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.sign(tmp_path / "authority.pfx" / "x.pdf")
    assert "版本" in page.message.text()
    assert len(firm.ask(contracts.kept_files, issued)) == 1


def test_closing_while_it_signs_keeps_nothing(
    firm: Firm, issued: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(issued)
    dialog = asked(page)
    opened(dialog, qtbot, tmp_path / "authority.pfx")
    dialog.sign(tmp_path / "x.pdf")
    dialog.reject()
    qtbot.waitUntil(lambda: not page.actions_._context.background.busy(), timeout=WAIT)
    assert firm.ask(contracts.kept_files, issued) == ()
    assert not (tmp_path / "x.pdf").exists()


def test_it_is_offered_for_what_was_issued_where_the_library_is(
    firm: Firm, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = "用我的证书签署 PDF…"
    draft = firm.contract()
    assert entry not in texts(show(draft))
    assert entry in texts(show(firm.signed(firm.quote("55"))))
    issued = show(firm.issued(firm.quote("66")))
    assert entry in texts(issued)
    assert not signing.offered(replace(issued.desk.content.opened.version, template_file="a" * 64))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert entry not in texts(issued)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_explanation_stands_there_and_every_field_has_a_name(
    issued: uuid.UUID, show: Show, qtbot: QtBot, pfx: Path, language: str
) -> None:
    set_language("en" if language == "en" else "zh_CN")
    dialog = asked(show(issued))
    opened(dialog, qtbot, pfx)
    told = [part.text() for part in dialog.findChildren(QWidget) if hasattr(part, "text")]
    if language == "en":
        assert GIVES in told
        assert GIVES_NOT in told
    for field in (*dialog.findChildren(QLineEdit), *dialog.findChildren(QCheckBox)):
        assert field.accessibleName() or (isinstance(field, QCheckBox) and field.text())
    assert dialog.passphrase.echoMode() == QLineEdit.EchoMode.Password
    for part in dialog.findChildren(QLabel):
        if part.isVisible():
            assert part.height() >= part.heightForWidth(part.width()), part.text()
    assert dialog.height() <= 640
    assert dialog.width() <= 1000
