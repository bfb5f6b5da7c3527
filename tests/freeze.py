"""Freeze a workspace of the present schema for the tests of later ones: `python -m tests.freeze`."""

from __future__ import annotations

import shutil
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Label
from salesdesk.domain.clauses import Clause
from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.quote_reader import draft_from_json
from salesdesk.services import (
    clause_library,
    contract_store,
    contracts,
    history,
    invoices,
    legal_reviews,
    milestones,
    opportunities,
    payment_plans,
    payments,
    quotes,
    seal_log,
)
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import schema
from salesdesk.storage.records import (
    ActionStep,
    ApprovalRequest,
    ApprovalRule,
    ApprovalStep,
    Attachment,
    CloseShift,
    Competitor,
    DocumentDesign,
    ExternalId,
    GateWaiver,
    Interest,
    Landmark,
    OpportunityItem,
    Product,
    ProductPart,
    ProductSpec,
    PunchItem,
    QuoteScenario,
    QuoteTemplate,
    QuoteVersion,
    Requirement,
    Rival,
    SavedView,
    Seal,
    ServiceTicket,
    StageItem,
    Stakeholder,
    TaxRate,
    TicketItem,
    ValueCase,
    WordTemplate,
)
from salesdesk.storage.records.base import now
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
        _work_out(session, cards[0], contact=engineer, product=machine, person=owner)
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
        _ask_for_approval(write.session)
    with workspace.write(Label("Contract"), kind="issue") as write:
        _contract(write.session)


def _work_out(
    session: Session, card: uuid.UUID, *, contact: uuid.UUID, product: uuid.UUID, person: uuid.UUID
) -> None:
    """Put a row into every table of an opportunity's details."""
    stage = factories.stages(session)[0].id
    item = session.scalars(select(StageItem.id).where(StageItem.stage_id == stage).limit(1)).one()
    rival = Competitor(name="华瑞自动化", strengths="价格低")
    session.add(rival)
    session.flush()
    at, day = now(), date(2026, 12, 1)
    this = {"opportunity_id": card}
    session.add_all(
        [
            OpportunityItem(**this, stage_id=stage, stage_item_id=item, done_at=at, done_by=person),
            OpportunityItem(**this, stage_id=stage, text="环评批复", required=False),
            Attachment(**this, name="需求.txt", size=1, hash="a" * 64),
            GateWaiver(**this, stage_id=stage, person_id=person, at=at, reason="急单", missing='["需求"]'),
            CloseShift(**this, before=day, after=date(2026, 12, 31), at=at, reason="预算未批"),
            Stakeholder(
                **this, contact_id=contact, role="technical", influence=4, attitude=-1, concern="精度"
            ),
            Requirement(**this, parameter="节拍", required="≤18", unit="s", ours="19", met="partly"),
            Rival(**this, competitor_id=rival.id, standing="favoured"),
            Interest(**this, product_id=product, quantity=Decimal("2.5")),
            Landmark(**this, name="样机考察", planned_on=day),
            ActionStep(**this, customer_step="立项", due_on=day, owner_id=person),
            ValueCase(**this, segment="汽车零部件", baseline_minor=100_000, improvement=Decimal("0.22")),
            SavedView(page="board", name="没有下一步", content='{"flags": ["no_next_step"]}'),
        ]
    )


def _ask_for_approval(session: Session) -> None:
    """Put a row into every table of products, designs and approvals."""
    version = session.scalars(select(QuoteVersion)).one()
    product, part = session.scalars(select(Product.id).limit(1)).one(), factories.product(session)
    request = ApprovalRequest(
        version_id=version.id, content_hash="b" * 64, asked_at=now(), reason="竞争激烈", needs="[]"
    )
    session.add_all(
        [
            ProductSpec(product_id=product, name="负载", value="12", unit="kg"),
            ProductPart(product_id=product, part_id=part, kind="option", quantity=Decimal(2)),
            TaxRate(name="货物", rate=Decimal("0.13"), tax_class="goods"),
            QuoteTemplate(name="标准", content="{}"),
            QuoteScenario(quote_id=version.quote_id, name="让利", content="{}"),
            DocumentDesign(name="抬头", content="{}"),
            ApprovalRule(metric="discount", threshold=Decimal("0.15"), role="regional_manager"),
            request,
        ]
    )
    session.flush()
    session.add(ApprovalStep(request_id=request.id, role="regional_manager"))


def _contract(session: Session) -> None:
    """Put a row into every table of contracts and payments."""
    version, day = session.scalars(select(QuoteVersion)).one(), date(2026, 6, 30)
    version.state = "accepted"
    session.flush()
    card = contracts.make(session, version.quote_id, today=day, seller_name="x")
    contract, row = contract_store.rows_of(session, card)
    clause_library.add(
        session, Clause(variant="严格", title_zh="廉洁", text_zh="不得行贿。", text_en="No bribes.")
    )
    session.add(WordTemplate(name="我方合同", file_name="合同.docx", size=1, hash="d" * 64, found="{}"))
    legal_reviews.start(session, card)
    contract.state = row.state = "signed"
    contract.signed_on = row.signed_on = day
    row.content_hash = content_hash(contract_store.read(session, contract, row))
    session.flush()
    payment_plans.make(session, contract, contract_store.read(session, contract, row))
    file = StoredFile("签收单.pdf", 1, "c" * 64)
    event = milestones.record(session, card, "delivered", on=day, file=file)
    session.add(PunchItem(event_id=event, text="补两块防护板", due_on=date(2026, 7, 15)))
    ticket = ServiceTicket(
        number="ST-2026-0001", kind="handover", customer_id=contract.customer_id, contract_id=card
    )
    session.add(ticket)
    session.flush()
    session.add(TicketItem(ticket_id=ticket.id, text="随机备件", note="一套"))
    payments.record(session, contract.customer_id, on=day, amount=Decimal("145800.00"))
    invoices.request(session, card, amount=Decimal(1000), on=day)
    seal = Seal(name="合同专用章", kind="contract")
    session.add(seal)
    session.flush()
    seal_log.use(
        session,
        seal.id,
        seal_log.Subject("contract", card, row.version),
        way="stamp",
        purpose="签约",
        today=day,
    )


if __name__ == "__main__":
    main()
