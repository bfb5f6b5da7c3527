"""The command line as firms' IT uses it: formats, exit codes, nothing changed by bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesdesk import cli
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "crm-sales-opportunities"
REAL = [DATA / f"{name}.csv" for name in ("sales_pipeline", "accounts", "products", "sales_teams")]
LINE = {
    "name": "五轴加工中心",
    "model": "HSM-600",
    "unit": "台",
    "quantity": "2",
    "unit_price": "980000",
    "discount": "16%",
    "tax_rate": "13%",
    "optional": False,
    "free": False,
}
DRAFT = {
    "customer": "华锐精工",
    "price_mode": "tax_included",
    "rounding": "line",
    "currency": "CNY",
    "lines": [LINE],
    "document_discount": {"amount": "8400"},
}

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; give exit code, what it printed (JSON where asked for), and what it said of errors."""

    def call(*arguments: object) -> tuple[int, Any, str]:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        out = json.loads(captured.out) if "--json" in arguments else captured.out
        return code, out, captured.err

    return call


def draft_file(tmp_path: Path, draft: object = None, **values: object) -> Path:
    file = tmp_path / "draft.json"
    content = draft if draft is not None else DRAFT | values
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def quoted(tmp_path: Path, run: Run) -> Path:
    """Give a workspace with one quote."""
    path = tmp_path / "w.salesdesk"
    assert run("quote", path, "--from", draft_file(tmp_path), "--json")[0] == 0
    return path


def test_a_draft_becomes_a_quote_and_answers_with_its_figures(tmp_path: Path, run: Run) -> None:
    pdf = tmp_path / "out" / "q.pdf"
    code, answer, _err = run(
        "quote", tmp_path / "w.salesdesk", "--from", draft_file(tmp_path), "--pdf", pdf, "--json"
    )
    assert code == 0
    assert (answer["version"], answer["number"][:3], len(answer["number"])) == (1, "QT-", 14)
    assert answer["lines"] == [
        {"name": "五轴加工中心", "gross": "1638000.00", "net": "1449557.52", "tax": "188442.48"}
    ]
    assert (answer["net"], answer["tax"], answer["gross"]) == ("1449557.52", "188442.48", "1638000.00")
    assert answer["in_words"] == "人民币壹佰陆拾叁万捌仟元整"
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_a_stored_quote_is_shown_and_printed_the_same_again(tmp_path: Path, quoted: Path, run: Run) -> None:
    code, _text, _err = run("show", quoted, "QT-000000-0001")
    assert code == 2
    number = _number(quoted)
    assert run("show", quoted, number, "--json")[1]["gross"] == "1638000.00"
    assert "华锐精工" in run("show", quoted, number)[1]
    prints = []
    for folder in ("a", "b"):
        assert run("pdf", quoted, number, f"{number}-V1", "--out", tmp_path / folder)[0] == 0
        prints.append((tmp_path / folder / f"{number}-V1.pdf").read_bytes())
    assert prints[0] == prints[1]


def _number(path: Path) -> str:
    from sqlalchemy import select  # noqa: PLC0415 - only here

    from salesdesk.storage.records import Quote  # noqa: PLC0415

    workspace = Workspace.open(path, read_only=True)
    with workspace.read() as session:
        number = session.scalars(select(Quote.number)).one()
    workspace.close()
    return number


