"""PDFs of contracts that somebody here signed with a certificate: kept with the version, never to be altered."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from salesdesk.domain.contract_version import content_hash
from salesdesk.domain.electronic_signature import SIGNABLE
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _
from salesdesk.services import contract_store as store
from salesdesk.services.contract_life import keep_file
from salesdesk.services.evidence import StoredFile


def keep(session: Session, contract_id: uuid.UUID, file: StoredFile, *, content: str) -> uuid.UUID:
    """Keep a signed PDF with the newest version and return the file's id; who and when are written with it.

    `content` is the hash of the version that was signed. RuleError where that isn't what was issued.
    """
    contract, row = store.rows_of(session, contract_id)
    if row.state not in SIGNABLE:
        raise RuleError(_("Only what was issued is signed."))
    if not content == row.content_hash == content_hash(store.read(session, contract, row)):
        raise RuleError(_("{number} isn't what was issued any more.").format(number=contract.number))
    return keep_file(session, contract_id, file, kind="other", version_id=row.id)
