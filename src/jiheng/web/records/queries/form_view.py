"""A form as its page shows it: the form with findings and comments at their cells, and the difference of two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.model.comparing import Comparing, counterparts
from jiheng.model.declaration import Table
from jiheng.model.differences import Change, Difference, FormRef, Pair
from jiheng.model.finding import Finding
from jiheng.model.location import Location
from jiheng.model.places import value_at
from jiheng.model.text_changes import Piece
from jiheng.report.differences_words import block_of, in_pieces, sentence
from jiheng.report.findings import SEVERITIES, basis_words, fix_words
from jiheng.report.form_page import FormView, paths_by_cell
from jiheng.report.page_html import FilePage
from jiheng.report.words import path_words
from jiheng.rules.registry import get_rule
from jiheng.web.records.domain.comments import moved_path, to_settle, unanswered
from jiheng.web.records.domain.contents import blanks_of, findings_of, message_of, page_of, table_of
from jiheng.web.records.domain.findings import Told, told
from jiheng.web.records.models import Comment, Content, Declaration, Person, Version
from jiheng.web.records.queries.declarations import Sight

_PLACES = 3
"""Places that a finding names in the list."""
_SAID = 16
"""Characters of a value that the list of places shows."""
_ORDER = list(SEVERITIES)
_CHANGES = {
    Change.CHANGED: gettext_lazy("改了"), Change.ADDED: gettext_lazy("增加"), Change.REMOVED: gettext_lazy("删去"),
    Change.MOVED: gettext_lazy("移动"), Change.SPELLING: gettext_lazy("写法不同"),
}  # fmt: skip
"""The kinds of differences, in the order in which they are counted."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in the list beside its form."""

    key: str
    severity: str
    rule: str
    title: str
    text: str
    where: str
    cells: tuple[str, ...]
    basis: str
    fix: str
    reason_code: str = ""
    reason: str = ""
    """What the code is called."""
    explanation: str = ""
    explained_by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the list beside its form."""

    comment: Comment
    where: str
    cells: tuple[str, ...]
    answer: str
    """Blank where there is none, or none that this person sees yet."""
    wants_answer: bool
    """Whether the unit still has to answer it: at all, or once more since it was given back again."""
    may_settle: bool
    """Whether this person may settle it now."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as its page shows it."""

    html: SafeString
    findings: tuple[Listed, ...] = ()
    open_comments: tuple[Remark, ...] = ()
    resolved: tuple[Remark, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    """The places that a comment can hang on: path and words."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Findings that are open, by weight, and those that are explained."""


def shown(sight: Sight, content: Content, *, reviewer: Person | None = None, of: Version | None = None) -> Shown:
    """The form that a person sees of a declaration, with what was found and said of it.

    :param reviewer: who sees it, where it is his turn to review.
    :param of: an earlier version; then only what was said of that one.
    """
    declaration = sight.declaration
    table, page, blanks = table_of(content), page_of(content), blanks_of(content)
    paths = paths_by_cell(page, table, blanks)
    comments = [one for one in _comments(sight, content, table) if of is None or one[0].version_id == of.pk]
    found = [_as_seen(one, sight) for one in told(declaration, content)]
    view = FormView(page, "f", _marks(found, comments), paths)
    unit = table.money_unit or None
    listed = sorted((_listed(one, view, unit) for one in found), key=_weight)
    waiting = set(unanswered(declaration).values_list("pk", flat=True)) if comments and sight.inside else set()
    settled = to_settle(declaration, reviewer, [one for one, _path in comments]) if reviewer is not None else set()
    remarks = [_remark(one, path, view, sight, one.pk in waiting, one.pk in settled) for one, path in comments]
    return Shown(
        html=mark_safe(view.html()),  # the page escapes every text itself
        findings=tuple(listed),
        open_comments=tuple(one for one in remarks if one.comment.resolved_at is None),
        resolved=tuple(one for one in remarks if one.comment.resolved_at is not None),
        places=tuple(_places(paths, table)) if reviewer is not None else (),
        counts=_counts(listed),
    )


def previewed(content: Content) -> Shown:
    """A form that belongs to no declaration yet, with what was found in it."""
    table, page = table_of(content), page_of(content)
    found = [Told(one, "", None) for one in findings_of(content)]
    view = FormView(page, "f", _marks(found, ()), paths_by_cell(page, table, blanks_of(content)))
    listed = sorted((_listed(one, view, table.money_unit or None) for one in found), key=_weight)
    return Shown(html=mark_safe(view.html()), findings=tuple(listed), counts=_counts(listed))


def places_of(content: Content) -> list[tuple[str, str]]:
    """The places of a form that a comment can hang on: path and words."""
    table = table_of(content)
    return list(_places(paths_by_cell(page_of(content), table, blanks_of(content)), table))


def _places(paths: Mapping[Location, Sequence[str]], table: Table) -> Iterator[tuple[str, str]]:
    for found in paths.values():
        held = value_at(table, found[0])
        said = "" if held is None else "".join(str(held).split())
        yield found[0], path_words(found[:1]) + (f"：{said[:_SAID]}{'…' if len(said) > _SAID else ''}" if said else "")


def _comments(sight: Sight, content: Content, table: Table) -> list[tuple[Comment, str]]:
    """The comments that a person sees, with where they hang in the form that he sees."""
    declaration: Declaration = sight.declaration
    seen = {one.pk for one in sight.versions}
    known = [
        one
        for one in Comment.objects.filter(declaration=declaration).select_related(
            "by", "answered_by", "resolved_by", "version"
        )
        if one.version_id in seen and (sight.until is None or one.at <= sight.until[1])
    ]
    current = declaration.current
    if not any(one.path for one in known) or current is None or current.content_id == content.pk:
        return [(one, one.path) for one in known]
    moved = counterparts(table_of(current.content), table)
    return [(one, moved_path(one.path, moved) if one.path else "") for one in known]


def _marks(found: Sequence[Told], comments: Sequence[tuple[Comment, str]]) -> dict[str | Location, list[str]]:
    marks: dict[str | Location, list[str]] = {}
    for one in found:
        if one.explanation is None:
            for key in _own_places(one.finding):
                marks.setdefault(key, []).append(one.finding.severity.value)
    for comment, path in comments:
        if path and comment.resolved_at is None:
            marks.setdefault(path, []).append("comment")
    return marks


def _own_places(finding: Finding) -> list[str | Location]:
    """The places of a finding that stand in the form which it is about."""
    return [
        place.at if place.at is not None else place.path
        for place in finding.where
        if (place.source, place.table) == (finding.source, finding.table)
    ]


def _as_seen(one: Told, sight: Sight) -> Told:
    """Without an explanation that is not for this person's eyes yet."""
    is_seen = one.explanation is None or sight.is_seen(one.explanation.at)
    return one if is_seen else Told(one.finding, one.key, None)


def _listed(one: Told, view: FormView, unit: str | None) -> Listed:
    finding, said = one.finding, one.explanation
    paths = [place.path for place in finding.where]
    where = path_words(paths[:_PLACES]) + (_(" 等 {n} 处").format(n=len(paths)) if len(paths) > _PLACES else "")
    return Listed(
        key=one.key,
        severity=finding.severity.value,
        rule=finding.rule,
        title=get_rule(finding.rule).title,
        text=message_of(finding),
        where=where,
        cells=tuple(dict.fromkeys(cell for key in _own_places(finding) if (cell := view.element(key)))),
        basis=basis_words(finding.rule),
        fix=fix_words(finding.fix, unit),
        reason_code=said.reason_code if said is not None else "",
        reason=said.get_reason_code_display() if said is not None else "",
        explanation=said.text if said is not None else "",
        explained_by=said.by.name if said is not None else "",
    )


def _counts(listed: Sequence[Listed]) -> dict[str, int]:
    open_ones = {key.value: sum(one.severity == key and not one.explanation for one in listed) for key in _ORDER}
    return {**open_ones, "waived": sum(bool(one.explanation) for one in listed)}


def _weight(one: Listed) -> tuple[bool, int]:
    return bool(one.explanation), [each.value for each in _ORDER].index(one.severity)


def _remark(comment: Comment, path: str, view: FormView, sight: Sight, wants_answer: bool, may_settle: bool) -> Remark:
    cell = view.element(path) if path else ""
    where = path_words([path]) if path else _("整份表")
    answer = comment.answer if sight.is_seen(comment.answered_at) else ""
    return Remark(comment, where, (cell,) if cell else (), answer, wants_answer, may_settle)


# ---- the difference of two forms


@dataclass(frozen=True, slots=True)
class Differing:
    """A difference in the list: what it is called, in words, and the cells of either form."""

    kind: str
    kind_words: str
    block: str
    words: str
    pieces: tuple[Piece, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two forms and what differs between them."""

    before: SafeString
    after: SafeString
    differences: tuple[Differing, ...]
    summary: str


def compared(before: Content, after: Content, *, spelling: bool = False) -> Compared:
    """The difference of two forms; what is only written otherwise on request."""
    tables = table_of(before), table_of(after)
    found = Comparing(*tables).differences()
    found = [one for one in found if spelling or one.kind is not Change.SPELLING]
    pair = Pair(before=_ref(tables[0]), after=_ref(tables[1]))
    kinds = [kind.value for kind in _CHANGES]
    pages = FilePage("a", page_of(before), kinds), FilePage("b", page_of(after), kinds)
    listed = tuple(_differing(one, pair, pages) for one in found)
    return Compared(
        before=mark_safe(pages[0].html()),  # the page escapes every text itself
        after=mark_safe(pages[1].html()),
        differences=listed,
        summary=_summary(found),
    )


def _summary(differences: Sequence[Difference]) -> str:
    """改了 3 处，增加 2 处，删去 1 处."""
    kinds = [one.kind for one in differences]
    counted = (
        _("{kind} {n} 处").format(kind=words, n=kinds.count(kind)) for kind, words in _CHANGES.items() if kind in kinds
    )
    return _("，").join(counted)


def _differing(one: Difference, pair: Pair, pages: tuple[FilePage, FilePage]) -> Differing:
    cells = (pages[0].mark(one.at_before, one.kind.value), pages[1].mark(one.at_after, one.kind.value))
    return Differing(
        kind=one.kind.value,
        kind_words=str(_CHANGES[one.kind]),
        block=block_of(one),
        words=sentence(one, pair),
        pieces=one.pieces if one.kind is Change.CHANGED and in_pieces(one) else (),
        cells=tuple(cell for cell in cells if cell),
    )


def _ref(table: Table) -> FormRef:
    return FormRef(source="", table=0, kind=table.kind, money_unit=table.money_unit or None)