@pytest.mark.skipif(not DATA.is_dir(), reason="the data set is not here")
def test_the_real_files_are_taken_once(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "real.salesdesk"
    code, preview, _err = run("import", path, *REAL, "--dry-run", "--json")
    assert (code, preview["counts"]["opportunity"]["new"], path.exists()) == (0, 8800, False)
    assert run("import", path, *REAL)[0] == 0
    before = _content(path)
    code, again, _err = run("import", path, *REAL, "--json")
    assert (code, again["written"]) == (0, False)
    assert _content(path) == before
    code, answer, _err = run("check", path, "--json")
    assert (code, answer["ok"]) == (0, True)
    counts = {kind: answer["counts"][kind] for kind in ("customer", "product", "person", "opportunity")}
    assert counts == {"customer": 85, "product": 7, "person": 41, "opportunity": 8800}
    assert answer["opportunities"] == {
        "open": {"count": 2089, "amount": "0.00"},
        "won": {"count": 4238, "amount": "10005534.00"},
        "lost": {"count": 2473, "amount": "0.00"},
        "on_hold": {"count": 0, "amount": "0.00"},
    }


def _content(path: Path) -> list[tuple[Any, ...]]:
    from sqlalchemy import text  # noqa: PLC0415 - only here

    workspace = Workspace.open(path, read_only=True)
    with workspace.read() as session:
        rows = session.execute(text("SELECT id, row_version, updated_at FROM opportunity ORDER BY id")).all()
        last = session.scalar(text("SELECT max(id) FROM operation"))
    workspace.close()
    return [(last,), *map(tuple, rows)]


BAD_DRAFTS: dict[str, Any] = {
    "a list": [],
    "no lines": DRAFT | {"lines": []},
    "unknown key": DRAFT | {"discuont": "5%"},
    "unknown line key": DRAFT | {"lines": [LINE | {"price": "1"}]},
    "float": DRAFT | {"lines": [LINE | {"quantity": 2.0}]},
    "nan": DRAFT | {"lines": [LINE | {"quantity": "NaN"}]},
    "negative": DRAFT | {"lines": [LINE | {"unit_price": "-1"}]},
    "huge": DRAFT | {"lines": [LINE | {"unit_price": "9" * 30}]},
    "bad discount": DRAFT | {"lines": [LINE | {"discount": "120%"}]},
    "bad currency": DRAFT | {"currency": "dollars"},
    "bad mode": DRAFT | {"price_mode": "gross"},
    "no customer": DRAFT | {"customer": "  "},
    "a character no face has": DRAFT | {"customer": "\U000200b7"},
}


@pytest.mark.parametrize("name", BAD_DRAFTS)
def test_a_bad_draft_is_refused_and_makes_nothing(tmp_path: Path, run: Run, name: str) -> None:
    file, path = draft_file(tmp_path, BAD_DRAFTS[name]), tmp_path / "w.salesdesk"
    code, answer, err = run("quote", path, "--from", file, "--pdf", tmp_path / "q.pdf", "--json")
    assert code == 2
    assert answer["error"]
    assert answer["error"] in err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["draft.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe{", b"[" * 100_000, b"{}"])
def test_what_is_no_draft_is_refused(tmp_path: Path, run: Run, content: bytes) -> None:
    file = tmp_path / "draft.json"
    file.write_bytes(content)
    code, answer, _err = run("quote", tmp_path / "w.salesdesk", "--from", file, "--json")
    assert (code, answer["ok"]) == (2, False)
    assert not (tmp_path / "w.salesdesk").exists()


def test_a_discount_above_the_line_is_refused_by_a_rule(tmp_path: Path, run: Run) -> None:
    file = draft_file(tmp_path, lines=[LINE | {"discount": {"amount": "9999999"}}])
    assert run("quote", tmp_path / "w.salesdesk", "--from", file)[0] == 1


def test_a_failed_command_leaves_an_existing_workspace_as_it_was(
    tmp_path: Path, quoted: Path, run: Run
) -> None:
    before = run("check", quoted, "--json")[1]
    assert run("quote", quoted, "--from", draft_file(tmp_path, customer=""))[0] == 2
    assert run("quote", quoted, "--from", draft_file(tmp_path), "--person", "nobody")[0] == 2
    assert run("import", quoted, tmp_path / "missing.csv")[0] == 2
    assert run("quote", quoted, "--from", draft_file(tmp_path), "--pdf", quoted / "data.db" / "x.pdf")[0] == 2
    assert run("check", quoted, "--json")[1] == before


def bad_files(folder: Path) -> dict[str, Path]:
    contents = {
        "wrong columns.csv": b"a,b,c\n1,2,3\n",
        "empty.csv": b"",
        "long line.csv": b"account,sector\n" + b"x" * 20_000_000,
        "binary.csv": bytes(range(256)) * 40,
        "number for a date.csv": b"opportunity_id,deal_stage,close_date\nA1,Engaging,12.5\nA2,Engaging,3/1/2017\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents} | {
        "missing.csv": folder / "missing.csv",
        "folder": folder,
    }


@pytest.mark.parametrize(
    "name",
    [
        "wrong columns.csv",
        "empty.csv",
        "long line.csv",
        "binary.csv",
        "number for a date.csv",
        "missing.csv",
        "folder",
    ],
)
def test_a_bad_file_is_refused_by_name_and_changes_nothing(tmp_path: Path, run: Run, name: str) -> None:
    files = tmp_path / "files"
    files.mkdir()
    code, _out, err = run("import", tmp_path / "w.salesdesk", bad_files(files)[name])
    assert code == 2
    assert name in err or "files" in err
    assert len(err) < 2_000
    assert not (tmp_path / "w.salesdesk").exists()


