"""The commands, each a function of what was said; each loads only what it needs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salesdesk import i18n
from salesdesk.cli.values import day_of, json_of, size_of
from salesdesk.exchange import output
from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    import argparse
    import uuid

    from salesdesk.domain.quote_version import QuoteVersion
    from salesdesk.storage.workspace import Workspace

WELL, REFUSED, BAD_INPUT = 0, 1, 2


def show_window(workspace: Path | None = None, language: i18n.Language | None = None) -> int:
    """Open the window and return its exit code when it closes; a PDF opens as a quote in the last workspace."""
    from salesdesk import app

    if workspace is not None and workspace.suffix.lower() == ".pdf":
        return app.run(None, language=language, pdf=workspace)
    return app.run(workspace, language=language)


def _open(options: argparse.Namespace) -> int:
    return show_window(options.workspace, options.lang)


def _import(options: argparse.Namespace) -> int:
    from salesdesk.services import imports

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


def _move(options: argparse.Namespace) -> int:
    from salesdesk.domain.changes import Label
    from salesdesk.domain.stage_gate import GateError
    from salesdesk.services import opportunities, opportunity_lookup

    with _existing(options.workspace) as workspace:
        person = _person(workspace, options.person)
        with workspace.read() as session:
            found = opportunity_lookup.find(session, options.opportunity, options.to)
        label = Label(N_("Move “{name}” to {stage}"), {"name": found.name, "stage": found.stage})
        try:
            with workspace.write(label, person=person) as write:
                opportunities.move(write.session, found.id, found.stage_id, waiver=options.waive)
        except GateError as error:
            if not options.json:
                raise
            missing = [{"stage": gap.stage, "kind": gap.kind, "text": gap.text} for gap in error.gaps]
            print(json.dumps({"ok": False, "error": error.message, "missing": missing}, ensure_ascii=False))
            return REFUSED
    text = _("“{name}” is in {stage} now.").format(name=found.name, stage=found.stage)
    _say(options, {"ok": True, "opportunity": found.name, "stage": found.stage}, text)
    return WELL


def _show(options: argparse.Namespace) -> int:
    from salesdesk.services import quotes

    with _readable(options.workspace) as workspace, workspace.read() as session:
        version = quotes.load(session, options.number)
    _say(options, version.as_json(), version.as_text())
    return WELL


def _quote(options: argparse.Namespace) -> int:
    from salesdesk.domain.changes import Label
    from salesdesk.domain.quote_reader import draft_from_json
    from salesdesk.services import quotes

    draft = draft_from_json(json_of(options.draft))
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
            pdf = _pdf_of(version, workspace, write.session) if options.pdf else b""
            if options.pdf:
                output.check_place(options.pdf)
        if options.pdf:
            output.write(options.pdf, pdf)
    _say(options, version.as_json(), version.as_text())
    return WELL


def _pdf(options: argparse.Namespace) -> int:
    from salesdesk.services import quotes

    with _readable(options.workspace) as workspace, workspace.read() as session:
        versions = [quotes.load(session, number) for number in options.numbers]
        documents = {
            options.out / f"{version.label}.pdf": _pdf_of(version, workspace, session) for version in versions
        }
    for file, content in documents.items():
        output.write(file, content)
        print(file)
    return WELL


def _check(options: argparse.Namespace) -> int:
    from salesdesk.services.check import check

    with _readable(options.workspace) as workspace, workspace.read() as session:
        report = check(session, workspace.files)
    _say(options, report.as_json(), report.as_text())
    return WELL if report.ok else REFUSED


def _demo(options: argparse.Namespace) -> int:
    from salesdesk.services import demo

    today = date.today()  # noqa: DTZ011 - the demo's days are local ones
    anchor = today if options.anchor is None else day_of(options.anchor)
    report = demo.build(options.workspace or demo.default_path(), anchor, replace=options.replace)
    _say(options, report.as_json(), report.as_text())
    return WELL


def _screenshot(options: argparse.Namespace) -> int:
    from salesdesk.ui import screenshot

    screenshot.check_page(options.page)
    with contextlib.ExitStack() as stack:
        workspace = stack.enter_context(_readable(options.workspace)) if options.workspace else None
        screenshot.render(
            options.page,
            workspace=workspace,
            out=options.out,
            size=size_of(options.size),
            theme=options.theme,
            language=i18n.language(),
            record=options.record,
        )
    return WELL


def _say(options: argparse.Namespace, as_json: dict[str, object], as_text: str) -> None:
    print(json.dumps(as_json, ensure_ascii=False) if options.json else as_text)


def _planned(path: Path, tables: Any) -> Any:
    """Return what an import would do, to a workspace that may not be there yet."""
    from salesdesk.services import imports
    from salesdesk.storage.workspace import is_there

    if not is_there(path):
        return imports.plan(None, tables)
    with _readable(path) as workspace, workspace.read() as session:
        return imports.plan(session, tables)


@contextmanager
def _writable(path: Path) -> Iterator[Workspace]:
    """Open the workspace, or make it where there is none; what a failed command made is taken away again."""
    import shutil

    from salesdesk.services import company
    from salesdesk.storage.workspace import Workspace, is_there

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
def _existing(path: Path) -> Iterator[Workspace]:
    from salesdesk.storage.workspace import Workspace

    workspace = Workspace.open(path)
    try:
        yield workspace
    finally:
        workspace.close()


@contextmanager
def _readable(path: Path) -> Iterator[Workspace]:
    from salesdesk.storage.workspace import Workspace

    workspace = Workspace.open(path, read_only=True)
    try:
        yield workspace
    finally:
        workspace.close()


def _person(workspace: Workspace, name: str | None) -> uuid.UUID | None:
    if not name:
        return None
    from salesdesk.services.people import person_named

    with workspace.read() as session:
        return person_named(session, name).id


def _pdf_of(version: QuoteVersion, workspace: Workspace, session: Any) -> bytes:
    from salesdesk.documents.quote_print import printed
    from salesdesk.services import quote_enclosures
    from salesdesk.storage import files

    return printed(
        version,
        partial(files.read, workspace.files),
        sheets=quote_enclosures.data_sheets(session, version),
        sent=quote_enclosures.sent_file(session, version.number, version.version),
        today=date.today(),  # noqa: DTZ011 - a local date is meant
    )


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "open": _open,
    "import": _import,
    "move": _move,
    "show": _show,
    "quote": _quote,
    "pdf": _pdf,
    "check": _check,
    "demo": _demo,
    "screenshot": _screenshot,
}
"""The commands by name."""
