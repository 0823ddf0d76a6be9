"""Backup and restore, done: into a new installation of the same kind, and from SQLite into PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.web.places import POSTGRESQL, Place, new_databases

_MAKE = """
from jiheng.web.starting import migrate, set_up
set_up(); migrate()
from tests.web.county import FULL_SCORES, build, content
from jiheng.web.records.domain import acts, attachments, files, findings
from jiheng.web.records.models import AttachmentKind, Comment, Declaration
county = build()
people = county.people
made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project(name="消防水带更新"))
kept = files.keep([b"%PDF-1.4 ", b"rubbish"], "测算依据.pdf", people["preparer"])
attachments.attach(made, people["preparer"], AttachmentKind.CALCULATION, kept)
acts.submit(made, people["preparer"])
acts.sign(made, people["head"])
acts.pass_on(made, people["department"])
acts.return_(made, people["section"], "指标值没有依据", remarks=[("indicators[0].value_text", "依据何在")])
acts.create(county.round, county.office, "department_overall", content(), county.person("preparer", county.office))
"""
_LOOK = """
from jiheng.web.starting import set_up
set_up()
import json
from django.db import DatabaseError, connection, transaction
from jiheng.web.records.domain import acts, audit, comments
from jiheng.web.records.models import AuditEntry, Comment, Declaration, Person, StoredFile
from jiheng.web.records.domain.files import path_of
from jiheng.web.records.queries.search import matching
verdict = audit.verify()
one = Declaration.objects.get(title="消防水带更新")
clerk, head = (Person.objects.get(username=name) for name in ("preparer", "head"))
told = {
    "faults": verdict.faults, "length": verdict.length, "head": verdict.head,
    "found": [Declaration.objects.get(pk=pk).title for pk in matching(Declaration.objects.all(), "水带", 9)],
    "bytes": path_of(StoredFile.objects.get(name="测算依据.pdf").sha256).read_bytes().decode(),
    "signs_in": clerk.check_password("Ceshi-2026-mima"),
    "amount": str(one.amount), "since": one.state_since.isoformat(),
}
comments.answer(Comment.objects.get().pk, one, clerk, "按上年实际")
told["after"] = acts.submit(one, clerk).state
try:
    with transaction.atomic():
        AuditEntry.objects.filter(pk=1).update(opinion="x")
    told["guarded"] = False
except DatabaseError:
    told["guarded"] = True
told["still"] = audit.verify().faults
print(json.dumps(told))
"""


_SHAPE = """
from jiheng.web.starting import migrate, set_up
set_up(); migrate()
from django.db import connection
from jiheng.web.records.models import Declaration
with connection.cursor() as cursor:
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1")
    print(*(row[0] for row in cursor.fetchall()), Declaration.objects.count(), sep="\\n")
