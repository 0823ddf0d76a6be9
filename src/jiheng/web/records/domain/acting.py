"""What all acts share: one transaction that checks permission, state and turn, changes, and adds the audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit, notices, sealing
from jiheng.web.records.domain.errors import NotAllowed, NotMet, Stale, WrongState
from jiheng.web.records.domain.search_index import index
from jiheng.web.records.domain.transitions import Need, Transition, roles_for, rows
from jiheng.web.records.domain.windows import not_in_use
from jiheng.web.records.models import (
    Act,
    AuditEntry,
    Content,
    Declaration,
    Draft,
    Grade,
    Organisation,
    Person,
    Reason,
    Role,
    State,
    Version,
    VersionReason,
)
from jiheng.web.records.permissions import scope_of

OPINION = 2
"""Characters that an opinion or an answer has at least: 同意, 已改."""
_Reason = TypeVar("_Reason", bound=Reason)


@dataclass(slots=True)
class Acting:
    """An act on its way: the locked declaration, and what the audit entry will say."""

    declaration: Declaration
    by: Person
    row: Transition
    to: State
    opinion: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    version: Version | None = None
    skips: tuple[State, str] | None = None
    """The state that it goes on to at once, and why the review between is skipped."""
    back_to: Version | None = None
    """The version that is the current one again after the act."""

    @property
    def content(self) -> Content:
        """What the unit works on: the draft, else the version that was frozen last."""
        draft = Draft.objects.filter(declaration=self.declaration).select_related("content").first()
        if draft is not None:
            return draft.content
        if self.declaration.current is None:
            raise NotMet(_("这份申报还没有表，请先上传绩效目标表。"))
        return self.declaration.current.content

    def freeze(self, content: Content, reason: VersionReason, note: str = "") -> Version:
        """Make the next version; what hangs on the old one is carried over."""
        from jiheng.web.records.domain.comments import carry

        declaration = self.declaration
        before = declaration.current
        version = Version.objects.create(
            declaration=declaration,
            number=(declaration.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
            reason=reason,
            content=content,
            sha256=content.sha256,
            by=self.by,
            at=timezone.now(),
            note=note,
        )
        declaration.current = self.version = version
        show(declaration, content)
        Draft.objects.filter(declaration=declaration).delete()
        if before is not None:
            carry(declaration, before.content, content)
        return version


def show(declaration: Declaration, content: Content) -> None:
    """What lists show of a declaration: the figures of its content."""
    from jiheng.web.records.domain.findings import count

    declaration.amount = content.amount
    count(declaration, content)
    index(declaration, content)


def locked(declaration: Declaration | int) -> Declaration:
    """The declaration, as it is now and as nobody else can change it before our transaction ends."""
    pk = declaration if isinstance(declaration, int) else declaration.pk
    # PostgreSQL locks no outer-joined rows, so the row is locked alone and what hangs on it is read afterwards.
    # Its key stays, so that others may go on referring to it: a stronger lock could wait in a ring with the audit's.
    return Declaration.everything.select_for_update(no_key=True).get(pk=pk)


@contextmanager
def acting(
    act: Act,
    declaration: Declaration | int,
    by: Person,
    seen: int | None,
    *,
    grade: Grade | None = None,
) -> Iterator[Acting]:
    """Carry an act out, as one transaction.

    :param seen: the revision of the declaration that the person looked at; None acts on whatever there is.
    :raises ActError: where it is refused; then nothing was changed.
    """
    with transaction.atomic():
        now = locked(declaration)
        state = State(now.state)
        row = allowed(act, now, by, seen, grade=grade)
        one = Acting(now, by, row, row.to or state)
        yield one
        finish(one, state)


def allowed(
    act: Act,
    declaration: Declaration,
    by: Person,
    seen: int | None = None,
    *,
    grade: Grade | None = None,
    called: str = "",
) -> Transition:
    """The row of the table by which a person may do an act now; what it requires beyond that is not looked at.

    :param called: what it is to be called where it is refused: what is said beside an act has its permission, not its name.
    :raises ActError: where there is none.
    """
    roles = roles_of(declaration, by)
    called = called or str(act.label)
    if not roles_for(act) & roles:
        otherwise = _("您没有办理“{act}”的权限。").format(act=called)
        raise NotAllowed(why_without(roles_for(act), declaration.unit, by, otherwise))
    if declaration.discarded_at is not None:
        raise WrongState(_("这份申报已经作废，不能再办理。"))
    if seen is not None and seen != declaration.revision:
        raise Stale(_what_happened(declaration, by))
    state = State(declaration.state)
    possible = [row for row in rows(act, state) if grade is None or row.grade == grade]
    if not possible:
        raise WrongState(_("这份申报现在是“{state}”，不能“{act}”。").format(state=state.label, act=called))
    mine = [row for row in possible if row.roles & roles]
    if not mine:
        raise NotAllowed(_("“{state}”这一步不由您办理。").format(state=state.label))
    if Need.OTHER_PERSON in mine[0].needs and declaration.last_actor_id == by.pk:
        raise NotAllowed(_("上一步是您办理的，这一步要由另一个人办理。"))
    return mine[0]


def must_be_preparer(unit: Organisation, by: Person, otherwise: str) -> None:
    """:raises NotAllowed: where somebody does not prepare forms for a unit, with the sentence given or one that knows why."""
    if Role.PREPARER not in scope_of(by).at(unit):
        raise NotAllowed(why_without(frozenset((Role.PREPARER,)), unit, by, otherwise))


def why_without(roles: frozenset[Role], unit: Organisation, by: Person, otherwise: str) -> str:
    """Why somebody acts in none of the roles for a unit: the organisation where he has one is not in use, or `otherwise`."""
    if scope_of(by).at(unit) & roles:
        return otherwise
    closed = [
        grant for grant in scope_of(by).grants if grant.role in roles and grant.reaches(unit) and not grant.in_use
    ]
    return not_in_use(Organisation.objects.get(pk=closed[0].organisation)) if closed else otherwise


def roles_of(declaration: Declaration, by: Person, *, in_use: bool = True) -> frozenset[Role]:
    """A person's roles for a declaration; a reviewer has none before it has left its unit.

    :param in_use: only those in which he acts, and not those of an organisation that is no longer in use.
    """
    scope = scope_of(by)
    roles = scope.at(declaration.unit) if in_use else scope.seeing(declaration.unit)
    if not declaration.left_unit:
        roles &= {Role.PREPARER, Role.HEAD, Role.AUDITOR}
    return roles


def finish(one: Acting, before: State) -> AuditEntry:
    """Write the new state and the audit entry, and tell whose turn it is."""
    declaration = one.declaration
    if one.to != before or one.row.to is not None:
        declaration.state = one.to
        declaration.state_since = timezone.now()
    if one.row.turn:
        declaration.last_actor = one.by
    if one.skips is not None:
        declaration.state = one.skips[0]
    version = one.version or declaration.current
    if one.back_to is not None:
        declaration.current = one.back_to
    declaration.revision += 1
    declaration.save()
    if one.version is not None:
        one.details = {**one.details, **sealing.details_of(one.version)}
    entry = audit.record(
        one.row.act,
        one.by,
        declaration=declaration,
        states=(before, one.to),
        version=version,
        opinion=one.opinion,
        details=one.details,
    )
    if one.skips is not None:
        after, why = one.skips
        audit.record(
            Act.SKIP, None, declaration=declaration, states=(one.to, after), version=declaration.current, opinion=why
        )
    notices.tell_of(entry, declaration)
    return entry


def required(text: str, what: str, *, most: int | None = None) -> str:
    """A text that an act requires.

    :param most: characters; none: any number.
    :raises NotMet: where it is blank, or longer.
    """
    text = text.strip()
    if not text:
        raise NotMet(_("请填写{what}。").format(what=what))
    if most is not None and len(text) > most:
        raise NotMet(_("{what}最多 {most} 个字，现在有 {n} 个。").format(what=what, most=most, n=len(text)))
    return text


def in_words(text: str, what: str, *, least: int = 4, most: int | None = None) -> str:
    """A text that an act requires to say something: a reason, a remark, an opinion.

    :param least: characters, marks and blanks not counted.
    :raises NotMet: where it is blank, or says nothing: a dot, a number.
    """
    text = required(text, what, most=most)
    said = [one for one in text if one.isalnum()]
    if len(said) < least or len({one for one in said if one.isalpha()}) < 2:
        shown = text if len(text) <= 20 else f"{text[:19]}…"
        raise NotMet(
            _("请用文字把{what}写清楚，至少 {least} 个字；现在写的是“{text}”。").format(
                what=what, least=least, text=shown
            )
        )
    return text


def coded(code: str, reasons: type[_Reason], what: str) -> _Reason:
    """The code of a reason that an act requires.

    :raises NotMet: where none was chosen, or one that there is not.
    """
    if code not in reasons.values:
        kinds = _("、").join(str(one.label) for one in reasons)
        raise NotMet(_("请选择{what}属于哪一类：{kinds}。").format(what=what, kinds=kinds))
    return reasons(code)


def opinion_of(text: str, what: str) -> str:
    """An opinion that may be left out; where there is one, it says something.

    :raises NotMet: where it does not.
    """
    return in_words(text, what, least=OPINION) if text.strip() else ""


def _what_happened(declaration: Declaration, by: Person) -> str:
    acts = AuditEntry.objects.filter(declaration=declaration, act__in=Act.values, by__isnull=False)
    last = acts.select_related("by").last()
    if last is None or last.by is None or last.by_id == by.pk:
        return _("这份申报在您打开之后有了变化，请看过现在的样子再办理。")
    return _("这份申报刚由{name}办理（{act}），现在是“{state}”；您的操作没有执行，请看过再办理。").format(
        name=last.by.name, act=Act(last.act).label, state=State(declaration.state).label
    )
