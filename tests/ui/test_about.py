"""What the program tells of itself, and that no licence is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from salesdesk import __version__
from salesdesk.ui.about import AboutDialog, components
from tests import licences

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_licences_are_those_of_the_installed_packages() -> None:
    assert json.loads(licences.FILE.read_text(encoding="utf-8")) == json.loads(licences.as_json())


def test_everything_bundled_has_a_licence_and_its_text() -> None:
    found = {one.name: one for one in components()}
    assert {"SalesDesk", "Qt", "PySide6_Essentials", "SQLAlchemy", "SQLCipher", "reportlab"} <= set(found)
    assert {"Noto Sans SC", "Lucide", "Python"} <= set(found)
    for one in found.values():
        assert one.licence
        assert one.text or one.licence == "Public domain"
    assert "LESSER GENERAL PUBLIC" in found["Qt"].text


def test_the_list_chooses_the_text(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    with qtbot.waitExposed(dialog):
        dialog.open()
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    bundled = components()
    for row in range(tester.model().rowCount()):
        dialog.list.setCurrentIndex(dialog.model.index(row, 0))
        assert dialog.text.toPlainText() == (bundled[row].text or bundled[row].licence)
    assert bundled[0].name == "SalesDesk"
    assert any(__version__ in shown.text() for shown in dialog.findChildren(QLabel))
    with qtbot.waitSignal(dialog.finished):
        dialog.close_button.click()
