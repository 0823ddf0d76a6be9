"""Counts: how many of what a sentence or an indicator promises (`培训村干部120人`, `24个惠民项目`, `社区数量 =10个`).

Two counts speak of the same thing when their measure words agree and their words are the same but for those that only say
that something is done (完成、开展、共计). In doubt they do not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import fold_value
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Row

_MEASURES = (
    "平方公里|平方千米|平方米|立方米|万平方米|公顷|公里|千米|延米|米|场次|人次|批次|期次|班次|件次|户次|家次|车次|辆次|架次|台套|台次|课时|"
    "个|名|位|人|户|次|场|期|批|项|件|处|条|座|台|套|辆|栋|幢|亩|吨|公斤|千克|升|本|份|册|张|块|面|支|家|所|间|盏|棵|株|头|只|村|"
    "门|篇|部|对|节|班|眼|口|根|具|副|艘|架|顶|箱|袋|起|宗|例|页|枚|幅|m²|m2|㎡"
)
_SAME_MEASURE = {
    "名": "人", "位": "人", "场次": "场", "期次": "期", "批次": "批", "班次": "班", "件次": "件", "千米": "公里", "平方千米": "平方公里",
    "m²": "平方米", "m2": "平方米", "㎡": "平方米", "公斤": "千克", "株": "棵", "幢": "栋", "台套": "套", "延米": "米",
}  # fmt: skip
"""Measure words that count alike."""
ANY_THING = frozenset("个家所处座项件支条块")
"""Measure words of things for which a form often writes 个."""
_ENDING_TELLS = frozenset(
    ("人", "户", "次", "场", "期", "人次", "亩", "公里", "平方米", "公顷", "米", "吨", "批", "课时")
)
"""Measure words that follow what they count: 植树20亩."""

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNT = re.compile(
    rf"(?<![\d.第〔\[【A-Za-z\-+~〜—至到比(])(?P<number>(?:{_DIGITS})|(?<![一二三四五六七八九十百千万“\"第几数])"
    rf"(?:[两二三四五六七八九]|[一二两三四五六七八九]?[十百千][一二三四五六七八九十百零]{{0,6}})(?=个|名|位|场|次|期|项|件|条|处|座|所|家|支|户|村|台|套|辆))"
    rf"(?P<scale>万|千|百)?(?P<odd>余|多)?(?P<measure>{_MEASURES})(?P<odd2>余|多)?"
    r"(?!月|工作日|自然日|百分点|季度|小时|星期|学期|年度|元|以上学历|面[一-龥]?结合)"
)
_SCALES = {"万": 10_000, "千": 1000, "百": 100}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_DIGIT = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_STOP = re.compile(r"[,，。;；:：、!！?？\n()（）“”\"《》【】<>*×=＝/]")
_END = re.compile(r"[。;；!！?？\n]")
_LONGEST_CLAUSE = 200
_TAIL = re.compile(
    r"(?:约|近|大约|不少于|不低于|不得少于|至少|不超过|不多于|不高于|最多|超过|达到|达|共计|总计|合计|共有|共|总数|计划|预计|为|有|是|数量|"
    r"人数|次数|个数|数|等|各|的|≥|≤|>|<|并|力争|累计|以上)+$"
)
_QUOTED = re.compile(r"[“\"]([一-龥]{1,6})[”\"](?=[一-龥])")
"""A word in quotation marks inside a phrase, which the marks do not end: 妇女“两癌”筛查."""
_ABOUT = re.compile(r"(?:约|近|大约|大概)$")
_AT_LEAST = re.compile(r"(?:不少于|不低于|不得少于|至少|超过|≥|>)(?:约)?$")
_AT_MOST = re.compile(r"(?:不超过|不多于|不高于|最多|≤|<)$")
_AFTER_END = re.compile(r"和|与|及|以及|并|的(?!士)|等")
_OTHER_SPAN = re.compile(
    r"年均|月均|季均|其中|去年|上年|往年|历年|近年|近[两三四五]年|以来|已[有经完建]|曾|十[三四五]五|[两三四五]年(?:内|来|共|累计)|到20\d\d年|"
    r"至20\d\d年|\d\d年?(?:-|—|–|~|～|至)+(?:20)?\d\d年|规划期|原有|增至|增加到|提高到"
)
"""What follows counts another span of time, or a part only."""
_EACH = re.compile(r"每|各(?:自|配|设|建|新|购|增|安|发|开|举|组|办|派|选)")
"""What follows counts for each of several."""
_PER = re.compile(r"/(?!年(?:[^份]|$))|每(?:月|年|季|周|村|人|户|校)")

NEUTRAL = re.compile(
    r"完成|开展|覆盖|涵盖|涉及|惠及|组织|举办|举行|召开|实施|推进|推动|进行|做好|落实|确保|保证|保障|计划|预计|力争|达到|实现|本年度?|年度|全年|当年|今年|"
    r"年内|共计|合计|总计|累计|全部|所有|各类|各项|各种|相关|有关|辖区内?|全(?:县|区|市|乡|镇|街道)|我(?:县|区|市|乡|镇|街道|单位|局)|"
    r"本(?:县|区|市|乡|镇|街道|单位|部门)|开始|工作|任务|目标|情况|应|拟|将|为|对|了|的|等|及|和|与|以|在|内|共|约|各|正常"
)
"""Words that only say that something is done, and when and where as a matter of course."""
_NAME_TAIL = re.compile(
    r"(?:总|合计|完成)?(?:数量|人员数量|人数|个数|次数|场次数?|场数|户数|件数|项数|处数|套数|辆数|台数|期数|批次数?|座数|条数|家数|份数|"
    r"辆次|件次|家次|户次|页数|起数|面积|长度|里程|公里数|亩数|规模|人次数?|数目|总数|总量|数|量)$"
)
_TAIL_MEASURE = (
    ("人次", "人次"), ("人数", "人"), ("次数", "次"), ("场次", "场"), ("场数", "场"), ("户数", "户"), ("个数", "个"), ("件数", "件"),
    ("期数", "期"), ("批次", "批"), ("辆数", "辆"), ("亩数", "亩"), ("套数", "套"), ("台数", "台"), ("处数", "处"), ("项数", "项"),
)  # fmt: skip
_SEVERAL = re.compile(r"[及和与、].{0,99}(?:合计|总计|总数)|[一-龥]\([一-龥、]{1,6}\)[一-龥]")
_BRACKETS = re.compile(r"[(\[〔【][^)\]〕】]{0,99}[)\]〕】]")
_PEOPLE = frozenset("人员数名个")
_LONGEST_DEED = 4
_LONGEST_FIGURE = 10
_SHOWN = 16
"""Characters before a count that a message quotes."""
_LATIN = re.compile(r"[A-Za-z\d.]+")
_MARKS = re.compile(r"[^\w一-龥]")
_UNIT = re.compile(rf"(?P<scale>万|千|百)?(?P<measure>{_MEASURES})(?P<noun>[一-龥]*)(?:/(?:年|全年|年度))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count in a sentence: `number` and `measure` (normalised), the words before and behind it in its clause.

    `about`: 余、约. `bound`: `>=` or `<=` where words say so. `aside`: it is about another span of time, or a part only.
    """

    number: Decimal
    measure: str
    before: str
    after: str
    clause: str
    sentence: str
    """The sentence up to the count."""
    about: bool = False
    bound: str | None = None
    aside: bool = False
    lead: str = ""
    """The words before the count in its clause, as printed."""
    printed: str = ""
    """The number with its measure word, as printed: 1.5万亩."""

    @property
    def words(self) -> str:
        """The count as a message quotes it: 24个惠民项目, 学习12次."""
        if self.after and (self.measure not in _ENDING_TELLS or not self.before):
            return f"{self.printed}{self.after[:10]}"
        return f"{_shortened(self.lead)}{self.printed}"


