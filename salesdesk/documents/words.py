"""What a document says itself, in its language and in a second one beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.i18n import translate

if TYPE_CHECKING:
    from salesdesk.i18n import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Say a document's own texts in one language or in two, the customer's first; ids are English."""

    language: Language
    second: Language | None = None

    def __call__(self, message: str, **values: object) -> str:
        """Return a text in every language, beside each other."""
        return " ".join(self.each(message, **values))

    def below(self, message: str, **values: object) -> str:
        """Return a text in every language, below each other."""
        return "\n".join(self.each(message, **values))

    def once(self, message: str, **values: object) -> str:
        """Return a text in the first language alone, for what has values that would stand there twice."""
        return translate(message, self.language).format(**values)

    def each(self, message: str, **values: object) -> tuple[str, ...]:
        """Return a text in every language, once where they agree."""
        languages = (self.language, *((self.second,) if self.second else ()))
        said = (translate(message, language).format(**values) for language in languages)
        return tuple(dict.fromkeys(said))
