"""Which lines of a document are a form, where one form ends and the next begins, and what is no form at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiheng.formats.document import Cell
from jiheng.forms.headlines import Head, HeadLine, classify, is_organisation
from jiheng.forms.inline import amounts_in, goal_label_in, pairs_in
from jiheng.forms.sheet import Line
from jiheng.forms.vocabulary import opinion_of
from jiheng.forms.zones import head_kind, is_across_head, is_tree_head
from jiheng.model.language import fold


@dataclass(slots=True)
class Form:
    """The lines of one form: `head` before its grid, `body` from its first grid line on, `tail` behind."""

    head: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    tail: list[Line] = field(default_factory=list)
    title: str = ""
    narrative: bool = False
    follows: Form | None = None
    """The form above in the same table, whose title and unit cover this one too."""


@dataclass(slots=True)
class _Chunk:
    lines: list[Line]
    title: str | None
    start: int


_EVALUATION_TREE = re.compile(r"评价指标体系|评分表|打分表|评分标准|审核表|评审表|指标体系$")
_HEAD_GROUPS = ("meta", "pair", "goal", "amount", "scope", "task", "opinion")
_RESTART = frozenset(
    ("project_name", "budget_unit", "direction", "implementing_unit", "competent_department", "project_code")
)


_SIGNS = ("绩效", "指标", "满意度", "目标")


def may_hold_form(text: str) -> bool:
    """A cheap look at the text of a page: False where no form can begin on it."""
    said = "".join(text.split())
    return any(sign in said for sign in _SIGNS)


def head_lines(line: Line) -> list[HeadLine]:
    """What the parts of a line are, when the line can belong to a form's head."""
    if len(line.filled) > 4:
        return []
    found: list[HeadLine] = []
    for spot in line.filled:
        if len(spot.text) > 160:
            return []
        found.extend(classify(spot.text))
    return found


def title_of(line: Line) -> str | None:
    """The title that a line is, alone or beside an attachment label, a year and a unit line."""
    if line.title is False:
        line.title = _title_of(line)
    return line.title  # type: ignore[return-value]


def _title_of(line: Line) -> str | None:
    if len(line.filled) > 3 or not any(
        "绩" in spot.text or "监控" in spot.text or "自评" in spot.text for spot in line.filled
    ):
        return None
    title = None
    for spot in line.filled:
        holds = isinstance(spot.cell, Cell) and bool(spot.cell.grids)
        if "\n" in spot.text and "绩" in spot.text and (holds or (len(line.filled) == 1 and len(spot.text) > 60)):
            return _title_inside(spot.text)
    for spot in line.filled:
        if len(spot.text) > 160 or ("绩" not in spot.text and "监控" not in spot.text and "自评" not in spot.text):
            if len(spot.text) > 60:
                return None
            continue
        parts = classify(spot.text)
        for part in parts:
            if part.kind is Head.TITLE:
                title = fold(spot.text[part.start : part.end])
        if title is None and len(line.filled) > 1:
            return None
    if title is None:
        return None
    others = [spot for spot in line.filled if title not in fold(spot.text)]
    if any(len(fold(spot.text)) > 24 for spot in others):
        return None
    return title


def _title_inside(text: str) -> str | None:
    """The last title line of a cell of many lines (a page's text around a form)."""
    titles = [fold(text[part.start : part.end]) for part in classify(text) if part.kind is Head.TITLE]
    return titles[-1] if titles else None


def recognise(lines: Sequence[Line]) -> list[Form]:
    """The forms of a document, in reading order."""
    from jiheng.forms.narrative import find_narratives

    narratives = find_narratives(lines)
    taken = {index for start, end in narratives for index in range(start, end)}
    forms: list[tuple[int, Form]] = [
        (start, Form(body=list(lines[start:end]), narrative=True)) for start, end in narratives
    ]
    for chunk in _chunks(lines, taken):
        for form, at in _forms_of(chunk):
            forms.append((at, form))
    forms.sort(key=lambda item: item[0])
    return _merge_continued([form for _, form in forms])


