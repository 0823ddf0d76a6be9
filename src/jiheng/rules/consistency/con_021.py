"""CON-021."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold, fold_value, year_of_title
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.batch import Batch
from jiheng.rules.consistency.periods import period_of
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import FORM, TARGETS, Found, Over, Spot, found, rule

_DATE = re.compile(r"(?<![\d〔\[【(])(20\d\d)(?:年|[-./](?=\d{1,2}(?:\D|$)))(?:度)?(?:(\d{1,2})(?:月|[-./]|$))?")
_NAMED_DATE = re.compile(r"(20\d\d)年(?:度?内|年?[底末内]|全年|上半年|下半年|\d{1,2}月)")
_SPAN_IN_TITLE = re.compile(r"20\d\d(?:年)?(?:-|—|至|~|～)(?:20)?\d\d")
_OPEN = re.compile(r"长期|持续|延续|经常|常年|每年|[二两三四五六七八九]年|(?<!\d)[2-9]年|多年|跨年")
_OF_YEARS = frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION, Kind.SPECIAL_FUND_SUMMARY))
"""Forms of things that may last for years."""
_SETTLED = 3
"""The month of the next year up to which the year's accounts may still be closed."""
_MAJORITY = 3
"""How many times as many forms of the unit must bear the other year."""


@rule(
    "CON-021",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=TARGETS,
    over=Over.BATCH,
    fixes=True,
    message="{called}的日期为“{text}”，不在 {year} 年{period}之内。请改正日期。",
    later="{called}的日期为“{text}”，在 {year} 年之后，表中没有写明跨年的项目期。请核对。",
    overall="{called}的日期为“{text}”，在 {year} 年之后，而整体支出目标是 {year} 年一年的。请改正日期。",
    period="项目期为“{text}”，不包括预算年度 {year} 年。请核对项目期和年度。",
    title="表题写的是 {other} 年，而年度为 {year} 年。请改成一致。",
    batch="年度为 {year} 年，而同一单位的其他 {count} 张表都是 {other} 年。请核对年度。",
)
def dates_in_the_year(batch: Batch) -> Iterator[Found]:
    """年度和日期不在预算年度或项目期之内。

    ## 查什么
    时效指标的日期（包括写在名称里的“2023年年底”）是否在表的预算年度或项目期之内；项目期是否包括预算年度；表题的年份与年度是否
    一致；同一单位的一批表里个别表的年度是否与其他表不同。项目期写“长期”的，只查早于年度的日期。

    ## 为什么
    目标是为预算年度设定的，日期落在别的年份，多半是沿用了上年的表。

    ## 怎么改
    改正日期或年度；跨年实施的项目，写明起止时间。
    """
    for form in batch.forms:
        if form.table.fiscal_year:
            yield from _of_form(form, form.table.fiscal_year)
    yield from _of_units(batch.forms)


def _of_form(form: Form, year: int) -> Iterator[Found]:
    span = period_of(form)
    if span is not None and not span[0].year <= year <= span[1].year:
        text = form.table.project_period or ""
        yield found(form.spot("project_period"), printed=text, message="period", text=text, year=year)
        return
    title = fold(form.table.title or "")
    other = year_of_title(title)
    if other and other != year and not _SPAN_IN_TITLE.search(title):
        yield found(form.spot("title"), printed=form.value("title"), message="title", other=other, year=year)
    for row in form.rows:
        if row.level2 is Level2.TIMELINESS or row.meaning.kind is ValueKind.DATE:
            yield from _of_row(form, row, year, span)


def _of_row(form: Form, row: Row, year: int, span: tuple[date, date] | None) -> Iterator[Found]:
    value, name = fold_value(row.value), fold_value(row.name)
    field, text = ("value_text", value) if _DATE.search(value) else ("name", name)
    dates = list((_DATE if field == "value_text" else _NAMED_DATE).finditer(text))
    years = [int(match[1]) for match in dates]
    first, last = (span[0].year, span[1].year) if span is not None else (year, year)
    wrong = [n for n, one in enumerate(years) if not min(first, year) <= one <= max(last, year)]
    if not wrong:
        return
    later = span is None and all(years[n] > year for n in wrong)
    if later and (_OPEN.search(form.table.project_period or "") or _closes(dates[wrong[0]], year)):
        return
    fix = None
    if len(dates) == 1 and not later:
        printed = row.value if field == "value_text" else row.name
        if str(years[0]) in printed:
            fix = (form.spot(row.path(field)), printed.replace(str(years[0]), str(year), 1))
    yield found(
        form.spot(row.path(field)),
        printed=row.value if field == "value_text" else row.name,
        fix=fix,
        severity=Severity.WARNING if later and form.kind in _OF_YEARS else None,
        message=("overall" if form.kind not in _OF_YEARS else "later") if later else "",
        called=row.called,
        text=row.value if field == "value_text" else row.name,
        year=year,
        period=f"或项目期（{form.table.project_period}）" if span is not None else "",
    )


def _closes(match: re.Match[str], year: int) -> bool:
    """Whether a date lies in the first months after the year."""
    month = match[2] if match.re is _DATE else None
    return int(match[1]) == year + 1 and month is not None and int(month) <= _SETTLED


def _of_units(forms: Sequence[Form]) -> Iterator[Found]:
    """Single forms of another year than all others of their unit."""
    units: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.table.fiscal_year and form.unit:
            units[form.unit].append(form)
    for own in units.values():
        years = Counter(form.table.fiscal_year for form in own)
        if len(years) < 2:
            continue
        common, count = years.most_common(1)[0]
        for form in own:
            year = form.table.fiscal_year
            if year == common or years[year] * _MAJORITY > count or form.kind is not Kind.PROJECT:
                continue
            like = next(one for one in own if one.table.fiscal_year == common)
            yield found(
                Spot(form, "fiscal_year"),
                Spot(like, "fiscal_year"),
                printed=str(year),
                computed=str(common),
                message="batch",
                year=year,
                count=count,
                other=common,
            )