def _shortened(words: str) -> str:
    bare = re.sub(r"^(?:组织|开展|计划|全年|完成|举办|的|、|和|及)+", "", words)
    return bare if len(bare) <= _SHOWN else f"…{bare[-_SHOWN:]}"


@lru_cache(maxsize=16384)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The counts of a text, in order."""
    folded = _QUOTED.sub(r"\1", fold_value(text))
    matches = list(_COUNT.finditer(folded))
    found = []
    for n, match in enumerate(matches):
        begin = max(matches[n - 1].end() if n else 0, _last_stop(folded, match.start()))
        end = matches[n + 1].start() if n + 1 < len(matches) else len(folded)
        stop = _STOP.search(folded, match.end())
        end = min(end, stop.start() if stop else len(folded))
        before, after = folded[begin : match.start()], folded[match.end() : end]
        clause = folded[_last_stop(folded, match.start()) : end]
        found.append(
            Quantity(
                number=_number(match),
                measure=measure_of(match["measure"]),
                before=_before(before),
                after=_AFTER_END.split(after, maxsplit=1)[0],
                clause=clause,
                sentence=folded[_last_stop(folded, match.start(), _END) : match.start()],
                about=bool(match["odd"] or match["odd2"] or _ABOUT.search(before) or after.startswith("左右")),
                bound=">=" if _AT_LEAST.search(before) else "<=" if _AT_MOST.search(before) else None,
                aside=_is_aside(folded, begin, match),
                lead=before,
                printed=match[0],
            )
        )
    return tuple(found)


def _is_aside(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a count is of another span of time, or of a part; what is told in passing (已建成的36座) is not."""
    clause = text[_last_stop(text, match.start()) : match.start()]
    if _EACH.search(clause) or _PER.match(text, match.end()):
        return True
    if text[begin : match.start()].endswith("的"):
        return "其中" in clause
    return _OTHER_SPAN.search(text, max(0, begin - 1), match.end() + 2) is not None


