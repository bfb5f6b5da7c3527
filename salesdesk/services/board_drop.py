"""What a card becomes when it is dropped on a column, whatever the board is grouped by."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _
from salesdesk.services import opportunities
from salesdesk.services.board_filter import BoardFilter
from salesdesk.services.board_groups import Grouping, Key
from salesdesk.services.board_moments import month_after


def takes_drops(grouping: Grouping, key: Key) -> bool:
    """Tell whether a card of another column can be dropped on this one.

    A value class belongs to the customer, and “earlier” and “later” name no date.
    """
    return grouping != "value_class" and not (grouping == "month" and isinstance(key, str))


def drop(
    session: Session,
    opportunity_id: uuid.UUID,
    grouping: Grouping,
    key: Key,
    *,
    position: int | None = None,
    board_filter: BoardFilter | None = None,
    row_version: int | None = None,
    waiver: str = "",
    reason: str = "",
) -> None:
    """Put an opportunity where its card was dropped: into a stage, to an owner, or to a month's last day.

    A stage takes `position`, `board_filter` and `waiver` as `opportunities.move` does; the other columns are sorted by
    the expected close, so that there is no place to choose. `reason` says why the close is put to another day.
    """
    if not takes_drops(grouping, key):
        raise RuleError(refusal(grouping))
    if grouping in ("stage", "after_sale") and isinstance(key, uuid.UUID):
        opportunities.move(
            session,
            opportunity_id,
            key,
            position=position,
            board_filter=board_filter,
            row_version=row_version,
            waiver=waiver,
        )
    elif grouping == "owner":
        opportunities.change(session, opportunity_id, "owner", key, row_version=row_version)
    else:
        last = month_after(key, 1) - timedelta(days=1) if isinstance(key, date) else None
        opportunities.change(
            session, opportunity_id, "expected_close_on", last, row_version=row_version, reason=reason
        )


def refusal(grouping: Grouping) -> str:
    """Return why a column of a grouping takes no cards."""
    if grouping == "value_class":
        return _("The value class belongs to the customer. Change it there.")
    return _("This column has no date of its own. Set the expected close in the opportunity.")
