"""A few products with the usual price books."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.services import book_prices, price_books
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from tests import factories


@pytest.fixture
def stocked(workspace: Workspace) -> dict[str, uuid.UUID]:
    """Give two machines and a spare part with the usual books; the list has a break of the first machine."""
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        price_books.add_usual(session)
        ids = {book.code: book.id for book in price_books.all_books(session)}
        machine: dict[str, Any] = {"family": "空压机", "unit": "台", "tax_class": "goods"}
        ids["A22"] = factories.product(
            session,
            name="甲 空压机",
            code="LX-A22",
            model="A22",
            list_price=Decimal(58000),
            cost=Decimal(35960),
            **machine,
        )
        ids["A37"] = factories.product(
            session, name="乙 空压机", code="LX-A37", model="A37", list_price=Decimal(86000), **machine
        )
        ids["filter"] = factories.product(session, name="丙 滤芯", code="LX-F", list_price=Decimal(2860))
        book_prices.set_price(session, ids["list"], ids["A22"], Decimal(3), Decimal(56840))
    return ids


@pytest.fixture
def gate(workspace: Workspace, stocked: dict[str, uuid.UUID]) -> Data:
    """Give the gate to the workspace with the products."""
    return Data(workspace)
