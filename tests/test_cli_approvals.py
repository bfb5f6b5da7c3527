"""The command line goes past no approval: it saves drafts, prints them marked as such, and sends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from salesdesk import cli
from salesdesk.storage.workspace import Workspace
from tests.documents.samples import page_texts
from tests.factories import STEP
from tests.services.approving import Desk, desk

LINE = {"name": "螺杆空压机", "model": "LX-A75", "quantity": "1", "unit_price": "10000", "tax_rate": "13%"}


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval; the command line opens its workspace when it is closed."""
    return desk(workspace)


def draft(tmp_path: Path, line: dict[str, Any] | None = None, **values: Any) -> Path:
    content: dict[str, Any] = {
        "customer": "恒岳轴承",
        "price_mode": "tax_included",
        "rounding": "line",
        "currency": "CNY",
        "lines": [LINE | (line or {})],
    }
    file = tmp_path / "draft.json"
    file.write_text(json.dumps(content | values, ensure_ascii=False), encoding="utf-8")
    return file


def printed(firm: Desk, number: str, tmp_path: Path) -> str:
    """Return what the command line prints of a quote."""
    path = firm.workspace.path
    assert cli.main(["pdf", str(path), number, "--out", str(tmp_path / "out")]) == 0
    (file,) = (tmp_path / "out").iterdir()
    return page_texts(file.read_bytes())[0]


@pytest.mark.parametrize(
    "over",
    [
        {"line": {"discount": "16%"}},
        {"line": {"discount": {"final_price": "7000"}}},
        {"line": {"unit_price": "7000"}},
        {"line": {"unit_price": "20000", "discount": "60%"}},
        {"document_discount": {"total": "8000"}},
        {"lines": [LINE, LINE | {"free": True}]},
    ],
)
def test_a_draft_is_marked_wherever_it_is_printed_and_is_not_sent(
    firm: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], over: dict[str, Any]
) -> None:
    firm.workspace.close()
    pdf = tmp_path / "at-once.pdf"
    source = draft(tmp_path, **over)
    assert (
        cli.main(["quote", str(firm.workspace.path), "--from", str(source), "--pdf", str(pdf), "--json"]) == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert answer["state"] == "draft"
    assert "草稿" in page_texts(pdf.read_bytes())[0]
    assert "草稿" in printed(firm, answer["number"], tmp_path)


@pytest.mark.parametrize(
    "field",
    [
        {"state": "approved"},
        {"content_hash": "0" * 64},
        {"valid_until": "2030-01-01"},
        {"payment_terms": "两年后付清"},
        {"lines": [LINE | {"base_price": "5000"}]},
        {"lines": [LINE | {"price_source": "book"}]},
    ],
)
def test_a_draft_can_not_say_that_it_is_approved_or_cheap(
    firm: Desk, tmp_path: Path, field: dict[str, Any]
) -> None:
    firm.workspace.close()
    assert cli.main(["quote", str(firm.workspace.path), "--from", str(draft(tmp_path, **field))]) == 2


def test_what_waits_says_so_and_what_was_changed_behind_the_approval_is_a_draft(
    firm: Desk, tmp_path: Path
) -> None:
    waiting, approved = firm.saved("16%"), firm.approved("16%")
    firm.submit(waiting)
    changed = firm.approved("17%")
    with firm.workspace.write(STEP) as write:
        write.session.execute(
            text(
                "UPDATE quote_version SET payment_term = 'monthly-60', row_version = row_version + 1 "
                "WHERE quote_id = (SELECT id FROM quote WHERE number = :number)"
            ),
            {"number": changed.number},
        )
    firm.workspace.close()
    assert "待审批" in printed(firm, str(waiting.number), tmp_path / "a")
    first = printed(firm, str(approved.number), tmp_path / "b")
    assert "草稿" not in first
    assert "待审批" not in first
    assert "草稿" in printed(firm, str(changed.number), tmp_path / "c")
