"""Unit costs and what they are multiplied by: indicators (`人均经费 ≤300元/人` and `117人`), and standards in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import MONEY_UNITS, fold
from jiheng.model.measures import measure_of
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.formulas import RELATIVE
from jiheng.rules.quantities import Quantity, core, quantities
from jiheng.rules.tokens import Folded, folded

SHIFTS = (1, -1, 2, -2, 4, -4)
"""Places by which a decimal point slips, or a unit is mistaken."""
_SHARED = re.compile(
    r"分担|分级负担|共同负担|共同承担|负担(?!过?重)|配套资金|资金配套|县级配套|市级配套|按比例|补差|差额|缺口|不足部分|抵扣"
)
_PEOPLE = frozenset("人名位生")
_NAMED = re.compile(r"(?:人均|(?P<pupil>生均)|(?P<house>户均)|每(?P<each>人|名|生|户|位))")
_TIMES = {"年": Decimal(1), "月": Decimal(12), "季": Decimal(4), "季度": Decimal(4)}


def is_shared(form: Form) -> bool:
    """Whether the form says that others bear a part of the cost."""
    texts = (
        [text.text for text in form.texts]
        + [row.indicator.basis or "" for row in form.rows]
        + [row.name for row in form.cost_rows]
    )
    return any(_SHARED.search(text) for text in texts)


@dataclass(frozen=True, slots=True)
class UnitCost:
    """An indicator for a unit cost and those for how many there are; `yuan` is their product."""

    cost: Row
    counts: tuple[Row, ...]
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class UnitCosts:
    """The unit costs of a form: those whose counts are plain, and of the others every product that may be meant."""

    plain: tuple[UnitCost, ...]
    possible: tuple[UnitCost, ...]

    @property
    def all(self) -> tuple[UnitCost, ...]:
        """All products."""
        return (*self.plain, *self.possible)


def unit_costs(form: Form) -> UnitCosts:
    """The unit costs of a form with what they are multiplied by."""
    plain: list[UnitCost] = []
    possible: list[UnitCost] = []
    counting = [row for row in form.rows if not row.is_cost and _is_count(row)]
    for row in form.cost_rows[:_MOST_COSTS]:
        units = _units(row)
        if units:
            found, is_plain = _products(row, units, counting)
            (plain if is_plain else possible).extend(found)
    return UnitCosts(tuple(plain), tuple(possible))


_MOST_COSTS = 30
_MOST_COUNTS = 12
"""Rows of a unit among which the count of a unit cost is looked for."""


def _units(row: Row) -> list[str]:
    """What a unit cost is counted by: ["人", "月"] of 元/人·月, ["人"] of 人均经费; empty where it is no unit cost."""
    per = row.meaning.per
    if per:
        return [part for part in re.split(r"[/·.*每、]", re.sub(r"[()]", "", fold(per))) if part]
    named = _NAMED.search(row.name)
    if named is None:
        return []
    return ["户" if named["house"] or named["each"] == "户" else "人"]


def _is_count(row: Row) -> bool:
    meaning = row.meaning
    return (
        meaning.number is not None and meaning.low is None and meaning.kind not in (ValueKind.MONEY, ValueKind.PERCENT)
    )


def _products(cost: Row, units: Sequence[str], counting: Sequence[Row]) -> tuple[list[UnitCost], bool]:
    """A unit cost times its counts; where several rows count one of its units, with each of them."""
    product = cost.meaning.yuan or Decimal()
    counts: list[Row] = []
    choice: list[Row] = []
    for unit in units:
        if unit in _TIMES:
            product *= _TIMES[unit]
            continue
        rows = [row for row in counting if _counts(row, unit)] or [row for row in counting if _counts_noun(row, unit)]
        if len(rows) > 1:
            akin = _akin(rows, cost)
            if not akin and not choice:
                choice = rows[:_MOST_COUNTS]
                continue
            rows = akin
        if len(rows) != 1:
            return [], False
        counts.append(rows[0])
    if not counts and not choice:
        return [], False
    found = []
    for taken in [[*counts, row] for row in choice] or [counts]:
        more = _each(taken, counting)
        if more is None:
            return [], False
        given = product
        for one in (*taken, *more):
            given *= number_of(one)
        found.append(UnitCost(cost, (*taken, *more), given))
    return found, not choice


def _each(taken: Sequence[Row], counting: Sequence[Row]) -> list[Row] | None:
    """Of a count by something (每班授课课时) the row that counts that something; None where there is no such row."""
    found = []
    for row in taken:
        each = re.match(r"每(?:个|名|位|户|所|家)?([\u4e00-\u9fff])", row.name)
        if each is None:
            continue
        rows = [one for one in counting if one not in taken and each[1] in one.name and not one.name.startswith("每")]
        rows = [one for one in rows if re.search(rf"{each[1]}[级子]?(?:个)?数", one.name)] or rows
        if len(rows) != 1:
            return None
        found.append(rows[0])
    return found


def number_of(row: Row) -> Decimal:
    """The number of a count, 万 counted out."""
    meaning = row.meaning
    measure = measure_of(meaning.unit)
    return (meaning.number or Decimal()) * (measure.scale if measure is not None and not measure.per else Decimal(1))


def _counts(row: Row, unit: str) -> bool:
    """Whether an indicator counts the things of a unit: 3.5万亩 those of 元/亩, 360人 those of 元/生."""
    own = fold(row.meaning.unit or "")
    if own == unit:
        return True
    if unit in _PEOPLE:
        unit = "人"
    measure, wanted = measure_of(row.meaning.unit), measure_of(unit)
    if measure is None or wanted is None or measure.per or measure.sort is not wanted.sort:
        return False
    base = "人" if measure.base in _PEOPLE else measure.base
    return base == unit and wanted.scale == 1


def _counts_noun(row: Row, unit: str) -> bool:
    """Whether an indicator counts in 个 or 家 what a unit names: 覆盖行政村 16个 the 村 of 万元/村."""
    return row.meaning.unit in _OF_ANY_THING and unit not in _OF_ANY_THING and core(row.name).endswith(unit)


_OF_ANY_THING = frozenset("个家所座处")


def _akin(rows: Sequence[Row], cost: Row) -> list[Row]:
    """The one of several whose name shares most with that of the cost; none where that does not tell."""
    shared = sorted(((len(_pairs(row.name) & _pairs(cost.name)), row.n) for row in rows), reverse=True)
    if shared[0][0] >= 1 and shared[0][0] > shared[1][0]:
        return [row for row in rows if row.n == shared[0][1]]
    return []


_COMMON = re.compile(r"数量|人数|次数|成本|标准|费用|经费|补助|补贴|单价|人均|[率数额量]$")


@lru_cache(maxsize=8192)
def _pairs(name: str) -> frozenset[str]:
    bare = _COMMON.sub(" ", fold(name))
    return frozenset(bare[n : n + 2] for n in range(len(bare) - 1) if " " not in bare[n : n + 2])


def shift_between(given: Decimal, due: Decimal, allowed: Decimal = RELATIVE) -> int | None:
    """By how many places the decimal point of one figure must move to give the other; None where none does."""
    if given <= 0 or due <= 0:
        return None
    return next((shift for shift in SHIFTS if abs(given.scaleb(shift) - due) <= due * allowed), None)


def agrees(given: Decimal, due: Decimal, allowed: Decimal) -> bool:
    """Whether two amounts agree within a share."""
    return abs(given - due) <= abs(due) * allowed


def amounts_of(form: Form) -> list[tuple[str, Decimal]]:
    """The amounts of a form that a product may stand for, with their paths."""
    money = [
        (f"budget.{key}", amount) for key, amount in (form.table.budget or {}).items() if amount and "rate" not in key
    ]
    tasks = [
        (f"tasks[{n}].total", task.total)
        for n, task in enumerate(form.table.tasks or ())
        if isinstance(task.total, Decimal)
    ]
    lines = [
        (f"cost_estimates[{n}].amount", line.amount)
        for n, line in enumerate(form.table.cost_estimates or ())
        if isinstance(line.amount, Decimal)
    ]
    return money + [(path, amount) for path, amount in (*tasks, *lines) if amount]


def sums_of_tasks(form: Form) -> Iterator[Decimal]:
    """The amounts of the first few tasks taken together, for as many as are first."""
    total = Decimal()
    for task in (form.table.tasks or ())[:30]:
        if not isinstance(task.total, Decimal):
            return
        total += task.total
        yield total


# ---- standards in words

_EACH = re.compile(
    r"(?:每(?:一)?(?:个|名|位)?(?P<who>人|生|户|名|位|学生|居民|职工|老人|村民|农户)|(?P<even>人均|生均|户均))"
    r"(?:,?每?(?P<when>学期|年|月|天|日|次))?[^\d,。；;:每]{0,8}?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)(?![/每])"
)
_RATE = re.compile(
    r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)[/每](?P<who>人|生|户|名|位)(?:[/·.每]?(?P<when>学期|年|月|天|日|次))?"
)
_COUNT = re.compile(
    r"(?<![\d.])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>万)?(?P<unit>人|名|位|户)(?!次|[/·]|均|以上|以下)"
)
_LENGTH = re.compile(r"(?<![\d.])(?P<number>\d+)(?:个)?(?P<unit>月|天|日|年|学期|次)")


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard in words with the one count beside it: 每人每月300元 and 117人."""

    path: str
    yuan: Decimal
    shown: str
    when: str
    count: Decimal
    counted: str
    lengths: tuple[Decimal, ...]

    @property
    def product(self) -> Decimal:
        """What they give for one period; of a standard by the month, for a year."""
        return (
            self.yuan
            * self.count
            * (12 if self.when == "月" and not self.lengths else self.lengths[0] if self.lengths else 1)
        )

    def gives(self, amount: Decimal, allowed: Decimal) -> bool:
        """Whether some whole number of the periods gives an amount; the periods that the text names, where it does."""
        base = self.yuan * self.count
        if agrees(base, amount, allowed) or any(agrees(base * length, amount, allowed) for length in self.lengths):
            return True
        most = {"月": 12, "次": 24, "学期": 2, "天": 366, "日": 366}.get(self.when, 3)
        if self.lengths and self.when in ("天", "日", "次"):
            return False
        times = amount / base if base else Decimal()
        return 1 <= times <= most and agrees(base * round(times), amount, RELATIVE)


