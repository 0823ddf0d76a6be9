"""Comments on the cells of a form: made by reviewers, answered by the unit, carried from version to version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.comparing import counterparts
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.acting import OPINION, allowed, in_words, locked, why_without
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.domain.transitions import turn_of
from jiheng.web.records.domain.turns import returned_at, whose_work
from jiheng.web.records.models import Act, AuditEntry, Comment, Content, Declaration, Person, Role, State
from jiheng.web.records.permissions import scope_of

LONGEST = 2000
"""Characters of a comment."""
_REVIEWS = (State.UNIT_REVIEW, State.DEPARTMENT_REVIEW, State.SECTION_REVIEW, State.PERFORMANCE_REVIEW)
"""The levels of review, each after those that it may settle the comments of."""


def comment(declaration: Declaration | int, by: Person, text: str, path: str = "") -> Comment:
    """Remark on a value of the current version; by whoever's turn it is to review.

    :param path: of the value, blank for the form as a whole.
    :raises ActError: where it is not his turn.
    """
    with transaction.atomic():
        now = locked(declaration)
        _must_be_reviewing(now, by)
        if now.current is None:
            raise NotMet(_("这份申报还没有报送过的版本。"))
        made = Comment.objects.create(
            declaration=now,
            version=now.current,
            path=path[:200],
            text=in_words(text, _("意见"), least=OPINION, most=LONGEST),
            by=by,
            at=timezone.now(),
        )
        audit.record("comment", by, declaration=now, version=now.current, opinion=made.text, details={"path": path})
        return made


def answer(comment_id: int, declaration: Declaration | int, by: Person, text: str) -> Comment:
    """The unit's answer to a comment, while it may edit."""
    with transaction.atomic():
        now = locked(declaration)
        allowed(Act.EDIT, now, by, called=_("答复意见"))
        one = _open(now, comment_id)
        one.answer, one.answered_by, one.answered_at = (
            in_words(text, _("答复"), least=OPINION, most=LONGEST),
            by,
            timezone.now(),
        )
        one.save(update_fields=["answer", "answered_by", "answered_at"])
        audit.record("answer", by, declaration=now, opinion=one.answer, details={"comment": one.pk})
        return one


def resolve(comment_id: int, declaration: Declaration | int, by: Person) -> Comment:
    """A reviewer is content with the answer (or withdraws the remark): its author, or one of the same or a later level."""
    with transaction.atomic():
        now = locked(declaration)
        _must_be_reviewing(now, by)
        one = _open(now, comment_id)
        if one.pk not in to_settle(now, by, [one]):
            raise NotAllowed(
                _("这条意见是{name}提的，由本人，或者同一步、后面几步的审核人办结。").format(name=one.by.name)
            )
        one.resolved_by, one.resolved_at = by, timezone.now()
        one.save(update_fields=["resolved_by", "resolved_at"])
        audit.record("resolve", by, declaration=now, details={"comment": one.pk})
        return one


def unanswered(declaration: Declaration) -> QuerySet[Comment]:
    """The open comments without an answer. What was open when the form was given back once more wants a newer one: the
    reviewer knew the old answer, and was not content with it."""
    missing = Q(answer="")
    if (returned := returned_at(declaration)) is not None:
        missing |= Q(at__lte=returned, answered_at__lte=returned)
    return Comment.objects.filter(missing, declaration=declaration, resolved_at=None)


def must_be_answered(declaration: Declaration) -> None:
    """:raises NotMet: where an open comment has no answer since the last return."""
    missing = unanswered(declaration).count()
    if missing:
        raise NotMet(_("还有 {n} 条退回意见没有答复，请逐条答复后再报送。").format(n=missing))


def carry(declaration: Declaration, before: Content, after: Content) -> None:
    """Hang the comments where their values stand in the next version; a row that is gone leaves them on the form.

    Those that are resolved go along: all paths are of the version that was frozen last.
    """
    hanging = list(Comment.objects.filter(declaration=declaration).exclude(path=""))
    if not hanging or before.pk == after.pk:
        return
    moved = counterparts(table_of(before), table_of(after))
    for one in hanging:
        one.path = moved_path(one.path, moved)
    Comment.objects.bulk_update(hanging, ["path"])


def moved_path(path: str, moved: Mapping[str, str | None]) -> str:
    """Where a path went: its row, by the longest beginning that is known."""
    row = path[: path.rfind("]") + 1]
    while row:
        if row in moved:
            there = moved[row]
            return "" if there is None else there + path[len(row) :]
        row = row[: row.rfind("[")]
        row = row[: row.rfind("]") + 1]
    return path


def may_comment(declaration: Declaration, by: Person) -> bool:
    """Whether it is somebody's turn to review: he may remark on it, and be content with answers."""
    state = State(declaration.state)
    roles = scope_of(by).at(declaration.unit)
    if not declaration.left_unit:
        roles &= {Role.HEAD}
    return state in _REVIEWS and bool(roles & turn_of(state))


def to_settle(declaration: Declaration, by: Person, remarks: Iterable[Comment]) -> set[int]:
    """Those of the comments that somebody may settle now: his own, and what was said at his level of review or before."""
    if not may_comment(declaration, by):
        return set()
    mine, level = whose_work(by), _REVIEWS.index(State(declaration.state))
    moves = AuditEntry.objects.filter(declaration=declaration).exclude(to_state="").order_by("pk")
    stood = list(moves.values_list("at", "to_state"))
    at = {one.pk: next((state for when, state in reversed(stood) if when <= one.at), "") for one in remarks}
    return {
        one.pk
        for one in remarks
        if one.by_id in mine or at[one.pk] not in _REVIEWS or _REVIEWS.index(State(at[one.pk])) <= level
    }


def _must_be_reviewing(declaration: Declaration, by: Person) -> None:
    if not may_comment(declaration, by):
        state = State(declaration.state)
        otherwise = _("“{state}”这一步不由您审核，不能批注。").format(state=state.label)
        raise NotAllowed(why_without(turn_of(state), declaration.unit, by, otherwise))


def _open(declaration: Declaration, comment_id: int) -> Comment:
    one = Comment.objects.filter(declaration=declaration, pk=comment_id, resolved_at=None).first()
    if one is None:
        raise NotMet(_("这条批注已经办结或不存在。"))
    return one
