"""Set up everything on a fresh machine and open the program, run its tests, or package it.

python3 dev.py                 open the demo, which is made at the first time
python3 dev.py [open] WORKSPACE   open a workspace (both: without a display its pages go to pictures)
python3 dev.py test [ARGS …]   run the tests offscreen; ARGS go to pytest
python3 dev.py translations    bring the catalogue up to date with the source and compile it
python3 dev.py freeze          package the program into dist/SalesDesk
python3 dev.py lock [ARGS …]   write requirements.lock again (needs uv; --upgrade takes newer versions)
python3 dev.py libraries       name the Debian packages that are missing

Standard library only. On Windows: py dev.py.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
PICTURES = ROOT / "build" / "pictures"

# Debian package → the library that it brings.
OFFSCREEN_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
}
SCREEN_LIBRARIES = OFFSCREEN_LIBRARIES | {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}


class SetUpError(Exception):
    """Something on this machine is missing; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    commands = {
        "open": start,
        "test": test,
        "translations": translations,
        "freeze": freeze,
        "lock": lock,
        "libraries": libraries,
        "--help": usage,
    }
    try:
        if arguments and arguments[0] in commands:
            return commands[arguments[0]](arguments[1:])
        return start(arguments)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1


def start(arguments: list[str]) -> int:
    """Open a workspace, or the demo where none is named; render its pages where there is no display."""
    shown = has_display()
    require(SCREEN_LIBRARIES if shown else OFFSCREEN_LIBRARIES)
    python = set_up(ENVIRONMENT, "sign")
    workspace = arguments or [demo(python)]
    if shown:
        return run(python, "-m", "salesdesk", "open", *workspace)
    return render_pages(python, workspace)


def demo(python: Path) -> str:
    """Return where the demo is, which is made where there is none yet; it is kept with the program's data."""
    path = answer(python, "from salesdesk.services import demo; print(demo.default_path())")
    if not Path(path).exists() and run(python, "-m", "salesdesk", "demo", path):
        raise SetUpError("The demo could not be made; the lines above say why.")
    return path


