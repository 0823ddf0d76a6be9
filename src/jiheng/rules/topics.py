"""What a text is about: its content words, without a dictionary of the language.

The general vocabulary of budget forms (完成, 及时率, 经费, 提升…) says nothing of a subject; what is left between such words
are the runs that do (`按时完成县政府统筹安排卫生管理` → 卫生). Two texts are compared by the character pairs of their runs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.model.language import fold

_GENERAL = """
工作 项目 经费 资金 专项 预算 支出 费用 成本 补助 补贴 任务 事项 事业 业务 活动 措施 计划 方案 制度 机制 体系 体制 规划 目标 指标 绩效 标准
完成 开展 宣传 培训 设备 设施 工程 物资 系统 平台 维护 养护 管护 年限 装修 修缮 检查 巡查 资料 竣工 完工 施工 推进 推动 促进 加强 加大 提高 提升 增强 强化 改善 完善 优化 落实 实施 执行 组织 保障 保证 确保 保持 维持 维护 实现 达到 达成 做好 抓好
建立 建设 健全 发展 发挥 发放 拨付 支付 使用 利用 安排 统筹 协调 管理 服务 支持 扶持 帮助 解决 处理 按照 按时 按期 按预算 按规定 按预期 按要求
预期 如期 准时 及时 有效 切实 不断 持续 逐步 进一步 全面 深入 积极 努力 大力 明显 显著 稳步 稳定 顺利 正常 有序 良好 较好 较强 符合 合理 规范 科学
年度 全年 当年 本年 上年 每年 年内 年底 月底 期间 时间 时限 期限 日期 进度 及时率 及时性 完成率 合格率 达标率 覆盖率 满意度 满意率 满意 到位率
准确率 正确率 知晓率 参与率 使用率 利用率 增长率 验收 合格 达标 覆盖 到位 准确 正确 质量 数量 效率 效益 效果 成效 水平 能力 程度 情况 状况 力度
发生 发生率 发生数 起数 受害率 下降 减少 降低 增加 缩短 防止 避免 影响 作用 意识 素质 环境 条件 需求 问题 批次 场次 人次 期数 件数 台数 套数 公里 平方米 每公里 单价 单次 单套 人均 户均 年均 平均 时长 总数 人数 次数 个数 户数 面积 长度 比例 比率 总额 金额 标准化 规范化 可持续 长效 长期 社会 经济 生态
生态环境 经济社会 服务对象 受益 惠及 参加 参与 新增 新建 改造 维修 更换 购置 采购 配备 设置 设立 组建 运行 运转 运营 维持 日常 基本 主要 重点 重要
其他 其它 各项 各类 各级 相关 有关 全部 整体 总体 综合 县委 县政府 市委 市政府 区委 区政府 党委 政府 上级 本级 市级 县级 区级 乡级 省级 中央 国家
全县 全市 全区 全省 全镇 全乡 辖区 辖区内 范围 范围内 地区 区域 基层 部门 单位 机构 机关 办事处 政策 文件 精神 要求 规定 依据 根据 通过 进行
第一 第二 第三 一级 二级 三级 工作者 率 的 和 及 与 等 了 在 对 为 以 各 并 或 将 把 被 使
"""
_PEOPLE = """
群众 居民 村民 市民 公民 农民 农户 林农 牧民 渔民 职工 干部 人员 工作人员 员工 企业 学生 家长 师生 教师 老年人 老人 儿童 妇女 残疾人 患者 病人 用户 客户
对象 公众 人口 人群 家庭 社区 街道 乡镇 城镇 城乡 农村 乡村 村级 村 镇 乡 县 市 区 省 学员 读者 观众 游客 群体 困难群众 受益群众 社会公众 小区 劳动者
"""
_WHOLE = """
人民 社会保障 社会保险 社会保障政策 经济普查 环境卫生 生态保护 生态补偿 地质灾害 地震 对外 和谐 职工之家 村庄 使用权 年金 各族 质量监督
"""
"""Words of content that begin like, or hold, one without."""
_Words = dict[str, list[tuple[str, bool]]]


def _by_first(*texts: str) -> _Words:
    """The words by their first character, the longest first, each with whether it is content."""
    words = {word: False for text in texts for word in text.split()} | dict.fromkeys(_WHOLE.split(), True)
    found: _Words = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append((word, words[word]))
    return found


_NO_CONTENT = _by_first(_GENERAL)
_NO_TOPIC = _by_first(_GENERAL, _PEOPLE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def _runs(text: str, dropped: _Words) -> tuple[str, ...]:
    found = []
    for match in _CHINESE.finditer(fold(text)):
        piece = match[0]
        start = at = 0
        while at < len(piece):
            for word, kept in dropped.get(piece[at], ()):
                if piece.startswith(word, at):
                    if not kept:
                        if at - start > 1:
                            found.append(piece[start:at])
                        start = at + len(word)
                    at += len(word)
                    break
            else:
                at += 1
        if at - start > 1:
            found.append(piece[start:at])
    return tuple(found)


@lru_cache(maxsize=16384)
def runs(text: str) -> tuple[str, ...]:
    """The runs of a text that say what it is about and whom it is for."""
    return _runs(text, _NO_CONTENT)


@lru_cache(maxsize=16384)
def topic_runs(text: str) -> tuple[str, ...]:
    """The runs of a text that say what it is about: as `runs`, without 群众, 企业, 社区 and the like."""
    return _runs(text, _NO_TOPIC)


def pairs_of(texts: tuple[str, ...]) -> frozenset[str]:
    """The character pairs of runs."""
    return frozenset(run[n : n + 2] for run in texts for n in range(len(run) - 1))


@lru_cache(maxsize=16384)
def content(text: str) -> frozenset[str]:
    """The character pairs of what a text is about and whom it is for."""
    return pairs_of(runs(text))


@lru_cache(maxsize=16384)
def topics(text: str) -> frozenset[str]:
    """The character pairs of what a text is about."""
    return pairs_of(topic_runs(text))


@lru_cache(maxsize=16384)
def pairs(text: str) -> frozenset[str]:
    """All Chinese character pairs of a text."""
    return pairs_of(tuple(_CHINESE.findall(fold(text))))


def shared_runs(text: str, other: str) -> list[str]:
    """The longest pieces (two characters at least) of the topic runs of a text that stand in another text, no two overlapping."""
    found = []
    for run in topic_runs(text):
        at = 0
        while at < len(run) - 1:
            end = at + 2
            if run[at:end] not in other:
                at += 1
                continue
            while end < len(run) and run[at : end + 1] in other:
                end += 1
            found.append(run[at:end])
            at = end
    return found


# ---- subjects: the fields in which a unit works, by the things that are dealt with in them and nowhere else

_SUBJECTS = {
    "教育": "图书 科普 演出 体检 健康管理 学校 校舍 教室 课堂 课程 教学 教材 幼儿园 义务教育 助学金 入学率 辍学 高考 学前教育 职业教育 办学 校园 班级 幼儿 教师 课例 教研 学位",
    "医疗卫生": "医院 诊疗 门诊 病床 医疗 医用 疾控 接种单位 慢性病 传染病 艾滋病 结核病 母婴传播 家庭医生 卫生室 卫生院 孕产妇 献血 患者 学校 校园 特困 低保 体检 健康管理 筛查 就医 乡村医生 护士 救护车 村医",
    "农业": "农田 耕地 播种 粮食 畜禽 生猪 种植 养殖 农作物 农药 化肥 秸秆 农机 良种 动物疫病 动物防疫 茶园 果园 大棚 高素质农民",
    "林业": "造林 营造林 护林员 森林 林木 苗木 退耕还林 古树名木 林地 松材线虫 林业有害生物 森林病虫害 国有林场",
    "水利": "水库 河道 堤防 灌溉 灌区 防洪 清淤 水闸 饮水 河长 水土流失 泵站",
    "交通": "公路 桥梁 客运 公交 道路 路面 护栏 航道 通村路 渡口",
    "住建": "棚户区 保障性住房 公租房 危房 加装电梯 物业 房屋征收 拆迁户 管网 户厕 改厕",
    "市容": "垃圾 保洁 环卫 公厕 路灯 亮灯率 绿化 洒水车 渣土 违建 占道经营 公园",
    "环境": "大气污染 水污染 土壤污染 空气质量 排污 污染源 水质 危险废物 污水",
    "文化体育": "图书 文化馆 博物馆 演出 送戏 非遗 文物 古籍 展览 健身器材 体育赛事 运动会 电影放映 文化站 藏品 科普 文化广场",
    "旅游": "景区 旅游 民宿 游客",
    "民政养老": "低保 特困 临时救助 医疗 就医 体检 健康管理 健身器材 养老床位 敬老院 助餐 养老服务 孤儿 婚姻登记 殡葬 公墓 居家养老 集中供养 供养对象 供养老人 养老院 福利院",
    "退役军人": "医疗 体检 退役军人 优抚对象 烈士 军休 抚恤",
    "武装": "征兵 民兵 人民武装 武装部 国防动员 兵役",
    "政法": "人民调解 法律援助 社区矫正 普法 公证 律师 庭审 检察 诉讼 信访 上访 矛盾纠纷 法治",
    "公安": "治安 禁毒 反诈 刑事案件 天网 雪亮工程 监控探头 交通违法 涉黑",
    "安全": "消防 火灾 安全生产 安全事故 应急演练 隐患",
    "就业": "就业 技能培训 招聘会 公益性岗位 创业",
    "党建": "党支部 党员 党建 党务 主题教育 党组织",
    "纪检": "纪检 监察 廉政 腐败 巡察",
    "统计": "统计 人口普查 经济普查 抽样调查",
    "财务": "财务人员 会计人员 财会人员 财务管理",
    "财政": "债券 债务 付息 还本付息 利息支出",
    "档案": "档案 查档 馆藏",
    "科技": "专利 科技 高新技术 科研 技术合同 科普",
    "市场监管": "营业执照 许可证 抽检 特种设备 计量 市场监管 消费维权",
    "商务": "招商 外贸 电商 进出口 展会 签约项目 消费券",
    "妇联": "体检 筛查 健康管理 妇联 妇女之家 巾帼 家庭教育",
    "共青团": "共青团 团支部 青年志愿者 少先队",
    "残联": "医疗 体检 筛查 低保 残疾人 辅助器具 无障碍改造",
    "人大": "人大代表 政协委员 提案 议案",
    "气象地震": "气象 人工增雨 地震监测 预警",
    "自然资源": "不动产 土地出让 矿山 国土空间 测绘 地质灾害",
    "薪酬": "工资 报酬 薪酬 社保 社会保险 公积金 职业年金 养老保险",
    "政务": "政务服务 办事窗口 便民服务 一网通办",
    "后勤": "公务用车 车辆保险 机关食堂 办公用房",
    "信息化": "信息系统 软件 服务器 网络安全 数据库 平台运维 机房",
}
_SUBJECT_OF: dict[str, frozenset[str]] = {}
for _subject, _words in _SUBJECTS.items():
    for _word in _words.split():
        _SUBJECT_OF[_word] = _SUBJECT_OF.get(_word, frozenset()) | {_subject}
_SUBJECT_WORD = re.compile("|".join(sorted(_SUBJECT_OF, key=len, reverse=True)))
_NEIGHBOURS = tuple(
    frozenset(group.split())
    for group in (
        "交通 住建 市容 水利 林业 环境 自然资源 旅游",
        "农业 林业 水利 环境 旅游 气象地震 自然资源 市容 交通",
        "教育 妇联 共青团",
        "民政养老 残联 妇联",
        "后勤 财务 信息化 交通",
        "民政养老 退役军人 残联",
        "退役军人 武装",
        "文化体育 旅游 教育 科技 共青团 档案 妇联",
        "财政 财务 人大",
    )
)
"""Fields whose things occur in one another's projects: a road has trees, a school has a library."""
EVERYWHERE = frozenset(
    ["安全", "信息化", "档案", "薪酬", "市场监管", "统计", "党建", "纪检", "就业", "科技", "商务", "政法", "公安"]
)
"""Fields that have a part in the projects of all others: an accident, a training, wages."""
EFFECTS = frozenset(["环境", "旅游", "市容", "民政养老"])
"""Fields that a project of any other may be good for."""


