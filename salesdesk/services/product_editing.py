"""Products with all that belongs to them: added, changed, and seen in full."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from salesdesk.domain import customer as texts, money, product as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.price_rules import HOME, LIST_BOOK
from salesdesk.i18n import _
from salesdesk.services import evidence, tax_rates
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import bulk, files
from salesdesk.storage.records import PriceBook, PriceBookEntry, Product, ProductSpec
from salesdesk.storage.records.base import now
from salesdesk.storage.records.catalogue import TAX_CLASSES

LONGEST: Final = {"model": 200, "family": 100, "brand": 100, "unit": 20}
MOST_SPECS: Final = 200
LARGEST_SHEET: Final = 20 * 1024 * 1024
"""The largest data sheet that is taken: it is sent with quotes."""
_PDF: Final = b"%PDF-"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The fields of a product; `usual_rate` is the tax rate of its class, which counts where it has none of its own."""

    id: uuid.UUID
    row_version: int
    name: str
    code: str
    model: str
    family: str
    brand: str
    specification: str
    unit: str
    list_price: Decimal | None
    currency: str
    cost: Decimal | None
    tax_class: str
    tax_rate: Decimal | None
    remark: str
    active: bool
    picture: str
    data_sheet: str
    data_sheet_name: str
    usual_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """A parameter of a product."""

    name: str
    value: str = ""
    unit: str = ""


def facts(session: Session, product_id: uuid.UUID) -> ProductFacts:
    """Return the fields of a product."""
    row = _row(session, product_id)
    names = [name for name in ProductFacts.__dataclass_fields__ if name != "usual_rate"]
    values = {name: getattr(row, name) for name in names}
    return ProductFacts(**values, usual_rate=tax_rates.usual(session, row.tax_class))


def rate_of(session: Session, product_id: uuid.UUID) -> Decimal | None:
    """Return the rate of tax of a product: its own, else that of its class."""
    row = _row(session, product_id)
    return tax_rates.usual(session, row.tax_class) if row.tax_rate is None else row.tax_rate


def create(session: Session, /, **values: Any) -> uuid.UUID:
    """Add a product and return its id; `name` is needed, the other fields are as in ProductFacts."""
    cleaned = {field: _clean(field, value) for field, value in ({"name": ""} | values).items()}
    _refuse_same_code(session, cleaned.get("code", ""), None)
    row = Product(**cleaned)
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, product_id: uuid.UUID, field: str, value: Any, *, row_version: int) -> None:
    """Change one field of a product; the list book's price of one piece goes with the list price."""
    row = _row(session, product_id)
    _refuse_stale(row, row_version)
    cleaned = _clean(field, value)
    if field == "code":
        _refuse_same_code(session, cleaned, product_id)
    if field == "currency" and cleaned != row.currency:
        _refuse_priced(row)
    setattr(row, field, cleaned)
    if field == "list_price":
        follow_list_price(session, row)
    session.flush()


def set_active(session: Session, products: Sequence[uuid.UUID], *, active: bool) -> None:
    """Offer products in quotes, or no longer; quotes that have them keep them."""
    statement = update(Product).where(Product.id.in_(products), Product.active.is_not(active))
    bulk.update_rows(session, statement.values(active=active))


def set_picture(session: Session, product_id: uuid.UUID, picture: str, *, row_version: int) -> None:
    """Give a product a picture by the name of its stored file, or take it away."""
    row = _row(session, product_id)
    _refuse_stale(row, row_version)
    row.picture = picture
    session.flush()


def store_sheet(
    folder: Path, source: Path, trial: Callable[[str, bytes], object] = lambda _name, _content: None
) -> StoredFile:
    """Copy a data sheet into the workspace's files; InvalidInputError for anything but a PDF of a fair size.

    `trial` gets name and content, and raises where it can't be joined with a quote.
    """
    try:
        size = source.stat().st_size
        with source.open("rb") as stream:
            start = stream.read(1024)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=source, reason=error.strerror or error)
        ) from error
    if _PDF not in start:
        raise InvalidInputError(_("“{name}” is no PDF. Data sheets are PDFs.").format(name=source.name))
    if size > LARGEST_SHEET:
        raise InvalidInputError(
            _("“{name}” is larger than {most} MB, too large to go with a quote.").format(
                name=source.name, most=LARGEST_SHEET // 2**20
            )
        )
    trial(money.excerpt(source.name), source.read_bytes())
    return evidence.store(folder, source)


def set_sheet(session: Session, product_id: uuid.UUID, sheet: StoredFile | None, *, row_version: int) -> None:
    """Give a product a data sheet, or take it away."""
    row = _row(session, product_id)
    _refuse_stale(row, row_version)
    row.data_sheet = sheet.hash if sheet else ""
    row.data_sheet_name = sheet.name if sheet else ""
    session.flush()


def picture(folder: Path, product: ProductFacts) -> bytes:
    """Return the picture of a product, nothing where it has none; InvalidInputError where it is damaged."""
    return files.read(folder, product.picture) if product.picture else b""


# --- parameters ---------------------------------------------------------------------------------------------------


