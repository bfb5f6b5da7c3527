"""Requirements pasted from a table: what each cell means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from salesdesk.domain.texts import one_line

MOST: Final = 500
"""No more lines are taken at once."""
_FIELDS: Final = ("parameter", "required", "unit", "must", "ours", "met")
_HEADS: Final = frozenset(
    {"参数", "项目", "指标", "需求", "要求", "名称", "技术参数", "parameter", "requirement", "item", "name"}
)
_WISH: Final = frozenset(
    {"0", "n", "no", "wish", "optional", "nice", "false", "否", "希望", "可选", "建议", "×"}
)
_MET: Final = {
    "yes": ("yes", "y", "1", "met", "是", "满足", "符合", "√", "✓", "无偏离"),
    "partly": ("partly", "partial", "部分满足", "部分"),
    "no": ("no", "n", "0", "not met", "否", "不满足", "不符合", "×", "负偏离", "偏离"),
}


def parse(text: str) -> list[dict[str, Any]]:
    """Return the lines of a copied table as fields of requirements; the head of a table and empty lines are left out.

    The cells are parameter, required value, unit, must or wish, ours, met; a line that says nothing of it is a must.
    """
    lines = [line.split("\t") for line in text.splitlines()]
    named = [[one_line(one) for one in cells] for cells in lines if one_line(cells[0])]
    if named and named[0][0].casefold().strip("：:*") in _HEADS:
        named = named[1:]
    return [_fields(cells) for cells in named[:MOST]]


def _fields(cells: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(_FIELDS, cells, strict=False))
    if "must" in values:
        values["must"] = cells[3].casefold() not in _WISH
    if "met" in values:
        said = cells[5].casefold()
        values["met"] = next((code for code, words in _MET.items() if said in words), "")
    return values
