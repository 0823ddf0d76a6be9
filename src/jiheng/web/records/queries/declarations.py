"""A declaration as a person sees it: which version of its form, what he may do with it, what is still open."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import acting, attachments, comments
from jiheng.web.records.domain.errors import ActError, NotMet, WrongState
from jiheng.web.records.domain.findings import Told, told
from jiheng.web.records.domain.requirements import must_keep_weights, window_of
from jiheng.web.records.domain.transitions import WITH_THE_PREPARER, roles_for, turn_of
from jiheng.web.records.domain.turns import may_undo, may_withdraw, returns, whose_work
from jiheng.web.records.models import (
    Act,
    Attachment,
    AttachmentKind,
    AuditEntry,
    Comment,
    Content,
    Declaration,
    Draft,
    FormKind,
    Person,
    Phase,
    Role,
    Round,
    State,
    Version,
    VersionReason,
)
from jiheng.web.records.permissions import WITHIN_THE_UNIT, may_see_draft, people_with, seen_by, visible_declarations

_NUMBER = re.compile(r"(.*?)(\d{1,9})(\D*)$")
_NAMES = 3
"""People who are named as those whose turn it is."""


def existing_for(person: Person) -> QuerySet[Declaration]:
    """The declarations that exist for a person, with what their pages show of them; also what was put aside."""
    return Declaration.everything.filter(seen_by(person)).select_related(
        "round", "unit__parent__parent", "project", "current", "last_actor", "submitted_by"
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees of a declaration.

    `until` is the number of the last audit entry that he sees and its moment: None where he sees all. `version` is the one
    whose form is shown; None where that is the draft.
    """

    declaration: Declaration
    inside: bool
    versions: tuple[Version, ...]
    draft: Draft | None
    until: tuple[int, datetime] | None
    left: frozenset[str] | None
    """Hashes of the versions that left the unit, where he sees only these; None where he sees all."""

    @property
    def version(self) -> Version | None:
        """The version that is shown."""
        return self.versions[-1] if self.draft is None and self.versions else None

    @property
    def content(self) -> Content | None:
        """What is shown."""
        if self.draft is not None:
            return self.draft.content
        return self.version.content if self.version is not None else None

    def numbered(self, number: int) -> Version | None:
        """The version with a number, if it exists for him."""
        return next((one for one in self.versions if one.number == number), None)

    def attachments(self) -> QuerySet[Attachment]:
        """The attachments that exist for him: in the unit without those taken away, elsewhere as they were when it left."""
        if self.until is None:
            return attachments.standing(self.declaration)
        return attachments.standing(self.declaration, self.until[0]).filter(at__lte=self.until[1])

    def shows(self, entry: AuditEntry) -> bool:
        """Whether an act of the audit exists for him."""
        if self.until is not None and entry.pk > self.until[0]:
            return False
        return self.left is None or not entry.version_sha256 or entry.version_sha256 in self.left

    def is_seen(self, at: datetime | None) -> bool:
        """Whether what was written at a moment is for his eyes."""
        return at is not None and (self.until is None or at <= self.until[1])


def sight_of(declaration: Declaration, person: Person) -> Sight:
    """What a person sees: in the unit (and the auditor) all; others what left the unit, as it was when it left."""
    versions = tuple(declaration.versions.select_related("by").order_by("number"))
    if may_see_draft(person, declaration):
        draft = Draft.objects.filter(declaration=declaration).select_related("content", "saved_by").first()
        return Sight(declaration, True, versions, draft, None, None)
    entries = AuditEntry.objects.filter(declaration=declaration)
    until = None
    if declaration.state in WITHIN_THE_UNIT:
        outside = [state for state in State if state not in WITHIN_THE_UNIT]
        until = entries.filter(from_state__in=outside).order_by("-id").values_list("id", "at").first()
    signed = set(entries.filter(act=Act.SIGN).values_list("version_sha256", flat=True))
    seen = tuple(
        one
        for one in versions
        # Without any signature on record it came from another system, all of it.
        if (one.reason != VersionReason.SUBMITTED or one.sha256 in signed or not signed)
        and (until is None or one.at <= until[1])
    )
    return Sight(declaration, False, seen, None, until, frozenset(one.sha256 for one in seen))


