"""A contract's clauses as a Word file with the blanks in it: to be filled, or to begin a firm's own contract with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from salesdesk.documents.contract_pdf import ANNEX
from salesdesk.documents.contract_setting import numbered
from salesdesk.documents.contract_text import PREVAILS, TITLES, annex_title
from salesdesk.documents.docx_package import MAIN, OFFICE, Link, Package, Part
from salesdesk.documents.docx_xml import WORD, escaped
from salesdesk.documents.words import Words
from salesdesk.domain import clauses as rules, merge_fields
from salesdesk.domain.clauses import Clause
from salesdesk.domain.merge_fields import SCHEDULE
from salesdesk.domain.word_fields import written
from salesdesk.i18n import N_, Language, translate

_WIDTH: Final = 9_750
"""What lies between the margins of an A4 page, in twentieths of a point."""
_SMALL: Final = 18
_SHORT: Final = 1_500
"""Clauses of fewer characters stand on one page."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Outline:
    """What a contract in Word is made of."""

    clauses: tuple[Clause, ...]
    languages: tuple[Language, ...]
    contract_kind: str = "sale"
    kind: str = "original"

    @property
    def say(self) -> Words:
        """Return what says the document's own texts."""
        return Words(*self.languages)


def starting(outline: Outline) -> Package:
    """Return a Word file with clauses, parties, payments, places to sign and Annex 1, all with their blanks."""
    styles, footer = "word/styles.xml", "word/footer1.xml"
    links = [
        Link("rId1", f"{OFFICE}styles", part=styles),
        Link("rId2", f"{OFFICE}footer", part=footer),
    ]
    return Package(
        {
            MAIN: Part("officeDocument", _document(outline).encode(), links),
            styles: Part("styles", (_HEAD + _STYLES).encode()),
            footer: Part("footer", _footer(outline).encode()),
        }
    )


def _document(outline: Outline) -> str:
    parts = [
        *_title(outline),
        _parties(outline),
        *_clauses(outline),
        *_prevailing(outline),
        *_signatures(outline),
        *(_annex(outline) if outline.contract_kind == "sale" else ()),
    ]
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1078" w:bottom="1134" w:left="1078" w:header="567" w:footer="567"'
        ' w:gutter="0"/></w:sectPr>'
    )
    names = f'xmlns:w="{WORD}" xmlns:r="{OFFICE.rstrip("/")}"'
    return f"{_HEAD}<w:document {names}><w:body>{''.join(parts)}{section}</w:body></w:document>"


# --- parts of the text --------------------------------------------------------------------------------------------


def _title(outline: Outline) -> Iterator[str]:
    first, *others = outline.say.each(TITLES[outline.contract_kind, outline.kind])
    yield _paragraph(first, style="Title")
    for text in others:
        yield _paragraph(text, style="Subtitle")
    number = outline.say.once(N_("No. {number}"), number=written("contract.no"))
    yield _paragraph(number, style="Subtitle")


def _parties(outline: Outline) -> str:
    say, sides = outline.say, []
    for side, heading in (("buyer", N_("Buyer (Party A)")), ("seller", N_("Seller (Party B)"))):
        facts = [
            (N_("Tax ID"), f"{side}.uscc"),
            (N_("Address"), f"{side}.address"),
            (N_("Contact"), f"{side}.contact"),
            (N_("Phone"), f"{side}.phone"),
            (N_("E-mail"), f"{side}.email"),
            (N_("Bank"), f"{side}.bank"),
        ]
        lines = [
            _paragraph(say(heading), size=_SMALL),
            _paragraph(written(f"{side}.name"), bold=True),
            *(_paragraph(f"{say(name)}: {written(key)}", size=_SMALL) for name, key in facts),
        ]
        sides.append("".join(lines))
    half = _WIDTH // 2
    return _table([_row([(half, side) for side in sides])], [half, half]) + _paragraph("")


