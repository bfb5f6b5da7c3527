"""The seals of the demo's firm, and the log of what they were put on."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from salesdesk.services import demo_pictures
from salesdesk.services.demo_base import Build
from salesdesk.storage import files, numbers
from salesdesk.storage.records import Contract, ContractVersion, Person, Seal, SealUse

_COPIES: Final = 4
_SCANNED_EVERY: Final = 4
_PURPOSES: Final = {"stamp": "合同签署", "image": "向客户发送盖章扫描件"}


def add(build: Build, folder: Path) -> None:
    """Add three seals, one of them retired, and a line of the log for each contract that runs."""
    people: dict[str, uuid.UUID] = {}
    for role, person in build.session.execute(select(Person.role, Person.id).order_by(Person.name)):
        people.setdefault(role, person)
    contract, *_others = _seals(build, people, folder)
    _uses(build, contract, people)


def _seals(build: Build, people: dict[str, uuid.UUID], folder: Path) -> list[uuid.UUID]:
    round_one, square = (files.store(folder, demo_pictures.seal(square=shape)) for shape in (False, True))
    usual: dict[str, Any] = {"image": round_one, "size_mm": 40, "active": True}
    return build.insert(
        Seal,
        [
            usual | {"name": "合同专用章", "kind": "contract", "keeper_id": people["assistant"]},
            usual | {"name": "公章", "kind": "company", "keeper_id": people["director"]},
            {
                "name": "财务专用章（旧）",
                "kind": "finance",
                "keeper_id": people["director"],
                "image": square,
                "size_mm": 24,
                "active": False,
            },
        ],
    )


def _uses(build: Build, seal: uuid.UUID, people: dict[str, uuid.UUID]) -> None:
    query = (
        select(Contract.id, ContractVersion.id, ContractVersion.content_hash, Contract.signed_on)
        .join(ContractVersion, ContractVersion.contract_id == Contract.id)
        .where(Contract.state == "running", ContractVersion.state == "signed")
        .order_by(Contract.signed_on, Contract.number)
    )
    rows = []
    for place, (contract, version, content, signed) in enumerate(build.session.execute(query).all()):
        if signed is None:
            continue
        way = "image" if place % _SCANNED_EVERY == 1 else "stamp"
        number = numbers.next_number(build.session, "seal_use", f"{signed.year}")
        rows.append(
            {
                "number": f"SL-{signed.year}-{number:04d}",
                "seal_id": seal,
                "contract_id": contract,
                "version_id": version,
                "way": way,
                "copies": _COPIES if way == "stamp" else 1,
                "purpose": _PURPOSES[way],
                "file_hash": content,
                "used_by": people["assistant"],
                "approved_by": people["regional_manager"] if way == "image" else None,
                "at": datetime.combine(signed, time(15, 20)).astimezone(),
            }
        )
    build.insert(SealUse, rows)
