"""Text tables are read exactly, or refused with a message that names the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from salesdesk import i18n
from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange import tables
from salesdesk.exchange.tables import Table, read_table

CHINESE = "客户名称,所属行业,区域\n云州栖云食品有限公司,食品,华东\n澜江远帆机械股份有限公司,机械,华东\n"


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def written(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes, name: str = "data.csv") -> Table:
    return read_table(written(folder, content, name))


def refusal(folder: Path, content: str | bytes, name: str = "data.csv") -> str:
    with pytest.raises(InvalidInputError) as caught:
        read(folder, content, name)
    assert f"“{name}”" in caught.value.message
    return caught.value.message


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def test_a_table_has_its_headers_rows_and_line_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, 'account,sector\n"Acme, Inc.",retail\n\n"two\nlines",medical\nlast,software')
    assert table.name == "data.csv"
    assert table.headers == ("account", "sector")
    assert cells(table) == [("Acme, Inc.", "retail"), ("two\nlines", "medical"), ("last", "software")]
    assert [row.line for row in table.rows] == [2, 4, 6]
    assert (table.encoding, table.delimiter, table.problems) == ("UTF-8", ",", ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one_line(tmp_path: Path, end: str) -> None:
    table = read(tmp_path, end.join(["account,sector", "A,retail", "B,medical", ""]))
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "A"), (3, "B")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_gives_known_titles(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["account", "sector"]) + "\n" + delimiter.join(['"a;b,c\td"', "x"]) + "\n"
    assert cells(read(tmp_path, text)) == [("a;b,c\td", "x")]


def test_quoted_titles_with_semicolons_are_no_error_of_the_comma(tmp_path: Path) -> None:
    assert read(tmp_path, '"account";"sector"\n"A";"x"\n').headers == ("account", "sector")


def test_a_table_of_one_column_is_a_table(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "客户名称\n栖云\n远帆\n")) == [("栖云",), ("远帆",)]


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("gb18030", b"", "GB18030"),
        ("gbk", b"", "GB18030"),
    ],
)
def test_chinese_text_is_read_in_every_encoding_and_the_encoding_told(
    tmp_path: Path, codec: str, mark: bytes, told: str
) -> None:
    table = read(tmp_path, mark + CHINESE.encode(codec))
    assert table.encoding == told
    assert cells(table)[0] == ("云州栖云食品有限公司", "食品", "华东")


def test_utf_16_is_told_by_its_separators_and_not_by_nul_bytes(tmp_path: Path) -> None:
    table = read(tmp_path, "客户名称\t行业\n一一\t一一一\n".encode("utf-16-le"))
    assert cells(table) == [("一一", "一一一")]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "account,sector\nMüller GmbH,Maschinenbau\nÜberland AG,Energie\n"),
        ("cp1252", "account,sector\nCafé Ñandú,Süßwaren\n"),
        ("koi8-r", "account,sector\nГазпром,нефть\nРосатом,энергия\n"),
        ("cp1251", "account,sector\nГазпром,нефть\nРосатом,энергия\n"),
        ("euc-kr", "account,sector\n삼성전자 주식회사,전자\n대한민국 화학공업,화학\n"),
        ("euc-jp", "account,sector\nトヨタ自動車株式会社,自動車\n"),
        ("shift_jis", "account,sector\nトヨタ自動車株式会社,自動車\n"),
        ("big5", "公司名稱,行業\n台灣積體電路製造股份有限公司,電子\n"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused_and_never_guessed(
    tmp_path: Path, codec: str, text: str
) -> None:
    assert "Save it as UTF-8" in refusal(tmp_path, text.encode(codec))


def test_titles_may_stand_below_other_lines(tmp_path: Path) -> None:
    table = read(tmp_path, "Customers of 2024,,\n\n客户名称(*),行业,区域\n栖云,食品,华东\n")
    assert table.header_line == 3
    assert cells(table) == [("栖云", "食品", "华东")]


def test_unknown_titles_are_the_first_row(tmp_path: Path) -> None:
    assert read(tmp_path, "foo,bar\n1,2\n").headers == ("foo", "bar")


def test_a_file_with_several_tables_is_refused_with_the_lines_of_their_titles(tmp_path: Path) -> None:
    text = "accounts,,,\naccount,sector,,\n,,,\nproduct,series,sales_price,\n"
    assert "lines 2, 4" in refusal(tmp_path, text)


def test_a_row_with_too_many_cells_is_reported_with_its_line(tmp_path: Path) -> None:
    table = read(tmp_path, "account,sector\nAcme, Inc.,retail\nB,medical,\n")
    assert cells(table) == [("B", "medical")]
    assert [(problem.line, problem.message) for problem in table.problems] == [
        (2, "The row has 3 cells, but there are 2 columns.")
    ]


def test_a_row_with_too_few_cells_is_filled_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "account,sector,revenue\nA\nB,x,1\n")
    assert cells(table) == [("A", "", ""), ("B", "x", "1")]
    assert table.short_rows == 1


def test_columns_without_a_title_at_the_end_do_not_count(tmp_path: Path) -> None:
    table = read(tmp_path, "account,sector,,\nA,x,,\n")
    assert (table.headers, cells(table)) == (("account", "sector"), [("A", "x")])


def test_a_missing_file_a_folder_and_an_empty_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"no file “gone\.csv”"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(InvalidInputError, match="not a file"):
        read_table(tmp_path)
    assert "is empty" in refusal(tmp_path, b"")
    assert "no rows" in refusal(tmp_path, b"\n  \n\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InvalidInputError, match="not a file"):
        read_table(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04..."),
        ("a.csv", b"PK\x03\x04..."),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.et", b"x"),
    ],
)
def test_a_spreadsheet_is_refused_with_advice(tmp_path: Path, name: str, content: bytes) -> None:
    assert "Save it as CSV" in refusal(tmp_path, content, name)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"account\x00,sector\nA,x\n", bytes(range(32)) * 10, b"\x00"],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "not a text file" in refusal(tmp_path, content)


def test_a_line_of_20_mb_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"account,sector\n" + b"x" * 20_000_000)
    with pytest.raises(InvalidInputError, match="line 2: the line is longer than 1000000"):
        read_table(path)


def test_a_file_beyond_25_mb_is_refused(tmp_path: Path) -> None:
    assert "larger than 25 MB" in refusal(tmp_path, b"account,sector\n" * 1_800_000)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    assert "more than 200000 rows" in refusal(tmp_path, "account,sector\n" + "a,b\n" * 200_001)


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    assert "more than 512 columns" in refusal(tmp_path, ",".join(["x"] * 513) + "\n")


def test_a_cell_that_is_too_long_is_reported_with_its_line(tmp_path: Path) -> None:
    table = read(tmp_path, f"account,sector\nA,{'x' * 32_768}\nB,{'x' * 32_767}\n")
    assert [row.line for row in table.rows] == [3]
    assert [problem.line for problem in table.problems] == [2]


@pytest.mark.parametrize("text", ['account,sector\n"A,x\nB,y\n', 'account,sector\n"A"B,x\n'])
def test_quotation_marks_that_do_not_fit_are_refused_with_the_line(tmp_path: Path, text: str) -> None:
    assert "line 2: the quotation marks" in refusal(tmp_path, text)


def test_a_quotation_mark_that_never_ends_is_refused(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, 'account,sector\n"A,x\n' + "B,y\n" * 1_000_000)


def test_a_name_that_is_not_unicode_can_still_be_told(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.csv"))
    with pytest.raises(InvalidInputError) as caught:
        read_table(path)
    caught.value.message.encode()


FILES = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
    st.text(alphabet='account,sector;"\t\r\n\x00 1栖', max_size=200).map(str.encode),
    st.text(alphabet="客户名称行业,\n一", max_size=100).map(lambda text: text.encode("utf-16-le")),
    st.text(alphabet="客户名称行业,\n栖", max_size=100).map(lambda text: text.encode("gb18030")),
)


@given(content=FILES)
@example(content=b"\xff\xfe")
@example(content=b"\xef\xbb\xbf")
@example(content=b'"')
@example(content=b"\xff\xfea\x00")
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_table_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content, "any.csv")
    try:
        table = read_table(path)
    except InvalidInputError:
        return
    assert all(len(row.cells) == len(table.headers) for row in table.rows)


VALUES = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=30
)


@given(
    rows=st.lists(st.tuples(VALUES.filter(str.strip), VALUES), max_size=20), delimiter=st.sampled_from(",;\t")
)
@settings(max_examples=100, deadline=None)
def test_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    quoted = [
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [("账号", "说明"), *rows]
    ]
    text = "\r\n".join(map(delimiter.join, quoted))
    table = read(tmp_path_factory.getbasetemp(), text, "round.csv")
    assert cells(table) == rows


def test_the_limits_are_those_of_the_design() -> None:
    limits = (tables.MAX_BYTES, tables.MAX_ROWS, tables.MAX_COLUMNS, tables.MAX_CELL, tables.MAX_LINE)
    assert limits == (26_214_400, 200_000, 512, 32_767, 1_000_000)
