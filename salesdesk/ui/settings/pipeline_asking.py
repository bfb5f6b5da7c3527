"""Opens the dialogs of the pipeline editor."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.stage_guides import methods
from salesdesk.i18n import N_, _, language
from salesdesk.services import pipeline_methods, pipeline_stages, stage_relabel
from salesdesk.services.pipeline_reading import PipelineRow, StageRow
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.settings.mapping_dialog import MappingDialog
from salesdesk.ui.settings.pipeline_dialogs import (
    NewPipelineDialog,
    NewStageDialog,
    RemoveStageDialog,
    TakeOverDialog,
    TemplateDialog,
    remove_stage,
    take_over,
)
from salesdesk.ui.widgets.text_lines import cut

Added = Callable[[uuid.UUID], object]
_MOST = 60


def template(data: Data, then: Added, parent: QWidget) -> None:
    """Ask for a pipeline from a template."""
    TemplateDialog(data, then, parent).open()


def empty(data: Data, then: Added, parent: QWidget) -> None:
    """Ask for a pipeline of one's own."""
    NewPipelineDialog(data, then, parent).open()


def stage(data: Data, row: PipelineRow, after: uuid.UUID | None, then: Added, parent: QWidget) -> None:
    """Ask for a stage."""
    NewStageDialog(data, row, after, then, parent).open()


def remove(data: Data, row: StageRow, stages: Sequence[StageRow], parent: QWidget) -> None:
    """Remove a stage at once where it is empty; else ask where its opportunities go."""
    standing = data.read(stage_relabel.standings, [row.id])
    if not standing:
        remove_stage(data, row)
        return
    fitting = pipeline_stages.heirs(stages, row, [one.side for one in standing])
    RemoveStageDialog(data, row, [one for one in stages if one.id in fitting], parent).open()


def mapping(
    context: PageContext, row: PipelineRow, rows: Sequence[PipelineRow], then: Added, parent: QWidget
) -> None:
    """Ask how a pipeline's opportunities go to another one."""
    MappingDialog(context.data, context.background, row, rows, then=then, parent=parent).open()


def take_template(data: Data, row: PipelineRow, parent: QWidget) -> None:
    """Ask whether a pipeline takes over what it lacks of its template."""
    what = Label(N_("Take over the template's gates and SOP: “{name}”"), {"name": cut(row.shown, _MOST)})
    TakeOverDialog(
        _("Template's gates and SOP"),
        _("This is added; what you wrote stays. Required ones close the gates from then on."),
        data.read(pipeline_methods.preview_template, row.id),
        take_over(data, what, pipeline_methods.apply_template, row.id),
        parent,
    ).open()


def take_method(data: Data, row: PipelineRow, code: str, parent: QWidget) -> None:
    """Ask whether a pipeline takes over a sales method."""
    method = methods()[code]
    chinese = language() == "zh_CN"
    what = Label(N_("Take over {method}: “{name}”"), {"method": code.upper(), "name": cut(row.shown, _MOST)})
    TakeOverDialog(
        method.name_zh if chinese else method.name_en,
        method.note_zh if chinese else method.note_en,
        data.read(pipeline_methods.preview_method, row.id, code),
        take_over(data, what, pipeline_methods.apply_method, row.id, code),
        parent,
    ).open()
