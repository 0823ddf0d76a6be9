"""What a printed label means. The words are data (`vocabulary.yaml`); this module finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from jiheng.model.language import fold

LONGEST_LABEL = 40
"""Folded characters; a longer text is no label."""

_MARKS = "*★☆●◆▲■□◇○#※·"
_ORDINAL = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.:)]|\d{1,2}[、.)](?!\d)|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳])"
)
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|〔[^〔〕]*〕|\([^()]*$")
_UNIT = re.compile(r"(亿元|百万元|万元|千元|元|%)")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度|年)|((?:19|20)\d\d)(?=[^\d年])")
_MONTHS = re.compile(r"\d{1,2}月?(?:[-~至到—–]+\d{1,2}月份?|月底?)(?:底|末)?")


@dataclass(frozen=True, slots=True)
class Label:
    """A text that is a label.

    :ivar terms: group → key, for each group of the vocabulary that lists it (`{"amount": "total", "tree": "value"}`)
    :ivar unit: the money unit or `%` that the label prints in brackets
    :ivar year: the year that the label prints (`2022年指标值`)
    :ivar months: the months that it prints (`1-7月执行数` → `1-7月`)
    """

    terms: Mapping[str, str]
    unit: str | None = None
    year: int | None = None
    months: str | None = None
    text: str = ""

    def get(self, group: str) -> str | None:
        """The key of this label in a group."""
        return self.terms.get(group)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All labels, by their folded spelling."""

    labels: Mapping[str, Mapping[str, str]]
    pairs: Mapping[str, tuple[str, ...]]
    level1: frozenset[str]
    level2: frozenset[str]
    opinion_endings: tuple[str, ...]
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_FLAT = ("sum", "total_score", "signature")
_LISTS = ("pairs", "level1", "level2", "opinion_endings")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The bundled vocabulary, read once."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(files("jiheng.forms").joinpath("vocabulary.yaml").read_text("utf-8"), Loader=loader)
    labels: dict[str, dict[str, str]] = {}
    by_group: dict[str, set[str]] = {}
    for group, key, word in _entries(data):
        folded = fold(word)
        labels.setdefault(folded, {}).setdefault(group, key)
        by_group.setdefault(group, set()).add(folded)
    pairs = {fold(word): tuple(keys) for word, keys in data["pairs"].items()}
    for word, keys in pairs.items():
        labels.setdefault(word, {}).setdefault("pair", "+".join(keys))
    return Vocabulary(
        labels=labels,
        pairs=pairs,
        level1=frozenset(map(fold, data["level1"])),
        level2=frozenset(map(fold, data["level2"])),
        opinion_endings=tuple(data["opinion_endings"]),
        by_group={group: tuple(sorted(words, key=len, reverse=True)) for group, words in by_group.items()},
    )


