"""Pictures of cards."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain import risk
from salesdesk.domain.risk import RiskFacts
from salesdesk.i18n import set_language
from salesdesk.services.board import Card, NextStep
from salesdesk.ui import theme
from salesdesk.ui.pipeline import card_painter
from salesdesk.ui.pipeline.card_painter import CardPainter, Look
from salesdesk.ui.pipeline.card_words import amount_texts, most_urgent, sentence, title_text, told

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from salesdesk.i18n import Language

CARD = Card(
    id=uuid.UUID(int=1),
    row_version=1,
    stage_id=uuid.UUID(int=2),
    key=uuid.UUID(int=2),
    title="五轴加工中心 ×2",
    customer="华锐精工",
    amount=Decimal("2680000.00"),
    currency="CNY",
    owner="林晓",
    days_in_stage=19,
    max_days=14,
)


@pytest.fixture
def painter() -> CardPainter:
    """Give a painter that has drawn nothing."""
    return CardPainter()


def test_the_same_card_is_drawn_once(painter: CardPainter) -> None:
    first = painter.picture(CARD, 180, 1.0, Look.PLAIN)
    assert painter.picture(CARD, 180, 1.0, Look.PLAIN) is first


@pytest.mark.parametrize("changed", [{"row_version": 2}, {"days_in_stage": 20}], ids=["version", "day"])
def test_a_changed_card_is_drawn_anew(painter: CardPainter, changed: dict[str, int]) -> None:
    first = painter.picture(CARD, 180, 1.0, Look.PLAIN)
    assert painter.picture(replace(CARD, **changed), 180, 1.0, Look.PLAIN) is not first  # type: ignore[arg-type]  # one field at a time


def test_theme_and_language_have_their_own_pictures(painter: CardPainter, qapp: QApplication) -> None:
    pictures = {draw(painter).cacheKey()}
    theme.apply(qapp, "dark")
    pictures.add(draw(painter).cacheKey())
    set_language("en")
    pictures.add(draw(painter).cacheKey())
    assert len(pictures) == 3


@pytest.mark.parametrize("look", [Look.SELECTED, Look.SELECTED | Look.FOCUSED, Look.HOVERED])
def test_each_look_can_be_seen(painter: CardPainter, look: Look) -> None:
    assert draw(painter, look) != draw(painter)


def test_a_dense_screen_gets_a_sharp_picture(painter: CardPainter) -> None:
    picture = painter.picture(CARD, 180, 2.0, Look.PLAIN)
    assert (picture.width(), picture.height()) == (360, painter.height * 2)


def test_a_late_card_has_an_edge_and_a_word(painter: CardPainter) -> None:
    edge = draw(painter).pixelColor(1, painter.height // 2)
    assert edge == theme.color("warn")
    assert "停留 19/14 天" in sentence(CARD)


@pytest.mark.parametrize("width", [162, 177, 300])
def test_what_is_late_is_said_at_every_width(painter: CardPainter, width: int) -> None:
    late = painter.picture(CARD, width, 1.0, Look.PLAIN).toImage()
    soft = theme.color("warn_soft")
    found = sum(late.pixelColor(x, y) == soft for x in range(late.width()) for y in range(late.height()))
    assert found > 300


def test_pictures_stay_within_their_memory(painter: CardPainter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_painter, "_MAX_BYTES", 200_000)
    for number in range(20):
        painter.picture(replace(CARD, id=uuid.UUID(int=number)), 180, 1.0, Look.PLAIN)
    assert painter._bytes <= 200_000
    assert 0 < len(painter._pictures) < 20


def test_a_card_without_anything_is_drawn_too(painter: CardPainter) -> None:
    bare = replace(CARD, customer=None, amount=None, owner=None, days_in_stage=0, max_days=None)
    assert not painter.picture(bare, 180, 1.0, Look.PLAIN).isNull()
    assert sentence(bare) == "未填写客户，五轴加工中心 ×2，未填写金额，无下一步，停留 0 天"


def test_no_width_is_too_small(painter: CardPainter) -> None:
    for width in (1, 30, 90):
        assert painter.picture(CARD, width, 1.0, Look.PLAIN).width() == width


def draw(painter: CardPainter, look: Look = Look.PLAIN) -> QImage:
    """Return the picture of the card as an image."""
    return painter.picture(CARD, 180, 1.0, look).toImage()


def open_card(**values: object) -> Card:
    """Return a card that stands in its stage as long as it may."""
    return replace(CARD, **({"days_in_stage": 3} | values))  # type: ignore[arg-type]  # fields of a card


def step(days: int, state: str) -> NextStep:
    today = date.today()  # noqa: DTZ011 - plans are for local days
    return NextStep("call", "问技术协议", today + timedelta(days=days), state)  # type: ignore[arg-type]  # a state


@pytest.mark.parametrize(
    ("card", "text", "tone"),
    [
        (open_card(next_step=step(-2, "overdue")), "逾期 2 天 · 电话", "bad"),
        (open_card(next_step=step(0, "today")), "今天 电话", "accent"),
        (open_card(next_step=step(1, "future")), "明天 电话", ""),
        (open_card(), "无下一步", "warn"),
        (open_card(untouched=True, days_untouched=20), "20 天未跟进", "warn"),
        (open_card(days_in_stage=19, next_step=step(-2, "overdue")), "停留 19/14 天", "warn"),
        (open_card(status="won"), "停留 3 天", ""),
    ],
)
def test_the_most_urgent_thing_is_said_first(card: Card, text: str, tone: str) -> None:
    said = most_urgent(card)
    assert (said.texts[0], said.tone) == (text, tone)


def test_the_tip_tells_the_plan_and_the_risks_with_their_reasons() -> None:
    facts = RiskFacts(slips=2, has_next_step=True, contacts=1)
    card = open_card(next_step=step(1, "future"), flags=risk.flags(facts), risk=facts, slips=2)
    lines = told(card).split("\n")
    assert "下一步：明天 电话 问技术协议" in lines
    assert len(lines) == 6
    assert all(line.rstrip("。") in sentence(card) for line in lines[-2:])


def test_a_card_left_alone_has_an_edge_and_a_late_one_left_alone_a_red_one(painter: CardPainter) -> None:
    def edge(card: Card) -> object:
        image = painter.picture(card, 180, 1.0, Look.PLAIN).toImage()
        return image.pixelColor(1, painter.height // 2)

    assert edge(open_card(untouched=True)) == theme.color("warn")
    assert edge(open_card(untouched=True, days_in_stage=19)) == theme.color("bad")
    assert edge(open_card()) not in (theme.color("warn"), theme.color("bad"))


def test_a_compact_card_is_lower(painter: CardPainter) -> None:
    whole = painter.height
    painter.compact = True
    assert painter.height < whole * 0.8
    assert painter.picture(CARD, 180, 1.0, Look.PLAIN).height() == painter.height


@pytest.mark.parametrize(("value_class", "word"), [("strategic", "战略"), ("", "华锐精工")])
def test_what_a_customer_is_worth_is_said(value_class: str, word: str) -> None:
    assert word in sentence(open_card(value_class=value_class))


@pytest.mark.parametrize(
    ("amount", "language", "texts"),
    [
        ("2680000", "zh_CN", ("¥\u2009268.0万", "¥\u2009268万")),
        ("86000", "zh_CN", ("¥\u20098.6万",)),
        ("3200000", "en", ("¥\u20093.20M", "¥\u20093.2M")),
    ],
)
def test_a_shorter_amount_keeps_two_digits(amount: str, language: Language, texts: tuple[str, ...]) -> None:
    set_language(language)
    assert amount_texts(open_card(amount=Decimal(amount))) == texts


def test_the_amount_gives_way_to_what_is_urgent(painter: CardPainter) -> None:
    def chip_width(amount: int) -> int:
        card = open_card(amount=Decimal(amount), next_step=step(-2, "overdue"))
        image = painter.picture(card, 172, 1.0, Look.PLAIN).toImage()
        y = painter.height - card_painter.PADDING - 4
        return sum(image.pixelColor(x, y) == theme.color("bad_soft") for x in range(image.width()))

    assert chip_width(3_200_000) == chip_width(86_000) > 20


def test_the_stage_is_named_where_the_column_is_none() -> None:
    card = open_card(stage="方案设计")
    assert title_text(card) == "五轴加工中心 ×2"
    assert title_text(replace(card, key="key")) == "方案设计 · 五轴加工中心 ×2"
    assert "方案设计 · 五轴加工中心 ×2" in sentence(replace(card, key=None))


@pytest.mark.parametrize(
    ("flags", "marked"), [(("no_next_step",), False), (("no_next_step", "slipped"), True), ((), False)]
)
def test_the_risk_that_the_chip_tells_is_not_counted_again(
    painter: CardPainter, flags: tuple[str, ...], marked: object
) -> None:
    quiet = painter.picture(open_card(), 220, 1.0, Look.PLAIN).toImage()
    assert (painter.picture(open_card(flags=flags), 220, 1.0, Look.PLAIN).toImage() != quiet) == marked
