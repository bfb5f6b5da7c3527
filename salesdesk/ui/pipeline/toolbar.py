"""The head of the board page: pipeline, filter, totals."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from salesdesk.i18n import _, ngettext, number
from salesdesk.services.board import Board, BoardFilter, PipelineChoice
from salesdesk.ui.pipeline import sums
from salesdesk.ui.pipeline.reading import Choices
from salesdesk.ui.pipeline.views.switch import ViewSwitch
from salesdesk.ui.widgets.basics import ElidedLabel, button, label, margins, plain, set_state

_DELAY_MS: Final = 150


class BoardToolbar(QWidget):
    """Shows what the board is narrowed to, and says what it shall be."""

    filter_changed = Signal(object)
    new_requested = Signal()
    pipelines_requested = Signal()

    def __init__(
        self, board_filter: BoardFilter, *, writable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filter = board_filter
        self._choices = Choices((), ())
        self._pipeline: PipelineChoice | None = None
        self.pipeline = _chip(self._fill_pipelines)
        self.owner = _chip(self._fill_owners)
        self.text = QLineEdit(board_filter.text)
        self.text.setProperty("role", "filter")
        self.text.setPlaceholderText(_("Filter by customer or title"))
        self.text.setAccessibleName(_("Filter by customer or title"))
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(210)
        self.totals = ElidedLabel(role="secondary")
        self.totals.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.new = button(_("New opportunity"), "primary", icon="plus", tint="on_accent")
        self.new.clicked.connect(self.new_requested)
        if not writable:
            self.new.hide()
        self.switch = ViewSwitch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._on_text)
        self.text.textChanged.connect(self._timer.start)
        layout = QHBoxLayout(self)
        margins(layout, gap=8)
        layout.addWidget(label(_("Pipeline board"), "title"))
        layout.addSpacing(4)
        for part in (self.pipeline, self.owner, self.text):
            layout.addWidget(part)
        layout.addWidget(self.totals, 1)
        layout.addSpacing(4)
        layout.addWidget(self.switch)
        layout.addWidget(self.new)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def show_board(self, board: Board) -> None:
        """Show the totals of the board."""
        count = sum(column.count for column in board.columns)
        self.totals.setText(
            " · ".join(
                (
                    ngettext("{count} opportunity", "{count} opportunities", count).format(
                        count=number(count, 0)
                    ),
                    _("total {amount}").format(amount=sums.amounts(board.columns, board.currency)),
                    _("weighted {amount}").format(amount=sums.weighted(board.columns, board.currency)),
                )
            )
        )

    def show_choices(self, choices: Choices, pipeline: PipelineChoice | None) -> None:
        """Offer the pipelines, where there are several, and the people to narrow the board to."""
        self._choices, self._pipeline = choices, pipeline
        self.pipeline.setVisible(len(choices.pipelines) > 1)
        name = pipeline.name if pipeline else ""
        _name_chip(self.pipeline, name, _("Pipeline: {name}").format(name=name))
        owner = next(
            (person.name for person in choices.people if (person.id,) == self._filter.owner_ids), None
        )
        self.owner.setVisible(bool(choices.people))
        text = _("Owner: {name}").format(name=owner or _("all"))
        _name_chip(self.owner, text, text)
        set_state(self.owner, "active", owner is not None)

    def _fill_pipelines(self) -> None:
        entries = [
            (choice.name, replace(self._filter, pipeline_id=choice.id), choice == self._pipeline)
            for choice in self._choices.pipelines
        ]
        self._fill(self.pipeline.menu(), entries)
        self.pipeline.menu().addSeparator()
        self.pipeline.menu().addAction(_("Edit pipelines…"), self.pipelines_requested.emit)

    def _fill_owners(self) -> None:
        everybody: list[tuple[str, tuple[uuid.UUID, ...]]] = [(_("All"), ())]
        people = [*everybody, *((person.name, (person.id,)) for person in self._choices.people)]
        entries = [
            (name, replace(self._filter, owner_ids=owners), owners == self._filter.owner_ids)
            for name, owners in people
        ]
        self._fill(self.owner.menu(), entries)

    def _fill(self, menu: QMenu, entries: Sequence[tuple[str, BoardFilter, bool]]) -> None:
        """Fill a menu just before it is shown."""
        menu.clear()
        group = QActionGroup(menu)
        for name, chosen, checked in entries:
            action = menu.addAction(plain(name))
            action.setCheckable(True)
            action.setChecked(checked)
            group.addAction(action)
            action.triggered.connect(lambda _checked, new=chosen: self.filter_changed.emit(new))

    def clear_filter(self) -> None:
        """Show everything of the pipeline again."""
        self._filter = BoardFilter(self._filter.pipeline_id)
        self.text.clear()
        self._timer.stop()
        self.filter_changed.emit(self._filter)

    def set_filter(self, board_filter: BoardFilter) -> None:
        """Take over a filter that was chosen."""
        self._filter = board_filter

    def _on_text(self) -> None:
        text = self.text.text().strip()
        if text != self._filter.text:
            self._filter = replace(self._filter, text=text)
            self.filter_changed.emit(self._filter)


def _name_chip(chip: QToolButton, text: str, name: str) -> None:
    chip.setText(f"{plain(text)} ▾")
    chip.setAccessibleName(name)


def _chip(fill: Callable[[], None]) -> QToolButton:
    result = QToolButton()
    result.setProperty("role", "chip")
    result.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    menu = QMenu(result)
    menu.aboutToShow.connect(fill)
    result.setMenu(menu)
    return result
