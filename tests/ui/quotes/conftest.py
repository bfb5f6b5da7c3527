"""Quotes over a real workspace, and their editor on a screen that nobody sees."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import quotes
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests import factories, filling
from tests.ui.waiting import wait_until

TODAY = date(2026, 11, 24)
C = TypeVar("C", bound=QObject)
Opener = Callable[..., QuoteEditorPage]


@dataclass(frozen=True)
class Firm:
    """A customer with a contact, an open opportunity and a product with a price for more of it."""

    customer: uuid.UUID
    opportunity: uuid.UUID
    product: uuid.UUID


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a workspace its firm, a customer and something to sell."""
    return filling.filled(workspace, _firm)


def _firm(workspace: Workspace) -> Firm:
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        customer = factories.customer(session, name="华锐精工")
        factories.contact(
            session, customer_id=customer, name="顾工", title="设备部经理", mobile="13800000000", is_main=True
        )
        opportunity = factories.opportunity(session, name="五轴加工中心 ×2", customer_id=customer)
        book = factories.price_book(session)
        product = factories.product(
            session,
            name="五轴加工中心",
            model="VMC-850U",
            specification="行程 850×550×500",
            unit="台",
            list_price=Decimal(980_000),
            tax_rate=Decimal("0.13"),
        )
        factories.price(session, book, product, "980000")
        factories.price(session, book, product, "950000", 5)
        for number in range(12):
            factories.product(
                session,
                name=f"刀柄 {number:02}",
                model=f"BT40-{number:02}",
                unit="支",
                list_price=Decimal(300 + number),
            )
    return Firm(customer, opportunity, product)


@pytest.fixture
def data(workspace: Workspace, firm: Firm) -> Data:
    """Give the gate to the workspace."""
    return Data(workspace)


@pytest.fixture
def opened(qtbot: QtBot, data: Data) -> Iterator[Opener]:
    """Give what opens an editor; what is still open at the end is left without saving, as in a crash."""
    pages = []

    def open_editor(**values: Any) -> QuoteEditorPage:
        page = QuoteEditorPage(PageContext(data, Background(), Preferences()), **values)
        qtbot.addWidget(page)
        page.resize(1250, 800)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.focus_content()
        settle(qtbot, page)
        pages.append(page)
        return page

    yield open_editor
    for page in pages:
        page.body.stop()
        page.session.keep_now()
    QApplication.processEvents()


def settle(qtbot: QtBot, page: QuoteEditorPage) -> None:
    """Wait until figures and preview show what was typed last."""
    del qtbot
    wait_until(lambda: not page.busy())


def line(name: str = "刀库 40T", **values: Any) -> QuoteLine:
    """Return a line."""
    usual: dict[str, Any] = {
        "quantity": Decimal(2),
        "unit_price": Decimal(46_000),
        "tax_rate": Decimal("0.13"),
        "unit": "套",
    }
    return QuoteLine(**({"name": name} | usual | values))


def saved(data: Data, firm: Firm, *lines: QuoteLine, **values: Any) -> quotes.EditableQuote:
    """Save a quote."""
    draft = QuoteDraft(
        customer="华锐精工", customer_id=firm.customer, lines=lines or (line(), line("安装调试")), **values
    )
    blank = quotes.EditableQuote(None, None, 1, "draft", None, TODAY, draft)
    return data.write(
        factories.STEP,
        quotes.save,
        blank,
        draft,
        today=TODAY,
        seller_name="云帆",
        seller_person="",
        language="zh_CN",
    )


def child(parent: QObject, kind: type[C]) -> C:
    """Return the one child of a kind."""
    found = parent.findChild(kind)
    assert found is not None
    return found


def press(qtbot: QtBot, *keys: str | Qt.Key) -> None:
    """Type into whatever has the focus: texts letter by letter, keys by themselves."""
    for key in keys:
        for sign in key if isinstance(key, str) else [key]:
            widget = QApplication.focusWidget()
            assert widget is not None
            if isinstance(sign, str) and not sign.isascii():
                _commit(widget, sign)
            else:
                qtbot.keyClick(widget, sign)
            QApplication.processEvents()


def _commit(widget: QWidget, text: str) -> None:
    """Type what no key stands for, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
