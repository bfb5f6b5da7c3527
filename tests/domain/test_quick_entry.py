"""A line of words becomes an activity, in Chinese and in English."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.quick_entry import Named, parse

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday
TODAY = NOW.date()
GU = Named(uuid.UUID(int=1), "顾建国")
CHEN = Named(uuid.UUID(int=2), "陈 晓")
ANNA = Named(uuid.UUID(int=3), "Anna Weber")
CONTACTS = (GU, CHEN, ANNA)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("明天下午3点 拜访 顾工 看样件", ("visit", date(2026, 11, 25), "15:00", True, GU, "看样件")),
        ("明天下午3点拜访顾工看样件", ("visit", date(2026, 11, 25), "15:00", True, GU, "看样件")),
        ("电话 顾工 12分钟 谈预算", ("call", TODAY, "", False, GU, "12分钟 谈预算")),
        ("+7 发报价", ("task", date(2026, 12, 1), "", True, None, "发报价")),
        ("发报价 +7", ("task", date(2026, 12, 1), "", True, None, "发报价")),
        ("今天 发方案", ("task", TODAY, "", True, None, "发方案")),
        ("今天 拜访 顾建国", ("visit", TODAY, "", False, GU, "")),
        ("今天 15:00 微信 顾总", ("wechat", TODAY, "15:00", True, GU, "")),
        ("9:00 电话 顾工", ("call", TODAY, "09:00", False, GU, "")),
        ("昨天 会议 谈付款方式", ("meeting", date(2026, 11, 23), "", False, None, "谈付款方式")),
        ("下周三上午10点半 电话会议 顾工 评审", ("meeting", date(2026, 12, 2), "10:30", True, GU, "评审")),
        ("周五 待办 寄样件", ("task", date(2026, 11, 27), "", True, None, "寄样件")),
        ("上周五 拜访 顾工", ("visit", date(2026, 11, 20), "", False, GU, "")),
        ("12/5 邮件 发资料", ("email", date(2026, 12, 5), "", True, None, "发资料")),
        ("1月8日 拜访", ("visit", date(2027, 1, 8), "", True, None, "")),
        ("2026-11-20 备注 竞品报价低", ("note", date(2026, 11, 20), "", False, None, "竞品报价低")),
        ("微信群发产品资料", ("wechat", TODAY, "", False, None, "微信群发产品资料")),
        ("客户想要延长质保", ("note", TODAY, "", False, None, "客户想要延长质保")),
        ("给顾工打电话谈预算", ("call", TODAY, "", False, GU, "打电话谈预算")),
        ("tomorrow 3pm visit Anna samples", ("visit", date(2026, 11, 25), "15:00", True, ANNA, "samples")),
        ("call with Anna Weber 12 min, budget", ("call", TODAY, "", False, ANNA, "12 min, budget")),
        ("next friday email the offer", ("email", date(2026, 12, 4), "", True, None, "the offer")),
        ("send the drawings tomorrow", ("task", date(2026, 11, 25), "", True, None, "send the drawings")),
        ("recall of valve 3", ("note", TODAY, "", False, None, "recall of valve 3")),
        ("3点 电话", ("call", TODAY, "15:00", True, None, "")),
    ],
)
def test_a_line_is_understood(typed: str, meant: tuple[object, ...]) -> None:
    entry = parse(typed, now=NOW, contacts=CONTACTS)
    assert entry is not None
    found = (entry.kind, entry.day, entry.clock, entry.planned, entry.contact, entry.subject)
    assert found == meant


def test_a_surname_that_two_have_names_nobody() -> None:
    two = (GU, Named(uuid.UUID(int=9), "顾小明"))
    entry = parse("电话 顾工", now=NOW, contacts=two)
    assert entry is not None
    assert (entry.contact, entry.subject) == (None, "顾工")


def test_an_impossible_day_stays_in_the_subject() -> None:
    entry = parse("13/45 发报价", now=NOW)
    assert entry is not None
    assert (entry.day, entry.subject) == (TODAY, "13/45 发报价")


def test_nothing_typed_means_nothing() -> None:
    assert parse(" \u202e ", now=NOW) is None


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("电话", NOW),
        ("9:00 电话", NOW.replace(hour=9, minute=0)),
        ("昨天 电话", datetime(2026, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_what_was_done_has_an_instant(typed: str, at: datetime) -> None:
    entry = parse(typed, now=NOW)
    assert entry is not None
    assert entry.at(NOW) == at


@given(st.text())
def test_no_text_fails(typed: str) -> None:
    entry = parse(typed, now=NOW, contacts=CONTACTS)
    assert entry is None or entry.subject == entry.subject.strip()
