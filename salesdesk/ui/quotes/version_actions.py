"""What is done with a version as a whole: the customer's answer, void, the primary quote, comparison, deviations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _
from salesdesk.services import quote_late, quote_primary, quotes
from salesdesk.services.quotes import Accepted, EditableQuote
from salesdesk.ui.quotes.compare_dialog import CompareDialog
from salesdesk.ui.quotes.deviation_dialog import DeviationDialog
from salesdesk.ui.quotes.editor_host import Part
from salesdesk.ui.quotes.editor_opening import Opening
from salesdesk.ui.quotes.version_dialogs import AcceptDialog, Answer, RejectDialog, VoidDialog
from salesdesk.ui.widgets.ask import ask

if TYPE_CHECKING:
    from salesdesk.ui.page import Page

_MOST_NAMED: Final = 3
_OFFERED: Final = "offered"
"""Marks what was put into the menu, so that it is there once."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with the quote now; `answers` is set for what the customer says."""

    text: str
    run: Callable[[], object]
    answers: bool = False


class VersionActions(Part):
    """Carries out what the head's menu and the bar below it offer for the quote that the page shows."""

    def __init__(self, page: QWidget, opening: Opening) -> None:
        super().__init__(page)
        self._opening = opening

    @property
    def _quote(self) -> EditableQuote:
        return self.session.quote

    def offers(self) -> Iterator[Offer]:
        """Yield what can be done now with the version that is shown, in the order of a menu."""
        quote, looks = self._quote, self.session.data.read_only
        if quote.quote_id is None:
            return
        if not looks:
            yield from self._answer_offers(quote)
        if len(quote.versions) > 1:
            yield Offer(_("Compare versions…"), self.compare)
        else:
            yield Offer(_("Compare with another quote…"), self.compare)
        if quote.draft.deviations or not self.session.read_only:
            yield Offer(_("Technical deviation list…"), self.deviations)
        if not looks and quote.draft.opportunity_id is not None:
            if quote.is_primary:
                yield Offer(_("Let the opportunity's amount stand for itself"), self.release)
            elif quote.state != "void":
                yield Offer(_("Make it the primary quote of the opportunity"), self.make_primary)
        voidable = quote.state in ("draft", "pending_approval", "approved", "sent")
        if not looks and quote.version == quote.in_work and voidable:
            yield Offer(_("Make the version void…"), self.void)

    def _answer_offers(self, quote: EditableQuote) -> Iterator[Offer]:
        """Yield what the customer may have said, and the contract that follows from an acceptance."""
        if quote.version == self._answered():
            yield Offer(_("Accepted by the customer…"), self.accept, answers=True)
            yield Offer(_("Rejected by the customer…"), self.reject, answers=True)
        if any(one.state == "accepted" for one in quote.versions):
            yield Offer(_("Make a contract of it"), self.make_contract, answers=True)
        if quote.version == quote.current and quote.state in ("accepted", "rejected"):
            yield Offer(_("Take the answer back…"), self.take_back, answers=True)

    def fill(self, menu: QMenu) -> None:
        """Put what can be done below the versions in a menu."""
        for action in [one for one in menu.actions() if one.data() == _OFFERED]:
            menu.removeAction(action)
        menu.addSeparator().setData(_OFFERED)
        for offer in self.offers():
            menu.addAction(offer.text, offer.run).setData(_OFFERED)

    def answers(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return what can be recorded of the customer's answer, and what follows from it."""
        return tuple((offer.text, offer.run) for offer in self.offers() if offer.answers)

    def _answered(self) -> int | None:
        """Return the version that waits for the customer's answer; None where none does."""
        sent = [one.version for one in self._quote.versions if one.state == "sent"]
        return max(sent, default=None)

    # --- the customer's answer ----------------------------------------------------------------------------------

    def accept(self) -> None:
        """Ask when and by whom it was accepted."""
        quote, data = self._quote, self.session.data
        quote_id, info = quote.quote_id, quote.info
        if info is None or quote_id is None:
            return
        AcceptDialog(
            self._title(),
            info.valid_until,
            context=self.editor.context,
            keeps_files=quote.draft.opportunity_id is not None,
            prices=lambda: data.read(quote_late.prices_now, quote_id, _today()),
            accept=self._accept,
            reprice=self._reprice,
            parent=self.page,
        ).open()

    def make_contract(self) -> None:
        """Make the draft of a contract of what was accepted, and show it."""
        page = cast("Page", self.page)
        page.action_requested.emit("new-contract", {"quote_id": self._quote.quote_id})

    def reject(self) -> None:
        """Ask why it was rejected."""
        RejectDialog(self._title(), self._reject, self.page).open()

    def take_back(self) -> None:
        """Ask whether the answer was recorded by mistake."""
        title = _("Take the answer back")
        question = _(
            "Take back what was recorded as the customer's answer to {number}? It is sent again then."
        )
        ask(self.page, title, question.format(number=self._title()), title, self._take_back)

    def _accept(self, answer: Answer) -> None:
        label = N_("Accept quote {number} as it was offered, after its last day")
        done: Accepted = self._issue(
            label if answer.as_offered else N_("Accept quote {number}"),
            quotes.accept,
            on=answer.on,
            today=_today(),
            who=answer.who,
            note=answer.note,
            as_offered=answer.as_offered,
            file=answer.file,
            row_version=self._quote.row_version,
        )
        if done.alternatives:
            names = [one.number for one in done.alternatives[:_MOST_NAMED]]
            more = "…" if len(done.alternatives) > _MOST_NAMED else ""
            text = _("Accepted. Other quotes of the opportunity still stand: {numbers}")
            self._say_of(text.format(numbers=_(", ").join(names) + more), "note")
        else:
            self.editor.message.hide()  # the bar above the quote says that it is accepted, and leads to the contract

    def _reject(self, answer: Answer) -> None:
        self._issue(
            N_("Reject quote {number}"),
            quotes.reject,
            on=answer.on,
            today=_today(),
            reason=answer.reason,
            who=answer.who,
            note=answer.note,
            row_version=self._quote.row_version,
        )

    def _take_back(self) -> None:
        self._issue(N_("Take back the answer to quote {number}"), quotes.take_back)

    def _reprice(self) -> None:
        """Make the next version with the prices of today, and show it."""
        self._write(
            N_("New version of {number}"),
            quotes.new_version,
            reason=_("Offer expired; prices of {day}").format(day=_today().isoformat()),
            today=_today(),
            reprice=True,
        )
        self._opening.show_newest()
        self._say(_("A new version with the prices of today. Look at it, then send it."))

    # --- the version --------------------------------------------------------------------------------------------

    def void(self) -> None:
        """Save, and ask why the version becomes void."""
        if self.session.read_only or self.editor.save():
            back = max(
                (one.version for one in self._quote.versions if one.state == "superseded"), default=None
            )
            text = _("A void version stays to be looked at, and counts nowhere.")
            standing = any(one.state in ("sent", "accepted", "rejected") for one in self._others())
            if back is not None and not standing:
                text = _("{text} Version {version} stands again.").format(text=text, version=back)
            VoidDialog(self._title(), text, self._void, self.page).open()

    def _others(self) -> Iterator[Any]:
        return (one for one in self._quote.versions if one.version != self._quote.version)

    def _void(self, reason: str) -> None:
        sent = self._quote.state != "draft"
        run = self._issue if sent else self._write
        run(N_("Make {number} void"), quotes.void, reason=reason, row_version=self._quote.row_version)
        self._opening.show_newest()

    def make_primary(self) -> None:
        """Let the opportunity follow this quote."""
        if self.session.read_only or self.editor.save():
            self._write(N_("Make {number} the primary quote"), quote_primary.make_primary)
            self._reread()
            self._say(_("The opportunity's amount and products follow this quote now."))

    def release(self) -> None:
        """Let the opportunity follow no quote."""
        self._write(N_("Let the opportunity of {number} stand for itself"), quote_primary.release)
        self._reread()
        self._say(_("The opportunity's amount stays as it is and can be typed again."))

    def compare(self) -> None:
        """Show the version beside another one."""
        if self.session.read_only or self.editor.save():
            CompareDialog(self.editor.context, self._quote, self._say_of, self.page).open()

    def deviations(self) -> None:
        """Show the deviation list, to take it anew from the requirement sheet or away."""
        DeviationDialog(self.session, self.page).open()

    # --- done ---------------------------------------------------------------------------------------------------

    def _title(self) -> str:
        return f"{self._quote.number}-V{self._quote.version}"

    def _write(self, text: str, fn: Callable[..., Any], **values: Any) -> Any:
        return self.session.data.write(self._label(text), fn, self._quote.quote_id, **values)

    def _issue(self, text: str, fn: Callable[..., Any], **values: Any) -> Any:
        """Write what can't be undone, and show the quote as it is then."""
        done = self.session.data.issue(self._label(text), fn, self._quote.quote_id, **values)
        self._reread()
        return done

    def _label(self, text: str) -> Label:
        return Label(text, {"number": self._title()})

    def _reread(self) -> None:
        self.session.stack.clear()
        self.session.adopt(self.session.stored())
        self.editor.show_draft()

    def _say(self, text: str) -> None:
        self._say_of(text, "ok")

    def _say_of(self, text: str, tone: str, action: Any = None) -> None:
        self.editor.message.show_message(text, tone=tone, action=action)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a local date is meant