# ---- acts

_ORDER: tuple[Act, ...] = (
    Act.SUBMIT, Act.EDIT, Act.CONFIRM, Act.WITHDRAW, Act.SIGN, Act.PASS, Act.GRADE, Act.AMEND, Act.APPROVE,
    Act.SET_CONTROL_FIGURE, Act.PUBLISH, Act.CORRECT, Act.REQUEST_ADJUSTMENT, Act.RETURN, Act.UNDO, Act.REOPEN,
)  # fmt: skip
"""In the order in which a page offers them."""


def possible_acts(declaration: Declaration, person: Person) -> list[Act]:
    """What a person may do with a declaration now; what an act requires beyond that, its page asks for."""
    return [act for act in _ORDER if is_possible(act, declaration, person)]


def is_possible(act: Act, declaration: Declaration, person: Person) -> bool:
    """Whether a person may do an act now."""
    try:
        must_be_possible(act, declaration, person)
    except ActError:
        return False
    return True


def must_be_possible(act: Act, declaration: Declaration, person: Person) -> None:
    """:raises ActError: where a person may not do an act now, before he is asked for anything."""
    acting.allowed(act, declaration, person)
    if (
        (act == Act.WITHDRAW and not may_withdraw(declaration, person))
        or (act == Act.UNDO and not may_undo(declaration, person))
        or (act == Act.SET_CONTROL_FIGURE and declaration.project_id is None)
    ):
        raise WrongState(_("“{act}”现在不能办理，请看这份申报现在的样子。").format(act=act.label))
    if act == Act.REQUEST_ADJUSTMENT:
        window_of(declaration, Phase.ADJUSTMENT)


def already_did(act: Act, declaration: Declaration, person: Person) -> str:
    """What to say to somebody who wants to do what he has just done himself; blank where he has not."""
    acts = AuditEntry.objects.filter(declaration=declaration, act__in=Act.values, by__isnull=False)
    last = acts.last()
    if last is None or last.by_id != person.pk or last.act != act:
        return ""
    return _("已经{act}，现在是“{state}”。").format(act=act.label, state=State(declaration.state).label)


def undone_words(act: Act, declaration: Declaration, person: Person) -> str:
    """What a person wrote to an act that he has just undone, to begin with again; blank where he has not."""
    last = AuditEntry.objects.filter(declaration=declaration, act__in=Act.values).last()
    if last is None or last.act != Act.UNDO or last.by_id not in whose_work(person):
        return ""
    undone = AuditEntry.objects.filter(pk=json.loads(last.details)["undone"], act=act).first()
    return undone.opinion if undone is not None else ""


