"""What a quote begins with: title, facts, both parties, subject."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, Pair, Pairs, paired, parted, wrapped
from salesdesk.documents.masthead import masthead as masthead_of
from salesdesk.documents.page import Block, Sheet
from salesdesk.i18n import N_, day, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from salesdesk.documents.quote_document import QuoteDocument
    from salesdesk.domain.quote_version import Party


def title(document: QuoteDocument) -> str:
    """Return what the document is called, in its language."""
    return translate(N_("Quotation"), document.language)


def masthead(document: QuoteDocument, area: Area) -> Block:
    """Return the title with the seller's name, under its logo, above the accent line."""
    note = "QUOTATION" if document.language == "zh_CN" else ""
    return masthead_of(title(document), note, document.seller.name, document.logo, area)


def facts(document: QuoteDocument, area: Area) -> Block:
    """Return number, version, dates and currency, side by side."""
    say = partial(translate, language=document.language)
    pairs = [
        (say(N_("Quotation no.")), document.number),
        (say(N_("Version")), f"V{document.version}"),
        (say(N_("Quotation date")), day(document.issued_on)),
        (say(N_("Valid until")), day(document.valid_until) if document.valid_until else ""),
        (say(N_("Currency")), document.currency),
    ]
    pairs = [pair for pair in pairs if pair[1]]
    step = area.width / len(pairs)
    values = [wrapped(value, styles.FACT, step - 8) for _label, value in pairs]
    height = styles.SMALL.leading + 2 + max(map(len, values)) * styles.FACT.leading

    def draw(sheet: Sheet, top: float) -> None:
        for index, ((label, _value), lines) in enumerate(zip(pairs, values, strict=True)):
            x = area.left + index * step
            sheet.text(x, top, label, styles.SMALL)
            sheet.lines(x, top + styles.SMALL.leading + 2, lines, styles.FACT)

    return Block(height, draw, gap=10)


def parties(document: QuoteDocument, area: Area) -> Block:
    """Return the customer and the seller, side by side."""
    say = partial(translate, language=document.language)
    width = (area.width - styles.COLUMN_GAP) / 2
    sides = [
        _party(say(N_("Customer")), document.customer, _party_pairs(document.customer, say), width),
        _party(
            say(N_("Supplier")),
            document.seller,
            [(say(N_("Sales representative")), document.seller_person), *_party_pairs(document.seller, say)],
            width,
        ),
    ]

    def draw(sheet: Sheet, top: float) -> None:
        for index, side in enumerate(sides):
            left = area.left + index * (width + styles.COLUMN_GAP)
            sheet.rule(left, left + width, top, styles.RULE)
            side.draw(sheet, left, top + 7)

    return Block(7 + max(side.height for side in sides), draw, gap=12)


def _party_pairs(party: Party, say: Callable[[str], str]) -> list[Pair]:
    return [
        (say(N_("Contact")), party.contact),
        (say(N_("Phone")), party.contact_phone or party.phone),
        (say(N_("Email")), party.contact_email or party.email),
        (say(N_("Address")), party.address),
        (say(N_("Tax ID")), party.tax_id),
        (say(N_("Bank")), party.bank),
        (say(N_("Account")), party.bank_account),
    ]


@dataclass(frozen=True, slots=True)
class _Side:
    """One party's column."""

    heading: str
    name: list[str]
    pairs: Pairs

    @property
    def height(self) -> float:
        return styles.SMALL.leading + 2 + len(self.name) * styles.PARTY.leading + 2 + self.pairs.height

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        sheet.text(left, top, self.heading, styles.SMALL)
        top = sheet.lines(left, top + styles.SMALL.leading + 2, self.name, styles.PARTY)
        self.pairs.draw(sheet, left, top + 2)


def _party(heading: str, party: Party, pairs: Sequence[Pair], width: float) -> _Side:
    return _Side(heading, wrapped(party.name, styles.PARTY, width), paired(pairs, width))


def subject(document: QuoteDocument, area: Area) -> list[Block]:
    """Return project, tender number and greeting, as far as there are any."""
    say = partial(translate, language=document.language)
    blocks = []
    pairs = paired(
        [(say(N_("Project")), document.project), (say(N_("Tender no.")), document.tender)], area.width
    )
    if pairs.rows:
        blocks.append(Block(pairs.height, lambda sheet, top: pairs.draw(sheet, area.left, top), gap=12))
    if document.greeting:
        lines = wrapped(document.greeting, styles.BODY, area.width)
        blocks += parted(lines, area.left, gap=10)
    return blocks
