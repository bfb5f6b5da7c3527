"""People are found by their names."""

from __future__ import annotations

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services.people import people, person_named
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def test_a_person_is_found_by_name_whatever_the_capitals(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        one = factories.person(write.session, name="Österreich Müller")
        factories.person(write.session, name="林晓")
        factories.person(write.session, name="林晓")
    with workspace.read() as session:
        assert person_named(session, " österreich MÜLLER ").id == one
        assert [person.name for person in people(session)] == ["Österreich Müller", "林晓", "林晓"]
        for name in ("林晓", "nobody", ""):
            with pytest.raises(InvalidInputError):
                person_named(session, name)
