"""What a made-up county's forms say: names of units and projects, goals and indicators, out of lists of words.

All names are invented. The same dice give the same words.
"""

# ruff: noqa: SIM905 - lists of words read best as lines of words

from __future__ import annotations

from dataclasses import dataclass
from random import Random

COUNTY = "云溪县"
TOWNS = (
    "城关镇 柳河镇 石桥镇 龙泉镇 白杨镇 双河镇 青山乡 松岭乡 清水镇 大榆镇 杏花乡 三岔镇 沙湾镇 南坪镇 北塬乡 "
    "红旗镇 东沟乡 西河镇 安平镇 永兴镇 新集镇 古城镇 枣林乡 桃源镇 云台镇"
).split()
PLACES = (
    "中心小学 初级中学 中心幼儿园 卫生院 敬老院 文化站 农技推广站 水利站 林业站 畜牧兽医站 财政所 司法所 "
    "自然资源所 市场监管所 退役军人服务站 社会保障所 便民服务中心 综合执法队 应急救援站 公路养护站 环卫所 供水站 "
    "图书分馆 残疾人托养中心 儿童福利站 农机服务站 土地流转服务中心 扶贫工作站 人民调解委员会 计划生育服务站 "
    "交通管理站 广播电视站 村镇建设办公室 粮食收储站 气象信息站 养路队 体育健身中心 水产技术站 农村经营管理站 综合治理中心"
).split()
DEPARTMENTS = (
    "教育局 民政局 卫生健康局 农业农村局 水利局 林业和草原局 交通运输局 住房和城乡建设局 自然资源局 文化和旅游局 "
    "人力资源和社会保障局 生态环境局 应急管理局 市场监督管理局 退役军人事务局 司法局 公安局 审计局 统计局 医疗保障局 "
    "发展和改革局 工业和信息化局 商务局 科学技术局 乡村振兴局 城市管理局 信访局 体育局 粮食和物资储备局 气象局 "
    "总工会 妇女联合会 残疾人联合会 科学技术协会 文学艺术联合会 红十字会 供销合作社 地方志办公室 档案馆 党校 "
    "机关事务服务中心 政务服务中心 招商服务中心 融媒体中心 投资评审中心 公共资源交易中心 不动产登记中心 疾病预防控制中心 "
    "妇幼保健院 人民医院 中医医院 职业技术学校 特殊教育学校 实验小学 第一中学 第二中学 图书馆 博物馆 文化馆 体育场"
).split()
OBJECTS = (
    "农村公路 村级道路 中小学校舍 学生食堂 义务教育营养餐 幼儿园设施 图书设备 乡村医生 基本公共卫生 家庭医生签约 "
    "疫苗接种 孕产妇保健 老年人高龄津贴 特困人员供养 农村低保 残疾人护理 孤儿基本生活 退役士兵安置 优抚对象 临时救助 "
    "高标准农田 农田水利 病险水库 小型水库 饮水安全 河道治理 山洪灾害防治 抗旱应急 农业保险 种粮大户 良种推广 "
    "畜禽粪污 动物防疫 渔业资源 农机购置 秸秆综合利用 土壤改良 设施蔬菜 特色林果 退耕还林 天然林保护 森林防火 "
    "城区道路 路灯照明 污水处理 垃圾清运 公厕改造 老旧小区 棚户区 农村危房 城市绿化 公园维护 大气污染 黑臭水体 "
    "文物保护 非遗传承 公共图书馆 文化惠民演出 全民健身 乡村旅游 广播电视 应急广播 就业培训 公益岗位 创业贷款 "
    "社会保险 劳动监察 安全生产 消防器材 食品抽检 药品监管 质量监督 法律援助 人民调解 社区矫正 禁毒宣传 治安防控 "
    "网格员队伍 信访维稳 扶贫资产 易地搬迁 产业园区 电子商务 招商引资 科技特派员 科普活动 档案数字化 数据机房 "
    "政务服务平台 不动产登记 土地确权 国土调查 统计调查 经济普查 人口抽样 机关办公 公务用车 食堂运行 办公用房"
).split()
ACTIONS = (
    "维修改造 补助 建设 管护 购置 运行维护 提升 专项整治 试点 推广 服务 监测 培训 宣传 检查 奖补 更新 治理 配套 "
    "以奖代补 保障 巡查 评估 采购 规划编制 示范创建 日常管理 应急处置 信息化 奖励"
).split()
UNITS = "个 人 户 公里 次 处 台 套 亩 份 场 期 平方米 批 所 吨 件 座 条 村".split()
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明华建国志强秀英丽芳文杰海燕晓东春梅立新永平玉兰振宇雅静成林佳慧德胜"
_OPENINGS = (
    "通过实施{object}{action}项目，完成年度任务，改善{town}群众生产生活条件",
    "按照县委县政府部署，做好{object}{action}工作，确保资金按时足额拨付到位",
    "围绕{object}工作重点，健全{action}机制，提高管理水平和服务质量",
    "全面落实{object}政策，规范{action}程序，切实保障服务对象合法权益",
    "加强{object}{action}，补齐短板弱项，促进{town}经济社会协调发展",
    "结合{town}实际，分批推进{object}{action}，做到专款专用、账目清楚",
)
_MIDDLES = (
    "计划完成{object}{n}{unit}，验收合格率达到{percent}%以上",
    "全年开展{action}活动{n}次，覆盖{town}等{few}个乡镇",
    "新建和改建{object}{n}{unit}，受益群众{many}人",
    "组织专业人员{n}人次，对{object}进行{action}，发现问题及时整改",
    "更新相关设备{n}台套，建立台账并实行动态管理",
    "举办{object}业务培训{few}期，参训人员{n}人次，合格率{percent}%",
)
_ENDINGS = (
    "进一步提高群众满意度，群众满意度达到{percent}%以上",
    "为乡村振兴提供有力支撑，持续发挥项目效益",
    "形成长效管理机制，杜绝重大安全事故发生",
    "有效降低运行成本，提高财政资金使用效益",
    "改善人居环境，提升公共服务均等化水平",
    "带动周边农户增收，巩固拓展脱贫攻坚成果",
)
_ROWS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("产出指标", "数量指标", ("{object}{action}数量", "{town}{object}{action}任务数", "{object}覆盖{few}个乡镇",
                         "{object}完成数量", "{action}次数", "参加{object}{action}人数"), "count"),
    ("产出指标", "数量指标", ("{object}设备购置数量", "{object}受益村数", "组织{object}{action}期数", "印发{object}资料"), "count"),
    ("产出指标", "质量指标", ("{object}{action}验收合格率", "{object}达标率", "{action}规范率", "{object}完好率"), "percent"),
    ("产出指标", "质量指标", ("{object}资料归档完整率", "{object}{action}准确率", "政策执行率"), "percent"),
    ("产出指标", "时效指标", ("{object}{action}完成及时率", "资金拨付及时率", "{action}按期完成率"), "percent"),
    ("产出指标", "成本指标", ("{object}{action}成本", "{object}单位成本", "{action}总成本控制数"), "money"),
    ("效益指标", "经济效益指标", ("{object}带动增收", "节约{object}支出", "{object}{action}经济效益"), "words"),
    ("效益指标", "社会效益指标", ("{object}服务能力", "{town}群众生产生活条件", "{object}受益人口", "{object}社会影响"), "words"),
    ("效益指标", "生态效益指标", ("{object}周边环境质量", "减少{object}污染", "{town}人居环境"), "words"),
    ("效益指标", "可持续影响指标", ("{object}{action}长效机制", "{object}持续发挥作用", "{object}管理制度健全"), "words"),
    ("满意度指标", "服务对象满意度指标", ("{object}服务对象满意度", "{town}群众满意度", "受益群众满意度"), "percent"),
)  # fmt: skip
_EFFECTS = ("明显提高", "有效改善", "持续提升", "逐步健全", "长期", "显著", "稳步增长", "基本建立")


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator."""

    level1: str
    level2: str
    name: str
    value: str
    operator: str | None
    number: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a project is about."""

    town: str
    object: str
    action: str

    def say(self, pattern: str, dice: Random) -> str:
        """A pattern filled in."""
        return pattern.format(
            town=self.town,
            object=self.object,
            action=self.action,
            n=dice.randint(2, 400),
            few=dice.randint(2, 9),
            many=dice.randint(200, 90_000),
            percent=dice.randint(85, 100),
            unit=dice.choice(UNITS),
        )


