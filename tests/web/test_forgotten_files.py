"""Files that belong to nothing are forgotten; those of versions, drafts, attachments and uploads never."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from jiheng.web.records.domain import acts, attachments, files, intakes
from jiheng.web.records.models import (
    AttachmentKind,
    Content,
    FormKind,
    Intake,
    IntakeForm,
    IntakeStatus,
    Person,
    StoredFile,
)
from tests.web.county import County, content
from tests.web.lists import xlsx
from tests.web.test_setup_organisations import TREE, admin, upload
from tests.web.test_setup_people import HEAD

Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """The files of one test."""
    settings.FILES = tmp_path / "files"
    return settings.FILES  # type: ignore[no-any-return]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """What is done when the transaction ends, done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def kept(data: bytes, by: Person, *, hours: int = 0) -> StoredFile:
    """A file, kept some time ago."""
    made = files.keep([data], "a.xlsx", by)
    made.at = timezone.now() - timedelta(hours=hours)
    made.save()
    os.utime(files.path_of(made.sha256), (made.at.timestamp() - 1, made.at.timestamp() - 1))
    return made


def is_there(file: StoredFile) -> tuple[bool, bool]:
    """Whether the row is there, and the bytes."""
    return StoredFile.objects.filter(pk=file.pk).exists(), files.path_of(file.sha256).exists()


def test_a_list_goes_when_it_was_taken_in(county: County, committed: Committed, folder: Path) -> None:
    client = admin(county)
    rows = [HEAD, ["wangfang", "王芳", "201001", "填报人", "wang@example.com"]]
    preview = upload(client, "people", xlsx(rows), "人员.xlsx")
    stored = StoredFile.objects.get()
    assert client.get(preview).status_code == 200
    assert is_there(stored) == (True, True)
    with committed():
        assert client.post(preview).status_code == 302
    assert Person.objects.filter(username="wangfang").exists()
    assert is_there(stored) == (False, False)
    assert not [one for one in folder.rglob("*") if one.is_file()]
    again = client.get(preview, follow=True)  # the back button
    assert "不用再导" in again.content.decode()
    assert client.post(preview).status_code == 302


def test_a_list_with_mistakes_stays_to_be_looked_at(county: County, committed: Committed) -> None:
    client = admin(county)
    preview = upload(client, "organisations", xlsx([TREE[0], ["", "没有编码", "预算单位", "201", ""]]), "a.xlsx")
    with committed():
        client.post(preview)
    assert client.get(preview).status_code == 200


def test_an_abandoned_list_goes_after_a_day(county: County, committed: Committed) -> None:
    by = county.people["admin"]
    old, new = kept(b"old", by, hours=25), kept(b"new", by, hours=23)
    with committed():
        assert files.forget_unused() == 1
    assert is_there(old) == (False, False)
    assert is_there(new) == (True, True)


def test_bytes_that_another_file_has_too_stay(county: County, committed: Committed) -> None:
    old, same = kept(b"same", county.people["admin"], hours=30), kept(b"same", county.people["head"])
    with committed():
        files.forget(old)
    assert is_there(old) == (False, True)
    assert is_there(same) == (True, True)


def test_bytes_that_are_just_being_kept_again_stay(county: County, committed: Committed) -> None:
    old = kept(b"same", county.people["admin"], hours=30)
    with committed():
        files.forget(old)
        files.keep([b"same"], "b.xlsx", county.people["head"]).delete()  # its row is not to be seen yet
    assert files.path_of(old.sha256).exists()


def test_files_of_declarations_are_never_touched(county: County, committed: Committed) -> None:
    by = county.people["preparer"]
    of_version, of_draft, of_attachment, of_upload = (kept(name, by, hours=9999) for name in (b"1", b"2", b"3", b"4"))
    declaration = acts.create(
        county.round, county.unit, FormKind.PROJECT, content(source=of_version), by, project=county.project()
    )
    attachments.attach(declaration, by, AttachmentKind.CALCULATION, of_attachment)
    acts.submit(declaration, by)
    acts.create(county.round, county.unit, FormKind.PROJECT, content(source=of_draft), by, project=county.project())
    Intake.objects.create(round=county.round, unit=county.unit, file=of_upload, by=by)
    all_of_them = (of_version, of_draft, of_attachment, of_upload)
    with committed():
        assert files.forget_unused() == 0
        for one in all_of_them:
            files.forget(one)
    assert {is_there(one) for one in all_of_them} == {(True, True)}


def test_an_old_upload_takes_along_what_became_nothing(county: County, committed: Committed) -> None:
    by = county.people["preparer"]
    file, unused = kept(b"1", by, hours=9999), kept(b"2", by, hours=9999)
    used, lost = content(source=file), content(source=unused)
    declaration = acts.create(county.round, county.unit, FormKind.PROJECT, used, by, project=county.project())
    for stored, what, taken in ((file, used, declaration), (unused, lost, None)):
        intake = Intake.objects.create(
            round=county.round, unit=county.unit, file=stored, by=by, status=IntakeStatus.DONE
        )
        IntakeForm.objects.create(intake=intake, source="a", number=0, content=what, kind="project", taken=taken)
    Intake.objects.update(at=timezone.now() - timedelta(days=61))
    with committed():
        assert intakes.forget_old() == 2
        assert files.forget_unused() == 1
    assert Content.objects.filter(pk=used.pk).exists()
    assert not Content.objects.filter(pk=lost.pk).exists()
    assert is_there(file) == (True, True)
    assert is_there(unused) == (False, False)