"""


@pytest.fixture(scope="module")
def databases() -> Iterator[list[str]]:
    with new_databases(4, "backup") as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, databases: list[str]) -> Place:
    """An installation with something in it."""
    place = Place(tmp_path_factory.mktemp("made"), databases[0] if databases else "")
    place.python(_MAKE)
    return place


@pytest.fixture(scope="module")
def archive(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    path = tmp_path_factory.mktemp("backup") / "备份.zip"
    done = made.jiheng("backup", path)
    assert done.returncode == 0, done.stderr
    assert "2 个文件" in done.stdout or "1 个文件" in done.stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return path


def check(place: Place, archive: Path) -> None:
    """Restore there, and go on working."""
    done = place.jiheng("restore", archive)
    assert done.returncode == 0, done.stderr
    manifest = json.loads(zipfile.ZipFile(archive).read("manifest.json"))
    made_at = datetime.fromisoformat(manifest["made_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"是 {made_at:%Y-%m-%d %H:%M} 的备份" in done.stdout
    told = json.loads(place.python(_LOOK))
    assert told["faults"] == told["still"] == []
    assert (told["length"], told["head"]) == (manifest["audit_length"], manifest["audit_head"])
    assert told["found"] == ["消防水带更新"]
    assert told["bytes"] == "%PDF-1.4 rubbish"
    assert told["signs_in"]
    assert told["after"] == "unit_review"
    assert told["guarded"]


def test_into_a_new_installation_of_the_same_kind(archive: Path, tmp_path: Path, databases: list[str]) -> None:
    check(Place(tmp_path / "new", databases[1] if databases else ""), archive)


@pytest.mark.skipif(not POSTGRESQL, reason="needs PostgreSQL")
def test_from_sqlite_into_postgresql(tmp_path: Path, databases: list[str]) -> None:
    small = Place(tmp_path / "small")
    small.python(_MAKE)
    assert small.jiheng("backup", tmp_path / "b.zip").returncode == 0
    check(Place(tmp_path / "large", databases[2]), tmp_path / "b.zip")


@pytest.mark.skipif(not POSTGRESQL, reason="needs PostgreSQL")
def test_indexes_and_foreign_keys_are_there_afterwards(archive: Path, tmp_path: Path, databases: list[str]) -> None:
    """They are away while the rows come in."""
    place = Place(tmp_path / "new", databases[3])
    *before, none = place.python(_SHAPE).splitlines()
    assert none == "0"
    broken = without_a_person(archive, tmp_path / "broken.zip")
    assert place.jiheng("restore", broken).returncode == 2
    assert place.python(_SHAPE).splitlines() == [*before, "0"]
    assert place.jiheng("restore", archive).returncode == 0
    assert place.python(_SHAPE).splitlines() == [*before, "2"]


def test_rows_that_refer_to_nothing_are_not_restored(archive: Path, tmp_path: Path) -> None:
    place = Place(tmp_path / "new")
    done = place.jiheng("restore", without_a_person(archive, tmp_path / "broken.zip"))
    assert done.returncode == 2
    assert "没有恢复，数据库没有变" in done.stderr
    assert place.jiheng("restore", archive).returncode == 0


def without_a_person(archive: Path, target: Path) -> Path:
    """A backup whose hashes are right, made by somebody who left a person out."""
    name = "records_person"
    with zipfile.ZipFile(archive) as old:
        lines = old.read(f"tables/{name}.jsonl").splitlines(keepends=True)[:-1]
        manifest = json.loads(old.read("manifest.json"))
    body = b"".join(lines)
    manifest["tables"][name] = {"count": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    data = json.dumps(manifest).encode()
    changed = {
        f"tables/{name}.jsonl": body, "manifest.json": data, "manifest.sha256": hashlib.sha256(data).hexdigest().encode(),
    }  # fmt: skip
    _rewritten(archive, target, lambda name, old: changed.get(name, old))
    return target


def test_what_is_compressed_already_is_kept_as_it_is(archive: Path) -> None:
    kinds = {one.filename.split("/")[0]: one.compress_type for one in zipfile.ZipFile(archive).infolist()}
    assert (kinds["files"], kinds["tables"]) == (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def test_what_is_secret_is_not_in_it(archive: Path, made: Place) -> None:
    container = zipfile.ZipFile(archive)
    everything = b"".join(container.read(name) for name in container.namelist())
    assert (made.data / "secret.key").read_bytes() not in everything
    assert not [name for name in container.namelist() if "session" in name or "axes" in name]
    assert "database" not in json.loads(container.read("manifest.json"))["settings"]


def test_a_backup_is_not_restored_over_data_nor_over_a_file(archive: Path, made: Place) -> None:
    done = made.jiheng("restore", archive)
    assert done.returncode == 2
    assert "已有数据" in done.stderr
    before = archive.read_bytes()
    done = made.jiheng("backup", archive)
    assert done.returncode == 2
    assert "不覆盖" in done.stderr
    assert archive.read_bytes() == before


def test_a_damaged_backup_is_refused_before_anything_is_written(archive: Path, tmp_path: Path) -> None:
    from jiheng.web.backup.archive import BackupError, Reader

    data = archive.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 3] ^= 0xFF
    changed, more, away = tmp_path / "changed.zip", tmp_path / "more.zip", tmp_path / "away.zip"
    _rewritten(archive, changed, lambda _name, body: body.replace(b"unit_review", b"unit_revieW"))
    _rewritten(archive, away, lambda name, body: None if name.startswith("files/") else body)
    shutil.copy(archive, more)
    with zipfile.ZipFile(more, "a") as container:
        container.writestr("files/../../evil", b"x")
    for name, body in (("cut", data[: len(data) // 2]), ("flipped", bytes(flipped)), ("text", b"no archive")):
        (tmp_path / f"{name}.zip").write_bytes(body)
    for name in ("cut", "flipped", "text", "changed", "more", "away", "gone"):
        with pytest.raises(BackupError):
            Reader(tmp_path / f"{name}.zip")
    new = Place(tmp_path / "new")
    done = new.jiheng("restore", changed)
    assert done.returncode == 2
    assert "没有恢复" in done.stderr
    assert not (new.data / "files").exists()
    assert "0 " in new.jiheng("audit", "head").stdout


def _rewritten(source: Path, target: Path, change: object) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = change(name, old.read(name))  # type: ignore[operator]
            if body is not None:
                new.writestr(name, body)


def test_a_lost_file_is_told_and_the_rest_is_kept(tmp_path: Path, archive: Path) -> None:
    place = Place(tmp_path / "lost")
    assert place.jiheng("restore", archive).returncode == 0
    for path in (place.data / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    done = place.jiheng("backup", tmp_path / "b.zip")
    assert done.returncode == 1
    assert "丢失" in done.stderr
    assert (tmp_path / "b.zip").is_file()


def test_the_chain_is_verified_on_the_command_line(made: Place, tmp_path: Path) -> None:
    head = made.jiheng("audit", "head").stdout
    assert int(head.split()[0]) > 5
    noted = tmp_path / "校验值.txt"
    noted.write_text(head, encoding="utf-8")
    done = made.jiheng("audit", "verify", "--expect", noted)
    assert done.returncode == 0
    assert done.stdout.endswith(head)
    number, value = head.split()
    noted.write_text(f"{number} {value[::-1]}\n", encoding="utf-8")
    assert made.jiheng("audit", "verify", "--expect", noted).returncode == 1
    noted.write_text("不是校验值", encoding="utf-8")
    done = made.jiheng("audit", "verify", "--expect", noted)
    assert done.returncode == 2
    assert "读不懂" in done.stderr
