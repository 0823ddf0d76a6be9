"""Attachments: 测算依据, 立项依据, the scan of the stamped form. One is replaced by a newer version only where somebody says so;
the older stays. What was never submitted can be deleted; what was is only taken away, and stays for whoever saw it."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit, files
from jiheng.web.records.domain.acting import locked, must_be_preparer
from jiheng.web.records.domain.audit_files import ATTACH, DETACH
from jiheng.web.records.domain.errors import NotMet, WrongState
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    AuditEntry,
    Declaration,
    FormKind,
    Person,
    Role,
    State,
    StoredFile,
    Version,
)
from jiheng.web.records.permissions import scope_of

ACCEPTED = (
    ".docx", ".doc", ".wps", ".rtf", ".odt", ".txt", ".pdf", ".ofd", ".xlsx", ".xls", ".et", ".csv", ".ods",
    ".pptx", ".ppt", ".dps", ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".zip", ".rar", ".7z",
)  # fmt: skip
"""Endings of the names of files that can be attached."""
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
"""How programs and scripts begin, whatever they are called."""
_CLOSED = frozenset((State.REJECTED, State.PUBLISHED))
_EDITABLE = frozenset((State.DRAFT, State.RETURNED, State.ADJUSTING))


def attach(
    declaration: Declaration | int,
    by: Person,
    kind: AttachmentKind,
    file: StoredFile,
    *,
    title: str = "",
    replaces: int | None = None,
) -> Attachment:
    """Add a file; by a preparer of the unit. Without a title it is called as its file.

    The scan of the stamped form comes when the form is on its way; everything else while the unit works on it.

    :param replaces: the attachment of which it is the next version; it has its kind and title.
    """
    with transaction.atomic():
        now = locked(declaration)
        must_be_preparer(now.unit, by, _("只有填报单位的填报人可以添加附件。"))
        if kind not in kinds_open_to(now, by):
            raise WrongState(_("这份申报现在是“{state}”，不能再添加这类附件。").format(state=State(now.state).label))
        must_be_accepted(file.name)
        must_have_room(now, by, file.size)
        before = standing(now).filter(pk=replaces, kind=kind).first() if replaces is not None else None
        if replaces is not None and before is None:
            raise NotMet(_("要替换的附件已经不在了，或者类别不同，请刷新后重新选择。"))
        made = Attachment(declaration=now, kind=kind, file=file, by=by, at=timezone.now())
        if before is not None:
            made.title, made.number = before.title, _last_number(before) + 1
        else:
            made.title, made.number = _new_title(now, kind, title.strip() or PurePath(file.name).stem), 1
        made.save()
        audit.record(ATTACH, by, declaration=now, details=_said_of(made))
        return made


def remove(attachment: Attachment, by: Person) -> None:
    """Delete an attachment while the unit works on the form; by a preparer of the unit.

    What was there when a version was frozen stays, with its bytes, for those who saw it then.
    """
    with transaction.atomic():
        now = locked(attachment.declaration_id)
        must_be_preparer(now.unit, by, _("只有填报单位的填报人可以删除附件。"))
        if not may_remove(now, by):
            raise WrongState(_("这份申报现在是“{state}”，不能删除附件。").format(state=State(now.state).label))
        one = standing(now).filter(pk=attachment.pk).select_related("file").first()
        if one is None:
            raise NotMet(_("这个附件已经删除了。"))
        kept = was_submitted(one)
        audit.record(DETACH, by, declaration=now, details={**_said_of(one), "attachment": one.pk, "kept": kept})
        if not kept:
            file = one.file
            one.delete()
            files.forget(file)


def may_remove(declaration: Declaration, by: Person) -> bool:
    """Whether somebody may delete attachments now."""
    is_open = declaration.state in _EDITABLE and declaration.discarded_at is None
    return is_open and Role.PREPARER in scope_of(by).at(declaration.unit)


def was_submitted(attachment: Attachment) -> bool:
    """Whether it was there when a version was frozen."""
    return Version.objects.filter(declaration=attachment.declaration_id, at__gte=attachment.at).exists()


def standing(declaration: Declaration, until: int | None = None) -> QuerySet[Attachment]:
    """The attachments of a declaration without those that were taken away.

    :param until: the last audit entry that counts; None: all.
    """
    found = Attachment.objects.filter(declaration=declaration)
    taken = AuditEntry.objects.filter(declaration=declaration, act=DETACH)
    if until is not None:
        taken = taken.filter(id__lte=until)
    return found.exclude(pk__in=[json.loads(said)["attachment"] for said in taken.values_list("details", flat=True)])


def must_be_accepted(name: str, head: bytes = b"") -> None:
    """:raises NotMet: where a file is none that can be attached.

    :param head: how it begins.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in ACCEPTED:
        said = _(
            "附件不能是“{suffix}”文件，“{name}”没有收下；可以是 Word、Excel、WPS、PPT、PDF、OFD、文本、图片和压缩包（{accepted}）。"
        )
        raise NotMet(said.format(suffix=suffix or _("没有扩展名的"), name=name[:80], accepted=" ".join(ACCEPTED)))
    if head.startswith(_PROGRAMS):
        raise NotMet(_("“{name}”的内容是程序，没有收下；请核对是不是选错了文件。").format(name=name[:80]))


def _new_title(declaration: Declaration, kind: AttachmentKind, wanted: str) -> str:
    """A title that no attachment of this kind has: with a number behind it, where one has."""
    wanted = wanted[:110] or chinese(AttachmentKind(kind).label)
    taken = set(Attachment.objects.filter(declaration=declaration, kind=kind).values_list("title", flat=True))
    titles = itertools.chain([wanted], (f"{wanted}（{number}）" for number in itertools.count(2)))
    return next(title for title in titles if title not in taken)


def _last_number(attachment: Attachment) -> int:
    same = Attachment.objects.filter(
        declaration=attachment.declaration_id, kind=attachment.kind, title=attachment.title
    )
    return same.aggregate(last=Max("number"))["last"] or 0


def _said_of(attachment: Attachment) -> dict[str, object]:
    """What the audit says of an attachment."""
    return {
        "kind": attachment.kind, "title": attachment.title, "number": attachment.number, "sha256": attachment.file.sha256,
    }  # fmt: skip


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
    is_over = declaration.state in _CLOSED or declaration.discarded_at is not None
    if is_over or Role.PREPARER not in scope_of(by).at(declaration.unit):
        return []
    return list(AttachmentKind) if declaration.state in _EDITABLE else [AttachmentKind.STAMPED_SCAN]


def must_have_attachments(declaration: Declaration) -> None:
    """:raises NotMet: where an attachment is missing that the round asks for of a project."""
    if declaration.kind != FormKind.PROJECT:
        return
    there = set(standing(declaration).values_list("kind", flat=True))
    missing = [kind for kind in declaration.round.required_attachments if kind not in there]
    if missing:
        names = _("、").join(str(AttachmentKind(kind).label) for kind in missing)
        raise NotMet(_("还缺必附的材料：{names}。请先上传。").format(names=names))
