"""The demo: its numbers, its stories, and that the same day gives the same rows."""

from __future__ import annotations

import itertools
import shutil
import statistics
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleError
from salesdesk.domain.money import from_minor
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.receivables import bucket
from salesdesk.services import (
    approvals,
    company,
    demo,
    document_designs,
    history,
    payment_plans,
    quote_templates,
    quotes,
    seals,
    stage_gates,
)
from salesdesk.services.check import check
from salesdesk.services.demo_base import uscc
from salesdesk.services.demo_firm import GRADES
from salesdesk.services.lists import local_day
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.storage import clock, files
from salesdesk.storage.ids import new_id
from salesdesk.storage.lock import InUseError
from salesdesk.storage.records import (
    Activity,
    ApprovalRequest,
    Attachment,
    Base,
    Contact,
    Contract,
    ContractVersion,
    Customer,
    GateWaiver,
    Opportunity,
    Person,
    Product,
    Quote,
    QuoteVersion,
    Stage,
    StageChange,
)
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace

ANCHOR = date(2026, 6, 30)
STEPS = ("lead", "discovery", "design", "presentation", "negotiation", "decision", "delivery", "aftersales")


@pytest.fixture
def place(demo_folder: Path) -> Path:
    """Give the demo of all tests; those that change something copy it."""
    return demo_folder


@pytest.fixture
def session(place: Path) -> Iterator[Session]:
    """Read the demo."""
    workspace = Workspace.open(place, read_only=True)
    with workspace.read() as reading:
        yield reading
    workspace.close()


@pytest.fixture
def copy(place: Path, tmp_path: Path) -> Path:
    """Give a demo of the test's own."""
    return Path(shutil.copytree(place, tmp_path / "Copy.salesdesk"))


def stages(session: Session) -> dict[Any, Stage]:
    """Return the stages by id."""
    return {stage.id: stage for stage in session.scalars(select(Stage))}


def histories(session: Session) -> dict[Any, list[StageChange]]:
    """Return the way of each opportunity."""
    found = defaultdict(list)
    for row in session.scalars(select(StageChange).order_by(StageChange.at, StageChange.id)):
        found[row.opportunity_id].append(row)
    return found


def orders(session: Session, days: int) -> dict[Any, Decimal]:
    """Return the sales of so many days by customer."""
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in session.scalars(select(Opportunity).where(Opportunity.status == "won")):
        assert row.closed_on is not None
        assert row.amount_minor is not None
        if row.closed_on > ANCHOR - timedelta(days=days):
            sums[row.customer_id] += from_minor(row.amount_minor, row.currency)
    return sums


def shown(session: Session) -> list[Opportunity]:
    """Return the ninety opportunities that are not sales history."""
    since = ANCHOR - timedelta(days=150)
    rows = session.scalars(select(Opportunity)).all()
    return [
        row for row in rows if row.status != "won" or (row.closed_on is not None and row.closed_on > since)
    ]


def test_the_numbers_of_the_design(session: Session) -> None:
    by_stage = Counter((stages(session)[row.stage_id].code, row.status) for row in shown(session))
    still_open = {code: number for (code, status), number in by_stage.items() if status == "open"}
    assert still_open == dict(zip(STEPS, (14, 13, 10, 8, 8, 5), strict=False))
    assert (by_stage["delivery", "won"], by_stage["aftersales", "won"]) == (6, 10)
    reasons = Counter(row.loss_reason for row in shown(session) if row.status == "lost")
    assert reasons == {"price": 5, "competitor": 4, "budget": 3, "technical": 2, "no_decision": 2}
    counts = check(session).counts
    assert (counts["person"], counts["customer"], counts["opportunity"]) == (16, 60, 160)
    assert (counts["quote"], counts["quote_version"]) == (64, 99)


