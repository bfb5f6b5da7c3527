"""What a quote and its selected lines earn, below the totals; one key hides it while a customer looks on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from salesdesk.domain.margin import Margin, margin
from salesdesk.domain.money import minor_units, round_half_up
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _, money
from salesdesk.ui import costs
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.widgets.basics import label, set_state

_LONGEST_NAME: Final = 16


class MarginBar(QWidget):
    """Shows price, cost, profit and margin of a version, and of the lines that are selected."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._version: QuoteVersion | None = None
        self._rows: tuple[int, ...] = ()
        self.setAccessibleName(_("Margin"))
        self.whole, self.part = _Line(), _Line()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        for place, line in enumerate((self.whole, self.part)):
            self._grid.addWidget(line.caption, place * 2, 0)
            self._grid.addWidget(line.rate, place * 2, 1)
            self._grid.addWidget(line.detail, place * 2 + 1, 0, 1, 2)
        self.refresh()

    def show_version(self, version: QuoteVersion | None) -> None:
        """Show what a version earns; None where that can't be worked out."""
        self._version = version
        self.refresh()

    def show_selection(self, rows: Sequence[int]) -> None:
        """Show what some lines (from 0) earn besides, where they are not all of them."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.refresh()

    def refresh(self) -> None:
        """Show everything anew: costs were hidden, or are shown again."""
        version = self._version
        sold = version is not None and any(line.has_figures for line in version.draft.lines)
        self.setVisible(sold)
        if version is None or not sold:
            return
        draft, figures = version.draft, version.totals
        hidden = self._preferences.hide_costs
        self.whole.show_margin(_("Margin"), margin(draft, figures), draft.currency, hidden=hidden)
        sold_rows = [row for row, line in enumerate(draft.lines) if line.counts or line.free]
        rows = [row for row in self._rows if row in sold_rows]
        selected = 0 < len(rows) < len(sold_rows)
        if selected:
            found = margin(draft, figures, rows)
            caption = _("Margin of {count} selected lines").format(count=len(rows))
            if len(rows) == 1:
                caption = _("Margin of {name}").format(name=draft.lines[rows[0]].name[:_LONGEST_NAME])
            self.part.show_margin(caption, found, draft.currency, hidden=hidden)
        self.part.set_visible(selected and not hidden)


class _Line:
    """The labels of one margin."""

    def __init__(self) -> None:
        self.caption = label(role="secondary")
        self.rate = label(role="rate")
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.detail = label(role="small", wrap=True, selectable=True)

    def set_visible(self, visible: bool) -> None:  # noqa: FBT001 - as Qt's
        """Show or hide all of it."""
        for part in (self.caption, self.rate, self.detail):
            part.setVisible(visible)

    def show_margin(self, caption: str, found: Margin, currency: str, *, hidden: bool) -> None:
        """Show a margin, or only that there is one."""
        self.caption.setText(caption)
        self.rate.setToolTip("" if hidden else _markup(found))
        self.detail.setVisible(not hidden)
        if hidden:
            _show(self.rate, costs.HIDDEN, "")
            return
        _show(self.rate, *rate_text(found))
        self.detail.setText(_detail(found, currency))


def rate_text(found: Margin) -> tuple[str, str]:
    """Return a margin as a percentage and its tone; a loss says so by a word too."""
    if found.rate is None:
        return _("unknown"), ""
    text = _percent(found.rate)
    return (_("{margin} loss").format(margin=text), "bad") if found.amount < 0 else (text, "ok")


def _detail(found: Margin, currency: str) -> str:
    parts = []
    if found.rate is not None or found.cost:
        text = _("Net {net} − cost {cost} = profit {profit}")
        shown = [_money(value, currency) for value in (found.net, found.cost, found.amount)]
        parts.append(text.format(net=shown[0], cost=shown[1], profit=shown[2]))
    if found.unknown:
        parts.append(_("Lines without a known cost, left out: {count}").format(count=found.unknown))
    return "\n".join(parts)


def _markup(found: Margin) -> str:
    if found.markup is None:
        return ""
    return _("Margin is profit ÷ net. Markup on cost: {markup}").format(markup=_percent(found.markup))


def _percent(value: Decimal) -> str:
    return f"{round_half_up(value * 100, 1):f}%"


def _money(value: Decimal, currency: str) -> str:
    places = minor_units(currency)
    return money(round_half_up(value, places), currency, places=places)


def _show(rate: QLabel, text: str, tone: str) -> None:
    rate.setText(text)
    set_state(rate, "tone", tone or "plain")
