"""What the device remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk import paths
from salesdesk.ui.preferences import Preferences


def test_nothing_saved_gives_the_defaults() -> None:
    assert Preferences.load() == Preferences()


def test_what_was_saved_is_loaded() -> None:
    lists = {"customers": {"order": ["name"], "sort": "name"}}
    saved = Preferences(language="en", theme="dark", geometry="00ff", person={"a": "b"}, lists=lists)
    saved.save()
    assert Preferences.load() == saved


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"theme": "pink", "recent": [1], "person": {"a": 2}, "lists": {"a": 1}, "more": 1}'],
)
def test_what_is_not_understood_becomes_the_default(text: str) -> None:
    (paths.data_dir() / "preferences.json").write_text(text, encoding="utf-8")
    assert Preferences.load() == Preferences()


def test_the_newest_eight_workspaces_are_remembered_once_each() -> None:
    preferences = Preferences()
    for number in [*range(10), 5]:
        preferences.remember(Path(f"/work {number}"))
    names = [Path(path).name for path in preferences.recent]
    assert names == [f"work {number}" for number in (5, 9, 8, 7, 6, 4, 3, 2)]


def test_the_last_workspace_is_the_newest_that_is_still_there(tmp_path: Path) -> None:
    preferences = Preferences()
    preferences.remember(tmp_path)
    preferences.remember(tmp_path / "gone")
    assert preferences.last() == tmp_path
