"""The lines of quotes that production has to expect: sold, or in the primary quote of an open opportunity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import LargeBinary, Select, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from salesdesk.domain.demand import Column, Demand, DemandLine
from salesdesk.exchange import workbook
from salesdesk.exchange.workbook import Sheet, SheetColumn, Value
from salesdesk.i18n import _
from salesdesk.services.quote_current import current_id
from salesdesk.storage.records import Customer, Opportunity, Product, Quote, QuoteLine, QuoteVersion, Stage

_OPEN: Final = ("draft", "pending_approval", "approved", "sent")
_ONE: Final = Decimal(1)


def lines(session: Session) -> list[DemandLine]:
    """Return the lines that count: of each opportunity what was accepted, else what its primary quote offers.

    Options, alternatives and charges are left out, and quotes without an opportunity that nobody accepted: nobody says
    how probable those are.
    """
    found = [_line(row) for row in session.connection().execute(selected())]
    sold = {opportunity for opportunity, line in found if line.firm and opportunity is not None}
    return [line for opportunity, line in found if line.firm or opportunity not in sold]


def selected() -> Select[Any]:
    """Select what may be demanded, a row for each line."""
    firm = or_(
        QuoteVersion.state == "accepted",
        and_(Opportunity.status == "won", Quote.is_primary, QuoteVersion.state.in_(_OPEN)),
    )
    is_open = and_(Opportunity.status == "open", Quote.is_primary, QuoteVersion.state.in_(_OPEN))
    columns: tuple[Any, ...] = (
        _stored(QuoteLine.product_id),
        QuoteLine.name,
        QuoteLine.model,
        QuoteLine.unit,
        func.coalesce(Product.family, ""),
        QuoteLine.quantity,
        QuoteLine.delivery,
        QuoteVersion.delivery_terms,
        firm.label("firm"),
        func.coalesce(Opportunity.probability, Stage.probability, type_=Stage.probability.type),
        Opportunity.expected_close_on,
        func.coalesce(QuoteVersion.decided_on, Opportunity.closed_on, type_=Opportunity.closed_on.type),
        _stored(Quote.id),
        Quote.number,
        QuoteVersion.version,
        Customer.name,
        _stored(Opportunity.id),
        func.coalesce(Opportunity.name, ""),
    )
    return (
        select(*columns)
        .select_from(Quote)
        .join(QuoteVersion, QuoteVersion.id == current_id())
        .join(QuoteLine, QuoteLine.version_id == QuoteVersion.id)
        .join(Customer, Customer.id == Quote.customer_id)
        .outerjoin(Opportunity, Opportunity.id == Quote.opportunity_id)
        .outerjoin(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Product, Product.id == QuoteLine.product_id)
        .where(
            Quote.deleted_at.is_(None),
            QuoteLine.deleted_at.is_(None),
            QuoteLine.kind == "product",
            ~QuoteLine.optional,
            ~QuoteLine.alternative,
            or_(Opportunity.id.is_(None), Opportunity.status.in_(("open", "won"))),
            or_(firm, is_open),
        )
        .order_by(Quote.number, QuoteLine.position)
    )


def _stored(column: Any) -> Any:
    """Return a column of ids as they are stored."""
    return type_coerce(column, LargeBinary)


def _line(row: Any) -> tuple[object, DemandLine]:
    product, name, model, unit, family, quantity, delivery, terms, firm, probability, *rest = row
    expected, closed, quote, number, version, customer, opportunity, title = rest
    return opportunity, DemandLine(
        product=product,
        name=name,
        model=model,
        unit=unit,
        family=family,
        quantity=quantity,
        probability=_ONE if firm else probability or Decimal(0),
        firm=bool(firm),
        closes_on=(closed or expected) if firm else expected,
        delivery=(delivery, terms),
        quote=quote,
        label=f"{number}-V{version}",
        customer=customer,
        opportunity=title,
    )


def export(file: Path, table: Demand, *, title: str) -> int:
    """Write the table and the lines behind it as a spreadsheet, and return how many texts had to be cut."""
    return workbook.write(file, [_summary(table), _details(table)], title=title)


def column_name(column: Column) -> str:
    """Return what a column is called."""
    if isinstance(column, date):
        return f"{column:%Y-%m}"
    return _("Later") if column == "later" else _("No date")


def _summary(table: Demand) -> Sheet:
    parts = (_("Sold"), _("Weighted"), _("Offered"))
    groups: list[tuple[str, Column | None]] = [(_("In all"), None)]
    groups += [(column_name(column), column) for column in table.columns]
    columns = [
        SheetColumn(_("Product name"), width=28),
        SheetColumn(_("Model"), width=16),
        SheetColumn(_("Family"), width=16),
        SheetColumn(_("Unit"), width=8),
        *(SheetColumn(part, "days", 10, name) for name, _column in groups for part in parts),
    ]

    def rows() -> Iterator[Sequence[Value]]:
        for row in table.rows:
            figures: list[Value] = []
            for _name, column in groups:
                cell = row.total if column is None else row.cells.get(column)
                figures += (
                    [cell.firm or None, cell.weighted or None, cell.offered or None] if cell else [None] * 3
                )
            yield [row.name, row.model, row.family, row.unit, *figures]

    return Sheet(_("Production demand"), columns, rows())


def _details(table: Demand) -> Sheet:
    columns = [
        SheetColumn(_("Product name"), width=28),
        SheetColumn(_("Model"), width=16),
        SheetColumn(_("Month"), width=10),
        SheetColumn(_("Quantity"), "days", 10),
        SheetColumn(_("Unit"), width=8),
        SheetColumn(_("Probability"), "share", 10),
        SheetColumn(_("Weighted"), "days", 10),
        SheetColumn(_("Signed on"), "date", 12),
        SheetColumn(_("Quote"), width=20),
        SheetColumn(_("Customer"), width=28),
        SheetColumn(_("Opportunity"), width=28),
    ]
    rows = (
        [
            row.name,
            row.model,
            column_name(column),
            line.quantity,
            line.unit,
            line.probability,
            line.weighted,
            line.closes_on,
            line.label,
            line.customer,
            line.opportunity,
        ]
        for row in table.rows
        for column, line in row.lines
    )
    return Sheet(_("Lines"), columns, rows)
