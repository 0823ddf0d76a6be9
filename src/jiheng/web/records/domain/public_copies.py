"""The copy for publication of the version in force: made by the process beside the server when somebody wants it, and kept
under what it was made from.

The same is made from the same, byte for byte: the SHA-256 in the record of the publication is that of the file that people
take away, also where it was forgotten and made again. Nothing of it is needed in a backup.
"""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng import __version__
from jiheng.batch.releasing import PublicCopy, public_copy
from jiheng.batch.writing import write_file
from jiheng.formats.limits import Limits
from jiheng.web.records.domain import files
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.jobs import TRIES, Jobs
from jiheng.web.records.domain.transitions import roles_for
from jiheng.web.records.models import Act, Content, CopyOrder, CopyStatus, Declaration, IntakeForm, Person
from jiheng.web.records.permissions import scope_of

MOST_WAITING = 20
"""Copies that a person may wait for at a time."""
_KEPT = timedelta(days=60)
"""How long a copy is kept."""
_FAILED = timedelta(days=1)
"""How long it is remembered that one cannot be made."""
_MOST_BYTES = 2_000_000_000
"""Of all copies that are kept."""
_SETTLED = 3600.0
"""Seconds after which a file that belongs to no copy is left over, and not just being written."""
_FOLDER = "public-copies"
_UNMADE = (CopyStatus.WAITING, CopyStatus.MAKING)
_PUBLISHERS = roles_for(Act.PUBLISH)
_LOG = logging.getLogger("jiheng.web.public_copies")
JOBS = Jobs(CopyOrder, waiting=CopyStatus.WAITING, working=CopyStatus.MAKING, related=("content", "content__source"))


def may_take(declaration: Declaration, person: Person) -> bool:
    """Whether the copy is for a person who sees the declaration: for publishers always, for the others once published."""
    published = declaration.published_at is not None and declaration.in_force_id is not None
    return published or bool(scope_of(person).at(declaration.unit) & _PUBLISHERS)


def ask_for(declaration: Declaration, by: Person, *, again: bool = False) -> PublicCopy | None:
    """The copy of the version in force; None where it has to be made first, which is ordered by this.

    Where none can be made, its `error` says in one sentence why.

    :param again: try once more what could not be made.
    :raises NotMet: where nothing is in force yet, or he waits for too many.
    """
    if declaration.in_force is None:
        raise NotMet(_("这份申报还没有批复，批复后才有公开副本。"))
    content = declaration.in_force.content
    kept = kept_copy(content)
    if kept is not None:
        return kept
    order = CopyOrder.objects.filter(content=content).first()
    if order is not None and order.status in _UNMADE:
        return None
    if order is not None and order.status == CopyStatus.FAILED and not again:
        return PublicCopy(error=order.message)
    waiting = CopyOrder.objects.filter(by=by, status__in=_UNMADE).count()
    if waiting >= MOST_WAITING:
        raise NotMet(_("您还有 {n} 份公开副本在等待制作，请等做好再要别的。").format(n=waiting))
    new = {"by": by, "at": timezone.now(), "status": CopyStatus.WAITING, "tries": 0, "message": ""}
    CopyOrder.objects.update_or_create(content=content, defaults=new)
    return None


def kept_copy(content: Content) -> PublicCopy | None:
    """The copy of a content, if it was made already."""
    try:
        return msgspec.msgpack.decode(_place(content).read_bytes(), type=PublicCopy)
    except (OSError, msgspec.MsgspecError):  # none, or one that a crash cut off
        return None


# ---- in the process beside the server


def make_next() -> bool:
    """Make the next copy that is waited for; whether there was one."""
    order = JOBS.claim()
    if order is None:
        return False
    if order.tries > TRIES:
        _fail(order, _("做这份公开副本时程序两次中断，没有做成；请告诉系统管理员，或者另行制作公开的文件。"))
        return True
    try:
        with JOBS.at_work(order):
            made = _made(order.content)
            if not made.error:
                _keep(order.content, made)
    except Exception as error:
        _LOG.error("public copy failed", extra={"event": "public_copy", "content": order.content_id}, exc_info=error)
        _fail(order, _("绩衡自身出错，没有做成公开副本；请告诉系统管理员（编号 {n}）。").format(n=order.content_id))
        return True
    if made.error:
        _LOG.warning("no public copy", extra={"event": "public_copy", "content": order.content_id})
        _fail(order, made.error)
    else:
        JOBS.mine(order).update(status=CopyStatus.MADE, made_from=_place(order.content).name)
    return True


def _fail(order: CopyOrder, message: str) -> None:
    JOBS.mine(order).update(status=CopyStatus.FAILED, message=message)


def _made(content: Content) -> PublicCopy:
    table = table_of(content)
    source = content.source
    if source is None:
        return public_copy(table, None, "")
    limits = Limits(file_bytes=settings.LARGEST_UPLOAD, parts=5_000, pages=300)
    form = IntakeForm.objects.filter(content=content).first()
    member = form.source if form is not None else ""
    return public_copy(table, files.path_of(source.sha256), source.name, member=member, limits=limits)


# ---- kept


def _place(content: Content) -> Path:
    source = content.source.sha256 if content.source is not None else ""
    made_from = f"{__version__}\n{content.sha256}\n{source}\n{content.table}"
    return _folder() / hashlib.sha256(made_from.encode()).hexdigest()


def _folder() -> Path:
    return Path(settings.FILES).with_name(_FOLDER)


def _keep(content: Content, made: PublicCopy) -> None:
    """:raises JihengError: where the disk is full."""
    place = _place(content)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(place, msgspec.msgpack.encode(made))


def forget_old() -> int:
    """Delete the copies that are old, that nobody may take any more, and the oldest of too many; how many."""
    now = timezone.now()
    settled = CopyOrder.objects.exclude(status__in=_UNMADE)
    in_force = Declaration.objects.filter(in_force__isnull=False).values("in_force__content")
    settled.exclude(content__in=in_force).delete()
    settled.filter(at__lt=now - _KEPT).delete()
    settled.filter(status=CopyStatus.FAILED, at__lt=now - _FAILED).delete()
    folder = _folder()
    sizes = {one.name: one.stat() for one in folder.iterdir()} if folder.exists() else {}
    kept, total = set[str](), 0
    for order in settled.filter(status=CopyStatus.MADE).order_by("-at"):
        size = sizes[order.made_from].st_size if order.made_from in sizes else 0
        if total + size > _MOST_BYTES:
            order.delete()
        else:
            kept.add(order.made_from)
            total += size
    gone = [name for name, one in sizes.items() if name not in kept and one.st_mtime < time.time() - _SETTLED]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return len(gone)
