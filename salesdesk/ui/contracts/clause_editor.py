"""One clause in its editor: heading, risk, wording in both languages; as it will read; beside the template."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain import clauses as rules
from salesdesk.domain.clauses import Clause
from salesdesk.domain.merge_fields import MARK, said
from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_, Language, _
from salesdesk.services import clause_library
from salesdesk.ui.contracts.clause_text import ClauseText
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.tinted import write, write_pieces
from salesdesk.ui.widgets.ask_text import TextDialog, ask_text
from salesdesk.ui.widgets.basics import icon_button, label, margins
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.segments import Segments
from salesdesk.ui.widgets.text_lines import cut

_NAMES: Final[tuple[Language, ...]] = ("zh_CN", "en")


class ClauseEditor(QWidget):
    """Writes one clause of the desk's draft, the one that `show_clause` names by its place."""

    field_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place = -1
        self._showing = False
        self._wordings: list[Clause] = []
        captions = {"zh_CN": _("Chinese"), "en": _("English")}
        self.view = Segments(
            _("View"), {"write": _("Write"), "reads": _("As it reads"), "beside": _("Beside the template")}
        )
        self.view.chosen.connect(lambda _code: self._show_view())
        self.risk = ChoiceBox()
        self.risk.setAccessibleName(_("Risk"))
        for code, name in rules.RISKS.items():
            self.risk.addItem(_(name), code)
        self.risk.activated.connect(self._on_risk)
        self.variant = ChoiceBox()
        self.variant.setAccessibleName(_("Wording"))
        self.variant.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.variant.setMinimumContentsLength(10)
        self.variant.activated.connect(self._on_variant)
        self.variant.hide()  # as long as there is one wording: else the first measure of a small window has room for it
        self.titles: dict[Language, QLineEdit] = {}
        self.texts: dict[Language, ClauseText] = {}
        self.read: dict[Language, QPlainTextEdit] = {}
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.view)
        head.addStretch()
        self.keep = icon_button("star", _("Keep this wording for later contracts…"))
        self.keep.clicked.connect(self.ask_keep)
        head.addWidget(self.keep)
        head.addWidget(self.variant)
        head.addWidget(self.risk)
        layout = QVBoxLayout(self)
        margins(layout, 14, 10, 14, 10, gap=8)
        layout.addLayout(head)
        self._parts: dict[Language, QWidget] = {}
        for language in _NAMES:
            self._parts[language] = self._part(language, captions[language])
            layout.addWidget(self._parts[language], 1)

    def _part(self, language: Language, caption: str) -> QWidget:
        result = QWidget()
        title = QLineEdit()
        title.setMaxLength(rules.LONGEST_TITLE)
        title.setAccessibleName(_("Heading ({language})").format(language=caption))
        title.setPlaceholderText(_("Heading"))
        title.textEdited.connect(partial(self._on_title, language))
        text = ClauseText(
            _("Wording ({language})").format(language=caption), lambda: self._desk.values, language
        )
        text.written.connect(partial(self._on_text, language))
        text.field_chosen.connect(self.field_chosen)
        read = QPlainTextEdit()
        read.setReadOnly(True)
        read.setTabChangesFocus(True)
        read.hide()  # until that view is chosen: the room for both would make a small window grow
        read.setAccessibleName(_("As it reads ({language})").format(language=caption))
        grid = QGridLayout(result)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(label(caption, "small"), 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(text, 1, 0, 1, 2)
        grid.addWidget(read, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.titles[language], self.texts[language], self.read[language] = title, text, read
        return result

    # --- showing ------------------------------------------------------------------------------------------------

    def show_clause(self, place: int) -> None:
        """Show a clause of the draft."""
        other = place != self._place
        self._place = place
        clause = self._clause()
        self.setEnabled(clause is not None)
        if clause is None:
            return
        self._showing = True
        locked = self._desk.read_only
        for language in _NAMES:
            title, text = self.titles[language], self.texts[language]
            heading = clause.title_zh if language == "zh_CN" else clause.title_en
            if one_line(title.text()) != heading:
                title.setText(heading)
            title.setReadOnly(locked)
            text.show_text(clause.text(language))
            text.setReadOnly(locked)
            if other:
                text.document().clearUndoRedoStacks()
            self._parts[language].setVisible(language in self._languages())
        self.risk.setCurrentIndex(list(rules.RISKS).index(clause.risk))
        self.risk.setEnabled(not locked)
        self.keep.setVisible(not self._desk.data.read_only)
        self._show_wordings(clause)
        self._showing = False
        self._show_view()

    def _show_wordings(self, clause: Clause) -> None:
        shipped = [one for one in rules.template() if clause.code and one.code == clause.code]
        own = [one.clause for one in self._desk.content.variants if one.clause.code == clause.code]
        self._wordings = [*shipped, *own]
        self.variant.clear()
        for one in self._wordings:
            self.variant.addItem(cut(one.variant, 40) or _("Template's wording"))
        names = [one.variant for one in self._wordings]
        self.variant.setCurrentIndex(names.index(clause.variant) if clause.variant in names else -1)
        self.variant.setVisible(len(self._wordings) > 1)
        self.variant.setEnabled(not self._desk.read_only)

    def _show_view(self) -> None:
        clause, view = self._clause(), self.view.current()
        for language in _NAMES:
            self.texts[language].setVisible(view == "write")
            self.read[language].setVisible(view != "write")
        if clause is None or view == "write":
            return
        for language in _NAMES:
            if view == "reads":
                self._fill(self.read[language], clause.text(language), language)
            else:
                self._compare(self.read[language], clause, language)

    def refresh(self) -> None:
        """Show the blanks anew: something else stands in them."""
        for text in self.texts.values():
            text.mark()
        self._show_view()

    def _fill(self, shown: QPlainTextEdit, text: str, language: Language) -> None:
        shown.clear()
        cursor, values, place = shown.textCursor(), self._desk.values, 0
        for mark in MARK.finditer(text):
            write(cursor, text[place : mark.start()])
            told = said(mark[1], values, language)
            write(cursor, told or f"[{rules.field_name(mark[1])}]", "accent" if told else "warn")
            place = mark.end()
        write(cursor, text[place:])

    def _compare(self, shown: QPlainTextEdit, clause: Clause, language: Language) -> None:
        shown.clear()
        cursor = shown.textCursor()
        old = next((one for one in rules.template() if clause.code and one.code == clause.code), None)
        if old is None:
            write(cursor, clause.text(language), "ok")
            return
        write_pieces(cursor, rules.pieces(old.text(language), clause.text(language)))

    # --- writing ------------------------------------------------------------------------------------------------

    def _clause(self) -> Clause | None:
        clauses = self._desk.draft.clauses
        return clauses[self._place] if 0 <= self._place < len(clauses) else None

    def _languages(self) -> tuple[Language | None, ...]:
        return (self._desk.draft.language, self._desk.draft.second_language)

    def _on_title(self, language: Language, text: str) -> None:
        name = "title_zh" if language == "zh_CN" else "title_en"
        self._desk.set_clause(self._place, **{name: text})

    def _on_text(self, language: Language, text: str) -> None:
        if not self._showing:
            name = "text_zh" if language == "zh_CN" else "text_en"
            self._desk.set_clause(self._place, **{name: text})

    def _on_risk(self, row: int) -> None:
        self._desk.set_clause(self._place, risk=self.risk.itemData(row))

    def _on_variant(self, row: int) -> None:
        clauses = list(self._desk.draft.clauses)
        clauses[self._place] = self._wordings[row]
        self._desk.set_clauses(clauses)
        self.show_clause(self._place)

    def ask_keep(self) -> TextDialog:
        """Ask for the name under which the wording is kept for later contracts."""
        return ask_text(self, _("Keep the wording"), _("Name of the wording"), "", self._keep)

    def _keep(self, name: str) -> None:
        clause = self._clause()
        if clause is not None:
            self._desk.do(N_("Keep a wording"), clause_library.add, replace(clause, variant=name))
