"""The way of a whole firm from one pipeline to another: what goes where, what then stands where, and doing it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pipeline import STATUSES, templates
from salesdesk.i18n import N_, _, money_short, ngettext, number
from salesdesk.services import pipeline_mapping, pipeline_reading
from salesdesk.services.pipeline_mapping import MOST_CARDS, Choice, MappedCard, MappingPlan, MapTarget, Source
from salesdesk.services.pipeline_reading import PipelineRow
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.template_choice import name_of
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

_MOST: Final = 60
_STATUS: Final = dict(STATUSES)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CardRow:
    """An opportunity in the preview, with the names of the stages that it goes from and to."""

    card: MappedCard
    source: str
    target: str

    @property
    def id(self) -> uuid.UUID:
        """Return the opportunity's id."""
        return self.card.id


_COLUMNS: Final[tuple[ListColumn[CardRow], ...]] = (
    ListColumn("source", N_("From"), 110, lambda row: row.source),
    ListColumn("target", N_("To"), 110, lambda row: row.target, strong=True),
    ListColumn("name", N_("Opportunity"), 180, lambda row: row.card.name, grows=True),
    ListColumn("customer", N_("Customer"), 150, lambda row: row.card.customer),
    ListColumn("status", N_("Status"), 80, lambda row: _(_STATUS.get(row.card.status, row.card.status))),  # type: ignore[call-overload]  # any text
    ListColumn("amount", N_("Amount"), 100, lambda row: _amount(row.card), right=True),
)


