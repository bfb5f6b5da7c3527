"""The rows of an imported table as typed values, with what could not be read and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.import_values import (
    MAX_NAME,
    DateStyle,
    bounded,
    clean_name,
    date_style,
    name_key,
    parse_date,
    parse_fraction,
    parse_whole,
)
from salesdesk.domain.imports import Kind, fields_of
from salesdesk.domain.money import exact, excerpt, parse_amount, round_half_up
from salesdesk.i18n import _

MAX_AMOUNT: Final = 10**12
"""No single price or amount is larger."""

Cells = tuple[int, Sequence[str]]
"""The line that a row starts on, and its cells."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is to be said about one line of a file."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what identifies it, its values by column, and the records that it names, by role."""

    file: str
    line: int
    key: str
    name: str
    values: Mapping[str, Any]
    names: Mapping[str, str]


@dataclass(slots=True)
class Mapped:
    """A table as it was understood.

    `unreadable` are cells that contradict their column: the import waits until they are corrected. `rejected` are rows
    that are left out, `left_out` single values, `cleaned` names that held invisible signs.
    """

    file: str
    kind: Kind
    columns: dict[str, str]
    ignored: tuple[str, ...]
    encoding: str = ""
    row_count: int = 0
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Issue] = field(default_factory=list)
    unreadable: list[Issue] = field(default_factory=list)
    left_out: list[Issue] = field(default_factory=list)
    cleaned: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _RejectedError(Exception):
    """Leave the row out, with this reason."""


@dataclass(frozen=True, slots=True)
class _Text:
    column: str
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of the row itself (role "") or of a record that it names."""

    role: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that must be right, or else (`minor`) is left out where it can't be read."""

    column: str
    parse: Callable[[str], Any]
    minor: bool = False


@dataclass(frozen=True, slots=True)
class _Date:
    column: str


_Rule = _Text | _Name | _Value | _Date


def _price(text: str) -> Decimal:
    return exact(_in_range(parse_amount(text)), 6)


def _amount(text: str) -> Decimal:
    return exact(_in_range(parse_amount(text)), 2)


def _revenue(text: str) -> Decimal:
    return round_half_up(_in_range(parse_amount(text)), 2)


def _in_range(amount: Decimal) -> Decimal:
    if not 0 <= amount <= MAX_AMOUNT:
        raise InvalidInputError(
            _("“{amount}” is not an amount between 0 and {limit}.").format(
                amount=excerpt(f"{amount:f}"), limit=f"{MAX_AMOUNT:,}"
            )
        )
    return amount


_RULES: Final[Mapping[Kind, Mapping[str, _Rule]]] = {
    "person": {
        "owner": _Name(),
        "person.manager": _Name("manager"),
        "customer.region": _Text("region", 60),
        "customer.phone": _Text("phone", 60),
        "contact.mobile": _Text("phone", 60),
        "contact.email": _Text("email", 200),
        "remark": _Text("remark"),
    },
    "product": {
        "product.name": _Name(),
        "product.code": _Text("code", 60),
        "product.family": _Text("family", 100),
        "product.specification": _Text("specification"),
        "product.unit": _Text("unit", 20),
        "product.unit_price": _Value("list_price", _price),
        "product.tax_rate": _Value("tax_rate", parse_fraction),
        "remark": _Text("remark"),
    },
    "customer": {
        "customer.name": _Name(),
        "customer.parent": _Name("parent"),
        "owner": _Name("owner"),
        **{
            f"customer.{column}": _Text(column, longest)
            for column, longest in (
                ("short_name", 100),
                ("code", 60),
                ("uscc", 40),
                ("industry", 100),
                ("region", 60),
                ("province", 60),
                ("city", 60),
                ("district", 60),
                ("address", 400),
                ("phone", 60),
                ("bank", 200),
                ("bank_account", 60),
            )
        },
        "customer.founded_year": _Value("founded_year", parse_whole, minor=True),
        "customer.employees": _Value("employees", parse_whole, minor=True),
        "customer.annual_revenue": _Value("annual_revenue", _revenue, minor=True),
        "source": _Text("source", 60),
        "remark": _Text("remark"),
    },
    "opportunity": {
        "opportunity.external_id": _Text("key", 200),
        "opportunity.name": _Name(),
        "customer.name": _Name("customer"),
        "owner": _Name("owner"),
        "product.name": _Name("product"),
        "opportunity.stage": _Text("stage", 100),
        "opportunity.amount": _Value("amount", _amount),
        "opportunity.probability": _Value("probability", parse_fraction, minor=True),
        "opportunity.created_on": _Date("created_on"),
        "opportunity.expected_close_on": _Date("close_on"),
        "source": _Text("source", 60),
        "remark": _Text("remark"),
    },
}


