"""What a unit measures (`公里` a length, `名` people, `%` a share), and what the name of an indicator asks for.

Both are general vocabulary: measure words by kind of thing, and the nouns at the end of names (`…率`, `…人数`, `…面积`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import msgspec

from jiheng.model.language import fold_value


class Sort(StrEnum):
    """What a unit measures."""

    SHARE = "比率"
    MONEY = "金额"
    LENGTH = "长度"
    AREA = "面积"
    VOLUME = "体积"
    WEIGHT = "重量"
    ENERGY = "能量"
    TIME = "时间"
    PEOPLE = "人数"
    HOUSEHOLDS = "户数"
    TIMES = "次数"
    COUNT = "件数"
    PHYSICAL = "物理量"
    POINTS = "得分"


class Measure(msgspec.Struct, frozen=True, gc=False):
    """A unit: what it measures, how much of the plain unit it is (万人 is 10,000 人), and what it is counted by (人/天)."""

    sort: Sort
    scale: Decimal
    base: str
    per: str | None = None


_WORDS = {
    Sort.SHARE: "% ‰ ‱ 百分比 百分点 个百分点 个点",
    Sort.MONEY: "元 圆 元整 美元 港元 欧元 角 分钱",
    Sort.LENGTH: "公里 千米 米 延米 延长米 厘米 毫米 里 华里 海里 km m cm mm KM 单公里 车道公里 杆公里 皮长公里 芯公里 沟公里",
    Sort.AREA: "平方米 平方公里 平方千米 平米 平方 方米 亩 亩次 公顷 公顷次 m² m2 M² M2 km² km2 ㎡ 平 hm² hm2 ha 标准亩",
    Sort.VOLUME: "立方米 立方 立方厘米 方 升 毫升 m³ m3 M³ M3 L ml mL 立米 Nm³ 标方 标准立方米",
    Sort.WEIGHT: "吨 公斤 千克 克 毫克 斤 担 kg g t KG 吨标准煤 吨标煤 千克标准煤 吨公里 载重吨",
    Sort.ENERGY: "千瓦时 度 度电 千瓦 兆瓦 瓦 kWh KWh kw kW MW KW 千伏安 kVA 焦耳 吉焦 马力 兆瓦时",
    Sort.TIME: "天 日 工作日 个工作日 自然日 个自然日 日历天 工作天 交易日 小时 个小时 时 钟头 分钟 秒 秒钟 月 个月 周 个星期 星期 年 季度 个季度 学期 个学期 "
    "学年 年度 个年度 岁 周岁 旬 人天 人日 人月 工日 台班 学时 课时 s h min d",
    Sort.PEOPLE: "人 名 位 口 人次 人份 个人 人天次 学员",
    Sort.HOUSEHOLDS: "户 户次 户家庭 家庭 家 个家庭 家次",
    Sort.TIMES: "次 场 场次 期 轮 轮次 批 批次 回 届 班 班次 趟 车次 架次 遍 节 期次 频次 堂 台次 件次 船次 班期 航次",
    Sort.COUNT: "个 项 件 处 座 所 条 套 台 辆 份 篇 部 本 册 只 支 把 张 幅 株 棵 头 匹 羽 尾 艘 架 间 栋 幢 孔 眼 口井 盏 根 块 片 面 组 "
    "对 副 双 枚 颗 粒 瓶 盒 箱 袋 包 桶 卷 盆 顶 床 床位 门 种 类 款 宗 起 例 案 单 笔 道 路 段 班级 村 乡 镇 县 市 区 社区 校 站 点 站点 网格 "
    "台套 台/套 套/台 件套 件/套 台(套) 套(台) 页 字 条次 个次 篇次 册次 辆次 株次 头次 只次 盘 罐 层 榀 樘 扇 洞 池 席 席位 工位 泊位 车位 "
    "个村 个项目 个社区 幅次 家单位 伙 枪 杆 节点 通道 亩茬 羽份 头份 标准箱 吨位 兆 G GB TB MB 支队 队 样 样次 期刊 令 帧 格 桩 基 公共机构",
    Sort.PHYSICAL: "℃ 摄氏度 °C 度(摄氏) 分贝 dB db 勒克斯 lx 帕 兆帕 千帕 MPa kPa Pa 伏 安 欧姆 赫兹 Hz 毫克/升 微克/立方米 毫克/立方米 mg/L mg/l μg/m³ ug/m3 mg/m³ "
    "倍 折 级 NTU 贝克 毫西弗 兆比特 Mbps M/s ppm 转 牛 千牛 kN 坎德拉 流明",
    Sort.POINTS: "分 得分 星 等 名内",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()}
_SCALES = {
    "亿": Decimal(100_000_000), "千万": Decimal(10_000_000), "百万": Decimal(1_000_000), "十万": Decimal(100_000), "万": Decimal(10_000),
    "千": Decimal(1000), "百": Decimal(100),
}  # fmt: skip
_SCALE = re.compile(r"(亿|千万|百万|十万|万|千|百)(?!克|米|瓦|伏|帕|字)(.+)")
_CLASSIFIERS = re.compile(
    r"(个(?:工作日|自然日|月|小时|星期|季度|学期)|人次|场次|批次|名|位|个|项|件|处|座|所|条|套|台|辆|份|篇|部|本|册|只|支|张|株|棵|头|间|栋|幢|"
    r"家|户|场|期|次|人|种|类|起|例|组|批|亩|公里|平方米|米|吨|盏|块|片|面|根)(?:.{1,8})"
)


@lru_cache(maxsize=8192)
def measure_of(unit: str | None) -> Measure | None:
    """What a printed unit measures; None where the table does not know it."""
    folded = fold_value(unit or "").strip("()")
    if not folded:
        return None
    known = _known(folded)
    if known is not None:
        return Measure(known, Decimal(1), folded)
    head, slash, per = folded.partition("/")
    if slash and head:
        whole = measure_of(head)
        return whole and msgspec.structs.replace(whole, per=per)
    head, bracket, _ = folded.partition("(")
    if bracket and head:
        return measure_of(head)
    scaled = _SCALE.fullmatch(folded)
    if scaled is not None:
        inner = measure_of(scaled[2])
        return inner and msgspec.structs.replace(inner, scale=inner.scale * _SCALES[scaled[1]])
    classifier = _CLASSIFIERS.fullmatch(folded)
    if classifier is not None:
        return Measure(_SORTS[classifier[1]], Decimal(1), classifier[1])
    return None


def _known(folded: str) -> Sort | None:
    return _SORTS.get(folded)


_REMARK = re.compile(r"\([^()]*\)?$")
_MOST_REMARKS = 9
_POINTS = ':：。.,，;；、”’"》'
_ENDING_OF_RATE = re.compile(
    r"(?:率|比例|占比|比重|百分比|满意度|知晓度|覆盖面|覆盖度)(?:达到|达标|达|提升|提高|情况|水平|程度|不低于|不少于|目标|控制|大于|超过|以上)?$"
)
_NO_SHARE = re.compile(
    r"(?:频率|(?<!成)功率|速率|周转率|容积率|分辨率|倍率|汇率|斜率|曲率|心率|帧率|采样率|产率|(?<!有)效率|亩均|人均|户均|单产|"
    r"师生比|性价比|信噪比|配比|性别比|生师比|投入产出比|产出比|职数比|杠杆率|流量比|比值)$"
)
_ANY_OF_THINGS = frozenset(
    (
        Sort.COUNT,
        Sort.TIMES,
        Sort.PEOPLE,
        Sort.HOUSEHOLDS,
        Sort.LENGTH,
        Sort.AREA,
        Sort.VOLUME,
        Sort.WEIGHT,
        Sort.ENERGY,
        Sort.PHYSICAL,
    )
)
_ENDINGS: tuple[tuple[re.Pattern[str], frozenset[Sort]], ...] = tuple(
    (re.compile(f"(?:{pattern})$"), frozenset(sorts))
    for pattern, sorts in (
        (r"公里数|里程数?|长度|延米数?|周长|宽度|深度|厚度|高度|管长|线长|岸线长", {Sort.LENGTH}),
        (r"面积|亩数|公顷数|平方米数", {Sort.AREA}),
        (r"库容|蓄水量|供水量|用水量|节水量|土方量|方量|容积|体积|水量|气量", {Sort.VOLUME, Sort.WEIGHT}),
        (r"吨数|重量|吨位", {Sort.WEIGHT}),
        (
            r"人数|人次数?|人口数?|人员(?:规模|总数)|名额|(?<!充分)(?<!促进)(?<!稳定)就业",
            {Sort.PEOPLE, Sort.TIMES, Sort.COUNT},
        ),
        (
            r"(?:[^动复]员|者|职工|学生|教师|干部|民警|辅警|民兵|老人|老年人|儿童|劳动力|群众|人才|农民|村民|居民|患者|军人|残疾人|妇女|青年)(?:数|数量|总数)?",
            {Sort.PEOPLE, Sort.TIMES, Sort.COUNT, Sort.HOUSEHOLDS},
        ),
        (r"户数|农户数量?|家庭数量?|农户|企业户数", {Sort.HOUSEHOLDS, Sort.COUNT}),
        (r"次数|场次数?|期数|频次|批次数?|轮次|场数|班次数?|轮数|届数|频率", {Sort.TIMES, Sort.COUNT, Sort.PEOPLE}),
        (
            r"天数|时长|学时数?|课时数?|小时数|年限|月数|年数|时限|期限|工期|周期|耗时|用时|日数|有效期|质保期|保质期|响应时间|办理时间|等待时间|等候时间|处理时间|处置时间|办结时间|到达时间|"
            r"平均时间|间隔时间",
            {Sort.TIME, Sort.TIMES},
        ),
        (r"时间|时点|日期|时间节点|进度节点", {Sort.TIME}),
        (
            r"金额|费用|经费|总成本|成本|总投资|投资额|投入额|单价|总价|价格|总额|支出|造价|工资|薪酬|报酬|收入|产值|营业额|销售额|利润|税收|租金|款项|工程款|合同价|电费|水费|房租|劳务费|亏损|盈亏|增收额?|奖金|保费|票款|押金|债券|贷款|(?:企业|群众|农民|税费|经济)负担|资金|资本|基金|(?<!人力)(?<!力量)投入|消费额?|"
            r"[办公印刷差旅培训会议咨询设计监理检测维护维修租赁材料宣传运行安装采购购置建设改造服务管理施工人工委托评审审计接待]费|补助标准|补贴标准|奖励标准|救助标准|资助标准|供养标准|经费标准|津贴标准|收费标准",
            {Sort.MONEY},
        ),
        (r"(?:室内?|水|气|体|库|供暖|出水|冷藏|储存|环境)温度?", {Sort.PHYSICAL, Sort.ENERGY, Sort.COUNT}),
        (r"噪声|噪音|分贝数?", {Sort.PHYSICAL}),
        (
            r"岗位|床位|泊位|车位|学位|工位|席位|座位|(?<!质)(?<!电)(?<!数)(?<!水)(?<!气)(?<!方)(?<!存)(?<!含)(?<!容)(?<!力)量",
            _ANY_OF_THINGS,
        ),
        (r"损失", {Sort.MONEY, Sort.WEIGHT, Sort.AREA, Sort.VOLUME, Sort.ENERGY, Sort.PEOPLE, Sort.COUNT}),
        (
            r"村|社区|小区|家庭|企业|学校|机构|单位|乡镇|街道|车辆|公交车|设备|站点?|网点|场馆|林场|农场|合作社|基地|医院|幸福院|服务中心|公园|班级|教学班|部门|店|队伍|场所|窗口|家医院|大棚",
            _ANY_OF_THINGS,
        ),
        (r"电量|发电量|用电量|节电量|装机容量|供电量", {Sort.ENERGY}),
    )
)
_THINGS = re.compile(
    r"(?:数量|个数|台数|套数|件数|辆数|份数|册数|条数|处数|座数|所数|项数|篇数|株数|棵数|起数|例数|宗数|笔数|种数|家数|间数|栋数|组数|批数|车辆数|床位数|网点数|站点数|点数|项目数|机构数|"
    r"单位数|[村校店厂站馆园院所局镇乡县市区]数|[车船机]数|(?<![指系分倍基参次天期户人奇偶函常对年月日位名亩])数)$"
)
_NO_THINGS = re.compile(
    r"指数|系数|分数|倍数|基数|参数|百分数|中位数|平均数|得分数|资金数|金额数|经费数?|运转数|资产数|收入数|支出数|费用数|预算数|决算数|执行数|完成数|欠款数|税款数|人均.*数|工资数|标准数|成本数"
)
_QUALIFIED_AMOUNT = re.compile(
    r"(?:资金|经费|金额|款|补助|补贴|奖金|收入|产值|投资|贷款|债券|债务|基金|税|费|价|成本|资产|额|工资|酬|金|抚恤|津贴|利润|融资)(?:发放|拨付|支付|投入|补助)?(?:数|数量|总数|数额|总量)$"
)
_SHARES = frozenset((Sort.SHARE, Sort.POINTS, Sort.PHYSICAL))


@lru_cache(maxsize=16384)
def bare_name(name: str) -> str:
    """A name without remarks and points at its end: 息诉罢访率(%) is 息诉罢访率."""
    bare = fold_value(name)
    for _ in range(_MOST_REMARKS):
        shorter = _REMARK.sub("", bare).rstrip(_POINTS)
        if not shorter:
            break
        bare = shorter
    return bare


@lru_cache(maxsize=16384)
def is_rate(name: str) -> bool:
    """Whether a name is that of a share (率, 比例, 满意度), so that its value is a percentage."""
    bare = bare_name(name)
    return bool(_ENDING_OF_RATE.search(bare)) and not _NO_SHARE.search(bare)


@lru_cache(maxsize=16384)
def sorts_of(name: str) -> frozenset[Sort] | None:
    """What a value of an indicator of this name may be measured in; None where the name does not tell."""
    bare = bare_name(name)
    if _NO_SHARE.search(bare):
        return None
    if _ENDING_OF_RATE.search(bare):
        return _SHARES
    for pattern, sorts in _ENDINGS:
        if pattern.search(bare):
            return sorts
    if _THINGS.search(bare) and not _NO_THINGS.search(bare):
        return _ANY_OF_THINGS | {Sort.MONEY} if _QUALIFIED_AMOUNT.search(bare) else _ANY_OF_THINGS
    return None


_PLACES = frozenset(("村", "乡", "镇", "县", "市", "区", "社区", "校", "站", "点", "居", "局", "镇街", "家庭", "班"))
_UNIT_IN_NAME = re.compile(r"\((?:单位[:：]?)?([^()]{1,8})\)?$")


@lru_cache(maxsize=16384)
def unit_in_name(name: str) -> str | None:
    """The unit that a name states itself, in brackets at its end: 培训人数（人）."""
    match = _UNIT_IN_NAME.search(fold_value(name))
    return match[1] if match is not None and match[1] not in _PLACES and measure_of(match[1]) is not None else None
