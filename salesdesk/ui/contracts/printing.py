"""The documents of a contract on their way out: each is work beside the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.seal import SealPicture
from salesdesk.exchange import output
from salesdesk.storage import files
from salesdesk.ui.background import Job


def keep_issued(version: ContractVersion, folder: Path, job: Job) -> str:
    """Keep the PDF that a version will be issued as among the workspace's files, and return its name there."""
    return files.store(folder, _printed(replace(version, state="issued"), job))


def write_contract(version: ContractVersion, issued: str, folder: Path, file: Path, job: Job) -> Path:
    """Write a version as a PDF: the very file that it was issued as, where that was kept."""
    output.write(file, files.read(folder, issued) if issued else _printed(version, job))
    return file


def write_sealed(version: ContractVersion, seal: SealPicture, file: Path, job: Job) -> Path:
    """Write an issued version as a PDF with the picture of a seal."""
    output.write(file, _printed(version, job, seal))
    return file


def _printed(version: ContractVersion, job: Job, seal: SealPicture | None = None) -> bytes:
    from salesdesk.documents.contract_pdf import render_contract  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    return render_contract(version, seal=seal)