def map_table(
    file: str, headers: Sequence[str], rows: Sequence[Cells], kind: Kind, *, told: bool = False
) -> Mapped:
    """Read the rows of a table as records of one kind; `told`: the user said which."""
    rules = _RULES[kind]
    fields = {
        column: name for column, name in fields_of(headers, kind if told else None).items() if name in rules
    }
    titles = [excerpt(clean_name(header)[0]) for header in headers]
    mapped = Mapped(
        file,
        kind,
        columns={titles[column]: name for column, name in fields.items()},
        ignored=tuple(title for column, title in enumerate(titles) if column not in fields and title),
        row_count=len(rows),
    )
    readers = [
        (column, _reader(rules[name], titles[column], rows, column, mapped))
        for column, name in fields.items()
    ]
    for line, cells in rows:
        _map_row(mapped, line, cells, readers)
    return mapped


class _Row:
    """One row while it is read."""

    def __init__(self, mapped: Mapped, line: int) -> None:
        self.mapped = mapped
        self.line = line
        self.name = ""
        self.values: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.readable = True

    def issue(self, reason: str) -> Issue:
        """Return an issue about this row."""
        return Issue(self.mapped.file, self.line, reason)


_Reader = Callable[[_Row, str], None]


def _map_row(mapped: Mapped, line: int, cells: Sequence[str], readers: Sequence[tuple[int, _Reader]]) -> None:
    row = _Row(mapped, line)
    try:
        for column, read in readers:
            read(row, cells[column])
        key = _key(mapped.kind, row)
    except _RejectedError as reason:
        mapped.rejected.append(row.issue(str(reason)))
        return
    if row.readable:
        mapped.entries.append(Entry(mapped.file, line, key, row.name, row.values, row.names))


def _key(kind: Kind, row: _Row) -> str:
    """Return what tells the row from all others of its kind."""
    if kind == "opportunity":
        if not row.values.get("stage"):
            raise _RejectedError(_("The row has no stage."))
        key = row.values.pop("key", "")
        if key:
            return str(key)
        if row.name:
            return bounded("|".join(map(name_key, (row.name, row.names.get("customer", "")))))
    elif row.name:
        return name_key(row.name)
    raise _RejectedError(_("The row has no name."))


def _reader(rule: _Rule, title: str, rows: Iterable[Cells], column: int, mapped: Mapped) -> _Reader:
    """Return what reads one cell of a column into a row."""
    match rule:
        case _Text():
            return _text_reader(rule, title)
        case _Name():
            return _name_reader(rule, title)
        case _Value():
            return _value_reader(rule.column, rule.parse, title, minor=rule.minor)
        case _Date():
            style = date_style(cells[column] for _line, cells in rows)
            if style.note:
                mapped.notes.append(f"{title}: {style.note}")
            return _value_reader(rule.column, _date_parser(style), title, minor=False)


def _date_parser(style: DateStyle) -> Callable[[str], Any]:
    return lambda text: parse_date(text, style)


def _text_reader(rule: _Text, title: str) -> _Reader:
    def read(row: _Row, text: str) -> None:
        value = text.strip() if rule.longest is None else clean_name(text)[0]
        _check_length(title, value, rule.longest)
        if value or rule.column not in row.values:
            row.values[rule.column] = value

    return read


def _name_reader(rule: _Name, title: str) -> _Reader:
    def read(row: _Row, text: str) -> None:
        name, changed = clean_name(text)
        _check_length(title, name, MAX_NAME)
        if changed:
            row.mapped.cleaned.append(row.issue(name))
        if rule.role:
            row.names[rule.role] = name
        else:
            row.name = name

    return read


def _check_length(title: str, value: str, longest: int | None) -> None:
    if longest is not None and len(value) > longest:
        raise _RejectedError(
            _("{column}: the text is longer than {limit} characters.").format(column=title, limit=longest)
        )


def _value_reader(column: str, parse: Callable[[str], Any], title: str, *, minor: bool) -> _Reader:
    def read(row: _Row, text: str) -> None:
        if not text.strip():
            row.values[column] = None
            return
        try:
            row.values[column] = parse(text)
        except InvalidInputError as error:
            issue = row.issue(f"{title}: {error.message}")
            if minor:
                row.mapped.left_out.append(issue)
            else:
                row.readable = False
                row.mapped.unreadable.append(issue)

    return read
