"""The rows of the guide: what is ticked, what is proved by files, what can be unfolded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from salesdesk.i18n import _, moment
from salesdesk.services.evidence import AttachmentRow
from salesdesk.services.stage_items import Item
from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, plain, set_state, tip
from salesdesk.ui.widgets.cards import chip, menu_of
from salesdesk.ui.widgets.gates.storing import local_files
from salesdesk.ui.widgets.text_lines import cut

_LONGEST: Final = 200


def marks(item: Item) -> list[QWidget]:
    """Return the chips of an item: whether the gate asks for it, and who does it."""
    found: list[QWidget] = []
    if item.required:
        found.append(chip(_("Must"), "" if item.done else "warn"))
    if item.own:
        found.append(chip(_("Own")))
    if item.role:
        who = f"{item.role} {cut(item.responsible, 6)}" if item.responsible else item.role
        found.append(chip(who))
    return found


class CheckRow(QWidget):
    """An item with a tick; `ticked` says what it is to become, `menu_requested` asks what else can be done."""

    ticked = Signal(bool)
    plan_requested = Signal()
    required_requested = Signal(bool)
    remove_requested = Signal()

    def __init__(self, item: Item, *, writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setObjectName(f"item-{item.id}")
        self.tick = QToolButton()
        if item.done:
            self.tick.setIcon(icons.icon("check", "ok"))
        self.tick.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tick.setProperty("role", "box")
        set_state(self.tick, "active", value=item.done)
        state = _("done") if item.done else _("to do")
        self.tick.setAccessibleName(_("{caption}: {value}").format(caption=cut(item.text), value=state))
        self.tick.setEnabled(writable and not item.by_signing)
        self.tick.setToolTip(self._tip())
        self.tick.clicked.connect(lambda: self.ticked.emit(not item.done))
        text = label(cut(item.text, _LONGEST), "secondary" if item.done else "", wrap=True)
        texts = QVBoxLayout()
        margins(texts, gap=2)
        texts.addWidget(text)
        if shown := marks(item):
            line = QHBoxLayout()
            margins(line, gap=4)
            for one in shown:
                line.addWidget(one)
            line.addStretch()
            texts.addLayout(line)
        layout = QHBoxLayout(self)
        margins(layout, gap=6)
        layout.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        self.more = icon_button("ellipsis", _("More for “{name}”").format(name=cut(item.text, 60)))
        self.more.clicked.connect(self._offer)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.more.setVisible(writable and not item.by_signing)

    def _tip(self) -> str:
        item = self.item
        if item.by_signing:
            return _("Done by recording the signature.")
        if item.done_at is None:
            return tip(item.detail)
        when = moment(item.done_at)
        return tip(f"{when} · {cut(item.done_by, 60)}") if item.done_by else when

    def _offer(self) -> None:
        item = self.item
        entries: list[tuple[str, str, Callable[[], object]]] = [
            ("calendar-plus", _("Make a task of it"), self.plan_requested.emit)
        ]
        if item.own:
            text = _("Not a must any more") if item.required else _("Make it a must")
            entries.append(("star", text, partial(self.required_requested.emit, not item.required)))
            entries.append(("trash-2", _("Remove"), self.remove_requested.emit))
        menu_of(self, entries).popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.item.own and self.more.isVisibleTo(self):
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)


class EvidenceSlot(QFrame):
    """A slot for a proof: files are dropped on it or chosen, or a quote stands in their place."""

    dropped = Signal(object)
    choose_requested = Signal()
    quote_chosen = Signal(object)
    opened = Signal(object)
    remove_requested = Signal(object)

    def __init__(
        self,
        item: Item,
        quotes: Sequence[tuple[object, str]],
        *,
        writable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.item, self._quotes = item, quotes
        self.setProperty("role", "slot")
        self.setObjectName(f"item-{item.id}")
        state = _("proved") if item.done else _("no proof yet")
        self.setAccessibleName(_("{caption}: {value}").format(caption=cut(item.text), value=state))
        self.setAcceptDrops(writable)
        self.setToolTip(tip(item.detail))
        set_state(self, "done", value=item.done)
        layout = QVBoxLayout(self)
        margins(layout, 10, 7, 8, 7, gap=3)
        head = QHBoxLayout()
        margins(head, gap=4)
        mark = "✓ " if item.done else ""
        head.addWidget(label(mark + cut(item.text, _LONGEST), wrap=True), 1)
        for one in marks(item):
            head.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        for row in item.attachments:
            layout.addLayout(self._file(row, writable=writable))
        if writable:
            layout.addLayout(self._actions())

    def _file(self, row: AttachmentRow, *, writable: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        margins(line, gap=2)
        link = button(
            self.fontMetrics().elidedText(plain(cut(row.name, 80)), Qt.TextElideMode.ElideMiddle, 190), "link"
        )
        link.setIcon(icons.icon("file-text", "secondary"))
        link.setAccessibleName(_("Open {name}").format(name=cut(row.name, 80)))
        link.setToolTip(tip(row.name))
        link.clicked.connect(lambda: self.opened.emit(row))
        line.addWidget(link)
        line.addStretch()
        if writable:
            remove = icon_button("x", _("Remove {name}").format(name=cut(row.name, 80)))
            remove.clicked.connect(lambda: self.remove_requested.emit(row))
            line.addWidget(remove)
        return line

    def _actions(self) -> QHBoxLayout:
        line = QHBoxLayout()
        margins(line, gap=2)
        choose = button(_("Choose a file…"), "link")
        choose.clicked.connect(self.choose_requested)
        line.addWidget(choose)
        if self._quotes:
            link = button(_("Link a quote"), "link")
            link.clicked.connect(lambda: self._offer(link))
            line.addWidget(link)
        line.addStretch()
        return line

    def _offer(self, beside: QPushButton) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for quote, text in self._quotes:
            menu.addAction(plain(text), partial(self.quote_chosen.emit, quote))
        menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            set_state(self, "target", value=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        set_state(self, "target", value=False)

    def dropEvent(self, event: QDropEvent) -> None:
        set_state(self, "target", value=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(local_files(event.mimeData()))


class Fold(QWidget):
    """A title that shows more when it is pressed; `text` is only asked for then."""

    def __init__(
        self,
        title: str,
        text: Callable[[], str] | str,
        *,
        action: QPushButton | None = None,
        unfolded: bool = False,
    ) -> None:
        super().__init__()
        self._text: Callable[[], str] | str | None = text
        self.head = button("", "fold")
        self.head.setCheckable(True)
        self.head.setChecked(unfolded)
        self.head.setEnabled(bool(text))
        self.head.toggled.connect(self._on_toggled)
        self.body = label(role="secondary", wrap=True, selectable=True)
        self.body.setContentsMargins(18, 0, 0, 4)
        self.title = label(cut(title, _LONGEST), wrap=True)
        self.title.setBuddy(self.head)
        self.head.setAccessibleName(cut(title))
        line = QHBoxLayout()
        margins(line, gap=4)
        line.addWidget(self.head, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.title, 1)
        if action is not None:
            line.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        margins(layout, gap=2)
        layout.addLayout(line)
        layout.addWidget(self.body)
        self._on_toggled(unfolded=unfolded)

    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001 - a slot
        if unfolded and self._text is not None:
            self.body.setText(self._text if isinstance(self._text, str) else self._text())
            self._text = None
        self.head.setText("▾" if unfolded else "▸")
        self.body.setVisible(unfolded)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.head.isEnabled():
            self.head.toggle()
