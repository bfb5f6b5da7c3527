"""The picture of a card: drawn once, kept, and copied from then on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from enum import IntFlag
from itertools import product
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap, QPolygonF

from salesdesk.i18n import language
from salesdesk.services.board import Card
from salesdesk.ui import theme
from salesdesk.ui.pipeline.card_words import Said, amount_texts, customer_text, most_urgent, title_text
from salesdesk.ui.words import VALUE_CLASS, tone, word

PADDING: Final = 12
TIGHT: Final = 8
RADIUS: Final = 8
AVATAR: Final = 20
_MARK: Final = 11
_MAX_BYTES: Final = 32 * 1024 * 1024
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER: Final = Qt.AlignmentFlag.AlignCenter


class Look(IntFlag):
    """What besides its content changes the look of a card."""

    PLAIN = 0
    SELECTED = 1
    FOCUSED = 2
    HOVERED = 4
    CHOSEN = 8


class CardPainter:
    """Draws cards in the current theme and language; one for the whole board, so that its memory has one limit.

    `compact` cards leave out the title.
    """

    def __init__(self) -> None:
        self.compact = False
        self._strong = theme.font(bold=True)
        self._body = theme.font()
        self._small = theme.font(theme.SMALL - 1)
        self._initial = theme.font(theme.SMALL - 1)
        self._strong_metrics = QFontMetrics(self._strong)
        self._body_metrics = QFontMetrics(self._body)
        self._small_metrics = QFontMetrics(self._small)
        self._line = max(self._strong_metrics.height(), self._body_metrics.height())
        self._pictures: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._bytes = 0

    @property
    def height(self) -> int:
        """Return the height of every card in pixels."""
        if self.compact:
            return 2 * TIGHT + self._line + AVATAR + 3
        return 2 * PADDING + 2 * self._line + AVATAR + 4

    def picture(self, card: Card, width: int, ratio: float, look: Look) -> QPixmap:
        """Return the picture of a card, from memory where it was drawn before."""
        today = date.today()  # noqa: DTZ011 - what is planned for tomorrow is for today after midnight
        key = (card, width, ratio, look, theme.current().name, language(), self.compact, today)
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        picture = self._draw(card, QSize(width, self.height), ratio, look)
        self._pictures[key] = picture
        self._bytes += _bytes(picture)
        while self._bytes > _MAX_BYTES and len(self._pictures) > 1:
            self._bytes -= _bytes(self._pictures.popitem(last=False)[1])
        return picture

    def draw_frame(self, painter: QPainter, rect: QRect, look: Look = Look.PLAIN) -> None:
        """Draw a card without content: of a row that is still being read."""
        focused = Look.SELECTED | Look.FOCUSED
        strong = look & (Look.SELECTED | Look.CHOSEN)
        accent = look & focused == focused or look & Look.CHOSEN
        pen = QPen(theme.color("accent" if accent else "strong_line" if look else "line"), 2 if strong else 1)
        inset = pen.widthF() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(theme.color("accent_soft" if look & Look.CHOSEN else "surface"))
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _draw(self, card: Card, size: QSize, ratio: float, look: Look) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        whole = QRect(0, 0, size.width(), size.height())
        self.draw_frame(painter, whole, look)
        if card.past_max or card.untouched:
            self._draw_edge(painter, whole, "bad" if card.past_max and card.untouched else "warn")
        side = TIGHT if self.compact else PADDING
        inner = whole.adjusted(PADDING, side, -PADDING, -side)
        first = QRect(inner.x(), inner.y(), inner.width(), self._line)
        last = QRect(inner.x(), inner.bottom() - AVATAR + 1, inner.width(), AVATAR)
        said = most_urgent(card)
        shown = self._draw_last_line(painter, last, card, said)
        self._draw_customer(painter, first, card)
        if not self.compact:
            self._draw_title(painter, first.translated(0, self._line + 1), card, said, below=shown)
        painter.end()
        return picture

    @staticmethod
    def _draw_edge(painter: QPainter, whole: QRect, token: str) -> None:
        painter.setClipRect(QRect(0, 0, 3, whole.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        painter.drawRoundedRect(whole, RADIUS, RADIUS)
        painter.setClipping(False)

    def _draw_customer(self, painter: QPainter, rect: QRect, card: Card) -> None:
        """Draw the customer, and at the right what it is worth to us."""
        known = card.customer is not None
        grade = (word(VALUE_CLASS, card.value_class),) if card.value_class else ()
        half = rect.adjusted(rect.width() // 2, 0, 0, 0)
        width = rect.width() - self._draw_chip(painter, half, grade, tone(VALUE_CLASS, card.value_class))
        painter.setFont(self._strong if known else self._body)
        painter.setPen(theme.color("text" if known else "muted"))
        painter.drawText(rect, _LEFT, _elided(self._strong_metrics, customer_text(card), width))

    def _draw_title(self, painter: QPainter, rect: QRect, card: Card, said: Said, *, below: bool) -> None:
        """Draw the title, at its right the risks not told and how much is done, or what found no room below."""
        room, risks = QRect(rect), sum(code != said.risk for code in card.flags)
        if not below:
            room.setRight(room.right() - self._draw_chip(painter, room, said.texts[-1:], said.tone))
        if card.to_do and below:
            done = f"{card.done}/{card.to_do}"
            painter.setFont(self._small)
            painter.setPen(theme.color("ok" if card.done >= card.to_do else "muted"))
            painter.drawText(room, _RIGHT, done)
            room.setRight(room.right() - self._small_metrics.horizontalAdvance(done) - 6)
        if risks and below:
            room.setRight(room.right() - self._draw_risks(painter, room, risks) - 4)
        painter.setFont(self._body)
        painter.setPen(theme.color("secondary"))
        painter.drawText(room, _LEFT, _elided(self._body_metrics, title_text(card), room.width()))

    def _draw_risks(self, painter: QPainter, room: QRect, count: int) -> int:
        """Draw a triangle with the number of risks at the right; return the width."""
        text = str(count)
        wide = self._small_metrics.horizontalAdvance(text)
        painter.setFont(self._small)
        painter.setPen(theme.color("warn"))
        painter.drawText(room, _RIGHT, text)
        right, middle = room.right() - wide - 2, room.center().y() + 1
        triangle = [
            QPointF(right - _MARK, middle + _MARK / 2),
            QPointF(right, middle + _MARK / 2),
            QPointF(right - _MARK / 2, middle - _MARK / 2),
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(triangle))
        return wide + _MARK + 4

    def _draw_last_line(self, painter: QPainter, rect: QRect, card: Card, said: Said) -> bool:
        """Draw amount, what is most urgent, and owner; tell whether there was room for it."""
        right = rect.right() + 1
        if card.owner:
            self._draw_owner(painter, QRectF(right - AVATAR, rect.y(), AVATAR, AVATAR), card.owner)
            right -= AVATAR + 5
        amounts, known = amount_texts(card), card.amount is not None
        metrics = self._strong_metrics if known else self._body_metrics
        chip, amount = 0, amounts[0]
        for text, shown in product(said.texts, amounts):
            needed = metrics.horizontalAdvance(shown)
            room = QRect(rect.x() + needed + 8, rect.y(), right - rect.x() - needed - 8, rect.height())
            chip = self._draw_chip(painter, room, (text,), said.tone)
            if chip:
                amount = shown
                break
        right -= chip
        painter.setFont(self._strong if known else self._body)
        painter.setPen(theme.color("text" if known else "muted"))
        line = QRect(rect.x(), rect.y(), right - rect.x(), rect.height())
        painter.drawText(line, _LEFT, _elided(metrics, amount, line.width()))
        return chip > 0

    def _draw_owner(self, painter: QPainter, rect: QRectF, owner: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("secondary"))
        painter.drawEllipse(rect)
        painter.setFont(self._initial)
        painter.setPen(theme.color("surface"))
        painter.drawText(rect, _CENTER, owner[0].upper())

    def _draw_chip(self, painter: QPainter, room: QRect, texts: Sequence[str], tone: str = "") -> int:
        """Draw the first of the texts that there is room for, as a chip at the right; return its width."""
        for text in texts:
            width = self._small_metrics.horizontalAdvance(text) + 10
            if width <= room.width():
                height = min(room.height(), AVATAR) - 2
                rect = QRectF(
                    room.right() + 1 - width, room.y() + (room.height() - height) / 2, width, height
                )
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(f"{tone}_soft" if tone else "sunken"))
                painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
                painter.setFont(self._small)
                painter.setPen(theme.color(tone or "secondary"))
                painter.drawText(rect.translated(QPointF(0, -0.5)), _CENTER, text)
                return width + 6
        return 0


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text.replace("\n", " "), theme.ELLIPSIS, max(width, 0))


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
