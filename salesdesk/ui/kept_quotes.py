"""The offer to go on with quotes that were typed but not saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from salesdesk.i18n import _, moment
from salesdesk.services.drafts import KeptDraft
from salesdesk.ui.widgets.message_bar import MessageBar

_LONGEST: Final = 60


def offer(
    bar: MessageBar, kept: Sequence[KeptDraft], go_on: Callable[[KeptDraft], object], *, tone: str = "note"
) -> bool:
    """Offer all that was kept, the newest first; tell whether there is any."""
    if not kept:
        return False
    if len(kept) == 1:
        text = _("A quote from {time} was not saved: {title}. Everything typed was kept.")
        text = text.format(time=moment(kept[0].updated_at), title=_title(kept[0]))
        bar.show_message(text, tone=tone, action=(_("Go on with it"), partial(go_on, kept[0])))
        return True
    text = _("{count} quotes were not saved. Everything typed was kept.").format(count=len(kept))
    choices = [(f"{moment(one.updated_at)} · {_title(one)}", partial(go_on, one)) for one in kept]
    bar.show_message(text, tone=tone, action=(_("Go on with one"), choices))
    return True


def _title(kept: KeptDraft) -> str:
    return kept.title[:_LONGEST] or _("without a customer")
