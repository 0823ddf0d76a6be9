"""Values of indicators in every spelling, and the trees that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..text.model import HALF, OPERATORS
from . import words
from .chance import Chance

FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
UP = ("≥", "≥", "≥", "≥", "=", "＝", "≧", "⩾", "＞", "˃", ">", "")
DOWN = ("≤", "≤", "≤", "≤", "=", "≦", "⩽", "＜", "˂", "<", "")
BLANK = ("", "—", "——", "/")


@dataclass(frozen=True)
class Value:
    """A printed value from its parts; `words` where it is no number."""

    sign: str = ""
    number: str = ""
    unit: str = ""
    words: str = ""
    gap: str = ""
    brackets: str = ""

    def printed(self, mode: str = "one") -> dict[str, str]:
        """The texts of the columns: `one` cell, `three` cells, sign apart (`sign`) or unit apart (`unit`)."""
        if self.words:
            text = self.sign + self.words
            if mode == "three":
                return {"sign": "定性", "value": text, "unit": ""}
            if mode == "sign":
                return {"sign": "定性", "value": text}
            return {"value": text, "unit": ""} if mode == "unit" else {"value": text}
        if mode == "three":
            return {"sign": self.sign, "value": self.number, "unit": self.unit}
        if mode == "sign":
            return {"sign": self.sign, "value": self.number + self.unit}
        if mode == "unit":
            return {"value": self.sign + self.number, "unit": self.unit}
        unit = self.brackets[:1] + self.unit + self.brackets[1:]
        return {"value": self.sign + self.gap + self.number + self.gap + unit}

    def gold(self, mode: str = "one") -> dict[str, Any]:
        out = {"value_text": self.printed(mode)["value"]}
        if self.sign:
            out["operator"] = OPERATORS[self.sign]
        if not self.words:
            out["number"] = self.number.translate(HALF).replace(",", "")
            out["unit"] = self.unit
        return out


@dataclass
class Indicator:
    """A third-level indicator; both texts blank is an unused row."""

    name: str
    value: Value | None
    more: dict[str, str] = field(default_factory=dict)


Tree = list[tuple[str, list[tuple[str, list[Indicator]]]]]


def number(ch: Chance, unit: str) -> str:
    if unit in ("%", "‰"):
        return (
            ch.one("100", "100", "95", "90", "98", "85", "99.5", "65", "92.50") if unit == "%" else ch.one("3", "0.9")
        )
    if unit.startswith(("元", "万元")):
        return ch.one("420", "1200", "2,600", "38.5", "0.62", "4500", "96.80", "900", "186.00")
    if unit in ("万人", "分", "年", "小时", "个工作日", "天", "起", "次"):
        return ch.one("3.2", "15", "20", "24", "310", "5", "0", "80")
    return ch.one("12", "26", "186", "1,250", "13,459.00", "2160", "18.6", "600", "3", "8000", "5200.5")


def value(ch: Chance, unit: str, year: int) -> Value:
    """A value that suits the unit, spelled at random."""
    if unit == "words":
        return Value(words=ch.one(*words.DEGREES), sign="=" if ch.maybe(0.05) else "")
    if unit == "date":
        return Value(words=ch.one(*words.DATES).replace("2024", str(year)))
    if ch.maybe(0.04):
        low, high = ch.one(("90", "95"), ("3", "5"), ("10", "20"))
        return Value(words=f"{low}{ch.one('-', '～', '—')}{high}{unit}")
    if ch.maybe(0.02) and unit == "%":
        return Value(words=ch.one("不低于95%", "不超过5%", "达到90%以上"))
    down = unit.startswith(("元", "万元")) or unit in ("‰", "小时", "个工作日", "起", "次")
    num = number(ch, unit)
    sign, gap, brackets = ch.one(*(DOWN if down else UP)), "", ""
    if unit == "%" and ch.maybe(0.06):
        return Value(sign, num.translate(FULL), "％")
    if unit == "%" and ch.maybe(0.03):
        return Value(sign, num, "百分比")
    if unit == "%" and ch.maybe(0.03):
        return Value(sign, num, "﹪")
    if ch.maybe(0.06):
        gap = " "
    elif unit not in ("%", "‰") and ch.maybe(0.06):
        brackets = ch.one("（）", "()")
    if unit == "万元" and ch.maybe(0.1):
        unit = "万"
    return Value(sign, num, unit, gap=gap, brackets=brackets)


def framework(ch: Chance) -> list[tuple[str, list[tuple[str, tuple]]]]:
    """Levels with the names that belong below them."""
    output = [("数量指标", words.QUANTITY), ("质量指标", words.QUALITY), ("时效指标", words.TIMELINESS)]
    benefit = [("经济效益指标", words.ECONOMIC), ("社会效益指标", words.SOCIAL), ("生态效益指标", words.ECOLOGICAL)]
    content = [("服务对象满意度指标", words.SATISFACTION)]
    cost = [("经济成本指标", words.COST), ("社会成本指标", words.SOCIAL_COST), ("生态环境成本指标", words.ECO_COST)]
    if ch.maybe(0.7):
        benefit.append(("可持续影响指标", words.LASTING_EFFECT))
    benefit = ch.some(benefit, 1)
    output = ch.some(output, 2)
    out: list = []
    if ch.maybe(0.35):  # 2021: cost is a first level of its own
        out = [("产出指标", output), ("效益指标", benefit)]
        out.insert(ch.one(0, 0, 1), ("成本指标", ch.some(cost, 1)))
    else:
        output.append(("成本指标", words.COST))
        out = [(ch.one("产出指标", "产出指标", "产出指标", "完成指标"), output), ("效益指标", benefit)]
    if ch.maybe(0.12):
        benefit.append((ch.one("社会公众及服务对象满意度指标", "服务对象满意度指标"), words.SATISFACTION))
    elif ch.maybe(0.93):
        if ch.maybe(0.2):
            content = [("满意度指标", words.SATISFACTION)]
        out.append(("满意度指标", content))
    return out


def tree(ch: Chance, year: int, *, columns: set[str], blanks: bool, small: bool = False) -> Tree:
    """A random tree whose indicators know the texts of all `columns`."""
    short = ch.maybe(0.1)
    points = "weight" in columns and ch.maybe(0.3)
    out: Tree = []
    levels = framework(ch)
    unused = {names: ch.shuffled(names) for _, seconds in levels for _, names in seconds}
    for first, seconds in levels:
        below = []
        for second, names in seconds:
            count = ch.one(1, 1, 1, 2, 2, 3) if not small else ch.one(1, 1, 2)
            rows = []
            for _ in range(count):
                if not unused[names]:
                    break
                name, unit = unused[names].pop()
                rows.append(Indicator(name, value(ch, unit, year)))
            if blanks and ch.maybe(0.06):
                rows = [Indicator("", None)]
            if not rows:
                continue
            below.append((second.removesuffix("指标") if short else second, rows))
        if below:
            mark = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}.get(first)
            label = f"{first}（{mark}分）" if points and mark else first
            out.append((label.removesuffix("指标") if short and first != "满意度指标" else label, below))
    fill(ch, out, columns, blanks)
    return out


def fill(ch: Chance, tree_: Tree, columns: set[str], blanks: bool) -> None:
    """The texts of the further columns."""
    rows = [i for _, seconds in tree_ for _, inds in seconds for i in inds if i.value]
    whole = ch.maybe(0.7)
    for i in rows:
        empty = blanks and ch.maybe(0.2)
        if "weight" in columns:
            i.more["weight"] = str(ch.one(5, 10, 8, 15)) if whole else ch.one("4.5", "7.50", "10", "12.5")
        if "score" in columns:
            full = ch.maybe(0.7)
            i.more["score"] = i.more.get("weight", "10") if full else ch.one("4", "6.5", "7", "3.20")
        if "actual_text" in columns:
            i.more["actual_text"] = done(ch, i.value)
        if "expected_text" in columns:
            i.more["expected_text"] = done(ch, i.value)
        if "deviation" in columns:
            i.more["deviation"] = ch.one(*words.REASONS) if not blanks or ch.maybe(0.3) else ch.one("", "", "无")
        if "description" in columns:
            i.more["description"] = "" if empty else ch.one(*words.DESCRIPTIONS)
        if "basis" in columns:
            i.more["basis"] = "" if empty else ch.one(*words.BASES)
        if "rule" in columns:
            i.more["rule"] = "" if empty else ch.one(*words.RULES)
        if "note" in columns:
            i.more["note"] = "" if blanks and ch.maybe(0.8) else ch.one("核心指标", "新增", "延续上年")
        if "polarity" in columns:
            down = i.value and i.value.sign in DOWN and i.value.sign not in UP
            i.more["polarity"] = "反向指标" if down else "正向指标"


def done(ch: Chance, v: Value) -> str:
    if v.words:
        return ch.one(*words.DONE_WORDS)
    base = v.number.translate(HALF).replace(",", "")
    return ch.one(base, base + v.unit, base + v.unit)


def entry(first: str, second: str, i: Indicator, mode: str, columns: set[str]) -> dict[str, Any]:
    """The contract's entry of one indicator."""
    out: dict[str, Any] = {"level1": first, "level2": second, "name": i.name}
    out |= i.value.gold(mode) if i.value else {}
    keys = ("description", "basis", "weight", "polarity", "actual_text", "expected_text", "score", "deviation")
    for key in keys:
        if key in columns and i.more.get(key, "") not in BLANK:
            out[key] = i.more[key]
    return out


def gold(tree_: Tree, mode: str, columns: set[str]) -> list[dict[str, Any]]:
    return [
        entry(a, b, i, mode, columns) for a, seconds in tree_ for b, inds in seconds for i in inds if i.name or i.value
    ]
