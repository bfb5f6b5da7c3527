"""The clauses of a contract: the shipped template, what keeps a text from going out, how it differs from another."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from salesdesk import resources
from salesdesk.domain import merge_fields
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.merge_fields import FIELDS, Values
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, Language, _

Risk = Literal["", "low", "medium", "high"]
RISKS: Final[dict[Risk, str]] = {
    "": N_("Not rated"),
    "low": N_("Low risk"),
    "medium": N_("Medium risk"),
    "high": N_("High risk"),
}
PREAMBLE: Final = "c00"
PRICE: Final = "c02"
"""The clause that states the price."""
MOST_CLAUSES: Final = 120
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 8000
_CODE: Final = re.compile(r"c\d{2}")
_KEYS: Final = {"id", "title_zh", "title_en", "risk", "zh", "en"}
_WORDS: Final = re.compile(r"[0-9A-Za-z.,%]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause in both languages; `code` is the template's, empty for a free clause. `variant` names its wording."""

    code: str = ""
    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    variant: str = ""
    risk: Risk = ""

    def title(self, language: Language) -> str:
        """Return the heading in a language."""
        return self.title_zh if language == "zh_CN" else self.title_en or self.title_zh

    def text(self, language: Language) -> str:
        """Return the wording in a language, with its blanks."""
        return self.text_zh if language == "zh_CN" else self.text_en


@cache
def template() -> tuple[Clause, ...]:
    """Return the clauses of the shipped contract for the sale of equipment."""
    file = resources.path("templates", "contract_clauses.json")
    return read_template(json.loads(file.read_text("utf-8")))


_WHAT: Final = {
    "zh": "甲方向乙方采购的设备、备件与服务",
    "en": "equipment, spare parts and services that Party A buys from Party B",
}


def framework_clause(scope: str, *, term: bool = True) -> Clause:
    """Return what a framework agreement says of its scope, of its term where it has one, and of orders under it."""
    holds = (
        "有效期自{{valid.from}}起至{{valid.until}}止。",
        "It holds from {{valid.from}} to {{valid.until}}. ",
    )
    zh, en = holds if term else ("", "")
    return Clause(
        title_zh="适用范围、期限与订单",
        title_en="Scope, term and orders",
        text_zh=f"本协议适用于{scope or _WHAT['zh']}。{zh}"
        "每次采购由双方另行签订合同或订单，约定标的、数量、价格与交期；其未约定的，适用本协议。",
        text_en=f"This agreement applies to {scope or _WHAT['en']}. {en}"
        "Each purchase is agreed in a contract or an order of its own, with subject, quantities, prices and time "
        "of delivery; what that leaves open follows this agreement.",
        risk="medium",
    )


def read_template(data: Any) -> tuple[Clause, ...]:
    """Read clauses strictly; ValueError for anything else than complete clauses with known, equal blanks."""
    if not isinstance(data, list) or not data:
        raise ValueError(data)
    found = tuple(_clause(entry) for entry in data)
    if len({clause.code for clause in found}) != len(found):
        raise ValueError(data)
    return found


def _clause(entry: Any) -> Clause:
    if (
        not isinstance(entry, dict)
        or set(entry) != _KEYS
        or not all(isinstance(v, str) for v in entry.values())
    ):
        raise ValueError(entry)
    blanks = set(merge_fields.marks(entry["zh"]))
    if (
        not _CODE.fullmatch(entry["id"])
        or entry["risk"] not in RISKS
        or not (entry["zh"].strip() and entry["en"].strip())
        or (bool(entry["title_zh"]), bool(entry["title_en"])) != ((entry["id"] != PREAMBLE),) * 2
        or blanks != set(merge_fields.marks(entry["en"]))
        or not blanks <= set(FIELDS)
        or merge_fields.loose(entry["zh"] + entry["en"])
    ):
        raise ValueError(entry)
    return Clause(
        code=entry["id"],
        title_zh=entry["title_zh"],
        title_en=entry["title_en"],
        text_zh=entry["zh"],
        text_en=entry["en"],
        risk=entry["risk"],
    )


