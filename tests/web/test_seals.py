"""What the audit vouches for beyond the hashed tables: looks, findings, sources, attachments, and the bytes of the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiheng.web.records.domain import acts, attachments, audit, files, sealing
from jiheng.web.records.domain.sealing import COLUMNS
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    AuditEntry,
    Content,
    Declaration,
    StoredFile,
    Version,
)
from tests.web.county import County, build, content
from tests.web.moving import at, begun, forward, with_indicator
from tests.web.test_audit import guards_dropped

DIFFERS = "申报 {} 的第 {} 版：版面、审核意见、金额或来源与冻结时封存的不符，被改动过。"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def handed_in(county: County, name: str = "申报表.docx", data: bytes = b"PK rubbish") -> StoredFile:
    return files.keep([data], name, county.people["preparer"])


def with_source(county: County) -> Declaration:
    """A declaration under review whose form was read from a file."""
    return at(county, "section_review", content(source=handed_in(county)))


# ---- what hangs on a version


TAMPERINGS: dict[str, Callable[[], object]] = {
    "page": lambda: Content.objects.update(page=b"x\x9c\x03\x00\x00\x00\x00\x01"),
    "blanks": lambda: Content.objects.update(blanks='{"notes": null}'),
    "findings": lambda: Content.objects.update(findings="[]"),
    "errors": lambda: Content.objects.update(errors=7),
    "left_over": lambda: Content.objects.update(left_over=7),
    "amount": lambda: Content.objects.update(amount=1),
    "table": lambda: Content.objects.update(table=9),
    "source": lambda: Content.objects.update(source=None),
    "its name": lambda: StoredFile.objects.update(name="别的.docx"),
    "its hash": lambda: StoredFile.objects.update(sha256="f" * 64),
    "note": lambda: Version.objects.update(note="经批准"),
    "reason": lambda: Version.objects.update(reason="corrected"),
    "who": lambda: Version.objects.update(by=AuditEntry.objects.get(act="sign").by),
    "when": lambda: Version.objects.update(at="2020-01-01T00:00:00Z"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_of_what_hangs_on_a_version_is_found(county: County, what: str) -> None:
    made = with_source(county)
    assert not audit.verify(with_files=True).faults
    with guards_dropped():
        TAMPERINGS[what]()
        assert DIFFERS.format(made.pk, 1) in audit.verify().faults


def test_the_seal_is_of_all_that_a_version_and_its_content_hold() -> None:
    held = {field.name for field in Content._meta.concrete_fields}
    sealed = {name.split("__")[1] for name in COLUMNS if name.startswith("content__")}
    assert held - sealed == {"id", "at", "body", "sha256"}, "the table has the hash of its own"
    held = {field.attname for field in Version._meta.concrete_fields}
    assert held - set(COLUMNS) == {"id", "content_id"}


def test_a_version_that_nobody_froze_is_found(county: County) -> None:
    made = with_source(county)
    other = with_indicator(made.current.content, 0, name="消防安全委员会个数")
    forged = Version.objects.create(
        declaration=made, number=2, reason="submitted", content=other, sha256=other.sha256,
        by=county.people["preparer"], at=made.state_since,
    )  # fmt: skip
    said = f"申报 {made.pk} 的第 2 版：历史里没有冻结这一版的记录，这一版是后来塞进去的。"
    moved = f"申报 {made.pk} 现在的一版不是最后冻结的一版。"
    assert audit.verify().faults == (said, moved)
    Declaration.objects.update(current=forged.pk)
    assert audit.verify().faults == (said,)


def test_a_current_version_that_was_put_back_is_found(county: County) -> None:
    made = with_source(county)
    acts.return_(made, county.people["section"], "请改后再报")
    acts.edit(made, county.people["preparer"], with_indicator(made.current.content, 0, name="消防安全委员会个数"))
    made = forward(county, made, "section_review")
    assert not audit.verify().faults
    Declaration.objects.update(current=made.versions.get(number=1).pk)
    assert audit.verify().faults == (f"申报 {made.pk} 现在的一版不是最后冻结的一版。",)


def test_the_same_form_submitted_again_has_a_seal_of_its_own(county: County) -> None:
    made = at(county, "unit_review")
    acts.withdraw(made, county.people["preparer"])
    acts.submit(made, county.people["preparer"])
    one, two = (json.loads(entry.details) for entry in AuditEntry.objects.filter(act="submit"))
    assert (one["version"], two["version"]) == (1, 2)
    assert one["seal"] != two["seal"]
    assert not audit.verify().faults
    with guards_dropped():
        Version.objects.filter(number=2).update(note="后来写的")
        assert audit.verify().faults == (DIFFERS.format(made.pk, 2),)


def test_entries_that_cannot_be_read_any_more_stop_no_verification(county: County) -> None:
    made = with_source(county)
    attachments.attach(made, county.people["preparer"], AttachmentKind.STAMPED_SCAN, handed_in(county, "盖章.pdf"))
    with guards_dropped():
        for details in ("{", "[]", '{"seal": 5, "version": []}', '{"seals": [1]}', '{"number": [], "title": 3}'):
            AuditEntry.objects.update(details=details)
            assert any("第 1 条的内容与它的校验值不符" in fault for fault in audit.verify().faults), details


# ---- databases from before


@pytest.mark.django_db(transaction=True)
def test_versions_from_before_are_sealed_by_the_migration(
    transactional_db: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county = build()
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "details_of", lambda version: {})  # noqa: ARG005
        before = with_source(county)
        deleted = at(county, "approved")
    assert "seal" not in AuditEntry.objects.get(declaration=before, act="submit").details
    assert not audit.verify(with_files=True).faults, "a database from before is whole as it is"
    noted = audit.verify()

    def migrate(name: str) -> None:
        MigrationExecutor(connection).migrate([("records", name)])

    migrate("0004_done")
    migrate("0005_seals")
    sealed = AuditEntry.objects.get(act="seal")
    assert [pk for pk, _seal in json.loads(sealed.details)["seals"]] == [before.current.pk, deleted.current.pk]
    migrate("0004_done")
    migrate("0005_seals")
    assert AuditEntry.objects.filter(act="seal").count() == 1, "nothing is sealed twice"
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert audit.verify({noted.length: noted.head}, with_files=True).faults == ()

    acts.return_(before, county.people["section"], "请改后再报")
    after = forward(county, before, "section_review")
    assert after.current.number == 2
    assert not audit.verify().faults
    with guards_dropped():
        Content.objects.filter(pk=before.current.content_id).update(findings='[{"rule": "x"}]')
        assert audit.verify().faults == tuple(DIFFERS.format(before.pk, number) for number in (1, 2))


# ---- files


def test_an_attachment_that_was_changed_is_found(county: County) -> None:
    made = begun(county)
    preparer = county.people["preparer"]
    for name in ("一.pdf", "二.pdf"):
        file = handed_in(county, name, name.encode())
        attachments.attach(made, preparer, AttachmentKind.CALCULATION, file, title=name.removesuffix(".pdf"))
    assert not audit.verify(with_files=True).faults
    first, second = Attachment.objects.order_by("pk")
    said = "申报 {} 的附件“{}”第 1 份：与历史所记的不符，被改动、替换或删除过。"
    Attachment.objects.filter(pk=first.pk).update(file=second.file)
    assert audit.verify().faults == (said.format(made.pk, "一"),)
    Attachment.objects.filter(pk=first.pk).update(file=first.file)
    Attachment.objects.filter(pk=second.pk).delete()
    assert audit.verify().faults == (said.format(made.pk, "二"),)
    Attachment.objects.all().delete()
    assert audit.verify().faults == (said.format(made.pk, "一"), said.format(made.pk, "二"))


def test_bytes_that_are_gone_or_changed_are_told_by_name(county: County) -> None:
    made = with_source(county)
    scan = handed_in(county, "盖章.pdf", b"%PDF scan")
    attachments.attach(made, county.people["preparer"], AttachmentKind.STAMPED_SCAN, scan, title="扫描件")
    loose = handed_in(county, "没用上.xlsx", b"PK loose")
    assert not audit.verify(with_files=True).faults
    files.path_of(StoredFile.objects.get(name="申报表.docx").sha256).unlink()
    files.path_of(scan.sha256).write_bytes(b"%PDF scaN")
    files.path_of(loose.sha256).write_bytes(b"")
    assert set(audit.verify(with_files=True).faults) == {
        f"文件“申报表.docx”（申报 {made.pk} 第 1 版的原件）在数据文件夹里不见了，请从备份找回。",
        f"文件“盖章.pdf”（申报 {made.pk} 的附件“扫描件”）与上传时的校验值不符，被改动过或者坏了，请从备份找回。",
        "文件“没用上.xlsx”（没有用于哪一版）与上传时的校验值不符，被改动过或者坏了，请从备份找回。",
    }
    assert not audit.verify().faults, "only where the files are asked for"


def test_a_file_that_is_used_in_many_places_names_some(county: County) -> None:
    file = handed_in(county)
    for _ in range(5):
        at(county, "unit_review", content(source=file))
    files.path_of(file.sha256).unlink()
    (fault,) = audit.verify(with_files=True).faults
    assert fault.count("第 1 版的原件") == 3
    assert "等 5 处）在数据文件夹里不见了" in fault


def test_a_file_that_cannot_be_read_is_a_sentence(county: County) -> None:
    file = handed_in(county)
    place = files.path_of(file.sha256)
    place.unlink()
    place.mkdir()
    (fault,) = audit.verify(with_files=True).faults
    assert fault.startswith("文件“申报表.docx”（没有用于哪一版）读不了：")