def _last_stop(text: str, end: int, stop: re.Pattern[str] = _STOP) -> int:
    """Where the clause (or, with another stop, the sentence) that runs up to `end` begins."""
    for position in range(end - 1, max(-1, end - _LONGEST_CLAUSE), -1):
        if stop.match(text, position):
            return position + 1
    return max(0, end - _LONGEST_CLAUSE)


def _before(text: str) -> str:
    previous = ""
    while text != previous:
        previous, text = text, _TAIL.sub("", text)
    return text


def _number(match: re.Match[str]) -> Decimal:
    text = match["number"].replace(",", "")
    if text[0].isdigit():
        number = Decimal(text)
    else:
        number = Decimal(_spoken(text))
    return number * _SCALES.get(match["scale"] or "", 1)


def _spoken(text: str) -> int:
    """A Chinese number: 两, 十五, 一百二十."""
    total, digit = 0, 0
    for char in text:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            digit = _DIGIT[char]
    return total + digit


def measure_of(measure: str) -> str:
    """The measure word that stands for all that count alike: 名 and 位 are 人."""
    return _SAME_MEASURE.get(measure, measure)


def measures_agree(one: str, other: str) -> bool:
    """Whether two (normalised) measure words may count the same thing; 个 stands for that of any thing."""
    if one == other:
        return True
    return "个" in (one, other) and one in ANY_THING and other in ANY_THING


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """What an indicator counts: its name without 数量, 人数 and brackets."""
    bare = _BRACKETS.sub("", fold_value(name))
    return _NAME_TAIL.sub("", bare).strip(",。、:;") or bare


@lru_cache(maxsize=32768)
def key(text: str) -> str:
    """A text for comparing what is counted: its characters in order of their codes, without the words that say nothing."""
    return "".join(sorted(_plain(text)))


@dataclass(frozen=True, slots=True)
class Counted:
    """What an indicator promises in numbers."""

    row: Row
    number: Decimal
    measure: str
    core: str
    is_several: bool = False
    """Whether it adds several things up: 社区（村）数量, 机关及社区合计数."""


def counted(row: Row) -> Counted | None:
    """What an indicator of 数量 counts; None where it counts nothing."""
    return counted_anywhere(row) if row.level2 is Level2.QUANTITY else None


def counted_anywhere(row: Row) -> Counted | None:
    """What an indicator of any level counts, such as the people who benefit; None where it counts nothing."""
    meaning = row.meaning
    if meaning.number is None:
        return None
    if meaning.kind not in (ValueKind.ABSOLUTE, ValueKind.FREQUENCY) or meaning.low is not None:
        return None
    measure, noun, scale = _unit_of(fold_value(meaning.unit or ""), row.name)
    if not measure:
        return None
    what = core(row.name)
    if noun and noun not in what:
        what = f"{what}{noun}"
    return Counted(row, meaning.number * scale, measure, what, _SEVERAL.search(fold_value(row.name)) is not None)


@lru_cache(maxsize=8192)
def _unit_of(unit: str, name: str) -> tuple[str, str, int]:
    """The measure word of a unit, what stands behind it (个社区), and the scale (万人)."""
    if not unit:
        bare = _BRACKETS.sub("", fold_value(name))
        return next((measure for tail, measure in _TAIL_MEASURE if bare.endswith(tail)), ""), "", 1
    match = _UNIT.fullmatch(unit)
    if match is None:
        return "", "", 1
    return measure_of(match["measure"]), match["noun"], _SCALES.get(match["scale"] or "", 1)


