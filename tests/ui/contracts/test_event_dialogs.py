"""What happened to a contract, recorded with its proof and what is still open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from salesdesk.services.evidence import StoredFile
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.event_dialogs import EventDialog, ProofDialog, PunchDialog
from salesdesk.ui.contracts.payments_tab import PaymentsTab
from salesdesk.ui.data import Data
from tests.services.contracting import Firm
from tests.ui.conftest import context_of

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def tab(qtbot: QtBot, firm: Firm, gate: Data) -> Iterator[PaymentsTab]:
    """Give the tab of a signed contract."""
    contract = firm.signed(firm.quote("400", total="1000.00"))
    result = PaymentsTab(context_of(gate), Desk(gate, contract))
    qtbot.addWidget(result)
    result.resize(1100, 900)
    result.show_contract(contract)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    QApplication.processEvents()


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """Give a file from outside."""
    file = tmp_path / "验收单.pdf"
    file.write_bytes(b"signed")
    return file


def asked(tab: PaymentsTab, kind: type[D]) -> D:
    return [one for one in tab.findChildren(kind) if one.isVisible()][-1]


def run(tab: PaymentsTab, begins: str) -> None:
    """Carry out what the menu of the only event offers."""
    tab.events.view.select_rows([(0, 0)], 0)
    (found,) = [entry for entry in tab.event_entries() if entry[1].startswith(begins)]
    found[2]()


def test_a_conditional_acceptance_with_its_proof_and_open_points(
    tab: PaymentsTab, proof: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    dialog.on.setText("2026-06-10")
    assert dialog.points.isHidden()
    dialog.outcome.setCurrentIndex(1)
    assert not dialog.points.isHidden()
    dialog.confirm.click()
    assert dialog.problem(), "it must be said what is open"
    text, due = dialog.points.lines[0]
    qtbot.keyClicks(text, "guard is missing")
    due.setText("someday")
    dialog.confirm.click()
    assert "someday" in dialog.problem()
    due.setText("2026-06-20")
    qtbot.keyClicks(dialog.points.lines[1][0], "manual")
    assert len(dialog.points.lines) == 3
    dialog.slot.take([proof])
    dialog.confirm.click()
    assert dialog.isVisible(), "the file is still being kept"
    qtbot.waitUntil(lambda: not dialog.slot.busy, timeout=5_000)
    dialog.confirm.click()
    (event,) = tab.events.rows()
    QAbstractItemModelTester(tab.events.model, QAbstractItemModelTester.FailureReportingMode.Warning, tab)
    digest = hashlib.sha256(b"signed").hexdigest()
    assert event.files == (("验收单.pdf", digest),)
    assert [point.text for point in event.points] == ["guard is missing", "manual"]
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    run(tab, "打开“")
    qtbot.waitUntil(lambda: bool(opened), timeout=5_000)
    assert Path(opened[0]).read_bytes() == b"signed"
    target = tmp_path / "copy.pdf"
    tab.about_events.save_copy(StoredFile("验收单.pdf", 6, digest), target)
    qtbot.waitUntil(target.exists, timeout=5_000)


def test_open_points_are_ticked_off_and_added(tab: PaymentsTab, firm: Firm, qtbot: QtBot) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    dialog.on.setText("2026-06-10")
    dialog.outcome.setCurrentIndex(1)
    qtbot.keyClicks(dialog.points.lines[0][0], "guard")
    dialog.confirm.click()
    run(tab, "遗留问题…")
    punch = asked(tab, PunchDialog)
    (box,) = punch.rows.values()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert tab.events.rows()[0].open_points == ()
    qtbot.keyClick(next(iter(punch.rows.values())), Qt.Key.Key_Space)
    assert len(tab.events.rows()[0].open_points) == 1
    punch.editor.lines[0][1].setText("+3")
    punch.add.click()
    assert not punch.problem.isHidden()
    punch.editor.lines[0][0].setText("paint")
    punch.add.click()
    assert [point.text for point in tab.events.rows()[0].open_points] == ["guard", "paint"]
    punch._remove(tab.events.rows()[0].points[0])
    assert [point.text for point in tab.events.rows()[0].points] == ["paint"]


def test_a_proof_is_kept_later(tab: PaymentsTab, proof: Path, qtbot: QtBot) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    dialog.on.setText("2026-06-10")
    dialog.confirm.click()
    run(tab, "补充凭证")
    keep = asked(tab, ProofDialog)
    keep.confirm.click()
    assert keep.problem()
    photo = proof.with_name("照片.jpg")
    photo.write_bytes(b"photo")
    keep.slot.take([proof, photo])
    qtbot.waitUntil(lambda: not keep.slot.busy, timeout=5_000)
    keep.confirm.click()
    assert {name for name, _digest in tab.events.rows()[0].files} == {"验收单.pdf", "照片.jpg"}


def test_who_only_looks_may_open_proofs(tab: PaymentsTab, proof: Path, qtbot: QtBot) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    dialog.on.setText("2026-06-10")
    dialog.slot.take([proof])
    qtbot.waitUntil(lambda: not dialog.slot.busy, timeout=5_000)
    dialog.confirm.click()
    tab._data.read_only = True
    tab.events.view.select_rows([(0, 0)], 0)
    assert [entry[0] for entry in tab.event_entries()] == ["file-text", "download"]