def _chunks(lines: Sequence[Line], taken: set[int]) -> list[_Chunk]:
    """The document cut where a title stands, with the head lines before it, and where a head begins anew."""
    cuts: dict[int, str | None] = {0: None}
    seen_tree = False
    for n, line in enumerate(lines):
        if n in taken:
            cuts.setdefault(n + 1, None)
            seen_tree = False
            continue
        title = title_of(line)
        if title is not None and not _listed_title(line):
            cuts[_back_up(lines, n, cuts)] = title
            seen_tree = False
        elif line.grid is not None:
            if is_tree_head(line) or is_across_head(line):
                seen_tree = True
            elif seen_tree and _restarts(lines, n):
                cuts[_back_up(lines, _first_of_head(lines, n), cuts)] = None
                seen_tree = False
    order = sorted(cuts)
    chunks = []
    for start, stop in zip(order, [*order[1:], len(lines)], strict=True):
        part = [lines[n] for n in range(start, stop) if n not in taken]
        if part:
            chunks.append(_Chunk(part, cuts[start], start))
    return chunks


def _listed_title(line: Line) -> bool:
    """A title in a list of titles (a contents sheet), not above a form of its own."""
    grid = line.grid
    if grid is None or line.r == 0:
        return False
    above = [other for other in grid.lines[max(0, line.r - 40) : line.r] if other.filled]
    below = [other for other in grid.lines[line.r + 1 : line.r + 120] if other.filled]
    if any(is_tree_head(other) or is_across_head(other) for other in below[:60]) or not above:
        return False
    plain = [other for other in above if not any(part.kind is not Head.OTHER for part in head_lines(other))]
    labels = _labels(below[:20], _HEAD_GROUPS)
    return bool(plain) and len(labels) < 2


def _back_up(lines: Sequence[Line], n: int, cuts: dict[int, str | None]) -> int:
    """The first of the head lines (attachment label, weak title, unit) directly above line `n`."""
    start = n
    while start > 0 and cuts.get(start - 1) is None:
        above = lines[start - 1]
        parts = head_lines(above)
        if not parts or not above.filled:
            if not above.filled and above.grid is not None and above.grid is lines[n].grid:
                start -= 1
                continue
            break
        if not all(part.kind is Head.ATTACHMENT for part in parts):
            if start == n and start > 1 and is_organisation(above.text) and _is_attachment(lines[start - 2]):
                start -= 1
                continue
            break
        start -= 1
    return start


def _restarts(lines: Sequence[Line], n: int) -> bool:
    """True where a head label (项目名称, 部门名称) with a value comes again after an indicator tree."""
    line = lines[n]
    first = line.filled[0] if line.filled else None
    if first is None:
        return False
    following = lines[n + 1] if n + 1 < len(lines) else None
    if head_kind(line, following) == "tasks":
        ahead = [other for other in lines[n : n + 40] if other.grid is not None]
        return any(is_tree_head(other) for other in ahead)
    key = first.term("meta")
    if key is None and first.label is None:
        pairs = pairs_in(first.text) if len(first.text) < 60 else []
        key = pairs[0].label.terms.get("meta") if pairs and pairs[0].begin == 0 else None
    if key not in _RESTART:
        return False
    window = [other for other in lines[n : n + 14] if other.grid is not None]
    labels = {
        spot.term("meta") or spot.term("goal") or spot.term("amount") for other in window for spot in other.filled
    }
    return len(labels - {None}) >= 3 or any(is_tree_head(other) for other in window)


def _first_of_head(lines: Sequence[Line], n: int) -> int:
    """Unit and year lines that stand above a restarted head belong to it."""
    start = n
    while start > 0:
        above = lines[start - 1]
        parts = head_lines(above)
        text = above.text
        if not above.filled and above.grid is lines[n].grid and above.grid is not None:
            start -= 1
            continue
        if not any(part.kind in (Head.UNIT, Head.YEAR, Head.WEAK_TITLE) for part in parts) and not (
            above.grid is None
            and len(text) < 80
            and any(p.label.terms.get("meta") in ("filing_unit", "money_unit") for p in pairs_in(text))
        ):
            break
        start -= 1
    return start


def _forms_of(chunk: _Chunk) -> list[tuple[Form, int]]:
    lines = chunk.lines
    if not _is_form(chunk):
        return []
    first = next((n for n, line in enumerate(lines) if line.grid is not None and _formish(line)), None)
    if first is None:
        return []
    grids = [id(lines[first].grid)]
    own = lines[first].grid
    while first > 0 and lines[first - 1].grid is own:
        first -= 1
    last = first
    for n in range(first, len(lines)):
        line = lines[n]
        if line.grid is None:
            continue
        if id(line.grid) not in grids:
            if not _continues(lines, n, last):
                break
            grids.append(id(line.grid))
        last = n
    start = _head_start(lines, first)
    form = Form(
        head=[line for line in lines[start:first] if line.filled],
        body=lines[first : last + 1],
        tail=_tail(lines[last + 1 :]),
        title=chunk.title or "",
    )
    return [(form, chunk.start + start)]


