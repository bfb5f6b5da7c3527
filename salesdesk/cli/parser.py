"""What can be said on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from salesdesk import __version__, i18n
from salesdesk.i18n import N_, _


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands, in the language that is set."""
    made = argparse.ArgumentParser(
        prog="salesdesk", description=_("SalesDesk: sales from lead to contract"), allow_abbrev=False
    )
    made.add_argument("--version", action="version", version=f"SalesDesk {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))

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
    _add_move(command("move", N_("bring an opportunity to another stage"), "json", "person"))
    _add_quotes(
        command("quote", N_("save a draft as a new quote"), "json", "person"),
        command("show", N_("show a stored quote"), "json"),
        command("pdf", N_("print stored quotes to PDF files")),
    )
    _add_demo(command("demo", N_("make the demo, a made-up firm to try"), "json", optional=True))
    _add_screenshot(command("screenshot", N_("draw a page to a picture"), optional=True))
    return made


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", type=Path, nargs="+", metavar=_("FILE"))
    command.add_argument("--as", dest="kind", choices=("customer", "product", "person", "opportunity"))
    command.add_argument("--dry-run", action="store_true", help=_("say what would be taken, write nothing"))


def _add_move(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "opportunity", metavar=_("OPPORTUNITY"), help=_("its name, alone or behind its customer's")
    )
    command.add_argument("--to", required=True, metavar=_("STAGE"), help=_("name or code of the stage"))
    command.add_argument(
        "--waive", default="", metavar=_("REASON"), help=_("why it may go on though something is missing")
    )


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
