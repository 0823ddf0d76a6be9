"""Publication in practice: what is masked, the copy for publication, its term, and the record of it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.batch import releasing
from jiheng.forms.reading import read_file
from jiheng.model.finding import Severity, Stage
from jiheng.model.private_numbers import private_numbers
from jiheng.web.records.domain import acts, contents, files, public_copies, publication
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import AuditEntry, Content, Declaration, Intake, IntakeForm, Person, Round
from jiheng.web.records.queries import home
from tests.web.county import FORMS, County, content
from tests.web.moving import RELEASE, at, changed, forward

NANYUE, YONGNING = "nanyue-2020-department-overall.docx", "yongning-2024-projects.docx"
MOBILE, IDENTITY = "13800138000", "11010519491231002X"
Look = Callable[..., str]


@pytest.fixture(autouse=True)
def own_copies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What other tests made is not found."""
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")


def uploaded(county: County, name: str, number: int = 0, data: bytes | None = None) -> Content:
    """A form of a real file, with the file."""
    source = files.keep([data or (FORMS / name).read_bytes()], name, county.people["preparer"])
    return content(name, number, source=source)


def approved(county: County, form: Content) -> Declaration:
    """A declaration with this form in force, whatever its submission would have asked for."""
    made = at(county, "approved")
    version = made.in_force
    assert version is not None
    version.pk, version.number, version.content, version.sha256 = None, 2, form, form.sha256
    version.save(force_insert=True)
    Declaration.objects.filter(pk=made.pk).update(in_force=version, current=version)
    return Declaration.objects.get(pk=made.pk)


def copy_of(made: Declaration, by: Person) -> releasing.PublicCopy:
    """The copy for publication, made by the process beside the server."""
    if public_copies.ask_for(made, by) is None:
        assert public_copies.make_next()
    copy = public_copies.ask_for(made, by)
    assert copy is not None
    return copy


def copy_from(county: County, client: Client, made: Declaration, role: str = "budget") -> tuple[str, bytes]:
    """The file that a person takes away: its name and its bytes."""
    client.force_login(county.people[role])
    copy_of(made, county.people[role])
    response = client.get(reverse("declaration-public-copy-file", args=[made.pk]))
    assert response.status_code == 200, response.status_code
    return response["Content-Disposition"], response.content


def everything_in(data: bytes) -> str:
    """All texts of an office file, whatever part they are in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


# ---- the check


@pytest.mark.parametrize("text", [MOBILE, "138-0013-8000", f"身份证号 {IDENTITY}", f"{MOBILE}、13912345678"])
def test_numbers_that_are_masked_stop_no_publication(county: County, text: str) -> None:
    form = changed(content(), phone=text)
    made = at(county, "approved", form)
    assert publication.why_unfit(made) == ""
    assert acts.publish(made, county.people["budget"], **RELEASE).state == "published"


def test_a_real_form_with_a_mobile_number_is_published(county: County) -> None:
    """南岳's form: its one error at publication is the mobile number."""
    made = approved(county, uploaded(county, NANYUE))
    copy = copy_of(made, county.people["budget"])
    acts.publish(made, county.people["performance"], **RELEASE)
    last = AuditEntry.objects.last()
    assert last is not None
    assert json.loads(last.details)["public_copy_sha256"] == copy.sha256


@pytest.mark.parametrize("text", ["补助发放账号：6222021234567890", "转账到银行卡 6222 0212 3456 7894"])
def test_what_no_mask_mends_stops_it(county: County, text: str) -> None:
    made = approved(county, changed(content(), notes=f"{text}，电话 {MOBILE}"))
    with pytest.raises(NotMet, match=r"公开前检查有 1 处不能公开。第一处：.*银行账号"):
        acts.publish(made, county.people["budget"], **RELEASE)


def test_a_sum_that_does_not_add_up_still_stops_it(county: County) -> None:
    form = content("korla-2021-department-overall.docx", 0)
    assert any(one.severity is Severity.ERROR and not one.rule.startswith("PRV") for one in contents.findings_of(form))
    assert "公开前检查" in publication.why_unfit(approved(county, form))


def test_at_filing_nothing_is_masked(county: County) -> None:
    form = changed(content(), phone=MOBILE)
    assert any(one.rule == "PRV-001" for one in publication.check(form, county.round, Stage.FILING))
    assert not any(one.rule == "PRV-001" for one in publication.check(form, county.round))


def test_the_page_says_what_is_masked(county: County, look: Look) -> None:
    made = at(county, "approved", changed(content(), phone=f"{MOBILE}、13912345678", notes=f"身份证号 {IDENTITY}"))
    page = look(county.people["budget"], "declaration-act", made.pk, "publish")
    assert (
        "公开时遮盖 3 个手机号、身份证号：联系电话“138****8000、139****5678”、其他需要说明的问题“身份证号 110105********002X”。"
        in page
    )
    assert MOBILE not in page
    assert "批复后 20 日内公开" in page
    plain = look(county.people["budget"], "declaration-act", at(county, "approved").pk, "publish")
    assert "没有要遮盖的手机号" in plain


