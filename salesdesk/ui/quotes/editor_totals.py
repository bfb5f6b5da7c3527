"""The card of a quote's figures; the discount on the whole of it is typed there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from salesdesk.domain import renminbi
from salesdesk.domain.money import largest, minor_units
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.i18n import _, money
from salesdesk.ui import theme
from salesdesk.ui.quotes.editor_columns import document_discount_text, rate_text, read_document_discount
from salesdesk.ui.quotes.editor_field import TypedField
from salesdesk.ui.widgets.basics import label, margins

_FIGURE: Final = 21
_LONG_FIGURE: Final = 16
"""A total of more characters is set smaller."""


class TotalsCard(QFrame):
    """Shows what a draft comes to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(_("Totals"))
        self.discount = _discount_field()
        self.subtotal, self.net = _figure(), _figure()
        self.total = label()
        self.total.setFont(theme.font(_FIGURE, bold=True))
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.words = label(role="small", wrap=True, selectable=True)
        self.options = _figure()
        self._taxes: list[tuple[QLabel, QLabel]] = []
        self._subtotal_caption = label(role="secondary")
        self._net_caption = label(_("Without tax"), "secondary")
        self._options_caption = label(_("Optional lines"), "secondary")
        self._discount_caption = label(_("Discount on the whole"), "secondary")
        self._discount_caption.setBuddy(self.discount)
        self._total_caption = label(_("Total"))
        self._total_caption.setFont(theme.font(theme.TITLE, bold=True))
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.HLine)
        self._line.setProperty("role", "rule")
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._arrange()
        self._fill_grid()

    def show_totals(self, draft: QuoteDraft, totals: QuoteTotals) -> None:
        """Show the figures of a draft."""
        places = minor_units(draft.currency)

        def shown(amount: object) -> str:
            return money(amount, draft.currency, places=places)  # type: ignore[arg-type]  # figures are decimals

        included = draft.price_mode == "tax_included"
        self._subtotal_caption.setText(_("Subtotal incl. tax") if included else _("Subtotal, tax added"))
        self.subtotal.setText(shown(totals.before_discount))
        off = f"−{shown(totals.discount)}" if totals.discount else shown(totals.discount)
        self.discount.show_value(
            draft.document_discount, off, document_discount_text(draft.document_discount)
        )
        self.net.setText(shown(totals.net))
        self._show_taxes([(rate_text(group.rate), shown(group.tax)) for group in totals.by_rate])
        total = shown(totals.gross)
        self.total.setFont(theme.font(_FIGURE if len(total) <= _LONG_FIGURE else theme.SECTION, bold=True))
        self.total.setText(total)
        words = totals.gross <= largest(places) and draft.currency in renminbi.PREFIXES
        self.words.setText(
            renminbi.in_words(totals.gross, prefix=renminbi.PREFIXES[draft.currency]) if words else ""
        )
        optional = [
            figures.gross
            for line, figures in zip(draft.lines, totals.lines, strict=True)
            if line.optional and not line.free
        ]
        for part in (self._options_caption, self.options):
            part.setVisible(bool(optional))
        self.options.setText(shown(sum(optional)) if optional else "")

    def _show_taxes(self, taxes: list[tuple[str, str]]) -> None:
        if len(taxes) != len(self._taxes):
            for caption, figure in self._taxes[len(taxes) :]:
                caption.deleteLater()
                figure.deleteLater()
            fresh = len(taxes) - len(self._taxes)
            self._taxes = self._taxes[: len(taxes)] + [
                (label(role="secondary"), _figure()) for _number in range(fresh)
            ]
            self._fill_grid()
        for (caption, figure), (rate, tax) in zip(self._taxes, taxes, strict=True):
            caption.setText(_("VAT {rate}").format(rate=rate))
            figure.setText(tax)

    def _arrange(self) -> None:
        total, options = QHBoxLayout(), QHBoxLayout()
        for row, caption, figure in (
            (total, self._total_caption, self.total),
            (options, self._options_caption, self.options),
        ):
            row.addWidget(caption)
            row.addStretch()
            row.addWidget(figure)
        column = QVBoxLayout(self)
        margins(column, 14, 12, 14, 12, gap=8)
        column.addLayout(self._grid)
        column.addWidget(self._line)
        column.addLayout(total)
        column.addWidget(self.words)
        column.addLayout(options)

    def _fill_grid(self) -> None:
        while self._grid.takeAt(0) is not None:
            pass
        rows: list[tuple[QWidget, QWidget]] = [
            (self._subtotal_caption, self.subtotal),
            (self._discount_caption, self.discount),
            (self._net_caption, self.net),
            *self._taxes,
        ]
        for row, (caption, figure) in enumerate(rows):
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(figure, row, 1)


def _figure() -> QLabel:
    result = label()
    result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return result


def _discount_field() -> TypedField:
    result = TypedField(read_document_discount)
    result.setProperty("role", "inline")
    result.setAlignment(Qt.AlignmentFlag.AlignRight)
    result.setTextMargins(0, 0, -4, 0)  # in line with the figures above and below
    result.setAccessibleName(_("Discount on the whole quote"))
    result.setToolTip(_("5% or 9.5折; 8400 takes 8,400 off; =2160000 makes the total 2,160,000"))
    return result
