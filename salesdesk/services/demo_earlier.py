"""The contracts of the demo's orders without a quote: fulfilled, and paid in one sum."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain import contract_version, merge_fields, money, payment_plan
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.payment_terms import by_key
from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_version import Party
from salesdesk.services import clause_library, company, contract_store, quote_store
from salesdesk.services.demo_base import Build, Deal, texts
from salesdesk.services.demo_products import book_of, unit_price
from salesdesk.storage import numbers, records
from salesdesk.storage.ids import new_id
from salesdesk.storage.records.base import Record

_TERM: Final = "prepaid"
_CURRENCY: Final = "CNY"
_PAID_AFTER: Final = 5


def places(buyer: Party) -> dict[str, Value]:
    """Return where a contract is signed and where the goods go, as its blanks have it."""
    return {
        "contract.place": Value("云州市", "Yunzhou"),
        "delivery.place": Value(buyer.address or buyer.name),
    }


class Earlier:
    """Collects the contracts of earlier orders in the order of their numbers, and writes them at once."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._seller = company.seller(build.session, fallback="")
        self._clauses = clause_library.usual(build.session)
        self._versions: list[ContractVersion] = []
        self._rows: dict[type[Record], list[dict[str, Any]]] = {
            record: []
            for record in (
                records.Contract,
                records.ContractEvent,
                records.Instalment,
                records.Receipt,
                records.ReceiptAllocation,
            )
        }

    def add(self, deal: Deal) -> None:
        """Give an order its number and its contract, which was signed, delivered and paid."""
        build = self._build
        signed, accepted = build.day(deal.closed_ago or 0), build.day(deal.entered("aftersales") or 0)
        number = numbers.next_number(build.session, "contract", f"{signed.year}")
        version = self._version(deal, f"C-{signed.year}-{number:04d}", signed)
        contract = {
            "id": new_id(),
            "number": version.number,
            "state": "completed",
            "title": build.session.get_one(records.Opportunity, deal.id).name,
            "customer_id": deal.account.id,
            "opportunity_id": deal.id,
            "owner_id": deal.account.seller.id,
            "currency": _CURRENCY,
            **{
                f"{name}_minor": money.to_minor(getattr(version.amounts, name), _CURRENCY)
                for name in ("net", "tax", "gross")
            },
            "signed_on": signed,
            "completed_on": accepted,
            "remark": texts("sales")["earlier_contract"],
        }
        event = {"kind": "sat_passed", "on_day": accepted, "result": "passed", "note": ""}
        self._versions.append(version)
        self._rows[records.Contract].append(contract)
        self._rows[records.ContractEvent].append({"contract_id": contract["id"], **event})
        self._pay(contract, version, deal)

    def _pay(self, contract: dict[str, Any], version: ContractVersion, deal: Deal) -> None:
        (line,), signed, minor = version.plan, contract["signed_on"], contract["gross_minor"]
        part = {
            "id": new_id(),
            "contract_id": contract["id"],
            "position": 1,
            **{name: getattr(line, name) for name in ("label", "label_en", "kind", "share", "trigger")},
            "amount_minor": minor,
            "planned_on": signed,
            "due_on": signed,
        }
        receipt = {
            "id": new_id(),
            "customer_id": deal.account.id,
            "received_on": signed + timedelta(days=_PAID_AFTER),
            "amount_minor": minor,
            "currency": _CURRENCY,
            "payer": version.buyer.name,
        }
        given = {"receipt_id": receipt["id"], "instalment_id": part["id"], "amount_minor": minor}
        self._rows[records.Instalment].append(part)
        self._rows[records.Receipt].append(receipt)
        self._rows[records.ReceiptAllocation].append(given)

    def insert(self) -> None:
        """Write all of it, parents before children."""
        build = self._build
        ids = build.insert(records.Contract, self._rows.pop(records.Contract))
        for contract, version in zip(ids, self._versions, strict=True):
            contract_store.insert(
                build.session,
                contract,
                version,
                signed_on=version.dated_on,
                issued_at=build.at((build.anchor - version.dated_on).days),
                content_hash=contract_version.content_hash(version),
            )
        for record, rows in self._rows.items():
            build.insert(record, rows)

    def _version(self, deal: Deal, number: str, signed: date) -> ContractVersion:
        draft, term = _draft(deal), by_key(_TERM)
        figures = totals(draft)
        buyer = quote_store.party_of(records.Customer(**deal.account.columns), draft)
        return ContractVersion(
            number=number,
            version=1,
            kind="original",
            contract_kind="sale",
            state="signed",
            dated_on=signed,
            language="zh_CN",
            second_language="en",
            currency=_CURRENCY,
            buyer=buyer,
            seller=self._seller,
            seller_person=deal.account.seller.name,
            clauses=self._clauses,
            fields=merge_fields.defaults() | places(buyer),
            lines=contract_store.bought(draft, figures, [None] * len(draft.lines)),
            amounts=Amounts(figures.net, figures.tax, figures.gross),
            discount=figures.discount,
            difference=Decimal(0),
            payment_term=_TERM,
            plan=payment_plan.of_term(term.lines) if term else (),
        )


def _draft(deal: Deal) -> QuoteDraft:
    """Return what was sold, at the prices of the customer's book, together for what the order is worth."""
    book, contact = book_of(deal.account), deal.account.contacts[0]
    return QuoteDraft(
        customer=deal.account.columns["name"],
        contact=f"{contact.name} {contact.title}",
        contact_phone=contact.mobile,
        contact_email=contact.email,
        lines=tuple(
            QuoteLine(
                name=item.name,
                model=item.model,
                unit=item.unit,
                quantity=Decimal(count),
                unit_price=money.round_half_up(unit_price(deal.lines, item, count, book), 2),
                tax_rate=item.rate,
                specification=item.specification,
                product_id=item.id,
            )
            for item, count in deal.lines
        ),
        document_discount=parse_document_discount({"total": f"{deal.amount:f}"}),
    )
