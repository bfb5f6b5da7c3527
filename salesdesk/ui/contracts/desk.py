"""What is written on the page of a contract: kept here at once, stored as one step after a short rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.clauses import Clause
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.domain.merge_fields import FIELDS, Value
from salesdesk.domain.word_fields import Found
from salesdesk.i18n import N_, Language, language
from salesdesk.services import contracts
from salesdesk.services.contracts import ContractDraft
from salesdesk.ui.contracts.reading import TABLES, Content, read
from salesdesk.ui.data import Data

P = ParamSpec("P")
R = TypeVar("R")

_REST_MS: Final = 900


class Desk(QObject):
    """Holds a contract's draft as it stands on the page, and stores it; every part of the page writes through it."""

    shown = Signal()
    """What is stored is another one now: the page shows it anew."""
    typed = Signal()
    """The draft is another one now, by what somebody wrote."""
    refused = Signal(str, bool)
    """Something can't be stored, in words; true where it was changed elsewhere meanwhile."""
    gone = Signal()

    def __init__(self, data: Data, contract_id: uuid.UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data = data
        self.id = contract_id
        self.content: Content = data.read(read, contract_id)
        self.draft: ContractDraft = self.content.opened.draft
        self._writing = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        data.changed.connect(self._on_changed)

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be written in the text: it was issued, or is only looked at."""
        return self.data.read_only or self.content.opened.read_only

    @property
    def dirty(self) -> bool:
        """Tell whether something isn't stored yet."""
        return self.draft != self.content.opened.draft

    @property
    def values(self) -> Mapping[str, Value]:
        """Return what stands in every blank, with what was typed just now."""
        return {**self.content.values, **self.draft.fields}

    @property
    def template(self) -> Found | None:
        """Return what the Word template has that the contract is written with; None where it is by its clauses."""
        return self.content.opened.version.template if self.draft.template_file else None

    @property
    def language(self) -> Language:
        """Return in which of the contract's languages its headings and blanks are shown: the window's, if it has it."""
        own = (self.draft.language, self.draft.second_language)
        return language() if language() in own else self.draft.language

    # --- writing ------------------------------------------------------------------------------------------------

    def edit(self, **values: Any) -> None:
        """Take what somebody wrote; it is stored after a short rest."""
        if self.read_only:
            return
        self.draft = replace(self.draft, **values)
        self._rest.start()
        self.typed.emit()

    def set_clause(self, place: int, **values: Any) -> None:
        """Write a part of a clause."""
        clauses = list(self.draft.clauses)
        if 0 <= place < len(clauses):
            clauses[place] = replace(clauses[place], **values)
            self.set_clauses(clauses)

    def set_clauses(self, clauses: list[Clause]) -> None:
        """Write other clauses, or the same in another order."""
        self.edit(clauses=tuple(clauses))

    def set_field(self, key: str, value: Value) -> None:
        """Fill a blank."""
        if key in FIELDS and self.draft.fields.get(key) != value:
            self.edit(fields={**self.draft.fields, key: value})

    def flush(self) -> None:
        """Store what isn't stored yet; SalesDeskError where it can't be, then it stays on the page."""
        self._rest.stop()
        if not self.dirty:
            return
        label = Label(N_("Write contract {number}"), {"number": self.content.row.number})
        self._carried_out(
            lambda: self.data.write(
                label,
                contracts.save,
                self.content.opened,
                self.draft,
                seller_name=self.data.workspace.name,
            )
        )

    def discard(self) -> None:
        """Let go of what isn't stored, and show what is."""
        self._rest.stop()
        self._reload()

    def do(
        self,
        template: str,
        fn: Callable[Concatenate[Any, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Store what isn't stored yet, then write something under a name that undo shows."""
        self.flush()
        label = Label(template, {"number": self.content.row.number})
        return self._carried_out(lambda: self.data.write(label, fn, *args, **kwargs))

    def issue(
        self,
        template: str,
        fn: Callable[Concatenate[Any, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Do what undo leaves alone, as `do` does."""
        self.flush()
        label = Label(template, {"number": self.content.row.number})
        return self._carried_out(lambda: self.data.issue(label, fn, *args, **kwargs))

    def _carried_out(self, write: Callable[[], R]) -> R:
        self._writing = True
        try:
            done = write()
        finally:
            self._writing = False
        self._reload()
        return done

    def _on_rest(self) -> None:
        try:
            self.flush()
        except SalesDeskError as error:
            self.refused.emit(error.message, isinstance(error, ConflictError))

    # --- reading ------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if not self._writing and changes.touches(*TABLES):
            self._reload(keep=self.dirty)

    def _reload(self, *, keep: bool = False) -> None:
        """Show what is stored; `keep` leaves what was written and isn't stored, which is then refused or stored."""
        try:
            content = self.data.read(read, self.id)
        except InvalidInputError:
            # Undone here, or gone elsewhere: there is nothing to show any more.
            self._rest.stop()
            self.data.changed.disconnect(self._on_changed)
            self.gone.emit()
            return
        if keep:
            opened = replace(self.content.opened, row_version=content.opened.row_version)
            same = content.opened.draft == self.content.opened.draft
            content = replace(content, opened=opened if same else self.content.opened)
        self.content = content
        if not keep:
            self.draft = content.opened.draft
        self.shown.emit()
