"""The designer's page: the designs, what makes the chosen one, and beside it how a quote looks then."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.document_design import USUAL, DocumentDesign
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.i18n import LANGUAGE_NAMES, N_, Language, _, as_language, language, ngettext, number
from salesdesk.services import document_designs
from salesdesk.services.document_designs import DesignFacts
from salesdesk.storage import files
from salesdesk.ui.designer import sample
from salesdesk.ui.designer.fields import ChoiceField
from salesdesk.ui.designer.form import TYPED, DesignForm
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.ask_text import TextDialog, ask_text
from salesdesk.ui.widgets.basics import button, icon_button, label, margins
from salesdesk.ui.widgets.cards import chip, in_label, menu_of, show_chip
from salesdesk.ui.widgets.document_preview import Preview
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.scrolling import Scrolling
from salesdesk.ui.widgets.text_lines import cut

_WAIT_MS: Final = 900
_FORM: Final = 500


@dataclass(frozen=True, slots=True)
class DesignerState:
    """What brings the page back as it was."""

    design: uuid.UUID | None = None
    language: Language | None = None
    own_quote: bool = False


class DesignerPage(Page):
    """Every change is saved by itself, typing after a moment; each is a step that undo takes back."""

    name: ClassVar[str] = "settings"

    def __init__(
        self, context: PageContext, design: uuid.UUID | None = None, state: object | None = None
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._data = context.data
        begun = state if isinstance(state, DesignerState) else DesignerState(design)
        self._chosen = begun.design
        self._rows: tuple[DesignFacts, ...] = ()
        self._version = 0
        self.design = USUAL
        self._unsaved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._try_to_save)
        self.form = DesignForm(self._data.workspace.files, context.background)
        self.preview = Preview(self._content, whole=True)
        self._build(begun)
        self._connect()
        self._read()
        self._show()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self, begun: DesignerState) -> None:
        self.messages = MessageBar()
        self.messages.setProperty("inset", True)
        self.back = button(_("Settings"), icon="arrow-left")
        self.designs = ChoiceField(_("Document design"), ())
        self.designs.setMinimumWidth(200)
        self.default = chip()
        self.used = label(role="secondary")
        new = _("New design")
        self.new = button(f"＋ {new}", "primary")
        self.menu = icon_button("ellipsis", _("More"))
        head = QHBoxLayout()
        margins(head, gap=8)
        for part in (self.back, label(_("Document designs"), "title"), self.designs, self.default, self.used):
            head.addWidget(part)
        head.addStretch()
        for offered in (self.new, self.menu):
            head.addWidget(offered)
            if self._data.read_only:
                offered.hide()
        self._area = Scrolling(self.form)
        self._area.setFixedWidth(_FORM)
        body = QHBoxLayout()
        margins(body, gap=14)
        body.addWidget(self._area)
        body.addWidget(self._paper(begun), 1)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 14, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.messages)
        layout.addLayout(body, 1)

    def _paper(self, begun: DesignerState) -> QWidget:
        """Return the preview with what it shows and in which language."""
        self.languages = ChoiceField(_("Language of the preview"), LANGUAGE_NAMES)
        self.languages.show_value(begun.language or language())
        sources = [("", _("Sample quote"))]
        self._quote = sample.newest_quote(self._data)
        if self._quote is not None:
            sources.append(("own", _("Newest quote")))
        self.source = ChoiceField(_("Quote in the preview"), sources)
        self.source.show_value("own" if begun.own_quote and self._quote else "")
        head = QHBoxLayout()
        margins(head, gap=6)
        for part in (self.preview.caption, self.preview.back, self.preview.forward):
            head.addWidget(part)
        head.addStretch()
        for field in (self.source, self.languages):
            field.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToContents)
            head.addWidget(field)
        result = QWidget()
        column = QVBoxLayout(result)
        margins(column, gap=8)
        column.addLayout(head)
        column.addWidget(self.preview, 1)
        return result

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.back.clicked.connect(lambda: self.action_requested.emit("settings", None))
        self.designs.edited.connect(self._on_chosen)
        self.new.clicked.connect(self.create_new)
        self.menu.clicked.connect(self._offer)
        self.form.edited.connect(self._on_edited)
        self.form.company_requested.connect(lambda: self.action_requested.emit("settings", None))
        for field in (self.languages, self.source):
            field.edited.connect(lambda _value: self._draw())
        for keys, step in (("Alt+PgUp", -1), ("Alt+PgDown", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.preview.turn, step))

    def _content(self, name: str) -> bytes | None:
        """Return a stored picture or PDF; None where it is gone."""
        with suppress(InvalidInputError):
            return files.read(self._data.workspace.files, name)
        return None

    # --- what is shown ------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the designs anew; the chosen one stays where it is still there, else it is the first."""
        self._rows = self._data.read(document_designs.all_designs)
        facts = self._facts() or (self._rows[0] if self._rows else None)
        self._chosen = facts.id if facts else None
        self.designs.clear()
        for row in self._rows:
            self.designs.addItem(cut(row.name), row.id)
        if facts is None:
            self.designs.addItem(_("Usual look"))
        self.designs.setCurrentIndex(self._rows.index(facts) if facts else 0)
        show_chip(self.default, _("For new quotes") if facts is None or facts.is_default else "", "ok")
        count = facts.quotes if facts else 0
        used = ngettext("{count} draft looks so", "{count} drafts look so", count)
        self.used.setText(used.format(count=number(count, 0)) if count else "")

    def _facts(self) -> DesignFacts | None:
        return next((row for row in self._rows if row.id == self._chosen), None)

    def _show(self) -> None:
        """Show the chosen design as it is kept."""
        facts = self._facts()
        self._version = facts.row_version if facts else 0
        self.design = facts.design if facts else USUAL
        self.form.show_design(self.design)
        # One that can't be read isn't written over.
        self.form.set_read_only(read_only=self._data.read_only or bool(facts and facts.problem))
        self._draw()
        if facts and facts.problem:
            self.messages.show_message(facts.problem)
        else:
            self.messages.hide()

    def _draw(self) -> None:
        quote = self._quote if self.source.currentData() else None
        wanted = as_language(self.languages.currentData())
        self.preview.request(partial(sample.composed, self._data, self.design, wanted, quote))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("document_design"):
            before = self._chosen
            self._read()
            if before not in (None, self._chosen):
                self._unsaved = False  # what was typed belongs to a design that is gone, and to no other
            # What was typed stays: it is being saved, or the message will say why not.
            if not self._unsaved:
                self._show()
        elif changes.touches("company"):
            self._draw()

    # --- saving -------------------------------------------------------------------------------------------------

    def _on_edited(self, design: DocumentDesign, key: str) -> None:
        self.design = design
        self._unsaved = True
        self._draw()
        if key in TYPED:
            self._timer.start()
            self.undo_changed.emit()
        else:
            self._try_to_save()

    def _try_to_save(self) -> None:
        try:
            self.save()
        except SalesDeskError as error:
            self.messages.show_message(error.message)

    def save(self) -> None:
        """Save what was changed; SalesDeskError says why it can't be, and it stays in the fields."""
        self._timer.stop()
        if not self._unsaved:
            return
        facts = self._facts()
        try:
            if facts is None:
                self._write(N_("Make the design “{name}”"), _("Our design"), self._create)
            else:
                self._write(N_("Change the design “{name}”"), facts.name, self._save)
        except ConflictError:
            # A second try after the message is made in the knowledge of what stands there now.
            self._read()
            self._version = next(row.row_version for row in self._rows if row.id == self._chosen)
            raise
        self._unsaved = False
        facts = self._facts()
        self._version = facts.row_version if facts else 0
        self.messages.hide()
        self.undo_changed.emit()

    def _create(self, session: Any) -> None:
        self._chosen = document_designs.create(session, _("Our design"), self.design)

    def _save(self, session: Any) -> None:
        if self._chosen is not None:
            document_designs.save(session, self._chosen, self.design, row_version=self._version)

    def _write(self, what: str, name: str, function: Callable[..., Any], *args: Any, **values: Any) -> Any:
        return self._data.write(Label(what, {"name": in_label(name)}), function, *args, **values)

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_chosen(self, design: uuid.UUID | None) -> None:
        if design is not None and design != self._chosen:
            self.choose(design)

    def choose(self, design: uuid.UUID) -> None:
        """Show another design, once what was typed in this one is saved."""
        try:
            self.save()
        except SalesDeskError as error:
            self.messages.show_message(error.message)
            self._read()
            return
        self._chosen = design
        self._read()
        self._show()

    def create_new(self) -> None:
        """Add a design with the usual look and show it."""
        name = _("New design")
        self._add(self._write(N_("Make the design “{name}”"), name, document_designs.create, name))

    def copy(self) -> None:
        """Add a copy of the chosen design and show it."""
        self._try_to_save()
        facts = self._facts()
        if facts is not None and not self._unsaved:
            self._add(
                self._write(N_("Copy the design “{name}”"), facts.name, document_designs.copy, facts.id)
            )

    def _add(self, design: uuid.UUID) -> None:
        self.choose(design)
        self.ask_name()

    def ask_name(self) -> TextDialog | None:
        """Ask for another name of the chosen design."""
        facts = self._facts()
        if facts is None:
            return None

        def rename(name: str) -> None:
            self._write(
                N_("Rename the design “{name}”"),
                facts.name,
                document_designs.rename,
                facts.id,
                name,
                row_version=facts.row_version,
            )

        return ask_text(self, _("Name of the design"), _("Name"), facts.name, rename)

    def make_default(self) -> None:
        """Let new quotes begin with the chosen design."""
        facts = self._facts()
        if facts is not None:
            what = N_("Let new quotes begin with the design “{name}”")
            self._write(what, facts.name, document_designs.make_default, facts.id)

    def delete(self) -> None:
        """Move the chosen design to the recycle bin."""
        facts = self._facts()
        if facts is not None:
            self._timer.stop()
            self._unsaved = False
            self._write(N_("Delete the design “{name}”"), facts.name, document_designs.delete, [facts.id])

    def _offer(self) -> None:
        facts = self._facts()
        entries: list[tuple[str, str, Callable[[], object]]] = []
        if facts is not None:
            entries = [("pencil", _("Rename…"), self.ask_name), ("copy", _("Copy"), self.copy)]
            if not facts.is_default:
                entries.append(("star", _("Let new quotes begin with it"), self.make_default))
            entries.append(("trash-2", _("Delete design"), self.delete))
        else:
            entries = [("plus", _("New design"), self.create_new)]
        menu_of(self, entries).popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    # --- what the frame asks ------------------------------------------------------------------------------------

    @property
    def record(self) -> uuid.UUID | None:
        """Return the chosen design."""
        return self._chosen

    def state(self) -> DesignerState:
        """Return what is chosen and what the preview shows."""
        shown = as_language(self.languages.currentData())
        return DesignerState(self._chosen, shown, bool(self.source.currentData()))

    def focus_content(self) -> None:
        """Put the keyboard on the first field."""
        self.form.fields["accent"].text.setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            ("Alt+PgUp, Alt+PgDn", _("Previous or next page of the preview")),
            (_("Space"), _("Tick a column")),
            ("Alt+↑, Alt+↓", _("Move a column or a PDF")),
            ("↑, ↓", _("One millimetre more or less")),
            ("Del", _("Take a PDF away")),
        )

    def undo(self) -> bool:
        """Save what was typed just now, so that it is the step which the window takes back."""
        self._try_to_save()
        return False

    def redo(self) -> bool:
        """Save what was typed just now: after that there is nothing to bring back."""
        self._try_to_save()
        return False

    def unsaved(self) -> str:
        """Say that something was typed just now."""
        return _("Not saved yet") if self._unsaved else ""

    def busy(self) -> bool:
        """Tell whether the preview is of an earlier moment, or a PDF is being tried out."""
        return self.preview.busy() or any(field.busy() for field in self.form.pdf_fields())

    def leave(self) -> None:
        """Save what was typed; what is refused keeps the page."""
        self.save()
        for field in self.form.pdf_fields():
            field.leave()
        self.preview.stop()
