"""Saving a quote from its editor, and what needs it saved: its ways out, sending it, its next version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.quote_problems import Problem
from salesdesk.i18n import _, sentences
from salesdesk.ui.quotes.editor_actions import QuoteActions
from salesdesk.ui.quotes.editor_approval_actions import ApprovalActions
from salesdesk.ui.quotes.editor_columns import FIRST
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.quotes.editor_opening import Opening
from salesdesk.ui.quotes.editor_outlets import Outlets

_SHOWN_PROBLEMS: Final = 3


class Saving(Part):
    """Saves what the page shows, and says what stands in the way."""

    def __init__(self, page: QWidget, opening: Opening, approving: ApprovalActions) -> None:
        super().__init__(page)
        self._opening, self._approving = opening, approving
        self.outlets = Outlets(page)
        self._actions = QuoteActions(page, self.editor.context, self.editor.message)

    def save(self) -> bool:
        """Save now; what stands in the way is said, and the user is put there. Tell whether all is saved."""
        if not self.editor.finish_fields():
            return False
        session = self.session
        found = () if session.read_only else session.problems()
        if found and (session.dirty or session.quote.quote_id is None):
            session.keep_now()
            self._point_at(found)
            return False
        done = session.save()
        if done:
            self.editor.message.hide()
        return done

    def send(self) -> None:
        """Save, and ask whether the version is issued; say so where approval is needed first."""
        if self.editor.save() and not self._approving.explain():
            self._actions.send(self.session, self.editor.show_draft)

    def next_step(self) -> None:
        """Submit a draft that needs approval, decide what waits for it, send what is ready: one key for the way out."""
        state = self.session.quote.state
        if state == "pending_approval":
            self._approving.decide(approve=True)
        elif state == "draft" and not self.session.data.read_only and self.editor.save():
            if self._approving.is_needed():
                self._approving.submit()
            else:
                self.send()
        elif state == "approved" and not self.session.data.read_only:
            self.send()

    def new_version(self) -> None:
        """Ask for the reason of a new version, make it and show it."""
        self._actions.new_version(self.session, self._opening.show_newest)

    def _point_at(self, found: Sequence[Problem]) -> None:
        """Say what stands in the way of saving, and put the caret there."""
        body = self.editor.body
        text = sentences(*(str(problem) for problem in found[:_SHOWN_PROBLEMS]))
        self.editor.message.show_message(_("Not saved yet. {problems}").format(problems=text), tone="warn")
        first = found[0]
        fields = {"customer": body.form.customer, "valid_until": body.form.valid_until}
        if first.line is not None:
            body.lines.view.go_to(first.line - 1, FIRST)
        else:
            fields.get(first.field, body.lines.entry).setFocus()
