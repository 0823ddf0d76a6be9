"""CON-013."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS, fold_value, plain
from jiheng.rules.consistency.costs import counts_of
from jiheng.rules.form import Form
from jiheng.rules.quantities import quantities
from jiheng.rules.registry import Found, Spot, found, rule

_MONEY = r"亿元|百万元|万元|千元|元|万"
_NUMBER = r"(?<!\d)\d[\d,]{0,20}(?:\.\d+)?"
_EACH = re.compile(
    rf"(?:每(?:年)?每?(?:个|名|位|家|所|条|座|处|间)?)(?P<thing>[一-龥]{{1,8}}?)(?:\([一-龥]{{1,6}}\))?(?:每年|每年度|全年|年|一年)?(?:给予|安排|拨付|补助|补贴|保障|奖补|"
    rf"落实|核定|核拨|工作经费|运转经费|办公经费|经费|标准|按|按照|为|是|的|不少于|不低于|至少|,)*"
    rf"(?P<low>{_NUMBER})(?P<unit1>{_MONEY})?(?:(?:-|—|~|～|至|到)(?P<high>{_NUMBER}))?(?P<unit>{_MONEY})"
)
_PER = re.compile(
    rf"(?P<low>{_NUMBER})(?:(?:-|~|至)(?P<high>{_NUMBER}))?(?P<unit>{_MONEY})/(?P<thing>[一-龥]{{1,8}})(?![一-龥])"
)
_BY_SIZE = re.compile(r"按照?(?P<thing>[一-龥]{2,16}?)(?:核算|核定|测算|计算|安排|补助|拨付|划分|分档|分类)[:：,，]?")
_BAND = re.compile(
    rf"(?:[<>≤≥＜＞]|以[上下内]|不足|超过|不满|以上|\d[户人]?[-~—至]\d)[^;；。]{{0,24}}?[,，:：为]?(?P<low>{_NUMBER})(?P<unit>{_MONEY})"
)
_AT_MOST = re.compile(r"不超过|不高于|最高|以内|上限|至多|控制在|封顶")
_SHARED = re.compile(
    r"分级|分担|共担|负担|承担|配套|统筹解决|按比例|各级财政|上级|中央|省级|省财政|市级|市财政|自筹|部分|一半"
)
_NO_SPENDING = re.compile(
    r"增收|收入|增加|增产|节约|节省|减少|降低|产值|效益|收益|利润|价值|罚|收取|收费|缴|捐|消费|贷款|投资"
)
_PER_MONTH = re.compile(r"每月|/月|每天|每日|每次|每学期|每季")


@dataclass(frozen=True, slots=True)
class _Standard:
    """A standard that a text cites: the least that one piece gets (yuan), and what it is for."""

    thing: str
    yuan: Decimal
    words: str
    by_size: bool = False


@rule(
    "CON-013",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("relative_tolerance_text",),
    message="目标引用的标准是“{words}”，按最低标准 {price} 乘以 {count} 测算至少 {calc}，而预算只有 {budget}，少 {gap}。请核对标准、数量和"
    "预算，或者写明差额由谁负担。",
)
def budget_covers_the_standard(form: Form) -> Iterator[Found]:
    """预算低于按所引标准测算的金额。

    ## 查什么
    目标里写明的标准（每个社区10万元、每人每年300元、按规模分档的金额）取最低一档，乘以表中相应的数量，是否超过项目预算。
    写明“不超过”的上限、按月的标准，以及写明由各级分担、配套的，不测算。

    ## 为什么
    标准来自文件，预算不够就不能足额落实，或者数量、标准有一个写错了。

    ## 怎么改
    核对标准和数量；差额由其他资金解决的，请在目标里写明。
    """
    budget = form.amount("budget.total")
    if not budget:
        return
    share = form.profile.number("relative_tolerance_text")
    for text in form.goal_texts:
        for standard in _standards(text.text):
            driver = _driver(form, standard, text.text, text.path)
            if driver is None:
                continue
            spot, number, shown = driver
            calc = plain(standard.yuan * number)
            if calc - budget > share * budget:
                yield found(
                    "budget.total",
                    text.path,
                    *([spot.path] if spot.path != text.path else []),
                    printed=budget,
                    computed=calc,
                    difference=budget - calc,
                    words=standard.words,
                    price=form.money(standard.yuan),
                    count=shown,
                    calc=form.money(calc),
                    budget=form.money(budget),
                    gap=form.money(calc - budget),
                )
                return


@lru_cache(maxsize=4096)
def _standards(text: str) -> tuple[_Standard, ...]:
    folded = fold_value(text)
    if _SHARED.search(folded):
        return ()
    return tuple(_found(folded))


def _found(text: str) -> Iterator[_Standard]:
    for pattern in (_EACH, _PER):
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 6) : match.end() + 8]
            if not (_AT_MOST.search(around) or _PER_MONTH.search(around) or _NO_SPENDING.search(around)):
                low, unit = match["low"], match.groupdict().get("unit1") or match["unit"]
                yield _Standard(match["thing"], _yuan(low, unit), match[0])
    for match in _BY_SIZE.finditer(text):
        end = text.find("。", match.end())
        bands = list(_BAND.finditer(text, match.end(), end if end >= 0 else len(text)))
        if len(bands) >= 2 and not _AT_MOST.search(text[match.start() : match.end()]):
            least = min(bands, key=lambda band: _yuan(band["low"], band["unit"]))
            words = f"按{match['thing']}分档，最低{least['low']}{least['unit']}"
            yield _Standard(match["thing"], _yuan(least["low"], least["unit"]), words, by_size=True)


def _yuan(number: str, unit: str) -> Decimal:
    return plain(Decimal(number.replace(",", "")) * MONEY_UNITS[unit])


def _driver(form: Form, standard: _Standard, text: str, path: str) -> tuple[Spot, Decimal, str] | None:
    """How many pieces the standard is to be multiplied by: the one number that indicators, or the text itself, tell."""
    thing = standard.thing
    rows = [
        one
        for one in counts_of(form)
        if (thing.startswith(one.core) if standard.by_size else _is_thing(thing, one.core, one.measure)) and one.number
    ]
    if len({one.number for one in rows}) == 1:
        one = rows[0]
        return form.spot(one.row.path("value_text")), one.number, one.row.value.lstrip("≥≤=><＝＞＜")
    counts = [
        count
        for count in quantities(text)
        if not count.about
        and (
            _is_thing(thing, count.after, count.measure)
            if count.after
            else _is_thing(thing, count.before, count.measure)
        )
    ]
    if not rows and not standard.by_size and len({count.number for count in counts}) == 1:
        number = counts[0].number
        return form.spot(path), number, f"{format(number.normalize(), 'f')}{counts[0].measure}"
    return None


def _is_thing(thing: str, core: str, measure: str) -> bool:
    """Whether a standard for each `thing` is for what is counted."""
    if thing in ("人", "户", "亩", "公里", "村", "校", "班", "次", "场", "名"):
        return measure == ("人" if thing == "名" else thing) or (thing in "村校" and core.endswith((thing, "学校")))
    return bool(core) and (thing == core or (len(thing) >= 2 and core.endswith(thing)))
