"""Products are added and changed with all that belongs to them; sets contain no circle."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import history, product_editing, product_parts, products, recycle_bin
from salesdesk.services.product_editing import ProductFacts, Spec
from salesdesk.services.product_parts import SetLine
from salesdesk.storage.records import PriceBookEntry, ProductSpec
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def add(workspace: Workspace, **values: Any) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return product_editing.create(write.session, **({"name": "螺杆空压机"} | values))


def facts(workspace: Workspace, product: uuid.UUID) -> ProductFacts:
    with workspace.read() as session:
        return product_editing.facts(session, product)


def change(workspace: Workspace, product: uuid.UUID, field: str, value: Any) -> None:
    version = facts(workspace, product).row_version
    with workspace.write(STEP) as write:
        product_editing.change(write.session, product, field, value, row_version=version)


def test_a_product_is_added_and_changed_field_by_field(workspace: Workspace) -> None:
    factories.set_up(workspace)
    machine = add(workspace, code=" LX A22 ", tax_class="goods", list_price=Decimal(58000))
    change(workspace, machine, "brand", "  励行\u202e ")
    change(workspace, machine, "cost", Decimal("35960.5"))
    found = facts(workspace, machine)
    assert (found.code, found.brand, found.cost) == ("LXA22", "励行", Decimal("35960.5"))
    assert (found.tax_rate, found.usual_rate, found.active) == (None, Decimal("0.13"), True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("tax_class", "anything"), ("currency", "XYZ"), ("unit", "x" * 21), ("code", "x" * 61)],
)
def test_what_no_product_can_have_is_refused(workspace: Workspace, field: str, value: str) -> None:
    machine = add(workspace)
    with pytest.raises(InvalidInputError):
        change(workspace, machine, field, value)


def test_a_stale_change_is_refused(workspace: Workspace) -> None:
    machine = add(workspace)
    change(workspace, machine, "model", "A22")
    with workspace.write(STEP) as write, pytest.raises(ConflictError):
        product_editing.change(write.session, machine, "model", "A37", row_version=1)


def test_a_code_belongs_to_one_product_whatever_its_case(workspace: Workspace) -> None:
    machine, other = add(workspace, code="LX-1"), add(workspace)
    with pytest.raises(RuleError, match="lx-1"):
        change(workspace, other, "code", "lx-1")
    with pytest.raises(RuleError):
        add(workspace, code="lx-1")
    change(workspace, machine, "code", "lx-1")
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "product", [machine])
    change(workspace, other, "code", "LX-1")


def test_the_currency_of_prices_does_not_change_under_them(workspace: Workspace) -> None:
    machine = add(workspace, list_price=Decimal(5))
    with pytest.raises(RuleError, match="CNY"):
        change(workspace, machine, "currency", "USD")
    change(workspace, machine, "list_price", None)
    change(workspace, machine, "currency", "USD")
    assert facts(workspace, machine).currency == "USD"


def test_the_list_books_price_of_one_goes_with_the_list_price(workspace: Workspace) -> None:
    machine = add(workspace, list_price=Decimal(100))
    with workspace.write(STEP) as write:
        book = factories.price_book(write.session)
        entry = factories.price(write.session, book, machine, "100")
        factories.price(write.session, book, machine, "90", 3)
    change(workspace, machine, "list_price", Decimal(120))
    with workspace.read() as session:
        assert session.get_one(PriceBookEntry, entry).unit_price == 120
        assert products.price(session, machine, customer_id=None, quantity=Decimal(1)) == 120
        assert products.price(session, machine, customer_id=None, quantity=Decimal(3)) == 90
    change(workspace, machine, "list_price", None)
    with workspace.read() as session:
        assert session.get_one(PriceBookEntry, entry).deleted_at is not None


def test_what_is_not_offered_any_more_is_not_found_for_a_quote(workspace: Workspace) -> None:
    machine, other = add(workspace, name="停产"), add(workspace)
    with workspace.write(STEP) as write:
        product_editing.set_active(write.session, [machine, other], active=False)
    with workspace.write(STEP) as write:
        product_editing.set_active(write.session, [other], active=True)
    with workspace.read() as session:
        assert [choice.id for choice in products.find(session, "")] == [other]
    history.undo(workspace)
    assert not facts(workspace, other).active


def test_parameters_are_set_as_a_whole_and_the_same_ones_are_not_written(workspace: Workspace) -> None:
    machine = add(workspace)
    wanted = [Spec("功率", "22", "kW"), Spec("排气量", "3.6", "m³/min"), Spec(" ", "nothing")]
    with workspace.write(STEP) as write:
        product_editing.set_specs(write.session, machine, wanted)
    with workspace.write(STEP) as write:
        product_editing.set_specs(write.session, machine, wanted)
    assert write.changes.rows == {}
    with workspace.write(STEP) as write:
        product_editing.set_specs(write.session, machine, [Spec("功率", "37", "kW")])
        assert product_editing.specs(write.session, machine) == (Spec("功率", "37", "kW"),)
    history.undo(workspace)
    with workspace.read() as session:
        assert product_editing.specs(session, machine) == tuple(wanted[:2])
        assert session.query(ProductSpec).count() == 2


def test_a_product_has_a_bounded_number_of_parameters(workspace: Workspace) -> None:
    machine = add(workspace)
    with workspace.write(STEP) as write, pytest.raises(InvalidInputError):
        product_editing.set_specs(write.session, machine, [Spec(str(n)) for n in range(201)])


def test_a_data_sheet_is_a_pdf(workspace: Workspace, tmp_path: Path) -> None:
    machine, sheet, other = add(workspace), tmp_path / "样本 A22.pdf", tmp_path / "a.pdf"
    sheet.write_bytes(b"%PDF-1.7\n...")
    other.write_bytes(b"MZ...")
    for wrong in (other, tmp_path / "nothing.pdf"):
        with pytest.raises(InvalidInputError):
            product_editing.store_sheet(workspace.files, wrong)
    stored = product_editing.store_sheet(workspace.files, sheet)
    with workspace.write(STEP) as write:
        product_editing.set_sheet(write.session, machine, stored, row_version=1)
        product_editing.set_picture(write.session, machine, stored.hash, row_version=2)
    found = facts(workspace, machine)
    assert (found.data_sheet, found.data_sheet_name) == (stored.hash, "样本 A22.pdf")
    assert product_editing.picture(workspace.files, found) == sheet.read_bytes()
    with workspace.write(STEP) as write:
        product_editing.set_sheet(write.session, machine, None, row_version=found.row_version)
    assert facts(workspace, machine).data_sheet == ""


def test_a_sheet_too_large_for_a_quote_is_refused(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "a.pdf"
    sheet.write_bytes(b"%PDF-1.7" + b" " * 100)
    monkeypatch.setattr(product_editing, "LARGEST_SHEET", 50)
    with pytest.raises(InvalidInputError):
        product_editing.store_sheet(workspace.files, sheet)


def test_a_likely_double_is_named(workspace: Workspace) -> None:
    add(workspace, name="空压机", model="A22")
    with workspace.read() as session:
        assert product_editing.similar(session, "别的", "a22") == ["空压机 A22"]
        assert product_editing.similar(session, "空压机", "") == ["空压机 A22"]
        assert product_editing.similar(session, "", "") == []


def part(
    workspace: Workspace, product: uuid.UUID, other: uuid.UUID, count: str = "1", kind: str = "part"
) -> uuid.UUID:
    with workspace.write(STEP) as write:
        return product_parts.add(write.session, product, other, kind=kind, quantity=Decimal(count))


def test_a_set_comes_to_its_parts_those_of_sets_within_it_too(workspace: Workspace) -> None:
    line, cell, robot, arm, training = (
        add(workspace, name=name) for name in ("线", "站", "机", "臂", "培训")
    )
    part(workspace, line, cell, "2")
    part(workspace, line, training, "1.5")
    part(workspace, cell, robot)
    part(workspace, cell, arm, "3")
    part(workspace, cell, training, kind="option")
    with workspace.read() as session:
        assert product_parts.lines_of_set(session, line, Decimal(2)) == [
            SetLine(robot, Decimal(4)),
            SetLine(arm, Decimal(12)),
            SetLine(training, Decimal(3)),
        ]
        assert product_parts.lines_of_set(session, robot) == [SetLine(robot, Decimal(1))]
        assert {choice.id for choice in products.find(session, "") if choice.is_set} == {line, cell}
        assert product_parts.sets_with(session, robot) == ((cell, "站"),)
        assert [row.name for row in product_parts.parts(session, cell, "option")] == ["培训"]


def test_no_set_contains_itself(workspace: Workspace) -> None:
    one, other, third = (add(workspace, name=name) for name in "甲乙丙")
    part(workspace, one, other)
    part(workspace, other, third)
    for inside in (one, other, third):
        with pytest.raises(RuleError):
            part(workspace, third, inside)
    part(workspace, third, one, kind="option")


def test_a_part_is_in_a_set_once_and_its_quantity_changes(workspace: Workspace) -> None:
    one, other = add(workspace), add(workspace)
    row = part(workspace, one, other)
    with pytest.raises(RuleError):
        part(workspace, one, other)
    with workspace.write(STEP) as write:
        product_parts.change_quantity(write.session, row, Decimal(4))
        assert product_parts.parts(write.session, one)[0].quantity == 4
        product_parts.remove(write.session, [row])
        assert product_parts.parts(write.session, one) == ()
    with workspace.write(STEP) as write, pytest.raises(InvalidInputError):
        product_parts.remove(write.session, [row])
    part(workspace, one, other)


def test_sets_that_an_undo_let_run_in_a_circle_still_end(workspace: Workspace) -> None:
    one, other = add(workspace), add(workspace)
    row = part(workspace, one, other)
    with workspace.write(STEP) as write:
        product_parts.remove(write.session, [row])
    part(workspace, other, one)
    with workspace.write(STEP) as write:
        from salesdesk.storage.records import ProductPart  # noqa: PLC0415

        write.session.get_one(ProductPart, row).deleted_at = None
    with workspace.read() as session:
        assert product_parts.lines_of_set(session, one) == [SetLine(one, Decimal(1))]


def test_a_part_of_a_set_is_not_deleted_under_it(workspace: Workspace) -> None:
    one, other = add(workspace), add(workspace)
    part(workspace, one, other)
    with workspace.write(STEP) as write, pytest.raises(RuleError):
        recycle_bin.delete(write.session, "product", [other])
    with workspace.write(STEP) as write:
        product_editing.set_specs(write.session, one, [Spec("功率")])
        recycle_bin.delete(write.session, "product", [one])
        assert product_editing.specs(write.session, one) == ()
        recycle_bin.delete(write.session, "product", [other])
        recycle_bin.restore_all(write.session, [("product", one), ("product", other)])
        assert product_editing.specs(write.session, one) == (Spec("功率"),)
