"""Annex 1 of a contract: the lines of the accepted quote, to be read only."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.contract_version import ContractLine, ContractVersion, words
from salesdesk.domain.tax_rates import percent
from salesdesk.i18n import _, money, number
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable, Row


class AnnexTab(QWidget):
    """Shows what is bought and what it comes to, in figures and in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FigureTable((), _("Annex 1"))
        self.words = label(role="secondary", wrap=True, selectable=True)
        self.sums = label(role="strong", selectable=True)
        foot = QHBoxLayout()
        margins(foot, 14, 6, 14, 6, gap=12)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.sums)
        layout = QVBoxLayout(self)
        margins(layout)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def show_version(self, version: ContractVersion) -> None:
        """Show the lines of a version."""
        columns = (
            FigureColumn("#", 36),
            FigureColumn(_("Item"), 150, right=False, grows=True),
            FigureColumn(_("Model"), 110, right=False, grows=True),
            FigureColumn(_("Quantity"), 70),
            FigureColumn(_("Unit"), 50, right=False),
            FigureColumn(_("Unit price with tax"), 120),
            FigureColumn(_("Tax"), 60),
            FigureColumn(_("Amount with tax"), 130),
        )
        self.table.show_table(columns, _rows(version))
        total = version.amounts
        self.words.setText(words(version, version.language))
        self.sums.setText(
            _("Net {net} · tax {tax} · total {total}").format(
                net=_money(version, total.net),
                tax=_money(version, total.tax),
                total=_money(version, total.gross),
            )
        )


def _rows(version: ContractVersion) -> list[Row]:
    rows: list[Row] = []
    counted = 0
    for line in version.lines:
        figures = line.kind in ("product", "charge")
        counted += figures
        rows.append(_row(version, line, str(counted) if figures else ""))
    return rows


def _row(version: ContractVersion, line: ContractLine, place: str) -> Row:
    if line.kind not in ("product", "charge"):
        name = Cell(
            line.name, strong=line.kind == "section", ground="sunken" if line.kind == "section" else ""
        )
        return (Cell(""), name, *(Cell("") for _column in range(6)))
    price = Cell(_("Free")) if line.free else Cell(_money(version, line.unit_price))
    return (
        Cell(place, "secondary"),
        Cell(line.name),
        Cell(line.model),
        Cell(_quantity(line.quantity) if line.kind == "product" else ""),
        Cell(line.unit),
        price if line.kind == "product" else Cell(""),
        Cell(percent(line.tax_rate)),
        Cell(_money(version, line.gross), strong=True),
    )


def _quantity(quantity: Decimal) -> str:
    """Return a quantity with as many decimals as it has."""
    text = f"{quantity:f}"
    decimals = len(text.rstrip("0").partition(".")[2])
    return number(quantity, decimals)


def _money(version: ContractVersion, amount: Decimal) -> str:
    return money(amount, version.currency, places=version.places)
