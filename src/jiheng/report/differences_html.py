"""The differences as one web page that needs no network: click one, see the cell in the old form and in the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jiheng.model.differences import Change, Comparison, Difference, FormRef, Pair
from jiheng.model.location import Location
from jiheng.model.text_changes import Cut
from jiheng.report.differences_words import (
    CHANGES,
    block_of,
    closing_words,
    count_words,
    form_words,
    in_pieces,
    pair_words,
    place_words,
    sentence,
    spelling_words,
)
from jiheng.report.page import Page
from jiheng.report.page_html import FilePage, asset, safe
from jiheng.report.prose import one_line

_KINDS = [kind.value for kind in CHANGES]
_TAGS = {Cut.DELETED: "del", Cut.INSERTED: "ins"}
_BEFORE, _AFTER = "原来", "现在"


def render_html(
    comparison: Comparison,
    before: Mapping[str, Page | None],
    after: Mapping[str, Page | None],
    *,
    spelling: bool = False,
) -> str:
    """The page.

    :param before: by its name, how each file of the old side looks; `after` the same of the new one.
    :param spelling: also what is only written otherwise.
    """
    page = _Differences(comparison, before, after, spelling)
    lists = list(page.lists())  # this marks the cells
    about = "。".join(part for part in (closing_words(comparison), spelling_words(comparison)) if part)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>绩效目标表对照</title><style>{asset('findings.css')}{asset('differences.css')}</style></head><body>",
        f"<header><h1>绩效目标表对照</h1><p>{safe(about)}。</p></header>",
        '<main><section class="list" aria-label="差别">',
        page.filters(),
        *lists,
        *_rest(comparison),
        '</section><section class="sides" aria-label="两份表">',
        page.side("before"),
        page.side("after"),
        f"</section></main><script>{asset('list.js')}{asset('differences.js')}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


class _Differences:
    def __init__(
        self,
        comparison: Comparison,
        before: Mapping[str, Page | None],
        after: Mapping[str, Page | None],
        spelling: bool,
    ) -> None:
        self.comparison = comparison
        self.shown = {
            n: (*pair.differences, *(pair.spelling if spelling else ())) for n, pair in enumerate(comparison.pairs)
        }
        self.pages = {
            side: {name: FilePage(f"{side[0]}{n}", page, _KINDS) for n, (name, page) in enumerate(pages.items())}
            for side, pages in (("before", before), ("after", after))
        }
        self.several = len(comparison.pairs) > 1 or any(
            form.table for pair in comparison.pairs for form in _forms(pair)
        )

    def filters(self) -> str:
        """Buttons that show one kind only."""
        kinds = [one.kind for shown in self.shown.values() for one in shown]
        buttons = [("all", f"全部 {len(kinds)}")]
        buttons += [(kind.value, f"{words} {kinds.count(kind)}") for kind, words in CHANGES.items() if kind in kinds]
        made = (
            f'<button type="button" data-show="{key}" aria-pressed="{"true" if key == "all" else "false"}">{words}</button>'
            for key, words in buttons
        )
        return f'<div class="filters" role="group" aria-label="只看哪些">{"".join(made)}</div>'

    def lists(self) -> Iterator[str]:
        """The differences of each pair of forms; the cells are marked on the way."""
        if not any(self.shown.values()):
            yield f'<p class="nothing">{"意思上没有差别。" if self.comparison.pairs else "没有可以比较的表。"}</p>'
        for n, pair in enumerate(self.comparison.pairs):
            if self.shown[n]:
                heading = f"{pair_words(pair, self.several)}（{count_words(self.shown[n])}）"
                items = "\n".join(self._item(one, pair) for one in self.shown[n])
                yield f'<div class="group"><h2>{safe(one_line(heading))}</h2>\n{items}</div>'

    def _item(self, one: Difference, pair: Pair) -> str:
        kind = one.kind.value
        old = self._mark("before", pair.before, one.at_before, kind)
        new = self._mark("after", pair.after, one.at_after, kind)
        words = safe(sentence(one, pair))
        cuts = _cuts(one) if in_pieces(one) and one.kind is Change.CHANGED else ""
        where = place_words(one)
        return (
            f'<button type="button" class="finding {kind}" data-group="{kind}" data-before="{old}" data-after="{new}" '
            f'data-before-file="{self._file("before", pair.before)}" data-after-file="{self._file("after", pair.after)}" '
            f'aria-current="false"><span class="tag">{CHANGES[one.kind]}</span><span class="rule">{safe(block_of(one))}</span>'
            f'<span class="text">{words}</span>{cuts}'
            + (f'<span class="more">{safe(where)}</span>' if where else "")
            + "</button>"
        )

    def _mark(self, side: str, form: FormRef, at: Location | None, kind: str) -> str:
        page = self.pages[side].get(form.source)
        return page.mark(at, kind) if page is not None else ""

    def _file(self, side: str, form: FormRef) -> str:
        page = self.pages[side].get(form.source)
        return page.prefix if page is not None else ""

    def side(self, name: str) -> str:
        """The files of one side, one of them shown at a time."""
        word = _BEFORE if name == "before" else _AFTER
        made = "\n".join(
            f'<article class="file" data-file="{page.prefix}"><h2><b>{word}</b> {safe(one_line(source))}</h2>{page.html()}</article>'
            for source, page in self.pages[name].items()
        )
        return f'<div class="side {name}" aria-label="{word}">{made}</div>'


def _forms(pair: Pair) -> tuple[FormRef, FormRef]:
    return pair.before, pair.after


def _cuts(one: Difference) -> str:
    """A changed text in full, with what was deleted and inserted in it."""
    made = []
    for piece in one.pieces:
        tag = _TAGS.get(piece.cut)
        made.append(f"<{tag}>{safe(piece.text)}</{tag}>" if tag else safe(piece.text))
    return f'<span class="cuts">{"".join(made)}</span>'


def _rest(comparison: Comparison) -> Iterator[str]:
    """The forms without a partner, and what was compared."""
    yield '<div class="scope">'
    for forms, side in ((comparison.only_before, _BEFORE), (comparison.only_after, _AFTER)):
        if forms:
            items = "".join(f"<li>{safe(one_line(f'{form.source}：{form_words(form, True)}'))}</li>" for form in forms)
            yield f"<strong>只有{side}才有的表</strong><ul>{items}</ul>"
    yield "<strong>比较了什么</strong><ul>"
    for files, side in ((comparison.before, _BEFORE), (comparison.after, _AFTER)):
        for one in files:
            left = f"；有 {one.left_over} 处文字没有读懂，没有比较" if one.left_over else ""
            yield f"<li>{side}：{safe(one_line(one.source))}，{one.tables} 张表{left}</li>"
    yield "</ul>"
    if comparison.unread:
        items = "".join(f"<li>{safe(one_line(f'{one.source}：{one.error}'))}</li>" for one in comparison.unread)
        yield f"<strong>没有比较的文件</strong><ul>{items}</ul>"
    yield "</div>"
