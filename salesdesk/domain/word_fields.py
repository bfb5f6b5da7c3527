"""The blanks of a firm's own contract in Word: which there are, what a template has of them, and what is wrong with it.

`{{total.words}}` is the Chinese value, `{{total.words.en}}` the English one. A table's row with a blank of the lines or
of the payments stands once for each of them.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from salesdesk.domain.clauses import Blocker, BlockerKind, field_name
from salesdesk.domain.merge_fields import FIELDS, Field, Values, said
from salesdesk.i18n import N_, Language, _, translate

MARK: Final = re.compile(r"\{\{([^{}\n]{1,100})\}\}")
"""What stands in a template as a blank, also one that isn't known."""
_OPEN, _CLOSE = "[{\uff5b]", "[}\uff5d]"
_LOOSE: Final = re.compile(
    rf"{_OPEN}\s?{_OPEN}(?:[^{{}}\uff5b\uff5d\n]{{0,60}}{_CLOSE}\s?{_CLOSE})?|{_CLOSE}\s?{_CLOSE}"
)
"""Braces that make no blank: single ones in pairs, and those of full width, as Chinese keyboards write them."""
_ENGLISH: Final = ".en"
_BEFORE, _BEHIND = 8, 24
_MOST_SAID: Final = 20
_MOST_MARKS: Final = 1_000
"""More than there are fields: what is beyond them is unknown anyway, and some unknown ones are named."""
LONGEST_TEXT: Final = 200_000

Row = Literal["", "line", "instalment"]
"""What a table's row is repeated for: nothing, the lines of Annex 1, the payments."""

PARTIES: Final[Mapping[str, Field]] = {
    "contract.version": Field(N_("Version of the contract"), computed=True),
    "buyer.address": Field(N_("Buyer's address"), computed=True),
    "buyer.contact": Field(N_("Buyer's contact"), computed=True),
    "buyer.phone": Field(N_("Buyer's phone"), computed=True),
    "buyer.email": Field(N_("Buyer's e-mail"), computed=True),
    "buyer.bank": Field(N_("Buyer's bank account"), computed=True),
    "seller.address": Field(N_("Seller's address"), computed=True),
    "seller.contact": Field(N_("Seller's contact"), computed=True),
    "seller.phone": Field(N_("Seller's phone"), computed=True),
    "seller.email": Field(N_("Seller's e-mail"), computed=True),
}
"""What a document says beside its clauses; any of it may be empty."""
LINES: Final[Mapping[str, Field]] = {
    "line.no": Field(N_("Line: number"), computed=True),
    "line.name": Field(N_("Line: name"), computed=True),
    "line.brand": Field(N_("Line: brand"), computed=True),
    "line.model": Field(N_("Line: model"), computed=True),
    "line.specification": Field(N_("Line: specification"), computed=True),
    "line.quantity": Field(N_("Line: quantity"), computed=True),
    "line.unit": Field(N_("Line: unit"), computed=True),
    "line.price": Field(N_("Line: unit price with tax"), worded=True, computed=True),
    "line.tax": Field(N_("Line: tax rate"), computed=True),
    "line.amount": Field(N_("Line: amount with tax"), computed=True),
    "line.delivery": Field(N_("Line: delivery"), computed=True),
    "line.remark": Field(N_("Line: remark"), computed=True),
}
INSTALMENTS: Final[Mapping[str, Field]] = {
    "instalment.no": Field(N_("Payment: number"), computed=True),
    "instalment.name": Field(N_("Payment: name"), worded=True, computed=True),
    "instalment.share": Field(N_("Payment: share"), computed=True),
    "instalment.amount": Field(N_("Payment: amount"), computed=True),
    "instalment.when": Field(N_("Payment: when due"), worded=True, computed=True),
}
ALL: Final[Mapping[str, Field]] = {**FIELDS, **PARTIES, **LINES, **INSTALMENTS}
"""Every blank that a template may have."""
_NEEDED: Final = (("contract.no",), ("buyer.name",), ("seller.name",))
_NEEDED_OF_SALES: Final = (("total.figures", "total.words"),)


def parsed(mark: str) -> tuple[str, Language] | None:
    """Return the field and the language that a blank names; None where there is no such field."""
    name = mark.strip()
    if name in ALL:
        return name, "zh_CN"
    key = name.removesuffix(_ENGLISH)
    return (key, "en") if key in ALL else None


def row_of(mark: str) -> Row:
    """Return what a row with this blank is repeated for."""
    found = parsed(mark)
    if found is None:
        return ""
    return "line" if found[0] in LINES else "instalment" if found[0] in INSTALMENTS else ""


def written(key: str, language: Language = "zh_CN") -> str:
    """Return how a field is written into a template."""
    return "{{" + key + (_ENGLISH if language == "en" else "") + "}}"


