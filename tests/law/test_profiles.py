"""Profiles: a form is judged by the numbers of its own region and year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jiheng.law.clauses import clause
from jiheng.law.files import bundled, load
from jiheng.law.profiles import NATIONAL, Parameter, UnknownProfileError, parse_profile, profile_of, regions

OWN = """
region: 我县
parameters:
  relative_tolerance_text:
    values: {2015-01-01: "0.10", 2022-07-01: "0.02"}
"""
BUNDLED = {str(data["region"]): data for data in (load(text) for _, text in bundled("profiles"))}


@pytest.fixture
def own(tmp_path: Path) -> str:
    file = tmp_path / "我县.yaml"
    file.write_text(OWN, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("year", "value"), [(2014, None), (2015, "a"), (2019, "a"), (2020, "b"), (2021, "b"), (2022, "c"), (2030, "c")]
)
def test_a_year_has_the_newest_value_that_begins_before_its_end(year: int, value: str | None) -> None:
    values = ((date(2015, 5, 21), "a"), (date(2020, 2, 25), "b"), (date(2022, 1, 1), "c"))
    assert Parameter("", "", values).of_year(year) == value


def test_a_form_is_judged_by_its_own_year(own: str) -> None:
    key = "relative_tolerance_text"
    assert [str(profile_of(own, year).get(key)) for year in (2014, 2015, 2021, 2022, 2024)] == [
        "None", "0.10", "0.10", "0.02", "0.02",
    ]  # fmt: skip
    assert str(profile_of(own, 2024).number(key)) == "0.02"


def test_a_region_overrides_only_what_it_states(own: str) -> None:
    ours, national = profile_of(own, 2024), profile_of(NATIONAL, 2024)
    assert ours.get("relative_tolerance_product") == national.get("relative_tolerance_product")
    assert ours.get("relative_tolerance_text") != national.get("relative_tolerance_text")
    assert ours.basis("relative_tolerance_text") == national.basis("relative_tolerance_text")
    assert ours.name == "我县/2024"


def test_a_parameter_that_no_profile_knows_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        profile_of(NATIONAL, 2024).get("no_such_parameter")


def test_the_national_profile_comes_first() -> None:
    assert regions()[0] == NATIONAL
    assert {"新疆", "湖北", "四川"} <= set(regions())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_profile_is_well_formed(name: str) -> None:
    data = BUNDLED[name]
    national = BUNDLED[NATIONAL]["parameters"]
    for key, entry in (data.get("parameters") or {}).items():
        assert key in national, key
        assert set(entry) <= {"about", "basis", "values"}
        assert name != NATIONAL or (entry["about"] and entry["basis"])
        assert clause(entry.get("basis") or national[key]["basis"])
        begins = list(entry["values"])
        assert begins == sorted(begins)
        assert all(type(one) is date for one in begins)
    if name != NATIONAL:
        assert data["based_on"] in BUNDLED


@pytest.mark.parametrize("name", [name for name in BUNDLED if name != NATIONAL])
def test_a_bundled_region_states_differences_only(name: str) -> None:
    for key, entry in (BUNDLED[name].get("parameters") or {}).items():
        for begins, value in entry["values"].items():
            assert value != profile_of(NATIONAL, begins.year).get(key), key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新疆/2021", ("新疆", 2021)),
        ("新疆", ("新疆", None)),
        ("国家/2024", (NATIONAL, 2024)),
        ("国家", (NATIONAL, None)),
    ],
)
def test_a_profile_as_it_is_named(text: str, expected: tuple[str, int | None]) -> None:
    assert parse_profile(text) == expected


def test_an_own_profile_as_it_is_named(own: str) -> None:
    assert parse_profile(f"{own}/2024") == (own, 2024)
    assert parse_profile(own) == (own, None)


def refusal(text: str) -> str:
    with pytest.raises(UnknownProfileError) as caught:
        parse_profile(text)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    return sentence


def test_an_unknown_region_is_refused_with_those_that_there_are() -> None:
    sentence = refusal("某省/2021")
    assert "“某省”" in sentence
    assert NATIONAL in sentence


def test_an_impossible_year_is_refused() -> None:
    assert "年度“1921”不对" in refusal("国家/1921")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "找不到口径文件" in refusal(str(tmp_path / "没有.yaml"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("region: [", "读不出来"),
        ("- 甲", "缺少 region"),
        ("region: 我县\nbased_on: 火星", "“火星”不是现有的地区"),
        ("region: 我县\nparameters: {no_such: {values: {2020-01-01: 1}}}", "“no_such”不是可以设置的项"),
        ("region: 我县\nparameters: {relative_tolerance_text: {values: {去年: 1}}}", "起始日期: 数值"),
        ("region: 我县\nparameters: {relative_tolerance_text: 3}", "起始日期: 数值"),
        (
            "region: 我县\nparameters: {large_task_amount: {values: {2020-01-01: 一百}}}",
            "“一百”不对，要填不小于 0 的数",
        ),
        ("region: 我县\nparameters: {large_task_amount: {values: {2020-01-01: -5}}}", "不小于 0 的数"),
        ("region: 我县\nparameters: {indicator_count_department: {values: {2020-01-01: 5}}}", "要填一个列表"),
        ("region: 我县\nparameters: {evaluation_grades: {values: {2020-01-01: {优: 九十}}}}", "不小于 0 的数"),
        ("region: 我县\nparameters: {sensitive_words: {values: {2020-01-01: ['(((']}}}", "括号等符号要成对"),
        ("region: 我县\nparameters: {signatures_required_at_filing: {values: {2020-01-01: 是}}}", "true 或 false"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "我县.yaml"
    file.write_text(text, encoding="utf-8")
    assert says in refusal(str(file))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "我县.yaml"
    file.write_bytes("region: 我县".encode("gb18030"))
    assert "UTF-8" in refusal(str(file))


def test_hubei_gives_the_execution_rate_more_points_from_2020_on() -> None:
    key = "execution_rate_points"
    assert str(profile_of("湖北", 2020).get(key)) == "20"
    assert str(profile_of("国家", 2020).get(key)) == "10"
    assert profile_of("湖北", 2019).get(key) is None


def test_sichuan_asks_for_a_reason_below_ninety_percent() -> None:
    key = "execution_rate_reason_below"
    assert str(profile_of("四川", 2022).get(key)) == "90"
    assert profile_of("国家", 2022).get(key) is None


def test_an_empty_region_is_the_one_that_it_is_based_on() -> None:
    for year in (2019, 2021, 2025):
        xinjiang, national = profile_of("新疆", year), profile_of(NATIONAL, year)
        assert all(xinjiang.get(key) == national.get(key) for key in national.region.parameters)
