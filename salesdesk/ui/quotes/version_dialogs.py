"""What is asked when the customer answers an offer, or when a version is made void."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote_life import REJECTIONS
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _, day, number
from salesdesk.services.evidence import StoredFile
from salesdesk.services.quote_late import PriceNow
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.gates.proof import ProofSlot
from salesdesk.ui.widgets.typed import parse_day

_LATE_WIDTH: Final = 640
_MOST_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer said: when, by whom, in which words; `reason` is of a rejection, `file` shows an acceptance.

    Of a late acceptance `as_offered` says that the offer stands as it was.
    """

    on: date
    who: str = ""
    note: str = ""
    reason: str = ""
    as_offered: bool = False
    file: StoredFile | None = None


class AcceptDialog(FormDialog):
    """Asks for an acceptance; for one after the last day also whether it stands, beside the prices of today.

    `accept` gets the answer, `reprice` is called instead where a new version with the prices of today is chosen.
    """

    def __init__(
        self,
        title: str,
        valid_until: date,
        *,
        context: PageContext,
        keeps_files: bool,
        prices: Callable[[], Sequence[PriceNow]],
        accept: Callable[[Answer], object],
        reprice: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("Accepted by the customer"), _("Record the acceptance"), parent)
        self._accept, self._reprice, self._prices = accept, reprice, prices
        self._until = valid_until
        self._today = date.today()  # noqa: DTZ011 - a local date is meant
        self.head.addWidget(label(title, "section", wrap=True))
        self.on = self.add_text(_("Accepted on"), day(self._today), hint=_("such as today, 11/25"))
        self.who = self.add_text(_("Who accepted"), hint=_("name and title at the customer"))
        self.note = self.add_text(_("Note"), longest=500, hint=_("such as by phone, order no. …"))
        self.slot = ProofSlot(context, _("Order or signed quote"))
        if keeps_files:
            self.add(_("Order or signed quote"), self.slot)
        else:
            self.slot.setParent(self)
            self.slot.hide()
        self.late = _LatePart(valid_until)
        self.add_below(self.late)
        self.on.textChanged.connect(self._show_late)
        self.late.anew.toggled.connect(self._show_confirm)
        self._show_late()
        self.who.setFocus()

    def _day(self, typed: str) -> date:
        return parse_day(typed, self._today)

    def _show_late(self) -> None:
        """Show the prices of today where the typed day is past the last one."""
        try:
            late = self._day(self.on.text()) > self._until
        except InvalidInputError:
            return  # what is wrong with the day is said when it is confirmed
        if late and not self.late.filled:
            self.setMinimumWidth(_LATE_WIDTH)
            self.late.show_prices(self._prices())
        self.late.setVisible(late)
        self._show_confirm()
        self.adjustSize()

    def _show_confirm(self) -> None:
        anew = self._reprices()
        self.confirm.setText(_("Make the version") if anew else _("Record the acceptance"))

    def _reprices(self) -> bool:
        return not self.late.isHidden() and self.late.anew.isChecked()

    def save(self) -> None:
        """Hand over the acceptance, or begin the new version."""
        if self._reprices():
            self._reprice()
            return
        on = self.read(self.on, self._day)
        if self.slot.busy:
            raise FieldError(_("The file is still being kept. Wait a moment."), self.slot)
        late = on > self._until
        if late and not self.late.as_offered.isChecked():
            raise FieldError(_("Choose what is to become of the expired offer."), self.late)
        file = self.slot.files[0] if self.slot.files else None
        self._accept(Answer(on, self.who.text(), self.note.text(), as_offered=late, file=file))


class _LatePart(QWidget):
    """What an offer that expired costs today, and whether it stands or is priced anew."""

    def __init__(self, valid_until: date) -> None:
        super().__init__()
        self.filled = False
        text = _("The offer was valid until {day}. These are the prices of today:")
        self.said = label(text.format(day=day(valid_until)), "strong", wrap=True)
        columns = (
            FigureColumn(_("Product"), 180, right=False, grows=True),
            FigureColumn(_("Offered"), 90),
            FigureColumn(_("Today"), 90),
            FigureColumn(_("Rise"), 80),
        )
        self.table = FigureTable(columns, _("Prices of today"))
        self.as_offered = QRadioButton(_("As it was offered; this is kept with the acceptance"))
        self.anew = QRadioButton(_("A new version with the prices of today"))
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        for part in (self.said, self.table, self.as_offered, self.anew):
            layout.addWidget(part)
        self.hide()

    def show_prices(self, prices: Sequence[PriceNow]) -> None:
        """Show the lines with both prices."""
        self.filled = True
        self.table.show_rows([_price_row(one) for one in prices])
        rows = min(len(prices), _MOST_SHOWN)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + 30 * rows + 4)
        self.table.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if rows == len(prices)
            else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )


def _price_row(one: PriceNow) -> tuple[Cell, ...]:
    name = " ".join(part for part in (one.name, one.model) if part)
    rise, tone = "—", ""
    if one.rise is not None:
        percent = one.rise * 100
        rise = f"{percent:+,.1f}%" if percent else "0.0%"
        tone = "bad" if one.rise > 0 else "ok" if one.rise < 0 else ""
    now = "—" if one.now is None else number(one.now, 2)
    about = _("{name}: offered at {offered}, today {now}").format(
        name=name, offered=number(one.offered, 2), now=now
    )
    return (Cell(name, about=about), Cell(number(one.offered, 2)), Cell(now), Cell(rise, tone=tone))


class RejectDialog(FormDialog):
    """Asks when, by whom and why an offer was rejected; `then` gets it."""

    def __init__(self, title: str, then: Callable[[Answer], object], parent: QWidget) -> None:
        super().__init__(_("Rejected by the customer"), _("Record the rejection"), parent)
        self._then = then
        self._today = date.today()  # noqa: DTZ011 - a local date is meant
        self.head.addWidget(label(title, "section", wrap=True))
        self.on = self.add_text(_("Rejected on"), day(self._today), hint=_("such as today, 11/25"))
        reasons: list[tuple[object, str]] = [("", _("Choose…"))]
        self.reason = self.add_choice(
            _("Reason"), [*reasons, *((code, _(name)) for code, name in REJECTIONS)]
        )
        self.who = self.add_text(_("Who said so"), hint=_("name and title at the customer"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.note.setPlaceholderText(_("in their words"))
        self.add(_("Note"), self.note)
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the rejection."""
        on = self.read(self.on, lambda typed: parse_day(typed, self._today))
        reason, note = str(self.reason.currentData()), self.note.toPlainText()
        if not reason:
            raise FieldError(_("Choose why the offer was rejected."), self.reason)
        if reason == "other" and not note.strip():
            raise FieldError(_("Say in a few words why it was rejected."), self.note)
        self._then(Answer(on, self.who.text(), note, reason))


class VoidDialog(FormDialog):
    """Asks why a version becomes void; `then` gets the reason. `consequence` says what follows."""

    def __init__(self, title: str, consequence: str, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("Make the version void"), _("Make it void"), parent)
        self._then = then
        self.head.addWidget(label(title, "section", wrap=True))
        self.head.addWidget(label(consequence, "secondary", wrap=True))
        self.reason = self.add_text(_("Reason"), hint=_("Such as: wrong model quoted"))
        self.reason.setFocus()

    def save(self) -> None:
        """Hand over the reason, which there must be."""
        reason = one_line(self.reason.text())
        if not reason:
            raise FieldError(_("Say in a few words why the version is void."), self.reason)
        self._then(reason)
