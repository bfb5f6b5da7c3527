"""People are found by their names, added, changed, and replaced by others."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.services import history, people as service
from salesdesk.services.check import check
from salesdesk.services.people import PersonRow, people, person_named
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


def add(workspace: Workspace, name: str, **values: Any) -> PersonRow:
    with workspace.write(STEP) as write:
        one = service.add(write.session, name=name, **values)
    return row(workspace, one)


def row(workspace: Workspace, person: uuid.UUID) -> PersonRow:
    with workspace.read() as session:
        return next(one for one in service.all_people(session) if one.id == person)


def change(workspace: Workspace, person: PersonRow, **values: Any) -> None:
    with workspace.write(STEP) as write:
        service.change(write.session, person.id, row_version=person.row_version, **values)


def test_a_person_is_added_and_changed(workspace: Workspace) -> None:
    boss = add(workspace, "周建国", role="director")
    lin = add(workspace, " 林\u202e晓\n ", manager_id=boss.id, phone="154", region="西南")
    assert (lin.name, lin.role, lin.manager, lin.phone, lin.region) == (
        "林晓",
        "sales",
        "周建国",
        "154",
        "西南",
    )
    change(workspace, lin, role="regional_manager", manager_id=None)
    assert (row(workspace, lin.id).role, row(workspace, lin.id).manager) == ("regional_manager", "")
    with pytest.raises(ConflictError):
        change(workspace, lin, name="其他")


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"role": "king"}, {"email": "x" * 201}, {"name": "x" * 201}]
)
def test_what_can_not_be_kept_of_a_person_is_refused(workspace: Workspace, values: dict[str, str]) -> None:
    lin = add(workspace, "林晓")
    with pytest.raises(InvalidInputError):
        change(workspace, lin, **values)
    with pytest.raises(InvalidInputError):
        add(workspace, **({"name": "王磊"} | values))
    assert row(workspace, lin.id) == lin


def test_nobody_is_their_own_manager(workspace: Workspace) -> None:
    boss = add(workspace, "周建国")
    lin = add(workspace, "林晓", manager_id=boss.id)
    for person, manager in ((lin, lin), (boss, lin)):
        with pytest.raises(RuleError):
            change(workspace, person, manager_id=manager.id)


def test_a_successor_takes_over_and_undo_gives_back(workspace: Workspace) -> None:
    factories.set_up(workspace)
    boss = add(workspace, "周建国")
    lin = add(workspace, "林晓", manager_id=boss.id)
    wang = add(workspace, "王磊", manager_id=lin.id)
    with workspace.write(STEP) as write:
        firm = factories.customer(write.session, owner_id=lin.id)
        factories.opportunity(write.session, customer_id=firm, owner_id=lin.id)
        factories.activity(write.session, customer_id=firm, owner_id=lin.id)
    with workspace.read() as session:
        owned = service.responsibilities(session, lin.id)
    assert owned == {"customer": 1, "opportunity": 1, "activity": 1}
    for successor in (None, lin.id, uuid.uuid4()):
        with pytest.raises(SalesDeskError), workspace.write(STEP) as write:
            service.delete(write.session, lin.id, successor=successor)
    with workspace.write(STEP) as write:
        service.delete(write.session, lin.id, successor=boss.id)
    with workspace.read() as session:
        assert service.responsibilities(session, boss.id) == owned
        assert [one.name for one in service.all_people(session)] == ["周建国", "王磊"]
        assert check(session).problems == ()
    assert row(workspace, wang.id).manager == "周建国"
    history.undo(workspace)
    with workspace.read() as session:
        assert service.responsibilities(session, lin.id) == owned
    assert row(workspace, wang.id).manager == "林晓"


def test_somebody_without_duties_just_goes(workspace: Workspace) -> None:
    lin = add(workspace, "林晓")
    wang = add(workspace, "王磊", manager_id=lin.id)
    with workspace.write(STEP) as write:
        service.delete(write.session, lin.id)
    assert row(workspace, wang.id).manager == ""
