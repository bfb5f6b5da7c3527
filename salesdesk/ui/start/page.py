"""The first page: make a workspace, open one, or go on with a recent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from salesdesk import paths
from salesdesk.i18n import _
from salesdesk.services.company import DEFAULT_PIPELINE
from salesdesk.storage.workspace import SUFFIX
from salesdesk.ui import icons
from salesdesk.ui.start.pipeline_field import PipelineField
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, set_state, tip
from salesdesk.ui.widgets.files import choose_folder, choose_tables

_FORBIDDEN: Final = set('\\/:*?"<>|')
_LONGEST_NAME: Final = 80
# While it is made, the folder has the ending, the number of the process and some more in its name: 255 bytes at most.
_MOST_BYTES: Final = 220
# What Windows keeps for devices, whatever the ending.
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
)


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What the user wants to make: a name in a folder, the firm, its pipeline's template, and files to begin with."""

    name: str
    folder: Path
    company: str
    files: tuple[Path, ...] = ()
    template: str = DEFAULT_PIPELINE


class StartPage(QWidget):
    """Says what the user wants; the program does it."""

    create_requested = Signal(object)
    open_requested = Signal(object)
    demo_requested = Signal()

    def __init__(self, recent: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.name_field = QLineEdit(_("My sales"))
        self.folder_field = QLineEdit(str(paths.documents_dir()))
        self.company_field = QLineEdit()
        self.pipeline = PipelineField()
        self.problem = label(role="error", wrap=True)
        self.create_button = button(_("Create workspace"), "primary")
        self.files_button = button(_("Create from files…"), icon="file-input")
        self.open_button = button(_("Open workspace…"), icon="folder-open")
        self.create_button.clicked.connect(self._on_create)
        self.files_button.clicked.connect(self._on_from_files)
        self.demo_button = button(_("Try the demo company"), icon="flask-conical")
        self.open_button.clicked.connect(self._on_open)
        self.demo_button.clicked.connect(self.demo_requested)
        for field in (self.name_field, self.folder_field, self.company_field):
            field.returnPressed.connect(self._on_create)
            field.textEdited.connect(self._clear_problem)
        self._arrange(recent)

    def _arrange(self, recent: Sequence[Path]) -> None:
        cards = QHBoxLayout()
        margins(cards, gap=16)
        cards.addWidget(self._new_card(), 3)
        cards.addWidget(self._open_card(recent), 2)
        inner = QWidget()
        inner.setMaximumWidth(860)
        column = QVBoxLayout(inner)
        margins(column, gap=20)
        column.addWidget(_welcome())
        column.addLayout(cards)
        row = QHBoxLayout()
        margins(row, 24, 12, 24, 24)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)

    def _new_card(self) -> QFrame:
        card, layout = _card(_("New workspace"))
        form = QGridLayout()
        form.setContentsMargins(0, 4, 0, 4)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(12)
        browse = button(_("Browse…"))
        browse.setAccessibleName(_("Choose the folder"))
        browse.clicked.connect(self._on_browse)
        fields = (
            (_("Name"), self.name_field),
            (_("Folder"), self.folder_field),
            (_("Our company"), self.company_field),
        )
        for row, (text, field) in enumerate(fields):
            if field is self.company_field:
                form.addWidget(browse, 1, 2)
            caption = label(text, "secondary")
            caption.setBuddy(field)
            field.setAccessibleName(text)
            form.addWidget(caption, row, 0)
            form.addWidget(field, row, 1, 1, 1 if field is self.folder_field else 2)
        people = label(_("People who sell"), "secondary")
        people.setBuddy(self.pipeline.people)
        people.setContentsMargins(0, 6, 0, 0)
        form.addWidget(people, len(fields), 0, Qt.AlignmentFlag.AlignTop)
        form.addWidget(self.pipeline, len(fields), 1, 1, 2)
        self.company_field.setPlaceholderText(_("optional: the name printed on quotes"))
        self.problem.hide()
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.create_button)
        buttons.addWidget(self.files_button)
        buttons.addStretch()
        hint = _("Files are tables of customers, products, people or opportunities (CSV).")
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addStretch()
        layout.addLayout(buttons)
        layout.addWidget(label(hint, "small", wrap=True))
        return card

    def _open_card(self, recent: Sequence[Path]) -> QFrame:
        card, layout = _card(_("Go on"))
        for path in recent:
            layout.addWidget(self._recent_entry(path))
        if not recent:
            hint = _("A workspace is one folder that ends in .salesdesk. It can also be dropped here.")
            layout.addWidget(label(hint, "secondary", wrap=True))
        layout.addStretch()
        row = QHBoxLayout()
        margins(row, gap=8)
        row.addWidget(self.open_button)
        row.addWidget(self.demo_button)
        row.addStretch()
        layout.addLayout(row)
        return card

    def _recent_entry(self, path: Path) -> QWidget:
        there = path.is_dir()
        entry = button("", "row")
        entry.setEnabled(there)
        entry.setAccessibleName(path.name.removesuffix(SUFFIX))
        entry.setToolTip(tip(str(path)))
        lines = QVBoxLayout(entry)
        margins(lines, 10, 4, 10, 4)
        lines.addWidget(ElidedLabel(path.name.removesuffix(SUFFIX), "strong" if there else "secondary"))
        where = str(path.parent) if there else _("no longer there: {folder}").format(folder=path.parent)
        lines.addWidget(ElidedLabel(where, "small"))
        for line in entry.findChildren(QLabel):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        entry.clicked.connect(lambda: self.open_requested.emit(path))
        return entry

    def _name(self) -> str:
        return self.name_field.text().strip().removesuffix(SUFFIX).strip()

    def _folder_problem(self) -> str:
        text = self.folder_field.text().strip()
        fit = text.isprintable() and Path(text).is_absolute()
        return "" if fit else _("Choose the folder that the workspace is made in.")

    def _request(self, files: Sequence[Path]) -> None:
        name, name_problem, folder_problem = self._name(), _name_problem(self._name()), self._folder_problem()
        problem = name_problem or folder_problem
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_state(self.name_field, "invalid", bool(name_problem))
        set_state(self.folder_field, "invalid", bool(folder_problem))
        if not problem:
            folder, company = Path(self.folder_field.text().strip()), self.company_field.text().strip()
            self.create_requested.emit(
                NewWorkspace(name, folder, company, tuple(files), self.pipeline.template)
            )

    def _on_create(self) -> None:
        self._request(())

    def _clear_problem(self) -> None:
        self.problem.hide()
        for field in (self.name_field, self.folder_field):
            set_state(field, "invalid", value=False)

    def _on_browse(self) -> None:
        start = Path(self.folder_field.text())
        choose_folder(
            self, _("Folder of the workspace"), start, lambda chosen: self.folder_field.setText(str(chosen))
        )

    def _on_from_files(self) -> None:
        choose_tables(self, _("Files to begin with"), Path.home(), self._request)

    def _on_open(self) -> None:
        choose_folder(self, _("Open workspace"), paths.documents_dir(), self.open_requested.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        folders = [path for path in dropped if path.is_dir()]
        event.acceptProposedAction()
        if folders:
            self.open_requested.emit(folders[0])
        else:
            self._request(dropped)


def _name_problem(name: str) -> str:
    """Say why no folder can have this name; a folder's name is limited in bytes."""
    if not name or not name.isprintable() or name.startswith(".") or _FORBIDDEN & set(name):
        return _("Give the workspace a name without any of these signs: {signs}").format(
            signs=" ".join(sorted(_FORBIDDEN))
        )
    if name.upper() in _RESERVED:
        return _("“{name}” can't be the name of a folder. Choose another name.").format(name=name)
    if len(name) > _LONGEST_NAME or len(name.encode()) > _MOST_BYTES:
        return _("The name is too long. Choose a shorter one.")
    return ""


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    layout = QVBoxLayout(card)
    margins(layout, 18, 16, 18, 16, gap=10)
    layout.addWidget(label(title, "section"))
    return card, layout


def _welcome() -> QWidget:
    result = QWidget()
    sign = QLabel()
    sign.setPixmap(icons.mark(44))
    texts = QVBoxLayout()
    margins(texts, gap=2)
    texts.addWidget(label(_("Welcome to SalesDesk"), "title"))
    sentence = _("Everything is kept in one workspace folder on this computer; no network is needed.")
    texts.addWidget(label(sentence, "secondary", wrap=True))
    layout = QHBoxLayout(result)
    margins(layout, gap=14)
    layout.addWidget(sign)
    layout.addLayout(texts, 1)
    return result
