"""What the templates' stages ask for and offer: gates, standard procedures, messages, and sales methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from salesdesk import resources


@dataclass(frozen=True, slots=True)
class GuideItem:
    """An item of a stage, in both languages; the kinds are those of the stage items that are stored."""

    kind: str
    text_zh: str
    text_en: str
    detail_zh: str
    detail_en: str
    required: bool
    role: str


@dataclass(frozen=True, slots=True)
class StageGuide:
    """What a template's stage asks for: fields, items in their order, and what the customer does meanwhile."""

    fields: tuple[str, ...]
    items: tuple[GuideItem, ...]
    buying_step_zh: str
    buying_step_en: str


@cache
def guides() -> Mapping[str, Mapping[str, StageGuide]]:
    """Return the guides by template and stage code."""
    return MappingProxyType(
        {
            template: MappingProxyType({code: _guide(entry) for code, entry in stages.items()})
            for template, stages in _read("stage_guides.json").items()
        }
    )


def _guide(entry: Mapping[str, Any]) -> StageGuide:
    items = tuple(GuideItem(**item) for item in entry["items"])
    return StageGuide(tuple(entry["fields"]), items, entry["buying_step_zh"], entry["buying_step_en"])


@dataclass(frozen=True, slots=True)
class MethodStep:
    """A step of a sales method: what the customer does, and what can be verified at its end (zh, en)."""

    buying_step_zh: str
    buying_step_en: str
    outcomes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A sales method; `steps_of` gives the step of each stage of a template that it knows."""

    code: str
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str
    steps: tuple[MethodStep, ...]
    steps_of: Mapping[str, Mapping[str, int]]


@cache
def methods() -> Mapping[str, Method]:
    """Return the sales methods by code."""
    return MappingProxyType({code: _method(code, entry) for code, entry in _read("methods.json").items()})


def _method(code: str, entry: Mapping[str, Any]) -> Method:
    steps = tuple(
        MethodStep(
            step["buying_step_zh"],
            step["buying_step_en"],
            tuple((outcome["text_zh"], outcome["text_en"]) for outcome in step["outcomes"]),
        )
        for step in entry["steps"]
    )
    names = {name: entry[name] for name in ("name_zh", "name_en", "note_zh", "note_en")}
    return Method(code, **names, steps=steps, steps_of=entry["map"])


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(resources.path("templates", name).read_text(encoding="utf-8"))
    return content
