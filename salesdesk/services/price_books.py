"""Price books: made, changed, and what each asks for a product."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import customer as texts, money, product as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.price_rules import HOME, LIST_BOOK, ROUNDINGS
from salesdesk.i18n import _, number
from salesdesk.services import recycle_bin
from salesdesk.services.board import named
from salesdesk.storage.records import Customer, PriceBook, PriceBookEntry, Product
from salesdesk.storage.records.customers import VALUE_CLASSES

KINDS: Final = ("sale", "floor")
BREAKS: Final = ("range", "slab")
_ONE: Final = Decimal(1)
_USUAL: Final = (
    ("list", "目录价", "List price", "sale", None),
    ("dealer", "渠道价", "Dealer price", "sale", "0.88"),
    ("key", "战略客户价", "Key account price", "sale", "0.85"),
    ("floor", "底价", "Floor price", "floor", "0.78"),
)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The fields of a price book, how many products it has prices for, and how many customers buy by its code."""

    id: uuid.UUID
    row_version: int
    name: str
    name_en: str
    code: str
    kind: str
    currency: str
    parent_id: uuid.UUID | None
    customer_id: uuid.UUID | None
    value_class: str
    valid_from: date | None
    valid_until: date | None
    breaks: str
    factor: Decimal | None
    rounding_to: Decimal | None
    rounding_mode: str
    ending: Decimal | None
    customer: str = ""
    parent: str = ""
    products: int = 0
    buyers: int = 0

    @property
    def shown_name(self) -> str:
        """Return the name in the window's language."""
        return named(self.name, self.name_en)


def all_books(session: Session) -> tuple[BookFacts, ...]:
    """Return the price books in their order."""
    living = (PriceBookEntry.deleted_at.is_(None), Product.deleted_at.is_(None))
    listed = (
        select(PriceBookEntry.price_book_id, func.count(PriceBookEntry.product_id.distinct()))
        .join(Product, Product.id == PriceBookEntry.product_id)
        .where(*living)
        .group_by(PriceBookEntry.price_book_id)
    )
    products: dict[uuid.UUID, int] = dict(list(session.execute(listed)))
    by_code = (
        select(Customer.price_book, func.count())
        .where(Customer.deleted_at.is_(None), Customer.price_book != "")
        .group_by(Customer.price_book)
    )
    buyers: dict[str, int] = dict(list(session.execute(by_code)))
    query = (
        select(PriceBook, func.coalesce(Customer.name, ""))
        .outerjoin(Customer, Customer.id == PriceBook.customer_id)
        .where(PriceBook.deleted_at.is_(None))
        .order_by(PriceBook.position, PriceBook.id)
    )
    rows = session.execute(query).all()
    names = {row.id: named(row.name, row.name_en) for row, _customer in rows}
    return tuple(
        BookFacts(
            **{name: getattr(row, name) for name in list(BookFacts.__dataclass_fields__)[:17]},
            customer=customer,
            parent=names.get(row.parent_id, "") if row.parent_id else "",
            products=products.get(row.id, 0),
            buyers=buyers.get(row.code, 0),
        )
        for row, customer in rows
    )


def facts(session: Session, book_id: uuid.UUID) -> BookFacts:
    """Return the fields of a price book."""
    found = next((book for book in all_books(session) if book.id == book_id), None)
    if found is None:
        raise _gone()
    return found


def create(session: Session, /, **values: Any) -> uuid.UUID:
    """Add a price book and return its id; `name` is needed, a code is made up where none is given."""
    cleaned = {field: _clean(field, value) for field, value in ({"name": ""} | values).items()}
    last = session.scalar(select(func.max(PriceBook.position)).where(PriceBook.deleted_at.is_(None)))
    row = PriceBook(**({"code": ""} | cleaned), position=0 if last is None else last + 1)
    row.code = row.code or _free_code(session)
    _check(session, row)
    session.add(row)
    session.flush()
    return row.id


def add_usual(session: Session) -> None:
    """Add the usual books that are not there yet: a list, dealers and key accounts by a factor of it, the floor."""
    codes = set(session.scalars(select(PriceBook.code).where(PriceBook.deleted_at.is_(None))))
    parent = session.scalar(
        select(PriceBook.id).where(PriceBook.deleted_at.is_(None), PriceBook.code == LIST_BOOK).limit(1)
    )
    for code, name, name_en, kind, factor in _USUAL:
        if code in codes:
            continue
        rule = {"parent_id": parent, "factor": Decimal(factor)} if factor else {}
        made = create(session, name=name, name_en=name_en, code=code, kind=kind, **rule)
        parent = made if code == LIST_BOOK else parent


def change(session: Session, book_id: uuid.UUID, field: str, value: Any, *, row_version: int) -> None:
    """Change one field of a price book; RuleError where it would lead in a circle or lose its buyers."""
    row = _row(session, book_id)
    if row.row_version != row_version:
        message = _(
            "“{name}” was changed elsewhere in the meantime. What you typed is still there: look, then save again."
        )
        raise ConflictError(message.format(name=row.name[:60]))
    cleaned = _clean(field, value)
    if field == "code" and cleaned != row.code:
        _refuse_bought_by(session, row)
    if field == "currency" and cleaned != row.currency and _has_prices(session, book_id):
        raise RuleError(
            _("“{name}” has prices in {currency}. Make another book for the other currency.").format(
                name=row.name[:60], currency=row.currency
            )
        )
    setattr(row, field, cleaned)
    with session.no_autoflush:
        _check(session, row)
    session.flush()


