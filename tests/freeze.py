"""Freeze a workspace of the present schema for the tests of later ones: `python -m tests.freeze`."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from salesdesk.domain.changes import Label
from salesdesk.domain.quote_reader import draft_from_json
from salesdesk.services import history, opportunities, quotes
from salesdesk.storage import schema
from salesdesk.storage.records import ExternalId
from salesdesk.storage.workspace import DATABASE, Workspace
from tests import factories

FIXTURES: Final = Path(__file__).resolve().parent / "fixtures"


def main() -> None:
    """Write `fixtures/schema-NNNN.salesdesk`; a released one is never written again."""
    path = FIXTURES / f"schema-{schema.REVISION}.salesdesk"
    if path.exists():
        message = f"{path.name} is frozen"
        raise SystemExit(message)
    workspace = Workspace.create(path)
    factories.set_up(workspace)
    _fill(workspace)
    workspace.close()
    for file in path.iterdir():
        if file.name != DATABASE:
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def _fill(workspace: Workspace) -> None:
    """Put a row into every table, with undone and redone steps in the journal."""
    with workspace.write(Label("Add {name}", {"name": "远川重工"})) as write:
        session = write.session
        manager = factories.person(session, name="周敏", role="regional_manager", region="华东")
        owner = factories.person(session, name="林晓", manager_id=manager, region="华东")
        parent = factories.customer(session, name="远川集团")
        buyer = factories.customer(session, name="远川重工", parent_id=parent, owner_id=owner, employees=120)
        machine = factories.product(session, name="焊接工作站", list_price=Decimal("286000.5"))
        session.add(ExternalId(source="file", kind="customer", key="远川重工", row_id=buyer, fingerprint="x"))
        cards = [
            factories.opportunity(
                session,
                name=f"工作站 {number}",
                customer_id=buyer,
                owner_id=owner,
                product_id=machine,
                amount_minor=number,
            )
            for number in range(1, 7)
        ]
        second = factories.stages(session)[1].id
        engineer = factories.contact(session, customer_id=buyer, name="顾工", role="technical", is_main=True)
        factories.activity(session, customer_id=buyer, contact_id=engineer, opportunity_id=cards[0])
        factories.activity(
            session, kind="task", customer_id=buyer, due_on=date(2026, 12, 1), due_time="15:00"
        )
        factories.price(session, factories.price_book(session), machine, "286000.5")
    for position, card in enumerate(cards[:3]):
        with workspace.write(Label("Move {name}", {"name": f"{position}"}), person=owner) as write:
            opportunities.move(write.session, card, second, position=position)
    with workspace.write(Label("Won")) as write:
        opportunities.win(write.session, cards[3], on=date(2026, 6, 30), amount=Decimal("12345.67"))
    with workspace.write(Label("Lost")) as write:
        opportunities.lose(write.session, cards[4], reason="price", lost_to="unknown")
    for step in (history.undo, history.undo, history.redo):
        step(workspace)
    line = {
        "name": "焊接工作站",
        "quantity": "2",
        "unit_price": "286000.5",
        "discount": "8.5折",
        "tax_rate": "13%",
    }
    draft = {"customer": "远川重工", "lines": [line], "document_discount": {"total": "486000"}}
    with workspace.write(Label("New quote")) as write:
        quotes.save_draft(
            write.session,
            draft_from_json(draft),
            today=date(2026, 11, 24),
            seller_name="x",
            seller_person="林晓",
        )


if __name__ == "__main__":
    main()
