"""A stage: its fields, what must be known to leave it, and its items."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pipeline_rules import KINDS, LONGEST_ITEM, LONGEST_NAME, LONGEST_TEXT
from salesdesk.domain.stage_gate import FIELDS
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import pipeline_stages
from salesdesk.services.pipeline_reading import StageRow
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.settings.section import card
from salesdesk.ui.settings.stage_items import StageItems
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.text_lines import cut

_SHORT: Final = {
    "name": N_("Name (Chinese)"),
    "name_en": N_("Name (English)"),
    "kind": N_("Place"),
    "closes_won": N_("Ends with"),
    "probability": N_("Chance to win"),
    "min_days": N_("Days at least"),
    "max_days": N_("Days at most"),
}
_LONG: Final = {
    "activities": N_("Key activities"),
    "activities_en": N_("… in English"),
    "success": N_("Success criterion"),
    "success_en": N_("… in English"),
    "buying_step": N_("Customer's step"),
    "buying_step_en": N_("… in English"),
}
_COLUMNS: Final = 3
_MOST: Final = 60


class StageEditor(QWidget):
    """Shows one stage; each field is saved as it is left."""

    remove_requested = Signal()
    print_requested = Signal()

    def __init__(self, data: Data, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._stage: StageRow | None = None
        self._versions: dict[str, int] = {}
        self.facts, self.words = Facts(), Facts()
        for facts in (self.facts, self.words):
            facts.edited.connect(self._on_edited)
            facts.opened.connect(self._on_opened)
        self.fields = {code: self._box(code) for code in FIELDS}
        self.items = StageItems(data, background)
        self._held = label(role="secondary", wrap=True)
        self.print = button(_("Print this stage…"), icon="file-text")
        self.print.clicked.connect(self.print_requested)
        self.remove = button(_("Remove stage…"), icon="trash-2")
        self.remove.clicked.connect(self.remove_requested)
        self._arrange()

    def _box(self, code: str) -> QCheckBox:
        box = QCheckBox(_(FIELDS[code]))
        box.clicked.connect(self._on_fields)
        return box

    def _arrange(self) -> None:
        head, boxes, foot = QWidget(), QWidget(), QWidget()
        self._columns = QHBoxLayout(head)
        margins(self._columns, gap=20)
        for facts in (self.facts, self.words):
            holder = QVBoxLayout()
            holder.addWidget(facts)
            holder.addStretch()
            self._columns.addLayout(holder, 4 if facts is self.facts else 5)
        self._boxes = QGridLayout(boxes)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._boxes.setVerticalSpacing(6)
        self._place_boxes(_COLUMNS)
        row = QHBoxLayout(foot)
        margins(row, gap=8)
        row.addWidget(self._held, 1)
        row.addWidget(self.print)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        margins(layout, gap=12)
        layout.addWidget(card(_("Stage"), head))
        note = _("An opportunity doesn't leave the stage before these are filled in.")
        layout.addWidget(card(_("Required fields"), boxes, note=note))
        layout.addWidget(self.items)
        layout.addWidget(foot)
        layout.addStretch()

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the parts below each other where there is little room."""
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)
        self._columns.setSpacing(1 if narrow else 20)
        self._place_boxes(_COLUMNS - 1 if narrow else _COLUMNS)

    def _place_boxes(self, columns: int) -> None:
        for place, box in enumerate(self.fields.values()):
            self._boxes.addWidget(box, place // columns, place % columns)

    def show_stage(self, stage: StageRow, *, editable: bool) -> None:
        """Show a stage."""
        if self._stage is not None and self._stage.id != stage.id:
            self.leave()
        self._stage = stage
        self.facts.show_facts(
            [
                self._fact(stage, field, _SHORT[field], editable=editable)
                for field in _SHORT
                if field != "closes_won" or stage.kind == "open"
            ]
        )
        self.words.show_facts([self._fact(stage, field, _LONG[field], editable=editable) for field in _LONG])
        for code, box in self.fields.items():
            box.setChecked(code in stage.required_fields)
            box.setEnabled(editable)
        self.items.show_stage(stage, editable=editable)
        self.remove.setVisible(editable)
        text = ngettext(
            "{count} opportunity stands here.", "{count} opportunities stand here.", stage.opportunities
        )
        self._held.setText(text.format(count=number(stage.opportunities, 0)) if stage.opportunities else "")

    def leave(self) -> None:
        """Save the field that is being edited."""
        self.facts.finish()
        self.words.finish()

    def _fact(self, stage: StageRow, field: str, caption: str, *, editable: bool) -> Fact:
        match field:
            case "kind":
                choices = tuple((code, _(name)) for code, name in KINDS)
                shown = dict(choices)[stage.kind]  # type: ignore[index]  # one of the kinds
                return Fact(field, _(caption), shown, stage.kind, choices=choices, editable=editable)
            case "closes_won":
                ends = {"": _("the next stage"), "yes": _("the signature")}
                begin = "yes" if stage.closes_won else ""
                return Fact(
                    field,
                    _(caption),
                    ends[begin],
                    begin,
                    choices=tuple(ends.items()),
                    editable=editable,
                )
            case "probability":
                percent = f"{stage.probability * 100:f}"
                percent = percent.rstrip("0").rstrip(".") if "." in percent else percent
                return Fact(field, _(caption), f"{percent}%", percent, editable=editable, longest=8)
            case "min_days" | "max_days":
                value = getattr(stage, field)
                shown = "" if value is None else str(value)
                hint = _("no limit")
                return Fact(field, _(caption), shown or hint, shown, editable=editable, hint=hint, longest=6)
        longest = LONGEST_NAME if field.startswith("name") else LONGEST_ITEM
        long = field.startswith("activities")
        return Fact(
            field,
            _(caption),
            getattr(stage, field),
            multiline=long,
            editable=editable,
            longest=LONGEST_TEXT if long else longest,
        )

    def _label(self, stage: StageRow) -> Label:
        return Label(N_("Change the stage “{name}”"), {"name": cut(stage.shown, _MOST)})

    def _on_opened(self, field: str) -> None:
        if self._stage is not None:
            self._versions[field] = self._stage.row_version

    def _on_edited(self, field: str, typed: str) -> None:
        stage = self._stage
        if stage is None:
            return
        version = self._versions.get(field, stage.row_version)
        # A second try after a complaint is made in the knowledge of what stands there now.
        self._versions[field] = stage.row_version
        try:
            if field in ("kind", "closes_won"):
                self._write_kind(stage, field, typed)
            else:
                self._data.write(
                    self._label(stage), pipeline_stages.change, stage.id, field, typed, row_version=version
                )
        except SalesDeskError as error:
            (self.facts if field in _SHORT else self.words).complain(field, error.message)

    def _write_kind(self, stage: StageRow, field: str, typed: str) -> None:
        kind = typed if field == "kind" else stage.kind
        closes = typed == "yes" if field == "closes_won" else stage.closes_won and kind == "open"
        what = self._label(stage)
        self._data.write(what, pipeline_stages.set_kind, stage.id, kind, closes_won=closes)

    def _on_fields(self) -> None:
        stage = self._stage
        if stage is None:
            return
        codes = [code for code, box in self.fields.items() if box.isChecked()]
        what = Label(N_("Change what “{name}” requires"), {"name": cut(stage.shown, _MOST)})
        try:
            self._data.write(what, pipeline_stages.set_fields, stage.id, codes)
        except SalesDeskError:
            for code, box in self.fields.items():
                box.setChecked(code in stage.required_fields)
            raise

    @property
    def stage_id(self) -> uuid.UUID | None:
        """Return the stage that is shown."""
        return self._stage.id if self._stage else None
