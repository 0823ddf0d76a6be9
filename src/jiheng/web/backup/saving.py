"""Making a backup: one consistent moment of the database, the uploaded files, and the settings without their secrets."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from jiheng import __version__
from jiheng.web.backup.archive import (
    MANIFEST,
    MANIFEST_HASH,
    BackupError,
    Manifest,
    Part,
    columns_of,
    kept_models,
    line_of,
)
from jiheng.web.records.domain.files import path_of
from jiheng.web.records.models import ChainHead, StoredFile

_SECRET = frozenset(("database", "email", "data", "other"))
_CHUNK = 1 << 20
_ROWS = 500
_LEVEL = 3
"""Of compression: the next one takes a fifth more time for a file that is a twentieth smaller."""
_HEAD = 4
_COMPRESSED = (b"PK\3\4", b"%PDF", b"\x89PNG", b"\xff\xd8")
"""How files begin that no compression makes smaller: Office files and archives, PDF, pictures."""


def save(target: Path, *, force: bool = False) -> Manifest:
    """Write a backup; the file is there as a whole or not at all, and only its owner can read it.

    :raises BackupError: where it cannot be written.
    """
    if target.exists() and not force:
        raise BackupError(f"“{target}”已经有了，不覆盖；换一个名字，或加 --force。")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.absolute().parent, prefix=".jiheng-backup-")  # mode 0600
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL, allowZip64=True) as archive:
                manifest = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise BackupError(f"备份写不了“{target}”：{error.strerror or error}。请检查文件夹、权限和磁盘空间。") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile) -> Manifest:
    with _snapshot():
        applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
        manifest = Manifest(__version__, timezone.now().isoformat(), applied)
        for model in kept_models():
            table = model._meta.db_table
            manifest.tables[table] = _write_table(archive, model, f"tables/{table}.jsonl")
        head = ChainHead.objects.filter(pk=1).first()
        if head is not None:
            manifest.audit_length, manifest.audit_head = head.length, head.hash
        hashes = list(StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct())
    # The files are written before their rows and never changed: those of the snapshot's rows are all there, but for those
    # that belonged to nothing and were forgotten meanwhile.
    for sha256 in hashes:
        part = _write_file(archive, sha256)
        if part is None and StoredFile.objects.filter(sha256=sha256).exists():
            manifest.missing_files.append(sha256)
        elif part is not None:
            manifest.files[sha256] = part
    known = asdict(settings.CONFIGURATION)
    manifest.settings = {name: value for name, value in known.items() if name not in _SECRET}
    data = manifest.to_json()
    archive.writestr(MANIFEST, data)
    archive.writestr(MANIFEST_HASH, hashlib.sha256(data).hexdigest())
    return manifest


@contextmanager
def _snapshot() -> Iterator[None]:
    """All reading within sees one moment; in SQLite, too, while others write."""
    if connection.in_atomic_block:  # a test's own transaction is one moment anyway
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    before, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = before  # type: ignore[attr-defined]


def _write_table(archive: zipfile.ZipFile, model: type[models.Model], name: str) -> Part:
    names = [one.attname for one in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    digest, count = hashlib.sha256(), 0
    left = _all(names, rows)
    with archive.open(name, "w", force_zip64=True) as out:
        while some := list(islice(left, _ROWS)):
            lines = b"".join(map(line_of, some))
            digest.update(lines)
            out.write(lines)
            count += len(some)
    return Part(count - 1, digest.hexdigest())


def _all(names: list[str], rows: models.QuerySet[Any, Any]) -> Iterator[Sequence[Any]]:
    yield names
    yield from rows.iterator(chunk_size=_ROWS)


def _write_file(archive: zipfile.ZipFile, sha256: str) -> Part | None:
    """None where the file is gone or is not any more what its name says."""
    path = path_of(sha256)
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                return None
            file.seek(0)
            size, part = 0, zipfile.ZipInfo(f"files/{sha256}", time.localtime()[:6])
            part.compress_type = (
                zipfile.ZIP_STORED if file.peek(_HEAD).startswith(_COMPRESSED) else zipfile.ZIP_DEFLATED
            )
            with archive.open(part, "w", force_zip64=True) as out:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    out.write(chunk)
    except FileNotFoundError:
        return None
    return Part(size, sha256)
