"""Rules, PINs and keys in the settings."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.approval import METRICS, WITHOUT_THRESHOLD, Rule
from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange import approval_file, approval_keys
from salesdesk.exchange.approval_keys import PublicKey
from salesdesk.services import approval_exchange, approval_rules, history, people, pins
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.settings.approval_dialogs import (
    NewKeyDialog,
    PinDialog,
    RemoveRuleDialog,
    ResetPinDialog,
    RuleDialog,
    SignDialog,
    TrustKeyDialog,
    limit_text,
    read_limit,
)
from salesdesk.ui.settings.approval_section import ApprovalSection
from salesdesk.ui.settings.page import SettingsPage
from salesdesk.ui.settings.person_dialogs import DeletePersonDialog, PersonDialog
from salesdesk.ui.waiting_badge import WaitingBadge
from salesdesk.ui.widgets.proof_fields import ProofFields
from tests.services.approving import PINS, Desk, desk
from tests.ui.quotes.conftest import child


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, firm: Desk) -> Iterator[SettingsPage]:
    """Give the settings of the workspace, at approvals."""
    background = Background()
    data = Data(workspace)
    data.person = firm.seller
    result = SettingsPage(PageContext(data, background, Preferences()))
    qtbot.addWidget(result)
    result.resize(1240, 900)
    result.show_section("approvals")
    with qtbot.waitExposed(result):
        result.show()
    yield result
    background.finish()


@pytest.fixture
def section(page: SettingsPage) -> ApprovalSection:
    """Give the section."""
    return page.approvals


def choose(section: ApprovalSection, person: uuid.UUID) -> None:
    place = next(at for at, one in enumerate(section.people.rows()) if one.id == person)
    section.people.view.select_rows([(place, place)], place)


def prove(fields: ProofFields, pin: str = PINS["director"]) -> None:
    fields.pin.setText(pin)


def limits(section: ApprovalSection) -> list[str]:
    return [limit_text(line.row.rule) for line in section.rules.rows() if line.row.rule.metric == "discount"]


@pytest.mark.parametrize(
    ("metric", "typed", "limit"),
    [
        ("discount", "15%", "0.15"),
        ("discount", "15.01", "0.1501"),
        ("margin", "8％", "0.08"),
        ("amount", "1,000,000", "1000000"),
        ("validity", "90", "90"),
    ],
)
def test_limits_are_typed_as_one_says_them(metric: str, typed: str, limit: str) -> None:
    assert read_limit(metric, typed) == Decimal(limit)


def test_every_metric_shows_its_limit() -> None:
    for metric in METRICS:
        rule = Rule(metric, None if metric in WITHOUT_THRESHOLD else Decimal("0.15"), "director")
        assert limit_text(rule)
    with pytest.raises(InvalidInputError):
        read_limit("discount", "viel")


def test_a_rule_is_changed_by_a_directors_pin_and_stays_in_spite_of_undo(
    section: ApprovalSection, firm: Desk
) -> None:
    assert limits(section) == ["15%", "25%"]
    place = next(at for at, line in enumerate(section.rules.rows()) if limit_text(line.row.rule) == "15%")
    section.rules.view.select_rows([(place, place)], place)
    section.change.click()
    dialog = child(section, RuleDialog)
    dialog.limit.setText("12%")
    dialog.confirm.click()
    assert dialog.problem()
    prove(dialog.proof, "0000")
    dialog.confirm.click()
    assert dialog.problem()
    prove(dialog.proof)
    dialog.confirm.click()
    assert limits(section) == ["12%", "25%"]
    with firm.workspace.read() as session:
        assert "审批规则" not in str(history.next_undo(session, firm.workspace.device_id))


def test_rules_are_added_and_taken_away(section: ApprovalSection) -> None:
    section.add.click()
    dialog = child(section, RuleDialog)
    dialog.measured.setCurrentIndex(list(METRICS).index("floor_price"))
    assert not dialog.limit.isEnabled()
    dialog.measured.setCurrentIndex(list(METRICS).index("amount"))
    dialog.limit.setText("500,000")
    prove(dialog.proof)
    dialog.confirm.click()
    rows = section.rules.rows()
    assert len(rows) == 9
    place = next(at for at, line in enumerate(rows) if line.row.rule.metric == "amount")
    section.rules.view.select_rows([(place, place)], place)
    section.remove.click()
    gone = child(section, RemoveRuleDialog)
    prove(gone.proof)
    gone.confirm.click()
    assert len(section.rules.rows()) == 8


def test_the_usual_terms_of_payment_are_chosen(section: ApprovalSection) -> None:
    place = next(at for at, one in enumerate(section.rules.rows()) if one.row.rule.metric == "payment_term")
    assert limit_text(section.rules.rows()[place].row.rule) == "3-3-3-1"
    section.rules.view.select_rows([(place, place)], place)
    section.change.click()
    dialog = child(section, RuleDialog)
    assert dialog.standard.isVisible()
    assert not dialog.limit.isVisible()
    dialog.standard.setCurrentIndex(dialog.standard.findText("货到30天"))
    prove(dialog.proof)
    dialog.confirm.click()
    assert not dialog.problem()
    assert limit_text(section.rules.rows()[place].row.rule) == "货到30天"


def test_a_pin_is_set_changed_and_taken_away(section: ApprovalSection, firm: Desk) -> None:
    choose(section, firm.seller)
    section.set_pin.click()
    dialog = child(section, PinDialog)
    assert dialog.before is None
    dialog.pin.setText("5120")
    dialog.again.setText("5121")
    dialog.confirm.click()
    assert dialog.problem()
    dialog.again.setText("5120")
    dialog.confirm.click()
    with firm.workspace.read() as session:
        assert pins.has_pin(session, firm.seller)
    choose(section, firm.seller)
    section.reset_pin.click()
    reset = child(section, ResetPinDialog)
    prove(reset.proof)
    reset.confirm.click()
    with firm.workspace.read() as session:
        assert not pins.has_pin(session, firm.seller)


def test_a_key_is_made_written_and_trusted_elsewhere(
    section: ApprovalSection, firm: Desk, tmp_path: Path
) -> None:
    assert not section.open_request.isVisible()
    section.make_key.click()
    dialog = child(section, NewKeyDialog)
    dialog.name.setText("周建国")
    for field in (dialog.pin, dialog.again):
        field.setText("4-Hasen!")
    dialog.confirm.click()
    key = approval_keys.own()
    assert key
    assert key.fingerprint in section.own.text()
    assert section.export_key.isVisible()
    section.export_key.click()
    child(section, QFileDialog).fileSelected.emit(str(tmp_path / "zhou.sdapproval"))
    section._on_key(tmp_path / "zhou.sdapproval")
    trust = child(section, TrustKeyDialog)
    assert trust.fingerprint.text() == key.fingerprint
    assert trust.person.currentData() == firm.director
    prove(trust.proof)
    trust.confirm.click()
    with firm.workspace.read() as session:
        assert approval_exchange.keys(session) == {firm.director: key.key}


def test_a_request_from_a_file_is_shown_whole_and_signed(
    section: ApprovalSection, firm: Desk, tmp_path: Path
) -> None:
    approval_keys.create("周建国", "4-Hasen!")
    asked = firm.submit(firm.saved("26%", payment_term="monthly-60"), "年度框架")
    with firm.workspace.read() as session:
        approval_file.write_request(
            tmp_path / "ask.sdapproval", approval_exchange.request_of(session, asked.id)
        )
    section._on_request(tmp_path / "ask.sdapproval")
    dialog = child(section, SignDialog)
    shown = " ".join(part.text() for part in dialog.findChildren(QWidget) if hasattr(part, "text"))
    for wanted in ("螺杆空压机", "林晓", "年度框架", "7,400.00", "26%", "月结后60日内付100%", "毛利率"):
        assert wanted in shown
    dialog.pin.setText("falsch")
    dialog.confirm.click()
    assert dialog.problem()
    dialog.pin.setText("4-Hasen!")
    dialog.confirm.click()
    child(section, QFileDialog).fileSelected.emit(str(tmp_path / "yes.sdapproval"))
    assert approval_file.read_decision(tmp_path / "yes.sdapproval").approve


def test_a_file_that_is_no_request_is_named(section: ApprovalSection, tmp_path: Path) -> None:
    approval_file.write_key(tmp_path / "key.sdapproval", PublicKey("x", "AAAA"))
    section._on_request(tmp_path / "key.sdapproval")
    assert section.message.isVisible()


def test_who_approves_is_changed_by_a_directors_pin_only(page: SettingsPage, firm: Desk) -> None:
    data = Data(firm.workspace)
    seller = next(one for one in data.read(people.all_people) if one.id == firm.seller)
    dialog = PersonDialog(data, (), seller, page)
    dialog.open()
    assert not dialog.proof.pin.isEnabled()
    dialog.role.setCurrentIndex(list(people.ROLES).index("director"))
    assert dialog.proof.pin.isEnabled()
    dialog.confirm.click()
    assert dialog.problem()
    prove(dialog.proof)
    dialog.confirm.click()
    again = next(one for one in data.read(people.all_people) if one.id == firm.seller)
    assert again.role == "director"
    manager = next(one for one in data.read(people.all_people) if one.id == firm.manager)
    gone = DeletePersonDialog(data, (), manager, {}, page)
    gone.open()
    gone.confirm.click()
    assert gone.problem()
    prove(gone.proof)
    gone.confirm.click()
    assert firm.manager not in {one.id for one in data.read(people.all_people)}


def test_what_waits_is_counted_in_the_navigation(qtbot: QtBot, firm: Desk) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    badge = WaitingBadge(window)
    window.build()
    data = Data(firm.workspace)
    data.person = firm.manager
    quote = firm.saved("16%")
    badge.watch(data)
    badge.count()
    assert window.navigation.badge("quotes") == ""
    firm.submit(quote)
    badge.count()
    assert window.navigation.badge("quotes") == "1"
    data.person = firm.seller
    badge.count()
    assert window.navigation.badge("quotes") == ""
    data.person = firm.director
    badge.count()
    window.build()
    assert window.navigation.badge("quotes") == "1"
    window.navigation.set_collapsed(collapsed=True)
    badge.watch(None)
    assert window.navigation.badge("quotes") == ""


def test_a_role_that_approves_is_nobodys_to_take_without_proof(firm: Desk) -> None:
    data = Data(firm.workspace)
    assert data.read(people.needs_proof, "director", "sales")
    assert not data.read(people.needs_proof, "sales", "assistant")
    assert data.read(approval_rules.directors) == [(firm.director, "周建国")]
