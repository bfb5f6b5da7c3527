"""The text of a contract: its clauses, the one that is written, and the blanks."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.domain import clauses as rules, merge_fields, word_fields
from salesdesk.domain.clauses import Clause
from salesdesk.i18n import _, ngettext, sentences
from salesdesk.ui.contracts.clause_editor import ClauseEditor
from salesdesk.ui.contracts.clause_list import ClauseList
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.fields_panel import FieldsPanel
from salesdesk.ui.widgets.basics import button, icon_button, label, margins
from salesdesk.ui.widgets.text_lines import cut

_LIST, _NARROW_LIST = 250, 200
_FIELDS, _NARROW_FIELDS = 300, 250
_NARROW: Final = 1_080


class TextTab(QWidget):
    """Writes clauses and blanks; the list at the left says how risky each is and what was changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.list = ClauseList()
        self.editor = ClauseEditor(desk)
        self.fields = FieldsPanel(desk)
        self.empty = button("", "link", icon="triangle-alert", tint="warn")
        self.empty.clicked.connect(self.go_to_empty)
        self.add = icon_button("plus", _("Add a clause"))
        self.add.clicked.connect(self._on_add)
        head = QHBoxLayout()
        margins(head, 12, 8, 6, 4, gap=4)
        head.addWidget(label(_("Clauses"), "strong"))
        head.addStretch()
        head.addWidget(self.add)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        margins(left)
        left.addLayout(head)
        left.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self.list, 1)
        layout = QHBoxLayout(self)
        margins(layout)
        layout.addWidget(self._left)
        layout.addWidget(_line())
        self.locked = label(role="warning", wrap=True)
        self.locked.setContentsMargins(14, 8, 14, 0)
        middle = QVBoxLayout()
        margins(middle)
        middle.addWidget(self.locked)
        middle.addWidget(self.editor, 1)
        layout.addLayout(middle, 1)
        layout.addWidget(_line())
        layout.addWidget(self.fields)
        self.list.chosen.connect(self._on_chosen)
        self.list.move_requested.connect(self._on_move)
        self.list.remove_requested.connect(self._on_remove)
        self.editor.field_chosen.connect(self.fields.go_to)
        self.fields.filled.connect(self.editor.refresh)
        desk.typed.connect(self._show_list)

    def show_content(self) -> None:
        """Show what is stored."""
        self.add.setVisible(not self._desk.read_only)
        self.locked.setText(_told(self._desk))
        self.locked.setVisible(bool(self.locked.text()))
        self._show_list()
        self._on_chosen(max(self.list.currentRow(), 0))
        self.editor.refresh()

    def place(self) -> int:
        """Return which clause is shown."""
        return self.list.currentRow()

    def choose(self, place: int) -> None:
        """Show a clause."""
        if 0 <= place < self.list.count():
            self.list.setCurrentRow(place)

    def go_to_empty(self) -> None:
        """Show the first clause with an empty blank, and put the keyboard on that."""
        if self._desk.template is not None:
            self._go_to(list(word_fields.empty(self._desk.template, self._desk.values)))
            return
        for place, clause in enumerate(self._desk.draft.clauses):
            if missing := self._missing(clause):
                self.list.setCurrentRow(place)
                self._go_to(missing)
                return

    def _go_to(self, missing: list[str]) -> None:
        typed = [key for key in missing if not merge_fields.FIELDS[key].computed]
        if missing:
            self.fields.go_to((typed or missing)[0])

    def _missing(self, clause: Clause) -> list[str]:
        """Return the blanks of a clause that hold nothing; none where the contract is written with a template."""
        if self._desk.draft.template_file:
            return []
        draft, values = self._desk.draft, self._desk.values
        languages = [one for one in (draft.language, draft.second_language) if one is not None]
        texts = [(clause.text(one), one) for one in languages]
        return [key for key in merge_fields.empty(texts, values) if key in merge_fields.FIELDS]

    def _show_list(self) -> None:
        draft = self._desk.draft
        missing = [self._missing(clause) for clause in draft.clauses]
        differences = rules.compare(rules.template(), draft.clauses)
        self.list.show_clauses(draft.clauses, differences, [len(one) for one in missing], self._desk.language)
        template = self._desk.template
        of_template = word_fields.empty(template, self._desk.values) if template is not None else ()
        count = len({key for one in missing for key in one} | set(of_template))
        text = ngettext("{count} field is empty", "{count} fields are empty", count)
        self.empty.setText(text.format(count=count))
        self.empty.setVisible(bool(count))

    def _on_chosen(self, place: int) -> None:
        self.editor.show_clause(place)
        clauses = self._desk.draft.clauses
        self.fields.show_clause(clauses[place] if 0 <= place < len(clauses) else None)

    # --- the order of the clauses ---------------------------------------------------------------------------------

    def add_menu(self) -> QMenu:
        """Return the menu of what can be added: a free clause, and the template's that were left out."""
        menu = QMenu(self)
        menu.addAction(_("A clause of your own"), lambda: self._insert(Clause(title_zh=_("New clause"))))
        own = [one.clause for one in self._desk.content.variants if not one.clause.code]
        codes = {clause.code for clause in self._desk.draft.clauses}
        gone = [clause for clause in rules.template() if clause.code not in codes]
        for clauses in (own, gone):
            if clauses:
                menu.addSeparator()
            for clause in clauses:
                title = clause.title(self._desk.language) or _("Preamble")
                menu.addAction(cut(title, 40).replace("&", "&&"), partial(self._insert, clause))
        if not self._desk.read_only and self.list.currentRow() >= 0:
            menu.addSeparator()
            menu.addAction(_("Leave this clause out"), lambda: self._on_remove(self.list.currentRow()))
        return menu

    def _on_add(self) -> None:
        menu = self.add_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _insert(self, clause: Clause) -> None:
        """Put a clause behind the one that is shown; one of the template where the template has it."""
        clauses = list(self._desk.draft.clauses)
        place = self.list.currentRow() + 1
        if clause.code:
            earlier = [n for n, one in enumerate(clauses) if one.code and one.code < clause.code]
            place = max(earlier, default=-1) + 1
        clauses.insert(place, clause)
        self._desk.set_clauses(clauses)
        self.list.setCurrentRow(place)
        self._on_chosen(place)

    def _on_move(self, place: int, step: int) -> None:
        clauses = list(self._desk.draft.clauses)
        if self._desk.read_only or not 0 <= place + step < len(clauses):
            return
        clauses[place], clauses[place + step] = clauses[place + step], clauses[place]
        self._desk.set_clauses(clauses)
        self.list.setCurrentRow(place + step)

    def _on_remove(self, place: int) -> None:
        clauses = list(self._desk.draft.clauses)
        if self._desk.read_only or not 0 <= place < len(clauses) or len(clauses) == 1:
            return
        del clauses[place]
        self._desk.set_clauses(clauses)
        self._on_chosen(self.list.currentRow())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self._left.setFixedWidth(_NARROW_LIST if narrow else _LIST)
        self.fields.setFixedWidth(_NARROW_FIELDS if narrow else _FIELDS)


def _line() -> QFrame:
    result = QFrame()
    result.setProperty("role", "divider")
    result.setFixedWidth(1)
    return result


def _told(desk: Desk) -> str:
    """Return that the clauses aren't what is printed, and why the text can't be written; mostly nothing."""
    with_word = _("Written with the Word template “{name}”: the clauses on this page aren't printed.")
    name = cut(desk.draft.template_name, 60)
    return sentences(with_word.format(name=name) if desk.draft.template_file else "", _why_locked(desk))


def _why_locked(desk: Desk) -> str:
    """Return why the text can't be written; empty where it can, or where everything is only looked at."""
    state = desk.content.opened.version.state
    if desk.data.read_only or state == "draft":
        return ""
    if state == "in_review":
        return _("In legal review: take it back there to write on.")
    return _("This version stands as it is. Changes need a new version or an amendment.")
