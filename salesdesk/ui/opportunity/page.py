"""The page of an opportunity: where it stands, who decides, what is needed, what is next, what happened."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _, number
from salesdesk.ui import sop_export
from salesdesk.ui.opportunity import value_export
from salesdesk.ui.opportunity.facts_column import FactsCard, InterestsCard, RivalsCard, TeamCard
from salesdesk.ui.opportunity.file_actions import FileActions
from salesdesk.ui.opportunity.files_tab import FilesTab
from salesdesk.ui.opportunity.guide_column import GuideColumn
from salesdesk.ui.opportunity.head import Head
from salesdesk.ui.opportunity.history_tab import HistoryTab
from salesdesk.ui.opportunity.moves import Moves
from salesdesk.ui.opportunity.people_tab import PeopleTab
from salesdesk.ui.opportunity.quotes_tab import QuotesTab
from salesdesk.ui.opportunity.reading import TABLES, Content, read
from salesdesk.ui.opportunity.sheet_tabs import LandmarksTab, NeedsTab
from salesdesk.ui.opportunity.strip import StageStrip, usual_days
from salesdesk.ui.opportunity.timeline_tab import TimelineTab
from salesdesk.ui.opportunity.value_tab import ValueTab
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.cards import column
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.tabs import Tabs
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_LEFT: Final = 300
_RIGHT: Final = 296
_NARROW_LEFT: Final = 264
_CLOSE: Final = 1_400
_NARROW: Final = 1_080
_WIDEST_GUIDE: Final = 620
_LEAST: Final = 820
_EVENTS: Final = 60


@dataclass(frozen=True, slots=True)
class PageState:
    """What brings the page back: its tab, and texts that aren't written yet."""

    tab: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


