"""The original of a declaration is no way to see what else its file holds, as long as that does not exist for somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.batch.drafting import OneForm
from jiheng.forms.reading import read_file
from jiheng.web.declaration import downloads
from jiheng.web.records.domain import contents, intakes
from jiheng.web.records.models import Content, Declaration, Intake, IntakePurpose, State
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import forward
from tests.web.test_unit_pages import uploaded

pytestmark = pytest.mark.django_db
Take = Callable[..., str]
TOO_EARLY = "其中有的还没有报送到您这里"


def forms_of(county: County, *names: str) -> tuple[Intake, list[Content]]:
    """An upload with several forms in one file, each with an amount of its own."""
    intake = uploaded(county, body=b"PK, all of them")
    made = []
    for number, name in enumerate(names):
        form = content()
        table = msgspec.structs.replace(contents.table_of(form), project_name=name)
        made.append(
            contents.store(
                table, contents.page_of(form), contents.blanks_of(form), contents.findings_of(form),
                source=intake.file, number=number,
            )
        )  # fmt: skip
        intake.forms.create(source="a.docx", number=number, content=made[-1], kind=table.kind.value, title=name)
    return intake, made


def filed(county: County, intake: Intake, number: int) -> Declaration:
    """A draft from a form of an upload."""
    form = intake.forms.get(number=number)
    return intakes.claim(form, county.people["preparer"], project=county.project(name=form.title))


@pytest.fixture
def take(client: Client) -> Take:
    """`file` where somebody gets the original of the first version, else where he is led."""

    def taken(county: County, who: str, declaration: Declaration, number: str = "1") -> str:
        client.force_login(county.people[who])
        response = client.get(reverse("declaration-file", args=[declaration.pk, number]))
        if response.status_code == 302:
            return "alone" if response["Location"].endswith("/alone/") else response["Location"]
        assert b"".join(response) == b"PK, all of them"  # type: ignore[arg-type]
        return "file"

    return taken


def test_the_original_waits_until_all_its_forms_have_come(county: County, take: Take) -> None:
    intake, _ = forms_of(county, "甲项目", "乙项目")
    first, second = filed(county, intake, 0), filed(county, intake, 1)
    first = forward(county, first, State.SECTION_REVIEW)
    assert take(county, "section", first) == "alone", "the other is a draft"
    assert take(county, "preparer", first) == take(county, "head", first) == take(county, "auditor", first) == "file"
    second = forward(county, second, State.UNIT_REVIEW)
    assert take(county, "section", first) == "alone", "the other has not left its unit"
    second = forward(county, second, State.DEPARTMENT_REVIEW)
    assert take(county, "section", first) == take(county, "section", second) == "file"


def test_a_new_file_with_a_draft_of_another_form_waits_too(county: County, take: Take) -> None:
    before, _ = forms_of(county, "甲项目", "乙项目")
    first = forward(county, filed(county, before, 0), State.RETURNED)
    second = forward(county, filed(county, before, 1), State.RETURNED)
    after, _ = forms_of(county, "甲项目改", "乙项目改")
    for number, one in enumerate((first, second)):
        intakes.claim(after.forms.get(number=number), county.people["preparer"], project=one.project)
    assert take(county, "section", first) == "file", "what came the first time"
    first = forward(county, first, State.SECTION_REVIEW)
    assert take(county, "section", first, "2") == "alone", "the other is being mended"
    forward(county, second, State.SECTION_REVIEW)
    assert take(county, "section", first, "2") == "file"


def test_forms_that_were_never_filed_count_also_when_the_upload_is_forgotten(county: County, take: Take) -> None:
    intake, _ = forms_of(county, "甲项目", "乙项目")
    first = forward(county, filed(county, intake, 0), State.SECTION_REVIEW)
    assert take(county, "section", first) == "alone"
    intakes.close(intake, county.people["preparer"])
    Intake.objects.update(at=timezone.now() - timedelta(days=90))
    assert intakes.forget_old() == 1
    assert not Intake.objects.exists()
    assert take(county, "section", first) == "alone"
    assert take(county, "preparer", first) == "file"


def test_readings_of_a_file_that_became_nothing_are_forgotten(county: County) -> None:
    forms_of(county, "甲项目", "乙项目")
    Intake.objects.update(at=timezone.now() - timedelta(days=90))
    assert intakes.forget_old() == 1
    assert not Content.objects.filter(source__isnull=False).exists()


def test_blank_forms_hide_nothing(county: County, take: Take) -> None:
    intake, (form, _) = forms_of(county, "甲项目", "乙项目")
    blank = msgspec.structs.replace(
        contents.table_of(form), project_name=None, budget={}, goals=(), indicators=(), cells={}
    )
    empty = contents.values_of(blank, contents.page_of(form), {}, ())
    intake.forms.filter(number=1).delete()
    Content.objects.filter(source=intake.file, table=1).delete()
    Content.objects.create(**empty, source=intake.file, table=1)
    first = forward(county, filed(county, intake, 0), State.SECTION_REVIEW)
    assert take(county, "section", first) == "file"


def test_a_file_of_the_bureau_shows_the_unit_only_its_own(county: County, take: Take) -> None:
    intake, _ = forms_of(county, "甲项目")
    made = forward(county, filed(county, intake, 0), State.PERFORMANCE_REVIEW)
    theirs = uploaded(county, body=b"PK, all of them", purpose=IntakePurpose.AMEND, declaration=made, who="performance")
    form = content()
    for number, name in enumerate(("甲项目改", "别家的项目")):
        table = msgspec.structs.replace(contents.table_of(form), project_name=name)
        stored = contents.store(table, contents.page_of(form), {}, (), source=theirs.file, number=number)
        theirs.forms.create(source="a.docx", number=number, content=stored, kind=table.kind.value, title=name)
    good = {**FULL_SCORES, "fund_matching": 5, "clarity": 7}
    one = theirs.forms.get(number=0)
    intakes.claim(one, county.people["performance"], scores=good, agreement="与单位电话商定", reason="照实")
    assert take(county, "preparer", made, "2") == "alone"
    assert take(county, "performance", made, "2") == "file"


def test_the_form_alone_is_offered_with_the_reason(
    county: County, look: Callable[..., str], client: Client, tmp_path: Path
) -> None:
    intake, (form, _) = forms_of(county, "甲项目", "乙项目的草稿")
    first = forward(county, filed(county, intake, 0), State.SECTION_REVIEW)
    filed(county, intake, 1)
    page = look(county.people["section"], "declaration-alone", first.pk, "1")
    assert TOO_EARLY in page
    assert reverse("declaration-alone-file", args=[first.pk, "1"]) in page
    response = client.get(reverse("declaration-alone-file", args=[first.pk, "1"]))
    assert response["Content-Disposition"].startswith("attachment")
    place = tmp_path / "a.docx"
    place.write_bytes(response.content)
    (read,) = read_file(place).declaration.tables or ()
    assert read.project_name == "甲项目"
    assert (read.budget or {})["total"] == (contents.table_of(form).budget or {})["total"]
    assert "乙项目" not in place.read_bytes().decode("latin-1")
    look(county.people["section"], "declaration-alone", first.pk, "draft", status=404)
    look(county.people["section"], "declaration-alone", first.pk, "2", status=404)


def test_a_form_that_no_layout_takes(
    county: County, look: Callable[..., str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "没有放得下这类表的版式，请在网页上看这张表，或者下载它的数据。"
    monkeypatch.setattr(downloads, "form_alone", lambda *_: OneForm(error=said))
    intake, _ = forms_of(county, "没有版式的项目")
    made = forward(county, filed(county, intake, 0), State.SECTION_REVIEW)
    assert said in look(county.people["section"], "declaration-alone", made.pk, "1")
    assert client.get(reverse("declaration-alone-file", args=[made.pk, "1"])).status_code == 404
