"""The running program: the window, the open workspace, and the page that shows it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk import i18n, paths
from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.services import company, drafts, evidence
from salesdesk.services.drafts import KeptDraft
from salesdesk.services.people import people
from salesdesk.storage.lock import InUseError
from salesdesk.storage.workspace import SUFFIX, Workspace
from salesdesk.ui import kept_quotes, theme
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.demo_maker import DemoMaker
from salesdesk.ui.frame_state import Choice, state_of
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.navigator import Navigator
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.places import Place
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.qt_texts import QtTexts
from salesdesk.ui.requests import Requests
from salesdesk.ui.start.page import NewWorkspace, StartPage
from salesdesk.ui.waiting_badge import WaitingBadge
from salesdesk.ui.widgets.ask import ask
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
        self.navigator = Navigator(window)
        self.requests = Requests(window, self.navigator)
        self._people: tuple[Choice, ...] = ()
        self._offering = False
        self._demo_asked_over: Data | None = None
        self._demo = DemoMaker(self)
        self._demo.made.connect(self._on_demo_made)
        self._demo.failed.connect(window.tell)
        self._qt_texts = QtTexts(self)
        self._waiting = WaitingBadge(window)
        self._rest = QTimer(self, singleShot=True, interval=_REST_AFTER_MS)
        self._rest.timeout.connect(self._on_rest)
        window.undo_requested.connect(self._on_undo)
        window.redo_requested.connect(self._on_redo)
        window.back_requested.connect(lambda: self.navigator.step(back=True))
        window.forward_requested.connect(lambda: self.navigator.step(back=False))
        window.command_requested.connect(self.requests.carry_out)
        self.requests.program_requested.connect(self._on_program_request)
        self.navigator.shown.connect(self._on_shown)
        window.closing.connect(self._on_closing)
        window.built.connect(self._connect_frame)
        QApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)
        self._connect_frame()
        self._qt_texts.use_language()

    def _connect_frame(self) -> None:
        self.window.navigation.page_requested.connect(self._on_page)
        top = self.window.top
        top.recent_requested.connect(self.open)
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
            if self.navigator.page is None:
                self.navigator.return_here()
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
            company.set_up_workspace(workspace, company_name=wanted.company, template=wanted.template)
        self.adopt(workspace)
        self.preferences.remember(path)
        self.preferences.save()
        self._show_state()
        if wanted.files:
            dialog = self._import(wanted.files)
            dialog.finished.connect(lambda: self._finish_creation(workspace, wanted))

    def _finish_creation(self, workspace: Workspace, wanted: NewWorkspace) -> None:
        """Give a new workspace what its files did not bring: after them, so that their pipeline stands first."""
        changes = company.set_up_workspace(workspace, company_name=wanted.company, template=wanted.template)
        if self.data is not None and self.data.workspace is workspace:
            self.data.announce(changes)

    def adopt(self, workspace: Workspace, *, as_writer: bool = False) -> None:
        """Show a workspace that is open already; `as_writer` shows one that is only looked at as its writer sees it."""
        try:
            self.close_workspace()
        except SalesDeskError:
            workspace.close()  # the one before stays: what was typed there could be neither saved nor kept
            raise
        self.data = Data(workspace, self)
        self.data.read_only = workspace.read_only and not as_writer
        chosen = self.preferences.person.get(str(workspace.id))
        self._read_people()
        known = {str(person.id) for person in self._people}
        self.data.person = uuid.UUID(chosen) if chosen in known else None
        self.data.changed.connect(self._on_changed)
        context = PageContext(self.data, self.background, self.preferences)
        self.requests.context = context
        self.navigator.begin(context)
        self.navigator.go(Place("board"))
        self._waiting.watch(self.data)
        self._offer_kept()
        if not workspace.read_only:
            self._rest.start()

    def _offer_kept(self) -> None:
        """Tell of the quotes that were not saved when the program ended."""
        kept = self.data.read(drafts.kept, "quote") if self.data and not self.data.read_only else []
        self._offering = kept_quotes.offer(self.window.messages, kept, self._go_on_with, tone="warn")

    def _go_on_with(self, kept: KeptDraft) -> None:
        _kind, *new, number = kept.key.split(":")
        self.navigator.go(
            Place("quote", argument={"kept": kept.key}) if new else Place("quote", uuid.UUID(number))
        )

    def _read_people(self) -> None:
        if self.data is not None:
            self._people = tuple(Choice(person.id, person.name) for person in self.data.read(people))

    def close_workspace(self) -> None:
        """Close the open workspace, if any; what isn't saved yet is saved first. SalesDeskError where that fails."""
        if self.data is not None:
            self.navigator.end()
        self.background.finish()
        if self.data is not None:
            self.requests.context = None
            self._waiting.watch(None)
            self.data.workspace.close()
            evidence.forget_copies(paths.opened_dir())
            self.data.deleteLater()
            self.data = None

    # --- pages --------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Show the first page."""
        self.navigator.keep_state()
        page = StartPage([Path(path) for path in self.preferences.recent])
        page.create_requested.connect(self.create)
        page.open_requested.connect(self.open)
        page.demo_requested.connect(self._on_demo)
        self.window.show_page(page)
        self._on_shown(page)
        page.name_field.setFocus()
        page.name_field.selectAll()

    def _on_shown(self, page: QWidget) -> None:
        self._offering = False
        self.window.messages.hide()
        if isinstance(page, Page):
            page.undo_changed.connect(self._show_state)
        self._show_state()
        self.page_shown.emit(page)

    def _show_state(self) -> None:
        self.window.show_state(state_of(self.preferences, self.data, self.navigator.page, self._people))

    def _rebuild(self) -> None:
        """Make frame and page anew, in the language and theme of now; the page was left before."""
        self.window.build()
        if self.data is None:
            self.show_start()
        else:
            self.navigator.return_here()

    # --- what is asked for --------------------------------------------------------------------------------------

    def _on_page(self, name: str) -> None:
        """Go to a page of the navigation; on the one that is shown, to its content."""
        page, here = self.navigator.page, self.navigator.here
        if here is None or here.page != name:
            self.navigator.go(Place(name))
        elif page is None:
            self.navigator.return_here()
        else:
            page.focus_content()

    def _on_program_request(self, action: str, argument: Any) -> None:
        actions: dict[str, Callable[[], object]] = {
            "import": self._on_import,
            "undo": self._on_undo,
            "redo": self._on_redo,
            "new-workspace": self.show_start,
            "open-workspace": self._on_open,
            "close-workspace": self._on_close_workspace,
            "remove-demo": self._on_remove_demo,
            "language": lambda: self._on_language(argument),
            "theme": lambda: self._on_theme(argument),
            "person": lambda: self._on_person(argument),
        }
        actions[action]()

    def _on_changed(self, changes: Changes) -> None:
        if not self._offering:
            self.window.messages.hide()
        self._rest.start()
        if changes.touches("person"):
            self._read_people()
        self._show_state()

    def _on_rest(self) -> None:
        """Let index and database catch up while nobody works, so that no search and no write waits for that."""
        if self.data is not None:
            workspace = self.data.workspace
            self.background.start(self.background.job(lambda job: _catch_up(workspace, job)))

    def _on_undo(self) -> None:
        page = self.navigator.page
        if self.data is None or self.data.read_only or (page is not None and page.undo()):
            return
        self._take_step(self.data.undo_label(), self.data.undo, _("There is nothing to undo."))

    def _on_redo(self) -> None:
        page = self.navigator.page
        if self.data is None or self.data.read_only or (page is not None and page.redo()):
            return
        self._take_step(self.data.redo_label(), self.data.redo, _("There is nothing to redo."))

    def _take_step(self, step: Label | None, take: Callable[[], None], nothing: str) -> None:
        if step is None:
            self.window.messages.show_message(nothing, tone="note")
        else:
            take()

    def _on_open(self) -> None:
        choose_folder(self.window, _("Open workspace"), paths.documents_dir(), self.open)

    def _on_close_workspace(self) -> None:
        self.close_workspace()
        self.show_start()

    def _on_demo(self) -> None:
        """Open the demo firm; it is made beside the window where there is none yet."""
        from salesdesk.services import demo  # noqa: PLC0415 - only when it is asked for

        path = demo.default_path()
        if path.exists() and not self._demo.busy():
            self.open(path)
            return
        self._demo_asked_over = self.data
        self.window.messages.show_message(_("The demo company is being made…"), tone="note")
        if not self._demo.busy():
            self._demo.make(path)

    def _on_demo_made(self, path: Path) -> None:
        """Open the demo where it is waited for; whoever does something else meanwhile is told only."""
        if isinstance(self.window.page, StartPage) and self.data is self._demo_asked_over:
            self.open(path)
        else:
            text, show = _("The demo company is ready."), (_("Open it"), partial(self.open, path))
            self.window.messages.show_message(text, tone="note", action=show)

    def _on_remove_demo(self) -> None:
        """Ask first: this is one of the few things that can't be undone."""
        question = _("Remove the demo workspace and everything in it? This can't be undone.")
        ask(self.window, _("Remove the demo"), question, _("Remove"), self._remove_demo)

    def _remove_demo(self) -> None:
        if self.data is None or not self.data.workspace.demo:
            return
        from salesdesk.services import demo  # noqa: PLC0415 - only where there is a demo

        path = self.data.workspace.path
        self.close_workspace()
        demo.remove(path)
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
            self._waiting.count_soon()
            self._show_state()

    def _on_language(self, language: str) -> None:
        self.navigator.keep_state()
        self.preferences.language = i18n.as_language(language)
        self.preferences.save()
        i18n.set_language(self.preferences.language)
        self._qt_texts.use_language()
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
            self.navigator.keep_state()
            theme.apply(app, self.preferences.theme)
            self._rebuild()

    def _on_closing(self, event: QCloseEvent) -> None:
        """Close, or stay where what was typed can neither be saved nor kept; then the user may give it up."""
        try:
            self.close_workspace()
        except SalesDeskError as error:
            text = _("{problem} What was typed last isn't saved.").format(problem=error.message)
            give_up = (_("Close without it"), self._give_up)
            self.window.messages.show_message(text, action=give_up)
            event.ignore()
            return
        self._demo.stop()
        self.preferences.geometry = self.window.geometry_text()
        self.preferences.save()

    def _give_up(self) -> None:
        self.navigator.give_up()
        self.window.close()


def _catch_up(workspace: Workspace, job: Job) -> None:
    from salesdesk.services import search  # noqa: PLC0415 - behind the first page

    while not workspace.read_only and not search.catch_up(workspace):
        job.report(0, 0)
    workspace.rest()
