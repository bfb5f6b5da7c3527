"""The page of one quote: its head, its lines, what they come to, and the page that would be printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_problems import problems, totals_so_far
from salesdesk.i18n import _
from salesdesk.ui import costs
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.quotes import editor_export
from salesdesk.ui.quotes.editor_approval_actions import ApprovalActions
from salesdesk.ui.quotes.editor_body import EditorBody
from salesdesk.ui.quotes.editor_conversion import Conversion
from salesdesk.ui.quotes.editor_edits import Edits
from salesdesk.ui.quotes.editor_explain import Explaining
from salesdesk.ui.quotes.editor_head import EditorHead
from salesdesk.ui.quotes.editor_keys import KEYS
from salesdesk.ui.quotes.editor_lock import LockBar
from salesdesk.ui.quotes.editor_opening import EditorState, Opening
from salesdesk.ui.quotes.editor_saving import Saving
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.quotes.editor_tools import Tools
from salesdesk.ui.quotes.version_actions import VersionActions
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.message_bar import MessageBar


class QuoteEditorPage(Page):
    """Edits a quote, or a new one; one that was issued is only looked at.

    What is done with the quote stands in its parts: `opening` (which quote is shown), `saving` (saved, printed, sent),
    `approving`, and `edits` (steps around the lines).
    """

    name = "quotes"

    def __init__(
        self,
        context: PageContext,
        *,
        quote_id: uuid.UUID | None = None,
        version: int | None = None,
        defaults: Mapping[str, Any] | None = None,
        state: object | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.context = context
        kept = state if isinstance(state, EditorState) else None
        if version is None:
            version = kept.version if kept else (defaults or {}).get("version")
        self.message = MessageBar()
        self.opening = Opening(self, defaults or {})
        self.session = self.opening.opened(quote_id, version, kept.key if kept else "")
        self._unsaved = ""
        self._arrange()
        self._connect()
        self._follow(self.session)
        if kept and kept.row >= 0:
            self.lines.view.setCurrentIndex(self.lines.model.index(kept.row, max(kept.column, 0)))
        if kept is None and quote_id is None and self.session.restored is None:
            self.tools.begin(defaults or {})
        self.opening.greet()

    def _arrange(self) -> None:
        self.head = EditorHead()
        self.locked = LockBar(self.opening.show_version)
        self.body = EditorBody(self.session, self.context, editor_export.pictures(self.context.data))
        self.form, self.lines, self.terms = self.body.form, self.body.lines, self.body.terms
        self.totals, self.preview, self.approval = self.body.totals, self.body.preview, self.body.approval
        self.approving = ApprovalActions(self, self.approval, self.message)
        self.saving = Saving(self, self.opening, self.approving)
        self.versions = VersionActions(self, self.opening)
        self.locked.answers = self.versions.answers
        self.locked.contract = self.versions.make_contract
        self.edits = Edits(self)
        self.tools = Tools(self, date.today())  # noqa: DTZ011 - a local date is meant
        self.conversion = Conversion(self, date.today())  # noqa: DTZ011 - a local date is meant
        self.explaining = Explaining(self)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 12, gap=10)
        layout.addWidget(self.head)
        for bar in (self.message, self.locked):
            bar.setProperty("inset", True)
            layout.addWidget(bar)
        layout.addWidget(self.body, 1)

    def _connect(self) -> None:
        self.head.list_requested.connect(self.open_list)
        self.head.version_requested.connect(self.opening.show_version)
        self.head.new_version_requested.connect(self.saving.new_version)
        self.form.customer.returnPressed.connect(self._on_customer_done)
        self.head.send_requested.connect(self.saving.send)
        self.head.export_requested.connect(self.export)
        tools = self.head.tools.menu()
        tools.aboutToShow.connect(lambda: self.tools.fill(tools))
        outlets = self.head.outlets.menu()
        outlets.aboutToShow.connect(lambda: self.saving.outlets.fill(outlets))
        menu = self.head.versions.menu()
        menu.aboutToShow.connect(lambda: self.versions.fill(menu))
        self.lines.told.connect(lambda text, tone: self.message.show_message(text, tone=tone))
        self._refresh.timeout.connect(self._show_figures)
        selection = self.lines.view.selectionModel()
        selection.selectionChanged.connect(self._on_selection)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.saving.outlets.paper),
            ("Ctrl+E", self.export),
            ("Ctrl+Shift+Return", self._on_next_step),
            ("Ctrl+Shift+Enter", self._on_next_step),
            ("Ctrl+Shift+E", self.head.outlets.showMenu),
            ("Ctrl+L", self.lines.entry.begin),
            ("Ctrl+Shift+L", self.form.customer.setFocus),
            ("Ctrl+Shift+W", self.tools.what_if),
            ("Ctrl+Shift+D", self.tools.duplicate),
            ("Ctrl+Shift+I", self.tools.take_lines),
            ("Ctrl+Shift+T", self.tools.templates),
            ("F6", self.body.next_part),
            ("F7", self.explaining.explain_focused),
            (costs.KEY, self.toggle_costs),
            ("Ctrl+PgUp", lambda: self.preview.turn(-1)),
            ("Ctrl+PgDown", lambda: self.preview.turn(1)),
        )
        for key, run in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # --- the page's contract ------------------------------------------------------------------------------------

    @property
    def record(self) -> uuid.UUID | None:
        """Return the quote, once it is saved."""
        return self.session.quote.quote_id

    def state(self) -> EditorState:
        """Return what brings the page back as it is."""
        index = self.lines.view.currentIndex()
        quote = self.session.quote
        looked_at = quote.version if quote.versions and quote.version != quote.in_work else None
        return EditorState(self.session.key, looked_at, index.row(), index.column())

    def _on_customer_done(self) -> None:
        """Go on to the lines with Return, once a customer is named."""
        if self.form.customer.text().strip() and not self.session.read_only:
            self.lines.entry.begin()

    def _on_next_step(self) -> None:
        """Go the next step of the quote's way: out to the customer, then to the answer."""
        if self.session.quote.state == "sent":
            for _text, answer in self.versions.answers()[:1]:
                answer()
        else:
            self.saving.next_step()

    def focus_content(self) -> None:
        """Put the caret where the user goes on: in a new quote in the customer, then below the lines."""
        if self.session.read_only or self.lines.view.currentIndex().isValid():
            self.lines.view.setFocus()
        elif self.session.draft.customer:
            self.lines.entry.setFocus()
        else:
            self.form.customer.setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the editor."""
        return tuple((_(keys), _(what)) for keys, what in KEYS)

    def undo(self) -> bool:
        """Take back a step of editing."""
        return self._step(self.session.stack.canUndo(), self.session.stack.undo)

    def redo(self) -> bool:
        """Bring back a step of editing."""
        return self._step(self.session.stack.canRedo(), self.session.stack.redo)

    def undo_label(self) -> str | None:
        """Return the step of editing that `undo` would take back."""
        return self.session.stack.undoText() or None

    def redo_label(self) -> str | None:
        """Return the step of editing that `redo` would bring back."""
        return self.session.stack.redoText() or None

    def unsaved(self) -> str:
        """Return what to say of what isn't saved yet."""
        return self.session.unsaved()

    def busy(self) -> bool:
        """Tell whether figures or preview are still of an earlier moment."""
        return self._refresh.isActive() or self.body.busy()

    def leave(self) -> None:
        """Save what was edited; what can't be saved stays kept for the next time, and if not even that, the page."""
        self.finish_fields()
        if not self.opening.gone:
            self.session.save_or_keep()
        self.body.stop()

    def _step(self, possible: bool, run: Callable[[], None]) -> bool:  # noqa: FBT001 - what the stack says
        if possible and not self.session.read_only:
            self.session.end_typing()
            run()
        return possible

    # --- what its parts ask of it -------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save now, and tell whether all is saved."""
        return self.saving.save()

    def export(self) -> None:
        """Save, ask for a place and print there."""
        self.saving.outlets.pdf()

    def finish_fields(self) -> bool:
        """Take what stands in cells and fields that are still open; tell whether all of it could be read."""
        self.form.customer.editingFinished.emit()
        return all([self.lines.view.delegate.finish(), self.totals.discount.finish(), self.form.finish()])

    def toggle_costs(self) -> None:
        """Hide costs and margins, or show them again."""
        costs.toggle(self.context.preferences)
        self.body.refresh_costs()

    def open_list(self) -> None:
        """Go to the list of quotes."""
        self.action_requested.emit("quotes", None)

    def open_design(self) -> None:
        """Go to the designer, to the design of this quote."""
        self.action_requested.emit("designer", self.session.draft.design_id)

    def begin_quote(self, defaults: Mapping[str, Any]) -> None:
        """Go to a new quote."""
        self.action_requested.emit("new-quote", defaults)

    # --- showing ------------------------------------------------------------------------------------------------

    def use(self, session: QuoteSession) -> None:
        """Show and edit what another session holds."""
        old, self.session = self.session, session
        for signal in (old.changed, old.state_changed, old.keep_failed):
            signal.disconnect()
        self._follow(session)
        old.deleteLater()

    def _follow(self, session: QuoteSession) -> None:
        session.pending = self.lines.pending
        self.form.fixed = session.quote.version > 1
        session.changed.connect(self._on_draft)
        session.state_changed.connect(self._show_state)
        session.keep_failed.connect(self._on_keep_failed)
        session.stack.indexChanged.connect(self.undo_changed)
        self.lines.use(session)
        self._show_state()
        self.show_draft()
        self.undo_changed.emit()

    def show_draft(self) -> None:
        """Show the session's draft as it is now."""
        draft, read_only = self.session.draft, self.session.read_only
        self.lines.show_draft(draft)
        self.form.show_draft(draft, read_only=read_only)
        self.terms.show_draft(draft, read_only=read_only)
        self.totals.set_read_only(read_only)
        self._refresh.start()

    def _on_draft(self, before: QuoteDraft, after: QuoteDraft) -> None:
        """Show a step: the lines at once, what follows from them when the key was painted."""
        self.lines.show_draft(after)
        if replace(before, lines=()) != replace(after, lines=()):
            read_only = self.session.read_only
            self.form.show_draft(after, read_only=read_only)
            self.terms.show_draft(after, read_only=read_only)
        self._refresh.start()

    def _show_figures(self) -> None:
        draft = self.session.draft
        totals = totals_so_far(draft)
        self.totals.show_totals(draft, totals)
        self.conversion.show_rates(totals.gross)
        self.lines.show_figures(totals, () if self.session.read_only else problems(draft))
        self._show_saved()
        self.body.follow(self.session, draft)

    def _on_selection(self) -> None:
        self.totals.margin.show_selection(self.lines.view.selected_rows())

    def _show_state(self) -> None:
        self.head.show_session(self.session)
        self._show_saved()
        self.locked.show_lock(self.session)
        self._refresh.start()

    def _on_keep_failed(self, problem: str) -> None:
        """Say that what is typed can't be kept, until it is."""
        if problem:
            self.message.show_message(problem)
        else:
            self.message.hide()
        self._show_saved()

    def _show_saved(self) -> None:
        self.head.show_saved(self.session)
        if self._unsaved != self.unsaved():
            self._unsaved = self.unsaved()
            self.undo_changed.emit()
