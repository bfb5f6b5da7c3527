"""Run the benchmarks and print one line each; the exit code is 1 where a budget is exceeded.

python -m tests.benchmarks [name …]   the modules of this folder that have a `measure`; all without a name
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.result import Result

HEAD: Final = ("name", "ours", "reference", "ratio", "budget", "ok")
WIDTHS: Final = (48, 14, 14, 7, 14, 9)


def main(names: list[str]) -> int:
    """Measure the named benchmarks, or all, and return the exit code."""
    unknown = [name for name in names if name not in available()]
    if unknown:
        print(
            f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(available())}", file=sys.stderr
        )
        return 2
    print(line(HEAD))
    over = 0
    with tempfile.TemporaryDirectory() as device:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "SALESDESK_HOME": device}
        for result in measured(names or available()):
            print(line(cells(result)), result.note, flush=True)
            over += not result.ok
    return 1 if over else 0


def available() -> list[str]:
    """Return the names of the modules of this folder that measure something."""
    folder = Path(__file__).parent
    return sorted(
        file.stem
        for file in folder.glob("*.py")
        if re.search(r"^def measure\(", file.read_text("utf-8"), re.MULTILINE)
    )


def measured(names: list[str]) -> Iterator[Result]:
    """Yield the results of the named modules."""
    for name in names:
        yield from importlib.import_module(f"tests.benchmarks.{name}").measure()


def cells(result: Result) -> tuple[str, ...]:
    """Return the columns of a result; a budget without a reference is in the result's own unit."""
    if result.skipped:
        return (result.name, "", "", "", figure(result.budget, "×"), "skipped")
    unit = f" {result.unit}"
    return (
        result.name,
        figure(result.ours, unit),
        figure(result.reference, unit),
        figure(result.ratio, ""),
        figure(result.budget, unit if result.reference is None else "×"),
        "" if result.budget is None else "ok" if result.ok else "OVER",
    )


def figure(value: float | None, unit: str) -> str:
    """Return a number with three digits that count, or nothing."""
    if value is None:
        return ""
    return f"{value:,.0f}{unit}" if value >= 1000 else f"{value:.3g}{unit}"


def line(columns: tuple[str, ...]) -> str:
    """Return the columns side by side, the figures to the right."""
    first, *rest = columns
    return first.ljust(WIDTHS[0]) + "".join(
        text.rjust(width) for text, width in zip(rest, WIDTHS[1:], strict=True)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
