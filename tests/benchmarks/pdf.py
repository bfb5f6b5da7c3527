"""The PDF of a quote: against WeasyPrint with the same text and typeface, by the page, and as a live preview."""

from __future__ import annotations

from functools import partial
from html import escape
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from salesdesk import resources
from salesdesk.documents.quote_pdf import render_quote
from tests.benchmarks.result import Result, interleaved
from tests.documents.samples import line, page_texts, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesdesk.documents.quote_pdf import QuoteDocument

PEER = "weasyprint"
CASES = ((10, 0.1, 7), (200, 0.05, 7), (2_000, 0.05, 3))  # lines, ratio allowed, pairs
PAGE_BUDGET = 8.0
PREVIEW_BUDGET = 50.0

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
    for lines, budget, pairs in CASES:
        name = f"pdf {lines} lines / WeasyPrint"
        if find_spec(PEER) is None:
            yield Result(name, 0, None, budget, skipped=True)
            continue
        document = sample(lines)
        ours, reference = interleaved(partial(render_quote, document), _peer(document), pairs)
        yield Result(name, ours, reference, budget, note=_subsetter())


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


def _peer(document: QuoteDocument) -> Callable[[], object]:
    """Return WeasyPrint's work on the same quote; its typeface and style sheet are read beforehand."""
    weasyprint: Any = import_module(PEER)
    fonts: Any = import_module(f"{PEER}.text.fonts")
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
    library: Any = import_module(f"{PEER}.text.ffi")
    return "its HarfBuzz" if library.harfbuzz_subset else "its fontTools"


def _html(document: QuoteDocument) -> str:
    rows = "".join(
        f"<tr><td>{one.number}</td><td><b>{escape(one.name)}</b><br>{escape(one.specification)}</td>"
        f"<td>{one.model}</td><td>{one.unit}</td><td>{one.quantity}</td><td>{one.unit_price:,.2f}</td>"
        f"<td>13%</td><td>{one.amount:,.2f}</td></tr>"
        for one in document.lines
    )
    heads = "".join(
        f"<th>{head}</th>"
        for head in ("序号", "产品名称", "型号", "单位", "数量", "含税单价", "税率", "含税金额")
    )
    terms = "".join(f"<p>{label} {text}</p>" for label, text in document.terms)
    return (
        f"<h1>报价单</h1><p>{document.number} V{document.version} {document.issued_on}</p>"
        f"<p>{escape(document.customer.name)}</p><p>{escape(document.seller.name)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>不含税合计 ¥{document.net:,.2f}</p><p>税额（13%） ¥{document.tax:,.2f}</p>"
        f"<h2>价税合计 ¥{document.gross:,.2f}</h2><p>{document.in_words}</p>{terms}<p>报价单位（盖章）</p>"
    )
