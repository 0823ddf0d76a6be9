"""QLT-004."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_ECOLOGICAL = re.compile(
    r"生态|环境|环保|绿|污|垃圾|排放|水(?!平)|气(?!氛|质|势)|林|森|草|湿地|能耗|节能|节约|减排|碳|噪|尘|卫生|清洁|整洁|保洁|自然|资源|秸秆|农药|化肥|"
    r"植被|耕地|土壤|土地|循环|回收|废|厕|COD|PM|温湿度|纸|损耗|低碳|烟|火|焚烧|沙|荒|河|湖|海|鸟|动物|物种|生物|景观|美化|电(?!子|视|商|话|影)|"
    r"油|煤|燃|辐射|地质|灾|美丽|宜居|净(?!利|值|收)|臭|异味|消耗|利用率|病虫|面源"
)
_OTHERWISE = re.compile(
    r"经济|社会|稳定|和谐|治安|就业|增收|收入|产值|满意|党|宣传|培训|办公|工资|干部|群众|居民|素质|意识|服务|发展|管理|保障|能力|工作|资金|幸福|教学|事故|合格率|准确率|产业|队伍|风险|信用|纠纷|[人场]次$|人数$|会议|资料|系统|补贴|补助|"
    r"机制|制度|氛围|知晓率|满意|费$|支出$|次数$"
)


@rule(
    "QLT-004",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}填在“生态效益指标”下，内容与生态环境无关。请换成生态环境方面的结果（如垃圾清运、绿化、水质、节能减排），"
    "或移到相应的类别；没有生态效益的，这一项可以不填。",
)
def not_ecological(form: Form) -> Iterator[Found]:
    """生态效益指标的内容与生态无关。

    ## 查什么
    生态效益（环境效益）下的指标，名称、说明和指标值里没有一个生态环境方面的词，却写着社会、经济、管理等内容。

    ## 为什么
    凑数的生态效益指标无法考核；没有生态效益的项目本来可以不填。

    ## 怎么改
    换成生态环境方面能衡量的结果，或者留空。
    """
    rows = [row for row in form.rows if row.level2 is Level2.ECOLOGICAL_BENEFIT and _is_odd(row)]
    if rows:
        more = f"等 {len(rows)} 条指标" if len(rows) > 1 else ""
        yield found(*(row.path("name") for row in rows), called=f"{rows[0].called}{more}")


def _is_odd(row: Row) -> bool:
    if not row.name or not _OTHERWISE.search(row.name):
        return False
    return not _ECOLOGICAL.search(f"{row.name}{row.indicator.description or ''}{row.value}")
