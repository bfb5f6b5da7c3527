"""The documents of a contract on their way out: each is work beside the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.seal import SealPicture
from salesdesk.exchange import output
from salesdesk.services import word_templates
from salesdesk.storage import files
from salesdesk.ui.background import Job


def ending(version: ContractVersion) -> str:
    """Return the ending of a version's own document: a Word file where it is written with a template."""
    return ".docx" if version.template_file else ".pdf"


def keep_issued(version: ContractVersion, folder: Path, job: Job) -> str:
    """Keep the document that a version will be issued as among the workspace's files, and return its name there."""
    return files.store(folder, _printed(replace(version, state="issued"), folder, job))


def write_contract(version: ContractVersion, issued: str, folder: Path, file: Path, job: Job) -> Path:
    """Write a version's own document: the very file that it was issued as, where that was kept."""
    output.write(file, files.read(folder, issued) if issued else _printed(version, folder, job))
    return file


def write_word(version: ContractVersion, file: Path, job: Job) -> Path:
    """Write the clauses of a version as a Word file."""
    from salesdesk.documents.contract_docx import render_docx  # noqa: PLC0415 - only when it writes

    job.report(0, 0)
    output.write(file, render_docx(version))
    return file


def write_sealed(version: ContractVersion, seal: SealPicture, file: Path, job: Job) -> Path:
    """Write an issued version as a PDF with the picture of a seal."""
    output.write(file, _pdf(version, job, seal))
    return file


def _printed(version: ContractVersion, folder: Path, job: Job) -> bytes:
    """Return a version's own document."""
    if not version.template_file:
        return _pdf(version, job)
    from salesdesk.documents.contract_docx import render_docx  # noqa: PLC0415 - only when it writes

    job.report(0, 0)
    name = version.template_name
    return render_docx(version, word_templates.content(folder, version.template_file, name), name)


def _pdf(version: ContractVersion, job: Job, seal: SealPicture | None = None) -> bytes:
    from salesdesk.documents.contract_pdf import render_contract  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    return render_contract(version, seal=seal)
