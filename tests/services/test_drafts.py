"""Unsaved work is kept beside the journal and outlives a killed program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.services import drafts, history, recycle_bin
from salesdesk.storage.records import Operation
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import draft, line
from tests.factories import STEP

EDITOR = """
import json, os, sys
from dataclasses import replace
from pathlib import Path
from salesdesk.domain.quote_keeping import draft_as_json
from salesdesk.services import drafts
from salesdesk.storage.workspace import Workspace
from tests.domain.drafts import draft, line

workspace = Workspace.open(Path(sys.argv[1]))
for number in range(10**9):
    typed = draft(line(name=f"泵 {number}"), customer="")
    drafts.keep(
        workspace, "quote:new", kind="quote", title="x", content=json.dumps(draft_as_json(typed)), person=None
    )
    os.write(1, f"{number}\\n".encode())
"""


def keep(
    workspace: Workspace, key: str, content: str = "{}", kind: str = "quote", title: str = "报价"
) -> None:
    drafts.keep(workspace, key, kind=kind, title=title, content=content, person=None)


def kept(workspace: Workspace, kind: str = "quote") -> list[drafts.KeptDraft]:
    with workspace.read() as session:
        return drafts.kept(session, kind)


def test_work_is_kept_replaced_and_forgotten(workspace: Workspace) -> None:
    keep(workspace, "a", "1")
    keep(workspace, "b", "2", title="x" * 500 + "\u202e")
    keep(workspace, "c", "3", kind="contract")
    keep(workspace, "a", "4")
    assert [(one.key, one.content) for one in kept(workspace)] == [("a", "4"), ("b", "2")]
    assert kept(workspace)[1].title == "x" * 200
    drafts.forget(workspace, "a")
    drafts.forget(workspace, "never kept")
    assert [one.key for one in kept(workspace)] == ["b"]
    with workspace.read() as session:
        assert session.scalar(select(func.count()).select_from(Operation)) == 0


def test_any_text_can_be_kept(workspace: Workspace) -> None:
    typed = draft(line(name="half \ud800 'x' 𬭎 \x00"))
    keep(workspace, "a", json.dumps(draft_as_json(typed)))
    assert draft_restored(json.loads(kept(workspace)[0].content)) == typed
    keep(workspace, "a", "half \ud800")
    assert kept(workspace)[0].content == "half ?"


def test_a_program_killed_while_one_types_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "Kill.salesdesk"
    Workspace.create(path).close()
    editor = subprocess.Popen([sys.executable, "-c", EDITOR, str(path)], stdout=subprocess.PIPE, text=True)
    assert editor.stdout is not None
    acknowledged = [int(editor.stdout.readline()) for _number in range(20)][-1]
    editor.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    acknowledged = max([acknowledged, *map(int, editor.stdout)])
    editor.wait()
    editor.stdout.close()
    workspace = Workspace.open(path)
    (found,) = kept(workspace)
    name = draft_restored(json.loads(found.content)).lines[0].name
    assert int(name.removeprefix("泵 ")) in (acknowledged, acknowledged + 1)
    workspace.close()


def test_the_work_of_a_deleted_record_waits_until_that_is_back(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        customer = factories.customer(write.session)
    keep(workspace, f"customer:{customer.hex}", kind="customer")
    keep(workspace, "customer:new:1", kind="customer")
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "customer", [customer])
    assert [one.key for one in kept(workspace, "customer")] == ["customer:new:1"]
    history.undo(workspace)
    assert len(kept(workspace, "customer")) == 2