def _entries(data: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    for group, content in data.items():
        if group in _LISTS:
            continue
        if isinstance(content, dict):
            for key, words in content.items():
                yield from ((group, key, word) for word in words)
        elif isinstance(content, list):
            yield from ((group, group if group in _FLAT else word, word) for word in content)


def label_of(text: str) -> Label | None:
    """The label that the whole text is, or None."""
    if len(text) > 4 * LONGEST_LABEL:
        return None
    return _label_of(text)


@lru_cache(maxsize=32768)
def _label_of(text: str) -> Label | None:
    folded = fold(text)
    if not folded or len(folded) > LONGEST_LABEL:
        return None
    return label_of_folded(folded)


def label_of_folded(folded: str) -> Label | None:
    """As `label_of`, of a text that is folded already."""
    labels = vocabulary().labels
    unit = year = months = None
    for candidate in _strip(folded):
        terms = labels.get(candidate)
        if terms is not None:
            return Label(terms, unit_in(folded), text=candidate)
        bare = _NOTE.sub("", candidate)
        bare = re.sub(r"[/:]?(?:单位:)?(?:亿元|万元|元)$", "", bare) if bare.endswith("元") else bare
        if bare != candidate and bare:
            unit = unit_in(candidate)
            terms = labels.get(bare)
            if terms is not None:
                return Label(terms, unit, text=bare)
        match = _YEAR.match(bare)
        if match:
            year = int(match[1] or match[2])
            tail = bare[match.end() :]
            for rest in ("年度" + tail, tail) if tail else ():
                terms = labels.get(rest)
                if terms is not None:
                    return Label(terms, unit_in(folded), year=year, text=rest)
            bare = bare[match.end() :]
        match = _MONTHS.match(bare) or _MONTHS.match(bare.removeprefix("截至"))
        if match:
            months = match[0]
            for rest in (bare[match.end() :], "月" + bare[match.end() :]):
                terms = labels.get(rest)
                if terms is not None:
                    return Label(terms, unit_in(folded), year=year, months=months, text=rest)
    return None


def unit_in(folded: str) -> str | None:
    """The money unit (or `%`) in the brackets of a label, or behind it (`预算数:万元`)."""
    for note in _NOTE.findall(folded):
        match = _UNIT.search(note)
        if match and len(note) <= 14:
            return match[1]
    match = re.search(r"[/:](?:单位:)?(亿元|万元|元)$", folded)
    return match[1] if match else None


def _strip(folded: str) -> Iterator[str]:
    yield folded
    text = folded.strip(_MARKS).rstrip(":;").lstrip(":")
    yield text
    bare = text.removeprefix("其中:").removeprefix("其中").lstrip(":").lstrip("+-—减加")
    if bare != text and bare:
        yield bare
        text = bare
    match = _ORDINAL.match(text)
    if match and match.end() < len(text):
        text = text[match.end() :]
        yield text.removeprefix("其中:")
    if len(text) > 3 and text.startswith(("#", "其:")):
        yield text[1:].lstrip(":")


def opinion_of(text: str) -> str | None:
    """Whose opinion a label is for (`财政部门业务股室审核意见（必填）` → `财政部门业务股室`), None when it is no such label."""
    if len(text) > 60:
        return None
    folded = _NOTE.sub("", fold(text)).rstrip(":")
    if len(folded) > 30:
        return None
    return next((folded.removesuffix(end) for end in vocabulary().opinion_endings if folded.endswith(end)), None)


_CLASSES = (
    ("成本", re.compile(r"(?:经济|社会|生态|生态环境|环境)成本")),
    ("产出", re.compile(r"(?:产出)?(?:数量|质量|时效|进度)")),
    ("效益", re.compile(r"(?:经济|社会|生态|环境|生态环境)效益|可持续.*")),
    ("满意", re.compile(r".*满意.*|服务对象")),
)
_LEVEL1_OF = {"成本": ("成本",), "产出": ("产出", "完成"), "效益": ("效益", "效果"), "满意": ("满意",)}


def belongs(level1: str, level2: str) -> bool | None:
    """Whether a second level stands below a first level; None where the names do not tell (成本指标, 其他)."""
    bare = fold(level2).removesuffix("指标")
    group = next((name for name, pattern in _CLASSES if pattern.fullmatch(bare)), None)
    if group is None:
        return None
    return fold(level1).startswith(_LEVEL1_OF[group])


_LEVEL_NOTE = re.compile(r"\([^()]*\)|\d+分$")


@lru_cache(maxsize=8192)
def level_of(text: str) -> int:
    """1 or 2 for the name of a first or second level of the tree, 3 for one that may be both, 0 for none."""
    folded = fold(text)
    if len(folded) > 30:
        return 0
    words = vocabulary()
    bare = _LEVEL_NOTE.sub("", folded).rstrip(":")
    bare = _ORDINAL.sub("", bare, count=1)
    bare = bare.removesuffix("指标").removesuffix("类")
    return (1 if bare in words.level1 else 0) + (2 if bare in words.level2 else 0)