@lru_cache(maxsize=16384)
def groups_of_subjects(text: str) -> tuple[frozenset[str], ...]:
    """For each thing that a text names the fields that it may be of, the narrower ones where things agree (医疗, 卫生院)."""
    groups = {_SUBJECT_OF[word] for word in _SUBJECT_WORD.findall(text)}
    return tuple(group for group in groups if not any(other < group for other in groups))


@lru_cache(maxsize=16384)
def subjects(text: str) -> frozenset[str]:
    """The fields of work that a text names by their things: 路灯 is 市容, 校舍 is 教育."""
    return frozenset().union(*groups_of_subjects(text))


_OBJECTS = tuple(
    (re.compile(told), re.compile(due))
    for told, due in (
        (r"学员|参训|受训", r"培训|学员|训练|学习|课|班|讲座|研修|教育|进修|演练|比武|考试|培育|培养"),
        (r"患者|病人|就诊|医生|护士|医务", r"医|病|诊|卫生|健康|患|疗|药|护理|疫|康复|残|筛查|体检"),
        (r"受检|体检", r"检|医|健康|卫生|车"),
        (r"读者", r"图书|阅读|书|报刊|文献|档案|阅览"),
        (r"游客", r"旅游|景|游|文化|展|公园|文物|民宿|节|厕"),
        (r"师生|学生|家长|教师|幼儿", r"学|教|校|幼|托|儿童|少年|孩|读|实践|营养|培训"),
        (r"乘客|旅客", r"公交|客运|车|交通|运输|站|航|铁路|出行|渡"),
        (r"观众", r"演|影|戏|文化|展|节目|赛|馆|晚会|直播"),
        (r"用水户", r"水|管网|灌"),
        (r"养殖户", r"养殖|畜|禽|牧|渔|疫|饲|兽|农业"),
        (r"消费者", r"消费|市场|食品|商|价|药|旅游|质量|监管|餐|计量"),
        (r"纳税人", r"税"),
        (r"用车", r"车"),
        (r"求职", r"就业|求职|招聘|人才|人力|岗位|创业"),
        (r"参赛|运动员", r"赛|运动|体育|竞技"),
        (r"退役军人|优抚", r"退役|军|优抚|烈|抚恤|兵|拥"),
        (r"入住|供养", r"养|敬老|老年|特困|福利|住|托"),
        (r"拆迁|被征收|搬迁", r"拆|征|搬|安置|棚|改造|移民|建设"),
        (r"参保", r"保险|参保|医保|社保|保费"),
    )
)


@lru_cache(maxsize=4096)
def object_of_others(name: str, own: str) -> str:
    """The people that an indicator asks (参训学员) though nothing of the form has to do with them; blank where that is not so."""
    for told, due in _OBJECTS:
        match = told.search(name)
        if match is not None and not due.search(own):
            return match[0]
    return ""


def subject_words(text: str) -> list[str]:
    """The things by which a text names its fields."""
    return list(dict.fromkeys(_SUBJECT_WORD.findall(text)))


def are_apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sets of fields are both known and have nothing to do with each other."""
    if not some or not others or some & others:
        return False
    return not any(group & some and group & others for group in _NEIGHBOURS)
