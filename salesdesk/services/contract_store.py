"""Contract versions between the tables and the domain: what is written of one, and how it is read back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from salesdesk.domain import contract_version as domain, money
from salesdesk.domain.clauses import Clause
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import ContractLine, ContractVersion
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import QuoteDraft, QuoteTotals
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _, as_language
from salesdesk.services import word_templates
from salesdesk.services.quote_store import party_from
from salesdesk.storage import bulk, records
from salesdesk.storage.records import Contract, ContractClause
from salesdesk.storage.records.base import now

_CLAUSE: Final = ("code", "variant", "risk", "title_zh", "title_en", "text_zh", "text_en")
_LINE: Final = (
    "quote_line_id",
    "product_id",
    "kind",
    "name",
    "model",
    "brand",
    "specification",
    "unit",
    "quantity",
    "unit_price",
    "tax_rate",
    "free",
    "delivery",
    "remark",
)
_MONEY: Final = ("gross", "net", "tax")
_PRICE_PLACES: Final = 6


def rows_of(
    session: Session, contract_id: uuid.UUID, version: int | None = None
) -> tuple[Contract, records.ContractVersion]:
    """Return the records of a contract and of a version of it, the newest where none is named."""
    query = (
        _living().where(Contract.id == contract_id).order_by(records.ContractVersion.version.desc()).limit(1)
    )
    if version is not None:
        query = query.where(records.ContractVersion.version == version)
    found = session.execute(query).one_or_none()
    if found is None:
        raise InvalidInputError(_("This contract is no longer there."))
    return found[0], found[1]


def _living() -> Select[Contract, records.ContractVersion]:
    return (
        select(Contract, records.ContractVersion)
        .join(records.ContractVersion, records.ContractVersion.contract_id == Contract.id)
        .where(Contract.deleted_at.is_(None), records.ContractVersion.deleted_at.is_(None))
    )


def in_force(session: Session, contract_id: uuid.UUID) -> records.ContractVersion | None:
    """Return the version that both sides signed last; None before any was."""
    version = records.ContractVersion
    query = select(version).where(
        version.contract_id == contract_id, version.state == "signed", version.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(version.version.desc()).limit(1)).one_or_none()


def token(session: Session, row: records.ContractVersion) -> int:
    """Return a number that rises with every change of a version, of its clauses or its lines."""
    parts = [
        select(func.coalesce(func.sum(table.row_version), 0))
        .where(table.version_id == row.id)
        .scalar_subquery()
        for table in (ContractClause, records.ContractLine)
    ]
    return row.row_version + (session.scalar(select(parts[0] + parts[1])) or 0)


# --- writing ------------------------------------------------------------------------------------------------------


def insert(session: Session, contract_id: uuid.UUID, version: ContractVersion, **more: Any) -> uuid.UUID:
    """Write a version with its clauses and lines for the first time, and return its id."""
    values = _columns(version) | {
        "contract_id": contract_id,
        "version": version.version,
        "kind": version.kind,
    }
    (row_id,) = bulk.insert_rows(session, records.ContractVersion, [values | {"state": version.state} | more])
    _insert_parts(session, ContractClause, row_id, list(_clauses(version)))
    _insert_parts(session, records.ContractLine, row_id, list(_lines(version)))
    return row_id


def store(session: Session, row_id: uuid.UUID, version: ContractVersion) -> None:
    """Write what differs between a stored draft, with its clauses, and the version as it is now."""
    table: Any = records.ContractVersion.__table__
    stored = session.execute(select(table).where(table.c.id == row_id)).mappings().one()
    changed = {name: value for name, value in _columns(version).items() if stored[name] != value}
    if changed:
        bulk.update_rows(session, update(table).where(table.c.id == row_id).values(changed))
    _store_clauses(session, row_id, list(_clauses(version)))


def replace_lines(session: Session, row_id: uuid.UUID, version: ContractVersion) -> None:
    """Write other lines in the place of a stored draft's."""
    table: Any = records.ContractLine.__table__
    standing = (table.c.version_id == row_id, table.c.deleted_at.is_(None))
    bulk.update_rows(session, update(table).where(*standing).values(deleted_at=now()))
    _insert_parts(session, records.ContractLine, row_id, list(_lines(version)))


def _store_clauses(session: Session, version_id: uuid.UUID, wanted: list[dict[str, Any]]) -> None:
    table: Any = ContractClause.__table__
    stored = (
        session.execute(
            select(table)
            .where(table.c.version_id == version_id, table.c.deleted_at.is_(None))
            .order_by(table.c.position)
        )
        .mappings()
        .all()
    )
    changed = [
        {"row": row["id"], **new}
        for row, new in zip(stored, wanted, strict=False)
        if any(row[name] != value for name, value in new.items())
    ]
    if changed:
        bulk.update_rows(session, update(table).where(table.c.id == bindparam("row")), changed)
    if surplus := [row["id"] for row in stored[len(wanted) :]]:
        bulk.update_rows(session, update(table).where(table.c.id.in_(surplus)).values(deleted_at=now()))
    _insert_parts(session, ContractClause, version_id, wanted[len(stored) :])


def _insert_parts(
    session: Session, record: type[records.Record], version_id: uuid.UUID, rows: Sequence[dict[str, Any]]
) -> None:
    bulk.insert_rows(session, record, [row | {"version_id": version_id} for row in rows])


