"""The audit chain: adding an entry, and verifying all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit_files, audit_records, audit_remarks, committed
from jiheng.web.records.models import AuditEntry, ChainHead, Declaration, Organisation, Person, Version

START = "0" * 64
"""What the first entry has for a previous hash."""


def record(
    act: str,
    by: Person | None,
    *,
    declaration: Declaration | None = None,
    organisation: Organisation | None = None,
    states: tuple[str, str] = ("", ""),
    version: Version | None = None,
    opinion: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry to the chain. Only inside the transaction of what it tells of.

    :param states: from and to.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its act")
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        id=head.length + 1,
        at=timezone.now(),
        by=by,
        act=act,
        declaration=declaration,
        organisation=organisation or (declaration.unit if declaration is not None else None),
        from_state=states[0],
        to_state=states[1],
        version_sha256=version.sha256 if version is not None else "",
        opinion=opinion,
        details=json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=str),
        previous_hash=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    head.length, head.hash = entry.id, entry.hash
    head.save(update_fields=["length", "hash"])
    committed.tell_when_it_is()
    return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over everything that an entry says and the hash of the one before it."""
    return hash_of_values(
        entry.id,
        entry.at,
        entry.by_id,
        entry.act,
        entry.declaration_id,
        entry.organisation_id,
        entry.from_state,
        entry.to_state,
        entry.version_sha256,
        entry.opinion,
        entry.details,
        entry.previous_hash,
    )


def hash_of_values(number: int, at: datetime, *rest: object) -> str:
    """The hash of an entry's values, in the order of its fields."""
    said = [number, at.astimezone(UTC).isoformat(timespec="microseconds"), *rest]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many entries, the last hash, and what is wrong, in words."""

    length: int
    head: str
    faults: tuple[str, ...]


def verify(expected: Mapping[int, str] | None = None, *, with_files: bool = False) -> Verdict:
    """Go through the whole chain, and through what it vouches for: versions with their looks, states, approvals, what was
    said of them, attachments.

    Others may go on working: only entries that were there at the beginning are looked at, without a lock.

    :param expected: hashes noted down elsewhere, by the number of the entry. Without one, a chain that somebody with all
        rights on the database cut off or made anew from some entry on looks whole.
    :param with_files: whether the bytes of all files on the disk are read, too.
    """
    expected = dict(expected or {})
    faults: list[str] = []
    longest = (
        AuditEntry.objects.aggregate(n=Max("id"))["n"] or 0
    )  # before the head: then honest work is never beyond it
    head = ChainHead.objects.filter(pk=1).first()
    length = head.length if head is not None else longest
    previous, number = START, 0
    for row in _entries(length):
        faults.extend(_faults_of(row, number + 1, previous))
        number, previous = row[0], row[-1]
        if expected.pop(number, previous) != previous:
            faults.append(_("第 {number} 条与另行保存的校验值不同。").format(number=number))
    if head is None and longest:
        faults.append(_("链尾的登记不见了。"))
    elif head is not None and (head.length, head.hash) != (number, previous):
        faults.append(_cut_off(head.length, number))
    if longest > length:
        faults.append(_("链尾登记为第 {length} 条，后面却还有记录：链尾的登记被改动过。").format(length=length))
    faults.extend(_("第 {pk} 条另行保存过校验值，现在没有这一条。").format(pk=pk) for pk in sorted(expected))
    faults += (*audit_records.faults(), *audit_remarks.faults(), *audit_files.attachments())
    faults += audit_files.on_disk() if with_files else ()
    return Verdict(number, previous, tuple(faults))


_ENTRY = (
    "id", "at", "by_id", "act", "declaration_id", "organisation_id", "from_state", "to_state", "version_sha256", "opinion",
    "details", "previous_hash", "hash",
)  # fmt: skip
_AT_ONCE = 2000


def _entries(length: int, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """The entries behind a number up to another, by and by."""
    while page := list(
        AuditEntry.objects.filter(id__gt=after, id__lte=length).order_by("id").values_list(*_ENTRY)[:_AT_ONCE]
    ):
        yield from page
        after = page[-1][0]


def _faults_of(row: tuple[Any, ...], due: int, previous: str) -> Iterator[str]:
    number, stands, before = row[0], row[-1], row[-2]
    if number != due:
        yield _("第 {first} 条到第 {last} 条不见了。").format(first=due, last=number - 1)
    elif before != previous:
        yield _("第 {number} 条与前一条接不上：前一条被改动或替换过。").format(number=number)
    if hash_of_values(*row[:-1]) != stands:
        yield _("第 {number} 条的内容与它的校验值不符：这一条被改动过。").format(number=number)


def _cut_off(due: int, number: int) -> str:
    said = _("链尾应是第 {due} 条，实际到第 {number} 条：末尾的记录被删除或替换过。")
    return said.format(due=due, number=number)


def verify_newest(most: int) -> tuple[Verdict, int]:
    """The same for the newest entries of the chain alone, which takes a page's time; with how many were looked at."""
    head = ChainHead.objects.filter(pk=1).first()
    length = head.length if head is not None else 0
    first = max(length - most, 0)
    before = AuditEntry.objects.filter(pk=first).values_list("hash", flat=True).first()
    previous, number = before or START, first
    faults: list[str] = []
    for row in _entries(length, first):
        faults.extend(_faults_of(row, number + 1, previous))
        number, previous = row[0], row[-1]
    if head is not None and (head.length, head.hash) != (number, previous):
        faults.append(_cut_off(head.length, number))
    return Verdict(number, previous, tuple(faults)), number - first
