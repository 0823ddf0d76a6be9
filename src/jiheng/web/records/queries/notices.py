"""A person's unread notices, those of one kind and round gathered: `26 份申报等您审核`, not 26 lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext_lazy

from jiheng.web.records.domain.notices import REMINDER
from jiheng.web.records.models import Act, Notice, Person, Round, State
from jiheng.web.records.permissions import visible_declarations

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_FIRST = 5
"""Notices of a group that are shown at once."""
_WAITING: Mapping[str, _StrPromise] = {
    State.DRAFT: ngettext_lazy("{n} 份草稿等您报送", "{n} 份草稿等您报送", "n"),
    State.RETURNED: ngettext_lazy("{n} 份申报被退回，等您修改", "{n} 份申报被退回，等您修改", "n"),
    State.UNIT_REVIEW: ngettext_lazy("{n} 份申报等您签批", "{n} 份申报等您签批", "n"),
    State.DEPARTMENT_REVIEW: ngettext_lazy("{n} 份申报等您审核", "{n} 份申报等您审核", "n"),
    State.SECTION_REVIEW: ngettext_lazy("{n} 份申报等您审核", "{n} 份申报等您审核", "n"),
    State.PERFORMANCE_REVIEW: ngettext_lazy("{n} 份申报等您评定", "{n} 份申报等您评定", "n"),
    State.REVIEWED: ngettext_lazy("{n} 份申报等您下达控制数或批复", "{n} 份申报等您下达控制数或批复", "n"),
    State.ADJUSTING: ngettext_lazy("{n} 份申报等您按控制数确认", "{n} 份申报等您按控制数确认", "n"),
    State.APPROVED: ngettext_lazy("{n} 份申报已批复，等您公开", "{n} 份申报已批复，等您公开", "n"),
}
_TOLD: Mapping[str, _StrPromise] = {
    State.REJECTED: ngettext_lazy("{n} 份申报不予安排", "{n} 份申报不予安排", "n"),
    Act.GRADE: ngettext_lazy("{n} 份申报已评定", "{n} 份申报已评定", "n"),
    Act.AMEND: ngettext_lazy("{n} 份申报由财政局代改", "{n} 份申报由财政局代改", "n"),
    Act.APPROVE: ngettext_lazy("{n} 份申报已批复", "{n} 份申报已批复", "n"),
    Act.PUBLISH: ngettext_lazy("{n} 份申报已公开", "{n} 份申报已公开", "n"),
    Act.CORRECT: ngettext_lazy("{n} 份申报已更正", "{n} 份申报已更正", "n"),
    Act.UNDO: ngettext_lazy("{n} 份申报的上一步被撤销", "{n} 份申报的上一步被撤销", "n"),
    REMINDER: ngettext_lazy("{n} 条催报", "{n} 条催报", "n"),
    "": ngettext_lazy("{n} 条其他通知", "{n} 条其他通知", "n"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The unread notices of one kind and round."""

    kind: str
    round: Round | None
    number: int
    """Of notices."""
    about: int
    """Of declarations."""
    newest: int
    """The id of the newest."""
    at: datetime
    first: tuple[Notice, ...]
    """The newest of them; `leads_on` where the person may still see what one is about."""

    @property
    def words(self) -> str:
        """What they say together; what one says alone."""
        if self.number == 1:
            return self.first[0].text
        sentence = _WAITING.get(self.kind) or _TOLD.get(self.kind) or _TOLD[""]
        return sentence.format(n=self.about or self.number)

    @property
    def round_words(self) -> str:
        """Where they belong, where that is not said by the one there is."""
        return self.round.name if self.round is not None and self.number > 1 else ""

    @property
    def year(self) -> int | None:
        """The year of the round."""
        return self.round.fiscal_year if self.round is not None else None

    @property
    def list(self) -> str:
        """The address of the list in which all of it is found; blank where there is none."""
        return list_of(self.kind, self.year)

    @property
    def query(self) -> str:
        """What asks the page of the notices for these."""
        return urlencode({"kind": self.kind, "round": str(self.year or "")})


def unread(person: Person) -> QuerySet[Notice]:
    """What a person has not read."""
    return Notice.objects.filter(person=person, read_at=None)


def of_group(found: QuerySet[Notice], kind: str, year: int | None) -> QuerySet[Notice]:
    """Those of one kind and of the round of a year; None: those about no declaration."""
    found = found.filter(kind=kind)
    return found.filter(declaration=None) if year is None else found.filter(declaration__round__fiscal_year=year)


def list_of(kind: str, year: int | None) -> str:
    """The address of the list in which a person finds what notices of a kind are about; blank where there is none."""
    if kind == REMINDER:
        return reverse("unit-owed")
    if kind not in _WAITING or year is None:
        return ""
    asked = {"tab": "waiting", "state": kind, "round": str(year)}
    return f"{reverse('worklist')}?{urlencode(asked)}"


def groups(person: Person, found: QuerySet[Notice]) -> list[Group]:
    """Notices of a person, gathered; the group with the newest first. Two queries."""
    about = visible_declarations(person).filter(pk=OuterRef("declaration_id"))
    place = Window(RowNumber(), partition_by=[F("kind"), F("declaration__round")], order_by=[F("pk").desc()])
    first: dict[tuple[str, int | None], list[Notice]] = {}
    for one in (
        found.annotate(place=place, leads_on=Exists(about))
        .filter(place__lte=_FIRST)
        .select_related("declaration__round")
        .order_by("-pk")
    ):
        first.setdefault((one.kind, one.declaration.round_id if one.declaration is not None else None), []).append(one)
    counted = (
        found.order_by()
        .values_list("kind", "declaration__round")
        .annotate(number=Count("pk"), about=Count("declaration", distinct=True), newest=Max("pk"), last=Max("at"))
        .order_by("-newest")
    )
    made = []
    for kind, round_, number, declarations, newest, at in counted:
        shown = first.get((kind, round_), ())
        if shown:  # what was read between the two queries is not told of any more
            of = shown[0].declaration
            made.append(
                Group(kind, of.round if of is not None else None, number, declarations, newest, at, tuple(shown))
            )
    return made
