"""Which unit a printed name means."""

from __future__ import annotations

import pytest

from jiheng.web.records.domain.names import How, Names, called, county_of, key_of, match
from jiheng.web.records.models import Organisation, OrganisationKind, OrganisationName
from tests.web.county import organisation


@pytest.fixture
def tree(db: None) -> dict[str, Organisation]:  # noqa: ARG001
    """A county's organisations, by code."""
    bureau = organisation("云溪县财政局", "101", OrganisationKind.BUREAU)
    civil = organisation("云溪县民政局", "201", OrganisationKind.DEPARTMENT, bureau)
    education = organisation("云溪县教育和体育局", "202", OrganisationKind.DEPARTMENT, bureau)
    labour = organisation("云溪县人力资源和社会保障局", "203", OrganisationKind.DEPARTMENT, bureau)
    rows = [
        ("201001", "云溪县养老服务中心", civil),
        ("201002", "云溪县流浪人员救助管理站", civil),
        ("201003", "云溪县民政局（本级）", civil),
        ("202001", "云溪县第一中学", education),
        ("202002", "云溪县第一中学附属小学", education),
        ("202003", "城关镇中心小学", education),
        ("202004", "河东镇中心小学", education),
        ("301", "云溪县城关街道办事处", bureau),
        ("302", "云溪镇人民政府", bureau),
        ("303", "河东镇人民政府", bureau),
        ("304", "云溪县城市管理局", bureau),
        ("305", "云溪县市场监督管理局", bureau),
    ]
    made = {"101": bureau, "201": civil, "202": education, "203": labour}
    for code, name, parent in rows:
        made[code] = organisation(name, code, OrganisationKind.UNIT, parent)
    OrganisationName.objects.create(
        organisation=made["304"], name="云溪县城市管理行政执法局", key=key_of("云溪县城市管理行政执法局")
    )
    return made


@pytest.mark.parametrize(
    ("printed", "code", "how"),
    [
        ("云溪县城关街道办事处", "301", How.EXACT),
        (" 云溪县城关街道办事处\n", "301", How.EXACT),
        ("城关街道", "301", How.KEY),
        ("城关街道办", "301", How.KEY),
        ("城关街道办事处（公章）", "301", How.KEY),
        ("云溪县人民政府城关街道办事处", "301", How.KEY),
        ("湖中省沅江市云溪县城关街道办事处", "301", How.KEY),
        ("云溪县 城关街道 办事处", "301", How.KEY),
        ("填报单位：云溪县城关街道办事处", "301", How.KEY),
        ("云溪城关街道办事处", "301", How.KEY),
        ("云溪县河东镇人民政府", "303", How.KEY),
        ("河东镇", "303", How.KEY),
        ("河东镇政府", "303", How.KEY),
        ("云溪镇", "302", How.KEY),
        ("云溪县云溪镇人民政府", "302", How.KEY),
        ("养老服务中心", "201001", How.KEY),
        ("云溪县民政局养老服务中心", "201001", How.KEY),
        ("养老服务", "201001", How.PART),
        ("救助管理站", "201002", How.PART),
        ("云溪县民政局(本级)", "201003", How.KEY),
        ("民政局本级", "201003", How.KEY),
        ("民政局", "201", How.KEY),
        ("云溪县民政局", "201", How.EXACT),
        ("第一中学", "202001", How.KEY),
        ("云溪县第一中学附属小学", "202002", How.EXACT),
        ("云溪县人社局", "203", How.KEY),
        ("人力资源社会保障局", "203", How.KEY),
        ("教育体育局机关", "202", How.PART),
        ("市场监管局", "305", How.KEY),
        ("云溪县城市管理行政执法局", "304", How.EXACT),
        ("城市管理行政执法局", "304", How.KEY),
        ("云溪县城管局", "304", How.KEY),
    ],
)
def test_variants(tree: dict[str, Organisation], printed: str, code: str, how: How) -> None:
    found = match(printed, Organisation.objects.prefetch_related("other_names"))
    assert (found.organisation, found.how) == (tree[code], how)


@pytest.mark.parametrize(
    ("printed", "candidates"),
    [
        ("中心小学", ["202003", "202004"]),
        ("第二中学", None),
        ("云溪县第一中学附属幼儿园", None),
        ("沅江市民政局", None),
        ("河西县城关街道办事处", None),
        ("管理站", None),
        ("中心", None),
        ("", []),
        ("（公章）", []),
    ],
)
@pytest.mark.usefixtures("tree")
def test_never_guesses(printed: str, candidates: list[str] | None) -> None:
    found = match(printed, Organisation.objects.prefetch_related("other_names"))
    assert (found.organisation, found.how) == (None, How.NONE)
    if candidates is not None:
        assert [one.code for one in found.candidates] == candidates


def test_proposes_what_is_close(tree: dict[str, Organisation]) -> None:
    found = match("云溪县养老中心", Organisation.objects.prefetch_related("other_names"))
    assert found.organisation is None
    assert found.candidates[0] == tree["201001"]


def test_two_units_of_one_name(tree: dict[str, Organisation]) -> None:
    twin = organisation("云溪县养老服务中心", "301001", OrganisationKind.UNIT, tree["301"])
    names = Names(Organisation.objects.prefetch_related("other_names"))
    found = names.match("云溪县养老服务中心")
    assert found.organisation is None
    assert found.candidates == (tree["201001"], twin)
    assert names.match("云溪县民政局养老服务中心").organisation == tree["201001"]


def test_county(tree: dict[str, Organisation]) -> None:
    assert county_of(tree.values()) == "云溪县"
    assert county_of([tree["301"]]) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪县城关街道办事处", "云溪县城关街道"),
        ("ＡＢ（中心）", "ab中心"),
        ("发展和改革局", "发改局"),
        ("河东镇人民政府", "河东镇政府"),
    ],
)
def test_same_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("民政局（本级）", "民政局"), ("云溪县人民政府", "云溪县"), ("第一中学", "第二中学"), ("和平街道", "太平街道")],
)
def test_other_key(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_the_very_name_is_known_without_all_others(tree: dict[str, Organisation]) -> None:
    for printed in (" 云溪县城关街道办事处\n", "云溪县城市管理行政执法局", "城关街道", "云溪县", ""):
        sure = match(printed, tree.values())
        assert called(printed) == (sure.organisation if sure.how is How.EXACT else None), printed
    OrganisationName.objects.create(organisation=tree["302"], name="河东镇人民政府", key=key_of("河东镇人民政府"))
    assert called("河东镇人民政府") is None, "between two it never chooses"