def _head_start(lines: Sequence[Line], first: int) -> int:
    """The first of the lines above the grid that belong to the form's head, the title line at the latest."""
    title = next((n for n in range(first) if title_of(lines[n]) is not None), None)
    if title is not None:
        if title > 1 and _is_attachment(lines[title - 2]) and is_organisation(lines[title - 1].text):
            title -= 1
        while title > 0 and _is_attachment(lines[title - 1]):
            title -= 1
        return title
    start = first
    while start > 0:
        line = lines[start - 1]
        if line.grid is not None:
            break
        parts = head_lines(line)
        kinds = {part.kind for part in parts}
        if (
            kinds & {Head.UNIT, Head.YEAR, Head.ATTACHMENT, Head.WEAK_TITLE}
            or (len(line.text) < 120 and any(pair.label.terms.get("meta") for pair in pairs_in(line.text)))
            or kinds == {Head.PAGE}
        ):
            start -= 1
        else:
            break
    return start


def _is_attachment(line: Line) -> bool:
    return any(part.kind is Head.ATTACHMENT for part in head_lines(line))


_FOOT_WORDS = re.compile(
    r"填表|填报|负责人|联系|电话|日期|签字|签章|盖章|审核|经办|制表|复核|注[:1]|备注|说明[:]|年\d*月\d*日"
)


def _tail(lines: Sequence[Line]) -> list[Line]:
    """Signature lines and notes directly below the grid."""
    tail: list[Line] = []
    for line in lines:
        if line.grid is not None:
            break
        folded = fold(line.text)
        if len(folded) > 120 or not (_FOOT_WORDS.search(folded) or pairs_in(line.text)):
            if all(part.kind in (Head.PAGE,) for part in head_lines(line)) and head_lines(line):
                continue
            break
        tail.append(line)
    return tail


