"""The demo: a made-up firm in a workspace of its own, the same every time for the same day."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import N_, _
from salesdesk.services import (
    company,
    demo_activities,
    demo_contracts,
    demo_deals,
    demo_firm,
    demo_history,
    demo_products,
    demo_quotes,
    demo_seals,
    demo_templates,
    demo_work,
    pipelines,
    search,
)
from salesdesk.services.demo_base import SEED, Build
from salesdesk.services.record_needs import join_words, things
from salesdesk.storage import clock, journal
from salesdesk.storage.records import SchemaInfo, Stage
from salesdesk.storage.workspace import SUFFIX, Workspace, is_there

LABEL: Final = Label(N_("Demo data"))
_COUNTED: Final = (
    "person",
    "customer",
    "contact",
    "product",
    "opportunity",
    "activity",
    "quote",
    "quote_version",
    "contract",
    "instalment",
    "service_ticket",
)


@dataclass(frozen=True, slots=True)
class DemoReport:
    """Where the demo is, the day it was made for, and how many records of each kind it holds."""

    path: Path
    anchor: date
    counts: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """Return the answer that the command line gives."""
        return {
            "ok": True,
            "path": str(self.path),
            "anchor": self.anchor.isoformat(),
            "counts": self.counts,
        }

    def as_text(self) -> str:
        """Return the report in the user's words."""
        shown = ("customer", "contact", "opportunity", "activity", "quote")
        records = join_words([things(name, self.counts[name]) for name in shown])
        return "\n".join([_("The demo is at “{path}”.").format(path=self.path), records])


def default_path() -> Path:
    """Return where the demo is kept when nothing else is said: with the program's own data."""
    return paths.data_dir() / f"演示 Demo{SUFFIX}"


def build(
    path: Path, anchor: date, *, replace: bool = False, step: Callable[[], object] = lambda: None
) -> DemoReport:
    """Make the demo in a new workspace, all its days relative to the anchor; `replace` takes away an older demo.

    `step` is called again and again; what it raises ends the making, and nothing is left of it.
    """
    if is_there(path):
        if not replace:
            raise InvalidInputError(
                _("“{path}” exists already. With --replace an older demo is replaced.").format(path=path)
            )
        remove(path)
    at = datetime.combine(anchor, time()).astimezone()
    with clock.fixed(at, seed=SEED ^ anchor.toordinal(), device_name="Demo"):
        workspace = Workspace.create(path)
        try:
            counts = _fill(workspace, anchor, step)
        except BaseException:
            workspace.close()
            shutil.rmtree(path)
            raise
        workspace.close()
    return DemoReport(path, anchor, counts)


def remove(path: Path) -> None:
    """Delete a demo's folder; a workspace that is no demo or that is open somewhere is refused."""
    path = path.resolve()  # a link's own folder, and the name of “.”
    workspace = Workspace.open(path)
    workspace.close()
    if not workspace.demo:
        raise RuleError(_("“{path}” holds real data: only a demo can be removed.").format(path=path))
    gone = path.with_name(f".{uuid.uuid4().hex}.removed")
    path.rename(gone)
    shutil.rmtree(gone)


def _fill(workspace: Workspace, anchor: date, step: Callable[[], object]) -> dict[str, int]:
    with workspace.write(LABEL, kind="issue") as write:
        _add_all(Build(write.session, anchor), workspace.files, step)
        write.session.execute(update(SchemaInfo).values(demo=True))
    while not search.catch_up(workspace):
        step()
    with workspace.read() as session:
        return {name: _count(session, name) for name in _COUNTED}


def _add_all(made: Build, files: Path, step: Callable[[], object]) -> None:
    """Add everything, parents before children."""
    demo_firm.add_company(made, files)
    sellers = demo_firm.add_people(made)
    accounts = demo_firm.add_customers(made, sellers)
    items = demo_products.add_products(made)
    pipelines.add_from_template(made.session, company.DEFAULT_PIPELINE)
    stages = {stage.code: stage for stage in made.session.scalars(select(Stage).order_by(Stage.position))}
    deals = demo_deals.plan(made, accounts)
    step()
    demo_history.settle(made, deals, items, stages)
    step()
    work = demo_work.begin(made, stages, files)
    demo_history.add(made, deals, stages, partial(demo_work.columns, work))
    demo_work.add(work, deals)
    step()
    demo_quotes.add(made, deals, items)
    demo_templates.add(made)
    step()
    demo_contracts.add(made, deals)
    demo_seals.add(made, files)
    step()
    demo_activities.add(made, accounts, deals)
    demo_products.add_details(made, items, files)


def _count(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(journal.table_named(name))) or 0
