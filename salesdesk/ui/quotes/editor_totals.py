"""The card of a quote's figures; the discount on the whole of it is typed there, and each figure explains itself."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain import renminbi
from salesdesk.domain.money import largest, minor_units
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.domain.quote_explained import Figure
from salesdesk.i18n import _, money
from salesdesk.ui import theme
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes import editor_discount
from salesdesk.ui.quotes.editor_columns import rate_text
from salesdesk.ui.quotes.editor_field import TypedField
from salesdesk.ui.quotes.editor_margin import MarginBar
from salesdesk.ui.widgets.basics import label, margins

_FIGURE: Final = 21
_LONG_FIGURE: Final = 16
"""A total of more characters is set smaller."""


class TotalsCard(QFrame):
    """Shows what a draft comes to; `explain_requested` names the figure that is to be explained, and its tax rate."""

    explain_requested = Signal(str, object)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(_("Totals"))
        self.discount = _discount_field()
        self.discount_menu = QPushButton()
        self.subtotal, self.net, self.total = (self._figure(name) for name in ("subtotal", "net", "total"))
        self.total.setFont(theme.font(_FIGURE, bold=True))
        self.words = label(role="small", wrap=True, selectable=True)
        self.home = label(role="small", wrap=True, selectable=True)
        self.options = label()
        self.margin = MarginBar(preferences)
        self._taxes: list[tuple[QLabel, QPushButton, Decimal]] = []
        self._subtotal_caption = label(role="secondary")
        self._net_caption = label(_("Without tax"), "secondary")
        self._options_caption = label(_("Optional lines"), "secondary")
        self._total_caption = label(_("Total"))
        self._total_caption.setFont(theme.font(theme.TITLE, bold=True))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._fill_menu_when_asked()
        self._arrange()
        self._fill_grid()

    # --- showing ------------------------------------------------------------------------------------------------

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
            draft.document_discount, off, editor_discount.document_discount_text(draft.document_discount)
        )
        self.net.setText(shown(totals.net))
        self._show_taxes([(group.rate, shown(group.tax)) for group in totals.by_rate])
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

    def show_home(self, text: str) -> None:
        """Show what a total in a foreign currency is in CNY."""
        self.home.setText(text)
        self.home.setVisible(bool(text))

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 - as Qt's
        """Let the discount be changed, or only looked at."""
        self.discount.setReadOnly(read_only)

    def focused_figure(self) -> tuple[Figure, Decimal | None]:
        """Return the figure that has the focus; the total where none has."""
        if self.discount.hasFocus() or self.discount_menu.hasFocus():
            return "discount", None
        for caption, figure, rate in self._taxes:
            if figure.hasFocus() and not caption.isHidden():
                return "tax", rate
        if self.subtotal.hasFocus():
            return "subtotal", None
        return ("net", None) if self.net.hasFocus() else ("total", None)

    def part_of(self, figure: str, rate: object = None) -> QWidget:
        """Return the part that shows a figure."""
        if figure == "tax":
            found = [button for _caption, button, of in self._taxes if of == rate]
            return found[0] if found else self.total
        parts: dict[str, QWidget] = {
            "subtotal": self.subtotal,
            "discount": self.discount,
            "net": self.net,
        }
        return parts.get(figure, self.total)

    def _show_taxes(self, taxes: list[tuple[Decimal, str]]) -> None:
        if [rate for rate, _tax in taxes] != [rate for _caption, _figure, rate in self._taxes]:
            for caption, figure, _rate in self._taxes:
                caption.deleteLater()
                figure.deleteLater()
            self._taxes = [(label(role="secondary"), self._figure("tax", rate), rate) for rate, _tax in taxes]
            self._fill_grid()
        for (caption, figure, rate), (_of, tax) in zip(self._taxes, taxes, strict=True):
            caption.setText(_("VAT {rate}").format(rate=rate_text(rate)))
            figure.setText(tax)

    # --- parts --------------------------------------------------------------------------------------------------

    def _figure(self, figure: str, rate: Decimal | None = None) -> QPushButton:
        result = QPushButton()
        result.setProperty("role", "figure")
        result.setCursor(Qt.CursorShape.PointingHandCursor)
        result.setToolTip(_("Where this figure comes from (F7)"))
        result.clicked.connect(lambda: self.explain_requested.emit(figure, rate))
        return result

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
        column.addWidget(_rule())
        column.addLayout(total)
        for part in (self.words, self.home):
            column.addWidget(part)
        column.addLayout(options)
        column.addWidget(self.margin)
        self.home.hide()

    def _fill_grid(self) -> None:
        while self._grid.takeAt(0) is not None:
            pass
        rows: list[tuple[QWidget, QWidget]] = [
            (self._subtotal_caption, self.subtotal),
            (self.discount_menu, self.discount),
            (self._net_caption, self.net),
            *((caption, figure) for caption, figure, _rate in self._taxes),
        ]
        for row, (caption, figure) in enumerate(rows):
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(figure, row, 1)

    # --- the discount on the whole ------------------------------------------------------------------------------

    def _fill_menu_when_asked(self) -> None:
        self.discount_menu.setText(_("Discount on the whole") + " ▾")
        self.discount_menu.setAccessibleName(_("Kinds of discount on the whole"))
        self.discount_menu.setProperty("role", "caption")
        self.discount_menu.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.discount_menu)
        self.discount_menu.setMenu(menu)
        menu.aboutToShow.connect(self._fill_menu)

    def _fill_menu(self) -> None:
        menu = self.discount_menu.menu()
        menu.clear()
        if not self.discount.isReadOnly():
            editor_discount.fill_menu(
                menu, self.discount.value(), self.discount.edited.emit, self.begin_discount
            )
            menu.addSeparator()
        explain = menu.addAction(_("How it is shared out…"))
        explain.triggered.connect(partial(self.explain_requested.emit, "discount", None))

    def begin_discount(self, sign: str) -> None:
        """Let a discount of a kind be typed, with its sign there already."""
        self.discount.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.discount.clear()
        self.discount.insert(sign)
        self.discount.setModified(True)
        self.discount.setCursorPosition(0 if sign == "%" else len(sign))


def _rule() -> QFrame:
    result = QFrame()
    result.setFrameShape(QFrame.Shape.HLine)
    result.setProperty("role", "rule")
    return result


def _discount_field() -> TypedField:
    result = TypedField(editor_discount.read_document_discount)
    result.setProperty("role", "inline")
    result.setAlignment(Qt.AlignmentFlag.AlignRight)
    result.setTextMargins(0, 0, -4, 0)  # in line with the figures above and below
    result.setAccessibleName(_("Discount on the whole quote"))
    result.setToolTip(_(editor_discount.HINT))
    return result
