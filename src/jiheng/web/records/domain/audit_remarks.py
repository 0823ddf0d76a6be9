"""Whether comments with their answers, explanations and review sheets are still what their entries say.

Where a comment hangs is not compared: it moves with its row from version to version.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.records.domain.audit_records import said_by
from jiheng.web.records.models import Act, AuditEntry, Comment, Declaration, Explanation, Grade, Review

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_COMMENT, _ANSWER, _RESOLVE, _EXPLAIN = "comment", "answer", "resolve", "explain"
_ACTS = (_COMMENT, _ANSWER, _RESOLVE, _EXPLAIN, Act.GRADE, Act.UNDO)
_AT_ONCE = 500
_LONGEST = 24
"""Characters of a text that is quoted."""
_Said = tuple[int, str, str, str]
"""Declaration, the act, the text, and what else is compared of it."""
_NAMES: dict[str, _StrPromise] = {
    _COMMENT: gettext_lazy("意见“{text}”"),
    _ANSWER: gettext_lazy("对意见的答复“{text}”"),
    _RESOLVE: gettext_lazy("意见的办结"),
    _EXPLAIN: gettext_lazy("不改的理由“{text}”"),
    Act.GRADE: gettext_lazy("审核表（{text}）"),
}


class _Details(msgspec.Struct, frozen=True):
    comment: int = 0
    rule: str = ""
    key: str = ""
    reason_code: str = ""
    scores: dict[str, int] = {}
    total: int = 0
    grade: str = ""
    undone: int = 0


def faults() -> Iterator[str]:
    """What does not agree, in words. A declaration without any entry came from elsewhere, and is not compared."""
    of_it = {"declaration": OuterRef("pk")}
    entries = AuditEntry.objects.filter(**of_it)
    rows = (model.objects.filter(**of_it) for model in (Comment, Explanation, Review))
    any_ = reduce(or_, (Q(Exists(found)) for found in (entries.filter(act__in=_ACTS), *rows)))
    declarations = Declaration.everything.filter(any_, Exists(entries))
    after = 0
    while page := list(declarations.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        for pk in sorted({declaration for declaration, *_rest in _differing(page)}):
            for declaration, act, text in sorted({said[:3] for said in _differing_at_rest(pk)}):
                what = _NAMES[act].format(text=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
                said = _("申报 {declaration} 的{what}：与历史所记的不符，被改动、替换或删除过。")
                yield said.format(declaration=declaration, what=what)
        after = page[-1]


def _differing_at_rest(declaration: int) -> Counter[_Said]:
    """The same of one declaration while nobody acts on it: what differed may have been just on its way."""
    with transaction.atomic():
        Declaration.everything.select_for_update(no_key=True).get(pk=declaration)
        return _differing([declaration])


def _differing(declarations: Sequence[int]) -> Counter[_Said]:
    """What the entries say and the tables do not, and the other way round."""
    told, there = Counter(_told(declarations)), Counter(_there(declarations))
    return (told - there) + (there - told)


def _told(declarations: Sequence[int]) -> Iterator[_Said]:
    """What the entries say; of answers and explanations that were given anew, the last ones."""
    last: dict[tuple[object, ...], _Said] = {}
    graded: dict[int, tuple[int, str, list[object]]] = {}
    undone: set[int] = set()
    entries = AuditEntry.objects.filter(declaration__in=declarations, act__in=_ACTS).order_by("id")
    columns = ("id", "declaration_id", "act", "by_id", "version_sha256", "opinion", "details")
    for pk, declaration, act, by, sha256, opinion, details in entries.values_list(*columns):
        one = said_by(details, _Details)
        match act:
            case "comment":
                yield _said(declaration, act, opinion, by, sha256)
            case "answer" | "resolve":
                last[act, declaration, one.comment] = _said(declaration, act, opinion, by, one.comment)
            case "explain":
                last[act, declaration, one.key] = _said(
                    declaration, act, opinion, by, one.key, one.rule, one.reason_code
                )
            case Act.GRADE:
                sheet = [by, sha256, opinion, sorted(one.scores.items())]
                graded[pk] = (declaration, _sheet_words(one.grade, one.total), sheet)
            case Act.UNDO:
                undone.add(one.undone)
    yield from last.values()
    for pk, (declaration, words, sheet) in graded.items():
        yield _said(declaration, Act.GRADE, words, *sheet, pk in undone)


def _there(declarations: Sequence[int]) -> Iterator[_Said]:
    """What the tables hold."""
    only = {"declaration__in": declarations}
    comments = Comment.objects.filter(**only).values_list(
        "pk", "declaration_id", "text", "by_id", "version__sha256", "answer", "answered_by_id", "resolved_by_id"
    )
    for pk, declaration, text, by, sha256, answer, answered_by, resolved_by in comments:
        yield _said(declaration, _COMMENT, text, by, sha256)
        if answer or answered_by is not None:
            yield _said(declaration, _ANSWER, answer, answered_by, pk)
        if resolved_by is not None:
            yield _said(declaration, _RESOLVE, "", resolved_by, pk)
    explanations = Explanation.objects.filter(**only)
    columns = ("declaration_id", "text", "by_id", "key", "rule", "reason_code")
    for declaration, text, *rest in explanations.values_list(*columns):
        yield _said(declaration, _EXPLAIN, text, *rest)
    reviews = Review.objects.filter(**only).values_list(
        "declaration_id", "grade", "total", "by_id", "version__sha256", "opinion", "scores", "undone"
    )
    for declaration, grade, total, by, sha256, opinion, scores, is_undone in reviews:
        sheet = (by, sha256, opinion, sorted(scores.items()), is_undone)
        yield _said(declaration, Act.GRADE, _sheet_words(grade, total), *sheet)


def _said(declaration: int, act: str, text: str, *rest: object) -> _Said:
    return declaration, act, text, json.dumps(rest, ensure_ascii=False)


def _sheet_words(grade: str, total: int) -> str:
    return _("{grade}，{total} 分").format(grade=dict(Grade.choices).get(grade, grade), total=total)
