"""The running program: the window, the open workspace, and the page that shows it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk import i18n, paths
from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.i18n import _
from salesdesk.services import company
from salesdesk.services.board import BoardFilter
from salesdesk.services.people import people
from salesdesk.storage.lock import InUseError
from salesdesk.storage.workspace import SUFFIX, Workspace
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.frame_state import Choice, FrameState
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.start.page import NewWorkspace, StartPage
from salesdesk.ui.widgets.files import choose_folder, choose_tables

if TYPE_CHECKING:
    from salesdesk.ui.imports.dialog import ImportDialog

_REST_AFTER_MS: Final = 3000


class Program(QObject):
    """Carries out what the frame and the pages ask for."""

    page_shown = Signal(object)

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self.window = window
        self.preferences = preferences
        self.background = Background(self)
        self.data: Data | None = None
        self._people: tuple[Choice, ...] = ()
        self._filter = BoardFilter()
        self._translator = QTranslator(self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_AFTER_MS)
        self._rest.timeout.connect(self._on_rest)
        window.undo_requested.connect(self._on_undo)
        window.redo_requested.connect(self._on_redo)
        window.closing.connect(self._on_closing)
        window.built.connect(self._connect_frame)
        QApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)
        self._connect_frame()
        self._translate_qt()

    def _connect_frame(self) -> None:
        self.window.navigation.page_requested.connect(self._on_page)
        top = self.window.top
        top.new_requested.connect(self._on_new)
        top.open_requested.connect(self._on_open)
        top.recent_requested.connect(self.open)
        top.import_requested.connect(self._on_import)
        top.close_requested.connect(self._on_close_workspace)
        top.language_requested.connect(self._on_language)
        top.theme_requested.connect(self._on_theme)
        top.person_requested.connect(self._on_person)

    # --- workspaces ---------------------------------------------------------------------------------------------

    def start(self, workspace: Path | None) -> None:
        """Open the workspace, else the last one, else show the first page; what fails is said there."""
        path = workspace or self.preferences.last()
        if path is None:
            self.show_start()
            return
        try:
            self.open(path)
        except SalesDeskError as error:
            self.show_start()
            self.window.tell(error.message)

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a workspace in place of the one before; where it is in use, offer to look at it."""
        if self.data is not None and self.data.workspace.path == path.absolute():
            self._on_page("board")
            return
        try:
            workspace = Workspace.open(path, read_only=read_only)
        except InUseError as error:
            if self.data is None:
                self.show_start()
            look = (_("Look at it"), lambda: self.open(path, read_only=True))
            self.window.messages.show_message(error.message, tone="warn", action=look)
            return
        self.adopt(workspace)
        self.preferences.remember(path)
        self.preferences.save()
        self._show_state()

    def create(self, wanted: NewWorkspace) -> None:
        """Make a workspace and open it; files to begin with are shown before they are taken."""
        path = wanted.folder / f"{wanted.name}{SUFFIX}"
        workspace = Workspace.create(path)
        if not wanted.files:
            company.set_up_workspace(workspace, company_name=wanted.company)
        self.adopt(workspace)
        self.preferences.remember(path)
        self.preferences.save()
        self._show_state()
        if wanted.files:
            dialog = self._import(wanted.files)
            dialog.finished.connect(lambda: self._finish_creation(workspace, wanted.company))

    def _finish_creation(self, workspace: Workspace, company_name: str) -> None:
        """Give a new workspace what its files did not bring: after them, so that their pipeline stands first."""
        changes = company.set_up_workspace(workspace, company_name=company_name)
        if self.data is not None and self.data.workspace is workspace:
            self.data.announce(changes)

    def adopt(self, workspace: Workspace, *, as_writer: bool = False) -> None:
        """Show a workspace that is open already; `as_writer` shows one that is only looked at as its writer sees it."""
        self.close_workspace()
        self.data = Data(workspace, self)
        self.data.read_only = workspace.read_only and not as_writer
        chosen = self.preferences.person.get(str(workspace.id))
        self._read_people()
        known = {str(person.id) for person in self._people}
        self.data.person = uuid.UUID(chosen) if chosen in known else None
        self.data.changed.connect(self._on_changed)
        self._filter = BoardFilter()
        self.show_board()

    def _read_people(self) -> None:
        if self.data is not None:
            self._people = tuple(Choice(person.id, person.name) for person in self.data.read(people))

    def close_workspace(self) -> None:
        """Close the open workspace, if any."""
        self.background.finish()
        if self.data is not None:
            self.data.workspace.close()
            self.data.deleteLater()
            self.data = None

    # --- pages --------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Show the first page."""
        self._keep_filter()
        page = StartPage([Path(path) for path in self.preferences.recent])
        page.create_requested.connect(self.create)
        page.open_requested.connect(self.open)
        self._show(page)
        page.name_field.setFocus()
        page.name_field.selectAll()

    def show_board(self) -> None:
        """Show the board of the open workspace."""
        if self.data is None:
            return
        page = BoardPage(self.data, self._filter)
        page.import_requested.connect(self._on_import)
        self._show(page)
        self.window.navigation.select("board")
        page.focus_cards()

    def show_record(self, text: str) -> None:
        """Open the first opportunity of the board that contains the text."""
        if isinstance(self.window.page, BoardPage) and not self.window.page.open_first(text):
            raise InvalidInputError(_("There is no open opportunity “{text}”.").format(text=text[:40]))

    def _show(self, page: QWidget) -> None:
        self.window.messages.hide()
        self.window.show_page(page)
        self._show_state()
        self.page_shown.emit(page)

    def _show_state(self) -> None:
        recent = tuple(Path(path) for path in self.preferences.recent)
        language, mode = i18n.language(), self.preferences.theme
        data = self.data
        if data is None:
            self.window.show_state(FrameState(language, mode, recent))
            return
        undo = redo = None
        if not data.read_only:
            undo, redo = data.undo_label(), data.redo_label()
        self.window.show_state(
            FrameState(
                language,
                mode,
                recent,
                workspace=data.workspace.name,
                path=data.workspace.path,
                read_only=data.read_only,
                people=self._people,
                person=data.person,
                undo=str(undo) if undo else None,
                redo=str(redo) if redo else None,
            )
        )

    def _keep_filter(self) -> None:
        if isinstance(self.window.page, BoardPage):
            self._filter = self.window.page.filter

    def _rebuild(self) -> None:
        """Make frame and page anew, in the language and theme of now."""
        self._keep_filter()
        self.window.build()
        if self.data is None:
            self.show_start()
        else:
            self.show_board()

    # --- what is asked for --------------------------------------------------------------------------------------

    def _on_page(self, name: str) -> None:
        """Go to a page; on the one that is shown, to its cards."""
        page = self.window.page
        if isinstance(page, BoardPage):
            page.focus_cards()
        elif name == "board":
            self.show_board()

    def _on_changed(self, changes: Changes) -> None:
        self.window.messages.hide()
        self._rest.start()
        if changes.touches("person"):
            self._read_people()
        self._show_state()

    def _on_rest(self) -> None:
        """Let the database tidy up while nobody works, so that no later write has to wait for that."""
        if self.data is not None:
            workspace = self.data.workspace
            self.background.start(self.background.job(lambda _job: workspace.rest()))

    def _on_undo(self) -> None:
        if self.data is not None and not self.data.read_only:
            self.data.undo()

    def _on_redo(self) -> None:
        if self.data is not None and not self.data.read_only:
            self.data.redo()

    def _on_new(self) -> None:
        """Show the first page; the open workspace stays open until another one takes its place."""
        self.show_start()

    def _on_open(self) -> None:
        choose_folder(self.window, _("Open workspace"), paths.documents_dir(), self.open)

    def _on_close_workspace(self) -> None:
        self.close_workspace()
        self.show_start()

    def _on_import(self) -> None:
        choose_tables(self.window, _("Import files"), Path.home(), self._import)

    def _import(self, files: list[Path] | tuple[Path, ...]) -> ImportDialog:
        if self.data is None:
            raise LookupError
        from salesdesk.ui.imports.dialog import ImportDialog  # noqa: PLC0415 - what reads files loads when it is asked for

        dialog = ImportDialog(files, self.data, self.background, self.window)
        dialog.imported.connect(self.data.announce)
        dialog.open()
        return dialog

    def _on_person(self, person: uuid.UUID) -> None:
        if self.data is not None:
            self.data.person = person
            self.preferences.person[str(self.data.workspace.id)] = str(person)
            self.preferences.save()
            self._show_state()

    def _on_language(self, language: str) -> None:
        self.preferences.language = i18n.as_language(language)
        self.preferences.save()
        i18n.set_language(self.preferences.language)
        self._translate_qt()
        self._rebuild()

    def _on_theme(self, mode: theme.Mode) -> None:
        self.preferences.theme = mode
        self.preferences.save()
        self._dress()

    def _on_system_theme(self) -> None:
        if self.preferences.theme == "system":
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.preferences.theme)
            self._rebuild()

    def _translate_qt(self) -> None:
        """Have Qt's own texts in the language of the window."""
        QApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(i18n.language()), "qtbase", "_", folder):
            QApplication.installTranslator(self._translator)

    def _on_closing(self) -> None:
        self.preferences.geometry = self.window.geometry_text()
        self.preferences.save()
        self.close_workspace()
