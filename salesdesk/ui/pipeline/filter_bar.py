"""The line of chips below the head of the board: what it is narrowed to, and the filters that were kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _
from salesdesk.services import saved_views
from salesdesk.services.board import BoardFilter, Grouping
from salesdesk.services.board_choices import filter_choices
from salesdesk.services.saved_views import View
from salesdesk.ui import icons
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.filter_fields import Part, parts
from salesdesk.ui.pipeline.filter_panel import FilterPanel
from salesdesk.ui.widgets.ask_text import ask_text
from salesdesk.ui.widgets.basics import plain, set_state, tip
from salesdesk.ui.widgets.flow_layout import FlowLayout
from salesdesk.ui.widgets.text_lines import cut

PAGE: Final = "board"
GROUPING_NAMES: Final = {
    "stage": N_("Stage"),
    "owner": N_("Owner"),
    "month": N_("Month of the close"),
    "value_class": N_("Value class"),
}
_LONGEST: Final = 40


class FilterBar(QWidget):
    """Shows the parts of a filter, each of which can be taken away; `filter_changed` brings another filter."""

    filter_changed = Signal(object)
    grouping_changed = Signal(str)

    def __init__(self, data: Data, board_filter: BoardFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._filter = board_filter
        self.more = chip(_("Filter"), icon="filter")
        self.more.setShortcut("Ctrl+Shift+F")
        self.more.clicked.connect(self.open_panel)
        self.saved = chip(_("Saved filters"))
        self.saved.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.saved)
        menu.aboutToShow.connect(self._fill_saved)
        self.saved.setMenu(menu)
        self.grouping = chip("")
        self.grouping.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        groupings = QMenu(self.grouping)
        for code, name in GROUPING_NAMES.items():
            groupings.addAction(_(name), partial(self.grouping_changed.emit, code))
        self.grouping.setMenu(groupings)
        self.compact = chip(_("Compact"))
        self.compact.setCheckable(True)
        self.compact.setShortcut("Ctrl+Shift+D")
        self.compact.toggled.connect(partial(set_state, self.compact, "active"))
        self.parts: list[QToolButton] = []
        self._flow = FlowLayout(self)
        for fixed in (self.grouping, self.compact, self.more, self.saved):
            self._flow.addWidget(fixed)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_filter(self, board_filter: BoardFilter, grouping: Grouping) -> None:
        """Show the parts of a filter, and by what the board is grouped."""
        self._filter = board_filter
        text = _("Group: {name}").format(name=_(GROUPING_NAMES[grouping]))
        self.grouping.setText(f"{text} ▾")
        self.grouping.setAccessibleName(text)
        set_state(self.grouping, "active", grouping != "stage")
        for old in self.parts:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.parts = []
        for part in self._parts(board_filter):
            made = chip(cut(part.text, _LONGEST), icon="x")
            made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            made.setToolTip(tip(part.text))
            made.setAccessibleName(_("{name}: take away").format(name=part.text))
            set_state(made, "active", value=True)
            made.clicked.connect(partial(self.filter_changed.emit, part.without))
            self.parts.append(made)
            self._flow.addWidget(made)
        set_state(self.more, "active", bool(self.parts))
        self._flow.invalidate()
        self.updateGeometry()

    def _parts(self, board_filter: BoardFilter) -> Iterable[Part]:
        if not board_filter.narrows:
            return ()
        return parts(board_filter, self._data.read(filter_choices, board_filter.pipeline_id, words=False))

    def open_panel(self) -> None:
        """Let the filter be changed in the panel."""
        choices = self._data.read(filter_choices, self._filter.pipeline_id)
        panel = FilterPanel(self._filter, choices, self)
        panel.changed.connect(self.filter_changed)
        panel.open_at(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    # --- kept filters -------------------------------------------------------------------------------------------

    def _fill_saved(self) -> None:
        menu = self.saved.menu()
        menu.clear()
        for view in self._data.read(saved_views.views, PAGE):
            menu.addAction(plain(view.name), partial(self._apply, view))
        menu.addSeparator()
        keep = menu.addAction(_("Save this filter…"), self.ask_name)
        keep.setEnabled(self._filter.narrows and not self._data.read_only)
        if not self._data.read_only:
            self._fill_changes(menu)

    def _fill_changes(self, menu: QMenu) -> None:
        views = self._data.read(saved_views.views, PAGE)
        for title, action in (
            (_("Replace by this filter"), self._replace),
            (_("Rename"), self._ask_rename),
            (_("Delete"), self._delete),
        ):
            more = menu.addMenu(title)
            more.setEnabled(bool(views))
            for view in views:
                more.addAction(plain(view.name), partial(action, view))

    def _apply(self, view: View) -> None:
        kept = BoardFilter.from_json(view.content)
        self.filter_changed.emit(kept)

    def ask_name(self) -> None:
        """Ask for a name and keep the filter under it."""
        ask_text(self, _("Save this filter"), _("Name"), "", self._save)

    def _save(self, name: str) -> None:
        label = Label(N_("Save filter “{name}”"), {"name": name})
        self._data.write(label, saved_views.save, PAGE, name, self._filter.to_json())

    def _replace(self, view: View) -> None:
        self._save(view.name)

    def _ask_rename(self, view: View) -> None:
        ask_text(self, _("Rename"), _("Name"), view.name, partial(self._rename, view))

    def _rename(self, view: View, name: str) -> None:
        label = Label(N_("Rename filter “{name}”"), {"name": view.name})
        self._data.write(label, saved_views.rename, view.id, name)

    def _delete(self, view: View) -> None:
        label = Label(N_("Delete filter “{name}”"), {"name": view.name})
        self._data.write(label, saved_views.delete, view.id)


def chip(text: str, *, icon: str = "") -> QToolButton:
    """Return a chip that can be pressed."""
    result = QToolButton()
    result.setProperty("role", "chip")
    result.setText(plain(text))
    result.setAccessibleName(text)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if icon:
        result.setIcon(icons.icon(icon))
        result.setIconSize(QSize(12, 12))
        result.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return result
