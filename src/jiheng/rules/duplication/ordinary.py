"""What rules of duplication need to know of indicators: which are in every form, and how values are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.rules.form import Row
from jiheng.rules.similar import bare

_WORDS = re.compile(
    "服务对象|受益|对象|社会公众|公众|群众|人民|居民|用户|职工|干部|学生|家长|人员|单位|部门|机关|在职|职责|履职|满意|项目|工程|资金|经费|预算|专项|补助|补贴|费用|"
    "支付|拨付|拨款|发放|到位|使用|支出|执行|下达|合规|及时|准确|精准|规范|依法|健全|完善|正常|运转|保障|重点|足额|按时|按期|按|完成|完工|竣工|验收|合格|质量|达标|数量|成本|"
    "三公|公用|工资|结转|结余|政府采购|采购|预决算|决算|信息|公开|资产|管理|制度|总额|总|控制|节约|覆盖|工作|任务|计划|年度|全年|各项|时间|时限|截止|日期|率|数|度|性|情况|指标|服务|开展|进度|无|对|的|和|及|与"
)


@lru_cache(maxsize=32768)
def is_standard(name: str) -> bool:
    """Whether an indicator's name says nothing of one project: 服务对象满意度, 资金支付及时率, 工程验收合格率."""
    return len(_WORDS.sub("", bare(name))) <= 1


def printed_value(row: Row) -> str:
    """A row's value for comparing: operator, number and unit where it has them, else its text."""
    meaning = row.meaning
    if meaning.number is not None and meaning.low is None:
        return f"{meaning.operator or ''}{meaning.number.normalize():f}{meaning.unit or ''}"
    return bare(row.value)
