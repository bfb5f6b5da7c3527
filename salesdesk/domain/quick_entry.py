"""One typed line as an activity: “明天下午3点 拜访 顾工 看样件”, “call Chen 12 min, budget”, “+7 发报价”."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from salesdesk.domain.money import half_width
from salesdesk.domain.texts import one_line

_LONGEST: Final = 1_000
_KIND_WORDS: Final = {
    "meeting": ("电话会议", "视频会议", "会议", "开会", "meeting", "meet"),
    "visit": ("上门拜访", "拜访", "上门", "visit"),
    "call": ("打电话", "电话", "致电", "通话", "phone call", "call", "phone"),
    "email": ("发邮件", "邮件", "e-mail", "email", "mail"),
    "wechat": ("微信", "wechat"),
    "note": ("备注", "笔记", "note"),
    "task": ("任务", "待办", "todo", "to-do", "task"),
}
_KINDS: Final = {word: kind for kind, words in _KIND_WORDS.items() for word in words}
_DAYS: Final = {
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "今天": 0,
    "昨天": -1,
    "前天": -2,
    "tomorrow": 1,
    "today": 0,
    "yesterday": -1,
}
_WEEKDAYS: Final = {
    **{sign: number % 7 for number, sign in enumerate("一二三四五六日天")},
    "天": 6,
    **{name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_WEEK: Final = {"上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1}
_PERIODS: Final = "凌晨|早上|上午|中午|下午|傍晚|晚上"
_TITLES: Final = (
    "工程师|总工|工|总|经理|主任|厂长|部长|科长|主管|先生|女士|小姐|老师|师傅|会计|助理|董事长|老板"
)

_GAP: Final = r"[\s,，、;；:：。·]*"
_END: Final = r"(?![a-z0-9])"
_DAY: Final = re.compile(
    rf"(?P<word>{'|'.join(_DAYS)}){_END}"
    r"|(?P<week>[上本这下])?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
    r"|(?:(?P<en_week>last|this|next)\s+)?(?P<en>mon|tue|wed|thu|fri|sat|sun)"
    rf"(?:day|s|sday|nesday|rs|rsday|urday)?{_END}"
    r"|(?P<shift>\+\d{1,3})\s?(?:天|days?)?(?![\d.])"
    r"|(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<date>\d{1,2})日?(?!\d)"
    r"|(?P<month2>\d{1,2})(?:/|月)(?P<date2>\d{1,2})[日号]?(?![\d/])",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    rf"(?P<period>{_PERIODS})?\s*(?:"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})\s?(?P<half>am|pm)?(?![a-z\d])"
    r"|(?P<zh_hour>\d{1,2})\s*[点时](?:(?P<zh_half>半)|(?P<zh_minute>\d{1,2})分?)?(?![钟间])"
    r"|(?P<en_hour>\d{1,2})\s?(?P<en_half>am|pm)(?![a-z]))",
    re.IGNORECASE,
)
_KIND: Final = re.compile("|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True)), re.IGNORECASE)
_BEFORE_NAME: Final = re.compile(r"(?:和|与|跟|给|with|to)\s*", re.IGNORECASE)
_ADDRESSED: Final = re.compile(rf"([\u3400-\u9fff]{{1,2}}?)({_TITLES})")


@dataclass(frozen=True, slots=True)
class Named:
    """A contact by its name."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class QuickEntry:
    """What a line means; `planned` tells a next step from what was done, `clock` is `15:00` or empty."""

    kind: str
    subject: str
    day: date
    clock: str
    planned: bool
    contact: Named | None

    def at(self, now: datetime) -> datetime:
        """Return when it was done: at the time that was named, else now, on an earlier day at noon."""
        if not self.clock and self.day == now.date():
            return now
        return datetime.combine(self.day, _as_time(self.clock) or time(12), now.tzinfo)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str = ""
    day: date | None = None
    clock: str = ""
    contact: Named | None = None


def parse(typed: str, *, now: datetime, contacts: Sequence[Named] = ()) -> QuickEntry | None:
    """Return what a line means, or None where it is empty; `now` is local.

    Words for day, time, kind and contact count at the beginning, day and time at the end too; the rest is the subject.
    """
    text = half_width(one_line(typed[:_LONGEST]))
    if not text:
        return None
    found, text = _leading(text, _Found(), now.date(), contacts)
    found, text = _trailing(text, found, now.date())
    inside = _KIND.search(text)
    kind = found.kind or (_KINDS[inside[0].lower()] if inside and _whole_word(text, inside) else "")
    contact = found.contact or _mentioned(text, contacts)
    day = found.day or now.date()
    planned = _is_ahead(found, day, now, kind)
    kind = kind or ("task" if planned else "note")
    return QuickEntry(kind, text, day, found.clock, planned, contact)


def _is_ahead(found: _Found, day: date, now: datetime, kind: str) -> bool:
    if day != now.date():
        return day > now.date()
    clock = _as_time(found.clock)
    if clock is not None:
        return clock > now.time()
    return kind == "task" or (found.day is not None and not kind)


