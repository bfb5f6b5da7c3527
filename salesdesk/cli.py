"""The command line: open, import, show, quote, pdf, check, demo, screenshot (described in docs/command-line.md)."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salesdesk import __version__, i18n
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.exchange import output
from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    import argparse
    import uuid

    from salesdesk.domain.quote_version import QuoteVersion
    from salesdesk.storage.workspace import Workspace

WELL, REFUSED, BAD_INPUT = 0, 1, 2
_LARGEST_DRAFT: Final = 25_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 problems found or refused by a rule, 2 bad input."""
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in _COMMANDS and not given[0].startswith("-")):
        given.insert(0, "open")
    if given[0] == "open" and len(given) <= 2 and not given[-1].startswith("-"):
        return _show_window(
            Path(given[1]) if given[1:] else None
        )  # without the parser, which takes its time to load
    gc.enable()
    i18n.set_language(_language_of(given) or i18n.system_language())
    options = _parser().parse_args(given)
    try:
        return _COMMANDS[options.command](options)
    except SalesDeskError as error:
        _fail(error.message, as_json=getattr(options, "json", False))
        return REFUSED if isinstance(error, RuleError | ConflictError) else BAD_INPUT
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # nobody reads on: no complaint at the end
        return WELL
    except (OSError, UnicodeError) as error:
        reason = ascii(str(error)) if isinstance(error, UnicodeError) else error
        _fail(
            _("The system refused: {reason}").format(reason=reason), as_json=getattr(options, "json", False)
        )
        return BAD_INPUT


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _language_of(arguments: Sequence[str]) -> i18n.Language | None:
    """Return what `--lang` says, before the parser is built, whose own texts are in that language."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        name, _equals, joined = option.partition("=")
        if name == "--lang" and (joined or value) in i18n.LANGUAGES:
            return i18n.as_language(joined or value)
    return None


def _fail(message: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": False, "error": message}, ensure_ascii=False))
    print(_("salesdesk: {message}").format(message=message), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    import argparse  # noqa: PLC0415 - the window starts without it

    parser = argparse.ArgumentParser(
        prog="salesdesk", description=_("SalesDesk: sales from lead to contract"), allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"SalesDesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))

    def command(name: str, text: str, *options: str, optional: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=_(text), description=_(text), allow_abbrev=False)
        added.add_argument("workspace", type=Path, nargs="?" if optional else None, metavar=_("WORKSPACE"))
        added.add_argument("--lang", choices=i18n.LANGUAGES, help=_("language of texts and new documents"))
        if "json" in options:
            added.add_argument("--json", action="store_true", help=_("print one JSON object"))
        if "person" in options:
            added.add_argument("--person", metavar=_("NAME"), help=_("who does it"))
        return added

    command("open", N_("open the window"), optional=True)
    command("check", N_("check the file, its references, its journal and all sums"), "json")
    _add_import(
        command(
            "import", N_("take customers, products, people and opportunities from files"), "json", "person"
        )
    )
    _add_quotes(
        command("quote", N_("save a draft as a new quote"), "json", "person"),
        command("show", N_("show a stored quote"), "json"),
        command("pdf", N_("print stored quotes to PDF files")),
    )
    _add_demo(command("demo", N_("make the demo, a made-up firm to try"), "json", optional=True))
    _add_screenshot(command("screenshot", N_("draw a page to a picture"), optional=True))
    return parser


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", type=Path, nargs="+", metavar=_("FILE"))
    command.add_argument("--as", dest="kind", choices=("customer", "product", "person", "opportunity"))
    command.add_argument("--dry-run", action="store_true", help=_("say what would be taken, write nothing"))


def _add_quotes(
    quote: argparse.ArgumentParser, show: argparse.ArgumentParser, pdf: argparse.ArgumentParser
) -> None:
    quote.add_argument("--from", dest="draft", type=Path, required=True, metavar=_("DRAFT"))
    quote.add_argument("--pdf", type=Path, metavar=_("FILE"), help=_("print it to this file too"))
    show.add_argument("number", metavar=_("NUMBER"))
    pdf.add_argument("numbers", nargs="+", metavar=_("NUMBER"))
    pdf.add_argument("--out", type=Path, required=True, metavar=_("FOLDER"))


def _add_demo(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--anchor", metavar=_("DATE"), help=_("the day that its dates are relative to; today if not given")
    )
    command.add_argument("--replace", action="store_true", help=_("take away an older demo at that place"))


def _add_screenshot(command: argparse.ArgumentParser) -> None:
    command.add_argument("--page", required=True)
    command.add_argument("--out", type=Path, required=True, metavar=_("FILE"))
    command.add_argument("--size", default="1440x900")
    command.add_argument("--theme", choices=("light", "dark"), default="light")
    command.add_argument("--record", metavar=_("NUMBER|NAME"))


def _show_window(workspace: Path | None = None, language: i18n.Language | None = None) -> int:
    from salesdesk import app  # noqa: PLC0415 - the other commands need no window

    return app.run(workspace, language=language)


def _open(options: argparse.Namespace) -> int:
    return _show_window(options.workspace, options.lang)


def _import(options: argparse.Namespace) -> int:
    from salesdesk.services import imports  # noqa: PLC0415 - each command loads what it needs

    tables = imports.read(options.files, as_kind=options.kind)
    if options.dry_run:
        plan = _planned(options.workspace, tables)
        _say(options, plan.as_json(), plan.as_text())
        return BAD_INPUT if plan.report.unreadable else WELL if plan.report.ok else REFUSED
    with _writable(options.workspace) as workspace:
        person = _person(workspace, options.person)
        with workspace.write(imports.LABEL, person=person) as write:
            report = imports.write(write.session, imports.plan(write.session, tables))
    _say(options, report.as_json(), report.as_text())
    return WELL if report.ok else REFUSED


def _show(options: argparse.Namespace) -> int:
    from salesdesk.services import quotes  # noqa: PLC0415 - each command loads what it needs

    with _readable(options.workspace) as workspace, workspace.read() as session:
        version = quotes.load(session, options.number)
    _say(options, version.as_json(), version.as_text())
    return WELL


def _quote(options: argparse.Namespace) -> int:
    from salesdesk.domain.changes import Label  # noqa: PLC0415 - each command loads what it needs
    from salesdesk.domain.quote_reader import draft_from_json  # noqa: PLC0415
    from salesdesk.services import quotes  # noqa: PLC0415

    draft = draft_from_json(_json_of(options.draft))
    with _writable(options.workspace) as workspace:
        person = _person(workspace, options.person)
        with workspace.write(
            Label(N_("New quote for {customer}"), {"customer": draft.customer}), person=person
        ) as write:
            version = quotes.save_draft(
                write.session,
                draft,
                today=date.today(),  # noqa: DTZ011 - a quote's date is the local one
                seller_name=workspace.name,
                seller_person=options.person or "",
                language=options.lang or i18n.DEFAULT_LANGUAGE,
            )
            # Rendered inside, so that a quote that can't be printed isn't saved; in place once it is saved.
            pdf = _pdf_of(version, workspace) if options.pdf else b""
            if options.pdf:
                output.check_place(options.pdf)
        if options.pdf:
            output.write(options.pdf, pdf)
    _say(options, version.as_json(), version.as_text())
    return WELL


def _pdf(options: argparse.Namespace) -> int:
    from salesdesk.services import quotes  # noqa: PLC0415 - each command loads what it needs

    with _readable(options.workspace) as workspace, workspace.read() as session:
        versions = [quotes.load(session, number) for number in options.numbers]
        documents = {
            options.out / f"{version.label}.pdf": _pdf_of(version, workspace) for version in versions
        }
    for file, content in documents.items():
        output.write(file, content)
        print(file)
    return WELL


def _check(options: argparse.Namespace) -> int:
    from salesdesk.services.check import check  # noqa: PLC0415 - each command loads what it needs

    with _readable(options.workspace) as workspace, workspace.read() as session:
        report = check(session)
    _say(options, report.as_json(), report.as_text())
    return WELL if report.ok else REFUSED


def _demo(options: argparse.Namespace) -> int:
    from salesdesk.services import demo  # noqa: PLC0415 - each command loads what it needs

    today = date.today()  # noqa: DTZ011 - the demo's days are local ones
    anchor = today if options.anchor is None else _day(options.anchor)
    report = demo.build(options.workspace or demo.default_path(), anchor, replace=options.replace)
    _say(options, report.as_json(), report.as_text())
    return WELL


def _screenshot(options: argparse.Namespace) -> int:
    from salesdesk.ui import screenshot  # noqa: PLC0415 - the other commands need no window

    screenshot.check_page(options.page)
    with contextlib.ExitStack() as stack:
        workspace = stack.enter_context(_readable(options.workspace)) if options.workspace else None
        screenshot.render(
            options.page,
            workspace=workspace,
            out=options.out,
            size=_size(options.size),
            theme=options.theme,
            language=i18n.language(),
            record=options.record,
        )
    return WELL


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "open": _open,
    "import": _import,
    "show": _show,
    "quote": _quote,
    "pdf": _pdf,
    "check": _check,
    "demo": _demo,
    "screenshot": _screenshot,
}


def _say(options: argparse.Namespace, as_json: dict[str, object], as_text: str) -> None:
    print(json.dumps(as_json, ensure_ascii=False) if options.json else as_text)


def _planned(path: Path, tables: Any) -> Any:
    """Return what an import would do, to a workspace that may not be there yet."""
    from salesdesk.services import imports  # noqa: PLC0415 - each command loads what it needs
    from salesdesk.storage.workspace import is_there  # noqa: PLC0415

    if not is_there(path):
        return imports.plan(None, tables)
    with _readable(path) as workspace, workspace.read() as session:
        return imports.plan(session, tables)


@contextmanager
def _writable(path: Path) -> Iterator[Workspace]:
    """Open the workspace, or make it where there is none; what a failed command made is taken away again."""
    import shutil  # noqa: PLC0415 - each command loads what it needs

    from salesdesk.services import company  # noqa: PLC0415
    from salesdesk.storage.workspace import Workspace, is_there  # noqa: PLC0415

    made, was_folder = not is_there(path), path.is_dir()
    workspace = Workspace.create(path) if made else Workspace.open(path)
    try:
        yield workspace
        company.set_up_workspace(workspace)
    except BaseException:
        workspace.close()
        if made:
            shutil.rmtree(path)
            if was_folder:
                path.mkdir()
        raise
    workspace.close()


@contextmanager
def _readable(path: Path) -> Iterator[Workspace]:
    from salesdesk.storage.workspace import Workspace  # noqa: PLC0415 - each command loads what it needs

    workspace = Workspace.open(path, read_only=True)
    try:
        yield workspace
    finally:
        workspace.close()


def _person(workspace: Workspace, name: str | None) -> uuid.UUID | None:
    if not name:
        return None
    from salesdesk.services.people import person_named  # noqa: PLC0415 - each command loads what it needs

    with workspace.read() as session:
        return person_named(session, name).id


def _json_of(file: Path) -> object:
    try:
        if file.stat().st_size > _LARGEST_DRAFT:
            raise InvalidInputError(_("“{file}” is too large for a draft.").format(file=file))
        return json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=file, reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            _("“{file}” is not a JSON text: {reason}").format(file=file, reason=error)
        ) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a JSON object whose keys stand in it once: of two the reader would take one without a word."""
    result = dict(pairs)
    if len(result) < len(pairs):
        raise InvalidInputError(_("A field stands twice in the same object of the draft."))
    return result


def _pdf_of(version: QuoteVersion, workspace: Workspace) -> bytes:
    from salesdesk.documents.quote_pdf import render_quote  # noqa: PLC0415 - ReportLab only when it prints
    from salesdesk.documents.stored_quote import document_of  # noqa: PLC0415
    from salesdesk.storage import files  # noqa: PLC0415

    return render_quote(document_of(version, partial(files.read, workspace.files)))


def _day(text: str) -> date:
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(text)
        if 1990 <= day.year <= 2100:
            return day
    raise InvalidInputError(_("“{day}” is not a day of the form 2026-06-30.").format(day=text[:20]))


def _size(text: str) -> tuple[int, int]:
    width, _x, height = text.lower().partition("x")
    if not (
        width.isdecimal() and height.isdecimal() and 320 <= int(width) <= 8000 and 240 <= int(height) <= 8000
    ):
        raise InvalidInputError(_("The size “{size}” is not of the form 1440x900.").format(size=text[:20]))
    return int(width), int(height)
