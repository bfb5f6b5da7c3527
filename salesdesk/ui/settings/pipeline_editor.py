"""A pipeline's own settings: names, how its gates work, when an opportunity counts as left alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pipeline_rules import GATE_MODES, LONGEST_NAME
from salesdesk.domain.stage_guides import methods
from salesdesk.i18n import N_, _, language, money, ngettext, number
from salesdesk.services import pipeline_methods, pipelines
from salesdesk.services.pipeline_reading import PipelineRow
from salesdesk.ui.data import Data
from salesdesk.ui.settings.section import card
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.facts import Fact, Facts
from salesdesk.ui.widgets.text_lines import cut

_FIELDS: Final = {
    "name": N_("Name (Chinese)"),
    "name_en": N_("Name (English)"),
    "gate_mode": N_("Gates"),
    "team_from": N_("Team from"),
    "touch_days": N_("Left alone after"),
}
_MOST: Final = 60


class PipelineEditor(QWidget):
    """Shows one pipeline; each field is saved as it is left. Its signals ask for what needs a dialog."""

    template_requested = Signal()
    method_requested = Signal(str)
    copy_requested = Signal()
    mapping_requested = Signal()
    delete_requested = Signal()

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._row: PipelineRow | None = None
        self._versions: dict[str, int] = {}
        self.facts = Facts()
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._on_opened)
        self.template = button(_("Template's gates and SOP…"))
        self.template.clicked.connect(self.template_requested)
        self.methods = {code: self._method_button(code) for code in methods()}
        self.copy = button(_("Copy"), icon="copy")
        self.copy.clicked.connect(self.copy_requested)
        self.map = button(_("Move to another pipeline…"))
        self.map.clicked.connect(self.mapping_requested)
        self.remove = button(_("Delete"), icon="trash-2")
        self.remove.clicked.connect(self.delete_requested)
        self._held = label(role="secondary", wrap=True)
        self._arrange()

    def _method_button(self, code: str) -> QWidget:
        method = methods()[code]
        result = button(_("Buying steps of {method}…").format(method=code.upper()))
        result.setToolTip(method.name_zh if language() == "zh_CN" else method.name_en)
        result.clicked.connect(lambda: self.method_requested.emit(code))
        return result

    def _arrange(self) -> None:
        explained = _(
            "A gate asks for the required fields, checks and evidence before an opportunity leaves a stage. Strict: only a director or a regional manager lets it pass without them, and says why. Light: anybody does who says why. From the amount on, a team of AR, SR and FR is asked for where a stage requires one."  # noqa: E501 - one text
        )
        more = QWidget()
        row = QHBoxLayout(more)
        margins(row, gap=8)
        for part in (self.template, *self.methods.values()):
            row.addWidget(part)
        row.addStretch()
        ways = QWidget()
        below = QHBoxLayout(ways)
        margins(below, gap=8)
        for part in (self.copy, self.map, self.remove):
            below.addWidget(part)
        below.addStretch()
        self._more = card(
            _("Take over"),
            more,
            note=_("Adds only what is missing; what you wrote stays. You see first what is added."),
        )
        self._ways = card(_("The whole pipeline"), self._held, ways)
        layout = QVBoxLayout(self)
        margins(layout, gap=12)
        layout.addWidget(card(_("Pipeline"), self.facts, note=explained))
        layout.addWidget(self._more)
        layout.addWidget(self._ways)
        layout.addStretch()

    def show_pipeline(self, row: PipelineRow, *, editable: bool, only: bool) -> None:
        """Show a pipeline; `only` is the last one, which stays."""
        if self._row is not None and self._row.id != row.id:
            self.facts.finish()
        self._row = row
        self.facts.show_facts([self._fact(row, field, editable=editable) for field in _FIELDS])
        self._more.setVisible(editable)
        self._ways.setVisible(not self._data.read_only)
        self.template.setVisible(pipeline_methods.template_of(row.code))
        self.copy.setEnabled(editable)
        self.map.setEnabled(row.opportunities > 0)
        self.remove.setEnabled(editable and not only)
        text = ngettext(
            "{count} opportunity stands in it, {open} of them in progress.",
            "{count} opportunities stand in it, {open} of them in progress.",
            row.opportunities,
        )
        nothing = _("No opportunity stands in it.")
        counted = text.format(count=number(row.opportunities, 0), open=number(row.open, 0))
        self._held.setText(counted if row.opportunities else nothing)

    def leave(self) -> None:
        """Save the field that is being edited."""
        self.facts.finish()

    def _fact(self, row: PipelineRow, field: str, *, editable: bool) -> Fact:
        caption = _(_FIELDS[field])
        match field:
            case "gate_mode":
                choices = tuple((code, _(name)) for code, name in GATE_MODES)
                shown = dict(choices)[row.gate_mode]
                return Fact(field, caption, shown, row.gate_mode, choices=choices, editable=editable)
            case "team_from":
                shown = money(row.team_from, row.currency, places=0)
                return Fact(field, caption, shown, f"{row.team_from:f}", editable=editable)
            case "touch_days":
                days = ngettext("{count} day", "{count} days", row.touch_days)
                shown = days.format(count=row.touch_days)
                return Fact(field, caption, shown, str(row.touch_days), editable=editable, longest=6)
        return Fact(field, caption, getattr(row, field), editable=editable, longest=LONGEST_NAME)

    def _on_opened(self, field: str) -> None:
        if self._row is not None:
            self._versions[field] = self._row.row_version

    def _on_edited(self, field: str, typed: str) -> None:
        row = self._row
        if row is None:
            return
        version = self._versions.get(field, row.row_version)
        # A second try after a complaint is made in the knowledge of what stands there now.
        self._versions[field] = row.row_version
        what = Label(N_("Change the pipeline “{name}”"), {"name": cut(row.shown, _MOST)})
        try:
            self._data.write(what, pipelines.change, row.id, field, typed, row_version=version)
        except SalesDeskError as error:
            self.facts.complain(field, error.message)
