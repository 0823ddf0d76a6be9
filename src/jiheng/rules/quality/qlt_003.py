"""QLT-003."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_ECONOMIC = re.compile(
    r"收入|收益|增收|产值|产量|产能|单产|增产|产出|产业|效益|税|利润|盈|成本|节约|节省|节支|节能|增长|增加值|GDP|经济|投资|消费|销售|"
    r"价|贷款|融资|信贷|担保|保费|理赔|资金|财政|补贴|补助|损失|租金|费|额|元|旅游|招商|企业|市场|贸易|商|进出口|带动|就业|漏损|"
    r"利用率|周转|能耗|效率|降本|减负|负担|粮食|种植|养殖|农产品|资产|债|增值|挽回|创业|物流|品牌|贡献率|亩均|标的|经营|生产|供给|供应|品种|良种|产品|订单|合作社|特色|示范|基地|园区|项目|成果|专利|科技|技术|用电|用油|燃气|用水|水费|电费|能源"
)
_OTHERWISE = re.compile(
    r"居民|群众|民生|住房条件|居住条件|生活质量|生活水平|服务水平|服务能力|工作能力|受益人数|受益人口|惠及|满意|安全感|幸福感|"
    r"获得感|治安|社会稳定|和谐|素质|意识|公共服务|就医|教育|健康|治理|凝聚力|党建|廉政|文明|思想|政治|道德|业务水平|业务能力|精神|文化生活|环境卫生|人居环境|生态|事故|教学|辍学|疫情|"
    r"案件|纠纷|诊|志愿|氛围|信访|作风|干部队伍|党风|廉洁|业务素养|[人场]次$|会议|宣传|机制|队伍"
)


@rule(
    "QLT-003",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}填在“经济效益指标”下，说的不是经济上的结果（增收、节支、产值、税收、带动投资等）。"
    "请换成经济效益指标，或移到社会效益等相应的类别；没有经济效益的，这一项可以不填。",
)
def not_economic(form: Form) -> Iterator[Found]:
    """经济效益指标的内容不是经济效益。

    ## 查什么
    经济效益下的指标，名称、说明和指标值里没有一个经济方面的词，却写着民生、服务、安全、稳定等内容。

    ## 为什么
    经济效益要能用增收、节支、产值等衡量。写成社会效益的内容，等于重复了一条社会效益。

    ## 怎么改
    换成能衡量的经济结果，或者移到社会效益；项目没有经济效益的，留空即可。
    """
    rows = [row for row in form.rows if row.level2 is Level2.ECONOMIC_BENEFIT and _is_odd(row)]
    if rows:
        more = f"等 {len(rows)} 条指标" if len(rows) > 1 else ""
        yield found(*(row.path("name") for row in rows), called=f"{rows[0].called}{more}")


def _is_odd(row: Row) -> bool:
    text = f"{row.name}{row.indicator.description or ''}"
    if not row.name or row.meaning.kind is ValueKind.MONEY or _ECONOMIC.search(row.name):
        return False
    if row.meaning.kind in (ValueKind.QUALITATIVE, ValueKind.MIXED) and len(row.value) > len(row.name) * 2:
        return _OTHERWISE.search(f"{row.name}{row.value}") is not None and not _ECONOMIC.search(
            _SPENT.sub("", row.value)
        )
    return _OTHERWISE.search(row.name) is not None and not _ECONOMIC.search(text)


_SPENT = re.compile(r"(?:通过|使用)?各?项?(?:经费|资金)[^,，。]{0,4}(?:支出|使用|投入)")
"""What the money was spent on says nothing of a result."""
