"""What a quote begins with: title, facts, both parties, subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from salesdesk.documents import masthead as mastheads, styles
from salesdesk.documents.layout import Pair, Pairs, paired, parted, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.i18n import N_, day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from salesdesk.documents.quote_setting import Setting
    from salesdesk.documents.styles import Look
    from salesdesk.documents.words import Words
    from salesdesk.domain.quote_version import Party

_TITLE = N_("Quotation")


def title(setting: Setting) -> str:
    """Return what the document is called, in its first language."""
    return setting.say.once(_TITLE)


def masthead(setting: Setting) -> Block:
    """Return the title with the seller's name and logo, above the accent line."""
    document = setting.document
    second = setting.say.each(_TITLE)[1:]
    note = "QUOTATION" if document.language == "zh_CN" else "".join(second)
    design = document.design
    letterhead = mastheads.Letterhead(
        document.seller.name, document.logo, design.logo_place, design.logo_height * mm
    )
    return mastheads.designed(title(setting), note, letterhead, setting.area, setting.look)


def facts(setting: Setting) -> Block:
    """Return number, version, dates and currency, side by side."""
    document, say, look, area = setting.document, setting.say, setting.look, setting.area
    pairs = [
        (say(N_("Quotation no.")), document.number),
        (say(N_("Version")), f"V{document.version}"),
        (say(N_("Quotation date")), day(document.issued_on)),
        (say(N_("Valid until")), day(document.valid_until) if document.valid_until else ""),
        (say(N_("Currency")), document.currency),
    ]
    pairs = [pair for pair in pairs if pair[1]]
    step = area.width / len(pairs)
    labels = [wrapped(label, look.small, step - 8) for label, _value in pairs]
    values = [wrapped(value, look.fact, step - 8) for _label, value in pairs]
    below = max(map(len, labels)) * look.small.leading + 2
    height = below + max(map(len, values)) * look.fact.leading

    def draw(sheet: Sheet, top: float) -> None:
        for index, (label, lines) in enumerate(zip(labels, values, strict=True)):
            x = area.left + index * step
            sheet.lines(x, top + below - 2 - len(label) * look.small.leading, label, look.small)
            sheet.lines(x, top + below, lines, look.fact)

    return Block(height, draw, gap=10)


def parties(setting: Setting) -> Block:
    """Return the customer and the seller, side by side, with those facts that the design shows."""
    document, say, look, area = setting.document, setting.say, setting.look, setting.area
    design = document.design
    width = (area.width - styles.COLUMN_GAP) / 2
    sides = [
        _party(
            say(N_("Customer")),
            document.customer,
            _party_pairs(document.customer, design.customer_facts, say),
            width,
            look,
        ),
        _party(
            say(N_("Supplier")),
            document.seller,
            [
                (say.below(N_("Sales representative")), document.seller_person),
                *_party_pairs(document.seller, design.seller_facts, say),
            ],
            width,
            look,
        ),
    ]

    def draw(sheet: Sheet, top: float) -> None:
        for index, side in enumerate(sides):
            left = area.left + index * (width + styles.COLUMN_GAP)
            sheet.rule(left, left + width, top, styles.RULE)
            side.draw(sheet, left, top + 7)

    return Block(7 + max(side.height for side in sides), draw, gap=12)


def _party_pairs(party: Party, shown: Collection[str], say: Words) -> list[Pair]:
    pairs = [
        ("", say(N_("Contact")), party.contact),
        ("phone", say(N_("Phone")), party.contact_phone or party.phone),
        ("email", say(N_("Email")), party.contact_email or party.email),
        ("", say(N_("Address")), party.address),
        ("tax_id", say(N_("Tax ID")), party.tax_id),
        ("bank", say(N_("Bank")), party.bank),
        ("bank", say(N_("Account")), party.bank_account),
    ]
    return [(label, text) for fact, label, text in pairs if not fact or fact in shown]


@dataclass(frozen=True, slots=True)
class _Side:
    """One party's column."""

    heading: str
    name: list[str]
    pairs: Pairs
    look: Look

    @property
    def height(self) -> float:
        look = self.look
        return look.small.leading + 2 + len(self.name) * look.party.leading + 2 + self.pairs.height

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        sheet.text(left, top, self.heading, self.look.small)
        top = sheet.lines(left, top + self.look.small.leading + 2, self.name, self.look.party)
        self.pairs.draw(sheet, left, top + 2)


def _party(heading: str, party: Party, pairs: Sequence[Pair], width: float, look: Look) -> _Side:
    return _Side(heading, wrapped(party.name, look.party, width), paired(pairs, width, look), look)


def subject(setting: Setting) -> list[Block]:
    """Return project, tender number and greeting, as far as there are any."""
    document, say, look, area = setting.document, setting.say, setting.look, setting.area
    blocks = []
    pairs = paired(
        [(say(N_("Project")), document.project), (say(N_("Tender no.")), document.tender)], area.width, look
    )
    if pairs.rows:
        blocks.append(Block(pairs.height, lambda sheet, top: pairs.draw(sheet, area.left, top), gap=12))
    if document.greeting:
        lines = wrapped(document.greeting, look.body, area.width)
        blocks += parted(lines, area.left, gap=10, look=look)
    return blocks
