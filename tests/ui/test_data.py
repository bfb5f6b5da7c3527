"""The gate between window and workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import RuleError
from salesdesk.services import people
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from tests import factories

if TYPE_CHECKING:
    import uuid

    from pytestqt.qtbot import QtBot
    from sqlalchemy.orm import Session


def test_a_write_tells_what_it_touched(data: Data, qtbot: QtBot) -> None:
    with qtbot.waitSignal(data.changed) as changed:
        made = data.write(factories.STEP, hire, "周航")
    assert changed.args == [Changes({"person": frozenset({made})})]
    assert "周航" in [person.name for person in data.read(people.people)]


def test_a_write_that_touches_nothing_is_silent(data: Data, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(data.changed):
        data.write(factories.STEP, lambda _session: None)


def test_a_refused_write_is_silent_and_leaves_nothing(data: Data, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(data.changed), pytest.raises(RuleError):
        data.write(factories.STEP, _refused)
    assert data.undo_label() == factories.STEP


def test_undo_and_redo_tell_too(data: Data, qtbot: QtBot) -> None:
    data.write(factories.STEP, hire, "周航")
    with qtbot.waitSignal(data.changed):
        data.undo()
    assert data.redo_label() == factories.STEP
    with qtbot.waitSignal(data.changed):
        data.redo()
    assert data.redo_label() is None


def test_the_person_who_works_here_is_written_down(data: Data) -> None:
    data.person = data.read(people.people)[0].id
    data.write(factories.STEP, hire, "周航")
    assert data.undo_label() is not None


def test_a_workspace_to_look_at_can_be_read_and_not_written(seeded: Workspace) -> None:
    look = Workspace.open(seeded.path, read_only=True)
    data = Data(look)
    assert data.read_only
    assert data.read(people.people)
    with pytest.raises(RuleError):
        data.write(factories.STEP, hire, "周航")
    look.close()


def hire(session: Session, name: str) -> uuid.UUID:
    """Add a person."""
    return factories.person(session, name=name)


def _refused(session: Session) -> None:
    hire(session, "周航")
    message = "no"
    raise RuleError(message)