def test_every_order_has_its_contract_and_twenty_of_them_run(session: Session) -> None:
    won = {row.id: row for row in session.scalars(select(Opportunity).where(Opportunity.status == "won"))}
    rows = session.scalars(select(Contract)).all()
    signed = [row for row in rows if row.signed_on is not None]
    assert {row.opportunity_id for row in signed} == set(won)
    assert Counter(row.state for row in rows) == {"running": 20, "completed": 66, "draft": 1, "in_review": 1}
    for row in signed:
        order = won[row.opportunity_id or row.id]
        assert row.signed_on == order.closed_on
        assert row.currency != "CNY" or row.gross_minor == order.amount_minor
    for version in session.scalars(select(ContractVersion).where(ContractVersion.signed_on.is_not(None))):
        assert version.issued_at
        assert version.signed_on
        assert version.issued_at.astimezone().date() <= version.signed_on
    numbers = [row.number for row in sorted(signed, key=lambda row: (row.signed_on, row.number))]
    assert numbers == sorted(numbers)


def test_payments_of_the_contracts(session: Session) -> None:
    parts: dict[str, list[InstalmentView]] = defaultdict(list)
    for row in session.scalars(select(Contract)):
        plan = payment_plans.plan(session, row.id, today=ANCHOR)
        assert row.signed_on is None or sum(one.amount for one in plan) == from_minor(
            row.gross_minor, row.currency
        )
        parts[row.state] += plan
    assert [one.status for one in parts["completed"]] == ["done"] * 66
    assert Counter(one.status for one in parts["running"]) == {"done": 51, "overdue": 9, "open": 14}
    late = [one for one in parts["running"] if one.status == "overdue"]
    ages = Counter(bucket(one.due_on, ANCHOR) for one in late)
    assert len(ages) >= 3, ages
    assert any(one.paid for one in late)
    assert any(one.is_retention for one in late)


def test_what_was_worked_out_opens_the_gates_that_were_passed(session: Session) -> None:
    waived = set(session.scalars(select(GateWaiver.opportunity_id)))
    closed = {}
    for row in shown(session):
        way = stage_gates.way(session, row.stage_id)
        left = way.left(way.stops[0].id, row.stage_id)
        if gaps := stage_gates.gaps(session, row, way, [stop for stop in left if stop.kind == "open"]):
            closed[row.id] = [(gap.stage, gap.text) for gap in gaps]
    assert {one: gaps for one, gaps in closed.items() if one not in waived} == {}
    assert 2 <= len(waived) <= 12
    assert {text for one in waived for _stage, text in closed.get(one, [])} == {"技术方案"}


def test_its_files_are_there_and_kept_once(session: Session, place: Path) -> None:
    hashes = set(session.scalars(select(Attachment.hash).where(Attachment.hash != "")))
    hashes |= set(session.scalars(select(Product.picture).where(Product.picture != "")))
    hashes |= {company.profile(session).logo, *(one.facts.image for one in seals.seals(session))}
    assert {path.name for path in (place / "files").rglob("*") if path.is_file()} == hashes
    assert len(hashes) > 20
    assert len(session.scalars(select(Attachment.id)).all()) > 2 * len(hashes)


def test_every_region_has_ten_customers_and_fifteen_opportunities(session: Session) -> None:
    customers = {row.id: row.region for row in session.scalars(select(Customer))}
    assert set(Counter(customers.values()).values()) == {10}
    found = Counter(customers[row.customer_id] for row in shown(session) if row.customer_id)
    assert len(found) == 6
    assert set(found.values()) == {15}


def test_the_check_finds_nothing_and_every_quote_adds_up(session: Session) -> None:
    assert check(session).problems == ()
    for _label, load in quotes.all_versions(session):
        version = load()
        assert version.totals.gross > 0
        assert version.customer.contact
        assert version.draft.delivery_terms
        assert version.draft.payment_term
        assert all(line.specification for line in version.draft.lines if line.kind == "product")


