"""Functions and files stay small enough to be read at once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "salesdesk"


def test_no_file_is_longer_than_400_lines() -> None:
    assert {file: lines for file, lines in files().items() if lines > 400} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert {name: lines for name, lines in functions().items() if lines > 60} == {}


def test_nine_functions_of_ten_are_no_longer_than_25_lines() -> None:
    lengths = sorted(functions().values())
    assert lengths[len(lengths) * 9 // 10] <= 25


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module of the program but the schema versions, which only list columns."""
    return {
        file.relative_to(PROGRAM).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in sorted(PROGRAM.rglob("*.py"))
        if file.parent.name != "versions"
    }


def files() -> dict[str, int]:
    """Return the lines of each file."""
    return {name: len((PROGRAM / name).read_text("utf-8").splitlines()) for name in trees()}


def functions() -> dict[str, int]:
    """Return the lines of each function from its name on."""
    return {
        f"{name}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
