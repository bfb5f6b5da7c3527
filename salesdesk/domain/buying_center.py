"""Who decides a purchase at the customer: roles, levels, what the decision chain lacks, how much support there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from salesdesk.domain.stage_gate import DEPARTMENTS
from salesdesk.i18n import N_, _

ROLE_NAMES: Final = (
    ("technical", N_("Technical")),
    ("purchasing", N_("Purchasing")),
    ("finance", N_("Finance")),
    ("executive", N_("Executives")),
    ("user", N_("User")),
    ("other", N_("Other role")),
)
"""What somebody decides of a purchase, with names to be translated when shown."""
LEVEL_NAMES: Final = (
    ("top", N_("Top level")),
    ("middle", N_("Middle level")),
    ("working", N_("Working level")),
)
"""How high somebody stands, with names to be translated when shown."""
ATTITUDE_NAMES: Final = (
    (2, N_("Strongly for us")),
    (1, N_("For us")),
    (0, N_("Neutral")),
    (-1, N_("Against us")),
    (-2, N_("Strongly against us")),
)
"""How somebody thinks of us, with names to be translated when shown."""
MUCH_INFLUENCE: Final = 4
"""From this influence on somebody can carry a decision."""
_ROLE_OF_CONTACT: Final = {
    "decider": "executive",
    "technical": "technical",
    "purchasing": "purchasing",
    "finance": "finance",
    "user": "user",
}
_HEADS: Final = (
    "董事",
    "总经理",
    "总裁",
    "厂长",
    "老板",
    "法人",
    "ceo",
    "chairman",
    "president",
    "general manager",
    "managing director",
    "owner",
)
_WORDS: Final = (
    ("purchasing", ("采购", "供应链", "招标", "purchas", "procurement", "sourcing", "buyer")),
    ("finance", ("财务", "会计", "出纳", "成本", "financ", "account", "controller", "cfo")),
    ("executive", _HEADS),
    (
        "technical",
        (
            "技术",
            "工艺",
            "研发",
            "设备",
            "工程",
            "质量",
            "品质",
            "总工",
            "engineer",
            "technical",
            "cto",
            "quality",
        ),
    ),
    (
        "user",
        ("生产", "车间", "班组", "操作", "使用", "制造", "production", "workshop", "operator", "operation"),
    ),
)
_HELPERS: Final = ("助理", "秘书", "assistant", "secretary")
_TOP: Final = (*_HEADS, "副总", "总工", "总监", "cfo", "cto", "coo", "vice president", "director", "chief")
_MIDDLE: Final = ("经理", "主任", "部长", "科长", "处长", "主管", "manager", "head", "lead", "supervisor")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the decision chain; `met` tells whether we sat together with them already."""

    role: str
    influence: int
    attitude: int
    met: bool = False


@dataclass(frozen=True, slots=True)
class ChainGap:
    """What the decision chain lacks: a department, a friend who counts, a meeting with an executive."""

    code: str
    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """How much of the chain's influence is for us: `score` of at most ±`most`."""

    score: int
    most: int

    @property
    def share(self) -> float:
        """Return the support from -1 (all strongly against us) to 1; 0 where nobody is known."""
        return self.score / self.most if self.most else 0.0


def gaps(members: Sequence[Member]) -> tuple[ChainGap, ...]:
    """Return what the decision chain lacks (requirement A02), departments first."""
    names, roles = dict(ROLE_NAMES), {member.role for member in members}
    found = [
        ChainGap(
            "department",
            _("Nobody of this department is known yet: {department}.").format(department=_(names[role])),
            role,
        )
        for role in DEPARTMENTS
        if role not in roles
    ]
    if members and not any(one.attitude > 0 and one.influence >= MUCH_INFLUENCE for one in members):
        found.append(ChainGap("no_friend", _("Nobody with much influence is for us yet.")))
    if "executive" in roles and not any(one.met for one in members if one.role == "executive"):
        found.append(ChainGap("never_met", _("The executives were never met in person."), "executive"))
    if len(members) == 1:
        found.append(ChainGap("single", _("Everything hangs on a single contact.")))
    return tuple(found)


def support(members: Sequence[Member]) -> Support:
    """Return the sum of influence × attitude, and the largest that it could be."""
    return Support(
        sum(one.influence * one.attitude for one in members), sum(one.influence * 2 for one in members)
    )


def suggested_role(role: str, title: str, department: str) -> str:
    """Return what a contact probably decides: by its own role, else its department, else its title."""
    if role in _ROLE_OF_CONTACT:
        return _ROLE_OF_CONTACT[role]
    level = suggested_level(title)
    if level == "top" and _has(title, _HEADS):
        return "executive"
    for text in (department, title):
        for code, words in _WORDS:
            if _has(text, words) and (code != "executive" or level == "top"):
                return code
    return "executive" if level == "top" else "other"


def suggested_level(title: str) -> str:
    """Return how high somebody with this title probably stands; empty without a title."""
    if not title.strip():
        return ""
    if _has(title, _HELPERS):
        return "working"
    if _has(title, _TOP):
        return "top"
    return "middle" if _has(title, _MIDDLE) else "working"


def _has(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text has one of the words; Latin ones stand at the beginning of a word ("cto", not "director")."""
    lowered = text.casefold()
    return any(
        re.search(rf"\b{word}", lowered) is not None if word.isascii() else word in lowered for word in words
    )
