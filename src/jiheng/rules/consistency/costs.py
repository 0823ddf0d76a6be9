"""The cost indicators of a form: which one is the whole, which a part, which the price of one piece."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from jiheng.model.declaration import Kind
from jiheng.model.language import AMOUNT_INSIDE, MONEY_UNITS, fold_value, plain
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.quantities import Counted, counted, measure_of, measures_agree
from jiheng.rules.sums import tolerance


class Role(Enum):
    """What an amount under 成本 is."""

    TOTAL = "总成本"
    PART = "分项成本"
    UNIT = "单位成本"


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost indicator with its amount in yuan; `per` is what a unit cost is counted by (人, 社区, 公里)."""

    row: Row
    yuan: Decimal
    role: Role
    per: str = ""
    is_generic: bool = False
    """Whether its name says nothing but that it is all of the money: 项目总成本."""
    is_named: bool = False
    """Whether its name says that it is the whole, that of the project included; not only its amount."""
    is_alike: bool = False
    """Whether its name holds nothing but words of the project's name and what is done with it."""

    @property
    def path(self) -> str:
        """Where its amount stands."""
        return self.row.path("value_text")


_YEARLY = re.compile(r"[/·.]?(?:全年|年度|年|a)$")
_WHOLE_PER = frozenset(("", "年", "全年", "年度", "项目", "总"))
_UNIT_NAME = re.compile(
    r"每(?!年(?!每)|年度|季|月)|(?:人|户|亩|次|场|村|校|班|生|床|车|件|套|日|月|单位|师|平)均|平均|单(?:位成本|价|次|场|个|人|件|套|台|户|项|"
    r"位(?!支出|总|预算|整体|运转|运行|全年|年度|本年|基本|项目|工资|人员|公用|部门|自筹|自有)|方|条|课|科|日|月)|标准|[元]/|造价|费率|定额"
)
_UNIT_TEXT = re.compile(r"每(?!年)|(?:人|户|亩|次|场|村|校|班|生|车)均|平均|单价|标准")
_NAME_PER = (
    re.compile(r"(?:万元|元)/(?:\d+)?([一-龥㎡m²]{1,8})"),
    re.compile(r"每年?每?(?:个|名|位|家|所|条|座|项|次|处|间|张)?([一-龥]{1,8}?)(?:每年|全年|年度|的|补助|补贴|平均|成本|标准|经费|费用|支出|惠民|运转|运行|工作)"),
    re.compile(r"([人户亩次场村校班生车件套])均"),
    re.compile(r"单([人户次场件套台])"),
)  # fmt: skip
_NO_COST = re.compile(
    r"节约|节省|节支|降低|减少|压减|压缩|下降|结余|收入|收益|营收|产值|撬动|带动|筹集|筹措|捐|引资|引进|上年|往年|罚|损失|税|社会资本"
)
_MAY_BE_ALL_YEARS = re.compile(r"总投资|概算|工程总|合同|批复投资|总造价|决算|[两二三四五六]年|多年|跨年|全周期|建设期")
_GENERIC = re.compile(
    r"项目|部门|单位|年度|全年|当年|本年|整体|预算|资金|经费|财政|专项|工作|实施|投入|运行|经济|成本|支出|费用|投资|金额|数额|限额|控制|"
    r"规模|使用|需求|合计|总计|拨款|补助|计划|批复|安排|执行|范围|严格|确保|不超过?|超出|超过?|按照?|完成|总|额|量|数|费|内|在|的|各|项|类|"
    r"指标|情况|以|本|该|需|用|所"
)

_NO_WORDS = re.compile(r"\([^)]*\)|[^\w一-龥]")
_DEEDS = re.compile(r"安装|建设|购置|采购|维修|改造|发放|开展|组织|建造|更新|运行|维护|运维|实施|及|和|等")


def costs_of(form: Form) -> tuple[Cost, ...]:
    """The cost indicators whose value is an amount, in reading order."""
    return _costs(form)


@lru_cache(maxsize=64)
def _costs(form: Form) -> tuple[Cost, ...]:
    found = []
    for row in form.rows:
        if row.level2 in (Level2.SOCIAL_COST, Level2.ECO_COST) or not row.is_cost:
            continue
        cost = _cost(form, row)
        if cost is not None:
            found.append(cost)
    return tuple(found)


def _cost(form: Form, row: Row) -> Cost | None:
    name = fold_value(row.name)
    description = fold_value(row.indicator.description or "")
    if _NO_COST.search(name) and row.meaning.operator != "<=":
        return None
    amount = _amount(form, row)
    if amount is None:
        return None
    yuan, per = amount
    named_unit = _UNIT_NAME.search(name) is not None or (_UNIT_NAME.search(description) is not None and per == "")
    if per not in _WHOLE_PER or named_unit:
        return Cost(row, yuan, Role.UNIT, per if per not in _WHOLE_PER else _per_of(name))
    is_generic = not _GENERIC.sub("", _NO_WORDS.sub("", name))
    is_named = is_generic or _is_the_project(form, name)
    total = form.total
    by_value = total is not None and abs(yuan - total[1]) <= tolerance(form, [yuan, total[1]], 1)
    is_alike = is_named or _is_alike(form, name)
    return Cost(row, yuan, Role.TOTAL if is_named or by_value else Role.PART, "", is_generic, is_named, is_alike)


