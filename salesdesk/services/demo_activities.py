"""What the demo's people did with their customers, and what they plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from salesdesk.services.demo_base import Account, Build, Deal, Person, texts
from salesdesk.services.demo_deals import is_silent
from salesdesk.storage import records

# Eight hundred done: 22 % visits, 30 % calls, 28 % messages, 12 % mails, 8 % meetings.
_DONE: Final = {"visit": 176, "call": 240, "wechat": 224, "email": 96, "meeting": 64}
_PLANNED: Final = ("call", "visit", "task", "wechat", "call", "email", "task", "meeting")
_CARE_PLANS: Final = 45
_SILENCE: Final = 96
_SILENT_TOUCHES: Final = range(_SILENCE, 270, 17)
_RECENTLY: Final = 200
_CARE: Final = {"S": 10, "K": 7, "R": 4, "P": 3, "M": 4, "U": 2}


def add(build: Build, accounts: Sequence[Account], deals: Sequence[Deal]) -> None:
    """Add what was done, by kinds in fixed shares, and what is planned: late, for today, for the next weeks."""
    occasions = _occasions(build, accounts, deals)
    kinds = [kind for kind, number in _DONE.items() for _n in range(number)]
    build.dice.shuffle(kinds)
    budget = next(deal for deal in deals if deal.story == "budget")
    done = [_told(build, budget)]
    kinds.remove("call")
    done += [_done(build, kind, occasion) for kind, occasion in zip(kinds, occasions, strict=True)]
    build.insert(records.Activity, done)
    build.insert(records.Activity, _plans(build, accounts, deals))


_Occasion = tuple[Account, Deal | None, str, int]


def _occasions(build: Build, accounts: Sequence[Account], deals: Sequence[Deal]) -> list[_Occasion]:
    """Return with whom, on what, in which stage and how many days ago: as many as activities are wanted."""
    wanted = sum(_DONE.values()) - 1
    silent = next(account for account in accounts if is_silent(account))
    fixed: list[_Occasion] = [(silent, None, "care", ago) for ago in _SILENT_TOUCHES]
    around = [occasion for deal in deals for occasion in _of_deal(build, deal)]
    for account in accounts:
        around += [(account, None, "care", build.dice.randint(1, 400)) for _n in range(_CARE[account.grade])]
    around = [one for one in around if one[0] is not silent or one[3] >= _SILENCE]
    while len(fixed) + len(around) < wanted:
        deal = build.dice.choice(deals)
        around += [one for one in _of_deal(build, deal)[:1] if one[0] is not silent]
    around.sort(key=lambda occasion: occasion[3])
    return [*fixed, *_thinned(build, around, wanted - len(fixed))]


def _thinned(build: Build, occasions: list[_Occasion], wanted: int) -> list[_Occasion]:
    """Leave out some of the older ones where there are too many."""
    recent = [one for one in occasions if one[3] <= _RECENTLY][:wanted]
    older = [one for one in occasions if one[3] > _RECENTLY]
    return [*recent, *build.dice.sample(older, wanted - len(recent))]


def _of_deal(build: Build, deal: Deal) -> list[_Occasion]:
    """Return one to three occasions for each stage that the deal went through."""
    found: list[_Occasion] = []
    ends = [ago for _code, ago in deal.entries[1:]]
    ends.append(deal.closed_ago if deal.status == "lost" and deal.closed_ago else 1)
    for (code, ago), end in zip(deal.entries, ends, strict=True):
        most = 3 if deal.status == "open" else 2 if deal.recent else 1
        for _n in range(build.dice.randint(1 if deal.recent else 0, most)):
            until = max(end, 1, ago - 120)
            found.append((deal.account, deal, code, build.dice.randint(min(until, ago), ago)))
    return found


def _working_day(build: Build, ago: int) -> int:
    """Move a weekend's day to the Friday before."""
    return ago + max(0, build.day(ago).weekday() - 4)


def _said(build: Build, template: str, account: Account, deal: Deal | None, contact: Person) -> str:
    families = [line["family"] for line in texts("products")["lines"][:6]]
    family = deal.lines[0][0].family if deal else build.dice.choice(families)
    return template.format(c=contact.polite, p=family, s=account.short_name)


def _done(build: Build, kind: str, occasion: _Occasion) -> dict[str, Any]:
    account, deal, stage, ago = occasion
    known = texts("activities")["done"][stage][kind]
    words = build.dice.choice([one for one in known if one[1] not in account.told] or known)
    account.told.add(words[1])
    return _row(build, kind, account, deal, words) | {
        "done_at": build.at(
            _working_day(build, ago), build.dice.randint(8, 17), build.dice.choice((0, 10, 20, 30, 40, 50))
        )
    }


def _told(build: Build, deal: Deal) -> dict[str, Any]:
    return _row(build, "call", deal.account, deal, texts("activities")["budget"]) | {
        "done_at": build.at(_working_day(build, 2), 15, 20)
    }


def _row(
    build: Build, kind: str, account: Account, deal: Deal | None, words: Sequence[str]
) -> dict[str, Any]:
    subject, note = words
    contact = build.dice.choice(account.contacts)
    return {
        "kind": kind,
        "subject": _said(build, subject, account, deal, contact),
        "note": _said(build, note, account, deal, contact),
        "customer_id": account.id,
        "contact_id": contact.id,
        "opportunity_id": deal.id if deal else None,
        "owner_id": account.seller.id,
    }


def _plans(build: Build, accounts: Sequence[Account], deals: Sequence[Deal]) -> Iterator[dict[str, Any]]:
    """Yield a next step for each open opportunity that has one, and other plans with customers."""
    for place, deal in enumerate(deal for deal in deals if deal.status == "open" and not deal.idle):
        yield _plan(build, _PLANNED[place % len(_PLANNED)], deal.account, deal, place)
    others = [account for account in accounts if not is_silent(account)]
    for place in range(_CARE_PLANS):
        account = others[place * 7 % len(others)]
        yield _plan(build, _PLANNED[place % len(_PLANNED)], account, None, place + 3)


def _plan(build: Build, kind: str, account: Account, deal: Deal | None, place: int) -> dict[str, Any]:
    """Return a plan: every seventh is late, every ninth for today, the others in the next weeks."""
    if place % 7 == 0:
        ago = build.dice.randint(1, 9)
    elif place % 9 == 0:
        ago = 0
    else:
        ago = -build.dice.randint(1, 28)
    subject = build.dice.choice(texts("activities")["planned"][kind])
    time = build.dice.choice(texts("activities")["times"]) if kind in ("visit", "meeting", "call") else ""
    return _row(build, kind, account, deal, (subject, "")) | {"due_on": build.day(ago), "due_time": time}
