"""Characters that nobody sees: two names that look the same are the same, whoever wrote them and where; a form stays as it is."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import (
    contents,
    files,
    import_organisations,
    import_people,
    import_projects,
    organisations,
    people,
    register,
    rounds,
)
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.intake_matching import Matcher
from jiheng.web.records.domain.names import How, Names, key_of
from jiheng.web.records.models import Comment, Intake, Organisation, OrganisationName, Person, Project, Round
from jiheng.web.records.queries.search import matching
from tests.web.county import PASSWORD, County, content
from tests.web.lists import comma_separated, given, xlsx
from tests.web.moving import at, changed
from tests.web.test_intakes import PROJECTS, read, upload

ODD = ["\u200b", "\u200d", "\u202e", "\u2066", "\u2069", "\u200f", "\ufeff", "\u2060", "\u00ad", "\u180e", "\x7f"]
odd = pytest.mark.parametrize("mark", ODD)
in_a_list = pytest.mark.parametrize("mark", ODD[:-1])
"""A control character makes no .csv, and no worksheet has one."""


def spoilt(text: str, mark: str) -> str:
    """The same to look at."""
    return mark + text[:2] + mark + text[2:] + mark


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---- names that are written by hand


@odd
def test_a_unit_has_one_name_however_it_is_written(county: County, mark: str) -> None:
    with pytest.raises(NotMet, match="已经有一个单位叫"):
        organisations.edit(county.other_unit, None, name=spoilt(county.unit.name, mark), code="201002")
    renamed = organisations.edit(county.unit, None, name=spoilt("云溪县敬老院", mark), code=spoilt("201009", mark))
    assert (renamed.name, renamed.code) == ("云溪县敬老院", "201009")
    assert organisations.add_name(county.unit, None, spoilt("老年公寓", mark)).name == "老年公寓"
    with pytest.raises(NotMet, match="分不开"):
        organisations.add_name(county.other_unit, None, spoilt("老年公寓", mark))
    with pytest.raises(NotMet, match="1 到 120 个字"):
        organisations.add_name(county.unit, None, mark * 3)


@odd
def test_projects_rounds_and_people(county: County, mark: str) -> None:
    made = register.add(county.round, None, unit=county.unit, code=spoilt("K1", mark), name=spoilt("养老服务", mark))
    assert (made.code, made.name) == ("K1", "养老服务")
    for code, name in ((spoilt("K1", mark), "另一个"), ("K2", spoilt("养老服务", mark))):
        with pytest.raises(NotMet, match="已经"):
            register.add(county.round, None, unit=county.unit, code=code, name=name)
    with pytest.raises(NotMet, match="1 到 200 个字"):
        register.add(county.round, None, unit=county.unit, code="K3", name=mark)
    with pytest.raises(NotMet, match="姓名要有"):
        people.create(None, username="wangfang", name=mark, email="", places=[])
    person, _password = people.create(
        None, username=spoilt("WangFang", mark), name=spoilt("王芳", mark), email=spoilt("a@b.cn", mark), places=[]
    )
    assert (person.username, person.name, person.email) == ("wangfang", "王芳", "a@b.cn")


@odd
@pytest.mark.usefixtures("county")
def test_who_types_them_at_the_door_gets_in(mark: str) -> None:
    sent = {"username": spoilt("preparer", mark), "password": f"{PASSWORD}\u200b"}
    response = Client().post(reverse("sign-in"), sent)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_round_is_called_what_is_seen(county: County) -> None:
    set_up = rounds.SetUp(
        name="2027\u202e年\n度\u2028预算",
        region="国家",
        layouts=(),
        required_attachments=(),
        overall_due=False,
        remind_days=3,
    )
    rounds.edit(county.round, None, set_up, {})
    assert Round.objects.get(pk=county.round.pk).name == "2027年 度 预算"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200b", "\x1b"])
def test_words_that_somebody_types_turn_no_line_around(county: County, mark: str) -> None:
    made = at(county, "department_review")
    client = client_of(county.people["department"])
    sent = {"text": f"请写明{mark}依据\r\n和测算\u2028过程", "path": ""}
    client.post(reverse("declaration-comment", args=[made.pk]), sent)
    assert Comment.objects.get().text.splitlines() == ["请写明依据", "和测算", "过程"]
    found = client.get(reverse("search"), {"q": f"养老{mark}服务"}).content.decode()
    assert mark not in found


# ---- lists


@in_a_list
def test_a_list_of_units_finds_the_units_that_there_are(county: County, mark: str) -> None:
    head = ["单位编码", spoilt("单位名称", mark), "类别", "上级单位编码", "其他名称"]
    rows = [head, [spoilt("201001", mark), spoilt(county.unit.name, mark), "预算单位", "201", spoilt("敬老院", mark)]]
    made = import_organisations.take_in(None, given(comma_separated(rows), "a.csv"))
    assert not made.new
    assert OrganisationName.objects.get().name == "敬老院"
    assert Organisation.objects.filter(name=county.unit.name).count() == 1


@in_a_list
def test_lists_of_people_and_projects(county: County, mark: str) -> None:
    rows = [
        ["账号", "姓名", "单位编码", "角色"],
        [spoilt("liming", mark), spoilt("李明", mark), "201001", spoilt("填报人", mark)],
    ]
    import_people.take_in(county.people["admin"], given(xlsx(rows)))
    assert Person.objects.get(username="liming").name == "李明"
    rows = [
        ["项目编码", "项目名称", "单位编码", "申报金额（元）"],
        [spoilt("X1", mark), spoilt("消防", mark), "201001", f"1{mark}000"],
    ]
    import_projects.take_in(county.round, None, given(xlsx(rows)))
    made = Project.objects.get(code="X1")
    assert (made.name, made.amount) == ("消防", 1000)


# ---- names on forms, and names of files


@odd
def test_names_are_matched_as_they_look(county: County, mark: str) -> None:
    organisations.add_name(county.unit, None, "敬老院")
    names = Names(Organisation.objects.prefetch_related("other_names"))
    for name in (county.unit.name, "养老服务中心", "敬老院"):
        assert names.match(spoilt(name, mark)).organisation == county.unit
    assert names.match(spoilt(county.unit.name, mark)).how is How.EXACT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪县（城关）中心", "云溪县(城关)中心"),
        ("第１小学", "第1小学"),
        ("ＡＢ中心", "ab中心"),
        ("⼀中", "一中"),
        ("云溪 县\u3000中心", "云溪县中心"),
    ],
)
def test_wide_and_narrow_forms_are_the_same(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_between_two_projects_that_differ_by_a_bracket_the_form_says_which(county: County) -> None:
    wide, narrow = county.project(name="低保（一期）"), county.project(name="低保(一期)")
    matcher = Matcher(Intake(round=county.round, unit=county.unit))
    for name, project in ((wide.name, wide), (narrow.name, narrow), ("低保一期", None)):
        assert matcher.match(contents.table_of(changed(content(), project_name=name))).project == project


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u2060", "\u00ad"])
def test_a_form_is_matched_as_it_looks_and_kept_as_it_is(county: County, mark: str) -> None:
    county.round.fiscal_year = 2024
    county.round.save()
    organisations.add_name(county.unit, None, "永宁县团结西路街道办事处")
    project = county.project(name="居委会租房费用")
    packed = io.BytesIO()
    with zipfile.ZipFile(PROJECTS) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            text = archive.read(name)
            for printed in ("租房费用", "团结西路街道", "统计工作经费"):
                text = text.replace(printed.encode(), spoilt(printed, mark).encode())
            made.writestr(name, text)
    intake = read(upload(county, packed.getvalue(), f"项目{mark}表.docx"))
    assert intake.file.name == "项目表.docx"
    forms = {form.title: form for form in intake.forms.all()}
    assert {form.problem for form in forms.values()} == {""}
    assert {form.printed_unit for form in forms.values()} == {"永宁县团结西路街道办事处"}
    assert forms[project.name].project == project
    assert "统计工作经费" in forms
    printed = contents.table_of(forms["统计工作经费"].content).project_name
    assert (mark in str(printed)) is (mark in ("\u202e", "\u00ad")), "the form stays as it was read"


def test_what_a_file_is_called(county: County) -> None:
    kept = files.keep([b"a"], "依据\u202excod.exe\u200b\u3164\ufe0f.docx", county.people["head"])
    assert kept.name == "依据xcod.exe.docx"


def test_a_text_is_found_whatever_stands_between_its_characters(county: County) -> None:
    made = at(county, "section_review", changed(content(), project_name="高龄\u200b老人\u2060补贴"))
    from jiheng.web.records.models import Declaration

    assert matching(Declaration.objects.all(), "高龄老人补贴", 9) == [made.pk]
