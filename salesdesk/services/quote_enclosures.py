"""What a quote's PDF takes along beside its own pages, and the file that a version was sent as."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.document_design import PdfFile
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.storage import records
from salesdesk.storage.records import Product, Quote


def data_sheets(session: Session, version: QuoteVersion) -> tuple[PdfFile, ...]:
    """Return the data sheets of what is offered by the lines, each once; none where the design has none."""
    if not version.design.data_sheets:
        return ()
    offered = [line.product_id for line in version.draft.lines if line.product_id]
    found = _sheets(session, set(offered))
    sheets = {found[product].hash: found[product] for product in offered if product in found}
    return tuple(sheets.values())


def _sheets(session: Session, products: set[uuid.UUID]) -> dict[uuid.UUID, PdfFile]:
    query = select(Product.id, Product.data_sheet, Product.data_sheet_name, Product.name).where(
        Product.id.in_(products), Product.data_sheet != ""
    )
    rows = session.execute(query) if products else ()
    return {product: PdfFile(sheet, own or f"{name}.pdf") for product, sheet, own, name in rows}


def sent_file(session: Session, number: str, version: int) -> str:
    """Return the name of the stored PDF that a version was sent as, empty where none was kept."""
    row = records.QuoteVersion
    query = (
        select(row.pdf_hash)
        .join(Quote, Quote.id == row.quote_id)
        .where(Quote.number == number, row.version == version, row.deleted_at.is_(None))
    )
    return session.scalar(query) or ""


def sent_files(session: Session) -> list[tuple[str, str]]:
    """Return number and version of everything that was sent as a stored PDF, with the name of that."""
    row = records.QuoteVersion
    query = (
        select(Quote.number, row.version, row.pdf_hash)
        .join(row, row.quote_id == Quote.id)
        .where(row.pdf_hash != "", row.deleted_at.is_(None), Quote.deleted_at.is_(None))
        .order_by(Quote.number, row.version)
    )
    return [(f"{number}-V{version}", name) for number, version, name in session.execute(query)]
