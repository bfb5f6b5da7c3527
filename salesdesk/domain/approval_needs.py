"""What an approval was asked for, as JSON that is stored and travels in files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from salesdesk.domain.approval import NAMES, Metric, Need, Rule
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _


def needs_as_json(found: Iterable[Need]) -> list[dict[str, Any]]:
    """Return needs as values that JSON can hold."""
    return [
        {
            "metric": need.rule.metric,
            "threshold": _text(need.rule.threshold),
            "role": need.rule.role,
            "standard": need.rule.standard,
            "value": _text(need.value),
            "line": need.line,
            "mark": need.mark,
            "given": _text(need.given),
            "by": need.by,
        }
        for need in found
    ]


def needs_as_text(found: Iterable[Need]) -> str:
    """Return needs as the text that is stored."""
    return json.dumps(needs_as_json(found), ensure_ascii=False)


def needs_from_text(text: str) -> tuple[Need, ...]:
    """Return stored needs; none where they are damaged, which cover nothing then."""
    try:
        return needs_from_json(json.loads(text))
    except (InvalidInputError, ValueError, RecursionError):
        return ()


def needs_from_json(values: object) -> tuple[Need, ...]:
    """Return needs as JSON has them; InvalidInputError for what can't be understood."""
    try:
        return tuple(_need(value) for value in cast("list[dict[str, Any]]", values))
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise InvalidInputError(_("This file is damaged or not one of SalesDesk's.")) from error


def _need(value: dict[str, Any]) -> Need:
    metric = value["metric"]
    if metric not in NAMES:
        raise ValueError(metric)
    standard = str(value.get("standard", ""))  # older ones say nothing of it, nor of what is given away
    rule = Rule(cast("Metric", metric), _number(value["threshold"]), str(value["role"]), standard)
    line = None if value["line"] is None else int(value["line"])
    given, by = _number(value.get("given")), str(value.get("by", ""))
    return Need(rule, _number(value["value"]), line, str(value["mark"]), given, by)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