def nearest(mark: str) -> str:
    """Return the field that somebody may have meant, as it is written; empty where none is near."""
    name = unicodedata.normalize("NFKC", mark).strip().lower()
    language: Language = "en" if name.endswith(_ENGLISH) else "zh_CN"
    name = name.removesuffix(_ENGLISH)
    known = {key: key for key in ALL}
    for spoken in ("zh_CN", "en"):
        known |= {translate(field.name, spoken).lower(): key for key, field in ALL.items()}
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return written(known[found[0]], language) if found else ""


# --- what a template has ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up in a template: its blanks, those of a row that stand in none, braces that are no blank."""

    marks: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    text: str = ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the blanks that name no field."""
        return tuple(mark for mark in self.marks if parsed(mark) is None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the fields that are named, each once."""
        return tuple(dict.fromkeys(known[0] for mark in self.marks if (known := parsed(mark)) is not None))

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages that values are wanted in."""
        return tuple(dict.fromkeys(known[1] for mark in self.marks if (known := parsed(mark)) is not None))

    def lacking(self, contract_kind: str = "sale") -> tuple[str, ...]:
        """Return the fields that a contract can't do without and the template lacks."""
        needed = (*_NEEDED, *(_NEEDED_OF_SALES if contract_kind == "sale" else ()))
        here = set(self.keys)
        return tuple(some[0] for some in needed if here.isdisjoint(some))


def look(texts: Iterable[tuple[str, Row]]) -> Found:
    """Look through paragraphs, each with what its row is repeated for."""
    marks: dict[str, None] = {}
    astray: dict[str, None] = {}
    loose: list[str] = []
    said_so_far: list[str] = []
    for text, row in texts:
        said_so_far.append(text)
        for mark in MARK.findall(text):
            if len(marks) < _MOST_MARKS:
                marks[mark.strip()] = None
            if row_of(mark) not in ("", row):
                astray[mark.strip()] = None
        rest = MARK.sub(lambda mark: " " * len(mark[0]), text)
        loose += [
            text[max(found.start() - _BEFORE, 0) : found.end() + _BEHIND].strip()
            for found in islice(_LOOSE.finditer(rest), _MOST_SAID - len(loose))
        ]
    whole = "\n".join(said_so_far)[:LONGEST_TEXT]
    return Found(tuple(marks), tuple(astray), tuple(loose), whole)


def as_json(found: Found) -> str:
    """Return what was found as it is stored."""
    return json.dumps(
        {"marks": found.marks, "astray": found.astray, "loose": found.loose, "text": found.text},
        ensure_ascii=False,
    )


def from_json(text: str) -> Found:
    """Return what was found as it was stored; what an older program didn't look for is empty."""
    content: Any = json.loads(text)
    lists = {name: tuple(map(str, content.get(name, ()))) for name in ("marks", "astray", "loose")}
    return Found(**lists, text=str(content.get("text", "")))


# --- what keeps it from being filled ------------------------------------------------------------------------------


def empty(found: Found, values: Values) -> tuple[str, ...]:
    """Return the fields that hold nothing in a language in which a template has them, each once."""
    known = [pair for mark in found.marks if (pair := parsed(mark)) is not None and pair[0] in FIELDS]
    return tuple(dict.fromkeys(key for key, language in known if not said(key, values, language)))


def blockers(found: Found | None, values: Values, contract_kind: str) -> tuple[Blocker, ...]:
    """Return what keeps a contract from being written with a template, each once; None is one that is gone."""
    if found is None:
        return (Blocker("template_gone", -1, "zh_CN"),)
    told: dict[BlockerKind, tuple[str, ...]] = {
        "empty_field": empty(found, values),
        "template_unknown": found.unknown,
        "template_astray": found.astray,
        "template_loose": found.loose,
        "template_lacks": found.lacking(contract_kind),
    }
    return tuple(Blocker(kind, -1, "zh_CN", what) for kind, some in told.items() for what in some)


def complaints(found: Found) -> tuple[str, ...]:
    """Return what is to be put right in a template, in the user's words; nothing where it can be used."""
    told = []
    for mark in found.unknown[:_MOST_SAID]:
        near = nearest(mark)
        text = _("There is no field “{mark}”. Is {near} meant?") if near else _("There is no field “{mark}”.")
        told.append(text.format(mark=mark, near=near))
    told += [
        _("“{mark}” stands only in a row of a table, which is repeated.").format(mark=mark)
        for mark in found.astray
    ]
    told += [_("Braces stand there that are no field: {text}").format(text=text) for text in found.loose]
    told += [
        _("{mark} is missing: {name}.").format(mark=written(key), name=field_name(key))
        for key in found.lacking()
    ]
    return tuple(told)
