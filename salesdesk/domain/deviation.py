"""The technical deviation list of a quote: what the customer asked for, what we offer, and where both differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from salesdesk.domain.texts import one_line
from salesdesk.i18n import N_

VERDICTS: Final[Mapping[str, str]] = {
    "yes": N_("No deviation"),
    "partly": N_("Partial deviation"),
    "no": N_("Deviation"),
    "": N_("To be confirmed"),
}
"""Whether we meet a requirement, with names to be translated when shown."""
MOST_DEVIATIONS: Final = 500
_LONGEST: Final = {"parameter": 200, "required": 450, "ours": 400}


@dataclass(frozen=True, slots=True)
class Deviation:
    """A line of the list; `must` marks what the customer insists on, `met` is one of `VERDICTS`."""

    parameter: str
    required: str = ""
    ours: str = ""
    met: str = ""
    must: bool = True

    @property
    def deviates(self) -> bool:
        """Tell whether we don't meet the requirement, or only in part."""
        return self.met in ("partly", "no")


def deviations_as_text(rows: Iterable[Deviation]) -> str:
    """Return a compact text that `deviations_from` reads back; nothing for no rows."""
    values = [asdict(row) for row in rows]
    return json.dumps(values, ensure_ascii=False) if values else ""


def deviations_from(stored: object) -> tuple[Deviation, ...]:
    """Read what `deviations_as_text` wrote, or the list in it; what can't be read is left out."""
    if isinstance(stored, str):
        try:
            stored = json.loads(stored or "[]")
        except (ValueError, RecursionError):
            return ()
    rows = stored if isinstance(stored, list) else []
    return tuple(row for value in rows[:MOST_DEVIATIONS] if (row := _deviation(value)) is not None)


def _deviation(value: Any) -> Deviation | None:
    if not isinstance(value, Mapping):
        return None
    texts = {name: one_line(str(value.get(name) or ""))[:most] for name, most in _LONGEST.items()}
    if not texts["parameter"]:
        return None
    met = value.get("met")
    return Deviation(
        **texts,
        met=met if isinstance(met, str) and met in VERDICTS else "",
        must=value.get("must") is not False,
    )