def unit_names(count: int) -> list[str]:
    """So many different names of budget units."""
    names = [f"{COUNTY}{town}{place}" for place in PLACES for town in TOWNS]
    return names[:count] + [f"{name}第{n}分站" for n in range(2, 3 + count // len(names)) for name in names][: max(count - len(names), 0)]  # fmt: skip


def person_name(dice: Random) -> str:
    """An invented name."""
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2))


def subject(dice: Random) -> Subject:
    """What a project may be about."""
    return Subject(dice.choice(TOWNS), dice.choice(OBJECTS), dice.choice(ACTIONS))


def project_name(about: Subject, dice: Random) -> str:
    """The name of a project."""
    return about.say(
        dice.choice(("{object}{action}经费", "{town}{object}{action}项目", "{object}{action}专项资金", "{object}{action}")), dice
    )  # fmt: skip


def goal(about: Subject, dice: Random) -> str:
    """An annual goal of some 120 to 180 characters."""
    middles = dice.sample(_MIDDLES, 3)
    parts = [dice.choice(_OPENINGS), *middles, dice.choice(_ENDINGS)]
    return "；".join(about.say(part, dice) for part in parts) + "。"


def indicators(about: Subject, dice: Random) -> list[Row]:
    """Nine to twelve indicators, in the order of the levels."""
    rows: list[Row] = []
    names: set[str] = set()
    for level1, level2, patterns, kind in _ROWS:
        name = about.say(dice.choice(patterns), dice)
        if name in names or (kind == "words" and dice.random() < 0.25):
            continue
        names.add(name)
        rows.append(Row(level1, level2, name, *_value(kind, dice)))
    return rows


def _value(kind: str, dice: Random) -> tuple[str, str | None, str | None, str | None]:
    if kind == "words":
        return dice.choice(_EFFECTS), None, None, None
    number, unit = {
        "percent": (str(dice.randint(80, 100)), "%"),
        "money": (str(dice.randint(1, 500)), "万元"),
        "count": (str(dice.randint(1, 600)), dice.choice(UNITS)),
    }[kind]
    sign, operator = ("≤", "<=") if kind == "money" else dice.choice((("≥", ">="), ("", None)))
    return f"{sign}{number}{unit}", operator, number, unit