def has_role_for(act: Act, declaration: Declaration, person: Person) -> bool:
    """Whether an act is one of a person's acts at all, in whatever state the declaration is, and his organisation."""
    return bool(acting.roles_of(declaration, person, in_use=False) & roles_for(act))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: the roles, and who has them."""

    roles: tuple[Role, ...]
    people: tuple[str, ...]
    more: int
    days: int
    """Full days since it is their turn."""


def turn_words(declaration: Declaration) -> Turn:
    """Whose turn it is."""
    roles = tuple(sorted(turn_of(State(declaration.state)), key=list(Role).index))
    names = list(dict.fromkeys(person.name for role in roles for person in people_with(role, declaration.unit)))
    return Turn(
        roles, tuple(names[:_NAMES]), max(len(names) - _NAMES, 0), (timezone.now() - declaration.state_since).days
    )


# ---- what is open


@dataclass(frozen=True, slots=True)
class Open:
    """What stands between a declaration and its submission."""

    errors: tuple[Told, ...]
    comments: tuple[Comment, ...]
    attachments: tuple[AttachmentKind, ...]
    others: tuple[str, ...]
    """What else stands in the way, as sentences: the window, the weights of an adjustment."""
    warnings: int

    @property
    def blocks(self) -> bool:
        """Whether it cannot be submitted yet."""
        return bool(self.errors or self.comments or self.attachments or self.others)


def open_points(declaration: Declaration, content: Content) -> Open:
    """What is still to be done before a declaration can be submitted."""
    there = set(attachments.standing(declaration).values_list("kind", flat=True))
    asked = declaration.round.required_attachments if declaration.kind == FormKind.PROJECT else ()
    others = []
    for check in (lambda: window_of(declaration), lambda: must_keep_weights(declaration, content)):
        try:
            check()
        except NotMet as error:
            others.append(str(error))
    return Open(
        errors=tuple(one for one in told(declaration, content) if one.is_open_error),
        comments=tuple(comments.unanswered(declaration)),
        attachments=tuple(AttachmentKind(kind) for kind in asked if kind not in there),
        others=tuple(others),
        warnings=declaration.warnings,
    )


@dataclass(frozen=True, slots=True)
class Returned:
    """Why the unit has the form again, or had: as long as it has not been approved since."""

    act: Act
    by: Person | None
    at: datetime
    reason: str
    comments: int
    """Comments that are not settled."""
    unanswered: int
    """Of these, those that the unit has to answer."""
    is_to_be_mended: bool
    """Whether the form is with the unit."""


_OVER = frozenset((State.REVIEWED, State.ADJUSTING, State.REJECTED, State.APPROVED, State.PUBLISHED))
"""States in which nobody has to think of an earlier return."""


def last_return_of(sight: Sight) -> Returned | None:
    """The last return, if it is still to be thought of and exists for a person."""
    declaration = sight.declaration
    if declaration.state in _OVER:
        return None
    last = next((one for one in returns(declaration) if sight.shows(one)), None)
    if last is None:
        return None
    if AuditEntry.objects.filter(declaration=declaration, pk__gt=last.pk, act=Act.APPROVE).exists():
        return None
    open_ones = Comment.objects.filter(declaration=declaration, resolved_at=None)
    return Returned(
        act=Act(last.act),
        by=last.by,
        at=last.at,
        reason=last.opinion,
        comments=open_ones.filter(at__lte=last.at).count(),
        unanswered=comments.unanswered(declaration).filter(at__lte=last.at).count() if sight.inside else 0,
        is_to_be_mended=declaration.state in WITH_THE_PREPARER,
    )


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The comments that a form goes on with: who passes it on should know."""

    comments: tuple[Comment, ...]
    unanswered: frozenset[int]
    """Ids of those that the unit has not answered: it has had no chance to, or only an older answer is there."""

    @property
    def pairs(self) -> list[tuple[Comment, bool]]:
        """Each comment with whether it waits for an answer."""
        return [(one, one.pk in self.unanswered) for one in self.comments]


def unsettled(declaration: Declaration) -> Unsettled | None:
    """The comments that are not settled; None where all are."""
    found = tuple(Comment.objects.filter(declaration=declaration, resolved_at=None).select_related("by"))
    if not found:
        return None
    return Unsettled(found, frozenset(comments.unanswered(declaration).values_list("pk", flat=True)))


def explained(declaration: Declaration) -> list[Told]:
    """What the unit lets stand in the version that is there, with its reasons."""
    current = declaration.current
    found = told(declaration, current.content) if current is not None else ()
    return [one for one in found if one.explanation is not None]


# ---- its neighbours


def last_year_of(declaration: Declaration, person: Person) -> Declaration | None:
    """The declaration of the same project, or of the same unit, a year before."""
    same = Q(title=declaration.title)
    if declaration.project is not None and declaration.project.code:
        same |= Q(project__code=declaration.project.code)
    found = visible_declarations(person).filter(
        same,
        round__fiscal_year=declaration.round.fiscal_year - 1,
        unit=declaration.unit,
        kind=declaration.kind,
    )
    return found.select_related("round", "current", "in_force", "unit").first()


def next_approval_number(round: Round) -> str:
    """The number after the last one that was given in a round; blank where none was."""
    for state in (State.APPROVED, State.PUBLISHED):
        numbers = Declaration.objects.filter(round=round, state=state).exclude(
            approval_number=""
        ).values_list("approval_number", flat=True)[:20]  # fmt: skip
        counted = [(int(found[2]), found) for number in numbers if (found := _NUMBER.match(number)) is not None]
        if counted:
            last, found = max(counted, key=lambda one: one[0])
            return f"{found[1]}{last + 1}{found[3]}"
    return ""