def cleaned(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return clauses as they may be kept; InvalidInputError for too many, too long or doubled ones."""
    if len(clauses) > MOST_CLAUSES:
        raise InvalidInputError(_("A contract has {most} clauses at most.").format(most=MOST_CLAUSES))
    codes = [clause.code for clause in clauses if clause.code]
    if len(set(codes)) != len(codes):
        raise InvalidInputError(_("A clause of the template stands twice in the contract."))
    return tuple(_cleaned(number, clause) for number, clause in enumerate(clauses, start=1))


def _cleaned(number: int, clause: Clause) -> Clause:
    if clause.risk not in RISKS:
        raise InvalidInputError(_("Choose how risky the clause is."))
    titles = one_line(clause.title_zh), one_line(clause.title_en)
    texts = paragraphs(clause.text_zh), paragraphs(clause.text_en)
    if max(map(len, titles)) > LONGEST_TITLE or max(map(len, texts)) > LONGEST_TEXT:
        raise InvalidInputError(
            _("Clause {number} is too long: {most} characters at most.").format(
                number=number, most=LONGEST_TEXT
            )
        )
    return Clause(
        code=clause.code if _CODE.fullmatch(clause.code) else "",
        title_zh=titles[0],
        title_en=titles[1],
        text_zh=texts[0],
        text_en=texts[1],
        variant=one_line(clause.variant)[:100],
        risk=clause.risk,
    )


def numbers(clauses: Sequence[Clause]) -> tuple[int | None, ...]:
    """Return the number that each clause bears in print; the preamble has none."""
    counted, found = 0, list[int | None]()
    for clause in clauses:
        counted += clause.code != PREAMBLE
        found.append(None if clause.code == PREAMBLE else counted)
    return tuple(found)


# --- what keeps a contract from going out ---------------------------------------------------------------------------

BlockerKind = Literal[
    "empty_field",
    "unknown_field",
    "loose_braces",
    "empty_text",
    "template_gone",
    "template_unknown",
    "template_astray",
    "template_loose",
    "template_lacks",
]


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that must be put right before a contract is printed or issued; `clause` counts from 0, -1 is none."""

    kind: BlockerKind
    clause: int
    language: Language
    field: str = ""

    def __str__(self) -> str:
        return _(_BLOCKERS[self.kind]).format(number=self.clause + 1, field=field_name(self.field))


_BLOCKERS: Final[dict[BlockerKind, str]] = {
    "empty_field": N_("“{field}” is empty. Fill it in, or write 无."),
    "unknown_field": N_("Paragraph {number}: there is no field “{field}”."),
    "loose_braces": N_("Paragraph {number}: braces stand there that are no field."),
    "empty_text": N_("Paragraph {number} has no text in one of the document's languages."),
    "template_gone": N_("The Word template isn't there any more. Choose another one."),
    "template_unknown": N_("The Word template has a field “{field}” that there isn't."),
    "template_astray": N_("In the Word template “{field}” stands outside of a table's row."),
    "template_loose": N_("In the Word template braces stand that are no field: {field}"),
    "template_lacks": N_("The Word template lacks “{field}”."),
}


def field_name(key: str) -> str:
    """Return what a blank is called; an unknown one by its key."""
    return _(FIELDS[key].name) if key in FIELDS else key[:60]


def blockers(clauses: Sequence[Clause], values: Values, languages: Sequence[Language]) -> tuple[Blocker, ...]:
    """Return what keeps a contract in some languages from being printed, each empty field once."""
    found: dict[tuple[str, str, int], Blocker] = {}
    for number, clause in enumerate(clauses):
        for language in languages:
            for each in _blockers_of(number, clause.text(language), values, language):
                place = -1 if each.kind == "empty_field" else number
                found.setdefault((each.kind, each.field, place), each)
    return tuple(found.values())


def _blockers_of(number: int, text: str, values: Values, language: Language) -> list[Blocker]:
    if not text.strip():
        return [Blocker("empty_text", number, language)]
    found = [
        Blocker("empty_field" if key in FIELDS else "unknown_field", number, language, key)
        for key in merge_fields.marks(text)
        if not merge_fields.said(key, values, language)
    ]
    return [*found, *([Blocker("loose_braces", number, language)] if merge_fields.loose(text) else [])]


# --- comparison -----------------------------------------------------------------------------------------------------

DifferenceKind = Literal["same", "changed", "added", "removed", "moved"]
DIFFERENCES: Final[dict[DifferenceKind, str]] = {
    "same": N_("As in the template"),
    "changed": N_("Changed"),
    "added": N_("Added"),
    "removed": N_("Left out"),
    "moved": N_("Moved"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """How a clause stands beside the other text: `old` is there, `new` is here; one is None where it lacks."""

    kind: DifferenceKind
    old: Clause | None
    new: Clause | None


def compare(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Difference, ...]:
    """Return how clauses differ from others, such as the template's, in their new order; then what was left out.

    Clauses of the template are told by their code, free ones by their heading.
    """
    known = dict(zip(_keys(old), old, strict=True))
    here = _keys(new)
    kept = [key for key in known if key in here]
    order = [key for key in here if key in known]
    stay = {key for block in _blocks(kept, order) for key in kept[block.a : block.a + block.size]}
    found = []
    for key, clause in zip(here, new, strict=True):
        before = known.get(key)
        found.append(Difference(_kind(before, clause, moved=key not in stay), before, clause))
    return (
        *found,
        *(Difference("removed", clause, None) for key, clause in known.items() if key not in here),
    )


def _blocks(old: list[str], new: list[str]) -> list[difflib.Match]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()


def _keys(clauses: Sequence[Clause]) -> list[str]:
    """Return what tells each clause from the others; of equal headings the second is another than the first."""
    names = [c.code or f"free:{c.title_zh or c.title_en or c.text_zh[:40]}" for c in clauses]
    return [f"{name}#{names[:number].count(name)}" for number, name in enumerate(names)]


def _kind(old: Clause | None, new: Clause, *, moved: bool) -> DifferenceKind:
    if old is None:
        return "added"
    same = (old.title_zh, old.title_en, old.text_zh, old.text_en) == (
        new.title_zh,
        new.title_en,
        new.text_zh,
        new.text_en,
    )
    if not same:
        return "changed"
    return "moved" if moved else "same"


Piece = tuple[Literal["same", "gone", "new"], str]


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return a text beside an older one in pieces: what is the same, what is gone, what is new."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for name, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            found.append(("same", "".join(before[a:b])))
            continue
        if b > a:
            found.append(("gone", "".join(before[a:b])))
        if d > c:
            found.append(("new", "".join(after[c:d])))
    return tuple(found)
