"""Profiles: the dated numbers by which a form of a region and year is judged (tolerances, weights, bands, requirements).

A new regulation adds a date; an old value is never edited. A form is judged by what is in force in its own year. A region
states only what differs from the one that it is `based_on`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from jiheng.law.files import bundled, load
from jiheng.model.errors import JihengError

NATIONAL = "国家"
_YEARS = range(2000, 2100)


class UnknownProfileError(JihengError):
    """No such profile; `str()` is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, table or list, by the date from which it holds; `basis` names a clause."""

    about: str
    """What it is, in Chinese."""
    basis: str
    values: tuple[tuple[date, Any], ...]

    def of_year(self, year: int) -> Any:
        """The value in force in a fiscal year: the newest that begins before its end; None before the first."""
        found = None
        for begins, value in self.values:
            if begins <= date(year, 12, 31):
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Region:
    """The parameters of a region, those of the region that it is based on included."""

    name: str
    parameters: Mapping[str, Parameter]


class Profile:
    """The parameters of a region as they stand in one fiscal year."""

    def __init__(self, region: Region, year: int) -> None:
        self.region = region
        self.year = year
        self._values: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """`国家/2021`."""
        return f"{self.region.name}/{self.year}"

    def get(self, key: str) -> Any:
        """A parameter's value; None where the region does not state it, or not yet in that year.

        :raises KeyError: where no profile knows the parameter at all: our own mistake.
        """
        if key not in self._values:
            parameter = self.region.parameters.get(key)
            if parameter is None:
                raise KeyError(key)
            self._values[key] = parameter.of_year(self.year)
        return self._values[key]

    def number(self, key: str) -> Decimal:
        """A parameter that is one number."""
        return Decimal(str(self.get(key)))

    def basis(self, key: str) -> str:
        """The clause that a parameter rests on."""
        return self.region.parameters[key].basis


@lru_cache(maxsize=512)
def profile_of(region: str, year: int) -> Profile:
    """The profile of a region in a year; `region` is a name or the path of a YAML file of the user's own.

    :raises UnknownProfileError: where there is none.
    """
    return Profile(_region(region), year)


def parse_profile(text: str) -> tuple[str, int | None]:
    """`新疆/2021` as (region, year), `新疆` as (region, None).

    :raises UnknownProfileError: where there is no such region, or the year is none.
    """
    name, slash, year = text.rpartition("/")
    if not slash or not year.isdecimal():
        name, year = text, ""
    if year and int(year) not in _YEARS:
        raise UnknownProfileError(f"选项 --profile 的年度“{year}”不对，请写成 {NATIONAL}/2024 这样。")
    _region(name)
    return name, int(year) if year else None


def regions() -> list[str]:
    """The regions that are bundled."""
    return sorted(_bundled(), key=lambda name: (name != NATIONAL, name))


def _region(name: str) -> Region:
    if name in _bundled():
        return _resolved(_bundled()[name])
    if name.endswith((".yaml", ".yml")):
        return _own(Path(name))
    raise UnknownProfileError(
        f"没有地区口径“{name}”，现有：{'、'.join(regions())}；也可以给出自己的口径文件，例如 --profile 我县.yaml/2024。"
    )


@lru_cache(maxsize=32)
def _own(path: Path) -> Region:
    try:
        data = load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnknownProfileError(f"找不到口径文件 {path}，请检查路径。") from None
    except (OSError, ValueError, yaml.YAMLError):
        raise UnknownProfileError(f"口径文件 {path} 读不出来，请检查是不是 UTF-8 编码的 YAML 文件。") from None
    return _resolved(_checked(data, str(path)))


def _checked(data: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(data, dict) or not isinstance(data.get("region"), str):
        raise UnknownProfileError(f"口径文件 {where} 缺少 region（地区名称），请照 docs/howto/add-a-profile.md 填写。")
    based_on = data.setdefault("based_on", NATIONAL)
    if based_on not in _bundled():
        raise UnknownProfileError(f"口径文件 {where} 的 based_on“{based_on}”不是现有的地区，请改为 {NATIONAL}。")
    known = _resolved(_bundled()[NATIONAL]).parameters
    for key, parameter in (data.get("parameters") or {}).items():
        if key not in known:
            raise UnknownProfileError(
                f"口径文件 {where} 里的“{key}”不是可以设置的项，请对照 docs/reference/profiles.md。"
            )
        values = parameter.get("values") if isinstance(parameter, dict) else None
        if not isinstance(values, dict) or not all(isinstance(begins, date) for begins in values):
            raise UnknownProfileError(f"口径文件 {where} 的“{key}”要在 values 下按“起始日期: 数值”填写。")
        like = next((value for _, value in known[key].values), "0")
        for value in values.values():
            wanted = _unlike(value, like)
            if wanted:
                raise UnknownProfileError(
                    f"口径文件 {where} 的“{key}”的数值“{_short(value)}”不对，要填{wanted}；可以对照 docs/reference/profiles.md。"
                )
    return data


def _unlike(value: Any, like: Any) -> str:
    """What a value ought to be, where it is not of the kind that the national profile has there; else blank."""
    if value is None:
        return ""
    if isinstance(like, bool):
        return "" if isinstance(value, bool) else "true 或 false"
    if isinstance(like, list):
        if not isinstance(value, list) or not value:
            return "一个列表，例如 [甲, 乙]"
        return next(filter(None, (_unlike(one, like[0]) for one in value)), "")
    if isinstance(like, dict):
        if not isinstance(value, dict):
            return "一组“名称: 数值”"
        example = next(iter(like.values()), "")
        return next(filter(None, (_unlike(one, like.get(key, example)) for key, one in value.items())), "")
    if _is_number(like):
        return "" if _is_number(value) else "不小于 0 的数，用阿拉伯数字"
    if not isinstance(value, str):
        return "文字"
    try:
        re.compile(value)
    except re.error:
        return "文字，括号等符号要成对"
    return ""


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return False
    try:
        return Decimal(str(value)) >= 0
    except InvalidOperation:
        return False


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:29]}…"


@cache
def _bundled() -> dict[str, Mapping[str, Any]]:
    found = {}
    for _, text in bundled("profiles"):
        data = load(text)
        found[str(data["region"])] = data
    return found


def _resolved(data: Mapping[str, Any]) -> Region:
    parameters: dict[str, Parameter] = {}
    based_on = data.get("based_on")
    if based_on is not None:
        parameters.update(_resolved(_bundled()[based_on]).parameters)
    for key, entry in (data.get("parameters") or {}).items():
        known = parameters.get(key)
        parameters[key] = Parameter(
            entry.get("about") or (known.about if known is not None else ""),
            entry.get("basis") or (known.basis if known is not None else ""),
            tuple(sorted(entry["values"].items(), key=lambda item: item[0])),
        )
    return Region(str(data["region"]), parameters)
