"""CMP-014."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.completeness.clauses import Clauses, around, clauses_of, is_chinese, texts_of
from jiheng.rules.completeness.endings import MAY_END_AFTER
from jiheng.rules.form import Form, Row, Text, quote
from jiheng.rules.registry import FORM, Found, found, rule

_OPENING = "（(【[〔{《〈「『"
_CLOSING = "）)】]〕}》〉」』"
_MARKS = re.compile(f"[{re.escape(_OPENING + _CLOSING)}“”]")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])"
_NUMBERING = re.compile(rf"[（(]{_NUMBER}[)）]|(?<![\w（(]){_NUMBER}[)）]")
_ENDS = re.compile(r"[。．.！!？?；;：:，,、…\s）)】\]〕》”\"'%％]$")
_FEWEST = 4
"""Characters of a clause that is looked at."""
_OFTEN = 3
"""How often the whole word must stand elsewhere, where nothing but counts tells that it is one."""


@rule(
    "CMP-014",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=frozenset(
        (Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION, Kind.NARRATIVE)
    ),
    message="“{text}”疑似缺字，别处写作“{word}”，请补全。",
    bracket="“{text}”的{mark}不成对，疑似缺字，请补全。",
    shorter="“{text}”疑似没有写完，{other}写的是“{word}”，请补全。",
    broken="“{text}”疑似没有写完，末尾断在“{word}”，请补全。",
    measure="{called}疑似缺字，指标值是百分比，名称似应为“{word}”，请补全。",
)
def truncated_text(form: Form) -> Iterator[Found]:
    """文字疑似缺字。

    ## 查什么
    文字里的括号、书名号、引号是否成对；文字是否断在一个词的中间（同一文件别处写着完整的词，或者末尾的字不会单独收尾）；
    其他百分比指标的名称都以“率”“度”结尾，只有一条停在“知晓”“满意”上的；
    两处应当相同的文字，是否一处比另一处少了末尾几个字。

    ## 为什么
    缺字多半是复制、扫描或者单元格太小造成的，公开之后会造成误解。

    ## 怎么改
    对照原稿补全。原文就是如此的，不用改。
    """
    told: set[str] = set()
    for path, text, mark in _unpaired(form):
        told.add(path)
        yield found(path, message="bracket", text=text, mark=mark)
    for one, word, other in (*_shorter_goals(form), *_shorter_names(form)):
        if one.path not in told:
            told.add(one.path)
            yield found(one.path, message="shorter", text=_tail(one.text), word=word, other=other)
    pool = around(form)
    for row, word in _unnamed_rates(form):
        told.add(row.path("name"))
        yield found(row.path("name"), message="measure", called=row.called, word=word)
    for one in texts_of(form):
        if one.path not in told:
            broken = _broken_word(one, pool)
            if broken:
                told.add(one.path)
                yield found(one.path, message="broken", text=_tail(one.text), word=broken)
                continue
            found_word = _cut_word(one, pool)
            if found_word is not None:
                told.add(one.path)
                yield found(one.path, text=_tail(found_word[0]), word=found_word[1])


def _tail(text: str) -> str:
    bare = "".join(text.split())
    return bare if len(bare) <= 24 else f"…{bare[-20:]}"


# ---- brackets and quotes


def _unpaired(form: Form) -> Iterator[tuple[str, str, str]]:
    groups: dict[str, list[Text]] = {}
    for one in texts_of(form):
        if _difference(one.text) != (0, 0):
            groups.setdefault(re.split(r"[.\[]", one.path)[0], []).append(one)
    for key, texts in groups.items():
        if key not in ("indicators", "project_name") and len(texts) > 1:
            brackets = sum(_difference(one.text)[0] for one in texts)
            quotes = sum(_difference(one.text)[1] for one in texts)
            if not brackets and not quotes % 2:  # one sentence in several cells
                continue
        for one in texts:
            mark = "括号" if _difference(one.text)[0] else "引号"
            yield one.path, _around_mark(one.text), mark


def _difference(text: str) -> tuple[int, int]:
    """How many brackets open without closing, or close without opening; and whether a quotation mark has no partner."""
    if _MARKS.search(text) is None:
        return 0, 0
    bare = _NUMBERING.sub("", text)
    opened = sum(bare.count(mark) for mark in _OPENING)
    closed = sum(bare.count(mark) for mark in _CLOSING)
    return opened - closed, (bare.count("“") + bare.count("”")) % 2


def _around_mark(text: str) -> str:
    bare = "".join(text.split())
    places = [n for n, character in enumerate(bare) if character in _OPENING + _CLOSING + "“”"]
    start = max(0, min(places[-1], len(bare) - 10) - 10) if places else 0
    return f"{'…' if start else ''}{quote(bare[start:])}".replace("“", "‘").replace("”", "’")


# ---- two texts that should be the same


def _shorter_goals(form: Form) -> Iterator[tuple[Text, str, str]]:
    """A goal that stops where another goal of the form goes on."""
    goals = [(one, fold(one.text).rstrip("。.；;，,")) for one in form.goal_texts]
    if len(goals) > 8:
        return
    for one, bare in goals:
        for other, longer in goals:
            rest = longer[len(bare) :]
            goes_on = longer.startswith(bare) and 0 < len(rest) <= 8 and is_chinese(rest[0])
            if goes_on and len(bare) >= 6 and is_chinese(bare[-1]) and not _ENDS.search(one.text):
                yield one, _tail(other.text), "另一栏"
                break


_BEHIND_A_NAME = re.compile(r"(?:项目|预算|支出|绩效|专项|部门|单位|整体|申报|自评|目标|资金|经费|表|\W|\d|$)")


def _shorter_names(form: Form) -> Iterator[tuple[Text, str, str]]:
    """A project name that is shorter than the one in the title."""
    name, title = form.table.project_name, form.table.title
    if not name or not title:
        return
    bare, whole = fold(name), fold(title)
    at = whole.find(bare)
    rest = whole[at + len(bare) :]
    behind = re.split(r"(?:项目)?(?:支出|预算|绩效)", rest)[0]
    if at >= 0 and len(bare) >= 4 and 0 < len(behind) <= 3 and not _BEHIND_A_NAME.match(rest) and is_chinese(bare[-1]):
        yield Text("project_name", name), quote(bare + behind), "标题"


# ---- a name that has lost its last character

_STEM = re.compile(
    r"(?:(?P<degree>满意)|知晓|办结|合格|覆盖|达标|普及|参与|完好|成活|优良|准确|就业|入学|巩固|接种|处置|整改|完成|及时|利用|使用|增长|到位|通过|化解|清运)$"
)
_MEASURED = re.compile(r"(?:[率度比]|比例|比重|占比)(?:\(%\)|（%）)?$")
_FEWEST_RATES = 3
"""Indicators in percent that are called rates, from which on one that is not has lost its end."""


def _unnamed_rates(form: Form) -> Iterator[tuple[Row, str]]:
    """The indicator in percent that stops short of 率 or 度, where all others go on."""
    rates = [row for row in form.rows if row.name and row.meaning.kind is ValueKind.PERCENT]
    short = [row for row in rates if not _MEASURED.search(row.name.strip())]
    if len(short) != 1 or len(rates) - 1 < _FEWEST_RATES:
        return
    stem = _STEM.search(fold(short[0].name))
    if stem is not None and len(fold(short[0].name)) >= _FEWEST:
        yield short[0], f"{quote(short[0].name.strip())}{'度' if stem['degree'] else '率'}"


# ---- a clause that ends inside a word


_SERVICE = re.compile(r"(?:外包|公共|志愿|政务|技术|咨询|便民|法律|物业|信息|社会化|养老|家政|中介|保安|购买)服$")
"""服务 cut short: clothes are called 服, too, but not after these."""


def _broken_word(one: Text, pool: Clauses) -> str:
    """The last two characters of a text, where no word ends so; blank where one may."""
    clauses = clauses_of(one.text)
    if not clauses or len(clauses[-1]) < _FEWEST or _ENDS.search(one.text):
        return ""
    end = clauses[-1][-2:]
    if _SERVICE.search(clauses[-1]):
        return clauses[-1][-3:]
    if end[0] in MAY_END_AFTER.get(end[1], end[0]) or not is_chinese(end[0]):
        return ""
    return end if pool.text.count(f"{end}\n") <= 1 else ""


def _cut_word(one: Text, pool: Clauses) -> tuple[str, str] | None:
    """The clause that ends inside a word, and the word that stands in full elsewhere."""
    clauses = clauses_of(one.text)
    for n, clause in enumerate(clauses):
        last = clause[-1]
        if len(clause) < _FEWEST or pool.finals[last] != 1 or not is_chinese(last) or not is_chinese(clause[-2]):
            continue
        word = _same_context(clause, pool)
        if word is None and n == len(clauses) - 1 and not _ENDS.search(one.text):
            word = (
                _near_context(clause, pool)
                or _whole_word(clause, pool)
                or _new_word(clause, pool, n > 0 and one.path.startswith("goals"))
            )
        if word is not None:
            return clause, word
    return None


def _elsewhere(clause: str, part: str, counts: Counter[str]) -> Counter[str]:
    """What follows a part, without the end of the clause at hand."""
    return counts - Counter({"\n": 1}) if clause.endswith(part) else counts


def _same_context(clause: str, pool: Clauses) -> str | None:
    """The last three characters stand elsewhere too, always going on into the same word."""
    behind = _elsewhere(clause, clause[-3:], pool.followed(clause[-3:]))
    if len(behind) != 1:
        return None
    following = next(iter(behind))
    if not is_chinese(following):
        return None
    before, last = clause[-2], clause[-1]
    after = _elsewhere(clause, last, pool.followed(last))
    if after[following] < _OFTEN:
        return None
    share = after[following] / sum(after.values())
    left = pool.text.count(before + last) / max(pool.text.count(before), pool.text.count(last))
    right = pool.text.count(last + following) / max(pool.text.count(last), pool.text.count(following))
    return f"{last}{following}" if share >= 0.6 and left < right and right >= 0.4 else None


def _near_context(clause: str, pool: Clauses) -> str | None:
    """What stands before the last character stands elsewhere too, and a word that begins with it ends a clause there."""
    if len(clause) < 6:
        return None
    context, last = clause[-5:-1], clause[-1]
    for at in pool.places(context):
        begins = at + len(context) + 1
        ends = pool.text.find("\n", begins)
        word = pool.text[max(begins, ends - 2) : ends]
        if len(word) == 2 and word[0] == last and is_chinese(word[1]) and ends - begins <= 5:
            return word
    return None


def _whole_word(clause: str, pool: Clauses) -> str | None:
    """The last two characters stand elsewhere, too, always going on; and the word that goes on begins with the last one:
    nothing else follows it, whatever stands before."""
    before, last = clause[-2], clause[-1]
    behind = _elsewhere(clause, before + last, pool.followed(before + last))
    if len(behind) != 1:
        return None
    following = next(iter(behind))
    after = _elsewhere(clause, last, pool.followed(last))
    begins = len(pool.preceded(last + following)) > 1
    return f"{last}{following}" if is_chinese(following) and len(after) == 1 and begins else None


def _new_word(clause: str, pool: Clauses, is_prose: bool) -> str | None:
    """The last character begins words elsewhere and ends none, and what stands before it is a word of its own."""
    before, last = clause[-2], clause[-1]
    after = _elsewhere(clause, last, pool.followed(last))
    if sum(after.values()) < 2 or pool.text.count(before + last) > 1:
        return None
    at = pool.text.find(f"\n{last}")
    if at < 0 or not is_chinese(pool.text[at + 2]):
        return None
    ends_before = pool.text.count(clause[-3:-1]) > 1
    return pool.text[at + 1 : at + 3] if ends_before or is_prose else None
