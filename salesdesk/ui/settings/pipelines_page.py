"""The pipelines: which there are, their stages, and the chosen one's settings beside them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.changes import Changes, Label
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import pipeline_reading, pipeline_rights, pipeline_stages, pipelines
from salesdesk.services.pipeline_reading import PipelineRow, StageRow
from salesdesk.ui import sop_export
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.settings import pipeline_asking as asking
from salesdesk.ui.settings.pipeline_editor import PipelineEditor
from salesdesk.ui.settings.stage_editor import StageEditor
from salesdesk.ui.widgets.basics import button, icon_button, label, margins
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.order_list import OrderList, OrderRow
from salesdesk.ui.widgets.scrolling import Scrolling
from salesdesk.ui.widgets.text_lines import cut

_LEFT: Final = 284
_NARROW: Final = 246
_ROOMY: Final = 1100
_MOST: Final = 60
_TABLES: Final = ("pipeline", "stage", "stage_item", "opportunity", "person", "company")
_AFTER: Final = ("won", "post_sale")


@dataclass(frozen=True, slots=True)
class PipelinesState:
    """What brings the page back as it was."""

    pipeline: uuid.UUID | None = None
    stage: uuid.UUID | None = None


class PipelinesPage(Page):
    """Edits the pipelines; every change is one step that undo takes back."""

    name = "settings"

    def __init__(
        self,
        context: PageContext,
        pipeline: uuid.UUID | None = None,
        stage: uuid.UUID | None = None,
        state: object | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        self._data = context.data
        self._chosen = state if isinstance(state, PipelinesState) else PipelinesState(pipeline, stage)
        self._rows: list[PipelineRow] = []
        self._stages: list[StageRow] = []
        self._editable = False
        self._person = self._data.person
        self._make_parts()
        self._arrange()
        self._data.changed.connect(self._on_changed)
        self._show()

    def _make_parts(self) -> None:
        self.messages = MessageBar()
        self.messages.setProperty("inset", True)
        self.pipeline = PipelineEditor(self._data)
        self.stage = StageEditor(self._data, self._context.background)
        self.print = button(_("SOP as PDF…"), icon="file-text")
        self.print.clicked.connect(lambda: self.ask_pdf(None))
        adding = _("Add pipeline")
        self.add = button(f"＋ {adding}", "primary")
        menu = QMenu(self.add)
        menu.addAction(_("From a template…"), lambda: asking.template(self._data, self._take, self))
        menu.addAction(_("Empty, with three stages…"), lambda: asking.empty(self._data, self._take, self))
        menu.addAction(_("Copy of the chosen one"), self.copy_chosen)
        self.add.setMenu(menu)
        self.list = OrderList(_("Pipelines"))
        self.list.chosen.connect(self.show_pipeline)
        self.list.opened.connect(lambda _row: self.pipeline.facts.value("name").setFocus())
        self.list.moved.connect(self._on_pipeline_moved)
        self.list.delete_requested.connect(lambda _row: self.delete_chosen())
        self.stage_list = OrderList(_("Stages"))
        self.stage_list.chosen.connect(self.show_stage)
        self.stage_list.opened.connect(lambda _row: self.stage.facts.value("name").setFocus())
        self.stage_list.moved.connect(self._on_stage_moved)
        self.stage_list.delete_requested.connect(lambda _row: self.remove_stage())
        self.add_stage = icon_button("plus", _("Add stage…"))
        self.add_stage.clicked.connect(self.ask_stage)
        self.pipeline.copy_requested.connect(self.copy_chosen)
        self.pipeline.delete_requested.connect(self.delete_chosen)
        self.pipeline.mapping_requested.connect(self.ask_mapping)
        self.pipeline.template_requested.connect(self.ask_template)
        self.pipeline.method_requested.connect(self.ask_method)
        self.stage.remove_requested.connect(self.remove_stage)
        self.stage.print_requested.connect(lambda: self.ask_pdf(self._chosen.stage))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=8)
        back = button(_("Settings"), icon="arrow-left")
        back.clicked.connect(lambda: self.action_requested.emit("settings", None))
        head.addWidget(back)
        head.addSpacing(4)
        head.addWidget(label(_("Sales pipelines"), "title"))
        head.addStretch()
        head.addWidget(self.print)
        head.addWidget(self.add)
        left = QVBoxLayout()
        margins(left, gap=12)
        left.addWidget(_list_card(_("Pipelines"), self.list))
        left.addWidget(_list_card(_("Stages"), self.stage_list, self.add_stage), 1)
        self._lists = QWidget()
        self._lists.setLayout(left)
        self._stack = QStackedWidget()
        self._areas = [Scrolling(part) for part in (self.pipeline, self.stage)]
        for area in self._areas:
            self._stack.addWidget(area)
        body = QHBoxLayout()
        margins(body, gap=14)
        body.addWidget(self._lists)
        body.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 10, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.messages)
        layout.addLayout(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _ROOMY
        self._lists.setFixedWidth(_NARROW if narrow else _LEFT)
        self.stage.set_narrow(narrow=narrow)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Read everything anew and show it; what was chosen stays chosen where it is still there."""
        self._rows = self._data.read(pipeline_reading.pipelines)
        self._editable = not self._data.read_only and self._data.read(
            pipeline_rights.may_change, self._data.person
        )
        row = self._row() or (self._rows[0] if self._rows else None)
        stage = self._chosen.stage if row is not None and row.id == self._chosen.pipeline else None
        self._stages = [] if row is None else self._data.read(pipeline_reading.stages, row.id)
        if stage not in {one.id for one in self._stages}:
            stage = None
        self._chosen = PipelinesState(row.id if row else None, stage)
        self.list.set_movable(movable=self._editable)
        self.stage_list.set_movable(movable=self._editable)
        self.list.show_rows([_pipeline_row(one) for one in self._rows], row.id if row else None)
        self.list.setFixedHeight(min(max(self.list.height_of_rows(), 44), 176) + 8)
        self.stage_list.show_rows(_stage_rows(self._stages), stage)
        if stage is None:
            self.stage_list.clear_current()
        self._show_editor(row)
        for part in (self.add, self.add_stage):
            part.setEnabled(self._editable)
        self.print.setEnabled(row is not None)
        if self._editable or self._data.read_only:
            self.messages.hide()
        else:
            self.messages.show_message(
                _("Only a director or a regional manager changes the pipelines."), tone="warn"
            )

    def _show_editor(self, row: PipelineRow | None) -> None:
        stage = self._stage()
        if row is not None:
            self.pipeline.show_pipeline(row, editable=self._editable, only=len(self._rows) < 2)
        if stage is not None:
            self.stage.show_stage(stage, editable=self._editable)
        self._stack.setCurrentIndex(0 if stage is None else 1)

    def _row(self) -> PipelineRow | None:
        return next((one for one in self._rows if one.id == self._chosen.pipeline), None)

    def _stage(self) -> StageRow | None:
        return next((one for one in self._stages if one.id == self._chosen.stage), None)

    def show_pipeline(self, pipeline: uuid.UUID) -> None:
        """Show a pipeline's own settings and its stages."""
        self.leave()
        self._chosen = PipelinesState(pipeline)
        self._show()

    def show_stage(self, stage: uuid.UUID) -> None:
        """Show a stage of the chosen pipeline."""
        self.leave()
        self._chosen = PipelinesState(self._chosen.pipeline, stage)
        self._show()
        self._areas[1].verticalScrollBar().setValue(0)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    # --- what the user does -------------------------------------------------------------------------------------

    def _take(self, added: uuid.UUID) -> None:
        """Show a pipeline that was added."""
        self._chosen = PipelinesState(added)
        self._show()

    def copy_chosen(self) -> None:
        """Add a copy of the chosen pipeline."""
        row = self._row()
        if row is not None and self._editable:
            what = Label(N_("Copy the pipeline “{name}”"), {"name": cut(row.shown, _MOST)})
            self._take(self._data.write(what, pipelines.copy, row.id))

    def delete_chosen(self) -> None:
        """Delete the chosen pipeline; one that holds opportunities is moved to another one first."""
        row = self._row()
        if row is None or not self._editable:
            return
        if row.opportunities and len(self._rows) > 1:
            self.ask_mapping()
            return
        what = Label(N_("Delete the pipeline “{name}”"), {"name": cut(row.shown, _MOST)})
        self._data.write(what, pipelines.delete, row.id)

    def ask_mapping(self) -> None:
        """Ask how the chosen pipeline's opportunities go to another one."""
        row = self._row()
        if row is not None and row.opportunities and not self._data.read_only:
            asking.mapping(self._context, row, self._rows, self._take, self)

    def ask_template(self) -> None:
        """Ask whether the chosen pipeline takes over what it lacks of its template."""
        row = self._row()
        if row is not None and self._editable:
            asking.take_template(self._data, row, self)

    def ask_method(self, code: str) -> None:
        """Ask whether the chosen pipeline takes over a sales method."""
        row = self._row()
        if row is not None and self._editable:
            asking.take_method(self._data, row, code, self)

    def ask_stage(self) -> None:
        """Ask for a new stage behind the chosen one."""
        row = self._row()
        if row is not None and self._editable:
            asking.stage(self._data, row, self._chosen.stage, self._added_stage, self)

    def _added_stage(self, stage: uuid.UUID) -> None:
        self._chosen = PipelinesState(self._chosen.pipeline, stage)
        self._show()

    def remove_stage(self) -> None:
        """Remove the chosen stage; ask where its opportunities go, if there are any."""
        stage = self._stage()
        if stage is not None and self._editable:
            asking.remove(self._data, stage, self._stages, self)

    def ask_pdf(self, stage: uuid.UUID | None) -> None:
        """Ask where the standard procedure goes as a PDF, of the chosen pipeline or of one stage."""
        row = self._row()
        if row is not None:
            sop_export.ask(self, self._data, self._context.background, row.id, stage_id=stage)

    def _on_pipeline_moved(self, pipeline: uuid.UUID, place: int) -> None:
        row = next(one for one in self._rows if one.id == pipeline)
        ids = _moved([one.id for one in self._rows], pipeline, place)
        what = Label(N_("Move the pipeline “{name}”"), {"name": cut(row.shown, _MOST)})
        self._data.write(what, pipelines.reorder, ids)

    def _on_stage_moved(self, stage: uuid.UUID, place: int) -> None:
        row = next(one for one in self._stages if one.id == stage)
        ids = _moved([one.id for one in self._stages], stage, place)
        what = Label(N_("Move the stage “{name}”"), {"name": cut(row.shown, _MOST)})
        if self._chosen.pipeline is not None:
            self._data.write(what, pipeline_stages.reorder, self._chosen.pipeline, ids)

    # --- what the frame asks ------------------------------------------------------------------------------------

    @property
    def record(self) -> uuid.UUID | None:
        """Return the chosen pipeline."""
        return self._chosen.pipeline

    def state(self) -> PipelinesState:
        """Return what is chosen."""
        return self._chosen

    def focus_content(self) -> None:
        """Put the keyboard on the stages where one is chosen, else on the pipelines."""
        (self.stage_list if self._chosen.stage else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the lists and fields."""
        return (
            ("Alt+↑ / Alt+↓", _("Move up or down")),
            ("Enter", _("Edit the chosen one")),
            ("Del", _("Delete")),
            ("F2", _("Edit the field")),
            ("Esc", _("Leave the field as it was")),
        )

    def leave(self) -> None:
        """Save the field that is being edited."""
        self.pipeline.leave()
        self.stage.leave()


def _moved(ids: list[uuid.UUID], moving: uuid.UUID, place: int) -> list[uuid.UUID]:
    others = [one for one in ids if one != moving]
    others.insert(place, moving)
    return others


def _pipeline_row(row: PipelineRow) -> OrderRow:
    stages = ngettext("{count} stage", "{count} stages", row.stages).format(count=row.stages)
    count = ngettext("{count} opportunity", "{count} opportunities", row.opportunities)
    return OrderRow(row.id, row.shown, f"{stages} · {count.format(count=number(row.opportunities, 0))}")


def _stage_rows(stages: Sequence[StageRow]) -> list[OrderRow]:
    first_after = next((stage.id for stage in stages if stage.kind == "post_sale"), None)
    return [
        OrderRow(
            stage.id,
            stage.shown,
            _facts_of(stage),
            number(stage.opportunities, 0) if stage.opportunities else "",
            above=_("After the sale") if stage.id == first_after else "",
        )
        for stage in stages
    ]


def _facts_of(stage: StageRow) -> str:
    parts = []
    if stage.kind not in _AFTER:
        parts.append(f"{stage.probability * 100:.0f}%")
    if stage.min_days is not None or stage.max_days is not None:
        low, high = stage.min_days, stage.max_days
        span = f"{low}–{high}" if low and high else f"≥ {low}" if high is None else f"≤ {high}"
        parts.append(_("{days} d").format(days=span))
    if stage.kind == "won" or stage.closes_won:
        parts.append(_("signature"))
    asked = len(stage.required_fields) + sum(item.required for item in stage.items)
    if asked:
        parts.append(_("{count} required").format(count=asked))
    return " · ".join(parts)


def _list_card(title: str, view: OrderList, *parts: QWidget) -> QFrame:
    result = QFrame()
    result.setProperty("role", "card")
    head = QHBoxLayout()
    margins(head, 14, 8, 8, 2, gap=4)
    head.addWidget(label(title, "section"))
    head.addStretch()
    for part in parts:
        head.addWidget(part)
    layout = QVBoxLayout(result)
    margins(layout, 1, 1, 1, 6)
    layout.addLayout(head)
    layout.addWidget(view)
    return result
