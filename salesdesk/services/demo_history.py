"""When the demo's opportunities came into their stages, how they went on, and the rows that tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain import money
from salesdesk.domain.money import round_half_up
from salesdesk.domain.pricing import parse_discount
from salesdesk.services.card_places import STEP
from salesdesk.services.demo_base import Build, Deal, texts
from salesdesk.services.demo_products import Item, book_of, line_sum, lines_for
from salesdesk.storage import records
from salesdesk.storage.records import Stage

# How many open opportunities of a stage stand there for longer than they should: nine.
_LATE: Final = {"lead": 2, "discovery": 2, "design": 1, "presentation": 2, "negotiation": 1, "decision": 1}
_SLIPPED, _IDLE = 12, 7
_WAITING: Final = {"negotiation": 2, "presentation": 1, "design": 1}
# Two quotes at the edge of what a seller may grant: 15.00 % and 15.01 %.
_EDGES: Final = {"edge": (("LX-P200", 1), ("LX-V1", 1)), "over": (("LX-R12", 1), ("LX-A37", 1))}
EDGE_DISCOUNTS: Final = {"edge": "15%", "over": "15.01%"}


def settle(build: Build, deals: Sequence[Deal], items: Sequence[Item], stages: Mapping[str, Stage]) -> None:
    """Give every deal its story, its days and its lines."""
    still_open = [deal for deal in deals if deal.status == "open"]
    _tell_stories(build, still_open)
    order = list(stages)
    for deal in deals:
        _set_days(build, deal, stages, order)
        if deal.story in _EDGES:
            by_model = {item.model: item for item in items}
            deal.lines = [(by_model[model], count) for model, count in _EDGES[deal.story]]
            off = parse_discount(EDGE_DISCOUNTS[deal.story]).value
            deal.amount = round_half_up(line_sum(deal.lines, "list") * (1 - off), 2)
        else:
            off = Decimal(build.dice.randint(*((165, 195) if deal.story == "pending" else (20, 100)))) / 1000
            deal.lines = lines_for(build, items, book_of(deal.account), deal.amount, off)


def _tell_stories(build: Build, still_open: Sequence[Deal]) -> None:
    for stage, number in _LATE.items():
        here = [deal for deal in still_open if deal.final == stage]
        here.sort(key=lambda deal: deal.account.columns["region"] != "西南")
        for deal in here[:number]:
            deal.late = True
    plain = [
        deal for deal in still_open if deal.account.columns["price_book"] == "" and not _is_foreign(deal)
    ]
    talks = [deal for deal in plain if deal.final == "negotiation" and deal.account.grade == "P"]
    talks[0].story, talks[1].story, talks[-1].story = "edge", "over", "budget"
    for stage, number in _WAITING.items():
        waiting = [deal for deal in plain if deal.final == stage and not deal.story]
        for deal in waiting[:number]:
            deal.story = "pending"
    for deal in build.dice.sample([deal for deal in still_open if not deal.story], _IDLE):
        deal.idle = True
    for deal in still_open:
        deal.slips = build.dice.randint(0, 1)
    for deal in build.dice.sample([deal for deal in still_open if deal.final != "lead"], _SLIPPED):
        deal.slips = build.dice.choice((2, 2, 3))


def _is_foreign(deal: Deal) -> bool:
    return bool(deal.account.columns["language"])


def _set_days(build: Build, deal: Deal, stages: Mapping[str, Stage], order: Sequence[str]) -> None:
    """Fill in the days of the stages backwards from today, or from the day of the end."""
    dice, place = build.dice, order.index(deal.final)
    if deal.status == "won":
        entries = [("delivery", deal.closed_ago or 0)]
        if deal.final == "aftersales":
            entries.append(("aftersales", _accepted(build, deal)))
        place = order.index("delivery")
    else:
        longest = stages[deal.final].max_days or 0
        stay = longest + dice.randint(4, 18) if deal.late else dice.randint(1, longest - 2)
        entries = [(deal.final, (deal.closed_ago or 0) + stay)]
    while place:
        place -= 1
        stage = stages[order[place]]
        days = dice.randint(stage.min_days or 0, stage.max_days or 0)
        entries.insert(0, (order[place], entries[0][1] + days))
    deal.entries = entries


def _accepted(build: Build, deal: Deal) -> int:
    """Return when the customer accepted: 28 to 112 days after the order, lately where the board still shows it."""
    closed = deal.closed_ago or 0
    if not deal.recent:
        return closed - build.dice.randint(28, 112)
    return build.dice.randint(max(2, closed - 112), min(29, closed - 28))


def opportunity_rows(
    build: Build, deals: Sequence[Deal], stages: Mapping[str, Stage], more: Callable[[Deal], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the opportunities, with more columns of each."""
    sales = texts("sales")
    notes = {reason: iter(found) for reason, found in sales["losses"].items()}
    for place, deal in enumerate(deals):
        item, account = deal.lines[0][0], deal.account
        projects = sales["projects"] if item.is_machine else sales["supplies"]
        yield {
            "id": deal.id,
            "name": f"{account.short_name}{item.family}{build.dice.choice(projects)}",
            "customer_id": account.id,
            "stage_id": stages[deal.final].id,
            "position": place * STEP,
            "status": deal.status,
            "amount_minor": money.to_minor(deal.amount, "CNY"),
            "owner_id": account.seller.id,
            "product_id": item.id,
            "source": build.dice.choice(sales["sources"]),
            "created_on": build.day(deal.created_ago),
            "stage_entered_at": build.at(deal.entries[-1][1]),
            "expected_close_on": _expected(build, deal, stages),
            "closed_on": None if deal.closed_ago is None else build.day(deal.closed_ago),
            "loss_reason": deal.reason,
            "loss_note": _next(notes[deal.reason], sales["losses"][deal.reason]) if deal.reason else "",
            "remark": sales["remarks"][item.family],
            "slips": deal.slips,
            **more(deal),
        }


