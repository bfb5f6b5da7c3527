"""The blanks of a contract, `{{delivery.weeks}}`: what each is, what stands there usually, and filling them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from salesdesk.i18n import N_, Language

MARK: Final = re.compile(r"\{\{\s*([a-z]+(?:[._][a-z]+)*)\s*\}\}")
"""A blank in a clause."""
_LOOSE: Final = re.compile(r"\{\{|\}\}")
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """A blank: its name to be translated, what is usual there, and whether the two languages say it differently.

    A `computed` one follows from the contract itself and can't be typed.
    """

    name: str
    zh: str = ""
    en: str = ""
    worded: bool = False
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a blank; without an English text the Chinese one stands there too, unless words differ."""

    zh: str = ""
    en: str = ""


Values = Mapping[str, Value]

SCHEDULE: Final = "payment.schedule_table"
"""The blank that a document fills with a table."""
FIELDS: Final[Mapping[str, Field]] = {
    "contract.no": Field(N_("Contract number"), computed=True),
    "contract.date": Field(N_("Date of the contract"), computed=True),
    "contract.place": Field(N_("Place of signing")),
    "buyer.name": Field(N_("Buyer"), computed=True),
    "buyer.uscc": Field(N_("Buyer's credit code"), computed=True),
    "seller.name": Field(N_("Seller"), computed=True),
    "seller.uscc": Field(N_("Seller's credit code"), computed=True),
    "total.figures": Field(N_("Total in figures"), computed=True),
    "total.words": Field(N_("Total in words"), worded=True, computed=True),
    "total.net": Field(N_("Total without tax"), computed=True),
    "total.tax": Field(N_("Total of the tax"), computed=True),
    "price.includes": Field(
        N_("What the price includes"),
        "含运费、安装调试与培训，不含吊装、基础及外部水电气施工",
        "includes freight, commissioning and training; excludes lifting, foundations and outside utilities",
        worded=True,
    ),
    "delivery.weeks": Field(N_("Weeks of delivery"), "8"),
    "delivery.place": Field(N_("Place of delivery")),
    "delivery.mode": Field(N_("Way of transport"), "公路运输", "road", worded=True),
    "delivery.freight_payer": Field(N_("Who pays the freight"), "乙方", "Party B", worded=True),
    "unpack.days": Field(N_("Days until unpacking"), "3"),
    SCHEDULE: Field(N_("Payment schedule"), worded=True, computed=True),
    "seller.bank": Field(N_("Seller's bank account"), computed=True),
    "invoice.timing": Field(N_("When invoices are issued"), "发货时", "shipment", worded=True),
    "invoice.type": Field(N_("Kind of invoice"), "增值税专用发票", "VAT special invoices", worded=True),
    "fat.notice": Field(N_("Days of notice of the factory acceptance"), "7"),
    "sat.run_hours": Field(N_("Hours of the trial run"), "72"),
    "sat.days": Field(N_("Days until the site acceptance"), "10"),
    "training.days": Field(N_("Person-days of training"), "2"),
    "warranty.months": Field(N_("Months of warranty"), "12"),
    "warranty.cap_months": Field(N_("Most months of warranty after delivery"), "15"),
    "service.response_h": Field(N_("Hours until service responds"), "4"),
    "service.onsite_h": Field(N_("Hours until service is on site"), "48"),
    "retention.pct": Field(N_("Share of the retention money"), computed=True),
    "retention.days": Field(N_("Days until the retention money is paid"), "15"),
    "nda.years": Field(N_("Years of confidentiality"), "3"),
    "penalty.daily": Field(N_("Penalty a day"), "0.05%（万分之五）", "0.05%"),
    "penalty.cap": Field(N_("Most of the penalty"), "5%"),
    "breach.days": Field(N_("Days of delay until termination"), "60"),
    "fm.days": Field(N_("Days until proof of force majeure"), "15"),
    "fm.max": Field(N_("Most days of force majeure"), "90"),
    "dispute.forum": Field(
        N_("Court or arbitration"),
        "卖方所在地有管辖权的人民法院",
        "the competent People's Court at the Seller's seat",
        worded=True,
    ),
    "copies": Field(N_("Number of originals"), "肆", "four", worded=True),
    "valid.from": Field(N_("First day of the agreement"), computed=True),
    "valid.until": Field(N_("Last day of the agreement"), computed=True),
}
"""All blanks that clauses may have, in the order in which they are asked for."""
TYPED: Final = tuple(key for key, field in FIELDS.items() if not field.computed)
"""The blanks that people fill."""


def defaults() -> dict[str, Value]:
    """Return what usually stands in the blanks that people fill; some are empty until somebody does."""
    return {key: Value(FIELDS[key].zh, FIELDS[key].en) for key in TYPED}


def marks(text: str) -> tuple[str, ...]:
    """Return the blanks of a text in their order, each once."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def loose(text: str) -> bool:
    """Tell whether braces stand in a text that make no blank: it would be printed with them."""
    return _LOOSE.search(MARK.sub("", text)) is not None


def said(key: str, values: Values, language: Language, fields: Mapping[str, Field] = FIELDS) -> str:
    """Return what a blank holds in a language; empty where nothing does, or there is no such field."""
    value = values.get(key)
    field = fields.get(key)
    if value is None or field is None:
        return ""
    if language == "zh_CN":
        return value.zh.strip()
    return value.en.strip() or ("" if field.worded else value.zh.strip())


def fill(text: str, values: Values, language: Language) -> str:
    """Return a text with its blanks filled, once: braces in a value are no blanks; an empty one stays as it is."""
    return MARK.sub(lambda mark: said(mark[1], values, language) or mark[0], text)


def empty(texts: Iterable[tuple[str, Language]], values: Values) -> tuple[str, ...]:
    """Return the blanks of some texts that hold nothing in their language, each once."""
    found = {key: None for text, language in texts for key in marks(text) if not said(key, values, language)}
    return tuple(found)
