"""The audit chain: nobody rewrites it, and where somebody with all rights on the database did, it is found."""

from __future__ import annotations

import hashlib
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jiheng.web.records.domain import acts, audit
from jiheng.web.records.domain.audit import hash_of_values
from jiheng.web.records.models import AuditEntry, ChainHead, Content, Declaration, Version
from tests.web.county import FULL_SCORES, County, content

APPEND_ONLY = {"auditentry": ("update", "delete"), "version": ("update", "delete"), "content": ("update",)}


def worked(county: County) -> Declaration:
    """An approved declaration: seven entries."""
    people = county.people
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project())
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    acts.pass_on(made, people["department"], opinion="同意")
    acts.pass_on(made, people["section"], opinion="政策依据充分")
    acts.grade(made, people["performance"], FULL_SCORES, grade="excellent")
    return acts.approve(made, people["budget"], "云财绩〔2026〕1号")


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


@contextmanager
def guards_dropped() -> Iterator[None]:
    """What somebody with all rights on the database can do."""
    for table, refused in APPEND_ONLY.items():
        for act in refused:
            on = f" ON records_{table}" if connection.vendor == "postgresql" else ""
            run(f"DROP TRIGGER {table}_no_{act}{on}")
    yield
    assert not connection.needs_rollback


def rehash(first: int) -> str:
    """Make the chain whole again from an entry on, its head too; the last hash."""
    previous = AuditEntry.objects.get(pk=first - 1).hash if first > 1 else audit.START
    for entry in AuditEntry.objects.filter(pk__gte=first).order_by("pk"):
        entry.previous_hash = previous
        previous = audit.hash_of(entry)
        AuditEntry.objects.filter(pk=entry.pk).update(previous_hash=entry.previous_hash, hash=previous)
    ChainHead.objects.update(length=AuditEntry.objects.order_by("pk").last().pk, hash=previous)  # type: ignore[union-attr]
    return previous


# ---- nobody rewrites it


@pytest.mark.parametrize("sql", [
    "UPDATE records_auditentry SET opinion = '改过' WHERE id = 3",
    "DELETE FROM records_auditentry WHERE id = 3",
    "DELETE FROM records_auditentry",
    "UPDATE records_version SET sha256 = 'x'",
    "DELETE FROM records_version",
    "UPDATE records_content SET body = '{}'",
])  # fmt: skip
def test_the_database_refuses_to_rewrite(county: County, sql: str) -> None:
    worked(county)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert not audit.verify().faults


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.usefixtures("county")
def test_the_database_refuses_to_empty_a_table(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE: its DELETE is refused")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checks that are still due would refuse it first
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"TRUNCATE records_{table} CASCADE")


@pytest.mark.parametrize("rewrite", [
    lambda: AuditEntry.objects.update(opinion="改过"),
    lambda: AuditEntry.objects.get(pk=2).save(),
    lambda: AuditEntry.objects.all().delete(),
    lambda: AuditEntry.objects.get(pk=2).delete(),
    lambda: Version.objects.update(note="改过"),
    lambda: Content.objects.update(body="{}"),
])  # fmt: skip
def test_django_cannot_rewrite_either(county: County, rewrite: Callable[[], object]) -> None:
    worked(county)
    with pytest.raises(DatabaseError), transaction.atomic():
        rewrite()
    assert not audit.verify().faults
    assert AuditEntry.objects.count() == 7


def test_an_entry_belongs_into_a_transaction(transactional_db: None) -> None:  # noqa: ARG001
    with pytest.raises(RuntimeError):
        audit.record("edit", None)
    assert not AuditEntry.objects.exists()


# ---- what somebody with all rights did is found


def changed_opinion() -> None:
    AuditEntry.objects.filter(pk=5).update(opinion="不同意")


def changed_time() -> None:
    AuditEntry.objects.filter(pk=5).update(at=timezone.now() - timezone.timedelta(days=1))


def changed_person() -> None:
    AuditEntry.objects.filter(pk=5).update(by=AuditEntry.objects.get(pk=1).by)


def changed_and_hashed_anew() -> None:
    entry = AuditEntry.objects.get(pk=5)
    entry.opinion = "不同意"
    AuditEntry.objects.filter(pk=5).update(opinion=entry.opinion, hash=audit.hash_of(entry))


def swapped() -> None:
    AuditEntry.objects.filter(pk=3).update(id=1003)
    AuditEntry.objects.filter(pk=4).update(id=3)
    AuditEntry.objects.filter(pk=1003).update(id=4)


def deleted_in_the_middle() -> None:
    AuditEntry.objects.filter(pk=4).delete()


def deleted_at_the_beginning() -> None:
    AuditEntry.objects.filter(pk=1).delete()


def deleted_at_the_end() -> None:
    AuditEntry.objects.filter(pk=7).delete()


def emptied() -> None:
    AuditEntry.objects.all().delete()


def put_in() -> None:
    last = AuditEntry.objects.get(pk=7)
    last.id, last.previous_hash = 8, last.hash
    last.hash = audit.hash_of(last)
    last.save(force_insert=True)


def head_gone() -> None:
    ChainHead.objects.all().delete()


