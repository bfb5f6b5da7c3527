"""What the demo's people worked out for their opportunities: needs, decision chains, evidence, rivals, road maps."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import select

from salesdesk.domain import money
from salesdesk.services.demo_base import SEED, Build, Deal, Person, texts
from salesdesk.storage import files, records
from salesdesk.storage.records import Stage, StageItem

_ROLES: Final = {
    "decider": "executive",
    "technical": "technical",
    "purchasing": "purchasing",
    "finance": "finance",
}
_LEVELS: Final = {"executive": "top", "technical": "middle", "purchasing": "middle", "finance": "middle"}
_LARGE: Final = Decimal(1_000_000)
_WAIVED: Final = "design"
_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Work:
    """What all details need: the build, the stages with their items, the competitors, the people, the files."""

    build: Build
    stages: Mapping[str, Stage]
    folder: Path
    items: dict[str, list[StageItem]] = field(default_factory=dict)
    competitors: list[uuid.UUID] = field(default_factory=list)
    managers: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    fulfilment: uuid.UUID | None = None

    def dice(self, deal: Deal, what: str) -> Random:
        """Return dice of a deal's own, so that one part more changes no other."""
        return Random(f"{SEED} {what} {deal.id}")  # noqa: S311 - sample data, the same every time

    def passed(self, deal: Deal) -> list[str]:
        """Return the codes of the stages that a deal has left."""
        return [code for code, _ago in deal.entries[:-1]]

    def left_ago(self, deal: Deal, code: str) -> int:
        """Return how many days ago a deal left a stage."""
        codes = [stage for stage, _ago in deal.entries]
        return deal.entries[codes.index(code) + 1][1]


def begin(build: Build, stages: Mapping[str, Stage], folder: Path) -> Work:
    """Add the competitors, and return what the details of the deals are made with."""
    work = Work(build, stages, folder)
    names = ("name", "strengths", "weaknesses")
    rows = [dict(zip(names, one, strict=True)) for one in texts("work")["competitors"]]
    work.competitors = build.insert(records.Competitor, rows)
    query = select(StageItem).order_by(StageItem.position, StageItem.id)
    for item in build.session.scalars(query):
        code = next(code for code, stage in stages.items() if stage.id == item.stage_id)
        work.items.setdefault(code, []).append(item)
    people = build.session.scalars(select(records.Person)).all()
    work.managers = {one.id: one.manager_id or one.id for one in people}
    work.fulfilment = next(one.id for one in people if one.role == "service_manager")
    return work


def columns(work: Work, deal: Deal) -> dict[str, Any]:
    """Return what an opportunity's own row says: need, budget, team, road map, and who won instead."""
    known = deal.recent and (deal.final != "lead" or work.dice(deal, "need").random() < 0.6)
    large = deal.amount >= _LARGE and deal.recent
    dice = work.dice(deal, "columns")
    competitor = deal.reason == "competitor" or (deal.reason == "price" and dice.random() < 0.7)
    budget = known and deal.final != "lead"
    return {
        "need": _family(deal)["need"] if known else "",
        "budget_min_minor": _rounded(deal.amount * Decimal("0.9")) if budget else None,
        "budget_max_minor": _rounded(deal.amount * Decimal("1.2")) if budget else None,
        "sr_id": work.managers[deal.account.seller.id] if large else None,
        "fr_id": work.fulfilment if large else None,
        "roadmap": _roadmap(deal, dice),
        "lost_to": "" if deal.status != "lost" else "competitor" if competitor else "nobody",
        "lost_to_id": dice.choice(work.competitors) if deal.status == "lost" and competitor else None,
    }


