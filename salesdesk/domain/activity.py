"""Activities: their kinds with names, and what may be kept of one."""

from __future__ import annotations

import re
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _

ACTIVITY_NAMES: Final = (
    ("visit", N_("Visit")),
    ("call", N_("Call")),
    ("meeting", N_("Meeting")),
    ("email", N_("E-mail")),
    ("wechat", N_("WeChat")),
    ("note", N_("Remark")),
    ("task", N_("Task")),
)
"""The kinds of activities with their names, to be translated when shown."""

LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 20_000
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|")


def cleaned_subject(text: str) -> str:
    """Return what an activity is about, without invisible signs; InvalidInputError where it is too long."""
    return _bounded(one_line(text), LONGEST_SUBJECT)


def cleaned_note(text: str) -> str:
    """Return a note without invisible signs; InvalidInputError where it is too long."""
    return _bounded(paragraphs(text), LONGEST_NOTE)


def cleaned_time(text: str) -> str:
    """Return a time of the day as `15:00`, or an empty text; InvalidInputError for anything else."""
    if not _TIME.fullmatch(text):
        raise InvalidInputError(_("Write the time like 15:00."))
    return text


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInputError(
            _("This text is too long: at most {longest} characters are kept.").format(longest=f"{longest:,}")
        )
    return text
