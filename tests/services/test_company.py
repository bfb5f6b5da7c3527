"""Our own firm: read, changed field by field, named on documents."""

from __future__ import annotations

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.services import company, history
from salesdesk.services.company import CompanyProfile
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def profile(workspace: Workspace) -> CompanyProfile:
    with workspace.read() as session:
        return company.profile(session)


def change(workspace: Workspace, field: str, value: str, *, version: int | None = None) -> None:
    row_version = profile(workspace).row_version if version is None else version
    with workspace.write(STEP) as write:
        company.change(write.session, field, value, row_version=row_version)


def test_the_first_field_makes_the_record(workspace: Workspace) -> None:
    assert profile(workspace) == CompanyProfile()
    change(workspace, "address", " 重庆市\n云汉大道\u202e 88 号 ")
    change(workspace, "name", "云帆")
    assert (profile(workspace).name, profile(workspace).address) == ("云帆", "重庆市 云汉大道 88 号")
    history.undo(workspace)
    assert profile(workspace).name == ""
    history.undo(workspace)
    assert profile(workspace) == CompanyProfile()


def test_documents_name_the_firm_with_its_logo(workspace: Workspace) -> None:
    change(workspace, "phone", "023-5550")
    with workspace.write(STEP) as write:
        company.set_logo(write.session, "ab" * 32, row_version=1)
    with workspace.read() as session:
        seller = company.seller(session, fallback="工作区")
    assert (seller.name, seller.phone, seller.logo) == ("工作区", "023-5550", "ab" * 32)


def test_a_stale_change_is_refused(workspace: Workspace) -> None:
    change(workspace, "name", "云帆")
    change(workspace, "name", "云帆砺行")
    with pytest.raises(ConflictError):
        change(workspace, "name", "其他", version=1)
    with pytest.raises(ConflictError):
        change(workspace, "name", "其他", version=0)
    assert profile(workspace).name == "云帆砺行"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " \u200b"),
        ("name", "名" * 201),
        ("address", "x" * 401),
        ("email", "nobody"),
        ("currency", "XYZ"),
    ],
)
def test_what_can_not_be_kept_is_refused(workspace: Workspace, field: str, value: str) -> None:
    with pytest.raises(InvalidInputError):
        change(workspace, field, value)
    assert profile(workspace) == CompanyProfile()


def test_codes_and_addresses_are_brought_into_form(workspace: Workspace) -> None:
    change(workspace, "tax_id", "9199 0000 ma0lx 00018")
    change(workspace, "email", "sales@example.com")
    assert (profile(workspace).tax_id, profile(workspace).email) == (
        "91990000MA0LX00018",
        "sales@example.com",
    )


def test_the_currency_stays_once_there_are_amounts_in_it(workspace: Workspace) -> None:
    factories.set_up(workspace)
    change(workspace, "currency", "EUR")
    with workspace.write(STEP) as write:
        factories.opportunity(write.session, currency="EUR")
    with pytest.raises(RuleError, match="EUR"):
        change(workspace, "currency", "USD")
    with pytest.raises(SalesDeskError):
        change(workspace, "currency", "CNY")
