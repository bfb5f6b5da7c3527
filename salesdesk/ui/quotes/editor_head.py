"""The head of the quote editor: which quote and version, its state, and what can be done with the whole of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from salesdesk.domain.money import minor_units
from salesdesk.i18n import _, day, money
from salesdesk.services.quotes import EditableQuote, VersionInfo
from salesdesk.ui.quotes.editor_session import QuoteSession, expired
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, plain, set_state
from salesdesk.ui.words import QUOTE_STATE, tone, word

_LONGEST_REASON = 40


class EditorHead(QWidget):
    """Shows a session's quote; its signals say what the user wants."""

    list_requested = Signal()
    version_requested = Signal(int)
    new_version_requested = Signal()
    send_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = button(_("Quotes /"), "link")
        self.back.setAccessibleName(_("Back to the list of quotes"))
        self.back.clicked.connect(self.list_requested)
        self.title = label(role="title", selectable=True)
        self.versions = QToolButton()
        self.versions.setProperty("role", "chip")
        self.versions.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.versions.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.versions.setMenu(QMenu(self.versions))
        self.state = label(role="chip")
        self.state.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.saved = label(role="small")
        self.new_version = button(_("New version"))
        self.new_version.clicked.connect(self.new_version_requested)
        self.send = button(_("Mark as sent…"))
        self.send.clicked.connect(self.send_requested)
        self.export = button(_("Export PDF"), "primary")
        self.export.setToolTip("Ctrl+E")
        self.export.clicked.connect(self.export_requested)
        self.outlets = icon_button("ellipsis", _("Other ways out: picture, mail, print"))
        self.outlets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.outlets.setMenu(QMenu(self.outlets))
        self.tools = icon_button("copy", _("What-if, copies, templates"))
        self.tools.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.tools.setMenu(QMenu(self.tools))
        row = QHBoxLayout(self)
        margins(row, gap=8)
        for part in (self.back, self.title, self.versions, self.state, self.saved):
            row.addWidget(part)
        row.addStretch()
        for part in (self.tools, self.new_version, self.send, self.export, self.outlets):
            row.addWidget(part)

    def show_session(self, session: QuoteSession) -> None:
        """Show the quote of a session as it stands."""
        quote = session.quote
        self.title.setText(quote.number or _("New quote"))
        self.versions.setVisible(bool(quote.versions))
        self.versions.setText(_("Version {version} ▾").format(version=quote.version))
        self.versions.setAccessibleName(_("Version {version}").format(version=quote.version))
        self._fill_menu(quote)
        state = "expired" if expired(quote) else quote.state
        self.state.setText(word(QUOTE_STATE, state))
        set_state(self.state, "tone", tone(QUOTE_STATE, state) or "plain")
        issued = quote.read_only and quote.version == quote.in_work and not session.data.read_only
        self.new_version.setVisible(issued and quote.state != "pending_approval")
        self.send.setVisible((issued and quote.state == "approved") or not session.read_only)
        self.show_saved(session)

    def show_saved(self, session: QuoteSession) -> None:
        """Say whether what is shown is saved."""
        if session.read_only:
            text = _("Read-only")
        else:
            saved = _("All changes saved") if session.quote.quote_id else ""
            text = session.unsaved() or saved
        self.saved.setText(text)

    def _fill_menu(self, quote: EditableQuote) -> None:
        menu = self.versions.menu()
        menu.clear()
        for info in quote.versions:
            action = menu.addAction(_described(info))
            action.setCheckable(True)
            action.setChecked(info.version == quote.version)
            action.triggered.connect(partial(self.version_requested.emit, info.version))
        if quote.versions and quote.in_work != quote.version:
            menu.addSeparator()
            newest = quote.in_work
            menu.addAction(_("Back to the newest version"), partial(self.version_requested.emit, newest))


def _described(info: VersionInfo) -> str:
    """Return a version in one line of the menu: number, state, date, total, reason."""
    total = money(info.gross, info.currency, places=minor_units(info.currency))
    parts = [f"V{info.version}", word(QUOTE_STATE, info.state), day(info.issued_on), total]
    return plain(" · ".join([*parts, info.reason[:_LONGEST_REASON]] if info.reason else parts))
