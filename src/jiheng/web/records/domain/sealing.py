"""The seal of a version: a hash over all that it holds beyond its hashed table, kept in the audit entry that froze it.

Of the form as it looks, the cells of its blanks, what the rules said, the amount, the file that it was read from; and of
who froze it when and why. Versions from before there were seals were sealed all at once, in entries of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from jiheng.web.records.models import Content, Version

SEAL = "seal"
"""The act of the entries that seal versions from before, and the key of a seal in the details of an act."""
COLUMNS = (
    "declaration_id", "number", "reason", "by_id", "at", "note", "sha256", "content__blanks", "content__findings",
    "content__errors", "content__warnings", "content__left_over", "content__amount", "content__source__sha256",
    "content__source__name", "content__table", "content__page",
)  # fmt: skip
"""What a seal is over, as a query of versions gives it."""


def seal_of(version: Version) -> str:
    """The seal of a version that was made just now."""
    content: Content = version.content
    source = content.source
    return seal_of_values(
        (
            version.declaration_id, version.number, str(version.reason), version.by_id, version.at, version.note,
            version.sha256, content.blanks, content.findings, content.errors, content.warnings, content.left_over,
            content.amount, source.sha256 if source is not None else None, source.name if source is not None else None,
            content.table, content.page,
        )
    )  # fmt: skip


def seal_of_values(values: Sequence[Any]) -> str:
    """The seal of the values of `COLUMNS`."""
    declaration, number, reason, by, at, *rest, amount, source, name, table, page = values
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    kept = None if amount is None else int(amount * 10_000)
    said = [declaration, number, reason, by, moment, *rest, kept, source, name, table]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    digest.update(page)
    return digest.hexdigest()


def details_of(version: Version) -> dict[str, object]:
    """What the entry that froze a version says of it."""
    return {"version": version.number, SEAL: seal_of(version)}
