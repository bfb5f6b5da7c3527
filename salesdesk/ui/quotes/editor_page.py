"""The page of one quote: its head, its lines, what they come to, and the page that would be printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pricing import DocumentDiscount
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_problems import Problem, problems, totals_so_far
from salesdesk.i18n import _
from salesdesk.services import drafts
from salesdesk.services.drafts import KeptDraft
from salesdesk.storage import files
from salesdesk.ui import kept_quotes
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.quotes import editor_session
from salesdesk.ui.quotes.editor_actions import QuoteActions
from salesdesk.ui.quotes.editor_approval_actions import ApprovalActions
from salesdesk.ui.quotes.editor_body import EditorBody
from salesdesk.ui.quotes.editor_columns import FIRST
from salesdesk.ui.quotes.editor_head import EditorHead
from salesdesk.ui.quotes.editor_keys import KEYS
from salesdesk.ui.quotes.editor_lock import LockBar
from salesdesk.ui.quotes.editor_session import QuoteSession
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.message_bar import MessageBar

_TABLES: Final = ("quote", "quote_version", "quote_line")
_SHOWN_PROBLEMS: Final = 3


@dataclass(frozen=True, slots=True)
class EditorState:
    """What brings the page back: the unsaved quote's key, the version that is looked at, the cell in focus."""

    key: str
    version: int | None
    row: int
    column: int


