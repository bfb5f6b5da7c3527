"""Bank statements as the banks' web pages save them (CSV, GB18030 or UTF-8): the money that came in, line by line.

Every bank writes other titles; they are found by their words. Lines that take money out are left aside.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line
from salesdesk.exchange.tables import Problem, Row, read_rows
from salesdesk.i18n import _

TITLES: Final = {
    "day": (
        "交易日期",
        "记账日期",
        "入账日期",
        "交易时间",
        "记账时间",
        "入账时间",
        "日期",
        "date",
        "transactiondate",
    ),
    "credit": (
        "贷方发生额",
        "贷方金额",
        "收入金额",
        "收入",
        "存入金额",
        "转入金额",
        "贷方发生额(收入)",
        "贷方",
        "credit",
        "creditamount",
    ),
    "debit": (
        "借方发生额",
        "借方金额",
        "支出金额",
        "支出",
        "转出金额",
        "借方发生额(支取)",
        "借方",
        "debit",
        "debitamount",
    ),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "direction": ("借贷标志", "借贷方向", "收支标志", "收/支", "收支", "借贷", "交易方向", "direction"),
    "payer": (
        "对方户名",
        "对方账户名称",
        "对方账号名称",
        "对方名称",
        "对方单位名称",
        "对方单位",
        "付款人名称",
        "付款人户名",
        "付款人",
        "对方",
        "payer",
        "counterparty",
    ),
    "account": ("对方账号", "对方账户", "付款人账号", "counterpartyaccount"),
    "reference": (
        "交易流水号",
        "流水号",
        "银行流水号",
        "核心流水号",
        "交易参考号",
        "凭证号",
        "凭证号码",
        "交易序号",
        "reference",
        "transactionid",
    ),
    "purpose": (
        "附言",
        "交易附言",
        "用途",
        "摘要",
        "备注",
        "交易摘要",
        "客户附言",
        "purpose",
        "remark",
        "description",
    ),
    "currency": ("币种", "货币", "交易币种", "currency"),
}
"""What the columns of banks are called, the likelier titles first."""
_HEAD: Final = 40
_IN: Final = ("贷", "收", "收入", "贷方", "c", "cr", "credit", "in", "+")
_OUT: Final = ("借", "支", "支出", "借方", "d", "dr", "debit", "out", "-")
_CURRENCIES: Final = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "rmb": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
}
_DAY: Final = re.compile(r"(\d{4})\s?[-/.年]?\s?(\d{1,2})\s?[-/.月]?\s?(\d{1,2})日?(?:[ T].*|\d{6})?")
_SUM: Final = re.compile(r"[合总小累]\s?计|\btotal\b", re.IGNORECASE)
"""What stands in a row that only sums others up."""
_BLANKS: Final = re.compile(r"[\s*:：]|[（(](?:必填|元)[)）]")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in by a bank's statement; `key` is the same whenever the same line is read again."""

    key: str
    line: int
    day: date
    amount: Decimal
    currency: str
    payer: str
    account: str
    reference: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: what came in, how many lines took money out, and the lines that can't be read."""

    name: str
    lines: tuple[StatementLine, ...]
    outgoing: int
    problems: tuple[Problem, ...]


def read(path: Path, *, currency: str = "CNY") -> Statement:
    """Read a bank's statement; InvalidInputError for a file without the columns of one."""
    rows = read_rows(path)
    name = path.name.encode("utf-8", "replace").decode()
    head, columns = _columns(name, rows)
    found, problems, outgoing = list[StatementLine](), list[Problem](), 0
    seen: Counter[str] = Counter()
    titles = {field: _cell(rows[head], place) for field, place in columns.items()}
    for row in rows[head + 1 :]:
        cells = {field: _cell(row, place) for field, place in columns.items()}
        if not _day(cells["day"]):
            has_amount = any(cells.get(field) for field in ("credit", "amount"))
            if has_amount and cells != titles and not any(map(_SUM.search, row.cells)):
                problems.append(
                    Problem(row.line, _("“{text}” is not a date.").format(text=cells["day"][:40]))
                )
            continue
        try:
            amount = _amount(cells)
            line = amount and _line(row, cells, amount, currency, seen)
        except InvalidInputError as error:
            problems.append(Problem(row.line, error.message))
            continue
        outgoing += line is None
        found += [line] if line else []
    return Statement(name, tuple(found), outgoing, tuple(problems))


def _columns(name: str, rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    """Return the row of the titles and the place of each column that is known."""
    for number, row in enumerate(rows[:_HEAD]):
        titles = [_BLANKS.sub("", cell).casefold() for cell in row.cells]
        found = {}
        for field, words in TITLES.items():
            place = next((titles.index(word) for word in words if word in titles), None)
            if place is not None:
                found[field] = place
        if "day" in found and ("credit" in found or "amount" in found):
            return number, found
    raise InvalidInputError(
        _(
            "“{file}” is no bank statement: it has no columns for the day and for the amount that came in."
        ).format(file=name)
    )


def _cell(row: Row, place: int) -> str:
    return one_line(row.cells[place]).strip("'\"\t =") if place < len(row.cells) else ""


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _amount(cells: dict[str, str]) -> Decimal | None:
    """Return what came in; None where the line takes money out or moves none."""
    if "credit" in cells:
        text = cells["credit"]
        amount = money.parse_amount(text) if text not in ("", "-", "--") else Decimal(0)
        if amount < 0:
            raise InvalidInputError(
                _("“{text}” takes back what came in: take the receipt back in its contract.").format(
                    text=text[:40]
                )
            )
    else:
        amount = money.parse_amount(cells["amount"].removeprefix("+"))
        mark = cells.get("direction", "").casefold()
        if mark in _OUT:
            return None
        if mark and mark not in _IN:
            raise InvalidInputError(
                _("It can't be told whether money came in: “{text}”.").format(text=mark[:40])
            )
    return amount if amount > 0 else None


def _line(
    row: Row, cells: dict[str, str], amount: Decimal, currency: str, seen: Counter[str]
) -> StatementLine:
    stated = cells.get("currency", "").casefold()
    known = _CURRENCIES.get(stated, stated.upper()) if stated else currency
    money.exact(amount, money.minor_units(known))
    day = _day(cells["day"])
    if day is None:
        raise InvalidInputError(_("“{text}” is not a date.").format(text=cells["day"][:40]))
    texts = [cells.get(field, "")[:200] for field in ("payer", "account", "reference", "purpose")]
    return StatementLine(_key(day, amount, known, texts, seen), row.line, day, amount, known, *texts)


def _key(day: date, amount: Decimal, currency: str, texts: list[str], seen: Counter[str]) -> str:
    """Return the name of a line: the hash of its content, and its turn among equal ones."""
    content = "\n".join([day.isoformat(), f"{amount.normalize():f}", currency, *texts])
    digest = hashlib.sha256(content.encode()).hexdigest()[:40]
    seen[digest] += 1
    return f"{digest}-{seen[digest]}"