def _clauses(outline: Outline) -> Iterator[str]:
    """Yield the clauses, the languages beside each other; the payments stand as a table below their clause."""
    rows: list[str] = []
    widths = [_WIDTH // len(outline.languages)] * len(outline.languages)
    beside = len(outline.languages) > 1
    for clause, number in zip(outline.clauses, rules.numbers(outline.clauses), strict=True):
        last = clause is outline.clauses[-1] and not beside  # nobody signs a page that says nothing
        sides = [_side(clause, number, one, alone=not beside, keep=last) for one in outline.languages]
        if beside:
            short = max(len(clause.text(one)) for one in outline.languages) < _SHORT
            rows.append(_row(list(zip(widths, sides, strict=True)), whole=short))
        else:
            yield sides[0]
        if any(SCHEDULE in merge_fields.marks(clause.text(one)) for one in outline.languages):
            if rows:
                yield _table(rows, widths)
                rows = []
            yield _paragraph("") + _payments(outline) + _paragraph("")
    if rows:
        yield _table(rows, widths)


def _side(clause: Clause, number: int | None, language: Language, *, alone: bool, keep: bool) -> str:
    heading = ""
    if number is not None:
        title = f"{numbered(number, language)}  {clause.title(language)}".strip()
        heading = _paragraph(title, style="Heading1", keep=alone)
    texts = _marked(clause.text(language), language).split("\n")
    return heading + "".join(_paragraph(text, keep=keep) for text in texts)


def _marked(text: str, language: Language) -> str:
    """Return a clause with its blanks as a template has them; the payments stand in a table below."""

    def mark(found: str) -> str:
        table = N_("see the schedule below")
        return translate(table, language) if found == SCHEDULE else written(found, language)

    return merge_fields.MARK.sub(lambda found: mark(found[1]), text)


def _payments(outline: Outline) -> str:
    say = outline.say
    columns = [
        (700, say.below(N_("No.")), "{no}", "center"),
        (3_100, say.below(N_("Payment")), "{name}", "left"),
        (1_150, say.below(N_("Share")), "{share}", "right"),
        (2_000, say.below(N_("Amount")), "{amount}", "right"),
        (2_800, say.below(N_("When due")), "{when}", "left"),
    ]
    return _repeating(outline, columns, "instalment", worded=("name", "when"))


def _annex(outline: Outline) -> Iterator[str]:
    say = outline.say
    for place, language in enumerate(outline.languages):
        title = annex_title(1, ANNEX, language)
        yield _paragraph(title, style="Heading1", new_page=not place)
    columns = [
        (650, say.below(N_("No.")), "{no}", "center"),
        (
            3_600,
            say.below(N_("Description")),
            "{name}\n{brand} {model} {specification} {delivery} {remark}",
            "left",
        ),
        (800, say.below(N_("Qty")), "{quantity}", "right"),
        (800, say.below(N_("Unit")), "{unit}", "center"),
        (1_400, say.below(N_("Unit price incl. VAT")), "{price}", "right"),
        (900, say.below(N_("VAT")), "{tax}", "right"),
        (1_600, say.below(N_("Amount incl. VAT")), "{amount}", "right"),
    ]
    yield _repeating(outline, columns, "line", worded=())
    yield _paragraph("")
    for name, key in (
        (N_("Total excl. VAT"), "total.net"),
        (N_("VAT amount"), "total.tax"),
        (N_("Total incl. VAT"), "total.figures"),
    ):
        yield _paragraph(f"{say(name)}: {written(key)}", align="right", bold=key == "total.figures")
    for language in outline.languages:
        yield _paragraph(written("total.words", language), align="right")


def _prevailing(outline: Outline) -> Iterator[str]:
    if len(outline.languages) > 1:
        yield _paragraph("")
        for text in outline.say.each(PREVAILS[outline.languages[0]]):
            yield _paragraph(text, keep=True)


def _signatures(outline: Outline) -> Iterator[str]:
    say, sides = outline.say, []
    for side, heading in (("buyer", N_("Party A (seal)")), ("seller", N_("Party B (seal)"))):
        lines = [
            _paragraph(say(heading), bold=True, keep=True),
            _paragraph(written(f"{side}.name"), keep=True),
        ]
        lines += [_paragraph("", keep=True)] * 4
        for text in (N_("Authorised representative (signature)"), N_("Date")):
            lines += [_paragraph(f"{say(text)}: ____________________", keep=True), _paragraph("", keep=True)]
        sides.append("".join(lines))
    half = _WIDTH // 2
    yield _paragraph("", keep=True)
    yield _table([_row([(half, side) for side in sides], whole=True)], [half, half])
    yield _paragraph("")


# --- words of the format ------------------------------------------------------------------------------------------


def _paragraph(
    text: str,
    *,
    style: str = "",
    bold: bool = False,
    size: int = 0,
    align: str = "",
    keep: bool = False,
    new_page: bool = False,
) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:keepNext/>" if keep else ""
    properties += "<w:pageBreakBefore/>" if new_page else ""
    properties += f'<w:jc w:val="{align}"/>' if align and align != "left" else ""
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
    run = f"<w:rPr>{look}</w:rPr>" if look else ""
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{escaped(line)}</w:t>' for line in text.split("\n"))
    return (
        "<w:p>"
        + (f"<w:pPr>{properties}</w:pPr>" if properties else "")
        + (f"<w:r>{run}{texts}</w:r>" if text else "")
        + "</w:p>"
    )


def _row(cells: Sequence[tuple[int, str]], *, whole: bool = False, head: bool = False) -> str:
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    told = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if head else ""
    body = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'
        for width, content in cells
    )
    return f"<w:tr>{told}{body}</w:tr>"