# ---- the copy


def test_the_copy_of_the_file_itself(county: County, look: Look, client: Client) -> None:
    """南岳's form prints a mobile number."""
    form = uploaded(county, NANYUE)
    assert [(one.path, one.numbers) for one in publication.masked_in(form)] == [("phone", 1)]
    made = approved(county, form)
    copy_of(made, county.people["performance"])
    page = look(county.people["performance"], "declaration-public-copy", made.pk)
    assert "这是原来上传的文件的副本" in page
    assert "1 个手机号（遮盖中间四位）" in page
    disposition, data = copy_from(county, client, made)
    assert "attachment" in disposition
    assert hashlib.sha256(data).hexdigest() in page
    assert not private_numbers(everything_in(data))
    assert "<dc:creator>" not in everything_in(data)
    place = Path(settings.FILES).with_name("copy.docx")
    place.write_bytes(data)
    (table,) = read_file(place).declaration.tables or ()
    assert table.indicators == contents.table_of(form).indicators
    assert table.budget == contents.table_of(form).budget


def test_the_copy_carries_no_other_form(county: County, look: Look, client: Client) -> None:
    """永宁 has 21 forms in one file."""
    form = uploaded(county, YONGNING, 3)
    others = [one for n, one in enumerate(read_file(FORMS / YONGNING).declaration.tables or ()) if n != 3]
    made = approved(county, form)
    copy_of(made, county.people["budget"])
    page = look(county.people["budget"], "declaration-public-copy", made.pk)
    assert "原来的文件里有 21 张表，公开这一张不能带上别的表，所以把这张表写进了“" in page
    _, data = copy_from(county, client, made)
    text = everything_in(data)
    own = contents.table_of(form)
    assert own.project_name
    assert own.project_name in text
    assert not [one.project_name for one in others if one.project_name and one.project_name in text]
    place = Path(settings.FILES).with_name("copy.docx")
    place.write_bytes(data)
    (table,) = read_file(place).declaration.tables or ()
    assert (table.indicators, table.budget) == (own.indicators, own.budget)


def test_the_title_is_that_of_the_form_and_not_of_the_layout(county: County) -> None:
    """永宁's layout is of 2024: no copy says so of another year."""
    title = "2027年部门项目支出预算绩效目标表"
    made = copy_of(approved(county, changed(content(), title=title, fiscal_year=2027)), county.people["budget"])
    text = everything_in(made.data)
    assert (title in text, "2024年部门项目支出" in text) == (True, False)
    assert not made.lost


def test_a_value_without_a_place_is_told(county: County, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [one for one in releasing.all_layouts() if one.layout.name == "national-project"]
    monkeypatch.setattr(releasing, "all_layouts", lambda: known)
    form = contents.table_of(content())
    made = releasing._in_a_layout(form, releasing.DEFAULT_LIMITS, "没有留存原来的文件")
    assert made.layout == known[0].layout.title
    assert made.lost
    assert not any("表名" in one for one in made.lost)
    declaration = at(county, "approved")
    assert declaration.in_force is not None
    public_copies._keep(declaration.in_force.content, made)
    page = look(county.people["budget"], "declaration-public-copy", declaration.pk)
    assert f"没有写进去的值 {len(made.lost)} 个" in page


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"the file", "原来的文件读不出来|原来的文件不是"),
        (b"%PDF-1.7\n%%EOF", "原来的文件不是 .docx、.xlsx 或 .html"),
        (b"\x89PNG\r\n\x1a\n0000", "原来的文件不是 .docx、.xlsx 或 .html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "原来的文件不是 .docx、.xlsx 或 .html"),
        (b"PK\x03\x04" + bytes(64), "原来的文件读不出来"),
    ],
)
def test_another_kind_of_file_becomes_a_layout(county: County, data: bytes, why: str) -> None:
    made = approved(county, uploaded(county, YONGNING, 3, data))
    copy = copy_of(made, county.people["budget"])
    assert re.match(why, copy.why), copy.why
    assert (copy.error, copy.suffix) == ("", ".docx")


def test_a_bomb_becomes_a_layout(county: County) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(FORMS / NANYUE) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in archive.namelist():
            data = archive.read(name)
            bomb.writestr(name, data.replace(b"</w:body>", b"<w:p/>" * 5_000_000 + b"</w:body>"))
    copy = public_copies._made(uploaded(county, NANYUE, 0, packed.getvalue()))
    assert "压缩炸弹" in copy.why
    assert "--" not in copy.why
    assert (copy.error, copy.removed) == ("", ("1 个手机号（遮盖中间四位）",))
    assert not private_numbers(everything_in(copy.data))