def same_thing(quantity: Quantity, what: str, measure: str, known: str = "") -> bool:
    """Whether a count in a sentence speaks of what an indicator (its core and measure) counts.

    :param known: a text whose words say nothing new, such as the name of the project.
    """
    if not measures_agree(quantity.measure, measure) or not what:
        return False
    before, after = _LATIN.sub("", quantity.before), _LATIN.sub("", quantity.after)
    bare = NEUTRAL.sub("", _LATIN.sub("", what))
    due = key(bare)
    if not due:
        return False
    if before and due in (key(before + after), key(before)):
        return True
    if after and quantity.measure not in _ENDING_TELLS and due == key(after):
        return _says_nothing(before, known)
    if len(bare) >= 2 and before.endswith(bare) and not after:
        return _says_nothing(before[: -len(bare)], known)
    if len(bare) >= 2 and after.startswith(bare):
        return _says_nothing(before, known) and _says_nothing(after[len(bare) :], known)
    return _says_it_otherwise(quantity, before, after, bare, known)


def _says_it_otherwise(quantity: Quantity, before: str, after: str, bare: str, known: str) -> bool:
    """Whether a phrase holds all words of a name, in another order, and none beside that say anything; or whether it lacks only
    the deed, which was said before (购置电脑35台、打印机8台)."""
    noun = (after if after and quantity.measure not in _ENDING_TELLS else "") or before or after
    near = noun[:2] if noun is after else noun[-2:]
    if len(near) < 2 or near not in bare:
        return False
    phrase, due = Counter(_plain(before + after)), Counter(bare)
    lacking, beside = due - phrase, phrase - due
    if not lacking:
        return not beside or set(beside) <= _PEOPLE or (len(beside) >= 2 and set(beside) <= set(known))
    deed = _contiguous(bare, lacking)
    return not beside and bool(deed) and len(deed) <= _LONGEST_DEED and deed in quantity.sentence


def _plain(text: str) -> str:
    return _MARKS.sub("", NEUTRAL.sub("", text))


def _contiguous(bare: str, lacking: Counter[str]) -> str:
    """The characters that are lacking, where they stand together in a name; else blank."""
    count = sum(lacking.values())
    return next(
        (bare[n : n + count] for n in range(len(bare) - count + 1) if Counter(bare[n : n + count]) == lacking), ""
    )


def _says_nothing(words: str, known: str) -> bool:
    """Whether words add nothing to what is counted: neutral ones, or those of a known text."""
    left = _plain(words)
    return not left or (len(left) >= 2 and set(left) <= set(known))


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text."""
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


def covered(what: str, clause: str) -> float:
    """How much of a name's pairs of characters a clause holds."""
    own = pairs(what)
    return len(own & pairs(clause)) / len(own) if own else 0.0


def differs(quantity: Quantity, number: Decimal, about: Decimal) -> bool:
    """Whether a count says another number; 余 and 约 allow for a share."""
    if quantity.number == number:
        return False
    return not (quantity.about and abs(quantity.number - number) <= about * max(quantity.number, number))


def head(what: str) -> str:
    """The thing itself that a name ends with: 林场 of 维护隔离带的林场."""
    return what.rpartition("的")[2]


def digits_swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers are of the same digits in another order (5900, 9500), so that one was typed wrong."""
    if one == other or not (one * 4 > other and other * 4 > one):
        return False
    return sorted(format(one.normalize(), "f")) == sorted(format(other.normalize(), "f"))


def one_slip_apart(one: Decimal, other: Decimal) -> bool:
    """Whether a figure is another with two digits exchanged, or with one put in, left out or mistyped (185, 85)."""
    if one <= 0 or other <= 0 or one == other:
        return False
    first, second = (f"{figure.normalize():f}" for figure in (one, other))
    if len(second) > len(first) + 1 or max(len(first), len(second)) > _LONGEST_FIGURE:
        return False
    if len(first) == len(second):
        apart = [n for n, (left, right) in enumerate(zip(first, second, strict=True)) if left != right]
        return len(apart) == 1 or (len(apart) == 2 and sorted(first) == sorted(second))
    short, long = sorted((first, second), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
