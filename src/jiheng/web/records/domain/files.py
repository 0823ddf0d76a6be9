"""Uploaded files: their bytes under their SHA-256 in the data folder, written so that a crash leaves no half of one."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Person, StoredFile

_CHUNK = 1 << 20


def keep(chunks: Iterable[bytes], name: str, by: Person) -> StoredFile:
    """Keep a file; the same bytes are kept once.

    :raises NotMet: where it is empty or larger than allowed.
    :raises OSError: where the disk is full; then nothing is kept.
    """
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.LARGEST_UPLOAD:
                    raise NotMet(
                        _("文件超过 {most} MB，请拆小后再上传。").format(most=settings.LARGEST_UPLOAD // 1_000_000)
                    )
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise NotMet(_("文件是空的，请重新选择。"))
        place = path_of(digest.hexdigest())
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(temporary, place)
            _settle(place.parent)
            _settle(folder)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile.objects.create(sha256=digest.hexdigest(), name=bare_name(name), size=size, by=by)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.FILES) / sha256[:2] / sha256


def bare_name(name: str) -> str:
    """A file's own name: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(char for char in last if char.isprintable()).strip(". ") or "file"
    stem, dot, suffix = bare.rpartition(".")
    return bare if len(bare) <= 120 else f"{stem[: 119 - len(suffix)]}{dot}{suffix}"[:120]


def _settle(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