def render_pages(python: Path, workspace: list[str]) -> int:
    """Render every page of the workspace in both themes."""
    print(f"There is no display here: the pages go to pictures in {PICTURES.relative_to(ROOT)}.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for page in answer(python, "from salesdesk.ui.screenshot import PAGES; print(*PAGES)").split():
        for theme in ("light", "dark"):
            picture = PICTURES / f"{page}-{theme}.png"
            options = ["--page", page, "--theme", theme, "--out", str(picture)]
            code = run(python, "-m", "salesdesk", "screenshot", *workspace, *options, offscreen=True)
            if code:
                return code
            print(picture.relative_to(ROOT))
    return 0


def answer(python: Path, code: str) -> str:
    """Return what a line of Python prints where the program is installed."""
    done = subprocess.run(
        [python, "-X", "utf8", "-c", code], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SetUpError("The program does not start; the lines above say why.")
    return done.stdout.strip()


def test(arguments: list[str]) -> int:
    """Run the tests offscreen in two processes."""
    require(OFFSCREEN_LIBRARIES)
    return run(set_up(ENVIRONMENT, "dev"), "-m", "pytest", "-n", "2", *arguments, offscreen=True)


def translations(_arguments: list[str]) -> int:
    """Bring the catalogue up to date with the source and compile it."""
    return run(set_up(ENVIRONMENT, "dev"), "-m", "tests.catalogue")


def freeze(_arguments: list[str]) -> int:
    """Package the program in an environment of its own: PyInstaller collects whatever is installed."""
    python = set_up(ROOT / "build" / "freeze", "freeze")
    options = ["--noconfirm", "--log-level", "WARN", "--workpath", "build/pyinstaller"]
    return run(python, "-m", "PyInstaller", *options, "build.spec")


def libraries(_arguments: list[str]) -> int:
    """Name the Debian packages that the tests need and that are missing."""
    tools = [] if can_install() else ["python3-venv"]
    print(*tools, *missing_packages(OFFSCREEN_LIBRARIES))
    return 0


def usage(_arguments: list[str]) -> int:
    """Say what the command line can ask."""
    print(__doc__)
    return 0


def lock(arguments: list[str]) -> int:
    """Write the lock: every system, every extra that is worked with, hashes, no index address."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetUpError("The lock is written by uv: https://docs.astral.sh/uv/")
    options = [
        "--universal",
        "--generate-hashes",
        "--no-emit-index-url",
        "--extra",
        "dev",
        "--extra",
        "freeze",
    ]
    options += ["--custom-compile-command", "python3 dev.py lock", "--quiet"]
    command = [uv, "pip", "compile", *options, *arguments, PROJECT.name, "--output-file", LOCK.name]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def run(python: Path, *arguments: str, offscreen: bool = False) -> int:
    """Run Python in the project's folder and return its exit code."""
    environment = os.environ | ({"QT_QPA_PLATFORM": "offscreen"} if offscreen else {})
    return subprocess.run([python, *arguments], cwd=ROOT, env=environment, check=False).returncode


def set_up(folder: Path, extra: str = "") -> Path:
    """Make the environment hold the locked packages (of the extra too) and return its Python.

    What was installed is remembered as a hash, so that a second start costs nothing.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    requirements = locked(extra)
    wanted = hashlib.sha256((PROJECT.read_text("utf-8") + requirements).encode()).hexdigest()
    done = folder / f"salesdesk-{extra or 'run'}.sha256"
    if python.exists() and done.exists() and done.read_text("utf-8") == wanted:
        return python
    print(f"Setting up {folder.relative_to(ROOT)} …", flush=True)
    if not (
        _install_with_uv(folder, python, requirements) or _install_with_pip(folder, python, requirements)
    ):
        raise SetUpError("The packages could not be installed; the lines above say why.")
    done.write_text(wanted, "utf-8")
    return python


def locked(extra: str) -> str:
    """Return the part of the lock that the program, or the program with an extra, needs.

    The lock says of every package which ones asked for it, so the part grows from the project's own list.
    """
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    roots = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    blocks = re.findall(r"^[\w.-]+==.*\n(?:    .*\n)+", LOCK.read_text("utf-8"), re.MULTILINE)
    names = [block.partition("==")[0] for block in blocks]
    askers = [set(re.findall(r"(?:# via|#  ) ([\w.-]+)", block)) for block in blocks]
    chosen = {_normal(re.split(r"[^\w.-]", root)[0]) for root in roots}
    while more := {name for name, asked in zip(names, askers, strict=True) if asked & chosen} - chosen:
        chosen |= more
    return "".join(block for name, block in zip(names, blocks, strict=True) if name in chosen)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _install_with_uv(folder: Path, python: Path, requirements: str) -> bool:
    uv = shutil.which("uv")
    if uv is None:
        return False
    if not python.exists() and not _succeeds(
        uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder
    ):
        return False
    install = (uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python)
    return _install(install, folder, requirements)


def _install_with_pip(folder: Path, python: Path, requirements: str) -> bool:
    with_pip = importlib.util.find_spec("ensurepip") is not None
    if not can_install():
        raise SetUpError("Python has no pip here. On Debian or Ubuntu:\n  sudo apt-get install python3-venv")
    venv.create(folder, clear=True, with_pip=with_pip, symlinks=os.name != "nt")
    pip = (python, "-m", "pip") if with_pip else (sys.executable, "-m", "pip", "--python", python)
    return _install((*pip, "install", "--quiet", "--disable-pip-version-check"), folder, requirements)


def _install(install: tuple[str | Path, ...], folder: Path, requirements: str) -> bool:
    listed = folder / "requirements.txt"
    listed.write_text(requirements, "utf-8")
    return _succeeds(*install, "--require-hashes", "-r", listed) and _succeeds(
        *install, "--no-deps", "-e", "."
    )


def _succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def can_install() -> bool:
    """Return whether there is anything here that installs packages."""
    return shutil.which("uv") is not None or any(map(importlib.util.find_spec, ("ensurepip", "pip")))


def has_display() -> bool:
    """Return whether windows can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def require(libraries: dict[str, str]) -> None:
    """Refuse to go on, naming the command that helps, where Qt would miss a system library."""
    packages = missing_packages(libraries)
    if packages:
        command = "sudo apt-get install " + " ".join(packages)
        raise SetUpError(f"Qt needs system libraries that are not here. On Debian or Ubuntu:\n  {command}")


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Return the Debian packages whose library cannot be loaded; elsewhere than on Linux none."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for package, library in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
