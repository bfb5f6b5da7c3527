"""Texts to send: the blanks of a template filled with names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from salesdesk.i18n import N_, Language, translate

PLACEHOLDERS: Final = {
    "customer": N_("customer"),
    "contact": N_("contact"),
    "owner": N_("owner"),
    "company": N_("our company"),
    "opportunity": N_("opportunity"),
}
"""What may stand in braces in a template, with names to be translated."""
_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A text ready to copy; `missing` are the placeholders for which nothing is known, shown in brackets."""

    text: str
    missing: tuple[str, ...] = ()


def fill(template: str, values: Mapping[str, str], language: Language) -> Message:
    """Return the template with its placeholders filled, once: braces in a value are no placeholders."""
    missing: dict[str, None] = {}

    def word(field: re.Match[str]) -> str:
        name = field[1]
        if name not in PLACEHOLDERS:
            return field[0]
        if value := values.get(name, ""):
            return value
        missing[name] = None
        blank = translate(PLACEHOLDERS[name], language)
        return f"【{blank}】" if language == "zh_CN" else f"[{blank}]"

    return Message(_FIELD.sub(word, template), tuple(missing))