def _labels(lines: Sequence[Line], groups: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        if line.grid is None:
            continue
        for spot in line.filled:
            label = spot.label
            if label is not None:
                found.update(f"{group}.{label.terms[group]}" for group in groups if group in label.terms)
    return found


def _formish(line: Line) -> bool:
    """A line that can open a form's grid."""
    if title_of(line) is not None or is_tree_head(line) or is_across_head(line):
        return True
    for spot in line.filled[:4]:
        label = spot.label
        if label is not None and any(
            group in label.terms
            for group in ("meta", "pair", "goal", "amount", "scope", "task", "section", "fund", "plan")
        ):
            return True
        text = spot.text
        if label is None and len(text) < 200 and (pairs_in(text) or amounts_in(text) or goal_label_in(text)):
            return True
    parts = head_lines(line)
    return bool(parts) and any(part.kind is not Head.OTHER for part in parts)


def _is_form(chunk: _Chunk) -> bool:
    lines = [line for line in chunk.lines if line.grid is not None and line.filled]
    if not lines:
        return False
    trees = [n for n, line in enumerate(lines) if is_tree_head(line) or is_across_head(line)]
    title = chunk.title or ""
    if trees:
        return _is_form_tree(lines, trees, title, chunk)
    labels = _labels(lines[:200], _HEAD_GROUPS)
    goals = {label for label in labels if label.startswith("goal.")}
    metas = {label for label in labels if label.startswith("meta.")}
    money = {label for label in labels if label.startswith(("amount.", "scope."))}
    inline_goal = any(goal_label_in(spot.text) for line in lines[:60] for spot in line.filled if len(spot.text) < 3000)
    kinds = {head_kind(line, lines[n + 1] if n + 1 < len(lines) else None) for n, line in enumerate(lines[:120])}
    if "funds" in kinds:
        return bool(title) or "绩效" in "".join(fold(line.text)[:200] for line in lines[:6])
    if title:
        return (
            (bool(goals or inline_goal) and bool(metas or money))
            or (len(metas) >= 2 and bool(money))
            or bool(kinds & {"tasks", "plan"})
        )
    named = metas & {"meta.project_name", "meta.budget_unit", "meta.filing_unit", "meta.direction"}
    return bool(named) and bool(goals or inline_goal) and len(metas) >= 3 and bool(money)


def _is_form_tree(lines: Sequence[Line], trees: Sequence[int], title: str, chunk: _Chunk) -> bool:
    """A head of levels is a form's tree when it has values; an index of scores for an evaluation has none."""
    for n in trees:
        keys = {spot.term("tree") for line in lines[n : n + 2] for spot in line.filled}
        if is_across_head(lines[n]):
            return True
        if keys & {"value", "actual", "period_value", "operator"}:
            if not title and not _context(lines, chunk):
                return False
            return not _EVALUATION_TREE.search(_heading_above(chunk))
    return bool(title) and not _EVALUATION_TREE.search(_heading_above(chunk)) and bool(_labels(lines, ("goal", "meta")))


def _context(lines: Sequence[Line], chunk: _Chunk) -> bool:
    """A tree without a title needs something else of a form beside it: a head, money, tasks, or filled level names."""
    labels = _labels(lines[:300], ("meta", "goal", "amount", "section", "task"))
    if len(labels) >= 2:
        return True
    weak = any(part.kind is Head.WEAK_TITLE for line in chunk.lines[:12] for part in head_lines(line))
    return weak or bool(labels)


def _heading_above(chunk: _Chunk) -> str:
    """The last short line above the grid."""
    above = ""
    for line in chunk.lines:
        if line.grid is not None:
            break
        if len(line.text) < 80:
            above = fold(line.text)
    return above


def _continues(lines: Sequence[Line], n: int, last: int) -> bool:
    """A further grid goes on with the form: repeated head, tree, opinions, or more labels; not a table of another kind."""
    between = [line for line in lines[last + 1 : n] if line.grid is None]
    if any(len(fold(line.text)) > 60 for line in between):
        return False
    if sum(1 for line in between if not _passes(line)) > 1:
        return False
    grid = lines[n].grid
    own = [line for line in lines[n:] if line.grid is grid and line.filled]
    if not own:
        return True
    if any(is_tree_head(line) for line in own[:8]):
        return True
    if not any(not _passes(line) for line in between) and lines[last].grid is not None and grid is not None:
        before = lines[last].grid
        if before is not None and before.columns == grid.columns and not _other_table(own):
            return True
    if len(own) <= 2 and all(_FOOT_WORDS.search(fold(line.text)) and pairs_in(line.text) for line in own):
        return True
    labels = _labels(own[:40], ("meta", "goal", "amount", "section", "opinion", "extra", "signature"))
    known = sum(1 for line in own[:40] for spot in line.filled if spot.label is not None)
    kinds = {head_kind(line, own[k + 1] if k + 1 < len(own) else None) for k, line in enumerate(own[:10])}
    if kinds & {"tasks", "plan", "costs", "spending"}:
        return True
    opinions = any(opinion_of(spot.text) for line in own[:10] for spot in line.filled)
    return opinions or (
        len(labels) >= 2 and known * 4 >= sum(len(line.filled) for line in own[:40]) and not _other_table(own)
    )


def _passes(line: Line) -> bool:
    parts = head_lines(line)
    if parts and all(part.kind in (Head.PAGE, Head.UNIT, Head.YEAR) for part in parts):
        return True
    return bool(pairs_in(line.text)) or bool(re.fullmatch(r"\(?续表?\d*\)?|接上表|续上表|承上页", fold(line.text)))


def _other_table(lines: Sequence[Line]) -> bool:
    """A budget table: a head of words that are no form's, numbers below."""
    first = lines[0]
    heads = [spot for spot in first.filled if spot.label is None]
    return (
        len(first.filled) >= 3
        and len(heads) * 2 > len(first.filled)
        and all(len(fold(s.text)) <= 12 for s in first.filled)
    )


def _merge_continued(forms: list[Form]) -> list[Form]:
    """A form under a repeated title that has a tree only goes on with the form before (续表, a page break)."""
    merged: list[Form] = []
    for form in forms:
        if merged and not form.title and not form.head and _same_table(merged[-1], form):
            form.follows = merged[-1]
        if merged and _is_continuation(merged[-1], form):
            merged[-1].body.extend([*merged[-1].tail, *form.head, *form.body])
            merged[-1].tail = form.tail
        else:
            merged.append(form)
    return merged


def _same_table(before: Form, form: Form) -> bool:
    grids = {id(line.grid) for line in before.body if line.grid is not None}
    return bool(form.body) and form.body[0].grid is not None and id(form.body[0].grid) in grids


def _is_continuation(before: Form, form: Form) -> bool:
    if before.narrative or form.narrative or not form.title:
        return False
    bare = re.sub(r"\(?续表?\d*\)?$", "", form.title)
    if bare != re.sub(r"\(?续表?\d*\)?$", "", before.title):
        return False
    labels = _labels(form.body, ("meta", "goal", "task"))
    return not labels and ("续" in form.title or any(is_tree_head(line) for line in form.body))
