"""People: accounts, roles, handing over, lists, and who may see these pages at all."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, files, import_people, own_account, people
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.models import AuditEntry, Membership, Person, Role, State, StoredFile
from jiheng.web.records.permissions import scope_of
from jiheng.web.setup import handing_out
from tests.web.county import County, content
from tests.web.lists import comma_separated, given, xlsx
from tests.web.test_account import PASSWORD, signed_in
from tests.web.test_setup_organisations import admin, upload

HEAD = ["账号", "姓名", "单位编码", "角色", "邮箱"]


def as_(county: County, role: str) -> Client:
    client = Client()
    client.force_login(county.people[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_create(county: County) -> None:
    by = county.people["admin"]
    person, password = people.create(by, username=" ＷangFang ", name="王芳", places=[(Role.PREPARER, county.unit)])
    assert person.username == "wangfang"
    assert person.must_change_password
    assert person.check_password(password)
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.by, entry.organisation) == ("create_person", by, county.unit)
    assert password not in entry.details
    for values, said in (
        ({"username": "WANGFANG", "name": "乙"}, "已经有人用了"),
        ({"username": "a b", "name": "乙"}, "不合适"),
        ({"username": "王芳", "name": "王芳"}, "账号“王芳”不合适：用字母、数字"),
        ({"username": "b", "name": " "}, "姓名"),
        ({"username": "b", "name": "乙", "email": "x"}, "电子邮箱"),
        ({"username": "b", "name": "乙", "places": [(Role.ADMIN, county.unit)]}, "只能设在财政局"),
        (
            {"username": "b", "name": "乙", "places": [(Role.PERFORMANCE, county.office)]},
            "“绩效股审核人”管全县，只能设在财政局",
        ),
        (
            {"username": "b", "name": "乙", "places": [(Role.BUDGET, county.department)]},
            "“预算股”管全县，只能设在财政局",
        ),
        ({"username": "b", "name": "乙", "places": [(Role.DEPARTMENT, county.bureau)]}, "不能设在财政局"),
    ):
        with pytest.raises(NotMet, match=said):
            people.create(by, **values)  # type: ignore[arg-type]
    assert not Person.objects.filter(username="b").exists()
    made, _password = people.create(by, username="fenguan", name="丁", places=[(Role.SECTION, county.department)])
    Person.objects.filter(pk=made.pk).update(username="老账号")
    made = people.edit(Person.objects.get(pk=made.pk), by, username="老账号", name="丁一")
    assert made.name == "丁一", "an account of before keeps its name"
    with pytest.raises(NotMet, match="新账号"):
        people.edit(made, by, username="新账号", name="丁一")
    for role in Role:
        if role != Role.ADMIN:
            with pytest.raises(NotAllowed):
                people.create(county.people[role], username="c", name="丙")


def test_the_last_administrator_stays(county: County) -> None:
    by = county.people["admin"]
    other = county.person("admin", county.bureau, "admin2")
    with pytest.raises(NotAllowed, match="自己"):
        people.set_active(by, by, active=False)
    with pytest.raises(NotAllowed, match="自己"):
        people.set_places(by, by, [])
    people.set_active(other, by, active=False)
    with pytest.raises(NotMet, match="唯一"):
        people.set_active(by, None, active=False)
    with pytest.raises(NotMet, match="唯一"):
        people.set_places(by, None, [])


def test_resetting(county: County) -> None:
    by, person = county.people["admin"], county.people["preparer"]
    client = signed_in(person)
    password = people.reset_password(person, by)
    assert client.get(reverse("notices")).status_code == 302
    assert signed_in(Person.objects.get(pk=person.pk), password).get(reverse("notices")).url == reverse(
        "change-password"
    )  # type: ignore[attr-defined]
    own_account.begin_second_factor(person)
    people.reset_second_factor(person, by)
    assert not person.totpdevice_set.exists()  # type: ignore[attr-defined]


def test_a_closed_account_is_out_at_once(county: County) -> None:
    client = signed_in(county.people["preparer"])
    people.set_active(county.people["preparer"], county.people["admin"], active=False, reason="调离")
    assert client.get(reverse("notices")).url.startswith("/sign-in/")  # type: ignore[attr-defined]
    assert AuditEntry.objects.latest("id").opinion == "调离"


def test_handing_over(county: County) -> None:
    by, before = county.people["admin"], county.people["preparer"]
    after = Person.objects.create_user("successor", PASSWORD, name="接手人")
    made = acts.create(county.round, county.unit, "project", content(), before, project=county.project())
    acts.submit(made, before)
    with pytest.raises(NotMet, match="原因"):
        people.hand_over(before, after, by, " ", deactivate=True)
    with pytest.raises(NotMet, match="另一个人"):
        people.hand_over(before, before, by, "退休", deactivate=True)
    people.hand_over(before, after, by, "退休", deactivate=True)
    before, after = Person.objects.get(pk=before.pk), Person.objects.get(pk=after.pk)
    assert not before.is_active
    assert not Membership.objects.filter(person=before).exists()
    assert Role.PREPARER in scope_of(after).at(county.unit)
    assert acts.withdraw(made, after).state == State.DRAFT, "what only the submitter can do, his successor can"


def test_roles_that_are_too_close(county: County) -> None:
    said = people.too_close
    assert said([(Role.PREPARER, county.unit), (Role.HEAD, county.unit)])
    assert not said([(Role.PREPARER, county.unit), (Role.HEAD, county.other_unit)])
    assert said([(Role.HEAD, county.unit), (Role.DEPARTMENT, county.department)])
    assert not said([(Role.HEAD, county.office), (Role.DEPARTMENT, county.department)])
    assert said([(Role.SECTION, county.department), (Role.PERFORMANCE, county.bureau)])
    assert not said([(Role.SECTION, county.department), (Role.BUDGET, county.bureau)])
    client, person = admin(county), county.people["preparer"]
    values = {"role": "head", "organisation": "201001"}
    address = reverse("person-place-add", args=[person.pk])
    response = client.post(address, values)
    assert response.status_code == 422
    assert "同一份表的这两步不能由同一个人办" in response.content.decode()
    assert Membership.objects.filter(person=person).count() == 1
    assert client.post(address, {**values, "confirmed": "1"}).status_code == 302
    assert Membership.objects.filter(person=person).count() == 2
    held = Membership.objects.get(person=person, role="head")
    client.post(reverse("person-place-remove", args=[person.pk, held.pk]))
    assert Membership.objects.filter(person=person).count() == 1


def test_pages(county: County) -> None:
    client = admin(county)
    values = {"username": "wangfang", "name": "王芳", "email": "", "role": "preparer", "organisation": "云溪县城关街道"}
    page = client.post(reverse("person-new"), values)
    assert page.status_code == 200
    person = Person.objects.get(username="wangfang")
    password = page.content.decode().split("<code>")[2].split("</code>")[0]
    assert person.check_password(password)
    assert client.post(reverse("person-new"), {**values, "username": "x", "organisation": ""}).status_code == 422
    for asked, count in (
        ({"q": "王芳"}, 1), ({"role": "preparer"}, 2), ({"organisation": "301"}, 1), ({"organisation": "101"}, 9),
        ({"active": "no"}, 0), ({"organisation": "没有的"}, 9),
    ):  # fmt: skip
        assert client.get(reverse("people"), asked).content.decode().count('<th scope="row">') == count, asked
    assert "没有找到单位" in client.get(reverse("people"), {"organisation": "没有的"}).content.decode()
    one = reverse("person", args=[person.pk])
    assert "云溪县城关街道办事处" in client.get(one).content.decode()
    assert (
        client.post(reverse("person-edit", args=[person.pk]), {"username": "wangfang", "name": "王方"}).status_code
        == 302
    )
    for _ in range(5):
        Client().post(reverse("sign-in"), {"username": "wangfang", "password": "wrong"})
    assert "登录受限" in client.get(reverse("people")).content.decode()
    client.post(reverse("person-act", args=[person.pk, "lockout"]))
    assert "登录受限" not in client.get(reverse("people")).content.decode()
    page = client.post(reverse("person-password", args=[person.pk])).content.decode()
    person.refresh_from_db()
    assert person.check_password(page.split("<code>")[2].split("</code>")[0])
    assert client.post(reverse("person-act", args=[person.pk, "nothing"])).status_code == 404
    response = client.post(
        reverse("person-hand-over", args=[person.pk]), {"after": "PREPARER", "reason": "调离", "deactivate": "on"}
    )
    assert response.url == reverse("person", args=[county.people["preparer"].pk])  # type: ignore[attr-defined]
    client.post(reverse("person-act", args=[person.pk, "activate"]))
    assert client.post(reverse("person-deactivate", args=[person.pk]), {"reason": ""}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    me = county.people["admin"]
    assert client.post(reverse("person-deactivate", args=[me.pk]), {"reason": ""}).status_code == 422


def test_the_list_asks_no_more_for_more_people(county: County) -> None:
    client = admin(county)
    client.get(reverse("people"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("people"))
    rows = [HEAD, *([f"u{number}", f"人{number}", "201001", "填报人"] for number in range(60))]
    import_people.take_in(county.people["admin"], given(xlsx(rows)))
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("people")).content.decode()
    assert page.count('<th scope="row">') == 50
    assert len(many) == len(few)


SETUP = (
    ("people", ()), ("person-new", ()), ("person", (1,)), ("person-edit", (1,)), ("person-deactivate", (1,)),
    ("person-hand-over", (1,)), ("organisations", ()), ("organisation-new", ()), ("organisation", (1,)), ("rounds", ()),
    ("round-new", ()), ("round", (1,)), ("register", ()), ("project-new", ()), ("register-export", ()),
    ("import", ("people",)), ("import-template", ("people", "xlsx")), ("rejected", ()), ("audit", ()),
)  # fmt: skip
READ = ("people", "person", "organisations", "organisation", "rounds", "round", "register", "register-export", "audit")
"""What an auditor sees of it."""


def test_who_may_see_these_pages(county: County) -> None:
    place = {
        "person": county.people["head"].pk, "organisation": county.unit.pk, "round": county.round.pk,
    }  # fmt: skip
    for role in Role:
        client = as_(county, role)
        for name, args in SETUP:
            if args == (1,):
                args = (place[name.split("-")[0]],)
            status = client.get(reverse(name, args=args)).status_code
            reads = role == Role.AUDITOR and name in READ
            assert status == (200 if role == Role.ADMIN or reads else 403), (role, name)
    auditor = as_(county, "auditor")
    person = county.people["head"]
    assert auditor.post(reverse("person-password", args=[person.pk])).status_code == 403
    assert auditor.post(reverse("person-place-add", args=[person.pk])).status_code == 403
    page = auditor.get(reverse("person", args=[person.pk])).content.decode()
    assert "重设密码" not in page
    assert "加一个角色" not in page


def passwords(client: Client) -> dict[str, str]:
    """The passwords in the file, by account."""
    response = client.get(reverse("people-imported-passwords"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "attachment" in response["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {row[2]: row[3] for row in book.active.iter_rows(min_row=2, values_only=True)}  # type: ignore[union-attr]


def imported(client: Client, *names: str) -> str:
    """The address of a list that was taken in."""
    rows = [HEAD, *([name, "王芳", "201001", "填报人"] for name in names)]
    address = upload(client, "people", xlsx(rows), "人员.xlsx")
    assert client.post(address).url == reverse("people-imported")  # type: ignore[attr-defined]
    return address


def test_initial_passwords_are_there_for_half_an_hour_in_the_same_browser(county: County) -> None:
    client = admin(county)
    imported(client, "wangfang", "liwei", "zhaomin")
    given = passwords(client)
    first, second = Person.objects.get(username="wangfang"), Person.objects.get(username="liwei")
    signed_in(first, given["wangfang"])
    people.reset_password(second, county.people["admin"])
    again = passwords(client)
    assert again["zhaomin"] == given["zhaomin"]
    assert "已登录过" in again["wangfang"]
    assert "另设了密码" in again["liwei"]
    cookie = client.cookies[handing_out.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (reverse("people-imported"), True, "Strict")
    stored = str(Session.objects.get(session_key=client.session.session_key).get_decoded())
    assert not any(password in stored or cookie.value in stored for password in given.values())
    elsewhere = admin(county)
    elsewhere.cookies[handing_out.COOKIE] = cookie.value
    refused = elsewhere.get(reverse("people-imported-passwords"), follow=True).content.decode()
    assert "只能在导入以后 30 分钟内、用导入时的浏览器下载" in refused
    assert "重设密码" in refused
    session = client.session
    held = dict(session["handed_out"])
    session["handed_out"] = {**held, "until": timezone.now().isoformat()}
    session.save()
    assert "下载初始密码的时间已经过了" in client.get(reverse("people-imported")).content.decode()
    assert client.get(reverse("people-imported-passwords")).status_code == 302
    session["handed_out"] = held
    session.save()
    assert client.get(reverse("people-imported-passwords")).status_code == 200
    del client.cookies[handing_out.COOKIE]
    assert client.get(reverse("people-imported-passwords")).status_code == 302


def test_a_list_that_is_not_there_any_more_says_why(county: County) -> None:
    client = admin(county)
    address = imported(client, "wangfang")
    for answer in (client.get(address, follow=True), client.post(address, follow=True)):
        assert re.search(r"这份表格 \d{4}-\d\d-\d\d \d\d:\d\d 已经导入了，不用再导。", answer.content.decode())
    waits = upload(client, "people", xlsx([HEAD, ["liwei", "李伟", "201001", "填报人"]]), "人员.xlsx")
    StoredFile.objects.update(at=timezone.now() - timedelta(days=2))
    files.forget_unused()
    said = client.get(waits, follow=True).content.decode()
    assert "没有找到这份表格：上传后搁置一天以上没有确认的，不再留着。" in said
    assert not Person.objects.filter(username="liwei").exists()


def test_a_list_of_people(county: County) -> None:
    client = admin(county)
    rows = [
        HEAD,
        ["wangfang", "王芳", "201001", "填报人", "wang@example.com"],
        ["wangfang", "王芳", "201002", "填报人、单位负责人"],
        ["HEAD", "单位负责人201001", "201001", "单位负责人"],
        ["liwei", "李伟", "101", "绩效股审核人"],
    ]
    address = upload(client, "people", xlsx(rows), "人员.xlsx")
    page = client.get(address).content.decode()
    assert "将新增 2 个" in page
    assert "第 2 行：云溪县救助管理站：既是“填报人”又是“单位负责人”" in page
    page = client.post(address, follow=True)
    assert page.redirect_chain == [(reverse("people-imported"), 302)]  # type: ignore[attr-defined]
    assert "账号已经建好：新增 2 个，更新 0 个。" in page.content.decode()
    given = passwords(client)
    assert set(given) == {"wangfang", "liwei"}
    assert passwords(client) == given, "as often as it is needed"
    person = Person.objects.get(username="wangfang")
    assert person.email == "wang@example.com"
    assert Membership.objects.filter(person=person).count() == 3
    assert signed_in(person, str(given["wangfang"])).get("/notices/").url == reverse("change-password")  # type: ignore[attr-defined]
    person.refresh_from_db()
    assert person.password.startswith("md5$"), "the sign-in hashed it anew"
    again = upload(client, "people", xlsx(rows), "人员.xlsx")
    assert "没有要改的" in client.get(again).content.decode()
    assert not any(str(one) in AuditEntry.objects.latest("id").details for one in given.values())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "王芳", "201001", "填报人"], "第 2 行：没有填账号。"),
        (["a b", "王芳", "201001", "填报人"], "第 2 行：账号“a b”不合适：用字母、数字和 . _ - @，以字母或数字开头，最多 60 个，中间没有空格。"),
        (["王芳", "王芳", "201001", "填报人"], "第 2 行：账号“王芳”不合适：用字母、数字和 . _ - @，以字母或数字开头，最多 60 个，中间没有空格。"),
        (["wf", "王芳", "301", "绩效股审核人"], "第 2 行：“绩效股审核人”管全县，只能设在财政局。"),
        (["wf", "", "201001", "填报人"], "第 2 行：没有填姓名。"),
        (["wf", "王芳", "999", "填报人"], "第 2 行：单位编码“999”没有找到。"),
        (["wf", "王芳", "0201001", "填报人"], "第 2 行：单位编码“0201001”没有找到；有“201001”，是不是前面的 0 丢了？"),
        (["wf", "王芳", "201001", "会计"], "第 2 行：角色“会计”不认识，请填：填报人、单位负责人、主管部门审核人、业务股室审核人、绩效股审核人、预算股、系统管理员、审计员。"),
        (["wf", "王芳", "201001", "系统管理员"], "第 2 行：“系统管理员”管全县，只能设在财政局。"),
        (["wf", "王芳", "201001", "填报人", "x@"], "第 2 行：邮箱“x@”写得不对。"),
        (["wf", "王芳", "201001", ""], "第 2 行：没有填角色。"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("county")
def test_problems_of_a_list(row: list[str], said: str) -> None:
    data = comma_separated([HEAD, row], "gb18030")
    assert [str(one) for one in import_people.plan(given(data, "a.csv")).problems] == [said]
    with pytest.raises(NotMet):
        import_people.take_in(None, given(data, "a.csv"))


def test_an_account_of_before_keeps_its_name_in_a_list(county: County) -> None:
    Person.objects.filter(pk=county.people["preparer"].pk).update(username="老账号")
    row = ["老账号", county.people["preparer"].name, "201001", "单位负责人"]
    assert not import_people.plan(given(xlsx([HEAD, row]))).problems


@pytest.mark.usefixtures("county")
def test_one_account_of_two_names() -> None:
    rows = [HEAD, ["wf", "王芳", "201001", "填报人"], ["wf", "王方", "201002", "填报人"]]
    said = [str(one) for one in import_people.plan(given(xlsx(rows))).problems]
    assert said == ["第 3 行：账号“wf”在第 2 行的姓名是“王芳”，两行不一样。"]