class OpportunityPage(Page):
    """Shows an opportunity; everything on it is changed where it stands, each change one step that undo names."""

    name: ClassVar[str] = "board"

    def __init__(self, context: PageContext, *, opportunity_id: uuid.UUID, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        self._id = opportunity_id
        self._events = _EVENTS
        self.content = self._read()
        self.writer = Writer(self._data, opportunity_id)
        self.moves = Moves(context, self.writer, self)
        self.files = FileActions(context, self.writer, self)
        self._narrow: bool | None = None
        self._build()
        self._connect()
        self._show()
        if isinstance(state, PageState):
            self.tabs.show_tab(state.tab)
            self._restore(state.typed)

    @property
    def record(self) -> uuid.UUID:
        """Return the opportunity."""
        return self._id

    def state(self) -> PageState:
        """Return the tab that is shown, and what is typed but not written."""
        typed = {"quick": self.timeline.quick.field.text(), "own": self.guide.own.text()}
        return PageState(self.tabs.current(), {key: text for key, text in typed.items() if text})

    def _restore(self, typed: Mapping[str, str]) -> None:
        self.timeline.quick.field.setText(typed.get("quick", ""))
        self.guide.own.setText(typed.get("own", ""))

    def focus_content(self) -> None:
        """Put the keyboard into the quick line, or the timeline where nothing can be written."""
        quick = not self._data.read_only and self.tabs.current() == "timeline"
        if quick:
            self.timeline.quick.field.setFocus()
        else:
            self.tabs.buttons[self.tabs.current()].setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            ("Ctrl+L", _("Log activity")),
            ("Ctrl+PgUp, Ctrl+PgDn", _("Previous and next tab")),
            ("Ctrl+Shift+Enter", _("To the next stage")),
            ("Enter, F2", _("Edit the fact or the cell, open the entry")),
            ("Tab, Shift+Tab", _("Next and previous cell")),
            ("Alt+↑ Alt+↓", _("Move the line of a table")),
            ("Ctrl+Del", _("Remove the line of a table")),
            ("Ctrl+V", _("Paste lines from a table into the requirements")),
            ("Space", _("Next step done, tick the item")),
            ("1, 7", _("Postpone the next step by as many days")),
            ("Ctrl+Enter", _("Save a remark of several lines")),
            ("Esc", _("Leave the editor without saving")),
        )

    def leave(self) -> None:
        """Write what stands in open editors; InvalidInputError where something is refused, which stays as it is."""
        self.head.title.finish()
        tables = (self.interests.table, self.rivals.table)
        parts = (self.facts, self.team, self.people, self.needs, self.landmarks, self.value, *tables)
        problems = [self.head.title.problem(), *(part.finish() for part in parts)]
        if problem := next(filter(None, problems), ""):
            raise InvalidInputError(problem)

    # --- parts --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        read_only = self._data.read_only
        self.head = Head(read_only=read_only)
        self.strip = StageStrip()
        self.clocks = label(role="secondary", wrap=True)
        self.message = MessageBar()
        self.message.setProperty("inset", True)
        self.facts = FactsCard(self.writer, _today)
        self.team = TeamCard(self.writer)
        self.interests = InterestsCard(self.writer)
        self.rivals = RivalsCard(self.writer)
        self.guide = GuideColumn(self.writer, _today)
        self._build_tabs()
        self._left, _layout = column(self.facts, self.team, self.interests, self.rivals)
        self._right, _layout = column(self.guide)
        columns = QHBoxLayout()
        margins(columns, gap=12)
        columns.addWidget(self._left)
        columns.addWidget(self.tabs, 1)
        columns.addWidget(self._right)
        layout = QVBoxLayout(self)
        margins(layout, 18, 10, 18, 12, gap=8)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for part in (self.head, self.strip, self.clocks, self.message):
            layout.addWidget(part)
        layout.addLayout(columns, 1)

    def _build_tabs(self) -> None:
        self.timeline = TimelineTab(self.writer, _now)
        self.people = PeopleTab(self.writer, _now)
        self.needs = NeedsTab(self.writer)
        self.landmarks = LandmarksTab(self.writer, _today)
        self.value = ValueTab(self.writer, _today)
        self.files_tab = FilesTab(self.files, _today)
        self.quotes = QuotesTab(_today)
        self.history = HistoryTab(_today)
        self.tabs = Tabs()
        self.tabs.add("timeline", _("Timeline"), self.timeline)
        self.tabs.add("people", _("Deciders"), self.people)
        self.tabs.add("needs", _("Needs"), self.needs)
        self.tabs.add("landmarks", _("Landmarks"), self.landmarks)
        self.tabs.add("value", _("Value"), self.value)
        self.tabs.add("files", _("Files"), self.files_tab)
        self.tabs.add("quotes", _("Quotes"), self.quotes)
        self.tabs.add("history", _("History"), self.history)
        self._guide_area, _layout = column()
        self._guide_area.takeWidget().deleteLater()
        self.tabs.add("guide", _("Guide"), self._guide_area)

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.head.asked.connect(self._on_asked)
        self.head.title.edited.connect(self._on_title)
        self.head.title.opened.connect(self.facts.begin)
        self.strip.stage_chosen.connect(self._on_stage)
        self.moves.gates.open_requested.connect(self.open_requested)
        self.moves.gates.action_requested.connect(self.action_requested)
        self.moves.gates.returned.connect(lambda _id: self.strip.focus_current())
        self.facts.open_requested.connect(self.open_requested)
        self.timeline.open_requested.connect(self.open_requested)
        self.timeline.end_reached.connect(self._on_end)
        self.quotes.opened.connect(lambda quote: self.open_requested.emit("quote", quote))
        self.quotes.contract_opened.connect(lambda made: self.open_requested.emit("contract", made))
        self.quotes.contract_requested.connect(
            lambda: self.action_requested.emit("new-contract", {"opportunity_id": self._id})
        )
        self.quotes.new_requested.connect(lambda: self._on_asked("new-quote"))
        self.files.quote_opened.connect(lambda quote: self.open_requested.emit("quote", quote))
        self.files.told.connect(self.message.show_message)
        self.value.pdf_requested.connect(self.print_value)
        self.guide.files_dropped.connect(self.files.take)
        self.guide.choose_requested.connect(self.files.choose)
        self.guide.quote_linked.connect(self.files.link)
        self.guide.attachment_opened.connect(self.files.open)
        self.guide.attachment_removed.connect(self.files.remove)
        self.guide.resource_opened.connect(self.files.open_resource)
        self.guide.print_requested.connect(self._on_print)
        self.guide.copied.connect(lambda text: self.message.show_message(text, tone="ok"))
        for keys, run in (
            ("Ctrl+L", lambda: self._on_asked("record")),
            ("Ctrl+PgDown", lambda: self.tabs.step(1)),
            ("Ctrl+PgUp", lambda: self.tabs.step(-1)),
            ("Ctrl+Tab", lambda: self.tabs.step(1)),
            ("Ctrl+Shift+Tab", lambda: self.tabs.step(-1)),
            ("Ctrl+Shift+Return", lambda: self._on_asked("next")),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        content, today = self.content, _today()
        summary = content.details.summary
        writable = not self._data.read_only
        self.head.show_content(content, today)
        self.strip.show_stages(
            content.stages, movable=self.moves.movable(content), open_=summary.status == "open"
        )
        self.clocks.setText(clocks_text(content, today))
        self.clocks.setVisible(bool(self.clocks.text()))
        for part in (self.facts, self.team, self.interests, self.rivals, self.guide):
            part.show_content(content)
        for tab in (self.timeline, self.people, self.needs, self.landmarks, self.value):
            tab.show_content(content)
        self.files_tab.show_files(content.attachments, writable=writable and summary.status != "lost")
        self.quotes.show_quotes(content.details.quotes, writable=writable and summary.customer_id is not None)
        self.quotes.show_contracts(content.contracts, offered=writable and content.to_contract)
        self.history.show_content(content)
        for name, count in (
            ("people", len(content.chain.rows)),
            ("needs", len(content.requirements)),
            ("landmarks", len(content.landmarks)),
            ("files", len(content.attachments)),
            ("quotes", len(content.details.quotes)),
        ):
            self.tabs.count(name, count)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self._reload()

    def _read(self) -> Content:
        return self._data.read(read, self._id, self._events, today=_today())

    def _reload(self) -> None:
        try:
            self.content = self._read()
        except InvalidInputError:
            # Deleted, here or by an undo: there is nothing to show any more.
            self._data.changed.disconnect(self._on_changed)
            self.action_requested.emit("board", None)
        else:
            self._show()

    def _on_end(self) -> None:
        if len(self.content.details.events) >= self._events:
            self._events += _EVENTS
            self._reload()

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_stage(self, stage: uuid.UUID) -> None:
        button = next(one for one in self.strip.buttons if one.stage.id == stage)
        self.moves.move(self.content, stage, button)

    def _on_title(self, typed: str) -> None:
        self.facts.rename(typed, self.head.title)

    def _on_asked(self, wanted: str) -> None:
        summary = self.content.details.summary
        if wanted == "customer" and summary.customer_id is not None:
            self.open_requested.emit("customer", summary.customer_id)
        elif wanted == "record":
            self.tabs.show_tab("timeline")
            self.timeline.quick.field.setFocus()
        elif wanted == "new-quote" and summary.customer_id is not None:
            known = {"opportunity_id": summary.id, "customer_id": summary.customer_id}
            self.action_requested.emit("new-quote", known)
        elif wanted == "before" and summary.reopened_from_id is not None:
            self.open_requested.emit("opportunity", summary.reopened_from_id)
        else:
            self.moves.carry_out(wanted, self.content, self.head.next)

    def _on_print(self, stage: uuid.UUID) -> None:
        context, stages = self._context, self.content.details.choices.stages
        if stages:
            sop_export.ask(self, context.data, context.background, stages[0].pipeline_id, stage_id=stage)

    def print_value(self) -> None:
        """Ask where the page of the value proposition goes, and write it there."""
        self.leave()
        value_export.ask(self, self._context, self._id, _today(), self.message)

    def minimumSizeHint(self) -> QSize:
        # Narrower than its columns side by side: then the guide folds away.
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._fold(narrow=narrow)
        self.tabs.set_narrow(narrow=event.size().width() < _CLOSE)
        for side, width in ((self._left, _NARROW_LEFT if narrow else _LEFT), (self._right, _RIGHT)):
            side.setFixedWidth(width)
            # A word without end in a chip must not push the values beside it out of sight.
            if (inner := side.widget()) is not None:
                inner.setMaximumWidth(width - 10)
        if (inner := self._guide_area.widget()) is not None:
            inner.setMaximumWidth(_WIDEST_GUIDE)

    def _fold(self, *, narrow: bool) -> None:
        """Put the guide behind a tab of its own where there is no room for a column."""
        self._right.setVisible(not narrow)
        # A widget can't stand in two places: the guide goes where there is room.
        if narrow:
            self._guide_area.setWidget(self._right.takeWidget())
        else:
            self._right.setWidget(self._guide_area.takeWidget())
        side = 14 if narrow else 0
        self.guide.setContentsMargins(side, 8 if narrow else 0, side, 0)
        self.tabs.set_offered("guide", offered=narrow)


def clocks_text(content: Content, today: date) -> str:
    """Return how long the opportunity is in its stage, when it was last touched, and how sure it is."""
    summary, stage, card = content.details.summary, content.stage, content.health.card
    chance = f"{(summary.probability * 100).normalize():f}%"
    if summary.is_closed:
        return _("win probability {chance}").format(chance=chance) if summary.status == "won" else ""
    days = number(card.days_in_stage, 0)
    parts = [_("In “{stage}” for {days} days").format(stage=cut(stage.name, 60), days=days)]
    if usual := usual_days(stage.min_days, stage.max_days):
        parts.append(_("expected {days}").format(days=usual))
    parts.append(content.health.touched)
    step = card.next_step
    if step is not None and step.due_on >= today:
        parts.append(_("parked until the next step {day}").format(day=day_words(step.due_on, today)))
    parts.append(_("win probability {chance}").format(chance=chance))
    return " · ".join(parts)


def _now() -> datetime:
    return datetime.now().astimezone()


def _today() -> date:
    return _now().date()
