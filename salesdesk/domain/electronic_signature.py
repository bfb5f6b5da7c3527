"""Signatures by certificates on contracts (电子签名法 Art. 13 and 14): what may be signed, what both sides agreed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from salesdesk.domain.contract_version import ContractVersion
    from salesdesk.i18n import Language

SIGNABLE: Final = ("issued", "signed")
"""The states of a version that may be signed: nothing of it changes any more."""
_NAMED: Final[dict[Language, re.Pattern[str]]] = {
    "zh_CN": re.compile(r"[^。；;\n]*电子签[名章][^。；;\n]*"),
    "en": re.compile(r"[^.;\n]*electronic(?:ally)? sign(?:ature|ed)[^.;\n]*", re.IGNORECASE),
}


def agreement(version: ContractVersion) -> str:
    """Return the words of a contract about electronic signatures, in the language that prevails; "" where it has none.

    Whether they accept one, and which, a person reads: nothing here takes a refusal for a consent.
    """
    language = version.language
    for clause in version.clauses:
        if found := _NAMED[language].search(clause.text(language)):
            return found[0].strip(" ,，")
    return ""
