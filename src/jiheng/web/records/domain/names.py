"""Names of units: which organisation a printed name means. Between two it never chooses.

A name is compared as it is written, then by its key (full-width forms, blanks, brackets and the usual long and short forms
made alike), with and without the county before it, and last as a part of a longer name where only one is possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q
from rapidfuzz import fuzz, process

from jiheng.model.invisible import as_name, visible
from jiheng.web.records.models import Organisation, OrganisationKind, OrganisationName

_MOST = 5
_ALIKE = 60.0
"""Similarity, of 100, from which a name is proposed as a candidate."""
_NOT_COMPARED = re.compile(r"[\s()\[\]{}<>〈〉《》【】〔〕「」『』\"'“”‘’·•.,:;，。、：；_*/\\|-]+")
_NOTE = re.compile(r"(?:公章|盖章|签章|单位名称|填报单位)+$|^(?:单位名称|填报单位|申报单位|实施单位|主管部门)(?=..)")
_GOVERNMENT = re.compile(r"人民政府(?=.{2,}(?:街道|镇|乡|局|办|委|中心|室))")
"""云溪县人民政府城关街道办事处: the county's government before its own office."""
_SEAT = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)(?:办事处|办|党工委办事处)$|(?<=[县区市])人民政府(?=办公室$)")
_AND = re.compile(
    r"(?<=..)[和与及](?=改革|社会保障|城乡建设|旅游|信息化|规划|计划生育|科技|体育|商务|水利|农村|林业|草原|出版|电视)"
)
_SHORT = {
    "人社局": "人力资源社会保障局", "发改局": "发展改革局", "发改委": "发展改革委员会", "住建局": "住房城乡建设局",
    "市监局": "市场监督管理局", "市场监管局": "市场监督管理局", "卫健局": "卫生健康局", "卫健委": "卫生健康委员会",
    "卫生健康委": "卫生健康委员会", "发展改革委": "发展改革委员会", "文旅局": "文化旅游局", "工信局": "工业信息化局",
    "城管局": "城市管理局", "医保局": "医疗保障局", "纪委监委": "纪律检查委员会监察委员会",
}  # fmt: skip
"""Short forms that are the same everywhere, at the end of a name."""
_ENDINGS = re.compile(
    r"(?:综合|公共|便民|事务|公益)*(?:服务|管理|执法|监督|保障|指导|发展)*(?:中心|站|所|局|处|室|办公室|办|大队|中队|队|院|馆|校|"
    r"委员会|委|会|社|园|场|部|街道|镇|乡)"
)
"""What a shortened name leaves away, and what says nothing alone."""
_ITSELF = re.compile(r"(?:本级|机关|本部|局机关|办公室)")
"""What is put behind the name of a unit without making it another one."""


class How(StrEnum):
    """By what a name was recognised."""

    EXACT = "exact"
    """As it is written."""
    KEY = "key"
    """But for the county before it, brackets, blanks, or a usual short form."""
    PART = "part"
    """As a part of the only name that holds it: somebody should look at it."""
    NONE = ""


class Match(NamedTuple):
    """What a name was taken for; where it is nothing, what it might be."""

    organisation: Organisation | None
    how: How
    candidates: tuple[Organisation, ...] = ()


def key_of(name: str) -> str:
    """The name as matching compares it."""
    key = _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", visible(name))).lower()
    key = _NOTE.sub("", key)
    key = _AND.sub("", _GOVERNMENT.sub("", key))
    for short, long in _SHORT.items():
        if key.endswith(short):
            key = key.removesuffix(short) + long
            break
    return _SEAT.sub("", key)


