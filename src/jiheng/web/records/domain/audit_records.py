"""Whether the records are still what the audit says of them: contents, versions, states, approvals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jiheng.web.records.domain.sealing import COLUMNS, SEAL, seal_of_values
from jiheng.web.records.models import Act, AuditEntry, Declaration, State, Version

_AT_ONCE = 200
"""Versions that are read at once: a form is some ten kilobytes."""
_Said = TypeVar("_Said", bound=msgspec.Struct)
_FREEZING = (Act.SUBMIT, Act.AMEND, Act.CONFIRM, Act.CORRECT)
"""Acts that freeze a version."""


def faults() -> Iterator[str]:
    """What does not agree, in words."""
    yield from _contents()
    yield from _versions()
    yield from _declarations()


def _contents() -> Iterator[str]:
    """Versions that are not what was hashed and sealed when they were frozen, and those that nobody froze."""
    after, before = 0, _SealedBefore()
    versions = Version.objects.order_by("pk").values_list("pk", "content__sha256", "content__body", *COLUMNS)
    while page := list(versions.filter(pk__gt=after)[:_AT_ONCE]):
        frozen = _Frozen({values[0] for _pk, _kept, _body, *values in page})
        for pk, kept, body, *values in page:
            declaration, number, sha256 = values[0], values[1], values[6]
            said = ""
            seal = before.seal_of(pk) or frozen.seals.get((declaration, number))
            if not sha256 == kept == hashlib.sha256(body.encode()).hexdigest():
                said = _("申报 {declaration} 的第 {number} 版：内容与冻结时的校验值不符，内容被改动过。")
            elif seal is None and (declaration, sha256) not in frozen.unsealed:
                said = _("申报 {declaration} 的第 {number} 版：历史里没有冻结这一版的记录，这一版是后来塞进去的。")
            elif seal is not None and seal != seal_of_values(values):
                said = _(
                    "申报 {declaration} 的第 {number} 版：版面、审核意见、金额或来源与冻结时封存的不符，被改动过。"
                )
            if said:
                yield said.format(declaration=declaration, number=number)
        after = page[-1][0]


class _Frozen:
    """What the entries say that froze the versions of some declarations; those of an older program have no seals."""

    def __init__(self, declarations: set[int]) -> None:
        self.seals: dict[tuple[int, int], str] = {}
        """By declaration and number of the version."""
        self.unsealed: set[tuple[int, str]] = set()
        """Declaration and hash of the version."""
        entries = AuditEntry.objects.filter(declaration__in=declarations, act__in=_FREEZING)
        for declaration, sha256, details in entries.values_list("declaration_id", "version_sha256", "details"):
            said = said_by(details, _Sealed)
            if said.seal:
                self.seals[declaration, said.version] = said.seal
            else:
                self.unsealed.add((declaration, sha256))


class _SealedBefore:
    """The seals of versions from before there were any; asked for in the order of the versions."""

    def __init__(self) -> None:
        self._seals = self._all()
        self._next = next(self._seals, None)

    def seal_of(self, version: int) -> str | None:
        """None where it was not sealed so."""
        while self._next is not None and self._next[0] < version:
            self._next = next(self._seals, None)
        return self._next[1] if self._next is not None and self._next[0] == version else None

    def _all(self) -> Iterator[tuple[int, str]]:
        after = 0
        entries = AuditEntry.objects.filter(by=None, declaration=None, act=SEAL).order_by("id")
        while entry := entries.filter(id__gt=after).first():
            yield from said_by(entry.details, _SealedAtOnce).seals
            after = entry.id


class _Sealed(msgspec.Struct, frozen=True):
    version: int = 0
    seal: str = ""


class _SealedAtOnce(msgspec.Struct, frozen=True):
    seals: tuple[tuple[int, str], ...] = ()


def said_by(details: str, kind: type[_Said]) -> _Said:
    """The details of an entry; blank where somebody made something else of them, which the chain tells."""
    try:
        return msgspec.json.decode(details, type=kind)
    except msgspec.MsgspecError:
        return kind()


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
    state = Declaration.everything.annotate(told=_last(told.exclude(to_state=""), "to_state"))
    for pk in state.filter(told__isnull=False).exclude(state=F("told")).order_by("pk").values_list("pk", flat=True):
        yield _("申报 {pk} 的状态与历史最后一条不同：状态被改动过，或者末尾的记录被删除过。").format(pk=pk)
    newest = Version.objects.filter(declaration=OuterRef("pk")).order_by("-number").values("pk")[:1]
    current = Declaration.everything.annotate(stands=Coalesce("current", 0), due=Coalesce(Subquery(newest), 0))
    # An adjustment that was refused leaves a newer version behind than the one that is in force again.
    again = Q(state__in=(State.APPROVED, State.PUBLISHED, State.DRAFT), current=F("in_force"))
    for pk in current.exclude(stands=F("due")).exclude(again).order_by("pk").values_list("pk", flat=True):
        yield _("申报 {pk} 现在的一版不是最后冻结的一版。").format(pk=pk)
    approved = told.filter(act__in=(Act.APPROVE, Act.CORRECT))
    force = Declaration.everything.annotate(
        told=_last(told, "id"),
        stands=Coalesce("in_force__sha256", Value("")),
        due=Coalesce(_last(approved, "version_sha256"), Value("")),
    )
    for pk in force.filter(told__isnull=False).exclude(stands=F("due")).order_by("pk").values_list("pk", flat=True):
        yield _("申报 {pk} 现行的版本不是历史所记批复的版本。").format(pk=pk)


def _last(entries: QuerySet[AuditEntry, Any], field: str) -> Subquery:
    return Subquery(entries.values(field)[:1])