class QuoteEditorPage(Page):
    """Edits a quote, or a new one; one that was issued is only looked at."""

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
        self._context = context
        self._data = context.data
        self._defaults = defaults or {}
        kept = state if isinstance(state, EditorState) else None
        key = kept.key if kept else str(self._defaults.get("kept", ""))
        if version is None and kept:
            version = kept.version
        self.session = self._opened(quote_id, version, key)
        self._gone = False
        self._unsaved = ""
        self._arrange()
        self._connect()
        self._use(self.session)
        if kept and kept.row >= 0:
            self.lines.view.setCurrentIndex(self.lines.model.index(kept.row, max(kept.column, 0)))
        self._greet()

    def _arrange(self) -> None:
        self.head = EditorHead()
        self.message = MessageBar()
        self.locked = LockBar(self.show_version)
        self.body = EditorBody(self.session, self._context.preferences, self._logo)
        self.form, self.lines, self.terms = self.body.form, self.body.lines, self.body.terms
        self.totals, self.preview, self.approval = self.body.totals, self.body.preview, self.body.approval
        self.approving = ApprovalActions(self, self.approval, self.message)
        self._actions = QuoteActions(self, self._context, self.message, self._logo)
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
        self.head.list_requested.connect(lambda: self.action_requested.emit("quotes", None))
        self.head.version_requested.connect(self.show_version)
        self.head.new_version_requested.connect(self._on_new_version)
        self.head.send_requested.connect(self._on_send)
        self.head.export_requested.connect(self.export)
        self.form.edited.connect(self._on_form)
        self.lines.told.connect(lambda text, tone: self.message.show_message(text, tone=tone))
        self.terms.edited.connect(self._on_terms)
        self.totals.discount.edited.connect(self._on_discount)
        self._refresh.timeout.connect(self._show_figures)
        self._data.changed.connect(self._on_changed)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.export),
            ("Ctrl+E", self.export),
            ("Ctrl+L", self.lines.entry.begin),
            ("Ctrl+Shift+L", self.form.customer.setFocus),
            ("F6", self.body.next_part),
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
        looked_at = quote.version if quote.versions and quote.version != quote.versions[0].version else None
        return EditorState(self.session.key, looked_at, index.row(), index.column())

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
        self._finish_fields()
        if not self._gone:
            self.session.save_or_keep()
        self.body.stop()

    def _step(self, possible: bool, run: Callable[[], None]) -> bool:  # noqa: FBT001 - what the stack says
        if possible and not self.session.read_only:
            self.session.end_typing()
            run()
        return possible

    # --- showing ------------------------------------------------------------------------------------------------

    def _opened(self, quote_id: uuid.UUID | None, version: int | None, key: str) -> QuoteSession:
        session = editor_session.opened(
            self._data,
            quote_id,
            version=version,
            customer_id=self._defaults.get("customer_id"),
            opportunity_id=self._defaults.get("opportunity_id"),
            key=key if quote_id is None else "",
        )
        session.setParent(self)
        return session

    def _use(self, session: QuoteSession) -> None:
        """Show and edit what a session holds."""
        self.session = session
        session.pending = self.lines.pending
        session.changed.connect(self._on_draft)
        session.state_changed.connect(self._show_state)
        session.keep_failed.connect(self._on_keep_failed)
        session.stack.indexChanged.connect(self.undo_changed)
        self.lines.use(session)
        self._show_state()
        self.show_draft()
        self.undo_changed.emit()

    def show_version(self, version: int) -> None:
        """Show another version of the quote; what is unsaved is saved first."""
        quote_id = self.session.quote.quote_id
        self._finish_fields()
        if quote_id is not None:
            self.session.save_or_keep()
            self._replace(self._opened(quote_id, version, ""))
            self._greet()

    def _replace(self, session: QuoteSession) -> None:
        old, self.session = self.session, session
        for signal in (old.changed, old.state_changed, old.keep_failed):
            signal.disconnect()
        self._use(session)
        old.deleteLater()

    def show_draft(self) -> None:
        """Show the session's draft as it is now."""
        draft, read_only = self.session.draft, self.session.read_only
        self.lines.show_draft(draft)
        self.form.show_draft(draft, read_only=read_only)
        self.terms.show_draft(draft, read_only=read_only)
        self.totals.discount.setReadOnly(read_only)
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
        self.lines.show_figures(totals, () if self.session.read_only else problems(draft))
        self._show_saved()
        self.body.follow(self.session, draft)

    def _show_state(self) -> None:
        self.head.show_session(self.session)
        self._show_saved()
        self.locked.show_lock(self.session)
        self._refresh.start()

    def _greet(self) -> None:
        """Say what came back of unsaved work, or that there is some of a new quote."""
        restored = self.session.restored
        if restored is not None:
            action = (_("Discard them"), self._on_discard)
            tone = "warn" if restored.outdated else "note"
            self.message.show_message(editor_session.in_words(restored), tone=tone, action=action)
        elif self.session.quote.quote_id is None and not self._data.read_only:
            waiting = [one for one in editor_session.unfinished(self._data) if one.key != self.session.key]
            kept_quotes.offer(self.message, waiting, self._continue)

    def _continue(self, kept: KeptDraft) -> None:
        """Go on with another new quote; this one stays kept."""
        self._finish_fields()
        self.session.keep_now()
        self._replace(self._opened(None, None, kept.key))
        self._greet()
        self.focus_content()

    def _on_discard(self) -> None:
        self.session.discard()
        if self.session.quote.quote_id is None:
            drafts.forget(self._data.workspace, self.session.key)
            self.session.restored = None
            self._greet()

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

    # --- editing ------------------------------------------------------------------------------------------------

    def _on_form(self, draft: QuoteDraft, text: str, key: str) -> None:
        current = self.session.draft
        self.session.edit(replace(draft, lines=current.lines), text, key)

    def _on_terms(self, field: str, text: str) -> None:
        self.session.edit(
            replace(self.session.draft, **dict[str, Any]({field: text})), _("Edit terms"), field
        )

    def _on_discount(self, discount: DocumentDiscount | None) -> None:
        after = replace(self.session.draft, document_discount=discount)
        self.session.edit(after, _("Change discount on the whole"))

    def _finish_fields(self) -> bool:
        """Take what stands in cells and fields that are still open; tell whether all of it could be read."""
        self.form.customer.editingFinished.emit()
        return all([self.lines.view.delegate.finish(), self.totals.discount.finish(), self.form.finish()])

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save now; what stands in the way is said, and the user is put there. Tell whether all is saved."""
        if not self._finish_fields():
            return False
        session = self.session
        found = () if session.read_only else session.problems()
        if found and (session.dirty or session.quote.quote_id is None):
            session.keep_now()
            self._point_at(found)
            return False
        done = session.save()
        if done:
            self.message.hide()
        return done

    def export(self) -> None:
        """Save, ask for a place and print there."""
        if self.save():
            self._actions.export(self.session)

    def _on_send(self) -> None:
        if self.save() and not self.approving.explain():
            self._actions.send(self.session, self.show_draft)

    def _on_new_version(self) -> None:
        self._actions.new_version(self.session, self._show_newest)

    def _show_newest(self) -> None:
        self._replace(self._opened(self.session.quote.quote_id, None, ""))
        self.focus_content()

    def _point_at(self, found: Sequence[Problem]) -> None:
        """Say what stands in the way of saving, and put the caret there."""
        text = " ".join(str(problem) for problem in found[:_SHOWN_PROBLEMS])
        self.message.show_message(_("Not saved yet. {problems}").format(problems=text), tone="warn")
        first = found[0]
        fields = {"customer": self.form.customer, "valid_until": self.form.valid_until}
        if first.line is not None:
            self.lines.view.go_to(first.line - 1, FIRST)
        else:
            fields.get(first.field, self.lines.entry).setFocus()

    def _on_changed(self, changes: Changes) -> None:
        """Show what others changed in the quote, unless the user has changes of their own."""
        session = self.session
        if (
            self._gone
            or session.quote.quote_id is None
            or not any(changes.touches(table) for table in _TABLES)
        ):
            return
        try:
            stored = session.stored()
        except InvalidInputError:
            session.keep_now()
            self._gone = True
            self.action_requested.emit("quotes", None)
            return
        if stored.row_version != session.quote.row_version and not session.dirty:
            session.stack.clear()
            session.adopt(stored)
            self.show_draft()

    def _logo(self, name: str) -> bytes | None:
        """Return a picture of the workspace by its name."""
        with suppress(InvalidInputError):
            return files.read(self._data.workspace.files, name)
        return None
