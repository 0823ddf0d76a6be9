"""jiheng fill, convert, roll: files that look as the template does, and clear words about what is not in them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from jiheng.forms.flat import flat
from jiheng.forms.reading import read_file
from jiheng.model.declaration import Table
from tests.cli.process import run
from tests.conftest import ROOT

OFFICE, BLANK = ROOT / "examples/office", ROOT / "examples/blank"
WORD = OFFICE / "korla-2021-department-overall.docx"
FORM = BLANK / "korla-2021-department-overall-blank.docx"
SHEETS = OFFICE / "yongning-2024-projects.xlsx"


def tables(path: Path) -> tuple[Table, ...]:
    return read_file(path).declaration.tables or ()


def data(folder: Path, *paths: Path) -> Path:
    target = folder / "数据.json"
    target.write_text(run("read", *paths, "--format", "json").stdout, encoding="utf-8")
    return target


# ---- fill


def test_a_blank_form_is_filled_and_read_as_the_data(tmp_path: Path) -> None:
    done = run("fill", FORM, "--with", data(tmp_path, WORD), "-o", tmp_path / "填好.docx")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert dict(flat(tables(tmp_path / "填好.docx")[0])) == dict(flat(tables(WORD)[0]))


def test_a_file_filled_with_its_own_reading_comes_back_the_same(tmp_path: Path) -> None:
    for path in (WORD, OFFICE / "shifeng-2023-attachments.xlsx", OFFICE / "yongning-2024-projects.docx"):
        target = tmp_path / path.name
        assert run("fill", path, "--with", data(tmp_path, path), "-o", target).returncode == 0
        assert target.read_bytes() == path.read_bytes()


def test_parts_that_hold_no_form_are_untouched(tmp_path: Path) -> None:
    run("fill", FORM, "--with", data(tmp_path, WORD), "-o", tmp_path / "填好.docx")
    with zipfile.ZipFile(FORM) as old, zipfile.ZipFile(tmp_path / "填好.docx") as new:
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["word/document.xml"]


def test_many_declarations_become_a_file_each(tmp_path: Path) -> None:
    form = BLANK / "yongning-2024-projects-blank.docx"
    given = data(tmp_path, OFFICE / "yongning-2024-projects.docx")
    done = run("fill", form, "--with", given, "-o", tmp_path / "各项目")
    assert done.returncode == 0, done.stderr
    assert "写了 21 个文件" in done.stderr
    written = sorted((tmp_path / "各项目").iterdir())
    assert len(written) == 21
    for path, wanted in zip(written, tables(OFFICE / "yongning-2024-projects.docx"), strict=True):
        assert dict(flat(tables(path)[0])) == dict(flat(wanted)) | {("title",): tables(path)[0].title} | {
            path_: value for path_, value in flat(tables(path)[0]) if path_ == ("attachment",)
        }


def test_what_has_no_place_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    given = data(tmp_path, WORD)
    declaration = json.loads(given.read_text(encoding="utf-8"))
    declaration["tables"][0]["project_code"] = "P-001"
    given.write_text(json.dumps(declaration, ensure_ascii=False, indent=1), encoding="utf-8")
    done = run("fill", FORM, "--with", given, "-o", tmp_path / "填好.docx")
    assert done.returncode == 1
    assert "有 1 个值没有写进去" in done.stderr
    assert "项目编码“P-001”：表上没有这一栏" in done.stderr
    assert (tmp_path / "填好.docx").exists()


@pytest.mark.parametrize(
    ("template", "content", "sentence"),
    [
        (FORM, "不是数据", "不是 JSON"),
        (FORM, "", "是空的"),
        (FORM, '{"source": "表.docx", "tables": [{"kind": "new"}]}', "不合读取结果的格式（位置"),
        (FORM, '{"source": "表.docx", "tables": []}', "没有可填的内容"),
        (FORM, '{"source": "表.docx", "tables": [{"kind": "project", "project_name": "修路"}]}', "对不上"),
        ("没有这个文件.docx", "{}", "找不到“没有这个文件.docx”"),
        ("没有这个版式", "{}", "也没有这个名称的版式"),
        (
            ROOT / "examples/pdf/putuo-wanli-2023-budget.pdf",
            '{"source": "表", "tables": [{"kind": "project"}]}',
            "只能写 .docx、.xlsx",
        ),
        (ROOT / "README.md", "{}", "只能写 .docx、.xlsx"),
    ],
)
def test_what_cannot_be_filled_is_said_in_one_sentence(
    template: str | Path, content: str, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "数据.json").write_text(content, encoding="utf-8")
    done = run("fill", template, "--with", "数据.json", "-o", "填好.docx", cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "填好.docx").exists()


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    given = data(tmp_path, WORD)
    target = tmp_path / "填好.docx"
    target.write_bytes(b"old")
    done = run("fill", FORM, "--with", given, "-o", target)
    assert (done.returncode, target.read_bytes()) == (2, b"old")
    assert "已经有了，不覆盖" in done.stderr
    assert run("fill", FORM, "--with", given, "-o", target, "--force").returncode == 0
    shutil.copy(FORM, tmp_path / "表.docx")
    done = run("fill", tmp_path / "表.docx", "--with", given, "-o", tmp_path / "表.docx", "--force")
    assert done.returncode == 2
    assert "不能写到它自己" in done.stderr


# ---- convert


def test_word_and_excel_of_one_form_convert_into_each_other(tmp_path: Path) -> None:
    word, excel = BLANK / "shifeng-2023-attachments-blank.docx", OFFICE / "shifeng-2023-attachments.xlsx"
    done = run("convert", excel, "--to", OFFICE / "shifeng-2023-attachments.docx", "-o", tmp_path / "换.docx")
    assert done.returncode == 0, done.stderr
    for before, after in zip(tables(excel), tables(tmp_path / "换.docx"), strict=True):
        assert dict(flat(after)) == dict(flat(before))
    assert run("convert", excel, "--to", word, "-o", tmp_path / "少.docx").returncode == 2  # five forms, room for three


def test_what_the_target_lacks_and_wants_is_listed(tmp_path: Path) -> None:
    done = run("convert", WORD, "--to", BLANK / "nanyue-2020-department-overall-blank.docx", "-o", tmp_path / "换.docx")
    assert done.returncode == 1
    assert "第 1 项任务" in done.stderr
    assert "表上没有这一栏" in done.stderr
    assert "目标表要而原表没有的" in done.stderr
    made = tables(tmp_path / "换.docx")[0]
    want = tables(WORD)[0]
    assert made.budget_unit == want.budget_unit
    assert {one.name for one in made.indicators or ()} == {one.name for one in want.indicators or ()}


# ---- roll


def test_last_years_form_is_next_years_draft(tmp_path: Path) -> None:
    target = tmp_path / "2022.docx"
    done = run("roll", WORD, "--year", "2022", "-o", target)
    assert done.returncode == 0, done.stderr
    before, after = tables(WORD)[0], tables(target)[0]
    assert after.fiscal_year == 2022
    assert after.budget is not None
    assert all(amount is None for amount in (after.budget or {}).values())
    assert [task.name for task in after.tasks or ()] == [task.name for task in before.tasks or ()]
    values = {one.name: one.value_text for one in after.indicators or ()}
    assert values["项目执行截止日期"] == "2022年12月31日"
    assert "2020年上级专项项目" in [task.name for task in after.tasks or ()]


def test_amounts_are_kept_on_request(tmp_path: Path) -> None:
    run("roll", SHEETS, "--year", "2025", "--keep-amounts", "-o", tmp_path / "2025.xlsx")
    before, after = tables(SHEETS), tables(tmp_path / "2025.xlsx")
    assert [table.fiscal_year for table in after] == [2025] * len(before)
    assert [table.budget for table in after] == [table.budget for table in before]
    book = openpyxl.load_workbook(tmp_path / "2025.xlsx")
    assert "2025年" in str(book.worksheets[0]["A2"].value) + str(book.worksheets[0]["A1"].value)


def test_a_form_without_a_year_cannot_be_rolled(tmp_path: Path) -> None:
    done = run("roll", FORM, "--year", "2022", "-o", tmp_path / "2022.docx")
    assert done.returncode == 2
    assert "没有印年度" in done.stderr
