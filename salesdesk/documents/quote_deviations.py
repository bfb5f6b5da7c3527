"""The technical deviation list (技术偏离表) of a quote: what is asked for, what is offered and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.text_table import TextTable
from salesdesk.domain.deviation import VERDICTS
from salesdesk.i18n import N_

if TYPE_CHECKING:
    from salesdesk.documents.quote_setting import Setting

_SHARES: Final = (0.7, 3.0, 4.0, 4.0, 2.0)


def deviations(setting: Setting) -> list[Block]:
    """Return the list with its heading; nothing where the version has none."""
    rows, look, say = setting.document.deviations, setting.look, setting.say
    if not rows:
        return []
    titles = (N_("No."), N_("Parameter"), N_("Required"), N_("Our response"), N_("Deviates"))
    table = TextTable([say.below(title) for title in titles], _SHARES, setting.area, look)
    blocks = [_heading(say(N_("Technical deviation list")), setting), table.head]
    for number, row in enumerate(rows, start=1):
        verdict = look.cell_strong if row.deviates else look.cell_soft
        blocks += table.row(
            (
                (str(number), look.cell_soft),
                (row.parameter, look.cell_strong if row.must else look.cell),
                (row.required or "—", look.cell),
                (row.ours or "—", look.cell),
                (say(VERDICTS[row.met]), verdict),
            )
        )
    return blocks


def _heading(text: str, setting: Setting) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(text, top, 0, panel=False)
        sheet.text(setting.area.left, top, text, setting.look.heading)

    return Block(setting.look.heading.leading + 1, draw, gap=16, keep=True)
