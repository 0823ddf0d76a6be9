"""Stretch the parts of a form to one width and print it in an office format or a text style."""

from __future__ import annotations

from ..office import excel, web, word
from ..office import model as office
from ..text import model as text
from ..text.render import Style, aligned, bare, cell_lines, html_tables, narrow, pipes, tabs, values
from .chance import Chance
from .parts import Amount, Form, Part

STYLES: dict[str, list[tuple[str, Style]]] = {
    "tabs": [
        ("plain", tabs()),
        ("trail", tabs(trailing=1, newline="\r\n")),
        ("squeeze", tabs(squeeze=True)),
        ("drop", tabs(trailing=1, drop_first=3)),
        ("blank", tabs(label_blank=4)),
        ("gbk", tabs(encoding="gb18030")),
    ],
    "cells": [("plain", cell_lines()), ("broken", cell_lines(label_size=4)), ("marks", cell_lines(bookmarks=True))],
    "pipes": [
        ("plain", pipes(rule=False)),
        ("inner", pipes(outer=False, rule=False)),
        ("repeat", pipes(repeat=True)),
    ],
    "aligned": [
        ("top", aligned(cap=22, tall_middle=False)),
        ("gap", aligned(cap=20, tall_middle=False, gap=1)),
        ("middle", aligned(cap=24, gap=1)),
        ("narrow", aligned(cap=22, tall_middle=False, measure=narrow)),
    ],
    "bare": [("plain", bare()), ("gap", bare(row_gap=True)), ("broken", bare(label_size=5))],
    "csv": [
        ("plain", values()),
        ("gbk", values(encoding="gb18030", quote_all=True)),
        ("semicolon", values(encoding="utf-8", delimiter=";", newline="\n")),
        ("repeat", values(encoding="utf-8", repeat=True)),
    ],
    "md": [
        ("plain", pipes(headings=True, br="<br>")),
        ("html", html_tables()),
        ("repeat", pipes(headings=True, repeat=True)),
    ],
}
EXTENSION = {"csv": "csv", "md": "md"}


def grids(f: Form, inside: bool = False) -> list[text.Grid | text.Para]:
    """The form's lines and grids; `inside` puts the lines above and below into the grid itself."""
    ch = f.ch
    s0 = ch.one(1, 1, 2)
    width = max(p.grid.width + (s0 - 1 if p.keep_first else 0) for p in f.parts) + ch.one(0, 0, 1, 2)
    groups: list[list[Part]] = [[]]
    for n, part in enumerate(f.parts):
        if n in f.split_at and not inside:
            groups.append([])
        groups[-1].append(part)
    out: list[text.Grid | text.Para] = [] if inside else list(f.before)
    for parts in groups:
        widths = [max(10, 150 // width)] * width if f.style == "aligned" else None
        grid = text.Grid(width, widths)
        if inside:
            for para in f.before:
                one_row(grid, para, width)
        for part in parts:
            copy(grid, part, spans(ch, part, width, s0))
        if inside:
            for para in f.after:
                one_row(grid, para, width)
        out.append(grid.done())
    return out if inside else out + list(f.after)


def one_row(grid: text.Grid, para: text.Para, width: int) -> None:
    count = min(len(para.parts), width)
    each = [width // count] * count
    each[-1] += width - sum(each)
    grid.row(*[text.Cell(p, 1, w) for p, w in zip(para.parts, each, strict=False)])


def spans(ch: Chance, part: Part, width: int, s0: int) -> list[int]:
    out = [1] * part.grid.width
    if part.keep_first:
        out[0] = s0
    places = part.stretch or (part.grid.width - 1,)
    for _ in range(width - sum(out)):
        out[ch.one(*places)] += 1
    return out


def copy(grid: text.Grid, part: Part, wide: list[int]) -> None:
    source = part.grid
    for r, line in enumerate(source.owner):
        cells = []
        for c, owner in enumerate(line):
            if owner != (r, c):
                continue
            cell = source.cells[owner]
            cols = sum(wide[c : c + cell.cols])
            if isinstance(cell, Amount):
                cells.append(Amount(cell.text, cell.rows, cols, cell.label, cell.number, cell.format))
            else:
                cells.append(text.Cell(cell.text, cell.rows, cols, cell.label))
        grid.row(*cells)


def as_office(block: text.Grid | text.Para, numbers: bool) -> office.Grid | office.Para:
    if isinstance(block, text.Para):
        align = "center" if block.role in ("title", "year") else ""
        return office.Para(("　" * 6).join(block.parts), align, block.role == "title")
    grid = office.Grid(block.width)
    for r, line in enumerate(block.owner):
        cells = []
        for c, owner in enumerate(line):
            if owner == (r, c):
                cell = block.cells[owner]
                number = office.Number(cell.number, cell.format) if numbers and isinstance(cell, Amount) else None
                cells.append(office.Cell(cell.text, cell.cols, cell.rows, bold=cell.label, xlsx=number))
        grid.add(*cells)
    return grid


def printed(ch: Chance, fmt: str, forms: list[Form]) -> tuple[str, bytes, str]:
    """(extension, bytes, what was chosen)."""
    if fmt == "docx":
        blocks: list = []
        for n, f in enumerate(forms):
            if n and ch.maybe(0.5):
                blocks.append(word.page_break())
            blocks += [as_office(b, False) for b in grids(f, inside=ch.maybe(0.08))]
        return "docx", word.docx(blocks, landscape=ch.maybe(0.3)), "docx"
    if fmt == "html":
        style = ch.one("plain", "plain", "word", "blocks", "open")
        blocks = [as_office(b, False) for f in forms for b in grids(f, inside=ch.maybe(0.2))]
        inner = web.body(blocks, style)
        if style == "word":
            return "html", web.word_page(inner, "绩效目标", "utf-8").encode("utf-8"), "html-word"
        if ch.maybe(0.3):
            return "html", web.site_page(inner, "关于部门预算绩效目标公开的说明").encode("utf-8"), f"html-{style}-site"
        return "html", web.page(inner).encode("utf-8"), f"html-{style}"
    if fmt == "xlsx":
        numbers, stacked = ch.maybe(0.6), ch.maybe(0.3)
        sheets = []
        for n, f in enumerate(forms):
            inside = ch.maybe(0.75)
            blocks = [as_office(b, numbers) for b in grids(f, inside=inside)]
            wide = next(b.columns for b in blocks if isinstance(b, office.Grid))
            if stacked and sheets:
                sheets[-1].blocks.extend([office.Para(""), *blocks])
            else:
                sheets.append(
                    excel.Sheet(f"Sheet{n + 1}", blocks, width=wide, row=ch.one(0, 0, 1), column=ch.one(0, 0, 1))
                )
        return "xlsx", excel.xlsx(sheets), "xlsx" + ("-stacked" if stacked and len(forms) > 1 else "")
    name, style_ = ch.one(*STYLES[fmt])
    inside = fmt in ("csv", "tabs") and ch.maybe(0.2)
    blocks = [b for f in forms for b in grids(f, inside=inside)]
    return EXTENSION.get(fmt, "txt"), style_(text.Form(blocks)), f"{fmt}-{name}"
