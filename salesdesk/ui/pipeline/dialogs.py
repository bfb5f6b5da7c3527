"""What is asked when an opportunity is won or lost."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.money import parse_amount
from salesdesk.domain.pipeline import LOSS_REASONS, UNSPECIFIED
from salesdesk.i18n import SYMBOLS, _, day, money
from salesdesk.services.board import Card
from salesdesk.ui.widgets.basics import button, label, margins, set_state
from salesdesk.ui.widgets.typed import parse_day, read_typed


@dataclass(frozen=True, slots=True)
class Win:
    """When the customer signed, and for how much."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an opportunity was lost."""

    reason: str
    note: str


class _CloseDialog(QDialog):
    """Two fields under the name of an opportunity; nothing is accepted that can't be read."""

    def __init__(self, card: Card, title: str, confirm: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(400)
        self._form = QGridLayout()
        self._form.setVerticalSpacing(10)
        self._form.setHorizontalSpacing(12)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.confirm = button(confirm, "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._on_confirm)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addWidget(label(card.customer or _("No customer yet"), "section", wrap=True))
        layout.addWidget(label(card.title, "secondary", wrap=True))
        layout.addLayout(self._form)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def _add(self, row: int, text: str, field: QWidget) -> None:
        caption = label(text, "secondary")
        caption.setBuddy(field)
        field.setAccessibleName(text)
        self._form.addWidget(caption, row, 0)
        self._form.addWidget(field, row, 1)

    def _complain(self, message: str, field: QWidget) -> None:
        self._problem.setText(message)
        self._problem.show()
        self.adjustSize()
        set_state(field, "invalid", value=True)
        field.setFocus()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    @abstractmethod
    def _on_confirm(self) -> None: ...


class WinDialog(_CloseDialog):
    """Asks for the date and the amount of a win; `then` gets them."""

    def __init__(self, card: Card, today: date, then: Callable[[Win], object], parent: QWidget) -> None:
        super().__init__(card, _("Won"), _("Record the win"), parent)
        self._today = today
        self._then = then
        self.date = QLineEdit(day(today))
        amount = "" if card.amount is None else money(card.amount, card.currency, space="").lstrip("¥")
        self.amount = QLineEdit(amount)
        self.amount.setPlaceholderText(_("such as 12.5万 or 125,000"))
        self._add(0, _("Signed on"), self.date)
        symbol = SYMBOLS.get(card.currency, card.currency)
        self._add(1, _("Amount ({currency})").format(currency=symbol), self.amount)
        self.amount.setFocus()

    def _on_confirm(self) -> None:
        for field in (self.date, self.amount):
            set_state(field, "invalid", value=False)
        on, problem = read_typed(lambda text: parse_day(text, self._today), self.date.text())
        if on is None:
            self._complain(problem, self.date)
            return
        amount, problem = read_typed(parse_amount, self.amount.text())
        if amount is None:
            self._complain(problem, self.amount)
            return
        self.accept()
        self._then(Win(on, amount))


class LossDialog(_CloseDialog):
    """Asks why an opportunity was lost; `then` gets it."""

    def __init__(self, card: Card, then: Callable[[Loss], object], parent: QWidget) -> None:
        super().__init__(card, _("Lost"), _("Record the loss"), parent)
        self._then = then
        self.reason = QComboBox()
        self.reason.setMinimumHeight(30)
        self.reason.addItem(_("Choose…"), "")
        for code, name in LOSS_REASONS:
            if code != UNSPECIFIED:
                self.reason.addItem(_(name), code)
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.note.setPlaceholderText(_("in a few words"))
        self._add(0, _("Reason"), self.reason)
        self._add(1, _("Note"), self.note)
        self.reason.setFocus()

    def _on_confirm(self) -> None:
        reason, note = str(self.reason.currentData()), self.note.text().strip()
        if not reason:
            self._complain(_("Choose a reason for the loss."), self.reason)
        elif reason == "other" and not note:
            self._complain(_("Say in a few words why it was lost."), self.note)
        else:
            self.accept()
            self._then(Loss(reason, note))
