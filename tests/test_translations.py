"""The catalogue is whole, and what the user reads goes through it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk import i18n
from tests import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

PROGRAM = catalogue.ROOT / "salesdesk"
WINDOW = sorted((PROGRAM / "ui").rglob("*.py"))
FACING_THE_USER = [*WINDOW, *sorted(PROGRAM.glob("cli*.py")), *sorted(PROGRAM.glob("cli/*.py"))]

KEYS = re.compile(r"(Ctrl|Shift|Alt|Enter|Esc|Tab|F\d+)\b")
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
CHINESE_DATA = {
    "i18n.py": "a language is named in itself",
    "editor_columns.py": "amounts and discounts are typed in Chinese too",
    "editor_discount.py": "as above",
    "editor_paste.py": "pasted tables have Chinese headings",
    "requirement_paste.py": "as above",
    "typed.py": "dates are typed in Chinese, whatever the window's language",
}
MARKERS = {"_", "N_", "translate", "ngettext"}
SHOWS_ITS_ARGUMENTS = re.compile(
    r"set(Text|WindowTitle|ToolTip|StatusTip|WhatsThis|PlaceholderText|AccessibleName|AccessibleDescription"
    r"|Title|LabelText|InformativeText|Prefix|Suffix)"
    r"|add(Action|Menu|Tab)|Q(Label|PushButton|ToolButton|CheckBox|RadioButton|GroupBox|Action|Menu)"
    r"|information|warning|critical|question"
)
SHOWS_ITS_FIRST_ARGUMENT = re.compile(r"add(Item|Row)|[A-Z]\w*(Label|Button|Action|Menu|Dialog)")


def test_every_text_of_the_source_is_in_the_catalogue_and_nothing_else() -> None:
    assert ids(catalogue.stored()) == ids(catalogue.extracted())
    assert not catalogue.stored().obsolete


@pytest.mark.parametrize("file", sorted(PROGRAM.rglob("*.py")), ids=lambda file: file.name)
def test_no_message_hides_in_a_formatted_string(file: Path) -> None:
    assert list(hidden_messages(file.read_text(encoding="utf-8"))) == []


def test_a_message_in_a_formatted_string_is_found() -> None:
    assert list(hidden_messages("f\"{_('Redo')}  Ctrl+Z {_(name)}\"")) == ["Redo"]


def test_every_text_is_translated() -> None:
    waiting = [each.id for each in catalogue.messages(catalogue.stored()) if not catalogue.translated(each)]
    assert waiting == []


def test_no_translation_is_a_guess() -> None:
    assert [each.id for each in catalogue.messages(catalogue.stored()) if each.fuzzy] == []


def test_translations_keep_the_placeholders() -> None:
    assert [
        text
        for each in catalogue.messages(catalogue.stored())
        for text in forms(each.string)
        if text and placeholders(text) != placeholders(forms(each.id)[-1])
    ] == []


def test_translations_keep_the_line_break_at_the_end() -> None:
    assert [
        text
        for each in catalogue.messages(catalogue.stored())
        for text in forms(each.string)
        if text and text.endswith("\n") != forms(each.id)[-1].endswith("\n")
    ] == []


def test_the_text_file_is_as_the_tool_writes_it() -> None:
    assert catalogue.PO.read_bytes() == catalogue.as_po(catalogue.updated())


def test_the_compiled_file_is_that_of_the_text_file() -> None:
    assert catalogue.MO.read_bytes() == catalogue.as_mo(catalogue.stored())


def test_the_compiled_file_says_nothing_of_when_or_by_whom() -> None:
    written = catalogue.as_mo(catalogue.stored())
    assert not re.search(rb"-Date:|Translator:|Generated-By:|\d{4}-\d\d-\d\d \d\d:\d\d", written)


def test_english_needs_no_catalogue() -> None:
    assert i18n.translate("Save", "en") == "Save"
    i18n.set_language("en")
    assert [i18n.ngettext("{n} row", "{n} rows", n) for n in (1, 2)] == ["{n} row", "{n} rows"]


@pytest.mark.parametrize("file", FACING_THE_USER, ids=lambda file: file.relative_to(PROGRAM).as_posix())
def test_texts_stand_in_english_in_the_source(file: Path) -> None:
    if file.name not in CHINESE_DATA:
        assert list(chinese_literals(file.read_text("utf-8"))) == []


@pytest.mark.parametrize("file", WINDOW, ids=lambda file: file.relative_to(PROGRAM).as_posix())
def test_what_the_window_shows_goes_through_the_catalogue(file: Path) -> None:
    assert list(raw_texts(file.read_text("utf-8"))) == []


def test_chinese_outside_a_message_is_found() -> None:
    assert list(chinese_literals('"""好"""\na = "客户"\nb = _("like 8.5折")\nc = _("折")\n')) == [
        "2: 客户",
        "4: 折",
    ]


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Save")',
        'QLabel("Save")',
        'menu.addAction(icon, "Save")',
        'QPushButton(f"Save {name}")',
        'label.setText("Save {name}".format(name=name))',
        'label.setToolTip(_("Save") if new else "Open")',
        'combo.addItem("Open", "open")',
        'ElidedLabel("Open", "strong")',
    ],
)
def test_a_raw_text_is_found(line: str) -> None:
    assert len(list(raw_texts(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(_("Save"))',
        'label.setText(_("Save {name}").format(name=name))',
        'QLabel(f"{count} · {total}")',
        'button.setToolTip(f"{text} (Ctrl+Z)")',
        'combo.addItem(_("Open"), "open")',
        'label.setText(path.name.removesuffix(".salesdesk"))',
        'ElidedLabel(name, "strong")',
    ],
)
def test_a_marked_text_or_data_is_not_reported(line: str) -> None:
    assert list(raw_texts(line)) == []


def hidden_messages(source: str) -> Iterator[str]:
    """Yield the messages that are marked inside formatted strings, where the extractor doesn't look."""
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, ast.JoinedStr):
            for call in ast.walk(outer):
                if isinstance(call, ast.Call) and called(call) in MARKERS and call.args:
                    text = call.args[0]
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield text.value


