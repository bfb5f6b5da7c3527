"""A program killed while it writes loses nothing that it had acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from salesdesk.storage import journal
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace

KILLS = 50
NURSERY = """
import os, sys
from pathlib import Path
from salesdesk.domain.changes import Label
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace

def say(text):
    os.write(1, f"{text}\\n".encode())  # in one piece: a kill must not cut a line in two

def write(start):
    workspace = Workspace.open(Path(sys.argv[1]))
    say(os.getpid())
    for number in range(start, 10**9):
        with workspace.write(Label("Step")) as write:
            write.session.add_all([Customer(name=f"{number}-{part}") for part in range(3)])
        say(number)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        write(int(line))
    os.waitpid(child, 0)
    say("dead")
"""


class Nursery:
    """A process that forks one writer after the other, so that each starts at once."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.chance = chance
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def write_and_die(self, start: int, writes: int) -> int:
        """Let a writer acknowledge some writes, kill it in the next one; return the last acknowledged."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{start}\n")
        stdin.flush()
        writer, last = int(stdout.readline()), start - 1
        for _number in range(writes):
            last = int(stdout.readline())
        time.sleep(self.chance.uniform(0, 0.003))  # so that the kill strikes any point of the next write
        os.kill(writer, signal.SIGKILL)
        for line in iter(stdout.readline, "dead\n"):
            last = int(line)
        return last

    def close(self) -> None:
        self.process.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system can't fork")
def test_fifty_kills_while_writing_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "Kill.salesdesk"
    Workspace.create(path).close()
    chance, acknowledged, start = random.Random(7), set[int](), 0
    nursery = Nursery(path, chance)
    for _kill in range(KILLS):
        last = nursery.write_and_die(start, chance.randrange(12))
        acknowledged |= set(range(start, last + 1))
        start = last + 2  # the one being written may or may not have been committed
    nursery.close()
    workspace = Workspace.open(path)
    with workspace.read() as session:
        rows = session.execute(select(Customer.name)).scalars().all()
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert journal.broken_links(session) == []
        assert len(rows) == session.scalar(select(func.count()).select_from(text("change")))
    found = [int(name.partition("-")[0]) for name in rows]
    assert acknowledged <= set(found)
    assert all(found.count(number) == 3 for number in set(found)), "a write is whole or not there"
    assert len(acknowledged) > KILLS
    workspace.close()
    assert list((path / "files").iterdir()) == []
