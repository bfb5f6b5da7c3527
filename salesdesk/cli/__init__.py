"""The command line: open, import, move, show, quote, pdf, check, demo, screenshot (docs/command-line.md)."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from salesdesk import i18n
from salesdesk.cli.commands import BAD_INPUT, COMMANDS, REFUSED, WELL, show_window
from salesdesk.domain.errors import ConflictError, RuleError, SalesDeskError
from salesdesk.i18n import _

__all__ = ["BAD_INPUT", "REFUSED", "WELL", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 problems found or refused by a rule, 2 bad input."""
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in COMMANDS and not given[0].startswith("-")):
        given.insert(0, "open")
    if given[0] == "open" and len(given) <= 2 and not given[-1].startswith("-"):
        return show_window(
            Path(given[1]) if given[1:] else None
        )  # without the parser, which takes its time to load
    gc.enable()
    i18n.set_language(_language_of(given) or i18n.system_language())
    from salesdesk.cli.parser import parser  # noqa: PLC0415 - the window starts without it

    options = parser().parse_args(given)
    try:
        return COMMANDS[options.command](options)
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
