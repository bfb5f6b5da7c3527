"""The blanks of a contract as a form: those of the chosen clause, all of them, or the empty ones."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain import merge_fields
from salesdesk.domain.clauses import Clause
from salesdesk.domain.merge_fields import FIELDS, SCHEDULE, Value, said
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import Language, _
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.widgets.basics import label, margins, set_state
from salesdesk.ui.widgets.cards import column
from salesdesk.ui.widgets.segments import Segments
from salesdesk.ui.widgets.text_lines import cut

_LANGUAGES: Final[tuple[Language, ...]] = ("zh_CN", "en")


class FieldsPanel(QWidget):
    """Fills the blanks of the desk's draft; what follows from the contract itself is shown, not typed."""

    filled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._here: tuple[str, ...] = ()
        self.scope = Segments(_("Fields"), {"clause": _("Of this clause"), "all": _("All fields")})
        self.scope.chosen.connect(lambda _code: self._offer())
        self.rows: dict[str, _Row] = {key: _Row(key, desk) for key in FIELDS if key != SCHEDULE}
        self._nothing = label(_("This clause has no fields."), "secondary", wrap=True)
        area, self._column = column(*self.rows.values(), self._nothing)
        self._column.setSpacing(8)
        self._column.setContentsMargins(0, 0, 8, 0)
        layout = QVBoxLayout(self)
        margins(layout, 12, 10, 4, 10, gap=8)
        top = QHBoxLayout()
        margins(top)
        top.addWidget(self.scope)
        top.addStretch()
        layout.addLayout(top)
        layout.addWidget(area, 1)
        for row in self.rows.values():
            row.filled.connect(self.filled)
        self._area = area

    def show_clause(self, clause: Clause | None) -> None:
        """Show the blanks of a clause, or of the template in its place, and what stands in every one."""
        draft, template = self._desk.draft, self._desk.template
        languages: tuple[Language | None, ...] = (draft.language, draft.second_language)
        of_these = _("Of the template") if template is not None else _("Of this clause")
        self.scope.buttons["clause"].setText(of_these)
        if template is not None:
            languages, self._here = template.languages, template.keys
        elif clause is not None:
            texts = [clause.text(one) for one in languages if one is not None]
            self._here = tuple(dict.fromkeys(key for text in texts for key in merge_fields.marks(text)))
        for row in self.rows.values():
            row.show_value(languages)
        self._offer()

    def go_to(self, key: str) -> None:
        """Put the keyboard on a blank."""
        row = self.rows.get(key)
        if row is None:
            return
        if key not in self._here and self.scope.current() == "clause":
            self.scope.choose("all")
        row.focus_first_empty()
        self._area.ensureWidgetVisible(row)

    def _offer(self) -> None:
        only = self.scope.current() == "clause"
        for key, row in self.rows.items():
            row.setVisible(key in self._here if only else key in merge_fields.TYPED)
        self._nothing.setVisible(only and not any(key in self.rows for key in self._here))


class _Row(QWidget):
    """One blank: its name, and what stands there, in two languages where its words differ."""

    filled = Signal()

    def __init__(self, key: str, desk: Desk) -> None:
        super().__init__()
        self._key, self._desk, self._field = key, desk, FIELDS[key]
        name = _(self._field.name)
        self.edits: dict[Language, QLineEdit] = {}
        layout = QVBoxLayout(self)
        margins(layout, gap=3)
        layout.addWidget(label(name, "small"))
        self.shown = label(role="", wrap=True)
        layout.addWidget(self.shown)
        self.shown.setVisible(self._field.computed)
        hints = {"zh_CN": _("Chinese"), "en": _("English")}
        for language in _LANGUAGES if not self._field.computed else ():
            edit = QLineEdit()
            edit.setMaxLength(merge_fields.LONGEST)
            edit.setAccessibleName(f"{name} ({hints[language]})")
            edit.setPlaceholderText(hints[language] if self._field.worded else _("Empty: write it, or 无"))
            edit.textEdited.connect(partial(self._on_text, language))
            layout.addWidget(edit)
            self.edits[language] = edit

    def show_value(self, languages: tuple[Language | None, ...]) -> None:
        """Show what stands in the blank."""
        values = self._desk.values
        value = values.get(self._key, Value())
        if self._field.computed:
            told = said(self._key, values, self._desk.language)
            self.shown.setText(cut(told, 300) or _("Missing in the records"))
            set_state(self.shown, "role", "secondary" if told else "error")
            return
        for language, edit in self.edits.items():
            text = value.zh if language == "zh_CN" else value.en
            if paragraphs(edit.text()) != text and edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)
            both = self._field.worded or "zh_CN" not in languages
            edit.setVisible(language in languages and (language == "zh_CN" or both or bool(value.en)))
            edit.setReadOnly(self._desk.read_only)
            set_state(edit, "invalid", language in languages and not said(self._key, values, language))

    def focus_first_empty(self) -> None:
        """Put the keyboard where something is missing, else at the beginning."""
        shown = [edit for edit in self.edits.values() if not edit.isHidden()]
        target = next((edit for edit in shown if not edit.text().strip()), shown[0] if shown else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            target.selectAll()

    def _on_text(self, language: Language, text: str) -> None:
        value = self._desk.draft.fields.get(self._key, Value())
        zh, en = (text, value.en) if language == "zh_CN" else (value.zh, text)
        self._desk.set_field(self._key, Value(zh, en))
        self.filled.emit()
