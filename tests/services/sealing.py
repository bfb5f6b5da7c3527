"""A firm with seals: its director, a manager and two others with PINs, and what is put on what."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from salesdesk.services import lists, pins, seal_log, seals
from salesdesk.services.lists import ListQuery
from salesdesk.services.pins import Proof
from salesdesk.services.seal_log import Subject, UseRow
from salesdesk.services.seals import SealFacts, SealView
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm

PINS = {"director": "8341", "manager": "2706", "keeper": "5172"}
PICTURE = "a" * 64


class SealedFirm(Firm):
    """A firm of four, whose assistant keeps the contract seal."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._accepted = super().quote()  # before others work here, whose approval it would need
        with workspace.write(STEP) as write:
            session = write.session
            self.director = factories.person(session, name="周建国", role="director")
            self.manager = factories.person(session, name="陈思远", role="regional_manager")
            self.keeper = factories.person(session, name="何静", role="assistant")
            for who, pin in PINS.items():
                pins.set_pin(session, getattr(self, who), pin)
        self.seal = self.add()

    def quote(self, *_prices: str, **_values: Any) -> uuid.UUID:
        """Return the one quote that was accepted."""
        return self._accepted

    def proof(self, who: str = "director", pin: str = "") -> Proof:
        """Return somebody's proof, with a wrong PIN where one is given."""
        return Proof(getattr(self, who), pin or PINS.get(who, "0000"))

    def add(self, **values: Any) -> uuid.UUID:
        """Add a seal, as the director."""
        usual: dict[str, Any] = {
            "name": "合同专用章",
            "kind": "contract",
            "keeper_id": self.keeper,
            "image": PICTURE,
        }
        return self.issue_step(seals.add, SealFacts(**(usual | values)), proof=self.proof())

    def view(self, seal: uuid.UUID | None = None) -> SealView:
        """Return a seal as lists show it."""
        return next(one for one in self.ask(seals.seals) if one.id == (seal or self.seal))

    def use(self, subject: Subject, seal: uuid.UUID | None = None, **values: Any) -> str:
        """Put the picture of a seal on something: its keeper does, the manager permits it."""
        usual: dict[str, Any] = {
            "way": "image",
            "purpose": "签约",
            "today": TODAY,
            "pin": PINS["keeper"],
            "permission": self.proof("manager"),
        }
        return self.issue_step(seal_log.use, seal or self.seal, subject, **(usual | values))

    def log(self, text: str = "", **values: Any) -> list[UseRow]:
        """Return the log, the newest line first."""
        query = ListQuery("number", descending=True, text=text, values=values)
        with self.workspace.read() as session:
            order = lists.row_numbers(session, seal_log.SOURCE, query)
            found = lists.rows(session, seal_log.SOURCE, order)
        return [found[one] for one in order]


def on_contract(contract: uuid.UUID, version: int = 1) -> Subject:
    """Return a version of a contract to be sealed."""
    return Subject("contract", contract, version)


def on_quote(quote: uuid.UUID, version: int = 1) -> Subject:
    """Return a version of a quote to be sealed."""
    return Subject("quote", quote, version)


def day(year: int) -> date:
    """Return a day of a year."""
    return date(year, 6, 1)
