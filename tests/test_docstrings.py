"""Every module and public name says in one line what it is or does."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FILES = [*sorted((ROOT / "salesdesk").rglob("*.py")), ROOT / "dev.py"]
QT_OVERRIDE = r"[a-z]+[A-Z]\w*|paint|event|data|flags|index|parent"
SQLALCHEMY_OVERRIDE = r"process_(bind|result)_\w+|load_dialect_impl"
OVERRIDE = re.compile(f"{QT_OVERRIDE}|{SQLALCHEMY_OVERRIDE}")
# Our own bases, whose methods are documented there.
BASES = {
    "Page": "ui/page.py",
    "ListPage": "ui/list_page.py",
    "FormDialog": "ui/widgets/form.py",
    "Part": "ui/widgets/gates/parts.py",
}

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_public_name_has_a_first_line_that_is_a_sentence(file: Path) -> None:
    assert undocumented(file.read_text("utf-8")) == []


def test_a_missing_and_a_rambling_docstring_are_found() -> None:
    source = '"""Text that runs on\nfor two lines."""\nclass A:\n    """Good."""\n    def f(self): ...\n'
    assert undocumented(source) == ["module", "A.f"]


def test_private_names_overrides_and_setters_need_none() -> None:
    source = (
        '"""A module."""\ndef _f(): ...\nclass A:\n    """A thing."""\n'
        "    def __init__(self): ...\n    def sizeHint(self): ...\n    @x.setter\n    def x(self, value): ...\n"
    )
    assert undocumented(source) == []


def test_what_a_base_of_ours_documents_needs_none() -> None:
    source = '"""A module."""\nclass A(Page):\n    """A page."""\n    def leave(self): ...\n    def other(self): ...\n'
    assert undocumented(source) == ["A.other"]


def undocumented(source: str) -> list[str]:
    """Return the public names whose docstring is missing or does not begin with a line that is a sentence."""
    return [name for name, node in public(ast.parse(source), "") if not says_something(node)]


def says_something(node: Documented) -> bool:
    """Return whether the first line of the docstring is closed by a full stop or a colon."""
    first = (ast.get_docstring(node) or "").partition("\n")[0]
    return first.endswith((".", ":")) and first[0] not in " .:"


def public(node: Documented, path: str) -> Iterator[tuple[str, Documented]]:
    """Yield what must be documented: the node itself and the public names in it, but nothing inside functions."""
    yield path or "module", node
    for child in node.body if isinstance(node, ast.Module | ast.ClassDef) else []:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        inherited = inherited_names(node) if isinstance(node, ast.ClassDef) else frozenset()
        if child.name in inherited:
            continue
        if not (child.name.startswith("_") or OVERRIDE.fullmatch(child.name) or is_setter(child)):
            yield from public(child, f"{path}.{child.name}".lstrip("."))


def inherited_names(node: ast.ClassDef) -> frozenset[str]:
    """Return the documented methods of the bases that are our own."""
    bases = {ast.unparse(base).partition("[")[0] for base in node.bases} & BASES.keys()
    return frozenset().union(*(documented_methods(base) for base in bases))


@cache
def documented_methods(base: str) -> frozenset[str]:
    """Return the methods that a base of ours, or what it is based on, documents."""
    tree = ast.parse((ROOT / "salesdesk" / BASES[base]).read_text("utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == base)
    own = {child.name for child in found.body if isinstance(child, ast.FunctionDef) and says_something(child)}
    return frozenset(own) | inherited_names(found)


def is_setter(node: Documented) -> bool:
    """Return whether the function is the setter of a property, which the getter documents, or an overload."""
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(each).endswith((".setter", "overload")) for each in decorators)
