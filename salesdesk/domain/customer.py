"""Customers and their contacts: what may be kept of them, and what looks like a mistake."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _

VALUE_CLASS_NAMES: Final = {
    "strategic": N_("Strategic"),
    "key": N_("Key"),
    "regular": N_("Regular"),
    "potential": N_("Potential"),
    "maintained": N_("Maintained"),
}
"""How much a customer matters, from the most, with names to be translated when shown."""
LONGEST_REMARK: Final = 20_000
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CORPORATE: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|公司|co\.?,?\s*ltd\.?|inc\.?|gmbh|corp\.?|llc)$"
)
_SIGNS: Final = re.compile(r"[\s()（）·.,，、&\-_]+")


def cleaned(text: str, longest: int) -> str:
    """Return a line as it's kept, without invisible signs; InvalidInputError where it is too long."""
    return _bounded(one_line(text), longest)


def cleaned_remark(text: str) -> str:
    """Return a text of several lines as it's kept; InvalidInputError where it is too long."""
    return _bounded(paragraphs(text), LONGEST_REMARK)


def cleaned_name(text: str, longest: int = 200) -> str:
    """Return the name of a customer or a contact; InvalidInputError where it is empty or too long."""
    name = cleaned(text, longest)
    if not name:
        raise InvalidInputError(_("The name can't be empty."))
    return name


def choice(code: str, choices: Collection[str]) -> str:
    """Return a code that is among the choices, or empty; InvalidInputError for another one."""
    if code and code not in choices:
        raise InvalidInputError(_("Choose one of the list."))
    return code


def cleaned_uscc(text: str) -> str:
    """Return a unified social credit code in capitals, without blanks."""
    return cleaned("".join(text.split()).upper(), 40)


def uscc_doubt(code: str) -> str:
    """Return what seems wrong with a unified social credit code, or nothing: a doubt is no reason to refuse it.

    GB 32100-2015: 18 signs without I, O, S, V and Z, the last of which follows from the others.
    """
    if not code:
        return ""
    if len(code) != 18 or any(sign not in _USCC for sign in code):
        return _("A unified social credit code has 18 digits and letters, without I, O, S, V and Z.")
    total = sum(_USCC.index(sign) * 3**place % 31 for place, sign in enumerate(code[:17]))
    return "" if _USCC[-total % 31] == code[17] else _("The check character doesn't fit. Compare the code.")


def likeness_key(name: str) -> str:
    """Return a firm's name as possible duplicates are compared: without legal form, blanks, brackets and dashes."""
    key = one_line(name).casefold()
    return _SIGNS.sub("", _CORPORATE.sub("", key)) or key


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInputError(
            _("This text is too long: at most {longest} characters are kept.").format(longest=f"{longest:,}")
        )
    return text
