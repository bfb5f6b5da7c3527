"""The head of the page: whose opportunity it is, how it stands, what one can do with it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.pipeline import STATUSES
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, _, day, money
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.widgets.basics import button, icon_button, label, margins, set_state, tip
from salesdesk.ui.widgets.cards import chip, copy, menu_of, show_chip
from salesdesk.ui.widgets.headline import TitleEdit
from salesdesk.ui.widgets.text_lines import cut

_ROADMAP_TONES: Final = {"solid": "ok", "risk": "warn", "stretch": "note"}
ROADMAP: Final = tuple(
    (code, name, _ROADMAP_TONES[code]) for code, name in ROADMAP_NAMES if code in _ROADMAP_TONES
)
"""How sure a win is for the forecast (requirement E14): code, name, tone."""
_MIDDLE: Final = Qt.TextElideMode.ElideMiddle
_STATUS_NAMES: Final[dict[str, str]] = dict(STATUSES)
_STATUS_TONES: Final = {"won": "ok", "lost": "bad", "on_hold": "warn", "open": "accent"}


class Head(QWidget):
    """Says by `asked` what is wanted: customer, next, won, lost, reopen, before, new-quote, delete."""

    asked = Signal(str)

    def __init__(self, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = read_only
        self._shown: Summary | None = None
        self.customer = button("", "link")
        self.customer.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.customer.clicked.connect(lambda: self.asked.emit("customer"))
        self.title = TitleEdit(large=True)
        self.status, self.expected, self.slips, self.roadmap, self.team = (chip() for _chip in range(5))
        self.complete = chip()
        self.amount = label(role="section")
        self.risks = label(role="warning", wrap=True)
        self.next = button("", "primary")
        self.won, self.lost = button(_("Won…")), button(_("Lost…"))
        self.again = button(_("Take up again"), "primary")
        self.quote = button(_("New quote"))
        self.menu = icon_button("ellipsis", _("More"))
        self.menu.clicked.connect(self._offer)
        for control, wanted in (
            (self.next, "next"),
            (self.won, "won"),
            (self.lost, "lost"),
            (self.again, "reopen"),
            (self.quote, "new-quote"),
        ):
            control.clicked.connect(lambda _checked=False, wanted=wanted: self.asked.emit(wanted))
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        layout.addLayout(self._first_line())
        layout.addLayout(self._second_line())
        layout.addWidget(self.risks)

    def _first_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        margins(line, gap=8)
        line.addWidget(self.customer)
        line.addWidget(self.title, 1)
        for control in (self.quote, self.lost, self.won, self.next, self.again):
            line.addWidget(control)
        line.addWidget(self.menu)
        return line

    def _second_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        margins(line, 6, gap=8)
        line.addWidget(self.amount)
        for shown in (self.status, self.expected, self.slips, self.roadmap, self.team, self.complete):
            line.addWidget(shown)
        line.addStretch(1)
        return line

    def show_content(self, content: Content, today: date) -> None:
        """Show how the opportunity stands."""
        summary = content.details.summary
        self._shown = summary
        editable = not self._read_only and not summary.is_closed
        name = summary.customer or _("No customer yet")
        self.customer.setText(
            self.fontMetrics().elidedText(cut(name), _MIDDLE, 200).replace("&", "&&") + " /"
        )
        self.customer.setAccessibleName(_("Customer: {name}").format(name=cut(name)))
        self.customer.setEnabled(summary.customer_id is not None)
        self.title.show_text(summary.title, editable=editable)
        self.amount.setText(
            _("No amount") if summary.amount is None else money(summary.amount, summary.currency)
        )
        source = summary.amount_from
        self.amount.setToolTip(_("from quote {number}").format(number=source.number) if source else "")
        status = _(_STATUS_NAMES.get(summary.status, summary.status))
        show_chip(self.status, status, _STATUS_TONES.get(summary.status, ""))
        self._show_close(summary, today)
        words = {code: (_(text), tone) for code, text, tone in ROADMAP}
        text, tone = words.get(summary.roadmap, ("", ""))
        show_chip(self.roadmap, _("Forecast: {word}").format(word=text) if text else "", tone)
        self.roadmap.setToolTip(_("How sure the win is for the forecast"))
        show_chip(self.team, initials(summary))
        self.team.setToolTip(tip(team_words(summary)))
        whole = content.health.completeness
        show_chip(
            self.complete, _("Data {percent}%").format(percent=whole.percent), "" if whole.missing else "ok"
        )
        missing = _(", ").join(whole.names)
        self.complete.setToolTip(_("Still missing: {names}").format(names=missing) if missing else "")
        reasons = [flag.reason for flag in content.health.flags] if summary.status == "open" else []
        self.risks.setVisible(bool(reasons))
        self.risks.setText("⚠ " + "  ".join(cut(reason) for reason in reasons))
        self._show_actions(content, summary)

    def _show_close(self, summary: Summary, today: date) -> None:
        slipped = bool(summary.slips) and not summary.is_closed
        show_chip(
            self.slips,
            _("put off {count} ×").format(count=summary.slips) if slipped else "",
            "bad" if summary.slips > 1 else "warn",
        )
        if summary.is_closed:
            text = "" if summary.closed_on is None else _("Closed {day}").format(day=day(summary.closed_on))
            show_chip(self.expected, text)
            return
        expected = summary.expected_close_on
        text = _("No expected close") if expected is None else _("Expected {day}").format(day=day(expected))
        show_chip(self.expected, text, "bad" if expected is not None and expected < today else "")

    def _show_actions(self, content: Content, summary: Summary) -> None:
        writes, running = not self._read_only, summary.status == "open"
        following = next_stage(content)
        self.next.setVisible(writes and following is not None)
        if following is not None:
            self.next.setText(_("Next stage"))
            self.next.setToolTip(tip(_("Move on to “{stage}”").format(stage=cut(following[1], 60))))
        for control in (self.won, self.lost):
            control.setVisible(writes and not summary.is_closed)
        # Behind the last stage before the sale comes the signature.
        set_state(self.won, "role", "primary" if running and following is None else "")
        self.again.setVisible(writes and summary.status == "lost")
        self.quote.setVisible(
            writes and summary.customer_id is not None and (running or summary.status == "won")
        )

    def _offer(self) -> None:
        summary = self._shown
        if summary is None:
            return
        entries = [("copy", _("Copy name"), lambda: copy(summary.title))]
        if summary.reopened_from_id is not None:
            entries.append(("undo-2", _("Show the one it follows"), lambda: self.asked.emit("before")))
        if not self._read_only:
            entries.append(("trash-2", _("Delete opportunity"), lambda: self.asked.emit("delete")))
        menu_of(self, entries).popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))


def next_stage(content: Content) -> tuple[uuid.UUID, str] | None:
    """Return the stage that follows, before the sale for what is open and behind it for what is won."""
    summary = content.details.summary
    kinds = {"open": ("open",), "won": ("won", "post_sale")}.get(summary.status, ())
    ahead = [stage for stage in content.stages if stage.state == "ahead" and stage.kind in kinds]
    return (ahead[0].id, ahead[0].name) if ahead else None


def initials(summary: Summary) -> str:
    """Return who of the team there is, by the first signs of their names."""
    shown = [
        f"{role} {name[:1].upper() if name[:1].isascii() else name[:3]}"
        for role, name in (("AR", summary.owner), ("SR", summary.sr), ("FR", summary.fr))
        if name
    ]
    return " · ".join(shown)


def team_words(summary: Summary) -> str:
    """Return who of the team there is, in words."""
    parts = (
        (N_("Account manager (AR)"), summary.owner),
        (N_("Solution manager (SR)"), summary.sr),
        (N_("Delivery manager (FR)"), summary.fr),
    )
    return "\n".join(f"{_(caption)}: {cut(name, 60) if name else '—'}" for caption, name in parts)
