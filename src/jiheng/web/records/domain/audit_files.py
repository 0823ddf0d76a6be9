"""Whether the files are still those that were handed in: attachments as the audit tells of them, and the bytes on the disk."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from jiheng.web.records.domain.audit_records import said_by
from jiheng.web.records.domain.files import path_of
from jiheng.web.records.models import Attachment, AuditEntry, Declaration, StoredFile, Version

ATTACH, DETACH = "attach", "detach"
"""Adding an attachment and deleting one, as the audit calls them."""
_AT_ONCE = 500
_NAMED = 3
"""Places of a file that are named."""
_Attached = tuple[int, str, str, int, str]
"""Declaration, kind, title, number, hash of the file."""


class _Attach(msgspec.Struct, frozen=True):
    kind: str = ""
    title: str = ""
    number: int = 0
    sha256: str = ""
    kept: bool = False


def attachments() -> Iterator[str]:
    """Attachments that are not what their entries say, in words."""
    entries = AuditEntry.objects.filter(act=ATTACH)
    any_ = Exists(entries.filter(declaration=OuterRef("pk"))) | Exists(
        Attachment.objects.filter(declaration=OuterRef("pk"))
    )
    after = 0
    found = Declaration.everything.filter(any_).order_by("pk").values_list("pk", flat=True)
    while page := list(found.filter(pk__gt=after)[:_AT_ONCE]):
        differing = {
            (declaration, title, number) for declaration, _kind, title, number, _sha256 in _told(page) ^ _there(page)
        }
        for declaration, title, number in sorted(differing):
            yield _(
                "申报 {declaration} 的附件“{title}”第 {number} 份：与历史所记的不符，被改动、替换或删除过。"
            ).format(declaration=declaration, title=title, number=number)
        after = page[-1]


def _told(declarations: Sequence[int]) -> set[_Attached]:
    """What was attached and not deleted again; what was only taken away is still there."""
    told: set[_Attached] = set()
    entries = AuditEntry.objects.filter(declaration__in=declarations, act__in=(ATTACH, DETACH)).order_by("id")
    for declaration, act, details in entries.values_list("declaration_id", "act", "details"):
        one = said_by(details, _Attach)
        said = (declaration, one.kind, one.title, one.number, one.sha256)
        if act == ATTACH:
            told.add(said)
        elif not one.kept:
            told.discard(said)
    return told


def _there(declarations: Sequence[int]) -> set[_Attached]:
    there = Attachment.objects.filter(declaration__in=declarations)
    return set(there.values_list("declaration_id", "kind", "title", "number", "file__sha256"))


def on_disk() -> Iterator[str]:
    """Files that are gone, or are not what they were when they were handed in, in words; each by its name."""
    after = ""
    hashes = StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    while page := list(hashes.filter(sha256__gt=after)[:_AT_ONCE]):
        for sha256 in page:
            fault = _fault_of(sha256)
            if fault:
                yield from _named(sha256, fault)
        after = page[-1]


def _fault_of(sha256: str) -> str:
    """What is wrong with a file; blank where nothing is."""
    try:
        with path_of(sha256).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return ""
    except FileNotFoundError:
        return _("在数据文件夹里不见了，请从备份找回。")
    except OSError as error:
        return _("读不了：{reason}。").format(reason=error.strerror or error)
    return _("与上传时的校验值不符，被改动过或者坏了，请从备份找回。")


def _named(sha256: str, fault: str) -> Iterator[str]:
    """The fault, for each name under which the file was handed in; none where it was forgotten meanwhile."""
    attached = Attachment.objects.filter(file__sha256=sha256).order_by("pk")
    read = Version.objects.filter(content__source__sha256=sha256).order_by("pk")
    places: dict[str, list[str]] = defaultdict(list)
    for name, declaration, title in attached.values_list("file__name", "declaration_id", "title"):
        places[name].append(_("申报 {declaration} 的附件“{title}”").format(declaration=declaration, title=title))
    for name, declaration, number in read.values_list("content__source__name", "declaration_id", "number"):
        places[name].append(_("申报 {declaration} 第 {number} 版的原件").format(declaration=declaration, number=number))
    for name in StoredFile.objects.filter(sha256=sha256).order_by("name").values_list("name", flat=True).distinct():
        where = _("、").join(places[name][:_NAMED]) or _("没有用于哪一版")
        more = _("等 {n} 处").format(n=len(places[name])) if len(places[name]) > _NAMED else ""
        yield _("文件“{name}”（{where}{more}）{fault}").format(name=name, where=where, more=more, fault=fault)
