"""What a quote's head has besides: project, tender, greeting, rounding, the look of the document; folded away."""

from __future__ import annotations

import uuid
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from salesdesk.domain.quote import HIDEABLE, NAME_LENGTH, TEXT_LENGTH, QuoteDraft
from salesdesk.i18n import DEFAULT_LANGUAGE, LANGUAGE_NAMES, N_, _
from salesdesk.services import document_designs
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_combo import combo
from salesdesk.ui.widgets.basics import ElidedLabel, label, margins

_LONGEST_ITEM: Final = 60
_ROUNDINGS: Final = (("line", N_("Tax line by line")), ("tax_rate", N_("Tax once for each rate")))
_HIDDEN: Final = {
    "prices": N_("Unit prices"),
    "discounts": N_("Discounts"),
    "models": N_("Models"),
    "list_prices": N_("List prices"),
}
_TEXTS: Final = (
    ("project", N_("Project"), N_("Change project"), NAME_LENGTH),
    ("tender", N_("Tender no."), N_("Change tender number"), NAME_LENGTH),
    ("greeting", N_("Greeting"), N_("Change greeting"), TEXT_LENGTH),
)


class MoreFields(QWidget):
    """Edits what is rarely changed; `edited` brings changes of the draft, the step's name and what joins steps."""

    edited = Signal(dict, str, str)
    rounding_requested = Signal(str)

    def __init__(self, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._offered: object = ""
        self.texts: dict[str, QLineEdit] = {}
        for name, caption, step, longest in _TEXTS:
            field = QLineEdit()
            field.setMaxLength(longest)
            field.setAccessibleName(_(caption))
            field.textEdited.connect(
                lambda text, name=name, step=step: self.edited.emit({name: text}, _(step), name)
            )
            self.texts[name] = field
        self.rounding = combo([(code, _(name)) for code, name in _ROUNDINGS])
        self.design = combo()
        self.second = combo()
        self.hidden = {code: QCheckBox(_(_HIDDEN[code])) for code in HIDEABLE}
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        hidden = QWidget()
        row = QHBoxLayout(hidden)
        margins(row, gap=12)
        for box in self.hidden.values():
            row.addWidget(box)
        row.addStretch()
        pairs: tuple[tuple[str, QWidget], ...] = (
            (_("Project"), self.texts["project"]),
            (_("Tender no."), self.texts["tender"]),
            (_("Rounding"), self.rounding),
            (_("Design"), self.design),
            (_("Second language"), self.second),
        )
        for number, (caption, field) in enumerate(pairs):
            self._add(grid, number // 2, number % 2 * 2, caption, field)
        self._add(grid, 2, 2, _("Not printed"), hidden)
        self._add(grid, 3, 0, _("Greeting"), self.texts["greeting"], span=3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _add(
        self, grid: QGridLayout, row: int, column: int, caption: str, field: QWidget, *, span: int = 1
    ) -> None:
        heading = label(caption, "secondary")
        heading.setBuddy(field)
        field.setAccessibleName(caption)
        grid.addWidget(heading, row, column, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(field, row, column + 1, 1, span)

    def _connect(self) -> None:
        self.rounding.activated.connect(lambda row: self.rounding_requested.emit(self.rounding.itemData(row)))
        self.design.activated.connect(self._on_design)
        self.second.activated.connect(
            lambda row: self.edited.emit(
                {"second_language": self.second.itemData(row)}, _("Change language"), ""
            )
        )
        for box in self.hidden.values():
            box.clicked.connect(self._on_hidden)

    def show_draft(self, draft: QuoteDraft, *, read_only: bool, fixed: bool) -> None:
        """Show a draft; what is `fixed` stays as an earlier version has it."""
        for name, field in self.texts.items():
            field.setReadOnly(read_only)
            if field.text() != getattr(draft, name):
                field.setText(getattr(draft, name))
                field.setCursorPosition(0)
        self._offer(draft)
        _choose(self.rounding, draft.rounding)
        _choose(self.design, draft.design_id.hex if draft.design_id else "")
        _choose(self.second, draft.second_language)
        self.rounding.setEnabled(not read_only and not fixed)
        self.design.setEnabled(not read_only)
        self.second.setEnabled(not read_only)
        for code, box in self.hidden.items():
            box.setChecked(code in draft.hidden)
            box.setEnabled(not read_only)

    def summary(self, draft: QuoteDraft) -> str:
        """Return in short what is set here, for the line that stands for it while it is folded away."""
        named = [
            (_("Project"), draft.project),
            (_("Tender no."), draft.tender),
            (_("Greeting"), draft.greeting),
        ]
        parts = [_("{name}: {what}").format(name=name, what=text) for name, text in named if text.strip()]
        if draft.second_language:
            parts += [f"+ {name}" for code, name in LANGUAGE_NAMES if code == draft.second_language]
        if draft.hidden:
            hidden = _(", ").join(_(_HIDDEN[code]) for code in draft.hidden if code in _HIDDEN)
            parts.append(_("{name}: {what}").format(name=_("Not printed"), what=hidden))
        return " · ".join(parts)

    def _offer(self, draft: QuoteDraft) -> None:
        if self._offered == draft.language:
            return
        self._offered = draft.language
        designs = self._data.read(document_designs.all_designs)
        with QSignalBlocker(self.design):
            self.design.clear()
            self.design.addItem(_("Usual look"), "")
            for design in designs:
                self.design.addItem(design.name[:_LONGEST_ITEM], design.id.hex)
        first = draft.language or DEFAULT_LANGUAGE
        with QSignalBlocker(self.second):
            self.second.clear()
            self.second.addItem(_("None"), "")
            for code, name in LANGUAGE_NAMES:
                if code != first:
                    self.second.addItem(name, code)

    def _on_design(self, row: int) -> None:
        chosen = self.design.itemData(row)
        design_id = uuid.UUID(chosen) if chosen else None
        self.edited.emit({"design_id": design_id}, _("Change design"), "")

    def _on_hidden(self) -> None:
        hidden = tuple(code for code, box in self.hidden.items() if box.isChecked())
        self.edited.emit({"hidden": hidden}, _("Change what is printed"), "")


class Fold(QPushButton):
    """Folds the fields away, and says in one line what is set in them; `folded` tells that the user did so."""

    folded = Signal(bool)

    def __init__(self, fields: MoreFields, *, folded: bool) -> None:
        super().__init__()
        self._fields = fields
        self._folded = folded
        self.summary = ElidedLabel("", "small")
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Project, tender, greeting, rounding, design (Ctrl+Shift+M)"))
        self.clicked.connect(self._on_clicked)
        self._show()

    def show_draft(self, draft: QuoteDraft) -> None:
        """Say what is set in the fields."""
        self.summary.setText(self._fields.summary(draft))
        self._show()

    def _on_clicked(self) -> None:
        self._folded = not self._folded
        self._show()
        self.folded.emit(self._folded)

    def _show(self) -> None:
        self._fields.setHidden(self._folded)
        self.summary.setHidden(not self._folded or not self.summary.text())
        self.setText(_("More ▾") if self._folded else _("Less ▴"))
        self.setShortcut("Ctrl+Shift+M")  # a text takes the shortcut away


def _choose(field: QComboBox, value: Any) -> None:
    field.setCurrentIndex(max(field.findData(value), 0))
