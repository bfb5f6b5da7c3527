"""The firm itself and the people who work in it."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.storage.records.base import Record, Uuid, column, later

ROLES = ("director", "regional_manager", "sales", "assistant", "legal", "service_manager", "analyst")


class Company(Record):
    """Our own firm, as documents name it; one row. `logo` is the hash of a picture among the workspace's files.

    `taxpayer` says which rates of value-added tax are usual for it: `general` or `small`. The letter and the handbook
    of welcome packs are the firm's own wording, and `handover_list` is its own checklist (JSON); empty where it uses
    the shipped one.
    """

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("taxpayer IN ('general', 'small')", name="taxpayer"),)

    name: Mapped[str] = column("hard", String(200))
    address: Mapped[str] = column("soft", String(400), default="")
    phone: Mapped[str] = column("soft", String(60), default="")
    email: Mapped[str] = column("soft", String(200), default="")
    tax_id: Mapped[str] = column("hard", String(40), default="")
    bank: Mapped[str] = column("hard", String(200), default="")
    bank_account: Mapped[str] = column("hard", String(60), default="")
    currency: Mapped[str] = column("hard", String(3), default="CNY")
    name_en: Mapped[str] = later("soft", String(200), default="")
    website: Mapped[str] = later("soft", String(200), default="")
    logo: Mapped[str] = later("soft", String(64), default="")
    taxpayer: Mapped[str] = later("hard", String(10), default="general")
    letter: Mapped[str] = later("soft", Text, default="")
    letter_en: Mapped[str] = later("soft", Text, default="")
    handbook: Mapped[str] = later("soft", Text, default="")
    handbook_en: Mapped[str] = later("soft", Text, default="")
    handover_list: Mapped[str] = later("soft", Text, default="")


class Person(Record):
    """Somebody who works here: sells, manages, assists.

    `pin_hash` (scrypt) proves on this device that they decide themselves, `public_key` (Ed25519) in a signed file.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    name: Mapped[str] = column("soft", String(200))
    role: Mapped[str] = column("hard", String(20), default="sales")
    region: Mapped[str] = column("hard", String(60), default="")
    manager_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    phone: Mapped[str] = column("soft", String(60), default="")
    email: Mapped[str] = column("soft", String(200), default="")
    remark: Mapped[str] = column("soft", Text, default="")
    pin_hash: Mapped[str] = later("hard", String(200), default="")
    public_key: Mapped[str] = later("hard", String(100), default="")
