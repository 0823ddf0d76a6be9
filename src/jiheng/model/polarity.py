"""Which way an indicator is better, by the words of its name.

The last word that weighs decides, since Chinese names put what is measured at the end: 投诉率 is better small, 投诉办结率 large,
投诉办结时限 small again, 投诉率下降幅度 large. Where the name does not tell, the answer is None: a rule must not guess.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from jiheng.model.measures import bare_name, is_rate


class Polarity(StrEnum):
    """Which way an indicator is better."""

    POSITIVE = "positive"
    """越大越好"""
    NEGATIVE = "negative"
    """越小越好"""


UNWANTED = re.compile(
    r"投诉|事故|误差|差错|偏差|错误|失误|失败|超期|逾期|超时|超标|超支|超限|超载|超员|结余|结转|损耗|漏损|渗漏|漏失|损失|流失|失业|失学|辍学|失联|失踪|失效|失信|失管|"
    r"违约|违规|违法|违纪|违章|案发|发案|死亡|亡人|伤亡|伤残|致残|病死|致死|缺陷|返工|返修|返贫|返乡难|污染(?!物?防治|防控)|排放|拖欠|欠费|欠薪|欠税|欠款|空置|闲置|"
    r"复发|再犯|重犯|脱管|漏管|漏报|误报|误诊|瞒报|漏检|舆情|隐患(?!点)|负债|债务|赤字|(?<!无)故障|停机|停电|停水|中断|宕机|瘫痪|退货|退诊|差评|缺勤|缺失|缺货|缺岗|丢失|遗失|破损|损坏|报废|"
    r"(?:母婴|疾病|病毒|疫病|病原|垂直)传播|传染率|改判|发回重审|败诉|撤销率|纠错率|发病|患病|病害|虫害|受害|感染|疫情|死淘|火灾|火情|火警|警情|纠纷|冲突|群体性事件|突发事件|上访|越级|缠访|闹访|非访|信访总?量|信访件|信访案件|信访事项|积案|积压|滞留|拥堵|"
    r"扰民|噪声|噪音|异味|黑臭|裸露|退化|荒漠化|沙化|水土流失|侵蚀|退赔|假冒|伪劣|走私|诈骗|犯罪|刑事案件|治安案件|案件发生|盗窃|不良|不合格|不达标|不满意|不规范|不及时|不到位|未[^率]{1,6}(?=率|数)|"
    r"发生率|发生数|发生量|发生次数|发生起数|死因|危害|风险(?:事件|发生|率)|脏乱|乱象|贫困发生|因灾|受灾|成灾|重复率|退费|退学|弃水|弃风|弃光|零就业|病例|杂草|超采|安全事件|丢包|(?<!贫)困人|外溢|致贫|过错|近视|大班额|离职|离岗|负面|低效|浪费|亏损|坏账|呆账|代偿|差距|偏离|变异|沉降|变形|残留"
)
"""What nobody wants: the fewer, the better."""
SPENT = re.compile(
    r"成本|费用|经费|单价|造价|总价|支出|花费|总投资|工程投资|投资额|投入|价格|能耗|耗时|用时|耗电|耗水|耗油|耗能|耗材|耗量|用电|用水|用能|用油|用纸|消耗|占用|占地"
)
"""What is given for a result: the less, the better, where the row itself is one of cost."""
_DUE = re.compile(
    r"时限|限时|(?:办理|处理|完成|整改|拨付|支付)期限|工期|(?<!护)(?<!养)周期|回收期|时滞|等待|等候|候诊|排队|耗时|用时|(?:整改|交付|安装|采购|施工|建设|验收|报送|上报|出具|上架|更新|检修|检测|检验|配送|送达|运抵|到货|出警|接诊|转运|结算|拨款|下达|批复|开通|兑现|竣工|完工|清运|抢险|会商|发布|流转|立案|审理|签发|维修|响应|办理|处理|处置|办结|审批|审核|受理|到达|到场|反应|通行|修复|抢修|恢复|救援|回复|反馈|拨付|兑付|支付|发放|完成|结案|"
    r"拥堵|停机|停电|停水|平均|滞后|延误)(?:时间|时长|天数|日数)"
)
"""Times that are better short."""
_NO_DUE = re.compile(r"率$|比例$|质保|保修|服务周期|提前|有效期|期限内|时限内|通知|储备|公示(?:时间|天数|期)")

_HEADS = (
    (
        re.compile(
            r"(?:下降|降低|减少|压降|压减|削减|缩短|缩减|压缩|节约|节省|减排|减量|节能|节支|降幅|减幅|回落)(?:的)?(?:率|幅度?|比例|比率|数量?|量|额|金额|度|程度|百分点|情况|值|户数|人数|件数|面积)?$"
        ),
        1,
    ),
    (
        re.compile(
            r"(?:增长|提高|提升|增加|上升|增幅|增速|增收|增量|扩大)(?:的)?(?:率|幅度?|比例|比率|数量?|量|额|金额|速度?|程度|百分点|情况|值)?$"
        ),
        2,
    ),
)
_SOLVED = re.compile(
    r"间隔|办结|办理|处理|处置|整改|化解|消除|查处|查办|排查|检查|监测|监管|监控|监督|治理|整治|解决|回复|答复|回访|受理|调解|调处|接待|接访|核实|核查|应急|救援|救治|救助|帮扶|演练|培训|宣传|"
    r"预防|防范|防治|防控|防护|控制率|达标|完成|覆盖|合格|及时|准确|满意|改善|回收|清收|清欠|清理|清运|清零|追回|追缴|偿还|化债|投保|理赔|赔付|挽回|挽损|避免|降低|减少|下降|管控|管理|识别|预警|研判|评估|"
    r"修复|修缮|维修|更换|补植|复垦|复绿|复种|盘活|盘活率|利用|入库|改造|收治|治愈|检出|检测|检验|知晓|普及|破案|侦破|结案|起诉|执结|化解率|调撤|报告|上报|公开|审理|审结|审查|反馈|疏导|巡查|巡护|督查|督办|"
    r"建立|建成|编制|修订|制定|收集|处罚|取缔|扑灭|扑救|免疫|接种|筛查|随访|建档|签约|排除|抢修|响应|恢复|保险|赔偿|抚恤|慰问|安置|资助|奖励|举报奖励|减轻|防御"
)
"""What is done about unwanted things: the more, the better."""
_GOOD_RATE = re.compile(
    r"满意|覆盖|合格|达标|完成|完好|完整|准确|精准|及时|正确|到位|使用|利用|参与|参加|入学|入园|升学|巩固|知晓|知悉|普及|增长|成活|存活|保存率|办结|受益|优良|优秀|优质|通过|验收|执行|拨付|发放|落实|整改|"
    r"处置|处理|化解|调解|答复|回复|受理|结案|破案|治愈|救治|接种|建档|签约|随访|规范|公开|公示|备案|审核|检测|抽检|监测|排查|回收|绿化|绿地|保持|留存|留任|存续|就业|上岗|持证|出勤|到岗|到课|供应|保障|达产|投产|"
    r"竣工|开工|完工|配备|安装|正常|畅通|通畅|在线|开机|上线|归集|录入|归档|一致|符合|匹配|吻合|有效|安全|好评|信任|认可|支持|参保|缴费|毕业|录取|培训|考核|转化|自给|成功|兑现|落地|履约|履行|保护|修复|恢复|"
    r"达效|准点|准时|按期|按时|正点|接通|可用|触达|送达|应答|互通|联通|合规|合法|真实|清洁|达优|优于|良好|健康|知识|掌握|熟悉|认知|投运|并网|供水|通水|通电|通车|通达|植被|优良天数|节水|回用|循环|资源化|"
    r"无害化|收集|清运|保洁|脱贫|增收|资助|救助|帮扶|获奖|复种|良种|机械化|提升|提高|改善|增强|运行|运转|响应|支付|到户|到账|足额|应保尽保|应补尽补|城镇化|数字化|信息化|标准化|存档|管护|养护|维护|维修|更新|更换|"
    r"亮灯|亮化|硬化|自来水|安全饮水|普惠|创新|激活|活跃|响应|回访|转诊|复工|续保|履职|联网|入网|普法|命中|检验|公平|平安|守信|诚信|参检|体检|早诊|管理率|规范化|配套率|供餐|准确度|满足"
)
"""Rates of what is achieved."""
_GOOD_THING = re.compile(
    r"进度$|发电量|供水量|供电量|客运量|货运量|吞吐量|交易量|成交量|点击量|访问量|借阅量|阅读量|(?:训练|康复|学习|锻炼|达标|优良|供餐|供水|供暖|开放|运行|服务|培训|稳定)(?:天数|时长|时间)|得分$|评分$|频次$|频率$|人均[^率]{0,8}面积|受益|惠及|满意|覆盖(?:面|人|户|村|社区|区域|范围)|服务(?:人|对象|群众|老|企业|居民|户)|培训(?:人|学|期|场|次|班)|演出|活动(?:场|次)|宣传(?:次|场|份|人|活动)|产值|营业收入|销售收入|销售额|税收|利润|增收|创汇|收益|"
    r"就业人|就业岗位|安置(?:人|就业|户)|资助(?:人|学|户)|造林|绿化面积|种植面积|灌溉面积|单产|亩产|使用年限|质保|保修|寿命|服务年限|管护年限|有效期|开放天数|开放时间|开放时长|服务时长|优良天数|游客|读者人|观众人|专利|论文|成果|转化|"
    r"授权|获奖|接待(?:人次|游客|读者|观众)|带动(?:农户|人|户|就业|增收|企业)|脱贫人|新增就业|参保人|惠民"
)
"""Things of which more is better."""
_NEUTRAL_RATE = re.compile(
    r"利率|税率|费率|(?:经费|支出|费用?|收入|税|成本|资金|投资|药|耗材|公务|债).*(?:占比|比重|比例)|药占比|(?:药物|抗生素|床位).*率|剖宫产|控制率|控制数|调整率|变动率|变化率|波动|阳性率|检出率|出生率|生育率|集中度|密度|负荷率|支出比例|经费比例|人员经费|公用经费|三公|编制|行政成本|政府采购|杠杆|自有|配套比例|分担|占用率|饱和|留抵"
)
_COST = re.compile(r"(?:成本|费用|单价|造价|总支出)(?:数|额|总额|标准|指标)?$|(?:能|水|电|油|物)耗(?:率|量)?$")
_DRAIN = re.compile(
    r"(?:农药|化肥|能源|水资源|煤炭|纸张|燃油)(?:使用|施用|消耗|耗用|消费)(?:总)?量|能源消耗|用水(?:总)?量$|用电(?:总)?量$|能耗(?:总量|强度)?$|耗(?:电|水|油|能|材|煤)(?:量|总量)$|(?:垃圾|废物|废弃物|废水|污泥)产生量$|"
    r"(?:PM|臭氧|污染物|氮|磷|硫|COD|颗粒物|粉尘|甲醛).*浓度"
)
"""What is used up or given off."""
_LIMITED_RATE = re.compile(r"编制|能耗|(?<!饮)用水|用电|耗|噪|含水|公务|会议")
_LIMITED = re.compile(
    r"编制|控制数|上限|限额|人员控制|三公|公务接待|公务用车|公车|因公出国|会议(?:次|数|场)|文件数|发文|能耗|用水|用电|耗|噪|温度|含水|间距|间隔|距离|半径|坡度|排名|名次|位次|库存|来访|接访|来信|登记接待|低保|五保|特困|贫困人口|用工|文件|扣分|服刑|在押|戒毒|抚恤|对象数|对象人数|印刷|印制|在编|在职|聘用|临聘|编外"
)
"""What a form may well hold down, though it is no evil: posts, three-public expenses, energy, callers."""


@lru_cache(maxsize=16384)
def polarity_of(name: str) -> Polarity | None:
    """Which way an indicator of this name is better; None where the name does not tell.

    `投诉率` is better small, `投诉办结率` better large, `事故发生率下降` better large; 项目数量 could be either.
    """
    bare = bare_name(name)
    for pattern, way in _HEADS:
        head = pattern.search(bare)
        if head is not None:
            return _of_change(bare[: head.start()], way)
    if _DUE.search(bare) and not _NO_DUE.search(bare):
        return None if _LESS.match(bare) else Polarity.NEGATIVE
    if bare.endswith(("控制", "管控")):
        return None
    if UNWANTED.search(bare):
        return _of_unwanted(bare)
    if _LESS.search(bare) or _NEUTRAL_RATE.search(bare):
        return None  # 降低成本 ≥5% tells by how much, 降低成本 ≤5万元 to what
    if is_rate(bare):
        return Polarity.POSITIVE if _GOOD_RATE.search(bare) and not _LIMITED_RATE.search(bare) else None
    if _DRAIN.search(bare):
        return Polarity.NEGATIVE
    if _COST.search(bare):
        return Polarity.NEGATIVE
    if _LIMITED.search(bare):
        return None
    return Polarity.POSITIVE if _GOOD_THING.search(bare) and not SPENT.search(bare) else None


def _of_unwanted(bare: str) -> Polarity | None:
    """Of something unwanted: what is done about it is wanted, how often it happens is not."""
    *_, last = UNWANTED.finditer(bare)
    behind, before = bare[last.end() :], bare[: last.start()]
    if _SOLVED.search(behind) or _GOOD_RATE.search(behind):
        return Polarity.POSITIVE if is_rate(bare) or _COUNT.search(bare) or _GOOD_RATE.search(behind[-2:]) else None
    if re.search(r"达标排放|规范排放|合规排放", bare):
        return Polarity.POSITIVE
    if not _TAIL.fullmatch(behind):
        return None  # 破损路面修补面积, 违章停车抓拍设备: it only says what the rest is about
    if re.search(r"率$|发生", bare[last.start() :]) and not _LESS.search(before):
        return Polarity.NEGATIVE
    if _LESS.search(before):
        return None
    if _BROUGHT.search(bare[last.start() :]):
        return None if _HANDLED_CASE.search(before) else Polarity.NEGATIVE
    if _HARM.search(bare[last.start() :]):
        return None if _HANDLED_HARM.search(before) else Polarity.NEGATIVE
    if _HANDLED.search(before):
        return Polarity.POSITIVE if _HANDLED.match(before) else None
    return Polarity.NEGATIVE


_COUNT = re.compile(r"(?:数|数量|面积|里程|长度|人次|场次)$")
_TAIL = re.compile(
    r"(?:发生|案件|事件|事故|产生|造成|直接|间接|经济|人员|人口|病例|损失|的|总|平均|累计|年均|每年|次|件|起|人|户|处|例|宗|条|批次|批|时间|时长|天数|面积|金额|数量|数|量|率|额|值|比例|比重|占比|"
    r"度|范围|规模|水平|情况|余额|指数|浓度|强度|系数|模数|情形|现象|问题|办件|线索|记录|账款|贷款|部位|路段|区域|者|方|含量|行为|程度|幅度|控制|的?作业|类|性|点)*"
)
"""What may stand behind something unwanted where the name counts just that."""
_LESS = re.compile(r"节约|节省|降低|减少|压减|压降|压缩|缩短|削减|控制|避免|挽回|防止|追回|挽损")
_HANDLED = re.compile(
    r"办理|办结|处理|处置|处治|劝导|受理|接待|调解|化解|排查|查处|查办|整改|消除|解决|救援|审理|审结|治理|整治|清理|清运|清除|侦破|破获|检查|发现|调处|接访|回复|答复|防范|更换|修复|修补|维修|"
    r"补齐|拆除|改造|疏通|救治|资助|帮扶|帮助|安置|关爱|慰问|救助|补偿|赔偿|保障|登记|统计|收治|治疗|筛查|监测|巡查|偿还|挽回|挽损|追回|收集|淘汰|执行|立案|起诉|打击|抓获|扑救|扑灭|监管|抽查|抽检"
)
"""Verbs whose object is something unwanted: 处理投诉件数."""
_BROUGHT = re.compile(r"投诉|信访|上访|访|纠纷|案|警情|举报|舆情")
"""What others bring to the door: whether to handle more of it is better, no one can say."""
_HANDLED_CASE = re.compile(
    r"办理|办结|处理|处置|受理|接待|调解|化解|排查|查处|查办|解决|审理|审结|侦破|破获|调处|接访|回复|答复|登记|统计|执行|立案|起诉|打击|抓获|举报"
)
_HARM = re.compile(r"事故|死亡|亡人|伤亡|伤残|差错|错误|误差|偏差|失误|疫情")
_HANDLED_HARM = re.compile(r"处理|处置|查处|调查|救援|预防|防范|应急|排除|纠正|发现|更正")


_GOODS = re.compile(r"(?:满意度?|满意率|合格率|覆盖率|收入|就业率|产值|产量|税收)$")


def _of_change(before: str, way: int) -> Polarity | None:
    """Of a change: less of anything but a good is wanted; more of anything but an evil or an expense."""
    is_unwanted = bool(UNWANTED.search(before)) and _of_unwanted(before) is not Polarity.POSITIVE
    if way == 1:
        return Polarity.POSITIVE if is_unwanted or not _GOODS.search(before) else None
    if is_unwanted or re.search(r"成本$|费用$|支出$|能耗$|三公", before):
        return Polarity.NEGATIVE
    return Polarity.POSITIVE


def is_neutral(name: str) -> bool:
    """Whether a rate of this name is neither better large nor better small: tax rates, shares of spending."""
    return bool(_NEUTRAL_RATE.search(bare_name(name)))


def is_limited(name: str) -> bool:
    """Whether a name is of something that a form may hold down: posts, energy, three-public expenses, callers."""
    bare = bare_name(name)
    return bool(_LIMITED.search(bare) or UNWANTED.search(bare) or SPENT.search(bare) or _DUE.search(bare))
