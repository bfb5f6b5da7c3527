"""A standard operating procedure as it is printed: plain texts in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.i18n import Language


@dataclass(frozen=True, slots=True)
class SopItem:
    """A line of a procedure: what, how, by whom; `source` is the link or the file's name of a resource."""

    text: str
    detail: str = ""
    role: str = ""
    required: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class SopStage:
    """A stage of a procedure; `expected` is how long it should take, in words, `fields` what must be known."""

    name: str
    expected: str = ""
    probability: str = ""
    activities: str = ""
    success: str = ""
    buying_step: str = ""
    fields: tuple[str, ...] = ()
    checks: tuple[SopItem, ...] = ()
    evidence: tuple[SopItem, ...] = ()
    steps: tuple[SopItem, ...] = ()
    resources: tuple[SopItem, ...] = ()
    questions: tuple[SopItem, ...] = ()
    messages: tuple[SopItem, ...] = ()
    monitors: tuple[SopItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Booklet:
    """The procedure of a pipeline, or of one of its stages; `gate` says in words how its gates work."""

    title: str
    firm: str
    gate: str
    printed_on: date
    stages: tuple[SopStage, ...]
    language: Language = "zh_CN"
    single: bool = False
