"""Wrong characters: words that are no words, and words that the same file writes otherwise in the same place.

There is no dictionary. A wrong character is told by the file itself: between the same two neighbours another text has a
character that sounds the same, and has it more often.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiheng.model.language import fold

_SOUNDS = """
安按案暗 办班版般板 保报包宝 备被倍 比必毕闭 便变编边遍辩辨 标表 并病 部布步补不 采才财材 策测侧册厕 查差 常场尝 成程城承诚 持池迟 充冲 处初出除储
存村 达大打 代待带贷 单担但 党当档 到道导倒 等登灯 地第低底抵 点电店 调掉 定顶 度督独渡镀 对队 发法罚 范反犯饭繁凡 防方放房访 费非废 分份
风丰封 服复付负府覆富扶副幅伏 改该 干感赶 岗刚 各个格隔革 工公供功攻共贡 购构够 故固古顾 管关观馆 广光 规归轨 过国果 合和核河何 户护互 化划话画
环还换缓 会惠汇挥恢回 或活获火货 及级即基积计记继极际集既绩籍 家加价假 建见间件减健坚兼检 将奖讲降 教交较 解接结节街阶界皆 进金近仅尽紧
经境静精竞景径 救就究久 具居局据巨拒 决绝 均军 考靠 可科客课 控空 快块 来赖 老劳 理力利立历里例励 联连 量良两粮 疗料 林临邻 领零 流留 漏楼
路录 率律绿 落络 满慢 面免 民敏 明名 目木牧 培配赔陪 品贫频 平评凭 普铺 期其起企器气齐 前签 情清请轻青 区取去驱 全权 确缺 人认任 如入
社设涉射 审深申 生升省胜声 是事时实使市式世识视施室师始示适释 收手受首守 数书树输属述 水税 素速诉 随虽 态台 提体题替 条跳 停厅 通同统 推退
完晚湾 网往望 为维委位未卫围 文稳问温 物务无 系细习 线现县限险显 项相向乡享响 效校消笑 协写 新心信 行性型形兴 修休 需须续序 宣选 训寻巡询
严演验研沿延 养样扬 业也叶 以已意义议医依益异 因引 应影营迎 用永 有由优 与于预育余语 员元原园源缘 月越 运云 在再载 则责 增赠 展站战 长章账
照找 者这 镇真阵 正政整证争征 制质致止之只支知值执职直置 中种重众 周洲 主助注住 专砖 状装 资自 总综 组足 作坐座
"""
_EITHER = frozenset(
    [
        "份分",
        "监检",
        "定订",
        "作做",
        "交缴",
        "资自",
        "专转",
        "制治",
        "执值",
        "员院",
        "园院",
        "场长",
        "利力",
        "机技",
        "小校",
        "义益",
        "权全",
        "以已",
        "源员",
        "复覆",
        "座坐",
        "计记",
        "常长",
        "分份",
        "公工",
        "记计",
        "与于",
        "形型",
        "质制",
        "副付",
        "户护",
        "站展",
        "和合",
        "现县",
        "县现",
        "级集",
        "集级",
        "医益",
        "运云",
        "台态",
        "连联",
        "联连",
        "象像",
        "及级",
        "级及",
        "征证",
        "查察",
        "元员",
        "园员",
        "林临",
        "时实",
        "实时",
        "事实",
        "实事",
        "式市",
        "市式",
        "市是",
        "是市",
    ]
)
"""Pairs that are both right in the same place (水质监测、水质检测), or often meet across two words."""
_FEWEST_RIGHT, _FEWEST_TURNED = 2, 5
_MET = 4
_MOST = 20
"""How often the right word must stand in the file: with another character, and with its two turned round; and how often the turned pair may stand at all."""

_MISSPELT = """
拔付→拨付 拔款→拨款 划拔→划拨 按装→安装 布署→部署 复盖率→覆盖率 复盖面→覆盖面 全复盖→全覆盖 竟争→竞争
由其是→尤其是 防冶→防治 政冶→政治 整冶→整治 综合冶理→综合治理 环镜→环境 申情→申请 满易度→满意度 群从→群众
必须品→必需品 幅射→辐射 凑效→奏效 辩别→辨别 即时率→及时率 及时律→及时率 合格律→合格率 覆盖律→覆盖率 绩郊→绩效
陪训→培训 垃极→垃圾 设旋→设施 实旋→实施 措旋→措施 基楚→基础 贯砌→贯彻 彻低→彻底 稳订→稳定 工做→工作 经废→经费
项木→项目 预祘→预算 决祘→决算 增涨率→增长率 保璋→保障 截止目前→截至目前 报消→报销 消毁→销毁 销防→消防
坐谈会→座谈会 再接再励→再接再厉 迫不急待→迫不及待 一如继往→一如既往 因地治宜→因地制宜 因地置宜→因地制宜 统畴→统筹
统酬→统筹 融恰→融洽 和偕→和谐 协凋→协调 纠份→纠纷 隐换→隐患 改膳→改善 改擅→改善 完膳→完善 完擅→完善 松驰→松弛
不径而走→不胫而走
"""
NO_WORDS = dict(pair.split("→") for pair in _MISSPELT.split())
"""Misspellings that are no words in any text, nor come about where two words meet."""
_NO_WORD = re.compile("|".join(sorted(NO_WORDS, key=len, reverse=True)))
_OF = re.compile(
    r"(?:干部|群众|居民|人员|工作|项目|单位|社区|部门|企业|党员|学生|农民|村民|辖区|街道|资金|设施|环境)得"
    r"(?![到以出知分不体当力起住主票益名罪奖了很更比高好快])"
)
"""得 behind a noun, where 的 is due."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_SOUND_OF = {char: n for n, group in enumerate(_SOUNDS.split()) for char in group}


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A wrong piece of a text and the right one."""

    text: str
    wrong: str
    right: str


def no_words(text: str) -> Iterator[Misspelt]:
    """The pieces of a text that are no words."""
    for match in _NO_WORD.finditer(fold(text)):
        yield Misspelt(text, match[0], NO_WORDS[match[0]])
    for match in _OF.finditer(text):
        yield Misspelt(text, match[0], f"{match[0][:-1]}的")


def misspelt(texts: Iterable[str]) -> Iterator[Misspelt]:
    """The pieces of the texts of a file that it writes otherwise in the same place, and more often."""
    pieces = [(text, run) for text in dict.fromkeys(texts) for run in _CHINESE.findall(fold(text))]
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    for _, run in pieces:
        pairs.update([run[n : n + 2] for n in range(len(run) - 1)])
        triples.update([run[n : n + 3] for n in range(len(run) - 2)])
    wrong = dict(_same_sound(triples, pairs)) | dict(_turned(pieces, pairs, triples))
    if len(wrong) > _MOST:  # a file of another language, or of noise
        return
    for piece, right in wrong.items():
        for text, run in pieces:
            at = run.find(piece)
            if at >= 0:
                before, behind = run[max(0, at - 1) : at], run[at + len(piece) : at + len(piece) + 1]
                yield Misspelt(text, before + piece + behind, before + right + behind)


def _same_sound(triples: Counter[str], pairs: Counter[str]) -> Iterator[tuple[str, str]]:
    for same in _between_the_same(triples):
        for triple in same:
            char = triple[1]
            around = (pairs[triple[:2]], pairs[triple[1:]])
            if char not in _SOUND_OF or triples[triple] > 1 or min(around) > 1:
                continue
            for other in same:
                if (
                    other == triple
                    or _SOUND_OF.get(other[1]) != _SOUND_OF[char]
                    or {char + other[1], other[1] + char} & _EITHER
                ):
                    continue
                times = triples[other]
                known = min(pairs[other[:2]], pairs[other[1:]]) >= _FEWEST_RIGHT
                if times >= _FEWEST_RIGHT and known and (max(around) == 1 or times > _FEWEST_RIGHT):
                    yield triple, other


def _between_the_same(triples: Iterable[str]) -> Iterable[list[str]]:
    """The triples that begin and end with the same characters, where there are several."""
    first: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for triple in triples:
        ends = triple[0] + triple[2]
        known = first.setdefault(ends, triple)
        if known is not triple:
            several.setdefault(ends, [known]).append(triple)
    return several.values()


_BOTH_WAYS = frozenset(
    [
        "展开",
        "产生",
        "故事",
        "心中",
        "人工",
        "工人",
        "议会",
        "海上",
        "动机",
        "机动",
        "强加",
        "往来",
        "来往",
        "现实",
        "实现",
        "质变",
        "证实",
        "实证",
        "务实",
        "实务",
        "平和",
        "替代",
        "代替",
        "适合",
        "合适",
        "女子",
        "名人",
        "带领",
        "长成",
        "放开",
        "学科",
        "明文",
        "少年",
        "儿女",
        "奶牛",
        "产地",
        "地产",
        "油菜",
        "列队",
        "对应",
        "应对",
        "运转",
        "转运",
        "地基",
        "基地",
        "保管",
        "管保",
        "情感",
        "感情",
        "犯罪",
        "罪犯",
        "审评",
        "评审",
        "回收",
        "收回",
        "达到",
        "到达",
        "关机",
        "机关",
        "对面",
        "面对",
        "清查",
        "查清",
        "产出",
        "出产",
        "生出",
        "出生",
        "国外",
        "外国",
        "室内",
        "市内",
        "城市",
        "市区",
        "区市",
        "护养",
        "养护",
        "整修",
        "修整",
        "定额",
        "额定",
        "数额",
        "实际",
        "电机",
        "机电",
        "路面",
        "会社",
        "社会",
        "会议",
        "互相",
        "相互",
        "民国",
        "国民",
        "民居",
        "年少",
        "语言",
        "计算",
        "子女",
        "中心",
        "开展",
        "生产",
        "事故",
        "加强",
        "领带",
        "成长",
        "开放",
        "科学",
        "文明",
        "牛奶",
        "菜油",
        "队列",
        "数码",
        "水井",
        "力量",
        "量力",
        "发挥",
        "建筑",
        "大队",
        "报到",
        "班级",
    ]
) - {"民居", "社会", "开展", "生产", "事故", "中心", "加强"}
"""Words that are words the other way round, too; 民居 is left in since forms speak of 居民 only."""


def _turned(pieces: list[tuple[str, str]], pairs: Counter[str], triples: Counter[str]) -> Iterator[tuple[str, str]]:
    """Two characters in the wrong order: 民居 among many 居民, with the same neighbours."""
    candidates = {
        pair
        for pair, count in pairs.items()
        if count <= _MET
        and pair[0] != pair[1]
        and pairs.get(pair[::-1], 0) >= _FEWEST_TURNED
        and pair not in _BOTH_WAYS
    }
    if not candidates:
        return
    spots: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _, run in pieces:
        for n in range(len(run) - 1):
            pair = run[n : n + 2]
            if pair not in candidates:
                continue
            before, behind = run[n - 1 : n] if n else "", run[n + 2 : n + 3]
            if before != pair[1] and behind != pair[0]:  # 居民居住 has 民居 by chance
                spots[pair].append((before, behind))
    for pair, around in spots.items():
        before, behind = around[0]
        turned = pair[::-1]
        if len(around) > 1 or not (before or behind):
            continue
        if (not before or before + turned in triples) and (not behind or turned + behind in triples):
            yield before + pair + behind, before + turned + behind
