"""The file of a backup: a zip container with a manifest, the rows of each table as lines of JSON, and the uploaded files.

    manifest.json           what is in it, with counts and SHA-256; its own hash stands in manifest.sha256
    tables/<table>.jsonl    first the names of the columns, then a row a line
    files/<sha256>          an uploaded file

Nothing is believed before all of it was verified. The hashes find what was damaged or cut off; against somebody who makes
a whole new archive they cannot help, the chain of the audit can: its last hash is kept elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec
from django.apps import apps
from django.db import connection, models
from django.utils.dateparse import parse_date, parse_datetime

from jiheng.model.errors import JihengError
from jiheng.web.records.models.fields import MoneyField

FORMAT = "jiheng-backup/1"
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"
KEPT_APPS = ("records", "otp_totp", "otp_static")
"""Whose tables are kept. Sessions and the log of failed sign-ins are not."""
_CHUNK = 1 << 20
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(list[Any])
_HASH = re.compile(r"[0-9a-f]{64}")


class BackupError(JihengError):
    """A backup that cannot be made or restored; `str()` is one sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the archive: how many rows (or bytes) it has, and its hash."""

    count: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What an archive holds."""

    version: str
    made_at: str
    migrations: list[str]
    tables: dict[str, Part] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    """Files that were gone (or damaged) when the backup was made."""
    audit_length: int = 0
    audit_head: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    format: str = FORMAT

    def to_json(self) -> bytes:
        """The manifest as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """:raises BackupError: where it is not one that this version knows."""
        try:
            given = json.loads(data)
            if given["format"] != FORMAT:
                raise BackupError(f"备份的格式是 {given['format']}，这个版本的绩衡只认 {FORMAT}，请升级后再恢复。")
            for name in ("tables", "files"):
                given[name] = {str(key): Part(**part) for key, part in given[name].items()}
            if not all(_HASH.fullmatch(name) and part.sha256 == name for name, part in given["files"].items()):
                raise ValueError("a file is named by its hash and nothing else")
            return cls(**given)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("备份里的清单读不懂，文件可能被改动过。") from error


def kept_models() -> list[type[models.Model]]:
    """The models whose rows are kept."""
    return [model for app in KEPT_APPS for model in apps.get_app_config(app).get_models()]


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table, in the order of their names."""
    return sorted(model._meta.concrete_fields, key=lambda one: one.attname)


def line_of(row: Sequence[Any]) -> bytes:
    """A row as a line: moments as ISO 8601, amounts as text, bytes as Base64."""
    return _ENCODER.encode(row) + b"\n"


def back_of(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes a value of a line one of the database again; None where it is the same, as most are."""
    same = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
    if isinstance(field, same) and not isinstance(field, MoneyField):
        return None
    if isinstance(field, models.BinaryField):
        return lambda value: value if value is None else base64.b64decode(value, validate=True)
    if isinstance(field, models.DateTimeField):
        parse: Callable[[Any], Any] = parse_datetime
    elif isinstance(field, models.DateField):
        parse = parse_date
    elif isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    else:
        parse = field.to_python
    return lambda value: value if value is None else field.get_db_prep_save(parse(value), connection)


class Reader:
    """An archive, opened and verified.

    :raises BackupError: where it is not whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            data = self._zip.read(MANIFEST)
            due = self._zip.read(MANIFEST_HASH).decode("ascii", "replace").strip()
        except FileNotFoundError:
            raise BackupError(f"找不到备份文件“{path}”，请检查路径。") from None
        except (zipfile.BadZipFile, KeyError, OSError, EOFError) as error:
            raise BackupError(f"“{path.name}”不是完整的备份：文件被截断、损坏，或不是绩衡的备份。") from error
        if hashlib.sha256(data).hexdigest() != due:
            raise BackupError(f"“{path.name}”的清单与它的校验值不符，文件被改动过，没有恢复。")
        self.manifest = Manifest.from_json(data)
        self._verify()

    def close(self) -> None:
        """Done with it."""
        self._zip.close()

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The names of the columns, then the rows of a table."""
        with self._zip.open(f"tables/{table}.jsonl") as lines:
            for line in lines:
                yield _DECODER.decode(line)

    def file(self, sha256: str) -> IO[bytes]:
        """The bytes of an uploaded file."""
        return self._zip.open(f"files/{sha256}")

    def _verify(self) -> None:
        """Every part is there, is what its hash says, and there is nothing else."""
        due = {f"tables/{name}.jsonl": part for name, part in self.manifest.tables.items()}
        due |= {f"files/{name}": part for name, part in self.manifest.files.items()}
        there = set(self._zip.namelist()) - {MANIFEST, MANIFEST_HASH}
        if there != set(due) or len(self._zip.namelist()) != len(due) + 2:
            raise BackupError(f"“{self.path.name}”里的内容与清单不符（多了或少了），没有恢复。")
        for name, part in due.items():
            try:
                found = self._hashed(name)
            except (
                zipfile.BadZipFile,
                OSError,
                EOFError,
                NotImplementedError,
                RuntimeError,
                ValueError,
                zlib.error,
            ) as error:
                raise BackupError(f"“{self.path.name}”里的 {name} 读不出来，文件已损坏，没有恢复。") from error
            if found != part.sha256:
                raise BackupError(f"“{self.path.name}”里的 {name} 与校验值不符，文件被改动过，没有恢复。")

    def _hashed(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._zip.open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()
