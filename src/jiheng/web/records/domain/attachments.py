"""Attachments: 测算依据, 立项依据, the scan of the stamped form. A newer one replaces an older, which stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit
from jiheng.web.records.domain.acting import locked
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    Declaration,
    FormKind,
    Person,
    Role,
    State,
    StoredFile,
)
from jiheng.web.records.permissions import scope_of

_CLOSED = frozenset((State.REJECTED, State.PUBLISHED))


def attach(
    declaration: Declaration | int, by: Person, kind: AttachmentKind, file: StoredFile, *, title: str = ""
) -> Attachment:
    """Add a file, as the next version of the attachment of this kind and title; by a preparer of the unit.

    The scan of the stamped form comes when the form is on its way; everything else while the unit works on it.
    """
    with transaction.atomic():
        now = locked(declaration)
        if Role.PREPARER not in scope_of(by).at(now.unit):
            raise NotAllowed(_("只有填报单位的填报人可以添加附件。"))
        if kind not in kinds_open_to(now, by):
            raise WrongState(_("这份申报现在是“{state}”，不能再添加这类附件。").format(state=State(now.state).label))
        must_have_room(now, by, file.size)
        title = (title.strip() or chinese(AttachmentKind(kind).label))[:120]
        same = Attachment.objects.filter(declaration=now, kind=kind, title=title)
        made = Attachment.objects.create(
            declaration=now, kind=kind, title=title, number=same.count() + 1, file=file, by=by, at=timezone.now()
        )
        audit.record(
            "attach",
            by,
            declaration=now,
            details={"kind": kind, "title": title, "number": made.number, "sha256": file.sha256},
        )
        return made


def must_have_room(declaration: Declaration, by: Person, size: int) -> None:
    """:raises NotMet: where a declaration has as many attachments, or as many bytes of them, as it may have, or somebody
    handed in too many within an hour. What was replaced counts, as it stays."""
    held = Attachment.objects.filter(declaration=declaration).aggregate(count=Count("pk"), size=Sum("file__size"))
    if held["count"] >= settings.MOST_ATTACHMENTS:
        said = _("一份申报最多有 {most} 个附件（含被替换的），这一份已经有了 {n} 个，不能再添加。")
        raise NotMet(said.format(most=settings.MOST_ATTACHMENTS, n=held["count"]))
    if (held["size"] or 0) + size > settings.LARGEST_ATTACHMENTS:
        said = _("一份申报的附件合计最多 {most} MB，已有 {held} MB，放不下这个文件；请压缩或合并后再上传。")
        megabytes = f"{Decimal(held['size'] or 0) / 1_000_000:.1f}"
        raise NotMet(said.format(most=settings.LARGEST_ATTACHMENTS // 1_000_000, held=megabytes))
    since = timezone.now() - timedelta(hours=1)
    if Attachment.objects.filter(by=by, at__gt=since).count() >= settings.ATTACHMENTS_AN_HOUR:
        said = _("您一小时内已经上传了 {n} 个附件，请过一会儿再上传。")
        raise NotMet(said.format(n=settings.ATTACHMENTS_AN_HOUR))


def kinds_open_to(declaration: Declaration, by: Person) -> list[AttachmentKind]:
    """The kinds of attachments that somebody may add now."""
    if declaration.state in _CLOSED or Role.PREPARER not in scope_of(by).at(declaration.unit):
        return []
    editable = declaration.state in (State.DRAFT, State.RETURNED, State.ADJUSTING)
    return list(AttachmentKind) if editable else [AttachmentKind.STAMPED_SCAN]


def must_have_attachments(declaration: Declaration) -> None:
    """:raises NotMet: where an attachment is missing that the round asks for of a project."""
    if declaration.kind != FormKind.PROJECT:
        return
    there = set(Attachment.objects.filter(declaration=declaration).values_list("kind", flat=True))
    missing = [kind for kind in declaration.round.required_attachments if kind not in there]
    if missing:
        names = _("、").join(str(AttachmentKind(kind).label) for kind in missing)
        raise NotMet(_("还缺必附的材料：{names}。请先上传。").format(names=names))