@lru_cache(maxsize=4096)
def _standard(text: str) -> tuple[Decimal, str, str, Decimal, str, tuple[Decimal, ...]] | None:
    if "元" not in text or not any(word in text for word in ("每", "均", "元/")):
        return None
    base: Folded = folded(text)
    rates = [*_EACH.finditer(base.text), *_RATE.finditer(base.text)]
    if len(rates) != 1 or len(re.findall(r"\d(?:万|亿|千)?元", base.text)) != 1:
        return None
    rate = rates[0]
    house = "户" in (rate["who"] or "") or rate.groupdict().get("even") == "户均"
    rest = base.text[: rate.start()] + " " + base.text[rate.end() :]
    counts = [one for one in _COUNT.finditer(rest) if (one["unit"] == "户") == house]
    if len(counts) != 1:
        return None
    lengths = tuple(Decimal(one["number"]) for one in _LENGTH.finditer(rest) if 1 < int(one["number"]) <= 366)
    count = Decimal(counts[0]["number"].replace(",", "")) * (10_000 if counts[0]["scale"] else 1)
    yuan = Decimal(rate["number"].replace(",", "")) * MONEY_UNITS[rate["unit"]]
    return yuan, rate[0].rstrip(",，"), rate["when"] or "", count, counts[0][0], lengths


