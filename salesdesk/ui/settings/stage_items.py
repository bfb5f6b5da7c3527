"""The items of a stage, one kind at a time: checks, evidence, steps, resources, questions, messages, what to watch."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.pipeline_rules import GATE_KINDS, ITEM_KINDS
from salesdesk.i18n import N_, _, number
from salesdesk.services import pipeline_items
from salesdesk.services.pipeline_reading import ItemRow, StageRow
from salesdesk.ui import theme
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.settings.item_dialog import ItemDialog
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.order_list import OrderList, OrderRow
from salesdesk.ui.widgets.text_lines import cut

_NOTES: Final = {
    "check": N_("Ticked by hand. A required one keeps the gate closed until it is."),
    "evidence": N_(
        "A place for a file or a quote. A required one keeps the gate closed until something is there."
    ),
    "step": N_("What to do, in this order."),
    "resource": N_("Forms, samples and pages that help."),
    "question": N_("What customers ask, and what to answer."),
    "message": N_("Texts to copy and send."),
    "monitor": N_("What a manager looks at here."),
}
_MOST: Final = 60
_TALLEST: Final = 420
_TAB_SIDE: Final = 5


class StageItems(QFrame):
    """Lists the items of the chosen kind; each change is one step."""

    def __init__(self, data: Data, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._data = data
        self._background = background
        self._stage: StageRow | None = None
        self._editable = False
        self.kind = "check"
        self.tabs = {kind: self._tab(kind) for kind in ITEM_KINDS}
        self.list = OrderList(_("Items of the stage"))
        self.list.opened.connect(self.ask_change)
        self.list.moved.connect(self._on_moved)
        self.list.delete_requested.connect(self.delete)
        self.list.chosen.connect(lambda _item: self._show_buttons())
        self.add = button(_("Add…"), icon="plus")
        self.change = button(_("Change…"))
        self.remove = button(_("Delete"))
        self.add.clicked.connect(self.ask_new)
        self.change.clicked.connect(lambda: self.ask_change(self._current()))
        self.remove.clicked.connect(lambda: self.delete(self._current()))
        self._note = label(role="secondary", wrap=True)
        self._nothing = label(_("Nothing yet."), "secondary")
        self._arrange()

    def _tab(self, kind: str) -> QPushButton:
        result = button("", "tab")
        result.setCheckable(True)
        result.setAutoExclusive(True)
        result.setChecked(kind == self.kind)
        result.clicked.connect(lambda: self.show_kind(kind))
        return result

    def _arrange(self) -> None:
        tabs, buttons = QHBoxLayout(), QHBoxLayout()
        margins(tabs, 16, 4, 16, 0, gap=12)
        for tab in self.tabs.values():
            tabs.addWidget(tab)
        tabs.addStretch()
        margins(buttons, 16, 0, 16, 14, gap=8)
        for part in (self.add, self.change, self.remove):
            buttons.addWidget(part)
        buttons.addStretch()
        texts = QVBoxLayout()
        margins(texts, 16, 0, 16, 0, gap=4)
        texts.addWidget(self._note)
        texts.addWidget(self._nothing)
        rows = QVBoxLayout()
        margins(rows, 8, 0, 8, 0)
        rows.addWidget(self.list)
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        for line in (tabs, texts, rows, buttons):
            layout.addLayout(line)

    def show_stage(self, stage: StageRow, *, editable: bool) -> None:
        """Show the items of a stage."""
        if self._stage is not None and self._stage.id != stage.id:
            self.list.clear_current()
        self._stage, self._editable = stage, editable
        self.list.set_movable(movable=editable)
        self._show()

    def show_kind(self, kind: str) -> None:
        """Show the items of a kind."""
        if kind != self.kind:
            self.list.clear_current()
        self.kind = kind
        self.tabs[kind].setChecked(True)
        self._show()

    def _show(self) -> None:
        stage = self._stage
        if stage is None:
            return
        strong = QFontMetrics(theme.font(bold=True))
        for kind, tab in self.tabs.items():
            count = len(stage.of_kind(kind))
            name = _(ITEM_KINDS[kind])
            tab.setText(f"{name} {number(count, 0)}" if count else name)
            # The chosen one is bold, which Qt's own width of a button leaves out.
            tab.setMinimumWidth(strong.horizontalAdvance(tab.text()) + 2 * _TAB_SIDE)
        self._note.setText(_(_NOTES[self.kind]))
        rows = [_row(item) for item in stage.of_kind(self.kind)]
        self.list.show_rows(rows)
        self._nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.setFixedHeight(min(self.list.height_of_rows() + 8, _TALLEST))
        self._show_buttons()

    def _show_buttons(self) -> None:
        for part in (self.add, self.change, self.remove):
            part.setVisible(self._editable)
        one = self.list.current() is not None
        self.change.setEnabled(one)
        self.remove.setEnabled(one)

    def _current(self) -> uuid.UUID | None:
        row = self.list.current()
        return row.id if row else None

    def _item(self, item_id: uuid.UUID | None) -> ItemRow | None:
        items = self._stage.items if self._stage else ()
        return next((item for item in items if item.id == item_id), None)

    def ask_new(self) -> None:
        """Ask for a new item of the kind."""
        if self._stage is not None and self._editable:
            ItemDialog(self._data, self._background, self._stage, self.kind, parent=self).open()

    def ask_change(self, item_id: uuid.UUID | None) -> None:
        """Ask for changes of an item."""
        item = self._item(item_id)
        if self._stage is not None and item is not None and self._editable:
            ItemDialog(self._data, self._background, self._stage, self.kind, item=item, parent=self).open()

    def delete(self, item_id: uuid.UUID | None) -> None:
        """Take an item out of the stage."""
        item = self._item(item_id)
        if item is not None and self._editable:
            what = Label(N_("Delete “{name}”"), {"name": cut(item.shown, _MOST)})
            self._data.write(what, pipeline_items.remove, item.id)

    def _on_moved(self, item_id: uuid.UUID, place: int) -> None:
        stage, item = self._stage, self._item(item_id)
        if stage is None or item is None:
            return
        ids = [one.id for one in stage.of_kind(self.kind) if one.id != item_id]
        ids.insert(place, item_id)
        what = Label(N_("Move “{name}”"), {"name": cut(item.shown, _MOST)})
        self._data.write(what, pipeline_items.reorder, stage.id, self.kind, ids)


def _row(item: ItemRow) -> OrderRow:
    detail = item.link or item.file_name or item.detail
    text = " · ".join(part for part in (item.role, " ".join(detail.split("\n"))) if part)
    if item.kind not in GATE_KINDS:
        return OrderRow(item.id, item.shown, text)
    chip, tone = (_("required"), "warn") if item.required else (_("suggested"), "")
    return OrderRow(item.id, item.shown, text, chip, tone)
