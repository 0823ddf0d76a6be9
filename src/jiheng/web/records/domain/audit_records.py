"""Whether the records are still what the audit says of them: contents, versions, states, approvals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jiheng.web.records.models import Act, AuditEntry, Declaration, Version

_AT_ONCE = 200
"""Versions that are read at once: a form is some ten kilobytes."""


def faults() -> Iterator[str]:
    """What does not agree, in words."""
    yield from _contents()
    yield from _versions()
    yield from _declarations()


def _contents() -> Iterator[str]:
    """Contents that are not what was hashed when their version was frozen."""
    after = 0
    versions = Version.objects.order_by("pk")
    while page := list(
        versions.filter(pk__gt=after).values_list(
            "pk", "declaration_id", "number", "sha256", "content__sha256", "content__body"
        )[:_AT_ONCE]
    ):
        for _pk, declaration, number, due, kept, body in page:
            if not due == kept == hashlib.sha256(body.encode()).hexdigest():
                said = _("申报 {declaration} 的第 {number} 版：内容与冻结时的校验值不符，内容被改动过。")
                yield said.format(declaration=declaration, number=number)
        after = page[-1][0]


def _versions() -> Iterator[str]:
    """Versions that are missing: their numbers have a gap, or an entry tells of one that is not there."""
    counted = Version.objects.order_by().values("declaration").annotate(n=Count("pk"), last=Max("number"))
    for one in counted.exclude(n=F("last")).order_by("declaration"):
        yield _("申报 {declaration} 应有 {last} 个版本，实有 {n} 个：有版本被删除过。").format(**one)
    same = Version.objects.filter(declaration=OuterRef("declaration"), sha256=OuterRef("version_sha256"))
    lost = AuditEntry.objects.exclude(version_sha256="").exclude(Exists(same)).order_by("id")
    for number, declaration in lost.values_list("id", "declaration_id"):
        said = _("第 {number} 条所说的版本，申报 {declaration} 里没有：版本被替换或删除过。")
        yield said.format(declaration=declaration, number=number)


def _declarations() -> Iterator[str]:
    """Declarations that stand elsewhere than the last entry says, or whose version in force was not approved."""
    told = AuditEntry.objects.filter(declaration=OuterRef("pk")).order_by("-id")
    state = Declaration.objects.annotate(told=_last(told.exclude(to_state=""), "to_state"))
    for pk in state.filter(told__isnull=False).exclude(state=F("told")).order_by("pk").values_list("pk", flat=True):
        yield _("申报 {pk} 的状态与历史最后一条不同：状态被改动过，或者末尾的记录被删除过。").format(pk=pk)
    approved = told.filter(act__in=(Act.APPROVE, Act.CORRECT))
    force = Declaration.objects.annotate(
        told=_last(told, "id"),
        stands=Coalesce("in_force__sha256", Value("")),
        due=Coalesce(_last(approved, "version_sha256"), Value("")),
    )
    for pk in force.filter(told__isnull=False).exclude(stands=F("due")).order_by("pk").values_list("pk", flat=True):
        yield _("申报 {pk} 现行的版本不是历史所记批复的版本。").format(pk=pk)


def _last(entries: QuerySet[AuditEntry, Any], field: str) -> Subquery:
    return Subquery(entries.values(field)[:1])