def standards(form: Form) -> Iterator[Standard]:
    """The goals and uses of money that name exactly one standard, one count, and no other amount."""
    for text in form.texts:
        if text.path.startswith(("goals", "fund_use", "tasks")):
            read = _standard(text.text)
            if read is not None:
                yield Standard(text.path, *read)


# ---- prices for each that a text tells

_TOLD = re.compile(
    r"(?:每(?!年(?!级)|月|季|天|日|周|学期)(?P<each>[一-龥]{1,8}?)(?:,?每?(?P<when>学期|年|月|天|日|次))?|(?P<even>[人户亩生])均|"
    r"单(?P<single>[车次场座个户件])年?)(?P<gap>[^\d,。；;:、每均]{0,10}?)(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)(?![/每\d])"
)
_TOLD_PER = re.compile(
    r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)[/每](?!年|月)(?P<each>[一-龥]{1,6}?)(?:[/·.每]+(?P<when>学期|年|月|天|日|次))?(?![一-龥·/])"
)
_CLASSIFIER = re.compile(r"^[个名位家所座条项处间张辆台户件](?=[一-龥])")
_NO_PRICE = re.compile(
    r"收入|增收|增产|产值|节约|节省|消费|减少|降低|奖励|罚|其中|中央|省级|省财政|市级|市财政|上级|总投资"
)
_EVEN = {"生": "人", "车": "辆"}
_ROUND = 44
"""Characters on both sides of a price in which the words stand that tell what it is for."""
_SENTENCE = re.compile(r"[。；;\n]")
_TOTAL_TOLD = re.compile(
    r"(?:共计|合计|总计|共需|总共|共安排|需要?资金|所需资金|资金总额|共)[^\d,。；;、每]{0,8}(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)(?![/每])"
)
_ABOUT = re.compile(r"约|近|左右|余|以上|超过|不少于|不低于")


@dataclass(frozen=True, slots=True)
class Price:
    """A price for each of something that a text tells: 每村5万元, 人均900元, 0.8元/页."""

    keys: frozenset[str]
    when: str
    yuan: Decimal
    words: str
    around: str
    """The text on both sides of it."""
    start: int
    end: int