def test_quotes_show_every_kind_of_line(session: Session) -> None:
    found: Counter[str] = Counter()
    for _label, load in quotes.all_versions(session):
        lines = load().draft.lines
        found.update({line.kind for line in lines})
        found.update({"alternative": any(line.alternative for line in lines)})
        found.update({"delivery": any(line.delivery for line in lines)})
        assert not lines[0].alternative
    assert all(found[what] >= 5 for what in ("section", "note", "charge", "alternative", "delivery"))


def test_roles_and_people(session: Session) -> None:
    roles = Counter(row.role for row in session.scalars(select(Person)))
    assert roles == {
        "director": 1,
        "regional_manager": 3,
        "sales": 8,
        "assistant": 1,
        "legal": 1,
        "service_manager": 1,
        "analyst": 1,
    }


def test_classes_follow_from_the_sales_of_twelve_months(session: Session) -> None:
    year, ever = orders(session, 365), orders(session, 5_000)
    known = stages(session)
    weighted: dict[Any, Decimal] = defaultdict(Decimal)
    for row in session.scalars(select(Opportunity).where(Opportunity.status == "open")):
        assert row.amount_minor is not None
        weighted[row.customer_id] += from_minor(row.amount_minor, "CNY") * known[row.stage_id].probability
    for one in session.scalars(select(Customer)):
        assert one.value_class == class_of(year[one.id], ever[one.id], weighted[one.id]), one.short_name
    classes = Counter(row.value_class for row in session.scalars(select(Customer)))
    assert classes == {"strategic": 4, "key": 9, "regular": 12, "potential": 21, "maintained": 8, "": 6}


def class_of(year: Decimal, ever: Decimal, weighted: Decimal) -> str:
    """Return the class by the rules of the trade; every account above five million is an old one here."""
    limits = ((Decimal(5_000_000), "strategic"), (Decimal(999_999), "key"), (Decimal(499_999), "regular"))
    named = next((name for limit, name in limits if year > limit), "")
    if named:
        return named
    if weighted >= 200_000:
        return "potential"
    return "maintained" if ever and not weighted else ""


def test_strategic_accounts_are_old_ones(session: Session) -> None:
    first: dict[Any, date] = {}
    for row in session.scalars(select(Opportunity).where(Opportunity.status == "won")):
        assert row.closed_on is not None
        first[row.customer_id] = min(row.closed_on, first.get(row.customer_id, row.closed_on))
    strategic = session.scalars(select(Customer.id).where(Customer.value_class == "strategic"))
    assert all(first[one] < ANCHOR - timedelta(days=731) for one in strategic)


def test_eleven_accounts_give_two_thirds_of_three_years(session: Session) -> None:
    sums = sorted(orders(session, 1_095).values(), reverse=True)
    assert Decimal("0.64") <= sum(sums[:11]) / sum(sums) <= Decimal("0.66")
    assert sum(sums) == sum(orders(session, 5_000).values())


def test_one_account_stands_exactly_at_the_boundary(session: Session) -> None:
    assert list(orders(session, 365).values()).count(Decimal("5000000.00")) == 1


def test_amounts_are_lognormal_around_280_000(session: Session) -> None:
    amounts = [row.amount_minor / 100 for row in shown(session) if row.amount_minor]
    assert len(amounts) == 90
    assert 260_000 <= statistics.median(amounts) <= 300_000
    assert (min(amounts), max(amounts)) == (20_000, 3_800_000)


