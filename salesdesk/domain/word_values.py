"""What stands in the blanks of a contract that is written in Word: its own, its parties', those of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salesdesk.domain import contract_version, merge_fields, payment_terms
from salesdesk.domain.contract_version import ContractLine, ContractVersion, schedule
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.money import trimmed
from salesdesk.domain.quote_version import Party
from salesdesk.domain.word_fields import ALL, Row, parsed
from salesdesk.i18n import N_, translate

Say = Callable[[str], str | None]
"""Returns what stands in a blank, by how that is written; None where it is to stay as it is."""


def values(version: ContractVersion) -> dict[str, Value]:
    """Return what stands in every blank but those of rows."""
    return {
        **contract_version.values(version),
        "contract.version": Value(str(version.version)),
        **_party("buyer", version.buyer, ""),
        **_party("seller", version.seller, version.seller_person),
        "buyer.bank": Value(" ".join(filter(None, (version.buyer.bank, version.buyer.bank_account)))),
    }


def _party(side: str, party: Party, ours: str) -> dict[str, Value]:
    return {
        f"{side}.address": Value(party.address),
        f"{side}.contact": Value(party.contact or ours),
        f"{side}.phone": Value(party.contact_phone or party.phone),
        f"{side}.email": Value(party.contact_email or party.email),
    }


def rows(version: ContractVersion) -> dict[Row, tuple[dict[str, Value], ...]]:
    """Return what stands in the rows of the lines and of the payments."""
    return {"line": tuple(_lines(version)), "instalment": tuple(_instalments(version))}


def _lines(version: ContractVersion) -> list[dict[str, Value]]:
    found, number = [], 0
    for line in version.lines:
        if line.kind in ("section", "note"):
            found.append({"line.name": Value(line.name)})
            continue
        number += 1
        found.append(_line(line, number, version.places))
    return found


def _line(line: ContractLine, number: int, places: int) -> dict[str, Value]:
    free = N_("Free of charge")
    price = f"{trimmed(line.unit_price, places):,f}"
    return {
        "line.no": Value(str(number)),
        "line.name": Value(line.name),
        "line.brand": Value(line.brand),
        "line.model": Value(line.model),
        "line.specification": Value(line.specification),
        "line.quantity": Value(f"{trimmed(line.quantity, 0):f}"),
        "line.unit": Value(line.unit),
        "line.price": Value(translate(free, "zh_CN"), translate(free, "en"))
        if line.free
        else Value(price, price),
        "line.tax": Value(payment_terms.percent_text(line.tax_rate * 100)),
        "line.amount": Value(f"{line.gross:,f}"),
        "line.delivery": Value(line.delivery),
        "line.remark": Value(line.remark),
    }


def _instalments(version: ContractVersion) -> list[dict[str, Value]]:
    both = zip(schedule(version, "zh_CN"), schedule(version, "en"), strict=True)
    return [
        {
            "instalment.no": Value(str(number)),
            "instalment.name": Value(zh.label, en.label),
            "instalment.share": Value(zh.share),
            "instalment.amount": Value(zh.amount),
            "instalment.when": Value(zh.when, en.when),
        }
        for number, (zh, en) in enumerate(both, start=1)
    ]


def sayer(known: Mapping[str, Value]) -> Say:
    """Return what says the blanks of a template; unknown ones stay as they are."""

    def say(mark: str) -> str | None:
        found = parsed(mark)
        return None if found is None else merge_fields.said(found[0], known, found[1], ALL)

    return say