@lru_cache(maxsize=4096)
def prices(text: str) -> tuple[Price, ...]:
    """The prices for each that a text tells."""
    if "元" not in text or not any(word in text for word in ("每", "均", "元/", "单")):
        return ()
    base = folded(text).text
    found = []
    for match in (*_TOLD.finditer(base), *_TOLD_PER.finditer(base)):
        around = base[max(0, match.start() - _ROUND) : match.end() + _ROUND]
        if _NO_PRICE.search(base[max(0, match.start() - 10) : match.end()]):
            continue
        parts = match.groupdict()
        each = parts.get("each") or parts.get("even") or parts.get("single") or ""
        yuan = Decimal(match["number"].replace(",", "")) * MONEY_UNITS[match["unit"]]
        found.append(Price(keys_of(each), match["when"] or "", yuan, match[0], around, *match.span()))
    return tuple(found)


@lru_cache(maxsize=4096)
def keys_of(each: str) -> frozenset[str]:
    """What a price is counted by, in all its forms: 个 and 书房 of 个书房; 人 of 生."""
    bare = _CLASSIFIER.sub("", each)
    keys = {each, bare} | ({each[0]} if bare != each else set())
    return frozenset(
        _EVEN.get(key, "人" if key in _PEOPLE or key.endswith(("人", "学生", "教师")) else key) for key in keys
    )


def told_otherwise(form: Form) -> Iterator[tuple[Row, list[tuple[str, Price]]]]:
    """The unit costs whose price the goals and tasks tell otherwise, each with what they tell."""
    costs = [(row, _parts(row)) for row in form.cost_rows[:_MOST_COSTS]]
    costs = [(row, parts) for row, parts in costs if parts is not None and row.meaning.yuan]
    if not costs:
        return
    told = [
        (text.path, price)
        for text in form.texts
        if text.path.startswith(("goals", "fund_use", "tasks"))
        for price in prices(text.text)
    ]
    for row, (keys, when) in costs:  # type: ignore[misc]
        if sum(bool(keys & other[0]) for _, other in costs if other is not None) > 1:
            continue
        own = [(path, price) for path, price in told if keys & price.keys]
        if len({price.yuan for _, price in own}) != 1 or own[0][1].yuan == row.meaning.yuan:
            continue
        if any(not _same_time(when, price.when) for _, price in own):
            continue
        words = _pairs(row.name)
        if not words or any(any(pair in price.around for pair in words) for _, price in own):
            yield row, own


def _parts(row: Row) -> tuple[frozenset[str], str] | None:
    units = _units(row)
    things = [unit for unit in units if unit not in _TIMES and unit not in ("天", "日", "次", "学期")] or units[:1]
    if len(things) != 1:
        return None
    when = next((unit for unit in units if unit in ("年", "月", "天", "日", "次", "学期") and unit != things[0]), "")
    return keys_of(things[0]), when


def _same_time(one: str, other: str) -> bool:
    return one.replace("年", "") == other.replace("年", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that multiplies in words: 16个行政村, 每村5万元, 共计85万元."""

    price: str
    count: str
    product: Decimal
    total: Decimal
    words: str


@lru_cache(maxsize=4096)
def products_told(text: str) -> tuple[Told, ...]:
    """The sentences that name one price, one count of what it is for and one total that is not their product."""
    if ("每" not in text and "均" not in text) or "元" not in text:
        return ()
    base = folded(text).text
    return tuple(one for part in _SENTENCE.split(base) if (one := _told(part)) is not None)


def _told(sentence: str) -> Told | None:
    told = prices(sentence)
    totals = list(_TOTAL_TOLD.finditer(sentence))
    if len(told) != 1 or len(totals) != 1 or len(re.findall(r"\d(?:万|亿|千)?元", sentence)) != 2:
        return None
    price, total = told[0], totals[0]
    counts = [
        one
        for one in quantities(sentence)
        if not one.about and (one.measure in price.keys or any(_counts_it(one, key) for key in price.keys))
    ]
    if len(counts) != 1 or _ABOUT.search(total[0]) or price.when in ("天", "日", "次", "学期"):
        return None
    due = Decimal(total["number"].replace(",", "")) * MONEY_UNITS[total["unit"]]
    product = price.yuan * counts[0].number
    times = range(1, 13) if price.when == "月" else [int(one["number"]) for one in _LENGTH.finditer(sentence)]
    if any(agrees(product * time, due, RELATIVE) for time in (1, *times)):
        return None
    if price.when == "月":
        product *= 12
    return Told(price.words, counts[0].printed, product, due, total[0])


def _counts_it(count: Quantity, key: str) -> bool:
    """Whether a count is of the things that a price is for: 16个行政村 and 每村."""
    return count.after[: len(key) + 6].find(key) >= 0 and count.measure in ("个", "家", "所", "座", "处", "人", "名")
