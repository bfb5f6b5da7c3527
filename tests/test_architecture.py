"""Which part of the program may import which, in sentences."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).resolve().parent.parent / "salesdesk"

BASICS = ("paths", "resources", "i18n")
LAYERS = {
    "domain": (),
    "storage": ("domain",),
    "exchange": ("domain",),
    "documents": ("domain",),
    "services": ("storage", "exchange", "domain"),
    "ui": ("services", "storage", "exchange", "documents", "domain"),
}
TOP = ("app", "cli", "__main__")

QT = ("PySide6", "shiboken6", "PyQt5", "PyQt6")
TABLES_AND_CARDS = ("csv", "python_calamine", "xlsxwriter", "openpyxl", "pandas", "vobject", "icalendar")


def test_every_part_of_the_program_has_its_place_in_these_sentences() -> None:
    assert {part(module) for module in sources()} - {""} <= {*BASICS, *LAYERS, *TOP}


def test_the_basics_import_nothing_of_ours_but_each_other() -> None:
    for basic in BASICS:
        assert not imports_of_ours(basic, beyond=BASICS)


def test_the_domain_imports_nothing_of_ours() -> None:
    assert not imports_of_ours("domain", beyond=(*BASICS, *LAYERS["domain"]))


def test_storage_imports_the_domain_only() -> None:
    assert not imports_of_ours("storage", beyond=(*BASICS, *LAYERS["storage"]))


def test_exchange_imports_the_domain_only() -> None:
    assert not imports_of_ours("exchange", beyond=(*BASICS, *LAYERS["exchange"]))


def test_documents_import_the_domain_only() -> None:
    assert not imports_of_ours("documents", beyond=(*BASICS, *LAYERS["documents"]))


def test_services_import_storage_exchange_and_the_domain() -> None:
    assert not imports_of_ours("services", beyond=(*BASICS, *LAYERS["services"]))


def test_the_window_imports_everything_below_it_but_not_what_starts_it() -> None:
    assert not imports_of_ours("ui", beyond=(*BASICS, *LAYERS["ui"]))


def test_mapped_classes_never_reach_the_window() -> None:
    assert not importers("salesdesk.storage.records", outside=("storage", "services"))


def test_pages_never_import_each_other() -> None:
    assert not page_to_page(program())


def test_qt_is_imported_by_the_window_and_the_app_only() -> None:
    assert not importers(*QT, outside=("ui", "app"))


def test_sqlalchemy_is_imported_by_storage_and_services_only() -> None:
    assert not importers("sqlalchemy", outside=("storage", "services"))


def test_the_database_and_its_migrations_are_imported_by_storage_only() -> None:
    assert not importers("sqlcipher3", "alembic", outside=("storage",))


def test_no_other_sqlite_is_imported_anywhere() -> None:
    assert not importers("sqlite3", "_sqlite3", "apsw", "pysqlite3", outside=())


def test_reportlab_is_imported_by_documents_only() -> None:
    assert not importers("reportlab", "rl_accel", outside=("documents",))


def test_pdfs_are_joined_and_taken_apart_by_documents_only() -> None:
    assert not importers("pypdf", outside=("documents",))


def test_pdfs_are_signed_by_documents_only() -> None:
    assert not importers("pyhanko", "pyhanko_certvalidator", "asn1crypto", outside=("documents",))


def test_pages_become_images_in_one_place_for_pdfium_works_for_one_thread_at_a_time() -> None:
    assert all(one.startswith("salesdesk.ui.pdfium:") for one in importers("pypdfium2", outside=()))


def test_spreadsheets_and_cards_are_read_and_written_by_exchange_only() -> None:
    assert not importers(*TABLES_AND_CARDS, outside=("exchange",))


def test_no_module_imports_itself_in_a_circle() -> None:
    assert circle(program(), set(sources())) == []


def test_a_circle_is_found() -> None:
    made_up = {
        "salesdesk.services.a": "from salesdesk.services.b import Rows\n",
        "salesdesk.services.b": "from salesdesk.services import c\n",
        "salesdesk.services.c": "import salesdesk.services.a\n",
    }
    assert sorted(set(circle(read(made_up), set(made_up)))) == sorted(made_up)


def test_an_import_hidden_in_a_function_is_found() -> None:
    made_up = {"salesdesk.domain.tax": "def rate():\n    if True:\n        from PySide6 import QtCore\n"}
    assert importers("PySide6", outside=("ui",), found=read(made_up)) == [
        "salesdesk.domain.tax:3 imports PySide6.QtCore"
    ]


def test_an_import_by_name_is_found() -> None:
    made_up = {"salesdesk.ui.data": 'import importlib\nimportlib.import_module("sqlite3")\n'}
    assert importers("sqlite3", outside=(), found=read(made_up)) == ["salesdesk.ui.data:2 imports sqlite3"]


def test_an_import_upwards_is_found_in_each_of_its_spellings() -> None:
    made_up = {
        "salesdesk.domain.a": "from salesdesk import services\n",
        "salesdesk.domain.b": "import salesdesk.services.quotes\n",
        "salesdesk.domain.c": "from ..services import quotes\n",
    }
    assert imports_of_ours("domain", beyond=BASICS, found=read(made_up)) == [
        "salesdesk.domain.a:1 imports salesdesk.services",
        "salesdesk.domain.b:1 imports salesdesk.services.quotes",
        "salesdesk.domain.c:1 imports salesdesk.services.quotes",
    ]


def test_an_import_from_page_to_page_is_found_but_widgets_are_for_all() -> None:
    made_up = {
        "salesdesk.ui.pipeline.page": "from salesdesk.ui.customers.card import Card\n",
        "salesdesk.ui.customers.page": "from salesdesk.ui.widgets import chip\n",
        "salesdesk.ui.start.page": "from salesdesk.ui import customers\n",
    }
    assert page_to_page(read(made_up)) == [
        "salesdesk.ui.pipeline.page:1 imports salesdesk.ui.customers.card.Card",
        "salesdesk.ui.start.page:1 imports salesdesk.ui.customers",
    ]


class Import(NamedTuple):
    """One imported name, and where."""

    module: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.name}"


def importers(*names: str, outside: tuple[str, ...], found: list[Import] | None = None) -> list[str]:
    """Return who imports one of the names, or something in it, outside the parts that may."""
    return [
        str(each)
        for each in (program() if found is None else found)
        if any(f"{each.name}.".startswith(f"{name}.") for name in names) and part(each.module) not in outside
    ]


def imports_of_ours(
    importer: str, *, beyond: tuple[str, ...], found: list[Import] | None = None
) -> list[str]:
    """Return what a part imports of the program beyond itself, the version and the parts that it may."""
    return [
        str(each)
        for each in (program() if found is None else found)
        if part(each.module) == importer
        and each.name.startswith("salesdesk.")
        and part(each.name) not in {importer, "__version__", *beyond}
    ]


def page_to_page(found: list[Import]) -> list[str]:
    """Return imports from one folder of the window into another that is not for all."""
    pages = {page(each.module) for each in found} - {"", "widgets"}
    return [
        str(each)
        for each in found
        if (importer := page(each.module)) and page(f"{each.name}.") in pages - {importer}
    ]


def circle(found: list[Import], modules: set[str]) -> list[str]:
    """Return modules each of which imports the next, and the last the first; which may be loaded first is chance."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for each in found:
        imported = each.name if each.name in modules else each.name.rpartition(".")[0]
        if imported in modules - {each.module}:
            order.add(each.module, imported)
    try:
        order.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def part(dotted: str) -> str:
    """Return the part of the program that a module or name belongs to; '' for the program itself."""
    return [*dotted.split("."), ""][1]