def test_ways_through_the_stages_fit_stage_status_and_days(session: Session) -> None:
    known, ways = stages(session), histories(session)
    for row in session.scalars(select(Opportunity)):
        way = ways[row.id]
        assert way[0].from_stage_id is None
        assert way[0].at.astimezone().date() == row.created_on
        assert (way[-1].to_stage_id, way[-1].status) == (row.stage_id, row.status)
        entries = [step for step in way if step.status != "lost"]
        assert entries[-1].at == row.stage_entered_at
        assert [known[step.to_stage_id].code for step in entries] == list(STEPS[: len(entries)])
        for step, following in itertools.pairwise(way):
            stage = known[step.to_stage_id]
            days = (following.at.astimezone().date() - step.at.astimezone().date()).days
            assert following.from_stage_id == step.to_stage_id
            assert days <= (stage.max_days or days)
            assert following.status == "lost" or days >= (stage.min_days or 0)
        closing = next((step for step in way if step.status in ("won", "lost")), None)
        assert row.closed_on == (closing and closing.at.astimezone().date())


def test_slipped_late_and_idle_ones(session: Session) -> None:
    known = stages(session)
    still_open = session.scalars(select(Opportunity).where(Opportunity.status == "open")).all()
    assert sum(row.slips >= 2 for row in still_open) == 12
    start = datetime.combine(ANCHOR, datetime.min.time()).astimezone()
    late = [
        row for row in still_open if (start - row.stage_entered_at).days > (known[row.stage_id].max_days or 0)
    ]
    assert len(late) == 9
    planned = set(session.scalars(select(Activity.opportunity_id).where(Activity.done_at.is_(None))))
    assert sum(row.id not in planned for row in still_open) == 7


def test_contacts(session: Session) -> None:
    roles = defaultdict(list)
    for row in session.scalars(select(Contact)):
        roles[row.customer_id].append(row.role)
        assert row.mobile.startswith("154-")
        assert row.email.endswith("@example.com")
    assert len(roles) == 60
    assert all(1 <= len(one) <= 4 and "technical" in one for one in roles.values())
    assert sum("decider" in one for one in roles.values()) == 36
    mains = session.scalars(select(Contact.customer_id).where(Contact.is_main)).all()
    assert len(mains) == len(set(mains)) == 60


def test_credit_codes_have_their_check_character(session: Session) -> None:
    assert [uscc(1), uscc(2), uscc(3)] == ["91990000MA0LX0001F", "91990000MA0LX0002J", "91990000MA0LX0003M"]
    assert len(set(session.scalars(select(Customer.uscc)))) == 60


def test_activities_by_kind(session: Session) -> None:
    done = Counter(session.scalars(select(Activity.kind).where(Activity.done_at.is_not(None))))
    assert done == {"visit": 176, "call": 240, "wechat": 224, "email": 96, "meeting": 64}
    due = session.scalars(select(Activity.due_on).where(Activity.done_at.is_(None))).all()
    days = [day for day in due if day is not None]
    assert {(day > ANCHOR) - (day < ANCHOR) for day in days} == {-1, 0, 1}
    notes = session.scalars(select(Activity.note).where(Activity.done_at.is_not(None))).all()
    assert len(set(notes)) > 500
    assert min(map(len, notes)) >= 10


def test_states_of_versions(session: Session) -> None:
    versions = defaultdict(list)
    for row in session.scalars(select(QuoteVersion).order_by(QuoteVersion.version)):
        versions[row.quote_id].append(row)
    linked = session.execute(select(Quote.id, Opportunity.status).join(Opportunity))
    status = {row[0]: row[1] for row in linked}
    newest = {
        "won": {"accepted"},
        "lost": {"rejected"},
        "open": {"draft", "pending_approval", "approved", "sent", "accepted"},  # accepted: not signed yet
    }
    for quote, rows in versions.items():
        assert {row.state for row in rows[:-1]} <= {"superseded"}
        assert rows[-1].state in newest[status[quote]]
        assert [row.issued_on for row in rows] == sorted(row.issued_on for row in rows)
        assert all(
            (row.sent_at is None) == (row.state in {"draft", "pending_approval", "approved"}) for row in rows
        )
    every = [row for rows in versions.values() for row in rows]
    assert Counter(row.version for row in every) == {1: 64, 2: 27, 3: 8}
    assert sum(row.state == "pending_approval" for row in every) == 5
    assert Counter(rows[0].currency for rows in versions.values()) == {"CNY": 61, "USD": 2, "EUR": 1}


