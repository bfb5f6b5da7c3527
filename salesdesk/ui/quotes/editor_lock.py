"""The bar that says where an issued quote stands, why nothing of it can be changed, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from salesdesk.domain.quote_life import EXPIRING_DAYS, REJECTIONS
from salesdesk.i18n import _, day, ngettext, sentences
from salesdesk.services.quotes import EditableQuote, VersionInfo
from salesdesk.ui.quotes.editor_session import QuoteSession, expired
from salesdesk.ui.widgets.message_bar import Action, MessageBar, Run

_LONGEST: Final = 160


class LockBar(MessageBar):
    """Shows itself where a session is read-only; `answers` gives what can be recorded of the customer's answer."""

    def __init__(self, show_version: Callable[[int], object]) -> None:
        super().__init__(closable=False)
        self._show_version = show_version
        self.answers: Callable[[], Sequence[tuple[str, Run]]] = tuple
        self.contract: Run | None = None
        """What makes a contract of what was accepted."""

    def show_lock(self, session: QuoteSession) -> None:
        """Say why nothing can be changed, where that is so."""
        quote = session.quote
        if not session.read_only or (
            quote.state in ("pending_approval", "approved")
            and quote.version == quote.in_work
            and not session.data.read_only
        ):
            self.hide()  # of an approval its card says everything
            return
        text, tone = _in_words(quote) if quote.versions else ("", "note")
        action: Action | None = None
        if session.data.read_only:
            text = sentences(_("The workspace is open for looking only."), text)
        elif quote.version == quote.in_work and quote.state == "accepted" and self.contract is not None:
            action = (_("Make a contract of it"), self.contract)
        elif quote.version == quote.in_work and (choices := self.answers()):
            answered = quote.state == "accepted"
            action = (_("Next step") if answered else _("Customer's answer"), choices)
        if quote.version != quote.in_work:
            action = (_("Back to the newest version"), partial(self._show_version, quote.in_work))
        self.show_message(text, tone=tone, action=action)


def _in_words(quote: EditableQuote) -> tuple[str, str]:
    """Return where the version that is shown stands, with the tone of the bar."""
    info = quote.info
    if info is None:
        return "", "note"
    tone = {"accepted": "ok", "rejected": "bad"}.get(quote.state, "note")
    if expired(quote):
        text = _(
            "The offer was valid until {day} and has expired. It can still be accepted, or be priced anew."
        )
        return _and_next(quote, text.format(day=day(info.valid_until))), "warn"
    if quote.state in ("accepted", "rejected", "void"):
        return _and_next(quote, _decided(info)), tone
    if quote.state == "sent":
        left = (info.valid_until - date.today()).days  # noqa: DTZ011 - a local date is meant
        text = _("Sent, valid until {day}.").format(day=day(info.valid_until))
        if left <= EXPIRING_DAYS:
            days = ngettext("{days} day left.", "{days} days left.", left).format(days=left)
            text, tone = sentences(text, days), "warn"
        more = _("It stays as it is. To change anything, make a new version.")
        return _and_next(quote, sentences(text, more)), tone
    if quote.state == "superseded":
        text = _("Version {version} was replaced by version {current}.")
        return text.format(version=quote.version, current=quote.current), tone
    text = _("This is version {version}. The newest one is version {newest}.")
    return text.format(version=quote.version, newest=quote.in_work), tone


def _decided(info: VersionInfo) -> str:
    """Return what the customer decided, or why the version is void."""
    decision = info.decision
    on = day(info.decided_on) if info.decided_on else ""
    texts = {"accepted": _("Accepted"), "rejected": _("Rejected"), "void": _("Void")}
    reason = dict(REJECTIONS).get(decision.reason, "")
    parts = [
        " ".join(part for part in (texts[info.state], on) if part),
        _("late, as it was offered") if decision.late else "",
        decision.who,
        _(reason) if reason else "",
        " ".join(decision.note.split())[:_LONGEST],
    ]
    return " · ".join(part for part in parts if part)


def _and_next(quote: EditableQuote, text: str) -> str:
    """Add that a newer version is in the making."""
    if quote.version == quote.in_work:
        return text
    more = _("Version {version} is in the making.").format(version=quote.in_work)
    return sentences(text, more)