def _amount(form: Form, row: Row) -> tuple[Decimal, str] | None:
    """The amount of a cost indicator in yuan and what it is per; None where none can be told for certain."""
    meaning = row.meaning
    number = meaning.number
    if meaning.kind is ValueKind.MIXED:
        return _amount_in_prose(meaning.text)
    if number is not None and not meaning.unit and meaning.kind in (ValueKind.ABSOLUTE, ValueKind.MONEY):
        return _bare(form, row, number)
    if meaning.yuan is not None:
        return meaning.yuan, _YEARLY.sub("", meaning.per or "")
    if number is not None and meaning.unit in ("万", "亿"):
        return plain(number * MONEY_UNITS[meaning.unit]), ""
    return None


def _bare(form: Form, row: Row, number: Decimal) -> tuple[Decimal, str] | None:
    """A number without unit is in the unit of the form, where that gives an amount of the size of the form's money."""
    unit = "万元" if "万元" in row.name else "元" if "(元" in fold_value(row.name) else form.table.money_unit
    total = form.total
    if not unit or total is None or not total[1]:
        return None
    yuan = plain(number * MONEY_UNITS[unit])
    return (yuan, "") if Decimal("0.005") < yuan / total[1] < 200 else None


def _amount_in_prose(text: str) -> tuple[Decimal, str] | None:
    """The one amount of a sentence; of one that goes on with 其中, the one before."""
    head = re.split(r"[,，;；。(]?其中", text, maxsplit=1)[0] if "其中" in text else text
    amounts = list(AMOUNT_INSIDE.finditer(head))
    if len(amounts) != 1:
        return None
    match = amounts[0]
    behind = head[match.end() :]
    per = re.match(r"/([一-龥]+)", behind)
    yuan = plain(Decimal(match["number"].replace(",", "").replace("'", "")) * MONEY_UNITS[match["unit"]])
    if per is not None:
        return yuan, _YEARLY.sub("", per[1])
    if (
        behind.startswith(("以上", "-", "~", "至", "左右"))
        or _UNIT_TEXT.search(head)
        or re.search(r"节约|节省|降低|减少", head)
    ):
        return None
    return yuan, ""


@lru_cache(maxsize=8192)
def _per_of(name: str) -> str:
    """What the name of a unit cost counts by: 人 of 人均运转经费, 社区 of 每个社区全年惠民项目经费."""
    for pattern in _NAME_PER:
        match = pattern.search(name)
        if match is not None:
            return match[1]
    return ""


def _is_the_project(form: Form, name: str) -> bool:
    """Whether a cost indicator bears the name of its project."""
    rest, project = (_GENERIC.sub("", _NO_WORDS.sub("", text)) for text in (name, fold_value(form.project)))
    return form.kind is Kind.PROJECT and len(project) >= 2 and rest == project


def _is_alike(form: Form, name: str) -> bool:
    """Whether the name of a cost indicator holds only words of the project's name, besides what is done (安装, 建设)."""
    rest, project = (
        _DEEDS.sub("", _GENERIC.sub("", _NO_WORDS.sub("", text))) for text in (name, fold_value(form.project))
    )
    wide = len(rest) >= 2 and (len(rest) * 2 >= len(project) or project.endswith(rest))
    return form.kind is not Kind.DEPARTMENT_OVERALL and wide and set(rest) <= set(project)


def may_span_years(form: Form, cost: Cost) -> bool:
    """Whether an amount may be that of all years of a project, such as 总投资."""
    return _MAY_BE_ALL_YEARS.search(fold_value(cost.row.name)) is not None and form.table.budget is not None


def limit_of(form: Form) -> tuple[str, Decimal] | None:
    """The most that a project may cost: its money of the year, or of all years or levels where the form prints that."""
    budget = form.table.budget or {}
    if not isinstance(budget.get("total"), Decimal):
        return None
    keys = [key for key in ("total", "project_total", "all_levels_total") if isinstance(budget.get(key), Decimal)]
    most = max(keys, key=lambda key: budget[key] or Decimal())
    return f"budget.{most}", budget[most]  # type: ignore[return-value]


def amounts_of(form: Form) -> frozenset[Decimal]:
    """All amounts that the form prints in its budget."""
    return frozenset(amount for amount in (form.table.budget or {}).values() if isinstance(amount, Decimal))


# ---- unit costs


@dataclass(frozen=True, slots=True)
class Product:
    """A unit cost times its count."""

    cost: Cost
    count: Counted

    @property
    def yuan(self) -> Decimal:
        """What that comes to."""
        return plain(self.cost.yuan * self.count.number)


def product_of(form: Form, cost: Cost) -> Product | None:
    """A unit cost with the one count of the form (of the same goal's tree) that it is to be multiplied by."""
    if not cost.per:
        return None
    per = re.sub(r"^(?:个|名|位)(?=.)", "", cost.per)
    if re.search(r"[月天日时/·]", per):
        return None
    goal = cost.row.indicator.goal
    fitting = [one for one in _counts(form) if (not goal or one.row.indicator.goal == goal) and _fits(per, one)]
    if len({one.number for one in fitting}) > 1:
        name = fold_value(cost.row.name)
        fitting = [one for one in fitting if len(one.core) >= 2 and one.core in name]
    if len({one.number for one in fitting}) != 1 or not fitting[0].number:
        return None
    return Product(cost, fitting[0])


@lru_cache(maxsize=64)
def _counts(form: Form) -> tuple[Counted, ...]:
    return tuple(one for row in form.rows if (one := counted(row)) is not None)


def counts_of(form: Form) -> tuple[Counted, ...]:
    """What the indicators of a form count."""
    return _counts(form)


def _fits(per: str, one: Counted) -> bool:
    """Whether a price per piece is multiplied by a count."""
    if measure_of(per) == one.measure:
        return True
    if per in ("人员", "生", "学生", "职工", "工作人员"):
        return one.measure == "人" and (per in ("人员", "生") or per in one.core)
    return len(per) >= 2 and measures_agree(one.measure, "个") and one.core.endswith(per)
