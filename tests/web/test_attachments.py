"""Attachments: each its own, replaced by choice only, deleted in a draft with a record, and never a program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import acts, attachments, audit, files
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.models import Attachment, AttachmentKind, AuditEntry, Round, State, StoredFile
from tests.web.county import County
from tests.web.way import brought_to, declared

pytestmark = pytest.mark.django_db


def handed_in(county: County, name: str, body: bytes | None = None) -> StoredFile:
    return files.keep([body or name.encode()], name, county.people["preparer"])


def test_unrelated_files_are_attachments_of_their_own(county: County, client: Client) -> None:
    made = declared(county)
    client.force_login(county.people["preparer"])
    address = reverse("declaration-attachments", args=[made.pk])
    for name in ("经费测算表.xlsx", "参会名单.docx", "照片.jpg", "经费测算表.xlsx"):
        data = {"kind": "calculation", "title": "", "file": SimpleUploadedFile(name, name.encode() + b"2")}
        assert client.post(address, data).status_code == 302
    found = Attachment.objects.order_by("pk").values_list("title", "number")
    assert list(found) == [("经费测算表", 1), ("参会名单", 1), ("照片", 1), ("经费测算表（2）", 1)]
    assert "以前：" not in client.get(address).content.decode()


def test_a_newer_version_is_a_choice(county: County) -> None:
    made, by = declared(county), county.people["preparer"]
    first = attachments.attach(made, by, AttachmentKind.CALCULATION, handed_in(county, "测算.xlsx"))
    other = attachments.attach(made, by, AttachmentKind.LEGAL_BASIS, handed_in(county, "纪要.pdf"))
    second = attachments.attach(
        made, by, AttachmentKind.CALCULATION, handed_in(county, "重新测算.xlsx"), replaces=first.pk
    )
    assert (second.title, second.number) == ("测算", 2)
    with pytest.raises(NotMet, match="要替换的附件"):
        attachments.attach(made, by, AttachmentKind.CALCULATION, handed_in(county, "又.xlsx"), replaces=other.pk)


def test_an_attachment_of_a_draft_is_deleted_with_its_bytes(county: County, look: Callable[..., str]) -> None:
    made, by = declared(county), county.people["preparer"]
    first = attachments.attach(made, by, AttachmentKind.CALCULATION, handed_in(county, "测算.xlsx"))
    second = attachments.attach(
        made, by, AttachmentKind.CALCULATION, handed_in(county, "传错.xlsx", b"wrong"), replaces=first.pk
    )
    place = files.path_of(second.file.sha256)
    assert "还没有报送过" in look(by, "declaration-attachment-remove", made.pk, second.pk)
    with pytest.raises(NotAllowed):
        attachments.remove(second, county.people["head"])
    attachments.remove(second, by)
    assert list(Attachment.objects.all()) == [first]
    assert not StoredFile.objects.filter(name="传错.xlsx").exists()
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.by, entry.declaration) == ("detach", by, made)
    assert second.file.sha256 in entry.details
    assert "删除了测算依据“测算”第 2 版" in look(by, "declaration-history", made.pk)
    assert not audit.verify(with_files=False).faults
    again = attachments.attach(made, by, AttachmentKind.CALCULATION, handed_in(county, "对的.xlsx"), replaces=first.pk)
    assert again.number == 2
    assert not audit.verify(with_files=False).faults
    Attachment.objects.filter(pk=again.pk).delete()
    assert len(audit.verify(with_files=False).faults) == 1
    assert place.name == second.file.sha256


def test_the_bytes_of_a_deleted_attachment_go(
    county: County, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    made, by = declared(county), county.people["preparer"]
    one = attachments.attach(made, by, AttachmentKind.OTHER, handed_in(county, "传错.xlsx", b"wrong"))
    place = files.path_of(one.file.sha256)
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        attachments.remove(one, by)
    assert not place.exists()


def test_what_was_submitted_stays_for_those_who_saw_it(
    county: County, look: Callable[..., str], client: Client
) -> None:
    people = county.people
    made = declared(county)
    Round.objects.update(required_attachments=[AttachmentKind.CALCULATION])
    one = attachments.attach(made, people["preparer"], AttachmentKind.CALCULATION, handed_in(county, "测算.xlsx"))
    made = brought_to(county, State.SECTION_REVIEW, made)
    with pytest.raises(WrongState, match="不能删除附件"):
        attachments.remove(one, people["preparer"])
    made = acts.return_(made, people["section"], "测算表不对，请重新测算。")
    assert "随以前报送的一版交过" in look(people["preparer"], "declaration-attachment-remove", made.pk, one.pk)
    client.force_login(people["preparer"])
    done = client.post(reverse("declaration-attachment-remove", args=[made.pk, one.pk]), follow=True)
    assert "附件“测算”已删除。" in done.content.decode()
    assert "还没有附件" in done.content.decode()
    assert Attachment.objects.filter(pk=one.pk).exists()
    assert files.path_of(one.file.sha256).exists()
    assert "测算.xlsx" in look(people["section"], "declaration-attachments", made.pk)
    client.force_login(people["section"])
    response = client.get(reverse("declaration-attachment", args=[made.pk, one.pk]))
    assert b"".join(response) == "测算.xlsx".encode()  # type: ignore[arg-type]
    look(people["preparer"], "declaration-attachment", made.pk, one.pk, status=404)
    with pytest.raises(NotMet, match="已经删除了"):
        attachments.remove(one, people["preparer"])
    with pytest.raises(NotMet, match="还缺必附的材料：测算依据"):
        acts.submit(made, people["preparer"])
    assert not audit.verify(with_files=True).faults
    new = attachments.attach(made, people["preparer"], AttachmentKind.CALCULATION, handed_in(county, "测算.xlsx"))
    assert new.title == "测算（2）", "the one that was seen keeps its name"
    Attachment.objects.filter(pk=one.pk).delete()
    assert len(audit.verify(with_files=False).faults) == 1


def test_a_press_too_late_is_told(county: County, client: Client) -> None:
    made, by = declared(county), county.people["preparer"]
    one = attachments.attach(made, by, AttachmentKind.OTHER, handed_in(county, "照片.jpg"))
    acts.submit(made, by)
    client.force_login(by)
    address = reverse("declaration-attachment-remove", args=[made.pk, one.pk])
    page = client.get(address).content.decode()
    assert "不能删除附件" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "不能删除附件" in client.post(address, follow=True).content.decode()
    assert Attachment.objects.filter(pk=one.pk).exists()


@pytest.mark.parametrize(
    "name", ["安装.exe", "清理.bat", "宏.js", "网页.html", "a.pdf.EXE", "脚本.vbs", "快捷.lnk", "图.svg"]
)
def test_programs_and_web_pages_are_refused(county: County, send: Callable[..., str], name: str) -> None:
    made, by = declared(county), county.people["preparer"]
    before = StoredFile.objects.count()
    upload = SimpleUploadedFile(name, b"anything")
    said = send(by, "declaration-attachments", made.pk, kind="other", title="", file=upload)
    suffix = name[name.rindex(".") :].lower()
    assert f"附件不能是“{suffix}”文件，“{name}”没有收下；可以是 Word、Excel" in said
    assert ".docx" in said
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, before)
    with pytest.raises(NotMet, match="没有收下"):
        attachments.attach(made, by, AttachmentKind.OTHER, handed_in(county, name))


def test_a_program_under_another_name_is_refused(county: County, send: Callable[..., str]) -> None:
    made, by = declared(county), county.people["preparer"]
    for head in (b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh"):
        upload = SimpleUploadedFile("测算.pdf", head + b"rest")
        said = send(by, "declaration-attachments", made.pk, kind="other", title="", file=upload)
        assert "“测算.pdf”的内容是程序，没有收下" in said
    assert not Attachment.objects.exists()
