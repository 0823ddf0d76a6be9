"""Restoring a backup into an empty database of either kind: all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from msgspec import MsgspecError

from jiheng.web.backup.archive import KEPT_APPS, BackupError, Manifest, Reader, back_of, columns_of, kept_models
from jiheng.web.backup.loading import bare, load
from jiheng.web.records.domain import audit, search_index
from jiheng.web.records.domain.files import path_of
from jiheng.web.records.models import Declaration, Organisation, Person


def restore(source: Path) -> Manifest:
    """Put a backup into the empty database, and its files into the data folder.

    :raises BackupError: where it cannot be; then the database is as it was.
    """
    reader = Reader(source)
    try:
        _must_be_empty()
        _must_fit(reader.manifest)
        for sha256 in reader.manifest.files:
            _put_file(reader, sha256)
        try:
            with transaction.atomic():
                with bare([*(model._meta.db_table for model in kept_models()), search_index.TABLE]):
                    for model in kept_models():
                        _put_table(reader, model)
                    for some in search_index.everything():
                        load(search_index.TABLE, search_index.columns(), some)
                _set_sequences()
                _must_be_whole(reader.manifest)
        except (DatabaseError, MsgspecError, ValueError, KeyError, TypeError) as error:
            raise BackupError(
                f"备份里的数据写不进数据库（{type(error).__name__}），没有恢复，数据库没有变。"
            ) from error
    except OSError as error:
        raise BackupError(f"文件写不进数据文件夹：{error.strerror or error}。数据库没有变，请处理后再恢复。") from error
    finally:
        reader.close()
    return reader.manifest


def _must_be_empty() -> None:
    if any(model._default_manager.exists() for model in (Person, Organisation, Declaration)):
        raise BackupError(
            "这个数据库里已有数据，不能恢复到它上面。请用 JIHENG_DATA（或 JIHENG_DATABASE）另给一个空的，恢复好再换过去。"
        )


def _must_fit(manifest: Manifest) -> None:
    applied = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    wanted, due = (
        {name for name in names if name.split(".")[0] in KEPT_APPS} for names in (manifest.migrations, applied)
    )
    if wanted != due:
        raise BackupError(
            f"这份备份是绩衡 {manifest.version} 做的，数据库的结构与这个版本不同。请装同一个版本恢复，再升级程序。"
        )
    if set(manifest.tables) != {model._meta.db_table for model in kept_models()}:
        raise BackupError("备份里的表与这个版本不同，没有恢复。请装做备份的那个版本恢复，再升级程序。")


def _put_file(reader: Reader, sha256: str) -> None:
    place = path_of(sha256)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out, reader.file(sha256) as file:
            shutil.copyfileobj(file, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, place)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _put_table(reader: Reader, model: type[models.Model]) -> None:
    """The rows as they were, down to the moments that Django would set anew."""
    fields = {one.attname: one for one in columns_of(model)}
    rows = reader.rows(model._meta.db_table)
    names = next(rows)
    if set(names) != set(fields):
        raise BackupError(f"备份里的表 {model._meta.db_table} 的列与这个版本不同，没有恢复。")
    columns = [fields[name] for name in names]
    backs = [(at, back) for at, one in enumerate(columns) if (back := back_of(one)) is not None]
    load(model._meta.db_table, [one.column or one.name for one in columns], (_values(backs, row) for row in rows))


def _values(backs: list[tuple[int, Callable[[Any], Any]]], row: list[Any]) -> list[Any]:
    for at, back in backs:
        row[at] = back(row[at])
    return row


def _set_sequences() -> None:
    """The next number of each table is behind the last one restored."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)


def _must_be_whole(manifest: Manifest) -> None:
    verdict = audit.verify()
    if verdict.faults:
        raise BackupError(f"备份里的审计链不完整，没有恢复：{verdict.faults[0]}")
    if (verdict.length, verdict.head) != (manifest.audit_length, manifest.audit_head or audit.START):
        raise BackupError("备份里的审计链与清单不符，没有恢复。")
