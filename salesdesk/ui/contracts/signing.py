"""Signing the PDF of an issued contract: whether it is offered, and the work beside the window."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.electronic_signature import SIGNABLE
from salesdesk.services.evidence import StoredFile
from salesdesk.storage import files
from salesdesk.ui.background import Job

if TYPE_CHECKING:
    from salesdesk.documents.certificate import Certificate

# ruff: noqa: PLC0415 - what makes and signs PDFs loads when somebody signs


@dataclass(frozen=True, slots=True)
class Order:
    """What is signed, with whose certificate, and what the signature says.

    `issued` names the stored PDF that the version was issued as; empty where none was kept.
    """

    version: ContractVersion
    issued: str
    certificate: Certificate
    reason: str
    location: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and how it stands among the workspace's files."""

    content: bytes
    file: StoredFile


def offered(version: ContractVersion) -> bool:
    """Tell whether a version can be signed here and now; what goes out as a Word file isn't."""
    # The library is an extra (`sign`).
    return (
        version.state in SIGNABLE
        and not version.template_file
        and importlib.util.find_spec("pyhanko") is not None
    )


def opened(file: Path, passphrase: str, job: Job) -> Certificate:
    """Open a certificate's file and check that it signs documents today."""
    from salesdesk.documents.certificate import read_file

    job.report(0, 0)
    return read_file(file, passphrase, _now())


def signed(order: Order, folder: Path, name: str, job: Job) -> Signed:
    """Sign a contract's PDF and put it into the workspace's folder of files, where nothing names it yet."""
    from salesdesk.documents.certificate import check
    from salesdesk.documents.contract_signing import signed_contract

    job.report(0, 0)
    at = _now()
    check(order.certificate, at)
    content = signed_contract(
        order.version,
        order.certificate,
        at,
        issued=files.read(folder, order.issued) if order.issued else b"",
        reason=order.reason,
        location=order.location,
        visible=order.visible,
    )
    job.report(0, 0)
    return Signed(content, StoredFile(name, len(content), files.store(folder, content)))


def _now() -> datetime:
    return datetime.now().astimezone()