def test_a_file_that_is_gone_or_takes_too_long(county: County, monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    form = uploaded(county, NANYUE)
    assert form.source is not None
    made = approved(county, form)
    path = files.path_of(form.source.sha256)
    path.rename(path.with_name("aside"))
    gone = public_copies._made(form)
    assert (gone.why, gone.error) == ("原来的文件读不出来", "")
    path.with_name("aside").rename(path)
    monkeypatch.setattr(
        public_copies, "public_copy", lambda *args, **more: releasing.public_copy(*args, **more, seconds=0.001)
    )
    copy_of(made, county.people["budget"])
    page = look(county.people["budget"], "declaration-public-copy", made.pk)
    assert "超过 0.001 秒" in page
    assert "--seconds" not in page
    assert "下载公开副本" not in page
    response_file = look(county.people["budget"], "declaration-public-copy-file", made.pk, status=302)
    assert response_file == ""


def test_a_form_out_of_an_archive(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which the process that answers does not open."""

    def opened(*_given: object) -> None:
        raise AssertionError("the archive was opened in this process")

    monkeypatch.setattr("jiheng.batch.files.members", opened)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(FORMS / YONGNING, "乙.docx")
        archive.write(FORMS / NANYUE, "甲.docx")
    source = files.keep([packed.getvalue()], "全部.zip", county.people["preparer"])
    form = content(NANYUE, 0, source=source)
    taken = Intake.objects.create(round=county.round, unit=county.unit, file=source, by=county.people["preparer"])
    IntakeForm.objects.create(
        intake=taken, source="全部.zip/甲.docx", number=0, content=form, kind="department_overall"
    )
    copy = public_copies._made(form)
    assert (copy.why, copy.error) == ("", "")
    assert not private_numbers(everything_in(copy.data))


def test_only_publishers_take_it_before_publication(county: County, look: Look, client: Client) -> None:
    made = at(county, "approved")
    for role in ("preparer", "head", "department", "section", "auditor"):
        look(county.people[role], "declaration-public-copy", made.pk, status=403)
        assert reverse("declaration-public-copy", args=[made.pk]) not in look(
            county.people[role], "declaration", made.pk
        )
    look(county.people["admin"], "declaration-public-copy", made.pk, status=404)
    assert reverse("declaration-public-copy", args=[made.pk]) in look(
        county.people["performance"], "declaration", made.pk
    )
    acts.publish(made, county.people["budget"], **RELEASE)
    taken = {copy_from(county, client, made, role)[1] for role in ("preparer", "department", "auditor", "budget")}
    assert len(taken) == 1
    assert reverse("declaration-public-copy", args=[made.pk]) in look(county.people["preparer"], "declaration", made.pk)


def test_before_the_approval_there_is_none(county: County, client: Client) -> None:
    made = at(county, "performance_review")
    client.force_login(county.people["performance"])
    response = client.get(reverse("declaration-public-copy", args=[made.pk]), follow=True)
    assert "还没有批复" in response.content.decode()


# ---- the record and the term


def test_the_record_says_which_copy_was_published(county: County) -> None:
    made = at(county, "approved")
    copy = copy_of(made, county.people["budget"])
    acts.publish(made, county.people["budget"], **RELEASE)
    last = AuditEntry.objects.last()
    assert last is not None
    assert json.loads(last.details) == {
        **RELEASE,
        "days_late": 0,
        "public_copy_sha256": copy.sha256,
    }


def test_the_term_is_that_of_the_region_and_year(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publication.term_of(county.round) == 20
    assert publication.term_of(Round(fiscal_year=2010, region="国家")) is None
    monkeypatch.chdir(tmp_path)
    (tmp_path / "公开期限.yaml").write_text(
        "region: 云溪县\nparameters:\n  publication_term_days:\n    basis: 预算法#公开时限\n"
        "    values: {2015-01-01: 20, 2026-01-01: 10}\n",
        encoding="utf-8",
    )
    county.round.region, county.round.fiscal_year = "公开期限.yaml", 2026
    county.round.save()
    made = at(county, "approved")
    Declaration.objects.update(approved_at=timezone.now() - timedelta(days=12))
    made.refresh_from_db()
    assert publication.days_late(made) == 2


@pytest.mark.parametrize(("days", "presses"), [(0, 0), (14, 0), (15, 1), (20, 1), (40, 1)])
def test_home_shows_the_terms_that_press(county: County, look: Look, days: int, presses: int) -> None:
    made = at(county, "approved")
    Declaration.objects.filter(pk=made.pk).update(approved_at=timezone.now() - timedelta(days=days))
    for role in ("budget", "performance"):
        assert home.pressing_to_publish(county.people[role], county.round) == presses
        assert ("其中 1 份公开期限将到或已过" in look(county.people[role], "home")) == bool(presses)
    assert "公开期限" not in look(county.people["section"], "home")
    forward(county, made, "published")
    assert home.pressing_to_publish(county.people["budget"], county.round) == 0


def test_the_count_is_one_query(county: County, django_assert_num_queries: Callable[..., object]) -> None:
    for _ in range(3):
        at(county, "approved")
    person = county.people["budget"]
    home.pressing_to_publish(person, county.round)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        home.pressing_to_publish(person, county.round)
