"""What the program is, and the licences of everything in it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk import __version__, resources
from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, label, margins

_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Component:
    """Something that is bundled, with its licence."""

    name: str
    version: str
    licence: str
    text: str


def components() -> list[Component]:
    """Return everything that is bundled, our own first."""
    stored = json.loads(resources.path("licences.json").read_text(encoding="utf-8"))
    return [
        Component(each["name"], each["version"], each["licence"], stored["texts"][each["text"]])
        for each in stored["components"]
    ]


class AboutDialog(QDialog):
    """Tells version and purpose; a list at the left chooses the licence at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About SalesDesk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(940, 600)
        self._components = components()
        self.model = ComponentModel(self._components, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setFixedWidth(300)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Bundled software"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(_("Licence"))
        self.close_button = button(_("Close"), "primary")
        self.close_button.clicked.connect(self.accept)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._show(now.row()))
        self._arrange()
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.list.setFocus()

    def _arrange(self) -> None:
        mark = QLabel()
        mark.setPixmap(icons.mark(44))
        words = QVBoxLayout()
        margins(words, gap=3)
        words.addWidget(label(_("SalesDesk {version}").format(version=__version__), "title", selectable=True))
        purpose = _(
            "Customers, pipeline and quotes of a small equipment firm, in one workspace on your own computer."
        )
        words.addWidget(label(purpose, "secondary", wrap=True))
        head = QHBoxLayout()
        margins(head, gap=14)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        body = QHBoxLayout()
        margins(body, gap=10)
        body.addWidget(self.list)
        body.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        margins(layout, 20, 18, 20, 16, gap=12)
        layout.addLayout(head)
        layout.addWidget(label(_("Made with, and under the licences of"), "section"))
        layout.addLayout(body, 1)
        layout.addLayout(foot)

    def _show(self, row: int) -> None:
        if row >= 0:
            one = self._components[row]
            self.text.setPlainText(one.text or one.licence)


class ComponentModel(QAbstractListModel):
    """Names, versions and licences."""

    def __init__(self, components: list[Component], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._components = components

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._components)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        one = self._components[index.row()]
        return f"{one.name} {one.version}".strip() + f"  ·  {one.licence}"