def specs(session: Session, product_id: uuid.UUID) -> tuple[Spec, ...]:
    """Return the parameters of a product in their order."""
    return tuple(Spec(row.name, row.value, row.unit) for row in _spec_rows(session, product_id))


def set_specs(session: Session, product_id: uuid.UUID, wanted: Sequence[Spec]) -> None:
    """Give a product these parameters; those without a name are left out, and what is the same isn't written."""
    _row(session, product_id)
    kept = [spec for spec in map(_clean_spec, wanted) if spec.name]
    if len(kept) > MOST_SPECS:
        raise InvalidInputError(_("A product has at most {most} parameters.").format(most=MOST_SPECS))
    rows = list(_spec_rows(session, product_id))
    for position, spec in enumerate(kept):
        if position < len(rows):
            row = rows[position]
            row.position, row.name, row.value, row.unit = position, spec.name, spec.value, spec.unit
        else:
            made = ProductSpec(product_id=product_id, position=position)
            made.name, made.value, made.unit = spec.name, spec.value, spec.unit
            session.add(made)
    for row in rows[len(kept) :]:
        row.deleted_at = now()
    session.flush()


def _clean_spec(spec: Spec) -> Spec:
    return Spec(texts.cleaned(spec.name, 200), texts.cleaned(spec.value, 400), texts.cleaned(spec.unit, 40))


def _spec_rows(session: Session, product_id: uuid.UUID) -> Sequence[ProductSpec]:
    query = select(ProductSpec).where(ProductSpec.product_id == product_id, ProductSpec.deleted_at.is_(None))
    return session.scalars(query.order_by(ProductSpec.position, ProductSpec.id)).all()


# --- what is asked for while typing -------------------------------------------------------------------------------


def families(session: Session) -> list[str]:
    """Return the families that products are in, by name."""
    query = select(Product.family).where(Product.deleted_at.is_(None), Product.family != "")
    return list(session.scalars(query.distinct().order_by(Product.family).limit(200)))


def similar(session: Session, name: str, model: str) -> list[str]:
    """Return the products that may be meant by a name and model, in words."""
    wanted = [text for text in (model.strip(), name.strip()) if text]
    if not wanted:
        return []
    column = Product.model if model.strip() else Product.name
    query = select(Product.name, Product.model).where(
        Product.deleted_at.is_(None), func.lower(column) == wanted[0].lower()
    )
    return [" ".join(part for part in row if part) for row in session.execute(query.limit(5))]


# --- checks -------------------------------------------------------------------------------------------------------


def follow_list_price(session: Session, product: Product) -> None:
    """Let the list book's own price of one piece, where it has one, be the product's list price."""
    query = (
        select(PriceBookEntry)
        .join(PriceBook, PriceBook.id == PriceBookEntry.price_book_id)
        .where(
            PriceBookEntry.product_id == product.id,
            PriceBookEntry.min_quantity <= Decimal(1),
            PriceBook.code == LIST_BOOK,
            PriceBook.kind == "sale",
            PriceBook.customer_id.is_(None),
            PriceBook.currency == product.currency,
            PriceBook.valid_from.is_(None),
            PriceBook.valid_until.is_(None),
            PriceBookEntry.deleted_at.is_(None),
            PriceBook.deleted_at.is_(None),
        )
    )
    for entry in session.scalars(query):
        if product.list_price is None:
            entry.deleted_at = now()
        else:
            entry.unit_price = product.list_price


def _row(session: Session, product_id: uuid.UUID) -> Product:
    row = session.get(Product, product_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This product is no longer there."))
    return row


def _refuse_stale(row: Product, row_version: int) -> None:
    if row.row_version != row_version:
        message = _(
            "“{name}” was changed elsewhere in the meantime. What you typed is still there: look, then save again."
        )
        raise ConflictError(message.format(name=row.name[:60]))


def _refuse_same_code(session: Session, code: str, product_id: uuid.UUID | None) -> None:
    """Refuse a code that another product has: price lists are matched by it."""
    if not code:
        return
    query = select(Product.name).where(
        Product.deleted_at.is_(None), func.lower(Product.code) == code.lower(), Product.id.is_not(product_id)
    )
    other = session.scalar(query.limit(1))
    if other is not None:
        raise RuleError(_("“{name}” has the code {code} already.").format(name=other[:60], code=code[:60]))


def _refuse_priced(row: Product) -> None:
    if row.list_price is not None or row.cost is not None:
        raise RuleError(
            _(
                "“{name}” has prices in {currency}. Clear list price and cost, then change the currency."
            ).format(name=row.name[:60], currency=row.currency)
        )


def _clean(field: str, value: Any) -> Any:
    special = _RULES.get(field)
    return special(value) if special else texts.cleaned(value, LONGEST[field])


def _currency(code: str) -> str:
    money.minor_units(code or HOME)
    return code or HOME


_RULES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": texts.cleaned_name,
    "code": rules.cleaned_code,
    "specification": texts.cleaned_remark,
    "remark": texts.cleaned_remark,
    "tax_class": lambda code: texts.choice(code, TAX_CLASSES),
    "currency": _currency,
    "list_price": lambda value: value,
    "cost": lambda value: value,
    "tax_rate": lambda value: value,
    "active": bool,
}
