"""What is still to come in by its age, as figures that lead to their rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, money_short, ngettext, number
from salesdesk.services.receivable_list import Age
from salesdesk.ui import theme
from salesdesk.ui.widgets.basics import ElidedLabel, label, margins, set_state

ALL: Final = ""
"""The figure of everything that is still to come in."""
_TITLES: Final[dict[str, str]] = {
    ALL: N_("Still to come in"),
    "undated": N_("No due day yet"),
    "not_due": N_("Not due yet"),
    "0-30": N_("≤ 30 days late"),
    "31-60": N_("31–60 days late"),
    "61-90": N_("61–90 days late"),
    "90+": N_("> 90 days late"),
}
_TONES: Final = {"0-30": "warn", "31-60": "warn", "61-90": "bad", "90+": "bad"}


class AgeStrip(QWidget):
    """A figure for everything and one for each age; `chosen` brings the age, or nothing for all."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Receivables by age"))
        self.tiles = {key: _Tile(_(title), _TONES.get(key, "")) for key, title in _TITLES.items()}
        row = QHBoxLayout(self)
        margins(row, gap=8)
        for key, tile in self.tiles.items():
            tile.clicked.connect(partial(self._on_clicked, key))
            row.addWidget(tile, 1)

    def show_ages(self, ages: Sequence[Age], chosen: str) -> None:
        """Show the sums of each age; those in another currency stand behind those in CNY."""
        for key, tile in self.tiles.items():
            fitting = [age for age in ages if key in (ALL, age.bucket)]
            sums: dict[str, Decimal] = {}
            for age in fitting:
                sums[age.currency] = sums.get(age.currency, Decimal(0)) + age.outstanding
            tile.show_sums(sums, sum(age.count for age in fitting))
            tile.setChecked(key == chosen)

    def _on_clicked(self, key: str) -> None:
        for other, tile in self.tiles.items():
            tile.setChecked(other == key)
        self.chosen.emit(key)


class _Tile(QPushButton):
    """A figure with its title and how many payments it is; pressed while its rows are shown."""

    def __init__(self, title: str, tone: str) -> None:
        super().__init__()
        self._title, self._tone = title, tone
        self.setProperty("role", "tile")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title = ElidedLabel(title, "small")
        self.sum = ElidedLabel("", "tile")
        self.sum.setFont(theme.font(theme.SECTION, bold=True))
        self.count = label(role="small")
        below = QHBoxLayout()
        margins(below, gap=6)
        below.addWidget(self.sum, 1)
        below.addWidget(self.count)
        inner = QVBoxLayout(self)
        margins(inner, 10, 6, 10, 6, gap=2)
        inner.addWidget(self.title)
        inner.addLayout(below)
        for shown in (self.title, self.sum, self.count):
            shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_sums(self, sums: dict[str, Decimal], count: int) -> None:
        """Show sums by currency; a figure that is late has the colour of it, with its title as the word."""
        text = " + ".join(money_short(amount, currency) for currency, amount in sums.items()) or "—"
        self.sum.setText(text)
        set_state(self.sum, "tone", self._tone if sums else "")
        self.count.setText(f"× {number(count, 0)}" if count else "")
        many = ngettext("{count} payment", "{count} payments", count).format(count=number(count, 0))
        self.setAccessibleName(f"{self._title}: {text}, {many}")
        self.setToolTip(self.accessibleName())
