"""DUP-004."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, Row, Text, quote
from jiheng.rules.registry import TARGETS, Found, Over, rule
from jiheng.rules.similar import clauses_of, pairs_of
from jiheng.rules.units import is_same_unit, unit_called, unit_of

_LONG = 30
"""Characters of a text that is no coincidence."""
_PHRASE = 10
"""Characters of a clause that two units do not both write by chance."""
_MOST_OWNERS = 8
"""Units that may have a number before it says nothing of any of them."""
_MOST_NUMBERS = 40
"""Numbers of one text that are looked at."""
_MOST_SHARING = 2
"""Units that write one passage before it is a common one."""
_COUNTS = (ValueKind.ABSOLUTE, ValueKind.FREQUENCY)
_COUNTED = re.compile(
    r"(?P<before>[^\d.]?)(?<!\d)(?P<number>\d{2,}(?:\.\d+)?|\d\.\d+)(?P<about>余|多)?(?P<counter>万?[名人位户个座所家亩辆台套盏件场次公米吨平栋间处])(?P<noun>[\u4e00-\u9fff]{0,4})"
)
_NOT_OWN = re.compile(r"[每第各〔\[(年月/~\-—至比]$|(?:每人|全[县市区省国镇乡州旗]|不少于|不低于|至少|超过)$")


class Count(NamedTuple):
    """A number that a form states of itself."""

    form: Form
    path: str
    name: str
    value: str


@rule(
    "DUP-004",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#相关性",
    kinds=TARGETS,
    over=Over.BATCH,
    message="文字里的“{seen}”在本单位别处没有，却与“{unit}”的“{name}”（{value}）相同，文字也有相同的段落，疑似从该单位的表抄来。请改为本单位的数。",
    both="这段文字与“{unit}”的一字不差，连“{seen}”也相同，疑似有一方照抄。请核实，改为本单位的数。",
    against="文字里的“{seen}”与本表指标“{own}”（{own_value}）不符，却与“{unit}”的“{name}”（{value}）相同，疑似从该单位的表抄来。请改为本单位的数。",
)
def text_with_the_number_of_another_unit(batch: Batch) -> Iterator[Found]:
    """文字照抄另一单位，留着那个单位的数。

    ## 查什么
    三十字以上的目标、任务等文字与另一单位的文字有相同段落，其中的数（人数、户数、个数等）本单位别处没有，却正是那个单位
    指标里的数，或者两个单位一字不差。每人、每户的标准和全县的数不查。

    ## 为什么
    抄来的数不是本单位的情况，会使目标与指标、与资金对不上。

    ## 怎么改
    把这个数改成本单位的实际数，并通读整段文字，改掉不属于本单位的内容。
    """
    forms = [form for form in batch.distinct if unit_of(form)]
    counts: dict[Decimal, list[Count]] = defaultdict(list)
    own: dict[str, set[Decimal]] = defaultdict(set)
    for form in forms:
        for count, number in _counts(form):
            own[unit_of(form)].add(number)
            if len(counts[number]) <= _MOST_OWNERS:
                counts[number].append(count)
    clauses: dict[int, frozenset[str]] = {}
    written: dict[str, list[tuple[Form, str]]] = defaultdict(list)
    for form in forms:
        for text in form.texts:
            if len(text.text) >= _LONG:
                hits = list(_copied(form, text, counts, own[unit_of(form)], clauses))
                yield from hits or _verbatim(form, text, own, written, clauses)


def _counts(form: Form) -> Iterator[tuple[Count, Decimal]]:
    for row in form.rows:
        meaning = row.meaning
        number = meaning.number
        if number is not None and meaning.kind in _COUNTS and (number >= 10 or number % 1):
            yield Count(form, row.path("value_text"), row.name, row.value), number
    for key, name in (("actual_staff", "实有人数"), ("established_posts", "人员编制数")):
        staff = form.value(key)
        if staff:
            yield Count(form, key, name, f"{staff}人"), Decimal(staff)


def _copied(
    form: Form, text: Text, counts: dict[Decimal, list[Count]], own: set[Decimal], clauses: dict[int, frozenset[str]]
) -> Iterator[Found]:
    folded = fold(text.text)
    for match in islice(_COUNTED.finditer(folded), _MOST_NUMBERS):
        number = Decimal(match["number"])
        known = counts.get(number, ())
        if number in own or not known or len(known) > _MOST_OWNERS or match["about"]:
            continue
        if _is_no_count(folded, match):
            continue
        seen = f"{match['number']}{match['counter']}{match['noun'][:2]}"
        for count in known:
            if is_same_unit(unit_of(form), unit_of(count.form)) or form.year != count.form.year:
                continue
            said = {
                "seen": seen,
                "unit": quote(unit_called(count.form)),
                "name": quote(count.name),
                "value": count.value,
            }
            places = (form.spot(text.path), count.form.spot(count.path))
            if _shared(text.text, match.group(0), count.form, clauses) >= _LONG:
                yield Found(places, printed=match["number"], slots=said)
                break
            against = _against(form, match["noun"], number, count.name)
            if against is not None and _has_phrase_of(form, count.form, clauses):
                said |= {"own": quote(against.name), "own_value": against.value}
                spots = (*places, form.spot(against.path("value_text")))
                yield Found(spots, printed=match["number"], message="against", slots=said)
                break


def _verbatim(
    form: Form,
    text: Text,
    own: dict[str, set[Decimal]],
    written: dict[str, list[tuple[Form, str]]],
    clauses: dict[int, frozenset[str]],
) -> Iterator[Found]:
    """A long passage with a count in it that an earlier form of another unit has word for word, and neither has as its own."""
    folded = fold(text.text)
    for match in islice(_COUNTED.finditer(folded), _MOST_NUMBERS):
        if match["about"] or _is_no_count(folded, match):
            continue
        clause = next((one for one in clauses_of(text.text) if match["number"] in one), "")
        if not clause:
            continue
        earlier = written[clause]
        if len(earlier) > _MOST_OWNERS:
            continue
        earlier.append((form, text.path))
        number = Decimal(match["number"])
        others = [(one, path) for one, path in earlier[:-1] if not is_same_unit(unit_of(one), unit_of(form))]
        if not others or len({unit_of(one) for one, _ in earlier}) > _MOST_SHARING or number in own[unit_of(form)]:
            continue
        other, path = others[0]
        if number in own[unit_of(other)] or other.year != form.year:
            continue
        if _shared(text.text, match.group(0), other, clauses) >= _LONG:
            seen = f"{match['number']}{match['counter']}{match['noun'][:2]}"
            spots = (form.spot(text.path), other.spot(path))
            slots = {"seen": seen, "unit": quote(unit_called(other))}
            yield Found(spots, printed=match["number"], message="both", slots=slots)
            return


def _is_no_count(folded: str, match: re.Match[str]) -> bool:
    """Whether a number is a standard (每人120元) or the whole county's, and not the unit's own."""
    return bool(_NOT_OWN.search(folded[max(0, match.start("number") - 4) : match.start("number")]))


def _shared(text: str, passage: str, other: Form, known: dict[int, frozenset[str]]) -> int:
    """How many characters of a text the other form has, clause by clause; none unless the one with the number is among them."""
    theirs = _clauses(other, known)
    same = [clause for clause in clauses_of(text) if clause in theirs]
    core = next(iter(clauses_of(passage)), "")
    return sum(map(len, same)) if any(core[:4] in clause for clause in same) else 0


def _against(form: Form, noun: str, number: Decimal, name: str) -> Row | None:
    """The form's own indicator for what the number counts, where it says another number."""
    words = pairs_of(noun) & pairs_of(name)
    for row in form.rows:
        meaning = row.meaning
        if meaning.number not in (None, number) and meaning.kind is ValueKind.ABSOLUTE and words & pairs_of(row.name):
            return row
    return None


def _has_phrase_of(form: Form, other: Form, known: dict[int, frozenset[str]]) -> bool:
    return any(len(clause) >= _PHRASE for clause in _clauses(form, known) & _clauses(other, known))


def _clauses(form: Form, known: dict[int, frozenset[str]]) -> frozenset[str]:
    if id(form) not in known:
        known[id(form)] = frozenset(clause for text in form.texts for clause in clauses_of(text.text))
    return known[id(form)]
