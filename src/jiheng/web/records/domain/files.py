"""Uploaded files: their bytes under their SHA-256 in the data folder, written so that a crash leaves no half of one.

What belongs to nothing is forgotten: lists that were taken in, uploads that were put aside.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.invisible import visible
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Person, StoredFile

_CHUNK = 1 << 20
_Row = TypeVar("_Row", bound=Model)


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
        place.parent.mkdir(parents=True, exist_ok=True)
        os.utime(temporary)
        os.replace(temporary, place)  # the same bytes, too: `_drop` must see that they were kept once more
        _settle(place.parent)
        _settle(folder)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile.objects.create(sha256=digest.hexdigest(), name=bare_name(name), size=size, by=by)


def forget(file: StoredFile) -> None:
    """Delete a file that belongs to nothing; one that something refers to stays."""
    _forget(unreferenced(StoredFile.objects.filter(pk=file.pk)))


def forget_unused(hours: int = 24) -> int:
    """Delete files that belonged to nothing for so long; how many."""
    return _forget(unreferenced(StoredFile.objects.filter(at__lt=timezone.now() - timedelta(hours=hours))))


def unreferenced(found: QuerySet[_Row]) -> QuerySet[_Row]:
    """Those rows that no row of any table refers to."""
    for one in found.model._meta.get_fields(include_hidden=True):
        if one.auto_created and not one.concrete and one.related_model is not None:
            others = one.related_model._default_manager
            found = found.filter(~Exists(others.filter(**{one.field.name: OuterRef("pk")})))  # type: ignore[union-attr]
    return found


def _forget(found: QuerySet[StoredFile]) -> int:
    with transaction.atomic():
        gone = list(found)
        StoredFile.objects.filter(pk__in=[one.pk for one in gone]).delete()
        for one in gone:
            transaction.on_commit(partial(_drop, one))
    return len(gone)


def _drop(file: StoredFile) -> None:
    """Delete the bytes, unless another file has the same or was kept just now and has no row yet."""
    if StoredFile.objects.filter(sha256=file.sha256).exists():
        return
    place = path_of(file.sha256)
    aside = place.with_name(f".old-{file.sha256}")
    try:
        os.replace(place, aside)
    except FileNotFoundError:
        return
    if aside.stat().st_mtime > file.at.timestamp():
        os.replace(aside, place)
        return
    aside.unlink()


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.FILES) / sha256[:2] / sha256


def bare_name(name: str) -> str:
    """A file's own name: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(char for char in visible(last) if char.isprintable()).strip(". ") or "file"
    stem, dot, suffix = bare.rpartition(".")
    return bare if len(bare) <= 120 else f"{stem[: 119 - len(suffix)]}{dot}{suffix}"[:120]


def _settle(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
