"""A quote's document with how it is set: the paper, the look, the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from salesdesk.documents import styles
from salesdesk.documents.layout import Area
from salesdesk.documents.page import Frame
from salesdesk.documents.words import Words
from salesdesk.domain.money import minor_units
from salesdesk.i18n import money

if TYPE_CHECKING:
    from decimal import Decimal

    from salesdesk.documents.quote_document import QuoteDocument
    from salesdesk.documents.styles import Look


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold a document with the size of its pages, their printable width, its look and its words."""

    document: QuoteDocument
    size: tuple[float, float]
    area: Area
    look: Look
    say: Words

    @property
    def frame(self) -> Frame:
        """Return where the blocks of a page go."""
        margins = self.document.design.margins
        return Frame(margins.top * mm, margins.next_top * mm, self.size[1] - margins.bottom * mm)

    @property
    def places(self) -> int:
        """Return how many decimals an amount has."""
        return minor_units(self.document.currency)

    @property
    def taxed(self) -> bool:
        """Tell whether the document speaks of tax: one in foreign currency does where something bears any."""
        document = self.document
        return document.currency == "CNY" or any(line.tax_rate for line in document.lines if line.has_figures)

    def money(self, amount: Decimal) -> str:
        """Return an amount with its currency's sign directly before the digits."""
        return money(amount, self.document.currency, places=self.places, space="")

    def shows(self, what: str) -> bool:
        """Tell whether the document prints one of `domain.quote.HIDEABLE`."""
        return what not in self.document.hidden


def setting_of(document: QuoteDocument, size: tuple[float, float]) -> Setting:
    """Return how a document is set on pages of a size."""
    design = document.design
    left, right = design.margins.left * mm, design.margins.right * mm
    return Setting(
        document,
        size,
        Area(left, size[0] - left - right),
        styles.look(design.accent, design.font_scale),
        Words(document.language, document.second),
    )