def test_every_quote_that_needs_approval_was_asked_for_or_has_it(session: Session) -> None:
    requests = {row.version_id: row for row in session.scalars(select(ApprovalRequest))}
    for quote, row in session.execute(select(Quote, QuoteVersion).join(Quote)):
        stored = quotes.load(session, f"{quote.number}-V{row.version}")
        assert stored.state == row.state
        if row.state == "draft":
            assert row.id not in requests
        elif approvals.needed(session, stored):
            wanted = "pending" if row.state == "pending_approval" else "approved"
            assert requests[row.id].state == wanted
            assert requests[row.id].content_hash == content_hash(stored.draft, stored.valid_until)
        else:
            assert row.state != "pending_approval"


def discount(session: Session, label: str) -> Decimal:
    """Return how much a version is below its unit prices."""
    version = quotes.load(session, label)
    full = sum(line.quantity * line.unit_price for line in version.draft.lines if line.counts)
    return 1 - version.totals.gross / full


def test_two_quotes_stand_at_the_edge_of_what_a_seller_may_grant(session: Session) -> None:
    rows = session.execute(
        select(Quote.number, QuoteVersion.state, QuoteVersion.version).join(QuoteVersion)
    ).all()
    found = {discount(session, f"{number}-V{version}"): state for number, state, version in rows}
    assert found[Decimal("0.15")] == "sent"
    assert found[Decimal("0.1501")] == "pending_approval"
    wanting = {state for off, state in found.items() if off > Decimal("0.15")}
    assert wanting == {"pending_approval"}


def test_the_last_quote_comes_to_what_the_opportunity_is_worth(session: Session) -> None:
    pairs = session.execute(
        select(Opportunity.amount_minor, QuoteVersion.gross_minor)
        .select_from(QuoteVersion)
        .join(Quote)
        .join(Opportunity)
        .where(QuoteVersion.state != "superseded", QuoteVersion.currency == "CNY")
    ).all()
    assert len(pairs) == 61
    assert all(worth == gross for worth, gross in pairs)


def test_southwest_falls_behind_between_presentation_and_negotiation(session: Session) -> None:
    places = session.execute(select(Opportunity.id, Customer.region).join(Customer))
    region = {row[0]: row[1] for row in places}
    known, reached = stages(session), defaultdict(list)
    ids = {row.id for row in shown(session)}
    for opportunity, way in histories(session).items():
        codes = {known[step.to_stage_id].code for step in way}
        if opportunity in ids and "presentation" in codes:
            reached[region[opportunity]].append("negotiation" in codes)
    assert len(reached["西南"]) >= 8
    rates = {name: statistics.mean(found) for name, found in reached.items()}
    assert rates["西南"] < statistics.mean(rates.values()) - 0.1


def test_the_silent_account_and_the_tight_budget(session: Session) -> None:
    silent = session.scalars(select(Customer).where(Customer.short_name == "湖北江驿")).one()
    touches = session.scalars(select(Activity).where(Activity.customer_id == silent.id)).all()
    ages = [(ANCHOR - row.done_at.astimezone().date()).days for row in touches if row.done_at]
    assert len(ages) == len(touches)
    assert min(ages) > 90
    assert sum(90 < age <= 180 for age in ages) >= 3
    assert sum(180 < age <= 270 for age in ages) >= 3
    assert session.scalars(select(Activity).where(Activity.note.contains("客户提到预算紧张"))).one().done_at


def test_nothing_happens_after_the_anchor_but_plans(session: Session) -> None:
    limit = datetime.combine(ANCHOR, datetime.min.time()).astimezone()
    plans = {"due_on", "expected_close_on", "valid_until", "before", "after", "planned_on"}
    for each in Base.metadata.sorted_tables:
        for row in session.execute(select(each)).mappings():
            for name, value in row.items():
                if isinstance(value, datetime):
                    assert value <= limit, (each.name, name)
                elif isinstance(value, date) and name not in plans:
                    assert value <= ANCHOR, (each.name, name)