def _table(rows: Sequence[str], widths: Sequence[int], *, ruled: bool = False) -> str:
    style = '<w:tblStyle w:val="TableGrid"/>' if ruled else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _repeating(
    outline: Outline, columns: Sequence[tuple[int, str, str, str]], row: str, *, worded: Sequence[str]
) -> str:
    """Return a table whose second row is repeated; `worded` cells stand in every language of the document."""

    def marked(pattern: str) -> str:
        name = pattern.strip("{}")
        if name in worded:
            return "\n".join(written(f"{row}.{name}", language) for language in outline.languages)
        ending = "}}" if outline.languages[0] == "zh_CN" else ".en}}"
        return pattern.replace("{", "{{" + row + ".").replace("}", ending)

    head = _row(
        [
            (width, _paragraph(title, bold=True, size=_SMALL, align=align))
            for width, title, _cell, align in columns
        ],
        head=True,
    )
    cells = [
        (width, "".join(_paragraph(one, size=_SMALL, align=align) for one in marked(cell).split("\n")))
        for width, _title_, cell, align in columns
    ]
    return _table([head, _row(cells, whole=True)], [width for width, *_rest in columns], ruled=True)


def _footer(outline: Outline) -> str:
    label = f"{written('contract.no')}-V{written('contract.version')}"
    number = outline.say.once(N_("Contract no. {number}"), number=label)
    first, _, rest = outline.say.once(N_("Page {page} of {pages}"), page="\x01", pages="\x02").partition(
        "\x01"
    )
    middle, _, last = rest.partition("\x02")
    pages = "".join((_run(first), _counted("PAGE"), _run(middle), _counted("NUMPAGES"), _run(last)))
    return (
        f'{_HEAD}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{_run(number)}<w:r><w:tab/></w:r>{pages}</w:p></w:ftr>"
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r>' if text else ""


def _counted(what: str) -> str:
    return f'<w:fldSimple w:instr=" {what} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _style(name: str, shown: str, paragraph: str, run: str, *, default: bool = False) -> str:
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{" w:default=" + chr(34) + "1" + chr(34) if default else ""}'
        f' w:styleId="{name}"><w:name w:val="{shown}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_STYLES: Final = (
    f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="宋体"/>'
    '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    + _style("Normal", "Normal", '<w:spacing w:after="40" w:line="288" w:lineRule="auto"/>', "", default=True)
    + _style(
        "Title",
        "Title",
        '<w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/>',
        '<w:b/><w:sz w:val="36"/><w:szCs w:val="36"/>',
    )
    + _style("Subtitle", "Subtitle", '<w:spacing w:after="60"/><w:jc w:val="center"/>', "")
    + _style("Heading1", "heading 1", '<w:spacing w:before="120"/><w:outlineLvl w:val="0"/>', "<w:b/>")
    + _style(
        "Footer",
        "footer",
        f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH}"/></w:tabs>',
        f'<w:sz w:val="{_SMALL}"/><w:szCs w:val="{_SMALL}"/>',
    )
    + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style></w:styles>"
)