class Names:
    """The names of organisations, made ready once for many look-ups."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._all = {one.pk: one for one in organisations}
        self._county = county_of(self._all.values())
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._full: dict[str, set[int]] = defaultdict(set)
        self._bare: dict[str, set[int]] = defaultdict(set)
        own = {pk: [one.name, *(other.name for other in one.other_names.all())] for pk, one in self._all.items()}
        for pk, names in own.items():
            for name in names:
                self._exact[as_name(name)].add(pk)
                self._full[key_of(name)].add(pk)
                self._bare[self._without_county(key_of(name))].add(pk)
        self._add_with_parents(own)

    def match(self, name: str) -> Match:
        """What a name means; the candidates where it may be several or none."""
        name = as_name(name)
        key = key_of(name)
        if not key:
            return Match(None, How.NONE)
        bare = self._without_county(key)
        for how, names in (
            (How.EXACT, self._exact.get(name)),
            (How.KEY, self._full.get(key)),
            (How.KEY, self._bare.get(bare)),
            (How.PART, None),
        ):
            found = self._parts(bare) if how is How.PART else names
            if found and len(found) == 1:
                return Match(self._all[next(iter(found))], how)
            if found:
                return Match(None, How.NONE, self._listed(found))
        close = process.extract(bare, list(self._bare), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_ALIKE)
        return Match(None, How.NONE, self._listed({pk for near, *_ in close for pk in self._bare[near]}))

    def _parts(self, bare: str) -> set[int]:
        """Those whose name begins or ends so, and the one whose name it is with a word for the unit itself behind it."""
        if len(bare) < 3 or _ENDINGS.fullmatch(bare):
            return set()
        found: set[int] = set()
        for other, which in self._bare.items():
            shortened = other.startswith(bare) and _ENDINGS.fullmatch(other[len(bare) :])
            inner = len(bare) >= 4 and other.endswith(bare)
            itself = len(other) >= 3 and bare.startswith(other) and _ITSELF.fullmatch(bare[len(other) :])
            if shortened or inner or itself:
                found |= which
        return found

    def _add_with_parents(self, own: dict[int, list[str]]) -> None:
        """云溪县民政局养老服务中心: a unit behind the name of the department that it belongs to."""
        for pk, one in self._all.items():
            parent = self._all.get(one.parent_id or 0)
            if parent is None or parent.kind == OrganisationKind.BUREAU:
                continue
            above = self._without_county(key_of(parent.name))
            for name in own[pk]:
                bare = self._without_county(key_of(name))
                if not bare.startswith(above):
                    self._bare[above + bare].add(pk)

    def _without_county(self, key: str) -> str:
        """Without the county, and the province and city before the county."""
        for county in filter(None, (self._county, self._county[:-1] if len(self._county) > 2 else "")):
            before, found, rest = key.partition(county)
            if found and len(rest) >= 2 and (not before or _PLACE.fullmatch(before)):
                # 云溪镇 in 云溪县: the town bears the county's name.
                if county != self._county and (len(rest) < 4 or rest[0] in "镇乡街县区市"):
                    continue
                return rest
        return key

    def _listed(self, which: set[int]) -> tuple[Organisation, ...]:
        return tuple(sorted((self._all[pk] for pk in which), key=lambda one: one.code))[:_MOST]


_PLACE = re.compile(r"(?:[^省市县区州盟]{1,8}(?:省|自治区|市|自治州|州|地区|盟))+")


def county_of(organisations: Iterable[Organisation]) -> str:
    """The county's name, from that of its finance bureau: `云溪县` of 云溪县财政局; blank where it says none."""
    bureau = next((one.name for one in organisations if one.kind == OrganisationKind.BUREAU), "")
    before, found, _ = key_of(bureau).partition("财政局")
    return before if found else ""


def called(name: str) -> Organisation | None:
    """The one organisation that has exactly this name, without making all names ready; None where none or several have."""
    same = as_name(name)
    named = Q(name=same) | Q(pk__in=OrganisationName.objects.filter(name=same).values("organisation"))
    found = list(Organisation.objects.filter(named)[:2])
    return found[0] if len(found) == 1 else None


def match(name: str, organisations: Iterable[Organisation]) -> Match:
    """What one name means; for many names make `Names` once."""
    return Names(organisations).match(name)
