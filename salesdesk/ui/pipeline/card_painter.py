"""The picture of a card: drawn once, kept, and copied from then on."""

from __future__ import annotations

from collections import OrderedDict
from enum import IntFlag
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap

from salesdesk.i18n import _, language, money_short, number
from salesdesk.services.board import Card
from salesdesk.ui import theme

PADDING: Final = 12
RADIUS: Final = 8
AVATAR: Final = 20
_ROOMY: Final = 210
_MAX_BYTES: Final = 32 * 1024 * 1024
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER: Final = Qt.AlignmentFlag.AlignCenter


class Look(IntFlag):
    """What besides its content changes the look of a card."""

    PLAIN = 0
    SELECTED = 1
    FOCUSED = 2
    HOVERED = 4


class CardPainter:
    """Draws cards in the current theme and language; one for the whole board, so that its memory has one limit."""

    def __init__(self) -> None:
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
        return 2 * PADDING + 2 * self._line + AVATAR + 4

    def picture(self, card: Card, width: int, ratio: float, look: Look, max_days: int | None) -> QPixmap:
        """Return the picture of a card, from memory where it was drawn before."""
        tokens = theme.current()
        key = (card.id, card.row_version, card.days_in_stage, width, ratio, look, tokens.name, language())
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        picture = self._draw(card, QSize(width, self.height), ratio, look, max_days)
        self._pictures[key] = picture
        self._bytes += _bytes(picture)
        while self._bytes > _MAX_BYTES and len(self._pictures) > 1:
            self._bytes -= _bytes(self._pictures.popitem(last=False)[1])
        return picture

    def draw_frame(self, painter: QPainter, rect: QRect, look: Look = Look.PLAIN) -> None:
        """Draw a card without content: of a row that is still being read."""
        focused = Look.SELECTED | Look.FOCUSED
        strong = look & Look.SELECTED
        token = "accent" if look & focused == focused else "strong_line" if look else "line"
        pen = QPen(theme.color(token), 2 if strong else 1)
        inset = pen.widthF() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _draw(self, card: Card, size: QSize, ratio: float, look: Look, max_days: int | None) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        whole = QRect(0, 0, size.width(), size.height())
        self.draw_frame(painter, whole, look)
        if card.past_max:
            self._draw_edge(painter, whole)
        inner = whole.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        first = QRect(inner.x(), inner.y(), inner.width(), self._line)
        second = first.translated(0, self._line + 1)
        last = QRect(inner.x(), inner.bottom() - AVATAR + 1, inner.width(), AVATAR)
        texts = _days_texts(card, max_days)
        said = self._draw_last_line(painter, last, card, texts if size.width() >= _ROOMY else texts[1:])
        self._draw_customer(painter, first, card)
        self._draw_title(painter, second, card.title, texts[-1:] if card.past_max and not said else ())
        painter.end()
        return picture

    @staticmethod
    def _draw_edge(painter: QPainter, whole: QRect) -> None:
        painter.setClipRect(QRect(0, 0, 3, whole.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warn"))
        painter.drawRoundedRect(whole, RADIUS, RADIUS)
        painter.setClipping(False)

    def _draw_customer(self, painter: QPainter, rect: QRect, card: Card) -> None:
        known = card.customer is not None
        painter.setFont(self._strong if known else self._body)
        painter.setPen(theme.color("text" if known else "muted"))
        text = card.customer if card.customer is not None else _("No customer yet")
        painter.drawText(rect, _LEFT, _elided(self._strong_metrics, text, rect.width()))

    def _draw_title(self, painter: QPainter, rect: QRect, title: str, late: tuple[str, ...]) -> None:
        """Draw the title; what is late and found no room below is said beside it."""
        width = rect.width() - self._draw_chip(painter, rect, late, tone="warn")
        painter.setFont(self._body)
        painter.setPen(theme.color("secondary"))
        painter.drawText(rect, _LEFT, _elided(self._body_metrics, title, width))

    def _draw_last_line(self, painter: QPainter, rect: QRect, card: Card, days: tuple[str, ...]) -> bool:
        """Draw amount, days and owner; tell whether there was room for the days."""
        right = rect.right() + 1
        if card.owner:
            self._draw_owner(painter, QRectF(right - AVATAR, rect.y(), AVATAR, AVATAR), card.owner)
            right -= AVATAR + 5
        amount = _("No amount") if card.amount is None else money_short(card.amount, card.currency)
        metrics = self._body_metrics if card.amount is None else self._strong_metrics
        needed = metrics.horizontalAdvance(amount)
        room = QRect(rect.x() + needed + 8, rect.y(), right - rect.x() - needed - 8, rect.height())
        chip = self._draw_chip(painter, room, days, tone="warn" if card.past_max else "")
        right -= chip
        painter.setFont(self._body if card.amount is None else self._strong)
        painter.setPen(theme.color("muted" if card.amount is None else "text"))
        painter.drawText(
            QRect(rect.x(), rect.y(), right - rect.x(), rect.height()),
            _LEFT,
            _elided(metrics, amount, right - rect.x()),
        )
        return chip > 0

    def _draw_owner(self, painter: QPainter, rect: QRectF, owner: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("secondary"))
        painter.drawEllipse(rect)
        painter.setFont(self._initial)
        painter.setPen(theme.color("surface"))
        painter.drawText(rect, _CENTER, owner[0].upper())

    def _draw_chip(self, painter: QPainter, room: QRect, texts: tuple[str, ...], tone: str = "") -> int:
        """Draw the first of the texts that there is room for, as a chip at the right; return its width."""
        for text in texts:
            width = self._small_metrics.horizontalAdvance(text) + 10
            if width <= room.width():
                rect = QRectF(room.right() + 1 - width, room.y() + 1, width, room.height() - 2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(f"{tone}_soft" if tone else "sunken"))
                painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
                painter.setFont(self._small)
                painter.setPen(theme.color(tone or "secondary"))
                painter.drawText(rect.translated(QPointF(0, -0.5)), _CENTER, text)
                return width + 6
        return 0


def sentence(card: Card, max_days: int | None) -> str:
    """Return a card as one sentence, for screen readers."""
    parts = [
        card.customer if card.customer is not None else _("No customer yet"),
        card.title,
        _("No amount") if card.amount is None else money_short(card.amount, card.currency),
        *([_("Owner: {name}").format(name=card.owner)] if card.owner else []),
        *_days_texts(card, max_days)[:1],
    ]
    return _(", ").join(part for part in parts if part)


def _days_texts(card: Card, max_days: int | None) -> tuple[str, ...]:
    """Return what is said of the days in the stage, the longest first."""
    if card.days_in_stage is None:
        return ()
    days = number(card.days_in_stage, 0)
    if card.past_max and max_days is not None:
        return (
            _("In stage {days}/{max} d").format(days=days, max=max_days),
            _("{days}/{max} d").format(days=days, max=max_days),
        )
    return (_("In stage {days} d").format(days=days), _("{days} d").format(days=days))


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text.replace("\n", " "), theme.ELLIPSIS, width)


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
