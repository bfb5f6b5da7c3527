"""What the stage asks for and offers: checklist, evidence, standard procedure, messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _, number
from salesdesk.services import stage_items, stage_work
from salesdesk.services.opportunity_stages import StageStop
from salesdesk.services.stage_items import Item, StageItems
from salesdesk.ui.opportunity.guide_rows import CheckRow, EvidenceSlot, Fold
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets.basics import button, label, margins, tip
from salesdesk.ui.widgets.cards import Card, copy, empty, in_label
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.quote_entries import quote_entries
from salesdesk.ui.widgets.text_lines import cut

_TASK_DAYS: Final = 3
_LONGEST_OWN: Final = 200


class GuideColumn(QWidget):
    """The guide of the current stage; another stage can be chosen to look at and to work ahead."""

    files_dropped = Signal(object, object)
    """Files, and the slot's item."""
    choose_requested = Signal(object)
    quote_linked = Signal(object, object)
    attachment_opened = Signal(object)
    attachment_removed = Signal(object)
    resource_opened = Signal(object)
    copied = Signal(str)
    print_requested = Signal(object)
    """The stage whose procedure is wanted as a PDF."""

    def __init__(self, writer: Writer, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._today = writer, today
        self._content: Content | None = None
        self._stage: uuid.UUID | None = None
        self._current: uuid.UUID | None = None
        self._shown: object = None
        self._unfolded: set[str] = set()
        self.stage = ChoiceBox()
        self.stage.setAccessibleName(_("Stage whose guide is shown"))
        self.stage.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.stage.activated.connect(self._on_stage)
        self.checks = Card(_("Checklist"))
        self.own = QLineEdit()
        self.own.setPlaceholderText(_("Add an item of its own…"))
        self.own.setAccessibleName(_("Add an item of its own"))
        self.own.setMaxLength(_LONGEST_OWN)
        self.own.returnPressed.connect(self._on_own)
        self.evidence = Card(_("Evidence"))
        self.steps = Card(_("Standard procedure"))
        self.print = button(_("PDF…"), "link")
        self.print.setAccessibleName(_("Standard procedure of the stage as PDF"))
        self.print.clicked.connect(self._on_print)
        self.steps.head.addWidget(self.print)
        self.messages = Card(_("Messages to send"))
        self.progress = label(role="small")
        self.checks.head.addWidget(self.progress)
        self._rows = QVBoxLayout()
        margins(self._rows, gap=6)
        self.checks.body.addLayout(self._rows)
        self.checks.body.addWidget(self.own)
        self.buying = label(role="secondary", wrap=True)
        layout = QVBoxLayout(self)
        margins(layout, gap=10)
        layout.addWidget(self.stage)
        layout.addWidget(self.buying)
        for card in (self.checks, self.evidence, self.steps, self.messages):
            layout.addWidget(card)
        layout.addStretch()

    def show_content(self, content: Content) -> None:
        """Show the guide: that of the current stage, unless another one was chosen and the stage is still the same."""
        self._content = content
        here = content.stage.id
        if here != self._current or self._stage not in [stage.id for stage in content.stages]:
            self._stage = self._current = here
        self._show_choices(content.stages)
        self._show()

    def _show_choices(self, stages: Sequence[StageStop]) -> None:
        names = [
            _("{stage} (now)").format(stage=cut(one.name, 60))
            if one.state == "current"
            else cut(one.name, 60)
            for one in stages
        ]
        if [self.stage.itemText(at) for at in range(self.stage.count())] != names:
            self.stage.clear()
            for one, name in zip(stages, names, strict=True):
                self.stage.addItem(name, one.id.hex)
        if self._stage is not None:
            self.stage.setCurrentIndex(self.stage.findData(self._stage.hex))

    def _on_stage(self, place: int) -> None:
        self._stage = uuid.UUID(self.stage.itemData(place))
        self._show()

    def _show(self) -> None:
        content = self._content
        if content is None or self._stage is None:
            return
        found = self._writer.data.read(stage_items.items, self._writer.id, self._stage)
        writable = not self._writer.data.read_only and content.details.summary.status != "lost"
        quotes = [
            (entry.record[1], entry.title)
            for entry in quote_entries(content.details.quotes, self._today())
            if entry.record is not None
        ]
        stop = next(stage for stage in content.stages if stage.id == self._stage)
        state = (found, writable, quotes, stop.buying_step, content.details.summary.title)
        if state == self._shown:
            return
        self._shown = state
        self.buying.setVisible(bool(stop.buying_step))
        self.buying.setText(_("The customer meanwhile: {step}").format(step=cut(stop.buying_step)))
        self._show_checks(found, writable=writable)
        self._show_evidence(found, quotes, writable=writable)
        self._show_steps(found)
        self._show_messages(found)

    def _show_checks(self, found: StageItems, *, writable: bool) -> None:
        name = self._focused_row()
        empty(self._rows)
        progress = found.progress
        self.progress.setText(
            _("{done} of {total}").format(done=number(progress.done), total=number(progress.total))
        )
        checks = found.of("check")
        for item in checks:
            row = CheckRow(item, writable=writable)
            row.ticked.connect(lambda done, item=item: self._tick(item, done=done))
            row.plan_requested.connect(lambda item=item: self._plan(item))
            row.required_requested.connect(lambda must, item=item: self._require(item, must=must))
            row.remove_requested.connect(lambda item=item: self._remove(item))
            self._rows.addWidget(row)
            if name and row.objectName() == name:
                row.tick.setFocus()
        if not checks:
            self._rows.addWidget(
                label(_("This stage asks for nothing to be ticked."), "secondary", wrap=True)
            )
        self.own.setVisible(writable)

    def _focused_row(self) -> str:
        """Return the name of the row with the keyboard, so that the next one like it gets it again."""
        focused = self.focusWidget()
        row = focused.parentWidget() if focused is not None and focused.hasFocus() else None
        return row.objectName() if row is not None else ""

    def _show_evidence(self, found: StageItems, quotes: Sequence[tuple[Any, str]], *, writable: bool) -> None:
        empty(self.evidence.body)
        slots = found.of("evidence")
        self.evidence.setVisible(bool(slots))
        for item in slots:
            slot = EvidenceSlot(item, quotes, writable=writable)
            slot.dropped.connect(lambda files, item=item: self.files_dropped.emit(files, item.id))
            slot.choose_requested.connect(lambda item=item: self.choose_requested.emit(item.id))
            slot.quote_chosen.connect(lambda quote, item=item: self.quote_linked.emit(quote, item.id))
            slot.opened.connect(self.attachment_opened)
            slot.remove_requested.connect(self.attachment_removed)
            self.evidence.body.addWidget(slot)

    def _show_steps(self, found: StageItems) -> None:
        empty(self.steps.body)
        parts = (
            ("step", _("Steps")),
            ("resource", _("Tools and resources")),
            ("question", _("Questions and answers")),
            ("monitor", _("To watch")),
        )
        self.steps.setVisible(bool(found.of(*(kind for kind, _title in parts))))
        for kind, title in parts:
            items = found.of(kind)
            if items:
                self.steps.body.addWidget(label(title, "small"))
            for place, item in enumerate(items, start=1):
                text = f"{place}. {item.text}" if kind == "step" else item.text
                fold = Fold(
                    text, item.detail, action=self._opener(item), unfolded=str(item.id) in self._unfolded
                )
                fold.head.toggled.connect(lambda shown, item=item: self._remember(item, shown=shown))
                self.steps.body.addWidget(fold)

    def _opener(self, item: Item) -> QPushButton | None:
        """Return what opens a resource: its stored file, or its page on the web."""
        if not (item.file or item.link):
            return None
        result = button(_("Open"), "link")
        result.setAccessibleName(_("Open {name}").format(name=cut(item.text, 80)))
        result.setToolTip(tip(item.file_name or item.link))
        result.clicked.connect(lambda: self.resource_opened.emit(item))
        return result

    def _remember(self, item: Item, *, shown: bool) -> None:
        (self._unfolded.add if shown else self._unfolded.discard)(str(item.id))

    def _show_messages(self, found: StageItems) -> None:
        empty(self.messages.body)
        self.messages.setVisible(bool(found.of("message")))
        for item in found.of("message"):
            take = button(_("Copy"), "link")
            take.setAccessibleName(_("Copy {name}").format(name=cut(item.text, 80)))
            take.clicked.connect(lambda _checked=False, item=item: self._copy(item))
            text = partial(self._message, item)
            fold = Fold(item.text, text, action=take, unfolded=str(item.id) in self._unfolded)
            fold.head.toggled.connect(lambda shown, item=item: self._remember(item, shown=shown))
            self.messages.body.addWidget(fold)

    def _on_print(self) -> None:
        self.print_requested.emit(self._stage)

    # --- what the user does -------------------------------------------------------------------------------------

    def _message(self, item: Item) -> str:
        """Return a message with the names of this opportunity."""
        return self._writer.data.read(stage_work.message, self._writer.id, item.id).text

    def _copy(self, item: Item) -> None:
        copy(self._message(item))
        self.copied.emit(_("Copied: {name}").format(name=cut(item.text, 60)))

    def _tick(self, item: Item, *, done: bool) -> None:
        text = N_("Tick “{name}”") if done else N_("Take back the tick of “{name}”")
        label_ = Label(text, {"name": in_label(item.text)})
        self._writer.data.write(label_, stage_items.set_done, self._writer.id, item.id, done=done)

    def _plan(self, item: Item) -> None:
        due = self._today() + timedelta(days=_TASK_DAYS)
        label_ = Label(N_("Plan: {activity}"), {"activity": in_label(item.text)})
        self._writer.data.write(label_, stage_work.plan, self._writer.id, item.id, due_on=due)

    def _require(self, item: Item, *, must: bool) -> None:
        text = N_("Make “{name}” a must") if must else N_("Make “{name}” no must")
        label_ = Label(text, {"name": in_label(item.text)})
        self._writer.data.write(label_, stage_items.change_own, self._writer.id, item.id, required=must)

    def _remove(self, item: Item) -> None:
        label_ = Label(N_("Checklist: remove “{name}”"), {"name": in_label(item.text)})
        self._writer.data.write(label_, stage_items.remove_own, self._writer.id, item.id)

    def _on_own(self) -> None:
        text = self.own.text()
        if text.strip():
            label_ = Label(N_("Checklist: add “{name}”"), {"name": in_label(text)})
            self._writer.data.write(label_, stage_items.add_own, self._writer.id, text, stage_id=self._stage)
            self.own.setText("")
