"""What asks fits and is translated, and shows hostile texts as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from sqlalchemy import select

from salesdesk.storage.records import Opportunity, Stage, StageItem
from salesdesk.ui.opportunity_dialog import NewOpportunityDialog
from salesdesk.ui.pipeline.page import BoardPage
from tests import factories
from tests.ui.pages import program_over, show
from tests.ui.test_fit import _SAME, cut_off, shown_texts
from tests.ui.test_hostile import TEXTS, spoil

if TYPE_CHECKING:
    from salesdesk.i18n import Language
    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.program import Program

ASKED = (
    *("customer", "contact", "need", "budget", "amount", "expected_close_on", "product", "decider"),
    *("departments", "team", "requirements", "quote", "quote_sent", "competitor", "next_step"),
)
WHAT = ("popover", "signing", "loss", "new")


def ask_for_everything(workspace: Workspace, name: str = "") -> None:
    """Have the first stages ask for all that can be asked for, of an opportunity that has nothing of it."""
    with workspace.write(factories.STEP) as write:
        session = write.session
        if name:
            factories.opportunity(session, name=name, position=-(10**15), amount_minor=None)
        first, second, *_others = session.scalars(
            select(Stage).order_by(Stage.pipeline_id, Stage.position)
        ).all()
        first.required_fields, second.required_fields = " ".join(ASKED[:8]), " ".join(ASKED[8:])
        for kind in ("check", "evidence"):
            session.add(
                StageItem(
                    stage_id=first.id, kind=kind, text="现场看过", text_en="Seen on site", required=True
                )
            )


@contextmanager
def asking(program: Program, what: str) -> Iterator[QWidget]:
    """Give what asks, over the board."""
    page = show(program, "board")
    assert isinstance(page, BoardPage)
    assert program.data is not None
    card = program.data.read(
        lambda session: session.scalar(select(Opportunity.id).order_by(Opportunity.position).limit(1))
    )
    gates = page.card_actions.gates
    shown: Any = None
    if what == "popover":
        gates.move(card, page.columns[2].column.stage_id)
        shown = gates.popover
        shown.waiver.open()
    elif what == "signing":
        gates.win(card)
    elif what == "loss":
        gates.lose(card)
    else:
        program.requests.carry_out("new-opportunity", {})
    if shown is None:
        shown = next(one for one in program.window.findChildren(QDialog) if one.isVisible())
    if isinstance(shown, NewOpportunityDialog):
        shown.stage.setCurrentIndex(2)
    for _time in range(5):
        QApplication.processEvents()
    yield shown
    if isinstance(shown, QDialog):
        shown.reject()
    else:
        gates.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_text_is_cut_off_at_the_least_size(demo: Workspace, language: Language) -> None:
    ask_for_everything(demo, "磨床")
    with program_over(demo, (1024, 680), language=language) as program:
        for what in WHAT:
            with asking(program, what) as shown:
                assert (what, cut_off(shown)) == (what, [])
                assert shown.height() <= 680
                assert shown.width() <= 1024


def test_nothing_is_english_in_a_chinese_window_and_every_field_has_a_name(demo: Workspace) -> None:
    ask_for_everything(demo, "磨床")
    same = re.compile(rf"{_SAME.pattern}|\b[ASF]R\b")
    with program_over(demo) as program:
        for what in WHAT:
            with asking(program, what) as shown:
                texts = [
                    text
                    for text in shown_texts(shown, str(demo.path))
                    if re.search(r"[A-Za-z]{2,}", same.sub("", text))
                ]
                assert (what, texts) == (what, [])
                assert (what, nameless(shown)) == (what, [])


def nameless(shown: QWidget) -> list[str]:
    """Return the fields that a screen reader has no name for."""
    return [
        type(field).__name__
        for field in shown.findChildren(QWidget)
        if field.isVisible()
        and field.focusPolicy() != Qt.FocusPolicy.NoFocus
        and field.focusProxy() is None
        and not (field.accessibleName() or getattr(field, "text", str)())
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_texts_are_shown_as_they_are(workspace: Workspace, text: str) -> None:
    factories.set_up(workspace)
    ask_for_everything(workspace)
    with workspace.write(factories.STEP) as write:
        customer = factories.customer(write.session)
        factories.contact(write.session, customer_id=customer)
        factories.product(write.session)
        factories.opportunity(write.session, customer_id=customer)
    with workspace.write(factories.STEP) as write:
        spoil(write.session, text)
    with program_over(workspace, (1024, 680)) as program:
        for what in WHAT:
            with asking(program, what) as shown:
                assert not shown.grab().isNull()
                assert program.window.width() < 1200
                assert shown.width() <= 1024
                labels = [one for one in shown.findChildren(QLabel) if one.text()]
                marked = [one for one in labels if one.textFormat() != Qt.TextFormat.PlainText]
                assert (what, marked) == (what, [])