def _next(unused: Iterator[str], all_of_them: Sequence[str]) -> str:
    return next(unused, all_of_them[0])


def _expected(build: Build, deal: Deal, stages: Mapping[str, Stage]) -> date:
    """Return when the order is expected: the usual time of the stages that are left, more where it was put off."""
    if deal.closed_ago is not None:
        return build.day(deal.closed_ago) + timedelta(
            days=build.dice.randint(-6, 12) if deal.status == "won" else 20
        )
    order = [stage for stage in stages.values() if stage.kind == "open"]
    left = order[stages[deal.final].position :]
    days = sum(((stage.min_days or 0) + (stage.max_days or 0)) // 2 for stage in left)
    return build.day(-max(3, days - deal.entries[-1][1] // 2) - 7 * deal.slips)


def stage_rows(build: Build, deals: Sequence[Deal], stages: Mapping[str, Stage]) -> Iterator[dict[str, Any]]:
    """Yield a row for every stage that an opportunity came into, and one for a loss."""
    for deal in deals:
        steps = [(code, "open" if stages[code].kind == "open" else "won", ago) for code, ago in deal.entries]
        if deal.status == "lost":
            steps.append((deal.final, "lost", deal.closed_ago or 0))
        before = None
        for code, status, ago in steps:
            yield {
                "opportunity_id": deal.id,
                "from_stage_id": before,
                "to_stage_id": stages[code].id,
                "status": status,
                "at": build.at(ago),
            }
            before = stages[code].id


def add(
    build: Build, deals: Sequence[Deal], stages: Mapping[str, Stage], more: Callable[[Deal], dict[str, Any]]
) -> None:
    """Add the opportunities, with more columns of each, and their way through the stages."""
    build.insert(records.Opportunity, opportunity_rows(build, deals, stages, more))
    build.insert(records.StageChange, stage_rows(build, deals, stages))
