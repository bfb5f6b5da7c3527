"""A discount that is tried out by a slider, or typed, with what comes of it beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSlider, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pricing import DocumentDiscount, rounded_down
from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_discount import HINT, document_discount_text, read_document_discount
from salesdesk.ui.widgets.basics import label, set_state

_STEP: Final = Decimal("0.005")
_MOST: Final = 60
"""The slider goes from nothing to 30 %, half a percent a step; what is typed may be anything."""
_PAGE: Final = 10
_HANDLE: Final = 24
_SETTLED_MS: Final = 600


class DiscountLever(QWidget):
    """Holds a discount on the whole: `tried` says at once what it would be, `chosen` that it is to be kept."""

    tried = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: DocumentDiscount | None = None
        self._shown: DocumentDiscount | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _MOST)
        self.slider.setPageStep(_PAGE)
        self.slider.setMinimumHeight(_HANDLE)
        self.slider.setAccessibleName(_("Discount on the whole, in steps of half a percent"))
        self.field = QLineEdit()
        self.field.setMaxLength(40)
        self.field.setFixedWidth(120)
        self.field.setAccessibleName(_("Discount on the whole"))
        self.field.setToolTip(_(HINT))
        self.caption = label(_("Discount on the whole"))
        self.caption.setBuddy(self.field)
        self.result = label(role="secondary", wrap=True)
        self.result.setMinimumHeight(self.result.fontMetrics().height() * 2)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED_MS)
        self._timer.timeout.connect(self.keep)
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.sliderReleased.connect(self.keep)
        self.field.textEdited.connect(self._on_typed)
        self.field.editingFinished.connect(self.keep)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(self.caption, 0, 0)
        grid.addWidget(self.field, 0, 1)
        grid.addWidget(self.slider, 0, 2)
        grid.addWidget(self.result, 1, 1, 1, 2)
        grid.setColumnStretch(2, 1)

    def show_discount(self, discount: DocumentDiscount | None, off: Decimal) -> None:
        """Show the discount that holds; `off` is the part of the whole that it comes to."""
        self._timer.stop()
        self._kept = self._shown = discount
        self.field.setText(document_discount_text(discount))
        self._move(off)

    def show_result(self, text: str, *, problem: bool = False) -> None:
        """Show what comes of the discount, or why nothing does."""
        self.result.setText(text)
        set_state(self.result, "role", "error" if problem else "secondary")

    def keep(self) -> None:
        """Say that the discount is to be kept, where it is another one."""
        if self._shown != self._kept and not self.slider.isSliderDown():
            self._timer.stop()
            self._kept = self._shown
            self.chosen.emit(self._shown)

    def _on_slider(self, place: int) -> None:
        step = self._shown.step if self._shown else Decimal(0)
        typed = f"{place * _STEP * 100:f}".rstrip("0").rstrip(".")
        discount = read_document_discount(f"{typed}%" if place else "")
        self._shown = rounded_down(discount, step) if step else discount
        self.field.setText(document_discount_text(self._shown))
        self.tried.emit(self._shown)
        self._timer.start()

    def _on_typed(self, typed: str) -> None:
        try:
            self._shown = read_document_discount(typed)
        except SalesDeskError as error:
            self._shown = self._kept
            self.show_result(error.message, problem=True)
            return
        if self._shown is None or self._shown.kind == "percent":
            self._move(self._shown.value if self._shown else Decimal(0))
        self.tried.emit(self._shown)

    def _move(self, off: Decimal) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(off / _STEP))