@pytest.mark.parametrize(("tamper", "told"), [
    (changed_opinion, "第 5 条的内容与它的校验值不符"),
    (changed_time, "第 5 条的内容与它的校验值不符"),
    (changed_person, "第 5 条的内容与它的校验值不符"),
    (changed_and_hashed_anew, "第 6 条与前一条接不上"),
    (swapped, "第 3 条的内容与它的校验值不符"),
    (deleted_in_the_middle, "第 4 条到第 4 条不见了"),
    (deleted_at_the_beginning, "第 1 条到第 1 条不见了"),
    (deleted_at_the_end, "链尾应是第 7 条，实际到第 6 条"),
    (emptied, "链尾应是第 7 条，实际到第 0 条"),
    (put_in, "链尾登记为第 7 条，后面却还有记录"),
    (head_gone, "链尾的登记不见了"),
])  # fmt: skip
def test_tampering_is_found(county: County, tamper: Callable[[], None], told: str) -> None:
    worked(county)
    assert not audit.verify().faults
    with guards_dropped():
        tamper()
    assert any(told in fault for fault in audit.verify().faults)


def test_a_tail_cut_off_with_its_head_is_found_by_the_state_and_by_a_hash_noted_elsewhere(county: County) -> None:
    worked(county)
    noted = audit.verify()
    with guards_dropped():
        deleted_at_the_end()
        rehash(6)
        assert any("末尾的记录被删除过" in fault for fault in audit.verify().faults)
        Declaration.objects.update(state="reviewed", in_force=None)
    assert not audit.verify().faults, "without a hash from elsewhere it looks whole"
    assert audit.verify({noted.length: noted.head}).faults == ("第 7 条另行保存过校验值，现在没有这一条。",)


def test_a_tail_made_anew_is_found_by_a_hash_noted_elsewhere(county: County) -> None:
    worked(county)
    noted = {n: AuditEntry.objects.get(pk=n).hash for n in (3, 7)}
    with guards_dropped():
        changed_opinion()
        rehash(5)
    assert not audit.verify().faults
    assert audit.verify(noted).faults == ("第 7 条与另行保存的校验值不同。",)
    assert not audit.verify({3: noted[3]}).faults


def test_what_the_audit_vouches_for_is_verified(county: County) -> None:
    made = worked(county)
    body = Content.objects.get(pk=made.in_force.content_id).body
    with guards_dropped():
        Content.objects.update(body=body.replace("0", "1", 1))
        assert audit.verify().faults == (f"申报 {made.pk} 的第 1 版：内容与冻结时的校验值不符，内容被改动过。",)
        changed = hashlib.sha256(body.replace("0", "1", 1).encode()).hexdigest()
        Content.objects.update(sha256=changed)
        Version.objects.update(sha256=changed)
        faults = audit.verify().faults
        assert any("第 2 条所说的版本" in fault for fault in faults)
        assert any("现行的版本不是历史所记批复的版本" in fault for fault in faults)


def test_a_deleted_version_and_a_moved_state_are_found(county: County) -> None:
    made = worked(county)
    acts.request_adjustment(made, county.people["preparer"], "policy_change", "政策变化")
    acts.submit(made, county.people["preparer"])
    assert not audit.verify().faults
    with guards_dropped():
        Declaration.objects.update(state="published")
        assert any("的状态与历史最后一条不同" in fault for fault in audit.verify().faults)
        Declaration.objects.update(state="unit_review", current=Version.objects.get(number=2).pk, in_force=None)
        assert any("现行的版本不是" in fault for fault in audit.verify().faults)
        run("UPDATE records_adjustment SET base_id = (SELECT max(id) FROM records_version)")
        run("UPDATE records_review SET version_id = (SELECT max(id) FROM records_version)")
        Version.objects.filter(number=1).delete()
        assert any(re.search("应有 2 个版本，实有 1 个", fault) for fault in audit.verify().faults)


# ---- the length of a county's years


def test_verifying_needs_no_more_memory_for_a_longer_chain(county: County) -> None:  # noqa: ARG001
    def peak(length: int) -> int:
        grow(length)
        tracemalloc.start()
        verdict = audit.verify()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (verdict.length, verdict.faults) == (length, ())
        return most

    short, long = peak(4_000), peak(12_000)
    assert long < short * 1.2


def grow(length: int) -> None:
    """Make the chain as long as this."""
    head, _ = ChainHead.objects.get_or_create(pk=1)
    previous, made = head.hash, []
    for number in range(head.length + 1, length + 1):
        entry = AuditEntry(id=number, at=timezone.now(), act="edit", opinion="意见" * 20, previous_hash=previous)
        entry.hash = previous = audit.hash_of(entry)
        made.append(entry)
    AuditEntry.objects.bulk_create(made, batch_size=500)
    ChainHead.objects.update(length=length, hash=previous)


def test_the_hash_is_of_everything_an_entry_says(county: County) -> None:
    worked(county)
    entry = AuditEntry.objects.get(pk=5)
    names = [field.attname for field in AuditEntry._meta.concrete_fields if field.attname != "hash"]
    values = [getattr(entry, name) for name in names]
    assert hash_of_values(*values) == entry.hash
    for n, value in enumerate(values):
        other = [*values]
        other[n] = value + timezone.timedelta(microseconds=1) if names[n] == "at" else f"{value}x"
        assert hash_of_values(*other) != entry.hash, names[n]
