"""What the board is narrowed to, and the same as conditions over opportunities."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, literal_column, or_, select

from salesdesk.domain import money
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.texts import one_line
from salesdesk.services.board_risks import FLAG_CONDITIONS, STEP_CONDITIONS
from salesdesk.storage.records import Customer, Opportunity, Pipeline, Stage

IS_OPEN: Final[ColumnElement[bool]] = Opportunity.status == literal_column("'open'")
"""Before the sale; written out, for with a parameter the partial indexes would be found anew at every execution."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What is shown: of one pipeline (None: the first) the opportunities that fit everything that is given.

    Of several values in a tuple any may fit. `None` among the owners asks for those of nobody; an empty text among
    value classes, regions, sources or road-map words for those of which nothing is said. `flags` are codes of
    `domain.risk.FLAGS`, `next_step` of `domain.ageing.STEP_STATES`. An unknown amount or date lies in no range.
    """

    pipeline_id: uuid.UUID | None = None
    owner_ids: tuple[uuid.UUID | None, ...] = ()
    stage_ids: tuple[uuid.UUID, ...] = ()
    value_classes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    close_from: date | None = None
    close_to: date | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    text: str = ""
    flags: tuple[str, ...] = ()
    next_step: tuple[str, ...] = ()
    roadmap: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Tell whether some cards of the pipeline may not be shown."""
        given = (getattr(self, one.name) for one in fields(self) if one.name not in ("pipeline_id", "text"))
        return bool(self.text.strip()) or any(one is not None and one != () for one in given)

    def to_json(self) -> str:
        """Return the filter as text, to be kept."""
        usual = BoardFilter()
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(
            {
                name: _written(value) if not isinstance(value, tuple) else [_written(one) for one in value]
                for name, value in given.items()
                if value != getattr(usual, name)
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> BoardFilter:
        """Return the filter of a kept text; what can't be understood of it narrows nothing."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, dict):
            return cls()
        values = {}
        for name, read in _READ.items():
            try:
                values[name] = read(found[name])
            except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, SalesDeskError):
                continue
        return cls(**values)


def _written(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return value.hex
    return value if value is None or isinstance(value, str) else str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> Decimal:
    number = Decimal(_text(value))
    money.to_minor(number, "CNY")
    return number


def _several(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda values: tuple(read(one) for one in _list(values))


def _list(value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "pipeline_id": uuid.UUID,
    "owner_ids": _several(lambda one: None if one is None else uuid.UUID(one)),
    "stage_ids": _several(uuid.UUID),
    "value_classes": _several(_text),
    "regions": _several(_text),
    "close_from": date.fromisoformat,
    "close_to": date.fromisoformat,
    "amount_from": _number,
    "amount_to": _number,
    "text": _text,
    "flags": _several(_text),
    "next_step": _several(_text),
    "roadmap": _several(_text),
    "sources": _several(_text),
}


def conditions(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    """Return what makes an opportunity one before the sale that the filter lets through, whatever its pipeline."""
    return [IS_OPEN, Opportunity.deleted_at.is_(None), *narrowing(board_filter)]


def in_pipeline(board_filter: BoardFilter) -> ColumnElement[bool]:
    """Return what makes an opportunity stand in a stage before the sale of the filter's pipeline."""
    pipeline: Any = board_filter.pipeline_id
    if pipeline is None:
        pipeline = (
            select(Pipeline.id)
            .where(Pipeline.deleted_at.is_(None))
            .order_by(Pipeline.position, Pipeline.created_at)
            .limit(1)
            .scalar_subquery()
        )
    stages = select(Stage.id).where(
        Stage.pipeline_id == pipeline, Stage.kind == "open", Stage.deleted_at.is_(None)
    )
    return Opportunity.stage_id.in_(stages)


def narrowing(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    """Return what the filter itself asks of an opportunity, whatever its status and pipeline."""
    found: list[ColumnElement[bool]] = []
    if board_filter.owner_ids:
        found.append(_among(Opportunity.owner_id, board_filter.owner_ids))
    if board_filter.stage_ids:
        found.append(Opportunity.stage_id.in_(board_filter.stage_ids))
    if board_filter.value_classes:
        found.append(_of_customers(Customer.value_class, board_filter.value_classes))
    if board_filter.regions:
        found.append(_of_customers(Customer.region, board_filter.regions))
    if board_filter.roadmap:
        found.append(Opportunity.roadmap.in_(board_filter.roadmap))
    if board_filter.sources:
        found.append(Opportunity.source.in_(board_filter.sources))
    found += _ranges(board_filter)
    found += _states(board_filter)
    if text := one_line(board_filter.text):
        customers = select(Customer.id).where(Customer.name.icontains(text, autoescape=True))
        named = Opportunity.name.icontains(text, autoescape=True)
        found.append(or_(named, Opportunity.customer_id.in_(customers)))
    return found


def _ranges(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if board_filter.close_from is not None:
        found.append(Opportunity.expected_close_on >= board_filter.close_from)
    if board_filter.close_to is not None:
        found.append(Opportunity.expected_close_on <= board_filter.close_to)
    if board_filter.amount_from is not None:
        found.append(Opportunity.amount_minor >= _minor(board_filter.amount_from, ROUND_CEILING))
    if board_filter.amount_to is not None:
        found.append(Opportunity.amount_minor <= _minor(board_filter.amount_to, ROUND_FLOOR))
    return found


def _states(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of risks and next steps; a code that nobody knows fits nothing."""
    found: list[ColumnElement[bool]] = []
    if board_filter.flags:
        risks = [FLAG_CONDITIONS[code]() for code in board_filter.flags if code in FLAG_CONDITIONS]
        found.append(and_(IS_OPEN, _any(risks)))
    if board_filter.next_step:
        found.append(
            _any([STEP_CONDITIONS[one]() for one in board_filter.next_step if one in STEP_CONDITIONS])
        )
    return found


def _any(choices: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*choices) if choices else Opportunity.id.is_(None)


def _among(column: Any, values: tuple[Any, ...]) -> ColumnElement[bool]:
    given = column.in_([one for one in values if one is not None])
    return or_(given, column.is_(None)) if None in values else given


def _of_customers(column: Any, values: tuple[str, ...]) -> ColumnElement[bool]:
    """Return what makes an opportunity's customer have one of the values; without a customer nothing is said."""
    fits = Opportunity.customer_id.in_(select(Customer.id).where(column.in_(values)))
    return or_(fits, Opportunity.customer_id.is_(None)) if "" in values else fits


def _minor(amount: Decimal, rounding: str) -> Any:
    """Return an amount in the minor units of the opportunity's own currency."""
    whole, fine = (int((amount * units).to_integral_value(rounding)) for units in (1, 100))
    return case((Opportunity.currency.in_(money.WHOLE), whole), else_=fine)
