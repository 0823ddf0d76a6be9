"""The copy for publication of the version in force: made when somebody wants it, kept under what it was made from.

It is kept so that the SHA-256 in the record of the publication is that of the file that people take away. Nothing of it is
needed in a backup: it can be made again.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from threading import BoundedSemaphore

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from jiheng import __version__
from jiheng.batch.releasing import PublicCopy, public_copy
from jiheng.batch.writing import write_file
from jiheng.formats.limits import Limits
from jiheng.model.errors import JihengError
from jiheng.web.records.domain import files
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.transitions import TABLE
from jiheng.web.records.models import Act, Content, Declaration, IntakeForm, Person
from jiheng.web.records.permissions import scope_of

_FOLDER = "public-copies"
_AT_ONCE = BoundedSemaphore(2)
"""Copies that a process makes at a time: each may take all the memory that a file may take."""
_WAIT = 10.0
"""Seconds until whoever wants a further one is asked to come again."""
_PUBLISHERS = frozenset(role for row in TABLE if row.act == Act.PUBLISH for role in row.roles)
_LOG = logging.getLogger("jiheng.web.public_copies")


def may_take(declaration: Declaration, person: Person) -> bool:
    """Whether the copy is for a person who sees the declaration: for publishers always, for the others once published."""
    published = declaration.published_at is not None and declaration.in_force_id is not None
    return published or bool(scope_of(person).at(declaration.unit) & _PUBLISHERS)


def copy_of(declaration: Declaration) -> PublicCopy:
    """The copy of the version in force; `error` says in one sentence why there is none.

    :raises NotMet: where nothing is in force yet, or others keep the machine busy.
    """
    if declaration.in_force is None:
        raise NotMet(_("这份申报还没有批复，批复后才有公开副本。"))
    content = declaration.in_force.content
    kept = kept_copy(content)
    if kept is not None:
        return kept
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise NotMet(_("正在制作别的公开副本，请过一会儿再试。"))
    try:
        made = _made(content)
    finally:
        _AT_ONCE.release()
    if made.error:
        _LOG.warning("no public copy", extra={"event": "public_copy", "content": content.pk})
    else:
        _keep(content, made)
    return made


def kept_copy(content: Content) -> PublicCopy | None:
    """The copy of a content, if it was made already."""
    try:
        return msgspec.msgpack.decode(_place(content).read_bytes(), type=PublicCopy)
    except (OSError, msgspec.MsgspecError):  # none, or one that a crash cut off
        return None


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
    return Path(settings.FILES).with_name(_FOLDER) / hashlib.sha256(made_from.encode()).hexdigest()


def _keep(content: Content, made: PublicCopy) -> None:
    place = _place(content)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(place, msgspec.msgpack.encode(made))
    except (JihengError, OSError) as error:
        _LOG.warning("public copy not kept", extra={"event": "public_copy", "content": content.pk}, exc_info=error)
