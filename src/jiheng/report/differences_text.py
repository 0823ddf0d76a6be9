"""Differences in a terminal: form by form, part by part, each with what it was, what it is and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table as Layout
from rich.text import Text

from jiheng.model.differences import Change, Comparison, Difference, FormRef, Pair
from jiheng.model.text_changes import Cut
from jiheng.report.differences_words import (
    block_of,
    closing_words,
    count_words,
    form_words,
    in_pieces,
    pair_words,
    place_words,
    sentence,
    shortened,
    spelling_words,
)
from jiheng.report.prose import clean, one_line
from jiheng.report.terminal import Prose

_MARKS = {
    Change.CHANGED: ("改", "yellow"),
    Change.ADDED: ("增", "green"),
    Change.REMOVED: ("删", "red"),
    Change.MOVED: ("移", "cyan"),
    Change.SPELLING: ("写", "dim"),
}


def render(comparison: Comparison, *, spelling: bool = False) -> RenderableType:
    """The whole comparison.

    :param spelling: also what is only written otherwise.
    """
    several = max(_tables(comparison.before), _tables(comparison.after), len(comparison.pairs)) > 1
    parts: list[RenderableType] = [_heading(comparison)]
    for pair in comparison.pairs:
        if pair.differences or (spelling and pair.spelling):
            parts.extend(_pair(pair, several, spelling))
    for forms, side in ((comparison.only_before, "原来"), (comparison.only_after, "现在")):
        if forms:
            parts.extend(_alone(forms, side))
    if comparison.pairs or not comparison.unread:
        parts.append(Prose(closing_words(comparison) + "。", "bold"))
    more = spelling_words(comparison)
    if more:
        parts.append(Prose(more + ("。" if spelling else "，加 --spelling 列出。"), "dim"))
    return Group(*parts)


def _tables(files: Sequence[object]) -> int:
    return sum(getattr(one, "tables", 0) for one in files)


def _heading(comparison: Comparison) -> RenderableType:
    sides = []
    for files, word in ((comparison.before, "原来"), (comparison.after, "现在")):
        names = "、".join(one_line(one.source) for one in files[:3])
        sides.append(f"{word}：{names}{f' 等 {len(files)} 个文件' if len(files) > 3 else ''}" if files else "")
    return Group(*(Prose(side, "bold") for side in sides if side))


def _pair(pair: Pair, several: bool, spelling: bool) -> Iterator[RenderableType]:
    shown = [*pair.differences, *(pair.spelling if spelling else ())]
    heading = Text(clean(one_line(pair_words(pair, several))), style="bold", overflow="ellipsis", no_wrap=True)
    yield Line(heading, align="left", style="cyan")
    yield Prose(count_words(shown), "dim")
    blocks: dict[str, list[Difference]] = {}
    for one in shown:
        blocks.setdefault("写法" if one.kind is Change.SPELLING else block_of(one), []).append(one)
    for block, members in blocks.items():
        yield Text(f"▌{block}  {len(members)} 处", style="bold")
        layout = Layout.grid(padding=(0, 1, 0, 0))
        layout.add_column(no_wrap=True)
        layout.add_column(ratio=1)
        for one in members:
            mark, style = _MARKS[one.kind]
            layout.add_row(Text(mark, style=style), _difference(one, pair))
        yield Padding(layout, (0, 0, 1, 1))


def _difference(one: Difference, pair: Pair) -> RenderableType:
    parts: list[RenderableType] = [Prose(clean(sentence(one, pair)), whole=True)]
    if in_pieces(one) and one.kind is Change.CHANGED:
        parts.append(Prose(clean(pieces_words(one)), whole=True))
    where = place_words(one)
    if where:
        parts.append(Prose(clean(where), "dim"))
    return Group(*parts)


def pieces_words(one: Difference) -> str:
    """A changed text on one line, also without colours: 保证［删：公岗］［增：绩效］工资…."""
    words = {Cut.DELETED: "［删：{}］", Cut.INSERTED: "［增：{}］", Cut.SAME: "{}"}
    return "".join(words[piece.cut].format(piece.text) for piece in shortened(one.pieces))


def _alone(forms: Sequence[FormRef], side: str) -> Iterator[RenderableType]:
    yield Line(Text(f"只有{side}才有的表 {len(forms)} 张", style="bold"), align="left", style="cyan")
    several = len({form.source for form in forms}) > 1
    lines = [f"{one_line(form.source) + '：' if several else ''}{form_words(form, True)}" for form in forms]
    yield Padding(Group(*(Prose(clean(line)) for line in lines)), (0, 0, 1, 1))