def test_it_works_on_the_day_of_a_leap_year(tmp_path: Path) -> None:
    report = demo.build(tmp_path / "Day.salesdesk", date(2024, 2, 29))
    assert report.counts["quote_version"] == 99
    assert (report.counts["contract"], report.counts["instalment"]) == (88, 140)


def test_it_is_marked_and_can_not_be_undone(copy: Path) -> None:
    workspace = Workspace.open(copy)
    assert workspace.demo
    with workspace.read() as session:
        assert history.next_undo(session, workspace.device_id) is None
    workspace.close()


def test_removing_takes_the_folder_away(copy: Path) -> None:
    demo.remove(copy)
    assert list(copy.parent.iterdir()) == []


def test_removing_a_demo_touches_nothing_beside_it(copy: Path) -> None:
    beside = copy.with_name(f".{copy.name}.removed")
    (beside / "mine").mkdir(parents=True)
    demo.remove(copy)
    assert [file.name for file in copy.parent.iterdir()] == [beside.name]
    assert (beside / "mine").exists()


def test_nothing_is_left_of_a_demo_whose_making_was_stopped(tmp_path: Path) -> None:
    steps = []

    def stop() -> None:
        steps.append(1)
        if len(steps) == 4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        demo.build(tmp_path / "Demo.salesdesk", ANCHOR, step=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_demo_is_removed_through_a_link_to_it(copy: Path) -> None:
    link = copy.with_name("link.salesdesk")
    link.symlink_to(copy)
    demo.remove(link)
    assert not copy.exists()


def test_a_real_workspace_is_never_removed(workspace: Workspace) -> None:
    path = workspace.path
    workspace.close()
    with pytest.raises(RuleError):
        demo.remove(path)
    with pytest.raises(RuleError):
        demo.build(path, ANCHOR, replace=True)
    assert (path / "data.db").exists()


def test_an_open_demo_is_not_removed(copy: Path) -> None:
    workspace = Workspace.open(copy)
    with pytest.raises(InUseError):
        demo.remove(copy)
    workspace.close()
    assert copy.exists()


def test_a_fixed_clock_holds_only_where_it_was_set() -> None:
    at = datetime(2026, 6, 30).astimezone()
    elsewhere: list[datetime] = []
    with clock.fixed(at, seed=7, device_name="Demo"):
        ids = [new_id(), new_id()]
        assert now() == at
        thread = threading.Thread(target=lambda: elsewhere.append(now()))
        thread.start()
        thread.join()
    with clock.fixed(at, seed=7, device_name="Demo"):
        assert [new_id(), new_id()] == ids == sorted(ids)
    assert elsewhere[0] != at
    assert now() != at


def test_grades_name_the_classes_of_customers(session: Session) -> None:
    assert set(GRADES.values()) == set(session.scalars(select(Customer.value_class)))


def test_the_demos_quotes_are_in_the_firms_own_design(demo: Workspace) -> None:
    with demo.read() as session:
        (design,) = document_designs.all_designs(session)
        assert design.is_default
        assert not design.problem
        assert design.quotes
        for _label, load in quotes.all_versions(session):
            version = load()
            assert version.design == design.design
            assert version.seller.logo
    assert files.read(demo.files, version.seller.logo).startswith(b"\x89PNG")


def test_templates_begin_quotes_at_the_prices_of_today(session: Session) -> None:
    found = quote_templates.all_templates(session)
    assert len(found) == 3
    assert len({one.name for one in found}) == 3
    for one in found:
        begun = quote_templates.begun(session, one.id, QuoteDraft(customer="甲", lines=()), local_day())
        assert len(begun.lines) >= 5
        assert totals(begun).gross > 0
        assert begun.document_discount is None
