"""What goes with a quote's PDF: the data sheets of what is offered, and the file that a version was sent as."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

from salesdesk.domain.document_design import DocumentDesign, PdfFile
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import quote_enclosures, quotes
from salesdesk.services.check import check
from salesdesk.storage.workspace import Workspace
from tests import factories

TODAY = date(2026, 11, 24)


def line(product: uuid.UUID | None) -> QuoteLine:
    """Return a line of a product."""
    price, rate = Decimal(100), Decimal("0.13")
    return QuoteLine(name="泵", quantity=Decimal(1), unit_price=price, tax_rate=rate, product_id=product)


def test_data_sheets_go_along_in_the_order_of_the_lines_each_once(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        plain = factories.product(session, name="无")
        second = factories.product(session, name="阀", data_sheet="b" * 64, data_sheet_name="阀门.pdf")
        first = factories.product(session, name="泵", data_sheet="a" * 64)
        draft = QuoteDraft(customer="华锐精工", lines=tuple(map(line, (second, plain, first, second))))
        version = quotes.save_draft(session, draft, today=TODAY, seller_name="云帆")
        assert quote_enclosures.data_sheets(session, version) == ()
        version = replace(version, design=DocumentDesign(data_sheets=True))
        assert quote_enclosures.data_sheets(session, version) == (
            PdfFile("b" * 64, "阀门.pdf"),
            PdfFile("a" * 64, "泵.pdf"),
        )


def test_a_version_knows_the_file_it_was_sent_as(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        draft = QuoteDraft(customer="华锐精工", lines=(line(None),))
        blank = quotes.EditableQuote(None, None, 1, "draft", None, TODAY, draft)
        saved = quotes.save(session, blank, draft, today=TODAY, seller_name="云帆")
        assert quote_enclosures.sent_file(session, str(saved.number), 1) == ""
        assert saved.quote_id is not None
    factories.approve(workspace, saved.quote_id)
    with workspace.write(factories.STEP) as write:
        session = write.session
        quotes.mark_sent(session, saved.quote_id, pdf_hash="c" * 64)
        assert quote_enclosures.sent_file(session, str(saved.number), 1) == "c" * 64
        assert quote_enclosures.sent_file(session, str(saved.number), 2) == ""
        assert any(f"{saved.number}-V1" in one for one in check(session, workspace.files).problems)
