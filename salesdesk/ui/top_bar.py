"""The strip at the top: the program, the search, who works here, what to make, and the menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from salesdesk.i18n import LANGUAGE_NAMES, N_, _
from salesdesk.ui import icons
from salesdesk.ui.frame_state import FrameState
from salesdesk.ui.navigation import WIDTH
from salesdesk.ui.widgets.basics import button, label, margins, plain, tip

_THEMES: Final = (("system", N_("Like the system")), ("light", N_("Light")), ("dark", N_("Dark")))


class TopBar(QFrame):
    """Says what is asked for; it does nothing itself."""

    command_requested = Signal(str)
    recent_requested = Signal(object)
    language_requested = Signal(str)
    theme_requested = Signal(str)
    person_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.setFixedHeight(48)
        self._state: FrameState | None = None
        self.search = _search_button()
        self.search.clicked.connect(partial(self.command_requested.emit, "palette"))
        self.new = button(_("New"), "primary", icon="plus", tint="on_accent")
        self.new.setMenu(self._new_menu())
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._on_new)
        self._person = _menu_button("user")
        self._menu = _menu_button("menu")
        self._menu.setText(_("Menu"))
        self._menu.setAccessibleName(_("Menu"))
        self._main_menu = QMenu(self)
        self._people_menu = QMenu(self)
        self._menu.setMenu(self._main_menu)
        self._person.setMenu(self._people_menu)
        for part in (self.search, self.new, self._person, self._menu):
            part.setFocusPolicy(
                Qt.FocusPolicy.TabFocus
            )  # a click leaves the caret, and the keys, to the page
        layout = QHBoxLayout(self)
        margins(layout, 16, 0, 12, 0, gap=8)
        layout.addWidget(_brand())
        layout.addWidget(self.search, 4)
        layout.addStretch(2)
        layout.addWidget(self._person)
        layout.addWidget(self.new)
        layout.addWidget(self._menu)

    def show_state(self, state: FrameState) -> None:
        """Show the workspace and the person, and fill the menus, where anything of it changed."""
        state = replace(state, undo=None, redo=None)
        if state == self._state:
            return
        self._state = state
        self.search.setVisible(state.workspace is not None)
        self.new.setVisible(state.workspace is not None and not state.read_only)
        self._show_person(state)
        self._fill_main(state)

    def _show_person(self, state: FrameState) -> None:
        names = {choice.id: choice.name for choice in state.people}
        current = names.get(state.person) if state.person else None
        self._person.setVisible(bool(state.people))
        self._person.setText(plain(current) if current else _("Who works here?"))
        self._person.setAccessibleName(_("Who works here: {name}").format(name=current or _("nobody chosen")))
        self._people_menu.clear()
        group = QActionGroup(self._people_menu)
        for choice in state.people:
            self._pick(
                self._people_menu,
                group,
                plain(choice.name),
                checked=choice.id == state.person,
                run=partial(self.person_requested.emit, choice.id),
            )

    def _fill_main(self, state: FrameState) -> None:
        menu = self._main_menu
        menu.clear()
        self._offer(menu, "new-workspace", _("New workspace…"), "folder-plus")
        self._offer(menu, "open-workspace", _("Open workspace…"), "folder-open", "Ctrl+O")
        self._add_recent(menu, state)
        if state.workspace is not None and not state.read_only:
            self._offer(menu, "import", _("Import files…"), "file-input", "Ctrl+I")
        if state.workspace is not None:
            self._offer(menu, "open-quote-pdf", _("Open a quote from PDF…"), "file-text")
            self._offer(menu, "close-workspace", _("Close workspace"), "x")
        menu.addSeparator()
        languages = menu.addMenu(icons.icon("languages"), _("Language"))
        self._choices(languages, LANGUAGE_NAMES, state.language, self.language_requested.emit)
        themes = menu.addMenu(icons.icon("sun-moon"), _("Appearance"))
        self._choices(
            themes, [(key, _(name)) for key, name in _THEMES], state.theme, self.theme_requested.emit
        )
        menu.addSeparator()
        if state.workspace is not None:
            self._offer(menu, "shortcuts", _("Keyboard shortcuts"), "keyboard", "F1")
        self._offer(menu, "about", _("About SalesDesk"), "info")

    def _on_new(self) -> None:
        """Open the menu of what is new with its first entry marked, as it was opened by a key."""
        if self.new.isVisible():
            menu = self.new.menu()
            menu.popup(self.new.mapToGlobal(self.new.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[0])

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        self._offer(menu, "new-quote", _("New quote"), "file-text")
        self._offer(menu, "new-from-template", _("New quote from a template…"), "copy")
        self._offer(menu, "new-contract", _("New contract"), "square-check-big")
        self._offer(menu, "new-customer", _("New customer"), "building-2")
        self._offer(menu, "new-opportunity", _("New opportunity"), "square-kanban")
        return menu

    def _offer(self, menu: QMenu, command: str, text: str, icon: str, keys: str = "") -> None:
        action = menu.addAction(icons.icon(icon), text)
        if keys:
            action.setShortcut(QKeySequence(keys))
        _on_trigger(action, partial(self.command_requested.emit, command))

    def _add_recent(self, menu: QMenu, state: FrameState) -> None:
        others = [path for path in state.recent if path != state.path]
        if not others:
            return
        recent = menu.addMenu(icons.icon("clock"), _("Recent workspaces"))
        for path in others:
            action = recent.addAction(plain(path.name.removesuffix(".salesdesk")))
            action.setToolTip(tip(str(path)))
            action.setEnabled(path.is_dir())
            _on_trigger(action, partial(self.recent_requested.emit, path))

    def _choices(
        self, menu: QMenu, choices: Sequence[tuple[str, str]], current: str, run: Callable[[str], object]
    ) -> None:
        group = QActionGroup(menu)
        for key, name in choices:
            self._pick(menu, group, name, checked=key == current, run=partial(run, key))

    @staticmethod
    def _pick(
        menu: QMenu, group: QActionGroup, text: str, *, checked: bool, run: Callable[[], object]
    ) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
        _on_trigger(action, run)


def _on_trigger(action: QAction, run: Callable[[], object]) -> None:
    action.triggered.connect(lambda _checked=False: run())


def _brand() -> QWidget:
    result = QWidget()
    result.setFixedWidth(WIDTH - 16)
    sign = QLabel()
    sign.setPixmap(icons.mark())
    layout = QHBoxLayout(result)
    margins(layout, gap=8)
    layout.addWidget(sign)
    layout.addWidget(label("SalesDesk", "section"), 1)
    return result


def _menu_button(icon: str) -> QToolButton:
    result = QToolButton()
    result.setProperty("role", "menu")
    result.setIcon(icons.icon(icon))
    result.setIconSize(QSize(16, 16))
    result.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    result.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return result


def _search_button() -> QPushButton:
    result = button(_("Search names, numbers…"), "search", icon="search")
    result.setAccessibleName(_("Search and commands"))
    result.setToolTip(_("Search and commands") + "  (Ctrl+K)")
    result.setMinimumWidth(180)
    result.setMaximumWidth(460)
    keys = label("Ctrl K", "keys")
    layout = QHBoxLayout(result)
    margins(layout, 0, 0, 8, 0)
    layout.addStretch()
    layout.addWidget(keys)
    return result