def test_gbk_text_is_understood(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "客户.csv"
    file.write_bytes(
        "客户名称,行业,电话\n恒岳轴承有限公司,机械制造,0512-66668888\n远川重工集团,汽车零部件,\n".encode(
            "gb18030"
        )
    )
    code, answer, _err = run("import", tmp_path / "w.salesdesk", file, "--json")
    assert (code, answer["counts"]["customer"]["new"]) == (0, 2)


@pytest.mark.parametrize("command", ["check", "show", "pdf", "screenshot"])
def test_what_is_no_workspace_is_refused_and_left_alone(tmp_path: Path, run: Run, command: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x", encoding="utf-8")
    more: dict[str, list[object]] = {
        "check": [],
        "show": ["QT-202611-0001"],
        "pdf": ["QT-202611-0001", "--out", tmp_path / "pdf"],
        "screenshot": ["--page", "board", "--out", tmp_path / "x.png"],
    }
    for place in ("letters", "missing"):
        assert run(command, tmp_path / place, *more[command])[0] == 2
    assert [one.name for one in tmp_path.iterdir()] == ["letters"]


def test_a_workspace_in_use_can_be_looked_at_but_not_written(
    tmp_path: Path, workspace: Workspace, run: Run
) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session)
    code, answer, err = run("quote", workspace.path, "--from", draft_file(tmp_path), "--json")
    assert code == 2
    assert answer["error"] in err
    code, answer, _err = run("check", workspace.path, "--json")
    assert (code, answer["counts"]["customer"], answer["counts"]["quote"]) == (0, 1, 0)


def test_a_tampered_sum_is_found_with_exit_code_1(tmp_path: Path, quoted: Path, run: Run) -> None:
    from sqlalchemy import text  # noqa: PLC0415 - only here

    workspace = Workspace.open(quoted)
    with workspace.write(STEP) as write:
        write.session.execute(
            text(
                "UPDATE quote_version SET gross_minor = gross_minor + 1, net_minor = net_minor + 1, row_version = 2"
            )
        )
    workspace.close()
    code, answer, _err = run("check", quoted, "--json")
    assert (code, answer["ok"], len(answer["problems"])) == (1, False, 1)


@pytest.mark.parametrize(
    "arguments", [["check"], ["quote", "x"], ["import", "x"], ["--nonsense"], ["check", "x", "--y"]]
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize("size", ["", "x", "1440", "0x0", "-5x10", "99999x1"])
def test_a_size_that_is_none_is_refused(tmp_path: Path, run: Run, size: str) -> None:
    out = tmp_path / "x.png"
    assert run("screenshot", "--page", "start", "--out", out, f"--size={size}")[0] == 2
    assert not out.exists()


def test_an_unknown_page_is_refused_with_a_list_of_the_pages(tmp_path: Path, run: Run) -> None:
    code, _out, err = run("screenshot", "--page", "nonsense", "--out", tmp_path / "x.png")
    assert code == 2
    assert "board" in err
    assert "start" in err


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "报价单"), ("en", "Quotation")])
def test_a_new_quote_keeps_the_language_it_was_asked_for_in(
    tmp_path: Path, run: Run, language: str, title: str
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    file = tmp_path / "q.pdf"
    arguments = ["--from", draft_file(tmp_path), "--pdf", file, "--lang", language]
    assert run("quote", tmp_path / "w.salesdesk", *arguments)[0] == 0
    with pdfium.PdfDocument(file) as document:
        text = document[0].get_textpage().get_text_range()
    assert title in text
    assert ("报价单" in text) == (language == "zh_CN")


def test_a_failed_command_leaves_the_users_empty_folder(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    assert run("quote", folder, "--from", draft_file(tmp_path), "--person", "nobody")[0] == 2
    assert list(folder.iterdir()) == []


def test_a_field_that_stands_twice_is_refused(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "draft.json"
    file.write_text('{"customer": "A", "customer": "B", "lines": []}', encoding="utf-8")
    assert run("quote", tmp_path / "w.salesdesk", "--from", file)[0] == 2


@pytest.mark.parametrize("place", ["/", ".", "w.salesdesk/data.db/x.pdf"])
def test_a_place_that_is_no_files_is_refused_before_anything_is_saved(
    tmp_path: Path, quoted: Path, run: Run, place: str
) -> None:
    file = tmp_path / place
    assert run("quote", quoted, "--from", draft_file(tmp_path), "--pdf", file)[0] == 2
    assert run("check", quoted, "--json")[1]["counts"]["quote"] == 1


def test_a_name_longer_than_the_system_allows_is_refused(tmp_path: Path, run: Run) -> None:
    long = tmp_path / ("x" * 300)
    assert run("check", long)[0] == 2
    assert run("quote", long, "--from", draft_file(tmp_path))[0] == 2


def test_options_are_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        cli.main(["check", str(tmp_path), "--js"])


def test_a_preview_of_an_unreadable_file_exits_as_the_import_does(tmp_path: Path, run: Run) -> None:
    file = bad_files(tmp_path)["number for a date.csv"]
    codes = {run("import", tmp_path / "w.salesdesk", file, *more)[0] for more in ([], ["--dry-run"])}
    assert codes == {2}