def delete(session: Session, book_id: uuid.UUID) -> None:
    """Put a price book into the recycle bin, unless customers buy by it or other books follow from it."""
    row = _row(session, book_id)
    _refuse_bought_by(session, row)
    child = select(PriceBook.name).where(PriceBook.parent_id == book_id, PriceBook.deleted_at.is_(None))
    name = session.scalar(child.limit(1))
    if name is not None:
        raise RuleError(
            _("The prices of “{other}” follow from “{name}”. Give it another parent first.").format(
                other=name[:60], name=row.name[:60]
            )
        )
    recycle_bin.delete(session, "price_book", [book_id])


def customer_named(session: Session, name: str) -> uuid.UUID:
    """Return the customer of a name or short name; InvalidInputError where there is none, or several."""
    wanted = name.strip()
    same = (Customer.name == wanted) | (Customer.short_name == wanted)
    found = session.scalars(select(Customer.id).where(Customer.deleted_at.is_(None), same).limit(2)).all()
    if len(found) != 1:
        raise InvalidInputError(_("No one customer is called “{name}”.").format(name=wanted[:60]))
    return found[0]


# --- checks -------------------------------------------------------------------------------------------------------


def _row(session: Session, book_id: uuid.UUID) -> PriceBook:
    row = session.get(PriceBook, book_id)
    if row is None or row.deleted_at is not None:
        raise _gone()
    return row


def _gone() -> InvalidInputError:
    return InvalidInputError(_("This price book is no longer there."))


def _has_prices(session: Session, book_id: uuid.UUID) -> bool:
    query = select(PriceBookEntry.id).where(
        PriceBookEntry.price_book_id == book_id, PriceBookEntry.deleted_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def _free_code(session: Session) -> str:
    taken = set(session.scalars(select(PriceBook.code)))
    return next(code for place in range(1, len(taken) + 2) if (code := f"book-{place}") not in taken)


def _refuse_bought_by(session: Session, row: PriceBook) -> None:
    """Refuse to take a code away from the customers that buy by it, unless another book bears it."""
    query = select(func.count()).select_from(Customer)
    buyers = session.scalar(query.where(Customer.deleted_at.is_(None), Customer.price_book == row.code)) or 0
    others = select(PriceBook.id).where(
        PriceBook.code == row.code, PriceBook.id != row.id, PriceBook.deleted_at.is_(None)
    )
    if buyers and row.code and session.scalar(others.limit(1)) is None:
        raise RuleError(
            _("{count} customers buy by “{name}”. Give them another price book first.").format(
                count=number(buyers, 0), name=row.name[:60]
            )
        )


def _check(session: Session, row: PriceBook) -> None:
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise InvalidInputError(_("The last day is before the first."))
    seen, parent_id = {row.id}, row.parent_id
    while parent_id is not None:
        if parent_id in seen:
            raise RuleError(
                _("The prices of “{name}” would follow from themselves.").format(name=row.name[:60])
            )
        seen.add(parent_id)
        parent = session.get(PriceBook, parent_id)
        if parent is None or parent.deleted_at is not None:
            raise _gone()
        if parent.customer_id is not None:
            raise RuleError(
                _("“{name}” is one customer's book; others can't follow from it.").format(
                    name=parent.name[:60]
                )
            )
        parent_id = parent.parent_id
    if row.customer_id is not None:
        followers = select(PriceBook.id).where(PriceBook.parent_id == row.id, PriceBook.deleted_at.is_(None))
        if row.id is not None and session.scalar(followers.limit(1)) is not None:
            raise RuleError(_("Other books follow from this one, so it can't be one customer's."))
        customer = session.get(Customer, row.customer_id)
        if customer is None or customer.deleted_at is not None:
            raise InvalidInputError(_("This customer is no longer there."))


def _clean(field: str, value: Any) -> Any:
    special = _RULES.get(field)
    return special(value) if special else value


def _currency(code: str) -> str:
    money.minor_units(code or HOME)
    return code or HOME


def _multiple(value: Decimal | None) -> Decimal | None:
    return value or None


_RULES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": lambda value: texts.cleaned_name(value, 100),
    "name_en": lambda value: texts.cleaned(value, 100),
    "code": lambda value: texts.cleaned(rules.cleaned_code(value), 40),
    "kind": lambda code: texts.choice(code, KINDS) or "sale",
    "breaks": lambda code: texts.choice(code, BREAKS) or "range",
    "rounding_mode": lambda code: texts.choice(code, ROUNDINGS) or "half_up",
    "value_class": lambda code: texts.choice(code, VALUE_CLASSES),
    "currency": _currency,
    "rounding_to": _multiple,
    "ending": _multiple,
}
