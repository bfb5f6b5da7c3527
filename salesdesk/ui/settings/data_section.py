"""Where the workspace lies, and how safe it is there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk import i18n
from salesdesk.i18n import _, moment
from salesdesk.storage import backup
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.section import Section, card
from salesdesk.ui.widgets.basics import button, margins
from salesdesk.ui.widgets.facts import Fact, Facts

_STAMP: Final = "%Y%m%dT%H%M%S%fZ"


class DataSection(Section):
    """Shows the folder, its size, its newest backup and that it isn't encrypted."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = context.data.workspace.path
        self.facts = Facts()
        self.open_folder = button(_("Open the folder"), icon="folder-open")
        self.open_folder.clicked.connect(self._on_open)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        margins(row)
        row.addWidget(self.open_folder)
        row.addStretch()
        note = _("Everything is in one folder on this computer. Copy it only while the program is closed.")
        self.column.addWidget(card(_("Data"), self.facts, buttons, note=note))
        self.column.addStretch()
        self.facts.show_facts(
            [
                Fact("folder", _("Folder"), str(self._folder), editable=False),
                Fact("size", _("Size"), _size(self._folder), editable=False),
                Fact("backup", _("Last backup"), last_backup(self._folder), editable=False),
                Fact("encryption", _("Encryption"), _("Not encrypted"), editable=False, tone="warn"),
            ]
        )

    def focus_first(self) -> None:
        """Put the keyboard on the button."""
        self.open_folder.setFocus()

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def last_backup(folder: Path) -> str:
    """Return when the newest backup of a workspace was made."""
    names = sorted(file.stem for file in (folder / backup.FOLDER).glob("*.db"))
    for name in reversed(names):
        try:
            return moment(datetime.strptime(name, _STAMP).replace(tzinfo=UTC))
        except ValueError:
            continue
    return _("None yet")


def _size(folder: Path) -> str:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return QLocale(i18n.language()).formattedDataSize(
        total, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat
    )
