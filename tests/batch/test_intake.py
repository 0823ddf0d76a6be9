"""A file that somebody hands over: its forms with their pages and findings, and every fault as a sentence."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import msgspec
import pytest

from jiheng.batch.intake import Intake, take_in
from jiheng.batch.rechecking import Stored, check_stored, check_table
from jiheng.forms.reading import read_file
from jiheng.law.profiles import UnknownProfileError
from jiheng.model.declaration import Goal, Kind, Scope, Table, table_json, table_of_json
from jiheng.model.finding import Severity, Stage, findings_json, findings_of_json
from jiheng.model.location import places_json, places_of_json
from jiheng.model.places import with_value
from jiheng.report.page import page_of_json
from jiheng.report.page_places import PagePlaces
from jiheng.rules.check import Settings
from jiheng.rules.registry import Over, get_rule
from tests.formats.office_builders import zipped

ROOT = Path(__file__).parents[2] / "examples"
FILES = sorted(path for folder in ("office", "text", "pdf", "blank") for path in (ROOT / folder).iterdir())
PROJECTS = ROOT / "office" / "yongning-2024-projects.docx"


@cache
def projects() -> Intake:
    (taken,) = take_in(PROJECTS, "C:\\表\\项目 表.docx")
    return taken


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_form_survives_its_json(path: Path) -> None:
    reading = read_file(path)
    for table, blank in zip(reading.declaration.tables or (), reading.blanks, strict=True):
        again = table_of_json(table_json(table))
        assert again == table
        assert list(again.cells or {}) == list(table.cells or {})
        assert table_json(again) == table_json(table)
        assert places_of_json(places_json(blank)) == blank


def test_a_file_of_many_forms() -> None:
    taken = projects()
    assert (taken.source, taken.error, taken.complete) == ("项目 表.docx", "", True)
    assert [form.number for form in taken.forms] == list(range(21))
    assert [form.ends_file for form in taken.forms] == [False] * 20 + [True]
    assert taken.checked is not None
    assert taken.checked.tables == 21
    assert sum(len(form.findings) for form in taken.forms) > 50
    for form in taken.forms:
        assert all(one.table == form.number and one.source == taken.source for one in form.findings)
        assert table_of_json(form.table_json) == form.table
        assert page_of_json(form.page_json) == form.page
        assert findings_of_json(form.findings_json) == form.findings
        assert places_of_json(form.blanks_json) == form.blanks
        places = PagePlaces(form.page)
        for one in form.findings:
            own = [place for place in one.where if place.table == form.number and place.at is not None]
            assert all(places.find(place.at) is not None for place in own)


def test_the_same_file_gives_the_same_bytes() -> None:
    (again,) = take_in(PROJECTS, "项目 表.docx")
    assert msgspec.json.encode(again) == msgspec.json.encode(projects())


def test_a_stored_form_is_checked_to_the_same_findings() -> None:
    taken = projects()
    more = 0
    for form in taken.forms:
        one = check_stored([form.stored(taken.source)])[0]
        of_form = [found for found in form.findings if get_rule(found.rule).over is Over.FORM]
        alone = [found for found in one.findings if get_rule(found.rule).over is Over.FORM]
        assert [found for found in alone if found in of_form] == of_form
        more += len(alone) - len(of_form)
    assert more == 1  # a word that the other forms of the file spell the same way


def test_an_edited_form_points_at_the_same_cells() -> None:
    taken = projects()
    form = taken.forms[2]
    table = with_value(form.table, "budget.total", "1")
    found = check_table(
        table, source=taken.source, number=2, blanks=form.blanks, settings=Settings(), previous=form.table
    )
    assert found.unchecked == ""
    assert not found.crashes
    new = {one.id for one in found.findings} - {one.id for one in form.findings}
    changed = [one for one in found.findings if one.id in new]
    assert any(place.path == "budget.total" for one in changed for place in one.where)
    places = PagePlaces(form.page)
    assert all(places.find(place.at) is not None for one in found.findings for place in one.where if place.at)
    assert findings_of_json(findings_json(found.findings)) == found.findings


def test_a_blank_cell_is_pointed_at() -> None:
    (taken,) = take_in(ROOT / "office" / "korla-2021-department-overall.docx", "表.docx")
    form = taken.forms[0]
    assert form.blanks
    path, at = next(iter(form.blanks.items()))
    found = check_table(form.table, source="表.docx", blanks=form.blanks)
    assert [one.id for one in found.findings] == [one.id for one in check_stored([form.stored("表.docx")])[0].findings]
    assert PagePlaces(form.page).find(at) is not None, path


def test_a_form_of_the_screen_is_never_torn_off() -> None:
    taken = projects()
    table = msgspec.structs.replace(taken.forms[0].table, indicators=(taken.forms[0].table.indicators or ())[:1])
    wanted = [one for one in check_table(table, source="甲").findings if one.rule.startswith("CMP")]
    torn = [one for one in check_table(table, source="甲", ends_file=True).findings if one.rule.startswith("CMP")]
    assert any(one.severity is Severity.ERROR for one in wanted)
    assert all(one.severity is Severity.ADVICE for one in torn)


def test_stored_forms_are_compared_with_each_other() -> None:
    form = projects().forms[0]
    other = with_value(form.table, "indicators[0].value_text", "99个")
    versions = [Stored(source="甲.docx", table=form.table), Stored(source="乙.docx", table=other)]
    together = {found.rule for one in check_stored(versions) for found in one.findings}
    alone = {found.rule for version in versions for found in check_stored([version])[0].findings}
    assert "CON-017" in together - alone


def test_the_stage_counts() -> None:
    (taken,) = take_in(PROJECTS, "表.docx", settings=Settings(stage=Stage.PUBLICATION))
    assert taken.checked is not None
    assert taken.checked.rules_skipped != getattr(projects().checked, "rules_skipped", ())
    with pytest.raises(UnknownProfileError):
        take_in(PROJECTS, "表.docx", settings=Settings(region="没有这里"))


def test_an_archive_is_taken_in_file_by_file(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(
        zipped({"甲/表.docx": PROJECTS.read_bytes(), "坏.docx": b"PK\x03\x04", "说明.txt": "没有表", "__MACOSX/a": "x"})
    )
    taken = take_in(path, "各单位.ZIP")
    assert [one.source for one in taken] == ["各单位.ZIP/坏.docx", "各单位.ZIP/甲/表.docx", "各单位.ZIP/说明.txt"]
    assert [bool(one.error) for one in taken] == [True, False, False]
    assert [len(one.forms) for one in taken] == [0, 21, 0]


def test_a_file_is_known_by_the_name_it_was_handed_over_with(tmp_path: Path) -> None:
    path = tmp_path / "0d5c"
    shutil.copy(ROOT / "text" / "yongning-2024-projects.txt", path)
    (taken,) = take_in(path, "项目表.txt")
    assert len(taken.forms) == 21


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.docx", "文件是空的"),
        (b"PK\x03\x04rubbish", "坏.xlsx", "不完整"),
        (b"\x00\x01\x02\x03" * 99, "乱.bin", "认不出"),
        (b"PK\x03\x04rubbish", "坏.zip", "压缩包已损坏"),
        (b"MZ\x90\x00" + bytes(99), "../../程序.exe", ""),
    ],
)
def test_a_fault_of_the_file_is_a_sentence(tmp_path: Path, data: bytes, name: str, said: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    (taken,) = take_in(path, name)
    assert said in taken.error
    assert taken.error
    assert not taken.fault
    assert "/" not in taken.source
    assert "--" not in taken.error


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("表.docx", "表.zip", ""):
        (taken,) = take_in(tmp_path / "weg", name)
        assert taken.error
        assert not taken.fault


def test_a_file_over_its_time_is_stopped_and_no_option_is_named() -> None:
    (taken,) = take_in(ROOT / "pdf" / "putuo-wanli-2023-budget.pdf", "预算.pdf", seconds=0.05)
    assert "已停止" in taken.error
    assert "--" not in taken.error
    assert not taken.forms


def test_what_was_not_understood_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(
        "部门整体支出绩效目标表\n单位：万元\n\n|任务名称|主要内容|总额|财政拨款|其他资金|\n|-|-|-|-|-|\n|甲|一|见附表|10||\n\n"
        "|一级指标|二级指标|三级指标|指标值|\n|-|-|-|-|\n|产出指标|数量指标|数量|5个|\n",
        encoding="utf-8",
    )
    (taken,) = take_in(path, "表.md")
    assert not taken.complete
    assert any("没有读懂" in said and "见附表" in said for said in taken.unclear)


def test_a_text_too_long_leaves_the_other_forms_checked() -> None:
    long = Table(kind=Kind.PROJECT, project_name="长", goals=(Goal(scope=Scope.ANNUAL, text="长" * 20_000),))
    short = projects().forms[0].table
    first, second = check_stored([Stored(source="长.docx", table=long), Stored(source="短.docx", table=short)])
    assert "超过审核的上限" in first.unchecked
    assert not first.findings
    assert second.findings
    assert not second.unchecked
