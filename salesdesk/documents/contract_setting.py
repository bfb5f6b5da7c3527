"""A contract with how it is set: its languages side by side or one alone, its styles, its blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salesdesk.documents import fonts, styles
from salesdesk.documents.layout import Area
from salesdesk.documents.page import Frame
from salesdesk.documents.styles import Style
from salesdesk.documents.words import Words
from salesdesk.domain import merge_fields
from salesdesk.domain.contract_version import ContractVersion, values
from salesdesk.domain.merge_fields import SCHEDULE, Value
from salesdesk.i18n import N_, money, translate

if TYPE_CHECKING:
    from decimal import Decimal

    from salesdesk.i18n import Language

SIZE: Final = styles.PORTRAIT
AREA: Final = Area(styles.MARGIN, SIZE[0] - 2 * styles.MARGIN)
FRAME: Final = Frame(styles.TOP, styles.TOP_OF_NEXT, SIZE[1] - styles.BOTTOM)
TITLE: Final = Style(fonts.BOLD, 18, 25)
SUBTITLE: Final = Style(fonts.REGULAR, 11, 16)
CLAUSE: Final = Style(fonts.BOLD, 9.5, 15)
TEXT: Final = Style(fonts.REGULAR, 9, 14.5)
COLUMN_GAP: Final = 18.0
BLANK: Final = "________"
"""Stands in a preview where nothing is filled in yet."""
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold a contract with its words, what stands in its blanks, and the place of each language's column."""

    version: ContractVersion
    values: Mapping[str, Value]
    say: Words
    look: styles.Look = styles.USUAL

    @property
    def columns(self) -> Sequence[tuple[Language, Area]]:
        """Return the languages with their columns: side by side, or one over the whole width."""
        languages = self.version.languages
        if len(languages) == 1:
            return [(languages[0], AREA)]
        width = (AREA.width - COLUMN_GAP) / 2
        return [
            (one, Area(AREA.left + place * (width + COLUMN_GAP), width))
            for place, one in enumerate(languages)
        ]

    def money(self, amount: Decimal) -> str:
        """Return an amount with its currency's sign directly before the digits."""
        return money(amount, self.version.currency, places=self.version.places, space="")

    def filled(self, text: str, language: Language) -> str:
        """Return a clause with its blanks filled; what is empty yet stands as a line to write on."""
        done = merge_fields.fill(text, self.values, language)
        return merge_fields.MARK.sub(BLANK, done)


def setting_of(version: ContractVersion) -> Setting:
    """Return how a contract is set; its table of payments stands below the clause that names it."""
    table = N_("see the schedule below")
    known = dict(values(version))
    if version.plan:
        known[SCHEDULE] = Value(translate(table, "zh_CN"), translate(table, "en"))
    return Setting(version, known, Words(version.language, version.second_language))


def numbered(number: int, language: Language) -> str:
    """Return how a clause is counted: 第十二条, Article 12."""
    if language == "zh_CN":
        return f"第{_chinese(number)}条"
    return translate(N_("Article {number}"), language).format(number=number)


def _chinese(number: int) -> str:
    """Return a number up to 199 in Chinese words."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = "一百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
