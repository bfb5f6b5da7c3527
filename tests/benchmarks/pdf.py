"""The PDF of a contract; that of a quote against WeasyPrint and typst with the same text and face, and as a preview."""

from __future__ import annotations

import json
from functools import partial
from html import escape
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle
from typing import TYPE_CHECKING, Any

from salesdesk import resources
from salesdesk.documents.contract_pdf import render_contract
from salesdesk.documents.quote_pdf import render_quote
from tests.benchmarks.result import Result, interleaved
from tests.documents.contract_samples import contract
from tests.documents.samples import line, page_texts, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesdesk.documents.quote_pdf import QuoteDocument

CASES = ((10, 0.1, 1.0, 7), (200, 0.05, 0.5, 7), (2_000, 0.05, 0.5, 3))
"""Lines, ratios to WeasyPrint and typst that are allowed, pairs."""
HEADS = ("序号", "产品名称", "型号", "单位", "数量", "含税单价", "税率", "含税金额")
PAGE_BUDGET = 8.0
PREVIEW_BUDGET = 50.0
CONTRACT_LINES = 40
CONTRACT_BUDGET = 150.0

STYLE = """
@font-face {{ font-family: QuoteSans; src: url("{regular}") }}
@font-face {{ font-family: QuoteSans; font-weight: bold; src: url("{bold}") }}
@page {{ size: A4; margin: 20mm 15mm }}
@page {{ @bottom-right {{ content: "第 " counter(page) " 页 / 共 " counter(pages) " 页" }} }}
body {{ font: 8.5pt QuoteSans }}
table {{ width: 100%; border-collapse: collapse }}
td, th {{ padding: 5pt; border-bottom: 0.5pt solid #ddd }}
"""


def measure() -> Iterator[Result]:
    """Yield the results, the cheap ones first."""
    for lines in (10, 200, 2_000):
        document = sample(lines)
        pages = len(page_texts(render_quote(document)))
        yield Result(
            f"pdf {lines} lines, a page", _median(document) / pages, None, PAGE_BUDGET, note=f"{pages} pages"
        )
    yield Result("pdf preview of 30 lines", _median(sample(30)), None, PREVIEW_BUDGET)
    yield _contract()
    for lines, to_weasyprint, to_typst, pairs in CASES:
        document = sample(lines)
        yield _beside("WeasyPrint", to_weasyprint, lines, document, pairs)
        yield _beside("typst", to_typst, lines, document, pairs)


def _contract() -> Result:
    version = contract(CONTRACT_LINES)
    render = partial(render_contract, version)
    name = f"pdf contract of {len(version.clauses)} clauses, {CONTRACT_LINES} lines"
    return Result(
        name,
        interleaved(render, render)[0],
        None,
        CONTRACT_BUDGET,
        note=f"{len(page_texts(render()))} pages, two languages",
    )


def _beside(peer: str, budget: float, lines: int, document: QuoteDocument, pairs: int) -> Result:
    name = f"pdf {lines} lines / {peer}"
    if find_spec(peer.lower()) is None:
        return Result(name, 0, None, budget, skipped=True)
    work = _weasyprint(document) if peer == "WeasyPrint" else _typst(document, pairs + 1)
    ours, reference = interleaved(partial(render_quote, document), work, pairs)
    return Result(name, ours, reference, budget, note=_subsetter() if peer == "WeasyPrint" else "")


def sample(lines: int) -> QuoteDocument:
    """Return a quote whose lines have names, models, units and specifications."""
    return quote(
        *[
            line(
                number,
                model=f"VMC-{800 + number % 90}U",
                unit="台",
                specification=f"行程 {600 + number % 300}×550×500 mm，主轴转速 12,000 r/min，定位精度 ±0.004 mm",
            )
            for number in range(1, lines + 1)
        ],
        terms=(
            ("交货期", "自收到预付款且技术确认后 8 周。"),
            ("付款方式", "30% 预付，60% 发货前，10% 质保金。"),
        ),
    )


def _median(document: QuoteDocument) -> float:
    render = partial(render_quote, document)
    return interleaved(render, render)[0]


