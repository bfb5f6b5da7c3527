"""The device: one identity, whatever happens to its file."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from salesdesk import paths
from salesdesk.storage import device

FIRST_START = "from salesdesk.storage import device; print(device.identity()[0])"


def test_the_identity_stays_and_workspaces_are_remembered() -> None:
    first, workspace = device.identity(), uuid.uuid4()
    device.remember(workspace, device.Memory(2, 7, "abc"))
    assert device.identity() == first
    assert device.recall(workspace) == device.Memory(2, 7, "abc")
    assert device.recall(uuid.uuid4()) is None


def test_first_starts_at_the_same_moment_agree() -> None:
    starts = [
        subprocess.Popen([sys.executable, "-c", FIRST_START], stdout=subprocess.PIPE, text=True)
        for _number in range(4)
    ]
    told = {start.communicate()[0].strip() for start in starts}
    assert told == {str(device.identity()[0])}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": "abc", "name": "x", "workspaces": {}}', "null"])
def test_a_damaged_file_is_kept_aside_and_the_device_begins_anew(content: str) -> None:
    file = paths.data_dir() / "device.json"
    file.write_text(content, encoding="utf-8")
    assert device.identity() == device.identity()
    assert file.with_suffix(".damaged").read_text(encoding="utf-8") == content
    assert list(Path(file.parent).glob("*.part")) == []
