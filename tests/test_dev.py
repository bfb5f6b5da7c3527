"""The lock, and the part of it that each purpose installs."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import dev


def names(extra: str) -> set[str]:
    """Return the packages that are installed for an extra."""
    return set(re.findall(r"^([\w.-]+)==", dev.locked(extra), re.MULTILINE))


def test_the_lock_names_no_address() -> None:
    assert not re.search(r"://|--index|--find-links|^-|@ ", dev.LOCK.read_text("utf-8"), re.MULTILINE)


def test_every_locked_package_has_a_hash() -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", dev.LOCK.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_the_program_is_installed_with_what_it_pulls_in() -> None:
    assert {"pyside6-essentials", "shiboken6", "sqlcipher3", "alembic", "mako"} <= names("")


@pytest.mark.parametrize("tool", ["pytest", "mypy", "pyinstaller", "babel", "setuptools"])
def test_the_program_is_installed_without_the_tools(tool: str) -> None:
    assert tool not in names("")


def test_the_frozen_program_is_made_where_only_run_time_packages_and_pyinstaller_are() -> None:
    pulled = {"altgraph", "packaging", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools"}
    elsewhere = {"macholib", "pefile", "pywin32-ctypes"}
    assert names("freeze") - names("sign") == pulled | elsewhere


def test_what_signs_is_an_extra_that_whoever_opens_tests_or_packages_the_program_has() -> None:
    signing = names("sign") - names("")
    assert {"pyhanko", "asn1crypto"} <= signing
    assert signing <= names("dev")
    assert signing <= names("freeze")


def test_missing_libraries_are_named_by_the_package_that_brings_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    libraries = {"libmissing1": "libmissing.so.1"}
    with pytest.raises(dev.SetUpError, match="apt-get install libmissing1"):
        dev.require(libraries)


def test_the_demo_is_made_at_the_first_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("SALESDESK_HOME", str(home))
    commands: list[tuple[str, ...]] = []

    def make(_python: Path, *arguments: str) -> int:
        commands.append(arguments)
        Path(arguments[-1]).mkdir(parents=True)
        return 0

    monkeypatch.setattr(dev, "run", make)
    path = dev.demo(Path(sys.executable))
    assert Path(path).parent == home
    assert dev.demo(Path(sys.executable)) == path
    assert commands == [("-m", "salesdesk", "demo", path)]


def test_pages_are_listed_by_the_program_itself() -> None:
    listed = dev.answer(Path(sys.executable), "from salesdesk.ui.screenshot import PAGES; print(*PAGES)")
    assert {"board", "start"} <= set(listed.split())


def test_a_program_that_does_not_start_is_told() -> None:
    with pytest.raises(dev.SetUpError):
        dev.answer(Path(sys.executable), "raise SystemExit(3)")