def _leading(text: str, found: _Found, today: date, contacts: Sequence[Named]) -> tuple[_Found, str]:
    while text:
        taken = _take(text, found, today, contacts)
        if taken is None:
            break
        found, length = taken
        text = re.sub(f"^{_GAP}", "", text[length:])
    return found, text


def _take(text: str, found: _Found, today: date, contacts: Sequence[Named]) -> tuple[_Found, int] | None:
    """Return what the first word means beside what was found before, and how long it is."""
    match = _DAY.match(text)
    if match and found.day is None and (day := _day(match, today)) is not None:
        return replace(found, day=day), match.end()
    match = _TIME.match(text)
    if match and not found.clock and (clock := _clock(match)):
        return replace(found, clock=clock), match.end()
    match = _KIND.match(text)
    if match and not found.kind and _stands_alone(text[match.end() :], contacts):
        return replace(found, kind=_KINDS[match[0].lower()]), match.end()
    if found.contact is None:
        joined = _BEFORE_NAME.match(text)
        start = joined.end() if joined else 0
        contact, length = _contact(text[start:], contacts)
        if contact is not None:
            return replace(found, contact=contact), start + length
    return None


def _trailing(text: str, found: _Found, today: date) -> tuple[_Found, str]:
    for pattern in (_TIME, _DAY, _TIME):
        for match in pattern.finditer(text):
            if match.end() != len(text) or not re.search(r"(^|[\s,，])$", text[: match.start()]):
                continue
            if pattern is _DAY and found.day is None and (day := _day(match, today)) is not None:
                found, text = replace(found, day=day), text[: match.start()].rstrip(" ,，")
            elif pattern is _TIME and not found.clock and (clock := _clock(match)):
                found, text = replace(found, clock=clock), text[: match.start()].rstrip(" ,，")
            break
    return found, text


def _stands_alone(rest: str, contacts: Sequence[Named]) -> bool:
    """Tell whether a word for a kind ends there: nothing of the subject's own words goes on."""
    return not rest or bool(re.match(r"[\s,，、;；:：。·]", rest)) or _contact(rest, contacts)[0] is not None


def _whole_word(text: str, match: re.Match[str]) -> bool:
    if not match[0].isascii():
        return True
    return not re.search(r"[a-z]$", text[: match.start()], re.IGNORECASE) and not re.match(
        r"[a-z]", text[match.end() :], re.IGNORECASE
    )


def _contact(text: str, contacts: Sequence[Named]) -> tuple[Named | None, int]:
    """Return the contact whose name a text begins with, and how long the name is there."""
    lower = text.casefold()
    for contact in sorted(contacts, key=lambda each: len(each.name), reverse=True):
        for name in (contact.name, contact.name.split(" ")[0]):
            wanted = half_width(name).casefold()
            ends = lower.startswith(wanted) and not re.match(r"[a-z]", lower[len(wanted) :])
            if wanted and ends and (ends and len(wanted) > 1):
                return contact, len(wanted)
    addressed = _ADDRESSED.match(text)
    if addressed:
        fitting = [contact for contact in contacts if contact.name.startswith(addressed[1])]
        if len(fitting) == 1:
            return fitting[0], addressed.end()
    return None, 0


def _mentioned(text: str, contacts: Sequence[Named]) -> Named | None:
    for start in range(min(len(text), 200)):
        if start == 0 or not (
            text[start].isascii() and text[start - 1].isalnum() and text[start - 1].isascii()
        ):
            contact, _length = _contact(text[start:], contacts)
            if contact is not None:
                return contact
    return None


def _day(match: re.Match[str], today: date) -> date | None:
    if match["word"]:
        return today + timedelta(days=_DAYS[match["word"].lower()])
    if match["zh"] or match["en"]:
        weekday = _WEEKDAYS[(match["zh"] or match["en"]).lower()]
        return _weekday(weekday, match["week"] or match["en_week"], today)
    if match["shift"]:
        return today + timedelta(days=int(match["shift"]))
    try:
        if match["year"]:
            return date(int(match["year"]), int(match["month"]), int(match["date"]))
        day = date(today.year, int(match["month2"]), int(match["date2"]))
        return day.replace(year=today.year + 1) if (today - day).days > 180 else day
    except ValueError:
        return None


def _weekday(weekday: int, week: str | None, today: date) -> date:
    """Return the weekday of a named week, else the coming one."""
    if week is None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today + timedelta(days=weekday - today.weekday() + 7 * _WEEK[week.lower()])


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"] or match["zh_hour"] or match["en_hour"])
    minute = 30 if match["zh_half"] else int(match["minute"] or match["zh_minute"] or 0)
    half = (match["half"] or match["en_half"] or "").lower()
    period = match["period"] or ""
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if hour <= 12 else 99
    elif hour < 12 and period in ("下午", "傍晚", "晚上"):
        hour += 12
    elif (period == "中午" and hour < 3) or (match["zh_hour"] and not period and 1 <= hour <= 6):
        # Nobody visits at three in the night: “3点” without more is the afternoon.
        hour += 12
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _as_time(clock: str) -> time | None:
    return time.fromisoformat(clock) if clock else None