def _weasyprint(document: QuoteDocument) -> Callable[[], object]:
    """Return WeasyPrint's work on the same quote; its typeface and style sheet are read beforehand."""
    weasyprint: Any = import_module("weasyprint")
    fonts: Any = import_module("weasyprint.text.fonts")
    configuration = fonts.FontConfiguration()
    faces = {
        face.lower(): resources.path("fonts", f"NotoSansSC-{face}.ttf").as_uri()
        for face in ("Regular", "Bold")
    }
    css = weasyprint.CSS(string=STYLE.format(**faces), font_config=configuration)
    page = _html(document)
    return lambda: weasyprint.HTML(string=page).write_pdf(stylesheets=[css], font_config=configuration)


def _subsetter() -> str:
    """Return what WeasyPrint cuts typefaces with, on which its time depends most."""
    library: Any = import_module("weasyprint.text.ffi")
    return "its HarfBuzz" if library.harfbuzz_subset else "its fontTools"


def _html(document: QuoteDocument) -> str:
    rows = "".join(
        f"<tr><td>{one.number}</td><td><b>{escape(one.name)}</b><br>{escape(one.specification)}</td>"
        f"<td>{one.model}</td><td>{one.unit}</td><td>{one.quantity}</td><td>{one.unit_price:,.2f}</td>"
        f"<td>13%</td><td>{one.amount:,.2f}</td></tr>"
        for one in document.lines
    )
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    terms = "".join(f"<p>{label} {text}</p>" for label, text in document.terms)
    return (
        f"<h1>报价单</h1><p>{document.number} V{document.version} {document.issued_on}</p>"
        f"<p>{escape(document.customer.name)}</p><p>{escape(document.seller.name)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>不含税合计 ¥{document.net:,.2f}</p><p>税额（13%） ¥{document.tax:,.2f}</p>"
        f"<h2>价税合计 ¥{document.gross:,.2f}</h2><p>{document.in_words}</p>{terms}<p>报价单位（盖章）</p>"
    )


TYPST = """
#set page(paper: "a4", margin: (x: 15mm, y: 20mm), footer: context align(right)[
  第 #counter(page).display() 页 / 共 #counter(page).final().first() 页])
#set text(font: "Noto Sans SC", size: 8.5pt)
"""


def _typst(document: QuoteDocument, calls: int) -> Callable[[], object]:
    """Return typst's work on the same quote, typefaces read beforehand; each call has other texts, for it remembers."""
    typst: Any = import_module("typst")
    folder = str(resources.path("fonts", "NotoSansSC-Regular.ttf").parent)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    sources = cycle([_markup(document, call).encode() for call in range(calls)])
    return lambda: typst.Compiler(next(sources), font_paths=fonts).compile(format="pdf")


def _markup(document: QuoteDocument, call: int) -> str:
    def said(text: object) -> str:
        return f"#{json.dumps(str(text), ensure_ascii=False)}"

    rows = [
        f"[{said(one.number)}], [*{said(f'{one.name} {call}')}* \\ {said(one.specification)}], [{said(one.model)}],"
        f" [{said(one.unit)}], [{said(one.quantity)}], [{said(f'{one.unit_price:,.2f}')}], [13%],"
        f" [{said(f'{one.amount:,.2f}')}],"
        for one in document.lines
    ]
    columns = "(auto, 1fr, auto, auto, auto, auto, auto, auto)"
    head = ", ".join(f"[*{title}*]" for title in HEADS)
    parts = [
        TYPST,
        f"= 报价单\n{said(f'{document.number} V{document.version} {document.issued_on}')}\n",
        f"{said(document.customer.name)}\n\n{said(document.seller.name)}\n",
        f"#table(columns: {columns}, stroke: (bottom: 0.5pt + gray), table.header({head}),",
        *rows,
        f")\n不含税合计 {said(f'{document.net:,.2f}')}\n\n税额（13%） {said(f'{document.tax:,.2f}')}\n",
        f"== 价税合计 {said(f'{document.gross:,.2f}')}\n{said(document.in_words)}\n",
        *(f"{said(label)} {said(text)}\n" for label, text in document.terms),
        "报价单位（盖章）",
    ]
    return "\n".join(parts)
