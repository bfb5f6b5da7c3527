"""Dialogs of the pipeline editor: a new pipeline, a new stage, a stage removed, what is taken over."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.pipeline import templates
from salesdesk.domain.pipeline_rules import ITEM_KINDS, LONGEST_NAME, name
from salesdesk.domain.stage_gate import FIELDS
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import pipeline_stages, pipelines
from salesdesk.services.pipeline_methods import Addition
from salesdesk.services.pipeline_reading import PipelineRow, StageRow
from salesdesk.ui.data import Data
from salesdesk.ui.template_choice import TemplateChoice, name_of
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

Added = Callable[[uuid.UUID], object]
_MOST = 60
_LISTED = 60


class TemplateDialog(FormDialog):
    """Asks from which template a pipeline is added."""

    def __init__(self, data: Data, then: Added, parent: QWidget | None = None) -> None:
        super().__init__(_("Pipeline from a template"), _("Add"), parent)
        self.setMinimumWidth(620)
        self._data, self._then = data, then
        self.choice = TemplateChoice(next(iter(templates())))
        self.head.addWidget(self.choice)

    def save(self) -> None:
        """Add the pipeline."""
        code = self.choice.code()
        what = Label(N_("Add the pipeline “{name}”"), {"name": cut(name_of(templates()[code]), _MOST)})
        self._then(self._data.write(what, pipelines.add_from_template, code))


class NewPipelineDialog(FormDialog):
    """Asks for the name of a pipeline with three stages that ask for nothing."""

    def __init__(self, data: Data, then: Added, parent: QWidget | None = None) -> None:
        super().__init__(_("New pipeline"), _("Add"), parent)
        self._data, self._then = data, then
        text = _("It begins with three stages that ask for nothing. You change them as you like.")
        self.head.addWidget(label(text, "secondary", wrap=True))
        self.name = self.add_text(_("Name (Chinese)"), longest=LONGEST_NAME)
        self.name_en = self.add_text(_("Name (English)"), longest=LONGEST_NAME)
        self.name.setFocus()

    def save(self) -> None:
        """Add the pipeline."""
        text = self.read(self.name, name)
        what = Label(N_("Add the pipeline “{name}”"), {"name": cut(text, _MOST)})
        self._then(self._data.write(what, pipelines.add_empty, name=text, name_en=self.name_en.text()))


class NewStageDialog(FormDialog):
    """Asks for the name of a stage."""

    def __init__(
        self,
        data: Data,
        pipeline: PipelineRow,
        after: uuid.UUID | None,
        then: Added,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New stage"), _("Add"), parent)
        self._data, self._pipeline, self._after, self._then = data, pipeline, after, then
        self.name = self.add_text(_("Name (Chinese)"), longest=LONGEST_NAME)
        self.name_en = self.add_text(_("Name (English)"), longest=LONGEST_NAME)
        self.name.setFocus()

    def save(self) -> None:
        """Add the stage."""
        text = self.read(self.name, name)
        what = Label(N_("Add the stage “{name}”"), {"name": cut(text, _MOST)})
        added = self._data.write(
            what,
            pipeline_stages.add,
            self._pipeline.id,
            name=text,
            name_en=self.name_en.text(),
            after=self._after,
        )
        self._then(added)


class RemoveStageDialog(FormDialog):
    """Asks where the opportunities of a stage go that is removed."""

    def __init__(
        self, data: Data, stage: StageRow, heirs: Sequence[StageRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Remove stage"), _("Move and remove"), parent)
        self._data, self._stage = data, stage
        text = ngettext(
            "“{name}” holds {count} opportunity. Its stage clock goes on where it goes to, and no gate is passed.",
            "“{name}” holds {count} opportunities. Their stage clocks go on where they go to, and no gate is passed.",
            stage.opportunities,
        )
        shown = text.format(name=cut(stage.shown, _MOST), count=number(stage.opportunities, 0))
        self.head.addWidget(label(shown, wrap=True))
        self.heir = self.add_choice(
            _("Move its cards to"), [(one.id, cut(one.shown, _MOST)) for one in heirs]
        )

    def save(self) -> None:
        """Move the opportunities and remove the stage."""
        remove_stage(self._data, self._stage, heir=self.heir.currentData())


def remove_stage(data: Data, stage: StageRow, *, heir: uuid.UUID | None = None) -> None:
    """Take a stage out of its pipeline."""
    what = Label(N_("Remove the stage “{name}”"), {"name": cut(stage.shown, _MOST)})
    data.write(what, pipeline_stages.remove, stage.id, heir=heir)


class TakeOverDialog(FormDialog):
    """Shows what each stage would get, and writes it."""

    def __init__(
        self,
        title: str,
        note: str,
        additions: Sequence[Addition],
        write: Callable[[], Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, _("Take over"), parent)
        self.setMinimumWidth(620)
        self._write = write
        self.head.addWidget(label(note, "secondary", wrap=True))
        some = [one for one in additions if not one.empty]
        self.confirm.setEnabled(bool(some))
        inner = QWidget()
        column = QVBoxLayout(inner)
        margins(column, 0, 8, 8, 0, gap=4)
        if not some:
            column.addWidget(label(_("Everything is there already.")))
        for one in some:
            column.addWidget(label(cut(one.stage), "strong", wrap=True))
            for line in lines_of(one):
                shown = label(line, "secondary", wrap=True)
                shown.setContentsMargins(12, 0, 0, 0)
                column.addWidget(shown)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(min(inner.sizeHint().height() + 8, 360))
        area.setWidget(inner)
        self.head.addWidget(area)

    def save(self) -> None:
        """Write it."""
        self._write()


def lines_of(addition: Addition) -> list[str]:
    """Return in words what a stage would get."""
    lines = []
    if addition.buying_step:
        lines.append(_("Customer's step: {text}").format(text=addition.buying_step))
    if addition.texts:
        text = ngettext("{count} text that is missing", "{count} texts that are missing", addition.texts)
        lines.append(text.format(count=addition.texts))
    if addition.fields:
        names = _(", ").join(_(FIELDS[code]) for code in addition.fields)
        lines.append(_("Required fields: {names}").format(names=names))
    for kind, name_of_kind in ITEM_KINDS.items():
        texts = [cut(text, _LISTED) for one, text in addition.items if one == kind]
        if texts:
            shown = _("{kind} ({count}): {texts}")
            lines.append(shown.format(kind=_(name_of_kind), count=len(texts), texts=_("; ").join(texts)))
    return lines


def take_over(data: Data, what: Label, fn: Callable[..., Any], *args: Any) -> Callable[[], Any]:
    """Return the write of a dialog that takes over something."""
    return partial(data.write, what, fn, *args)
