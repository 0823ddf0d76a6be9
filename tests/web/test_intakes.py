"""Uploads: taken in, read by the reading process, matched with the register, and turned into declarations."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from jiheng.web.records.domain import acts, intake_reading, intakes, jobs, people
from jiheng.web.records.domain.errors import ActError, NotAllowed, NotMet, WrongState
from jiheng.web.records.domain.names import key_of
from jiheng.web.records.models import (
    AuditEntry,
    Content,
    Declaration,
    Intake,
    IntakePurpose,
    IntakeStatus,
    OrganisationName,
    Person,
    Project,
    State,
    StoredFile,
    Window,
)
from tests.formats.office_builders import zipped
from tests.formats.old_builders import compound
from tests.web.county import FORMS, County, build, content
from tests.web.moving import SCORES, SECRECY_REVIEW, at

PROJECTS = FORMS / "yongning-2024-projects.docx"
SCAN = Path(__file__).parents[1] / "pictures" / "scans" / "scan.png"


def upload(county: County, data: bytes, name: str, **more: object) -> Intake:
    """A file uploaded by the preparer of the unit."""
    files = [SimpleUploadedFile(name, data)]
    return intakes.take(files, county.unit, county.round, county.people["preparer"], **more)[0]  # type: ignore[arg-type]


def read(intake: Intake) -> Intake:
    """The same, read."""
    assert intake_reading.read_next()
    intake.refresh_from_db()
    return intake


def rubbish_pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(200):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_many_forms_of_one_file_become_declarations(county: County) -> None:
    county.round.fiscal_year = 2024
    county.round.save()
    OrganisationName.objects.create(
        organisation=county.unit, name="永宁县团结西路街道办事处", key=key_of("永宁县团结西路街道办事处")
    )
    held = county.project(name="居委会租房费用", code="A1")
    exact = county.project(name="党建经费", code="A2")
    intake = read(upload(county, PROJECTS.read_bytes(), "项目表.docx"))
    assert intake.status == IntakeStatus.READY
    assert intake.message == ""
    forms = list(intake.forms.all())
    assert len(forms) == 21
    assert {form.printed_unit for form in forms} == {"永宁县团结西路街道办事处"}
    assert {form.fiscal_year for form in forms} == {2024}
    by_title = {form.title: form for form in forms}
    assert by_title[held.name].project == held
    assert by_title["党建经费"].project == exact
    assert by_title["统计工作经费"].project is None
    assert {form.problem for form in forms} == {""}
    assert sum(form.content.errors for form in forms) > 0

    preparer = county.people["preparer"]
    assert [intakes.claim(form, preparer).project for form in forms[:3]][1] == held
    unregistered = Project.objects.get(name=forms[0].title)
    assert unregistered.code == ""
    assert AuditEntry.objects.filter(act="register").count() == 2
    for form in forms[:3]:
        with pytest.raises(ActError):
            intakes.claim(form, preparer)
    intakes.claim(forms[3], preparer)
    assert Declaration.objects.count() == 4


def test_what_speaks_against_a_form_is_told_and_can_be_overruled(county: County) -> None:
    intake = read(upload(county, (FORMS / "korla-2021-department-overall.docx").read_bytes(), "整体.docx"))
    (form,) = intake.forms.all()
    assert "库尔勒市梨香街道办事处" in form.problem
    assert "2021 年度" in form.problem
    with pytest.raises(NotMet, match="2021"):
        intakes.claim(form, county.people["preparer"])
    made = intakes.claim(form, county.people["preparer"], sure=True)
    assert made.title == county.unit.name
    intake.refresh_from_db()
    assert intake.status == IntakeStatus.DONE
    with pytest.raises(WrongState):
        intakes.claim(form, county.people["preparer"], sure=True)


def test_a_unit_told_by_a_part_of_its_name_is_a_question(county: County) -> None:
    """永宁县团结西路街道办事处 is printed; a unit whose name begins so is only likely the one that is meant."""
    county.round.fiscal_year = 2024
    county.round.save()
    county.unit.name = "团结西路街道办事处机关服务中心"
    county.unit.save()
    printed = "团结西路街道办事处机关"
    text = (FORMS.parent / "text" / "yongning-2024-projects.txt").read_text(encoding="utf-8")
    assert "永宁县团结西路街道办事处" in text
    intake = read(upload(county, text.replace("永宁县团结西路街道办事处", printed).encode(), "表.txt"))
    form = intake.forms.exclude(title="").first()
    assert form is not None
    assert form.problem == f"表上的单位是“{printed}”，是不是{county.unit.name}？请核对。"
    with pytest.raises(NotMet, match="是不是"):
        intakes.claim(form, county.people["preparer"])
    assert intakes.claim(form, county.people["preparer"], sure=True).unit == county.unit


def test_two_forms_for_one_project_and_a_blank_form(county: County) -> None:
    form = (FORMS.parent / "blank" / "yutian-2023-project-blank.docx").read_bytes()
    data = zipped({"甲.docx": (FORMS / "korla-2019-department-overall.docx").read_bytes(),
                   "乙.docx": (FORMS / "korla-2021-department-overall.docx").read_bytes(),
                   "空.docx": form, "坏.docx": b"PK\x03\x04"})  # fmt: skip
    intake = read(upload(county, data, "全部.zip"))
    assert intake.status == IntakeStatus.READY
    assert "全部.zip/坏.docx" in intake.message
    problems = {form.source: form.problem for form in intake.forms.all()}
    assert "两张表" in problems["全部.zip/甲.docx"]
    assert "两张表" not in problems["全部.zip/乙.docx"]
    blank = intake.forms.filter(source="全部.zip/空.docx").first()
    assert blank is not None
    assert "空白表" in blank.problem
    with pytest.raises(NotMet, match="空白表"):
        intakes.claim(blank, county.people["preparer"], sure=True)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "炸弹.docx": (lambda: zipped({"word/document.xml": b" " * 60_000_000, "[Content_Types].xml": ""}), "压缩炸弹"),
    "炸弹.zip": (lambda: zipped({"表.txt": b" " * 60_000_000}), ""),
    "二百页.pdf": (rubbish_pdf, ""),
    "加密.docx": (lambda: compound("EncryptionInfo", "EncryptedPackage"), "密码"),
    "程序.docx": (lambda: b"MZ\x90\x00" + bytes(range(256)) * 99, ""),
    "空表.txt": (lambda: "没有表的说明".encode(), "没有找到绩效目标表"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_sentence(county: County, name: str) -> None:
    make, said = HOSTILE[name]
    intake = read(upload(county, make(), name))
    assert intake.status == IntakeStatus.FAILED
    assert said in intake.message
    assert intake.message
    assert "绩衡自身出错" not in intake.message
    assert "--" not in intake.message
    assert not intake.forms.exists()
    assert not intake_reading.read_next()


def test_a_scan(county: County) -> None:
    intake = read(upload(county, SCAN.read_bytes(), "扫描.png"))
    assert intake.status == IntakeStatus.READY
    assert intake.forms.count() == 1


def test_a_form_without_a_project_name_asks_for_its_project(county: County) -> None:
    path = FORMS.parent / "text" / "yongning-2024-projects.txt"
    text = path.read_text(encoding="utf-8")
    name = "安全生产（基层消防）业务经费"
    assert text.count(name) == 1
    intake = read(upload(county, text.replace(name, "").encode(), "表.txt"))
    nameless = [form for form in intake.forms.all() if "没有项目名称" in form.problem]
    assert [form.title for form in nameless] == [""]
    with pytest.raises(NotMet, match="没有项目名称"):
        intakes.claim(nameless[0], county.people["preparer"], sure=True)
    project = county.project(name=name)
    assert intakes.claim(nameless[0], county.people["preparer"], sure=True, project=project).title == name


def test_who_may_upload(county: County, settings: object) -> None:
    data = SimpleUploadedFile("a.txt", b"a")
    for role in ("head", "department", "section", "performance", "budget", "admin", "auditor"):
        with pytest.raises(NotAllowed):
            intakes.take([data], county.unit, county.round, county.people[role])
    made = acts.create(
        county.round, county.unit, "project", content(), county.people["preparer"], project=county.project()
    )
    for role, purpose in (("preparer", "amend"), ("performance", "amend"), ("budget", "correct"), ("head", "edit")):
        with pytest.raises(ActError):
            intakes.take(
                [data], county.unit, county.round, county.people[role], IntakePurpose(purpose), declaration=made
            )
    assert intakes.take(
        [data], county.unit, county.round, county.people["preparer"], IntakePurpose.EDIT, declaration=made
    )
    Window.objects.update(closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(NotMet, match="截止"):
        upload(county, b"a", "a.txt")
    settings.LARGEST_UPLOAD = 10  # type: ignore[attr-defined]
    Window.objects.update(closes_at=timezone.now() + timedelta(days=1))
    with pytest.raises(NotMet, match="超过"):
        upload(county, b"a" * 11, "a.txt")


def test_a_person_cannot_flood_the_reader(county: County) -> None:
    for n in range(intakes.MOST_WAITING):
        upload(county, f"{n}".encode(), "a.txt")
    with pytest.raises(NotMet, match="等待读取"):
        upload(county, b"more", "a.txt")


def test_of_several_files_all_are_taken_or_none(county: County, settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]
    uploads = [SimpleUploadedFile(f"{n}.txt", data) for n, data in enumerate((b"one", b"two", b""))]
    with pytest.raises(NotMet, match="是空的"):
        intakes.take(uploads, county.unit, county.round, county.people["preparer"])
    assert not StoredFile.objects.exists()
    assert not Intake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_bytes_on_their_way_to_the_disk(transactional_db: None) -> None:  # noqa: ARG001
    county = build()

    class Slow(SimpleUploadedFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002
            assert not connection.in_atomic_block, "others cannot write meanwhile"
            yield b"one"

    made = intakes.take([Slow("a.txt", b"one")], county.unit, county.round, county.people["preparer"])
    assert [one.file.name for one in made] == ["a.txt"]


def test_an_upload_is_seen_by_its_unit_alone(county: County) -> None:
    intake = upload(county, b"a", "a.txt")
    colleague = county.person("preparer", county.unit, "colleague")
    stranger = county.person("preparer", county.other_unit, "stranger")
    assert intake in intakes.visible_intakes(colleague)
    for other in (stranger, county.people["performance"], county.people["admin"]):
        assert intake not in intakes.visible_intakes(other)


@pytest.mark.parametrize(("role", "purpose", "state"), [
    ("performance", IntakePurpose.AMEND, "performance_review"), ("budget", IntakePurpose.CORRECT, "published"),
])  # fmt: skip
def test_an_unfinished_upload_goes_with_the_work(county: County, role: str, purpose: IntakePurpose, state: str) -> None:
    made = at(county, state)
    before = county.people[role]
    data = [SimpleUploadedFile("改.docx", PROJECTS.read_bytes())]
    (intake,) = intakes.take(data, county.unit, county.round, before, purpose, made)
    assert intake_reading.read_next()
    after, colleague = (county.person(role, county.bureau, name) for name in ("after", "colleague"))
    for person in (after, colleague):
        assert intake not in intakes.visible_intakes(person)
    people.hand_over(before, after, county.people["admin"], "退休", deactivate=True)
    after = Person.objects.get(pk=after.pk)
    assert intake in intakes.visible_intakes(after)
    assert intake not in intakes.visible_intakes(colleague)
    form = intake.forms.get(number=0)
    with pytest.raises(NotAllowed, match="不是您上传的"):
        intakes.claim(form, colleague, sure=True)
    amended = {"scores": SCORES["good"], "agreement": "与单位商定"}
    more = amended if role == "performance" else {"reason": "指标印错", "secrecy_review": SECRECY_REVIEW}
    assert intakes.claim(form, after, sure=True, **more).current.number == 2  # type: ignore[arg-type, union-attr]
    people.set_places(after, county.people["admin"], [])
    kept = intakes.visible_intakes(Person.objects.get(pk=after.pk))
    assert intake not in kept, "not without the role"


def test_another_form_for_a_returned_declaration(county: County) -> None:
    people = county.people
    project = county.project(name="安全生产（基层消防）业务经费")
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=project)
    acts.submit(made, people["preparer"])
    acts.return_(made, people["head"], "请补充依据")
    intake = read(upload(county, PROJECTS.read_bytes(), "表.docx", purpose=IntakePurpose.EDIT, declaration=made))
    fitting = [form for form in intake.forms.all() if "要换的是" not in form.problem]
    assert [form.number for form in fitting] == [3]
    assert not [form.title for form in intake.forms.all() if "两张表" in form.problem], "twenty are other projects"
    assert fitting[0].project == project
    claimed = intakes.claim(fitting[0], people["preparer"], sure=True)
    assert claimed.pk == made.pk
    assert claimed.state == State.RETURNED
    assert claimed.draft.content == fitting[0].content


def test_a_form_that_no_page_could_show_is_not_kept(county: County) -> None:
    """Twenty thousand indicators held whoever opened the form for minutes; the other forms of the file are taken."""
    text = (FORMS.parent / "text" / "yongning-2024-projects.txt").read_text(encoding="utf-8")
    title = "2024年部门项目支出预算绩效目标表"
    first, second = (title + form for form in text.split(title)[1:3])
    row = next(line for line in first.splitlines(keepends=True) if "变脏乱差" in line)
    assert first.count(row) == 1
    many = "".join(row.replace("脏乱差", f"第{n}处") for n in range(intake_reading.MOST_CELLS // 3))
    intake = read(upload(county, (first.replace(row, many) + second).encode(), "表.txt"))
    assert intake.message.startswith("第 1 张表有 ")
    assert "比一张申报表大得多，没有收下（最多 5000 个填了的格、200000 个字）" in intake.message
    assert [form.number for form in intake.forms.all()] == [1]
    long = "".join(row.replace("脏乱差", f"第{n}处" + "脏" * (intake_reading.MOST_CHARACTERS // 20)) for n in range(21))
    alone = read(upload(county, first.replace(row, long).encode(), "长.txt"))
    assert alone.status == IntakeStatus.FAILED
    assert "没有收下" in alone.message
    assert Content.objects.count() == 1


def test_a_file_that_kills_its_readers_is_given_up(county: County) -> None:
    intake = upload(county, b"a", "a.txt")
    for _ in range(jobs.TRIES):
        assert intake_reading.JOBS.claim() is not None
        assert not intake_reading.read_next()  # another reader is at it
        Intake.objects.update(claimed_at=timezone.now() - 2 * jobs.LEASE)
    assert read(intake).status == IntakeStatus.FAILED
    assert "两次中断" in intake.message


def test_a_reader_that_was_overtaken_keeps_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(county, (FORMS / "korla-2021-department-overall.docx").read_bytes(), "表.docx")
    real = intake_reading._read

    def overtaken(intake: Intake) -> object:
        Intake.objects.update(tries=2)
        return real(intake)

    monkeypatch.setattr(intake_reading, "_read", overtaken)
    assert intake_reading.read_next()
    assert not Content.objects.exists()
    assert Intake.objects.get().status == IntakeStatus.READING


def test_old_uploads_are_forgotten(county: County) -> None:
    intake = read(upload(county, b"a", "a.txt"))
    assert intakes.forget_old() == 0
    Intake.objects.update(at=timezone.now() - timedelta(days=90))
    assert intakes.forget_old() == 1
    assert not Intake.objects.filter(pk=intake.pk).exists()


@pytest.mark.django_db
def test_a_request_beyond_every_upload_is_refused_unread(client: Client, settings: object) -> None:
    settings.LARGEST_UPLOAD = 1_000_000  # type: ignore[attr-defined]
    big = client.post("/sign-in/", {"file": SimpleUploadedFile("a.txt", b"a" * 2_100_000)})
    assert big.status_code == 413
    assert "不能超过 1 MB" in big.content.decode()
    assert client.post("/sign-in/", {"file": SimpleUploadedFile("a.txt", b"a" * 900_000)}).status_code == 422