def page(dotted: str) -> str:
    """Return the folder of the window that a module or name belongs to, or ''."""
    names = dotted.split(".")
    return names[2] if names[:2] == ["salesdesk", "ui"] and len(names) > 3 else ""


@cache
def program() -> list[Import]:
    """Return every import of the program."""
    return read(sources())


@cache
def sources() -> dict[str, str]:
    """Return the source of every module of the program; a package ends in `.__init__`."""
    return {
        ".".join(("salesdesk", *file.relative_to(PROGRAM).with_suffix("").parts)): file.read_text("utf-8")
        for file in sorted(PROGRAM.rglob("*.py"))
        if file != PROGRAM / "__init__.py"
    }


def read(modules: dict[str, str]) -> list[Import]:
    """Return the imports of modules given as source."""
    return [
        Import(module, node.lineno, name)
        for module, source in modules.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)
        for name in imported(node, module)
    ]


def imported(node: ast.Import | ast.ImportFrom | ast.Call, module: str) -> Iterator[str]:
    """Yield the full names that a statement, or a call of an importing function, brings in."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=source, names=names, level=level):
            above = module.split(".")[:-level] if level else []
            yield from (".".join([*above, *([source] if source else []), alias.name]) for alias in names)
        case ast.Call(
            func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Constant(value=str(name)), *_]
        ):
            if called in {"import_module", "__import__"}:
                yield name