def _rounded(amount: Decimal) -> int:
    return money.to_minor(amount.quantize(Decimal(1)) // 1000 * 1000, "CNY")


def _roadmap(deal: Deal, dice: Random) -> str:
    if deal.status != "open" or deal.final in ("lead", "discovery"):
        return ""
    if deal.slips >= 2 or deal.late:
        return "risk"
    return "solid" if deal.final in ("decision", "negotiation") else dice.choice(("stretch", "risk", ""))


def _family(deal: Deal) -> dict[str, Any]:
    found: dict[str, Any] = texts("work")["families"][deal.lines[0][0].family]
    return found


def add(work: Work, deals: Sequence[Deal]) -> None:
    """Add the details of the recent deals."""
    recent = [deal for deal in deals if deal.recent]
    build = work.build
    for record, rows in (
        (records.OpportunityItem, _ticks),
        (records.Attachment, _evidence),
        (records.Stakeholder, _stakeholders),
        (records.Requirement, _requirements),
        (records.Rival, _rivals),
        (records.Interest, _interests),
        (records.Landmark, _landmarks),
        (records.ActionStep, _actions),
        (records.ValueCase, _values),
        (records.CloseShift, _shifts),
        (records.GateWaiver, _waivers),
    ):
        build.insert(record, [row for deal in recent for row in rows(work, deal)])


def _ticks(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    """Yield a tick for every required item of the stages that were left, and some of the others."""
    dice = work.dice(deal, "ticks")
    for code, ago in deal.entries:
        done = code in work.passed(deal)
        for item in work.items.get(code, []):
            if item.kind != "check" or not (
                (done and item.required) or (not item.required and dice.random() < 0.5)
            ):
                continue
            days = work.left_ago(deal, code) if done else dice.randint(1, max(ago, 1))
            yield {
                "opportunity_id": deal.id,
                "stage_id": item.stage_id,
                "stage_item_id": item.id,
                "done_at": work.build.at(max(days, 1), 9),
                "done_by": deal.account.seller.id,
            }


def _evidence(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    for code in work.passed(deal):
        if code == _WAIVED and _is_waived(work, deal):
            continue
        for item in work.items.get(code, []):
            if item.kind == "evidence" and (item.required or work.dice(deal, item.text).random() < 0.4):
                name, content = _paper(deal, item.text)
                yield {
                    "opportunity_id": deal.id,
                    "stage_item_id": item.id,
                    "name": name,
                    "size": len(content),
                    "hash": files.store(work.folder, content),
                    "purpose": "signature" if code == "decision" else "",
                }


def _paper(deal: Deal, slot: str) -> tuple[str, bytes]:
    family = deal.lines[0][0].family
    name, body = texts("work")["files"]["default"]
    words = {"slot": slot.split("(", maxsplit=1)[0], "family": family, "need": _family(deal)["need"]}
    return name.format(**words), body.format(**words).encode("utf-8-sig")


def _stakeholders(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    """Yield the decision chain: the contacts of the account, from the need on; somebody decides once it is shown."""
    reached = len(deal.entries)
    if reached < 2:
        return
    dice, said = work.dice(deal, "people"), texts("work")
    people = deal.account.contacts[: max(1, reached - 1)]
    roles = [_role(person) for person in people]
    if reached > 4 and "executive" not in roles:
        roles[0] = "executive"
    for position, (person, role) in enumerate(zip(people, roles, strict=True)):
        low = -1 if deal.status == "lost" or deal.late else 0
        yield {
            "opportunity_id": deal.id,
            "contact_id": person.id,
            "position": position,
            "role": role,
            "level": _LEVELS.get(role, "working"),
            "influence": {"executive": 5, "technical": 4, "purchasing": 3}.get(role, 2),
            "attitude": dice.randint(low, 2),
            "concern": dice.choice(said["concerns"][role]),
            "criteria": dice.choice(said["criteria"][role]),
        }


def _role(person: Person) -> str:
    return _ROLES.get(person.role, "user")


def _requirements(_work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    if len(deal.entries) < 2:
        return
    designed = deal.entered("design") is not None
    for position, (name, required, unit, must, ours, met) in enumerate(_family(deal)["params"]):
        yield {
            "opportunity_id": deal.id,
            "position": position,
            "parameter": name,
            "required": required,
            "unit": unit,
            "must": bool(must),
            "ours": ours if designed else "",
            "met": met if designed else "",
        }


def _rivals(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    dice, notes = work.dice(deal, "rivals"), texts("work")["rival_notes"]
    if len(deal.entries) < 3:
        return
    chosen = dice.sample(work.competitors, dice.choice((0, 1, 1, 2)))
    for position, competitor in enumerate(chosen):
        favoured = deal.status == "open" and (deal.late or dice.random() < 0.08)
        yield {
            "opportunity_id": deal.id,
            "competitor_id": competitor,
            "position": position,
            "standing": "favoured" if favoured and not position else dice.choice(("behind", "even")),
            "note": dice.choice(notes),
        }


def _interests(_work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    for position, (item, number) in enumerate(deal.lines):
        yield {
            "opportunity_id": deal.id,
            "product_id": item.id,
            "position": position,
            "quantity": Decimal(number),
        }


def _landmarks(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    """Yield dated points from the design on, as many reached as the deal has come stages farther."""
    start = deal.entered("design")
    if start is None:
        return
    dice = work.dice(deal, "landmarks")
    reached = len(deal.entries) - 3 if deal.status != "won" else 4
    for position, name in enumerate(texts("work")["landmarks"]):
        planned = work.build.day(start) + (7 + 18 * position) * _DAY
        on = planned + dice.randint(-4, 9) * _DAY
        there = position < reached and on <= work.build.anchor
        yield {
            "opportunity_id": deal.id,
            "position": position,
            "name": name,
            "planned_on": planned,
            "reached_on": on if there else None,
        }


def _actions(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    if deal.status != "open" or deal.final not in ("presentation", "negotiation", "decision"):
        return
    done = {"presentation": 1, "negotiation": 2, "decision": 3}[deal.final]
    for position, (theirs, ours, proof) in enumerate(texts("work")["actions"]):
        due = work.build.anchor + (position - done) * 12 * _DAY
        yield {
            "opportunity_id": deal.id,
            "position": position,
            "customer_step": theirs,
            "due_on": due,
            "customer_owner": deal.account.contacts[position % len(deal.account.contacts)].name,
            "our_action": ours,
            "owner_id": deal.account.seller.id,
            "evidence": proof,
            "done_on": due if position < done else None,
        }


def _values(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    if deal.status != "open" or deal.final not in ("presentation", "negotiation", "decision"):
        return
    family, said = _family(deal), texts("work")["value"]
    words = {"industry": deal.account.columns["industry"], "family": deal.lines[0][0].family}
    saving = Decimal(str(family["saving"]))
    years = Decimal(work.dice(deal, "value").choice(("1.4", "1.8", "2.2", "2.6")))
    yield {
        "opportunity_id": deal.id,
        **{name: text.format(**words) for name, text in said.items()},
        "need": family["need"],
        "baseline": family["baseline"],
        "baseline_minor": _rounded(deal.amount / years / saving),
        "improvement": saving,
    }


def _shifts(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    """Yield why the close was put off, once for each slip, a week each time."""
    dice = work.dice(deal, "shifts")
    for number in range(deal.slips):
        ago = max(1, deal.entries[-1][1] - 3 * number)
        before = work.build.day(-7 * number)
        yield {
            "opportunity_id": deal.id,
            "before": before,
            "after": before + 7 * _DAY,
            "at": work.build.at(ago, 17),
            "reason": dice.choice(texts("work")["slips"]),
        }


def _is_waived(work: Work, deal: Deal) -> bool:
    """Tell whether a manager let a deal go on early: a few did without the paper of the design."""
    return _WAIVED in work.passed(deal) and work.dice(deal, "waived").random() < 0.12


def _waivers(work: Work, deal: Deal) -> Iterator[dict[str, Any]]:
    if not _is_waived(work, deal):
        return
    missing = next(item for item in work.items[_WAIVED] if item.kind == "evidence" and item.required)
    yield {
        "opportunity_id": deal.id,
        "stage_id": work.stages[_WAIVED].id,
        "person_id": work.managers[deal.account.seller.id],
        "at": work.build.at(work.left_ago(deal, _WAIVED), 11),
        "reason": work.dice(deal, "reason").choice(texts("work")["waivers"]),
        "missing": json.dumps([missing.text], ensure_ascii=False),
    }
