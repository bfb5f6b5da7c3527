"""A contract as a Word file: a firm's own template filled, or the contract's own clauses."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from salesdesk.documents import contract_text, docx_draft, docx_package, docx_start
from salesdesk.documents.contract_pdf import refuse_unready
from salesdesk.documents.docx_package import TEXTS, Package
from salesdesk.documents.docx_start import Outline
from salesdesk.documents.docx_text import Part as Text
from salesdesk.documents.docx_xml import Problem, escaped
from salesdesk.documents.words import Words
from salesdesk.domain import word_fields, word_values
from salesdesk.domain.clauses import Clause
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import RuleError
from salesdesk.domain.word_fields import Found
from salesdesk.i18n import N_, Language, _

_DRAFTS = ("draft", "in_review")


def looked_up(content: bytes, name: str) -> Found:
    """Return the blanks of a template; InvalidInputError says what of the file `name` can't be taken."""
    return _looked_up(docx_package.opened(content, name))


def _looked_up(package: Package) -> Found:
    parts = (Text(part.content) for _name, part in package.named(*TEXTS))
    return word_fields.look(each for part in parts for each in part.texts())


def starting_template(
    clauses: tuple[Clause, ...], languages: tuple[Language, ...], contract_kind: str = "sale"
) -> bytes:
    """Return clauses as a Word file with the blanks in it."""
    return docx_package.packed(docx_start.starting(Outline(clauses, languages, contract_kind)))


def render_docx(version: ContractVersion, template: bytes | None = None, name: str = "") -> bytes:
    """Return a contract as a Word file, always as the same bytes; a draft has its mark behind the text.

    `template` is the content of the version's `template_file`; without one its own clauses are written. RuleError where
    something is empty or doesn't agree, InvalidInputError where the template can't be taken.
    """
    if (hashlib.sha256(template).hexdigest() if template else "") != version.template_file:
        raise RuleError(_("{number} is written with another Word template.").format(number=version.label))
    if template:
        package = docx_package.opened(template, name)
        version = replace(version, template=_looked_up(package))
    else:
        package = docx_start.starting(
            Outline(version.clauses, version.languages, version.contract_kind, version.kind)
        )
    refuse_unready(version)
    say = word_values.sayer(word_values.values(version))
    rows = {
        kind: [word_values.sayer(one) for one in found] for kind, found in word_values.rows(version).items()
    }
    try:
        for part in package.parts.values():
            if part.kind != "image":
                part.content = Text(part.content).filled(say, rows)
        if version.state in _DRAFTS:
            docx_draft.mark(package, Words(version.language, version.second_language).once(N_("Draft")))
    except Problem as problem:
        raise docx_package.as_error(problem, name or version.label) from problem
    return docx_package.packed(package, _core(version))


def _core(version: ContractVersion) -> str:
    """Return what the file says of itself."""
    say = Words(version.language, version.second_language)
    title = f"{say.once(contract_text.TITLES[version.contract_kind, version.kind])} {version.label}"
    day = f"{version.dated_on.isoformat()}T00:00:00Z"
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(version.seller.name)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created></cp:coreProperties>'
    )