def _columns(version: ContractVersion) -> dict[str, Any]:
    currency, amounts = version.currency, version.amounts
    return {
        "dated_on": version.dated_on,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "reason": version.reason,
        "language": version.language,
        "second_language": version.second_language or "",
        "discount_minor": money.to_minor(version.discount, currency),
        **{f"{name}_minor": money.to_minor(getattr(amounts, name), currency) for name in _MONEY},
        "difference_minor": money.to_minor(version.difference, currency),
        "buyer": json.dumps(asdict(version.buyer), ensure_ascii=False),
        "seller": json.dumps(asdict(version.seller), ensure_ascii=False),
        "seller_person": version.seller_person,
        "fields": domain.fields_json(version.fields),
        "payment_term": version.payment_term,
        "payment_lines": domain.plan_json(version.plan),
        "template_file": version.template_file,
        "template_name": version.template_name,
    }


def _clauses(version: ContractVersion) -> Iterator[dict[str, Any]]:
    for position, clause in enumerate(version.clauses, start=1):
        yield {"position": position, **{name: getattr(clause, name) for name in _CLAUSE}}


def _lines(version: ContractVersion) -> Iterator[dict[str, Any]]:
    for position, line in enumerate(version.lines, start=1):
        figures = {f"{name}_minor": money.to_minor(getattr(line, name), version.currency) for name in _MONEY}
        yield {"position": position, **{name: getattr(line, name) for name in _LINE}, **figures}


# --- reading ------------------------------------------------------------------------------------------------------


def read(session: Session, contract: Contract, row: records.ContractVersion) -> ContractVersion:
    """Return a stored version as it was saved."""
    currency = contract.currency

    def amount(minor: int) -> Decimal:
        return money.from_minor(minor, currency)

    return ContractVersion(
        number=contract.number,
        version=row.version,
        kind=row.kind,
        contract_kind=contract.kind,
        state=row.state,
        dated_on=row.dated_on,
        language=as_language(row.language),
        second_language=as_language(row.second_language) if row.second_language else None,
        currency=currency,
        buyer=party_from(json.loads(row.buyer)),
        seller=party_from(json.loads(row.seller)),
        seller_person=row.seller_person,
        clauses=tuple(_as_clause(clause) for clause in _parts(session, ContractClause, row.id)),
        fields=domain.fields_from_json(row.fields),
        lines=tuple(_as_line(line, currency) for line in _parts(session, records.ContractLine, row.id)),
        amounts=Amounts(amount(row.net_minor), amount(row.tax_minor), amount(row.gross_minor)),
        discount=amount(row.discount_minor),
        difference=amount(row.difference_minor),
        payment_term=row.payment_term,
        plan=domain.plan_from_json(row.payment_lines),
        template_file=row.template_file,
        template_name=row.template_name,
        template=word_templates.found(session, row.template_file) if row.template_file else None,
        reason=row.reason,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _parts(session: Session, record: Any, version_id: uuid.UUID) -> Any:
    query = select(record).where(record.version_id == version_id, record.deleted_at.is_(None))
    return session.scalars(query.order_by(record.position))


def _as_clause(row: Any) -> Clause:
    return Clause(**{name: getattr(row, name) for name in _CLAUSE})


def _as_line(row: Any, currency: str) -> ContractLine:
    values = {name: getattr(row, name) for name in _LINE}
    values |= {name: money.from_minor(getattr(row, f"{name}_minor"), currency) for name in _MONEY}
    return ContractLine(**values)


# --- out of a quote -------------------------------------------------------------------------------------------------


def lines_of_quote(session: Session, quote: QuoteVersion, version_id: uuid.UUID) -> tuple[ContractLine, ...]:
    """Return the lines of an accepted quote that are bought, as Annex 1 has them.

    Optional lines and alternatives stay out. The unit price is with tax and after every discount.
    """
    line = records.QuoteLine
    ids = session.scalars(
        select(line.id)
        .where(line.version_id == version_id, line.deleted_at.is_(None))
        .order_by(line.position)
    )
    return bought(quote.draft, quote.totals, ids.all())


def bought(
    draft: QuoteDraft, totals: QuoteTotals, ids: Sequence[uuid.UUID | None]
) -> tuple[ContractLine, ...]:
    """Return the lines of a draft that are bought, as Annex 1 has them; `ids` are those of the quote's lines."""
    found = []
    for line_id, sold, figures in zip(ids, draft.lines, totals.lines, strict=True):
        if sold.optional or sold.alternative:
            continue
        made = ContractLine(
            name=sold.name,
            kind=sold.kind,
            model=sold.model,
            brand=sold.brand,
            specification=sold.specification,
            unit=sold.unit,
            free=sold.free,
            delivery=sold.delivery,
            remark=sold.remark,
            product_id=sold.product_id,
            quote_line_id=line_id,
        )
        if sold.has_figures:
            quantity = sold.quantity if sold.kind == "product" else Decimal(1)
            price = money.round_half_up(figures.gross / quantity, _PRICE_PLACES) if quantity else Decimal(0)
            made = replace(
                made,
                quantity=quantity,
                unit_price=price,
                tax_rate=sold.tax_rate,
                gross=figures.gross,
                net=figures.net,
                tax=figures.tax,
            )
        found.append(made)
    return tuple(found)


def renewed(old: ContractVersion, *, version: int, today: date, reason: str) -> ContractVersion:
    """Return the draft that follows a version, with all that stands in it."""
    return replace(old, version=version, state="draft", dated_on=today, reason=reason)
