"""The figures of a value proposition: a band of numbers, and the same as bars on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, Pair, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.domain.money import minor_units
from salesdesk.domain.value_case import YEARS
from salesdesk.i18n import N_, money, number

if TYPE_CHECKING:
    from decimal import Decimal

    from reportlab.lib.colors import Color

    from salesdesk.documents.styles import Style
    from salesdesk.domain.value_sheet import ValueSheet

Say = Callable[[str], str]
_SIZES: Final = (13.0, 11.0, 9.5, 8.5, 7.5, 6.5, 5.5)
_BAR: Final = 9.0
_ROW: Final = 17.0


def band(sheet: ValueSheet, say: Say, area: Area) -> Block:
    """Return the numbers side by side, as large as the widest of them allows."""
    pairs = _numbers(sheet, say)
    step = (area.width - 14) / len(pairs)
    labels = [wrapped(label, styles.SMALL, step - 8) for label, _figure in pairs]
    style = _fitting([figure for _label, figure in pairs], step - 8)
    below = max(map(len, labels)) * styles.SMALL.leading
    height = 7 + below + 2 + style.leading + 7

    def draw(page: Sheet, top: float) -> None:
        page.fill(area.left, top, area.width, height, styles.SHADE)
        page.fill(area.left, top, 2.5, height, styles.ACCENT)
        for index, ((_label, figure), lines) in enumerate(zip(pairs, labels, strict=True)):
            x = area.left + 12 + index * step
            page.lines(x, top + 7, lines, styles.SMALL)
            page.text(x, top + 7 + below + 2, figure, style)

    return Block(height, draw, gap=3)


def _numbers(sheet: ValueSheet, say: Say) -> list[Pair]:
    figures, pairs = sheet.figures, []
    if sheet.baseline_amount is not None:
        pairs.append((say(N_("Cost a year today")), _money(sheet, sheet.baseline_amount)))
    if sheet.improvement is not None:
        percent = (sheet.improvement * 100).normalize()
        pairs.append((say(N_("Improvement")), f"{number(percent)}%"))
    if figures.yearly_saving is not None:
        pairs.append((say(N_("Saving a year")), _money(sheet, figures.yearly_saving)))
    if figures.payback_months is not None:
        months = say(N_("{months} months")).format(months=number(figures.payback_months, 1))
        pairs.append((say(N_("Payback")), months))
    if figures.net is not None:
        label = say(N_("Gain over {years} years after the investment")).format(years=YEARS)
        pairs.append((label, _money(sheet, figures.net)))
    return pairs


def _money(sheet: ValueSheet, amount: Decimal) -> str:
    return money(amount, sheet.currency, places=minor_units(sheet.currency), space="")


def _fitting(texts: Sequence[str], width: float) -> Style:
    """Return the largest style in which every text stands on one line."""
    for size in _SIZES:
        style = replace(styles.FACT, size=size, leading=size * 1.4)
        if max(style.face.width(text, size) for text in texts) <= width:
            break
    return style


def bars(sheet: ValueSheet, say: Say, area: Area) -> Block:
    """Return bars on one scale: the cost of a year today and then, the investment and what it saves."""
    rows = _bars(sheet, say)
    largest = max(amount for _label, amount, _color in rows)
    style = styles.SMALL
    labels = max(style.face.width(label, style.size) for label, _amount, _color in rows) + 10
    labels = min(labels, area.width * 0.4)
    figures = max(style.face.width(_money(sheet, amount), style.size) for _label, amount, _color in rows) + 8
    room = area.width - labels - figures
    texts = [wrapped(label, style, labels - 8) for label, _amount, _color in rows]
    heights = [max(_ROW, len(lines) * style.leading + 4) for lines in texts]

    def draw(page: Sheet, top: float) -> None:
        for (_label, amount, color), lines, height in zip(rows, texts, heights, strict=True):
            length = float(amount / largest) * room if largest else 0.0
            page.lines(area.left, top + 2, lines, style)
            page.fill(area.left + labels, top + 3, length, _BAR, color)
            page.text(area.left + labels + length + 6, top + 2, _money(sheet, amount), style)
            top += height

    return Block(sum(heights), draw, gap=8)


def _bars(sheet: ValueSheet, say: Say) -> list[tuple[str, Decimal, Color]]:
    saving, rows = sheet.figures.yearly_saving, []
    if sheet.baseline_amount is not None and saving is not None:
        rows.append((say(N_("Cost a year today")), sheet.baseline_amount, styles.RULE))
        rows.append((say(N_("Cost a year with our offer")), sheet.baseline_amount - saving, styles.ACCENT))
    if sheet.investment is not None and saving is not None:
        rows.append((say(N_("Investment")), sheet.investment, styles.RULE))
        label = say(N_("Saving over {years} years")).format(years=YEARS)
        rows.append((label, YEARS * saving, styles.ACCENT))
    return rows


def formula(say: Say, area: Area) -> Block:
    """Return how the figures were made."""
    text = say(
        N_("Saving = cost a year today × improvement; payback = investment ÷ saving × 12 months. Estimates.")
    )
    lines = wrapped(text, styles.SMALL, area.width)

    def draw(page: Sheet, top: float) -> None:
        page.lines(area.left, top, lines, styles.SMALL)

    return Block(len(lines) * styles.SMALL.leading, draw, gap=4)
