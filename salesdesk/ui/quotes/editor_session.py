"""What the editor holds of a quote: its draft with the steps of editing it, kept against a crash, saved as one step."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import ConflictError, SalesDeskError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.domain.quote_life import is_expired
from salesdesk.domain.quote_problems import Problem, problems
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import DEFAULT_LANGUAGE, N_, _, moment
from salesdesk.services import drafts, people, quotes
from salesdesk.services.drafts import KeptDraft
from salesdesk.services.quotes import EditableQuote
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data

KIND: Final = "quote"
NEW: Final = "quote:new:"
_KEEP_MS: Final = 900
_RETRY_MS: Final = 5000
_MOST_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """Unsaved work that came back: since when it was kept, and whether the quote was changed elsewhere since."""

    at: datetime
    outdated: bool


class DraftStep(QUndoCommand):
    """One step from a draft to another; steps of one `key` on end, such as typing in one field, become one."""

    def __init__(
        self, show: Callable[[QuoteDraft], None], before: QuoteDraft, after: QuoteDraft, text: str, key: str
    ) -> None:
        super().__init__(text)
        self._show = show
        self._before = before
        self.after = after
        self.key = key

    def id(self) -> int:
        """Return one number for all steps that may be joined."""
        return 1 if self.key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, DraftStep) or other.key != self.key:
            return False
        self.after = other.after
        return True

    def undo(self) -> None:
        """Go back to the draft before."""
        self._show(self._before)

    def redo(self) -> None:
        """Go on to the draft after."""
        self._show(self.after)


class QuoteSession(QObject):
    """Edits one version of a quote.

    `changed` brings the draft before and after a step, `state_changed` tells that quote or saved state are others.
    `keep_failed` says why what was typed could not be kept, which is tried again, and an empty text once it is kept.
    `pending` may give the draft with what stands in an open cell; it is asked when the draft is kept.
    """

    changed = Signal(object, object)
    state_changed = Signal()
    keep_failed = Signal(str)

    def __init__(
        self, data: Data, quote: EditableQuote, key: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.data = data
        self.quote = quote
        self.draft = quote.draft
        self.key = key or (f"quote:{quote.quote_id.hex}" if quote.quote_id else f"{NEW}{uuid.uuid4().hex}")
        self.restored: Restored | None = None
        self.pending: Callable[[], QuoteDraft] | None = None
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_STEPS)
        self.outdated = False
        self.keep_problem = ""
        self._base = quote.draft
        self._kept: QuoteDraft | None = None
        self._keeping: QuoteDraft | None = None
        self._keeper = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._keep)

    @property
    def read_only(self) -> bool:
        """Tell whether nothing here can be changed: the version was issued, is an earlier one, or one only looks."""
        quote = self.quote
        return quote.read_only or quote.version != quote.in_work or self.data.read_only

    @property
    def dirty(self) -> bool:
        """Tell whether the draft differs from what is saved."""
        return self.draft is not self._base and self.draft != self._base

    def unsaved(self) -> str:
        """Return what to say of what isn't saved yet; empty where all is."""
        if self.read_only or not self.dirty:
            return ""
        return (
            _("Not saved yet, and not kept either")
            if self.keep_problem
            else _("Not saved yet; kept as a draft")
        )

    def problems(self) -> tuple[Problem, ...]:
        """Return what stands in the way of saving."""
        return problems(self.draft)

    # --- steps --------------------------------------------------------------------------------------------------

    def edit(self, after: QuoteDraft, text: str, key: str = "") -> None:
        """Go on to another draft; `text` names the step, `key` joins it with an equal one just before."""
        if not self.read_only and after != self.draft:
            self.stack.push(DraftStep(self._show, self.draft, after, text, key))

    def end_typing(self) -> None:
        """Let the next step stand for itself, whatever its key."""
        index = self.stack.index()
        last = self.stack.command(index - 1) if index else None
        if isinstance(last, DraftStep):
            last.key = ""

    def _show(self, draft: QuoteDraft) -> None:
        before, self.draft = self.draft, draft
        self.touch()
        self.changed.emit(before, draft)

    def touch(self) -> None:
        """See to it that what is typed now is kept within a second."""
        if not self.read_only and not self._timer.isActive():
            self._timer.start(_KEEP_MS)

    # --- keeping ------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        """Keep what isn't saved; beside the window, for a key must not wait for the disk."""
        draft = self._unkept()
        if draft is None:
            return
        self._keeping = draft
        work = partial(_keep, self.data, self.key, self._kept_with(), draft)
        job = self._keeper.job(lambda _job: work())
        job.done.connect(lambda _result: self._on_kept(draft))
        job.failed.connect(partial(self._on_keep_failed, draft))
        self._keeper.start(job)

    def _unkept(self) -> QuoteDraft | None:
        """Return the draft where it differs from what is kept; what is as it was saved needs no keeping."""
        draft = self.pending() if self.pending else self.draft
        if self.read_only or draft is self._kept:
            return None
        if draft == self._base:
            self.forget()
            return None
        return draft

    def _kept_with(self) -> EditableQuote:
        """Return the quote that the draft is kept for, of no version where it was changed elsewhere since."""
        return replace(self.quote, row_version=None) if self.outdated else self.quote

    def _on_kept(self, draft: QuoteDraft) -> None:
        if self._keeping is draft:
            self._kept, self._keeping = draft, None
            self._tell_of_keeping("")

    def _on_keep_failed(self, draft: QuoteDraft, message: str) -> None:
        if self._keeping is draft:
            self._keeping = None
            self._timer.start(_RETRY_MS)
            self._tell_of_keeping(message)

    def _tell_of_keeping(self, problem: str) -> None:
        if problem or self.keep_problem:
            self.keep_problem = problem
            self.keep_failed.emit(problem)

    def keep_now(self) -> None:
        """Keep what isn't saved before this returns; SalesDeskError where that fails."""
        self._timer.stop()
        self._keeper.finish()
        draft = self._unkept()
        if draft is not None:
            _keep(self.data, self.key, self._kept_with(), draft)
            self._kept, self._keeping = draft, None
            self._tell_of_keeping("")

    def forget(self) -> None:
        """Drop what was kept: it is saved, or given up."""
        self._timer.stop()
        self._keeper.finish()
        self._kept = self._keeping = None
        if not self.data.read_only:
            drafts.forget(self.data.workspace, self.key)
        self._tell_of_keeping("")

    def restore(self, kept: KeptDraft) -> None:
        """Take up unsaved work again."""
        draft, row_version = _restored(kept.content)
        if draft is None:
            return
        self.key = kept.key
        self.outdated = row_version != self.quote.row_version
        self.restored = Restored(kept.updated_at, self.outdated)
        self.draft = self._kept = draft

    def discard(self) -> None:
        """Go back to what is saved; one step, which can be taken back."""
        self.edit(self._base, _("Discard unsaved changes"))

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save as one step of the journal where anything changed; tell whether all is saved now.

        A draft that isn't complete stays kept instead. ConflictError where the quote was changed elsewhere: the draft
        stays, and saving again would replace the other change.
        """
        if self.read_only or not self.dirty:
            if self._kept is not None or self._keeping is not None or self._timer.isActive():
                self.forget()
            return self.read_only or self.quote.quote_id is not None
        if self.problems():
            self.keep_now()
            return False
        number = self.quote.number
        label = (
            Label(N_("Save quote {number}"), {"number": number})
            if number
            else Label(N_("New quote for {customer}"), {"customer": self.draft.customer[:80]})
        )
        try:
            saved = self.data.write(label, quotes.save, self.quote, self.draft, **self._seller())
        except ConflictError:
            self.outdated = True
            self._kept = None  # to keep it anew: its version is another one now
            self.keep_now()
            self._take_version_of_now()
            raise
        self.forget()
        self.adopt(saved)
        return True

    def save_or_keep(self) -> None:
        """Save, else keep: the user goes away. SalesDeskError where neither is possible.

        Where the quote was changed elsewhere it is kept only: to replace that change is for the user to decide.
        """
        try:
            if self.outdated and self.dirty:
                self.keep_now()
            else:
                self.save()
        except SalesDeskError:
            self.keep_now()

    def adopt(self, quote: EditableQuote) -> None:
        """Show a quote as it is stored now."""
        before, self.quote = self.draft, quote
        self.draft = self._base = quote.draft
        self._kept = self._keeping = None
        self.outdated = False
        self._timer.stop()
        if quote.quote_id is not None:
            self.key = f"quote:{quote.quote_id.hex}"
        if before != self.draft:
            self.changed.emit(before, self.draft)
        self.state_changed.emit()

    def as_version(self, draft: QuoteDraft) -> QuoteVersion:
        """Return the version that a draft would become, read in whatever thread this is called from."""
        return self.data.read(quotes.as_version, self.quote, draft, **self._seller())

    def stored(self) -> EditableQuote:
        """Return the version as it is stored now; InvalidInputError where it is gone."""
        if self.quote.quote_id is None:
            raise LookupError
        return self.data.read(quotes.edit, self.quote.quote_id, self.quote.version)

    def _take_version_of_now(self) -> None:
        now = self.stored()
        self.quote = replace(self.quote, draft=now.draft, row_version=now.row_version, versions=now.versions)
        self._base = now.draft  # what discarding goes back to

    def _seller(self) -> dict[str, Any]:
        names = {person.id: person.name for person in self.data.read(people.people)}
        return {
            "today": date.today(),  # noqa: DTZ011 - a local date is meant
            "seller_name": self.data.workspace.name,
            "seller_person": names.get(self.data.person, "") if self.data.person else "",
            "language": DEFAULT_LANGUAGE,
        }


def opened(
    data: Data,
    quote_id: uuid.UUID | None,
    *,
    version: int | None = None,
    customer_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
    key: str = "",
) -> QuoteSession:
    """Open a quote, or a new one, with the unsaved work of it that was kept; `key` names that of a new one."""
    if quote_id is None:
        today = date.today()  # noqa: DTZ011 - a local date is meant
        quote = data.read(quotes.new, customer_id=customer_id, opportunity_id=opportunity_id, today=today)
    else:
        quote = data.read(quotes.edit, quote_id, version)
    session = QuoteSession(data, quote, key)
    kept = next((one for one in data.read(drafts.kept, KIND) if one.key == session.key), None)
    if kept is not None and not session.read_only:
        session.restore(kept)
    return session


def in_words(restored: Restored) -> str:
    """Return what to say of unsaved work that came back."""
    text = _("Unsaved changes from {time} were restored.")
    if restored.outdated:
        text = _(
            "Unsaved changes from {time} were restored; the quote was changed elsewhere since. Saving replaces that."
        )
    return text.format(time=moment(restored.at))


def expired(quote: EditableQuote) -> bool:
    """Tell whether the version that is held is an offer past its last day."""
    today = date.today()  # noqa: DTZ011 - a local date is meant
    return quote.info is not None and is_expired(quote.state, quote.info.valid_until, today)


def unfinished(data: Data) -> list[KeptDraft]:
    """Return the new quotes that were never saved, the newest first."""
    return [one for one in data.read(drafts.kept, KIND) if one.key.startswith(NEW)]


def _keep(data: Data, key: str, quote: EditableQuote, draft: QuoteDraft) -> None:
    content = json.dumps(
        {"row_version": quote.row_version, "draft": draft_as_json(draft)}, ensure_ascii=False
    )
    title = " ".join(part for part in (quote.number, draft.customer) if part)
    drafts.keep(data.workspace, key, kind=KIND, title=title, content=content, person=data.person)


def _restored(content: str) -> tuple[QuoteDraft | None, object]:
    try:
        kept = json.loads(content)
        return draft_restored(kept["draft"]), kept.get("row_version")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, SalesDeskError):
        return None, None
