"""The cases: which layout is printed in which styles, and what is hard about each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from . import layouts_check as check
from . import layouts_department as dept
from . import layouts_fund as fund
from . import layouts_local as local
from . import layouts_project as project
from . import negatives as neg
from .model import Form
from .render import Style, aligned, bare, cell_lines, html_tables, narrow, pipes, tabs, values


@dataclass(frozen=True)
class Case:
    name: str
    filename: str
    data: bytes
    gold: dict
    note: str


# style name -> (extension, renderer, what is hard about it)
STYLES: dict[str, tuple[str, Style, str]] = {
    "tabs": ("txt", tabs(), "tab rows, covered cells as empty fields"),
    "tabs-trail": ("txt", tabs(trailing=1, newline="\r\n"), "tab rows with a trailing empty field, CRLF"),
    "tabs-drop": ("txt", tabs(trailing=1, drop_first=3), "tall first column lost below its first row, rows slid left"),
    "tabs-lost": (
        "txt",
        tabs(lose_tall=7, label_blank=3),
        "tall first column gone altogether, labels with a blank in the middle",
    ),
    "tabs-slide": ("txt", tabs(left=5, right=7), "single rows slid left or right by one"),
    "tabs-extra": ("txt", tabs(extra=4, trailing=1), "an empty field too much in every fourth row"),
    "tabs-squeeze": (
        "txt",
        tabs(squeeze=True, label_blank=4),
        "no fields for what wide cells cover: rows of unequal length",
    ),
    "tabs-gbk": ("txt", tabs(encoding="gb18030", newline="\r\n"), "tab rows in GB18030"),
    "cells": ("txt", cell_lines(), "one cell per line behind a tab, blank line = end of row"),
    "cells-broken": (
        "txt",
        cell_lines(label_size=4, lead=" "),
        "as cells, labels broken in the middle, leading blanks",
    ),
    "cells-marks": (
        "txt",
        cell_lines(bookmarks=True, para_tab=False, pad=True),
        "as cells, with bookmark marks and blank lines inside cells",
    ),
    "cells-one": (
        "txt",
        cell_lines(label_size=2, newline="\r\n"),
        "as cells, labels broken after every second character",
    ),
    "cells-utf16": ("txt", cell_lines(encoding="utf-16"), "one cell per line behind a tab, UTF-16"),
    "pipes": ("txt", pipes(rule=False), "pipe rows without a rule"),
    "pipes-inner": ("txt", pipes(outer=False, rule=False), "pipe rows without outer pipes"),
    "pipes-repeat": ("txt", pipes(rule=True, repeat=True), "pipe table, text repeated over its span"),
    "pipes-squeeze": ("txt", pipes(rule=False, squeeze=True), "pipe rows of unequal length"),
    "aligned": ("txt", aligned(cap=24), "columns aligned by blanks, merged labels centred over their rows"),
    "aligned-gap": (
        "txt",
        aligned(cap=18, gap=1, middle=True),
        "aligned by blanks, narrow columns, every cell centred, blank line between rows",
    ),
    "aligned-top": (
        "txt",
        aligned(cap=20, tall_middle=False, indent=0, space=2, measure=narrow),
        "aligned by blanks, top-aligned, wrapped cells",
    ),
    "aligned-labels": (
        "txt",
        aligned(cap=22, label_size=4, gap=1),
        "aligned by blanks, labels broken over several lines",
    ),
    "aligned-points": (
        "txt",
        aligned(cap=14, measure=len, tall_middle=False, space=4),
        "aligned by blanks, every character counted as one column",
    ),
    "bare": ("txt", bare(), "one cell per line, no tabs, no row ends"),
    "bare-gap": ("txt", bare(row_gap=True, label_size=5), "one cell per line, blank line between rows, labels broken"),
    "bare-broken": ("txt", bare(label_size=4), "one cell per line, labels broken over two lines, no row ends"),
    "csv": ("csv", values(), "CSV with BOM, newlines in quoted cells, merged cells blank"),
    "csv-gbk": ("csv", values(encoding="gb18030", quote_all=True), "CSV in GB18030, every cell quoted"),
    "csv-utf16": ("csv", values(encoding="utf-16", delimiter="\t"), "tab-separated values in UTF-16 named .csv"),
    "csv-semicolon": (
        "csv",
        values(encoding="utf-8", delimiter=";", newline="\n", label_size=4),
        "semicolon-separated values, broken labels",
    ),
    "csv-repeat": ("csv", values(encoding="utf-8", repeat=True), "CSV, merged cells repeated over their span"),
    "md": ("md", pipes(headings=True, br="<br>"), "Markdown with headings and pipe tables, <br> in cells"),
    "md-repeat": ("md", pipes(headings=True, repeat=True), "Markdown, text repeated over its span"),
    "md-html": ("md", html_tables(), "Markdown whose tables are HTML with spans"),
}

PLAN: list[tuple[str, Callable[[], Form], str]] = [
    ("a1-annual", project.a1_annual, "tabs-drop aligned cells-broken bare-gap csv md"),
    ("a1-numbered", partial(project.a1_annual, numbered=True), "tabs-slide pipes-repeat aligned-top aligned-points"),
    ("a1-truncated", project.a1_truncated, "tabs-drop cells-broken bare"),
    ("a1-midterm", project.a1_midterm, "tabs cells aligned-gap csv-gbk"),
    ("a2-department", dept.a2_department, "tabs-lost cells-marks aligned-top bare csv-utf16 pipes"),
    ("a2-total-last", partial(dept.a2_department, total_first=False), "tabs-slide cells-one md csv-semicolon"),
    ("a2-topics", dept.a2_topics, "tabs-lost cells-broken csv aligned-top"),
    ("a2-pages", dept.a2_over_pages, "tabs cells aligned md"),
    ("a2-classes", dept.a2_classes, "tabs-lost bare-broken aligned-gap pipes-inner"),
    ("a3-transfer", project.a3_transfer, "tabs-extra cells bare md-repeat csv"),
    ("a5-monitoring", check.monitoring, "tabs cells-broken csv-repeat"),
    ("a6-selfeval", check.self_evaluation, "tabs-drop cells aligned-gap csv-gbk md"),
    ("a7-dept-selfeval", check.department_self_evaluation, "tabs-trail pipes csv aligned"),
    ("sichuan", local.sichuan, "tabs-gbk pipes-inner aligned bare-gap csv"),
    ("sichuan-selfeval", check.sichuan_self_evaluation, "tabs cells-one csv-semicolon md-repeat"),
    ("yunnan-many", local.yunnan_many, "tabs cells csv md-repeat"),
    ("chongqing", local.chongqing, "tabs-trail pipes aligned-top csv-utf16 bare"),
    ("hubei-project", local.hubei_project, "tabs cells-broken csv md-html aligned-points"),
    ("hubei-selfeval", check.hubei_self_evaluation, "tabs-trail cells aligned-gap"),
    ("hubei-department", dept.hubei_department, "tabs-squeeze cells pipes-repeat csv-gbk"),
    ("hunan-project", local.hunan_project, "cells-marks tabs-slide md bare-gap"),
    ("hunan-department", dept.hunan_department, "cells tabs-extra csv bare-broken"),
    ("old-2011", local.old_2011, "tabs-gbk cells-broken aligned-labels bare"),
    ("shanghai", local.shanghai, "aligned-gap tabs pipes csv aligned-points"),
    ("guangdong", project.guangdong, "tabs-slide bare-broken pipes-squeeze aligned-labels"),
    ("beijing-2021", project.beijing_2021, "tabs-squeeze bare cells-one md csv-repeat"),
    ("hebei", project.hebei, "cells-marks tabs bare-gap aligned"),
    ("six-heads", dept.six_heads, "tabs-trail aligned-top csv-gbk md-html"),
    ("goal-trees", dept.goal_trees, "cells-one tabs md"),
    ("label-amounts", project.label_amounts, "tabs-drop cells-broken pipes aligned-labels"),
    ("two-levels", partial(project.label_amounts, both=True), "tabs cells-broken csv aligned-labels"),
    ("full-width", project.full_width, "tabs-squeeze bare aligned csv-semicolon"),
    ("fund-summary", fund.fund_summary, "cells tabs aligned-gap csv md"),
    ("fund-set", fund.fund_set, "cells-broken tabs-gbk md pipes"),
    ("three-projects", fund.three_projects, "tabs-drop cells-marks bare-broken aligned md-html"),
    ("untitled", fund.untitled_project, "tabs-slide pipes-inner aligned-labels bare"),
    ("twice", fund.twice, "tabs-extra cells-utf16 aligned"),
    ("blank-forms", fund.blank_forms, "tabs cells md bare"),
    ("narrative", fund.narrative, "tabs cells-marks md"),
    ("hebei-book", fund.hebei_book, "cells-marks tabs-squeeze bare md"),
    # no form at all
    ("no-prose", neg.prose_about_indicators, "tabs md"),
    ("no-budget-table", neg.budget_table, "csv aligned"),
    ("no-allocation", neg.allocation_list, "tabs cells md"),
    ("no-contents", neg.contents_page, "tabs"),
    ("no-news", neg.news, "bare"),
    ("no-meeting", neg.meeting_notice, "tabs bare"),
    ("no-metrics", neg.site_metrics, "md"),
    ("no-three-public", neg.three_public, "tabs"),
    ("no-assessment", neg.assessment, "tabs csv"),
    ("no-procurement", neg.procurement, "csv-gbk"),
    # forms among other matter
    ("mix-instructions", neg.instructions_then_form, "tabs-drop bare-gap md cells"),
    ("mix-list", neg.list_then_form, "tabs csv aligned-gap"),
    ("mix-disclosure", neg.disclosure, "tabs md aligned"),
    ("mix-report", neg.score_sheet_prose_then_monitoring, "cells tabs-trail md"),
]


def cases() -> Iterator[Case]:
    for layout, build, styles in PLAN:
        for style in styles.split():
            extension, render, hard = STYLES[style]
            form = build()
            name = f"{layout}--{style}"
            filename = f"{name}.{extension}"
            source = build.func if isinstance(build, partial) else build
            doc = (source.__doc__ or "").strip().split("\n")[0]
            gold = {"source": filename, "tables": copy.deepcopy(form.tables)}
            yield Case(name, filename, render(form), gold, f"{hard}. {doc}".strip())
