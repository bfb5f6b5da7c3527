"""The strip at the top: the program, its workspace, who works here, and the menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui import icons
from salesdesk.ui.frame_state import FrameState
from salesdesk.ui.navigation import WIDTH
from salesdesk.ui.widgets.basics import ElidedLabel, label, margins, plain

_LANGUAGES: Final = (("zh_CN", "简体中文"), ("en", "English"))
_THEMES: Final = (("system", N_("Like the system")), ("light", N_("Light")), ("dark", N_("Dark")))


class TopBar(QFrame):
    """Says what is asked for; it does nothing itself."""

    new_requested = Signal()
    open_requested = Signal()
    recent_requested = Signal(object)
    import_requested = Signal()
    close_requested = Signal()
    language_requested = Signal(str)
    theme_requested = Signal(str)
    person_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.setFixedHeight(48)
        self._state: FrameState | None = None
        self._workspace = ElidedLabel(role="secondary")
        self._person = _menu_button("user")
        self._menu = _menu_button("menu")
        self._menu.setText(_("Menu"))
        self._menu.setAccessibleName(_("Menu"))
        self._main_menu = QMenu(self)
        self._people_menu = QMenu(self)
        self._menu.setMenu(self._main_menu)
        self._person.setMenu(self._people_menu)
        layout = QHBoxLayout(self)
        margins(layout, 16, 0, 12, 0, gap=8)
        layout.addWidget(_brand())
        layout.addWidget(self._workspace, 1)
        layout.addWidget(self._person)
        layout.addWidget(self._menu)

    def show_state(self, state: FrameState) -> None:
        """Show the workspace and the person, and fill the menus, where anything of it changed."""
        state = replace(state, undo=None, redo=None)
        if state == self._state:
            return
        self._state = state
        self._workspace.setText(state.workspace or "")
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
        _add(menu, _("New workspace…"), "folder-plus", self.new_requested.emit)
        _add(menu, _("Open workspace…"), "folder-open", self.open_requested.emit, QKeySequence("Ctrl+O"))
        self._add_recent(menu, state)
        writable = state.workspace is not None and not state.read_only
        if writable:
            _add(menu, _("Import files…"), "file-input", self.import_requested.emit, QKeySequence("Ctrl+I"))
        if state.workspace is not None:
            _add(menu, _("Close workspace"), "x", self.close_requested.emit)
        menu.addSeparator()
        languages = menu.addMenu(icons.icon("languages"), _("Language"))
        self._choices(languages, _LANGUAGES, state.language, self.language_requested.emit)
        themes = menu.addMenu(icons.icon("sun-moon"), _("Appearance"))
        self._choices(
            themes, [(key, _(name)) for key, name in _THEMES], state.theme, self.theme_requested.emit
        )

    def _add_recent(self, menu: QMenu, state: FrameState) -> None:
        others = [path for path in state.recent if path != state.path]
        if not others:
            return
        recent = menu.addMenu(icons.icon("clock"), _("Recent workspaces"))
        for path in others:
            action = recent.addAction(plain(path.name.removesuffix(".salesdesk")))
            action.setToolTip(str(path))
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


def _add(
    menu: QMenu, text: str, icon: str, run: Callable[[], object], keys: QKeySequence | None = None
) -> QAction:
    action = menu.addAction(icons.icon(icon), text)
    if keys is not None:
        action.setShortcut(keys)
    _on_trigger(action, run)
    return action


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