class MappingDialog(QDialog):
    """Shows a mapping before it is made; `then` is called with the pipeline that the firm is in afterwards."""

    def __init__(
        self,
        data: Data,
        background: Background,
        pipeline: PipelineRow,
        others: Sequence[PipelineRow],
        *,
        then: Callable[[uuid.UUID], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Move to another pipeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(900, 660)
        self._data, self._background, self._then = data, background, then
        self._pipeline = pipeline
        self._plan: MappingPlan | None = None
        self._cards: Sequence[tuple[str, MappedCard]] = data.read(pipeline_mapping.cards, pipeline.id)
        self._job: Job | None = None
        self.choices: dict[str, QComboBox] = {}
        self._after: list[QLabel] = []
        self.target = ChoiceBox()
        self.target.setAccessibleName(_("New pipeline"))
        self._fill_targets(others)
        self.target.activated.connect(self._on_target)
        self._make_parts()
        self._arrange()
        self._on_target()

    def _fill_targets(self, others: Sequence[PipelineRow]) -> None:
        for row in others:
            if row.id != self._pipeline.id:
                self.target.addItem(cut(row.shown, _MOST), MapTarget(row.id))
        there = {row.code for row in others}
        for code, template in templates().items():
            name = _("{name} (added from the template)").format(name=name_of(template))
            self.target.addItem(name, MapTarget(template=code))
        best = next((row for row in others if row.id != self._pipeline.id), None)
        if best is None:
            code = next(code for code in templates() if code not in there or code != self._pipeline.code)
            self.target.setCurrentIndex(list(templates()).index(code))

    def _make_parts(self) -> None:
        self.table: RowTable[CardRow] = RowTable(_COLUMNS, "source")
        self.table.view.setAccessibleName(_("Opportunities that move"))
        self.remove = QCheckBox(_("Delete the old pipeline afterwards"))
        self.remove.setChecked(True)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self._more = label(role="small")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.hide()
        self.confirm = button("", "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._on_confirm)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        margins(head, gap=10)
        head.addWidget(label(_("From"), "secondary"))
        head.addWidget(ElidedLabel(cut(self._pipeline.shown, _MOST), "strong"))
        head.addWidget(label(_("to"), "secondary"))
        head.addWidget(self.target, 1)
        self._rows = QGridLayout()
        self._rows.setContentsMargins(14, 8, 14, 10)
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(3, 1)
        self._result = QGridLayout()
        self._result.setContentsMargins(14, 8, 14, 10)
        self._result.setHorizontalSpacing(14)
        self._result.setVerticalSpacing(6)
        self._result.setColumnStretch(0, 1)
        both = QHBoxLayout()
        margins(both, gap=12)
        both.addWidget(_card(self._rows), 3)
        both.addWidget(_card(self._result), 2)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.remove)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        note = _(
            "No gate is passed, the stage clocks go on, the order is kept, and it counts as no conversion. Ctrl+Z takes all of it back."  # noqa: E501 - one text
        )
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=10)
        layout.addLayout(head)
        layout.addWidget(label(note, "secondary", wrap=True))
        layout.addLayout(both, 3)
        layout.addWidget(self._more)
        layout.addWidget(self.table, 2)
        layout.addWidget(self._problem)
        layout.addWidget(self.busy)
        layout.addLayout(buttons)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _on_target(self) -> None:
        self._problem.hide()
        self._plan = self._data.read(pipeline_mapping.plan, self._pipeline.id, self.target.currentData())
        plan = self._plan
        _clear(self._rows)
        self.choices = {}
        for place, text in enumerate((_("Stage now"), _("Count"), _("Sum"), _("Goes to"))):
            align = _RIGHT if place in (1, 2) else Qt.AlignmentFlag.AlignLeft
            self._rows.addWidget(label(text, "small"), 0, place, align)
        for row, source in enumerate(plan.sources, start=1):
            self._rows.addWidget(ElidedLabel(_source_name(source), "strong"), row, 0)
            self._rows.addWidget(label(number(source.count, 0)), row, 1, _RIGHT)
            self._rows.addWidget(label(money_short(source.amount, plan.currency)), row, 2, _RIGHT)
            self._rows.addWidget(self._choice(plan, source), row, 3)
        self._rows.setRowStretch(len(plan.sources) + 1, 1)
        self._show_after()

    def _choice(self, plan: MappingPlan, source: Source) -> QComboBox:
        result = ChoiceBox()
        result.setMinimumContentsLength(8)
        result.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        result.setAccessibleName(_("“{name}” goes to").format(name=cut(_source_name(source), _MOST)))
        fitting = plan.fitting(source)
        for target in fitting:
            result.addItem(cut(target.name, _MOST), target.key)
        keys = [target.key for target in fitting]
        result.setCurrentIndex(keys.index(plan.proposal[source.key]))
        result.activated.connect(self._show_after)
        self.choices[source.key] = result
        return result

    def chosen(self) -> Choice:
        """Return the stage that each source goes to."""
        return {key: choice.currentData() for key, choice in self.choices.items()}

    def _show_after(self) -> None:
        plan = self._plan
        if plan is None:
            return
        _clear(self._result)
        for place, text in enumerate((_("Stage then"), _("Count"), _("Sum"))):
            align = _RIGHT if place else Qt.AlignmentFlag.AlignLeft
            self._result.addWidget(label(text, "small"), 0, place, align)
        choice = self.chosen()
        for row, (target, count, amount) in enumerate(plan.after(choice), start=1):
            role = "strong" if count else "secondary"
            self._result.addWidget(ElidedLabel(cut(target.name, _MOST), role), row, 0)
            self._result.addWidget(label(number(count, 0) if count else "—", role), row, 1, _RIGHT)
            shown = money_short(amount, plan.currency) if count else "—"
            self._result.addWidget(label(shown, role), row, 2, _RIGHT)
        self._result.setRowStretch(len(plan.targets) + 1, 1)
        names = {target.key: target.name for target in plan.targets}
        keys = [source.key for source in plan.sources]
        width = len(str(len(keys)))
        # The number in front keeps the stages in their order where the table is sorted by them.
        self.table.show_rows(
            [
                CardRow(card, f"{keys.index(key) + 1:{width}} {card.source}", names[choice[key]])
                for key, card in self._cards
                if key in choice
            ]
        )
        count = sum(source.count for source in plan.sources)
        text = ngettext("Move {count} opportunity", "Move {count} opportunities", count)
        self.confirm.setText(text.format(count=number(count, 0)))
        self._more.setText(
            _("The first {most} of {count} are listed.").format(
                most=number(MOST_CARDS, 0), count=number(count, 0)
            )
        )
        self._more.setVisible(count > MOST_CARDS)

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    # --- doing it -----------------------------------------------------------------------------------------------

    def _on_confirm(self) -> None:
        if self._job is not None:
            return
        target: MapTarget = self.target.currentData()
        names = {"name": cut(self._pipeline.shown, _MOST), "target": self.target.currentText()}
        choice, remove, pipeline_id = self.chosen(), self.remove.isChecked(), self._pipeline.id

        def apply(session: Any) -> int:
            return pipeline_mapping.apply(session, pipeline_id, target, choice, remove=remove)

        work = partial(_write, self._data, Label(N_("Move “{name}” to “{target}”"), names), apply)
        self._problem.hide()
        self._set_busy(busy=True)
        self._job = self._background.job(work)
        self._job.done.connect(self._on_done)
        self._job.failed.connect(self._on_failed)
        self._background.start(self._job)

    def _set_busy(self, *, busy: bool) -> None:
        self.busy.setVisible(busy)
        for part in (self.confirm, self.cancel, self.target, self.remove, *self.choices.values()):
            part.setEnabled(not busy)

    def _on_done(self, changes: Changes) -> None:
        self._job = None
        target: MapTarget = self.target.currentData()
        rows = self._data.read(pipeline_reading.pipelines)
        added = [row.id for row in rows if row.id in changes.rows.get("pipeline", ())]
        self._data.announce(changes)
        wanted = target.pipeline_id or next((one for one in added if one != self._pipeline.id), rows[0].id)
        self.accept()
        self._then(wanted)

    def _on_failed(self, message: str) -> None:
        self._job = None
        self._set_busy(busy=False)
        try:
            self._on_target()
        except SalesDeskError as error:
            message = f"{message} {error.message}"
        self._problem.setText(message)
        self._problem.show()

    def reject(self) -> None:
        """Close the dialog, but not while it writes: that is done in a moment, and undo takes it back."""
        if self._job is None:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is None:
            super().closeEvent(event)
        else:
            event.ignore()


def _write(data: Data, what: Label, apply: Callable[[Any], int], _job: Job) -> Changes:
    with data.workspace.write(what, person=data.person) as write:
        apply(write.session)
    return write.changes


def _source_name(source: Source) -> str:
    return source.name if source.side == "open" else _("{name} · won").format(name=source.name)


def _amount(card: MappedCard) -> str:
    return "" if card.amount is None else money_short(card.amount, card.currency)


def _card(grid: QGridLayout) -> QWidget:
    inner = QWidget()
    inner.setLayout(grid)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    result = QFrame()
    result.setProperty("role", "card")
    layout = QVBoxLayout(result)
    margins(layout, 1, 1, 1, 1)
    layout.addWidget(area)
    return result


def _clear(grid: QGridLayout) -> None:
    for row in range(grid.rowCount()):
        grid.setRowStretch(row, 0)
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