def ids(catalog: Catalog) -> set[object]:
    """Return the messages' ids."""
    return {each.id for each in catalogue.messages(catalog)}


def forms(text: object) -> list[str]:
    """Return the singular and plural, or the one text."""
    return [text] if isinstance(text, str) else [str(each) for each in text]  # type: ignore[attr-defined]  # a tuple


def placeholders(text: str) -> list[str]:
    """Return the named places of a text."""
    return sorted(re.findall(r"\{(\w*)[^{}]*\}", text))


def chinese_literals(source: str) -> Iterator[str]:
    """Yield literals with Chinese, but for docstrings, and for messages that quote some inside English."""
    tree = ast.parse(source)
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    quoting = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in MARKERS
        for argument in node.args
        if re.search("[a-z]{2}", ast.unparse(argument))
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documents | quoting and CHINESE.search(
                text
            ):
                yield f"{node.lineno}: {text}"


def raw_texts(source: str) -> Iterator[str]:
    """Yield literals with words that are shown as they stand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for argument in shown(node):
                for text in literals(argument):
                    if re.search("[A-Za-z]{2}", KEYS.sub("", text)):
                        yield f"{node.lineno}: {text}"


def shown(call: ast.Call) -> list[ast.expr]:
    """Return the arguments that such a call shows to the user."""
    name = called(call)
    if SHOWS_ITS_ARGUMENTS.fullmatch(name):
        return [*call.args, *(each.value for each in call.keywords if each.arg == "text")]
    return call.args[:1] if SHOWS_ITS_FIRST_ARGUMENT.fullmatch(name) else []


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def literals(expression: ast.expr) -> Iterator[str]:
    """Yield the literal pieces of an expression that come out of it unchanged."""
    match expression:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from literals(part)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            yield from literals(one)
            yield from literals(other)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text)):
            yield from literals(text)
