"""The dialogs of a quote's line: what else is known of it, and which price it may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.quote import NAME_LENGTH, TEXT_LENGTH, QuoteLine
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _
from salesdesk.services.products import ProductChoice
from salesdesk.ui import theme
from salesdesk.ui.quotes.editor_columns import price_text
from salesdesk.ui.quotes.editor_entry import price_of
from salesdesk.ui.quotes.editor_line_info import Offered
from salesdesk.ui.widgets.basics import label, plain, tip
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT, CellPainter
from salesdesk.ui.widgets.text_lines import cut

_TEXTS: Final = (("brand", N_("Brand")), ("delivery", N_("Delivery")), ("remark", N_("Remark")))
_LIST_HEIGHT: Final = 260
_FIGURE, _SOURCE = 120, 150
_MOST_OPTIONS: Final = 16
Index = QModelIndex | QPersistentModelIndex


class DetailsDialog(FormDialog):
    """Edits what of a line has no room in one row; `then` gets the line as it is afterwards."""

    def __init__(self, line: QuoteLine, then: Callable[[QuoteLine], object], parent: QWidget | None) -> None:
        super().__init__(_("Details of the line"), _("Apply"), parent)
        self.setMinimumWidth(560)
        self._line = line
        self._then = then
        self.head.addWidget(label(cut(line.name, 120), "secondary", wrap=True))
        self.model = self.add_text(_("Model"), one_line(line.model))
        self.specification = _paragraph(line.specification, 150)
        self.add(_("Specification"), self.specification)
        self.texts = {
            field: self.add_text(_(title), one_line(getattr(line, field)), longest=NAME_LENGTH)
            for field, title in _TEXTS[:2]
        }
        self.remark = _paragraph(line.remark, 64)
        self.add(_("Remark"), self.remark)
        for field in (self.specification, self.model, *self.texts.values(), self.remark):
            field.setEnabled(line.kind == "product" or field is self.remark)
        (self.specification if line.kind == "product" else self.remark).setFocus()

    def save(self) -> None:
        """Hand on the line."""
        changed = replace(
            self._line,
            model=one_line(self.model.text()),
            specification=paragraphs(self.specification.toPlainText()[:TEXT_LENGTH]),
            brand=one_line(self.texts["brand"].text()),
            delivery=one_line(self.texts["delivery"].text()),
            remark=paragraphs(self.remark.toPlainText()[:TEXT_LENGTH]),
        )
        self._then(changed)


class PricesDialog(FormDialog):
    """Offers the prices that a line may take; `then` gets the one that was chosen."""

    def __init__(
        self,
        line: QuoteLine,
        prices: Sequence[Offered],
        then: Callable[[Offered], object],
        parent: QWidget | None,
    ) -> None:
        super().__init__(_("Prices of this product"), _("Take this price"), parent)
        self.setMinimumWidth(720)
        self._prices = prices
        self._then = then
        now = _("Now in the quote: {price}").format(price=price_text(line.unit_price))
        self.head.addWidget(label(f"{cut(line.name, 80)}  {line.model[:40]}".strip(), wrap=True))
        self.head.addWidget(label(now, "secondary"))
        self.list = QListWidget()
        self.list.setProperty("role", "popup")
        self.list.setAccessibleName(_("Prices"))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.list.setItemDelegate(_PriceDelegate(prices, self.list))
        for price in prices:
            words = (price_text(price.price), price.source, price.detail)
            item = QListWidgetItem(", ".join(filter(None, words)))
            item.setToolTip(tip(price.detail))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._on_confirm())
        self.add_below(self.list)
        self.list.setFocus()

    def save(self) -> None:
        """Hand on the price that is marked."""
        if 0 <= self.list.currentRow() < len(self._prices):
            self._then(self._prices[self.list.currentRow()])


class OptionsDialog(FormDialog):
    """Offers the options to a product; `then` gets those that were ticked."""

    def __init__(
        self,
        choices: Sequence[ProductChoice],
        then: Callable[[list[ProductChoice]], object],
        parent: QWidget | None,
    ) -> None:
        super().__init__(_("Options"), _("Add"), parent)
        self.setMinimumWidth(560)
        self._choices = choices
        self._then = then
        self.head.addWidget(label(_("Space ticks an option; they are put below the line."), "secondary"))
        self.boxes = []
        for choice in choices[:_MOST_OPTIONS]:
            words = "   ".join(filter(None, (choice.name, choice.model, price_of(choice))))
            box = QCheckBox(plain(cut(words, 120)))
            self.boxes.append(box)
            self.add_below(box)
        if len(self.boxes) == 1:
            self.boxes[0].setChecked(True)
        self.boxes[0].setFocus()

    def save(self) -> None:
        """Hand on what is ticked."""
        pairs = zip(self._choices, self.boxes, strict=False)
        self._then([choice for choice, box in pairs if box.isChecked()])


class _PriceDelegate(QStyledItemDelegate):
    """Draws a price, where it comes from, and the rest in columns."""

    def __init__(self, prices: Sequence[Offered], parent: QWidget) -> None:
        super().__init__(parent)
        self._prices = prices
        self._cells = CellPainter()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: Any = option.state
        price = self._prices[index.row()]
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._cells.draw_row(painter, area, selected=selected, current=False)
        ink, secondary = theme.color("text"), theme.color("secondary")
        figure = QRect(area.left(), area.top(), _FIGURE, area.height())
        source = QRect(figure.right(), area.top(), _SOURCE, area.height())
        rest = QRect(source.right(), area.top(), area.right() - source.right(), area.height())
        shown = price_text(price.price)
        self._cells.draw_text(painter, figure, shown, right=True, strong=price.book, ink=ink)
        self._cells.draw_text(painter, source, price.source, right=False, strong=False, ink=ink)
        self._cells.draw_text(painter, rest, price.detail, right=False, strong=False, ink=secondary)
        painter.restore()


def _paragraph(text: str, height: int) -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(height)
    return field
