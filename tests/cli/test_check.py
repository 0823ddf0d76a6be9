"""jiheng check: its shapes, its exit codes, waivers, and that one file's trouble stays its own."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document as Word

from jiheng.cli.main import cli
from jiheng.model.finding import Report
from jiheng.rules import registry
from tests.cli.process import run

ROOT = Path(__file__).parent.parent.parent
WORD = ROOT / "examples" / "office" / "korla-2021-department-overall.docx"
EXCEL = ROOT / "examples" / "office" / "yongning-2024-projects.xlsx"
TEXT = ROOT / "examples" / "text" / "yutian-2023-projects.txt"
BLANK = ROOT / "examples" / "blank" / "korla-2021-department-overall-blank.docx"
ROW = "ARI-004"


def report(*arguments: str | Path, cwd: Path | None = None) -> dict[str, Any]:
    done = run("check", *arguments, "--format", "json", cwd=cwd)
    data: dict[str, Any] = json.loads(done.stdout)
    msgspec.convert(data, Report)
    return data


def test_json_is_one_document_of_the_contract() -> None:
    done = run("check", WORD, EXCEL, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("\n") == 1
    data = json.loads(done.stdout)
    assert list(data) == ["findings", "unread", "checked", "version"]
    assert [one["source"] for one in data["checked"]] == [WORD.name, EXCEL.name]
    one = next(one for one in data["findings"] if one["rule"] == ROW)
    assert list(one) == [
        "id", "rule", "severity", "message", "where", "source", "table", "printed", "computed", "difference", "fix",
        "basis", "waived",
    ]  # fmt: skip
    assert one["where"][0] == {
        "source": WORD.name,
        "table": 0,
        "path": "tasks[3].fiscal_appropriation",
        "at": {"table": 0, "row": 7, "column": 6},
    }
    assert (one["printed"], one["computed"], one["difference"]) == ("777600", "178000", "599600")
    assert one["fix"] == {"source": WORD.name, "table": 0, "path": "tasks[3].fiscal_appropriation", "value": "178000"}
    assert one["waived"] is None


def test_findings_are_in_the_order_of_file_and_table_and_the_same_in_every_call() -> None:
    first, second = report(TEXT, WORD), report(TEXT, WORD)
    assert first == second
    places = [([TEXT.name, WORD.name].index(one["source"]), one["table"]) for one in first["findings"]]
    assert places == sorted(places)
    assert len({one["id"] for one in first["findings"]}) == len(first["findings"])


def test_only_the_rules_that_were_asked_for() -> None:
    data = report(WORD, "--rules", "ari-004，ARI-003")
    assert {one["rule"] for one in data["findings"]} == {"ARI-003", "ARI-004"}
    assert data["checked"][0]["rules_run"] == 2


def test_text_is_grouped_by_weight_with_a_count_per_rule(tmp_path: Path) -> None:
    done = run("check", TEXT, COLUMNS="100")
    assert done.returncode == 1
    assert "必须修改" in done.stdout
    assert re.search(r"CON-001 .* · \d+ 处", done.stdout)
    assert "加 --all 全部列出" in done.stdout
    assert "审核了 1 个文件、8 张表" in done.stdout
    everything = run("check", TEXT, "--all").stdout
    assert "加 --all" not in everything
    assert "文件里没有这条规则适用的表" in everything
    done = run("check", TEXT, "-o", tmp_path / "意见.txt")
    assert done.stdout == ""
    assert "必须修改" in (tmp_path / "意见.txt").read_text(encoding="utf-8")


def test_a_file_without_forms_and_a_blank_form_are_said_to_be_unchecked(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("关于召开会议的通知\n", encoding="utf-8")
    done = run("check", tmp_path / "通知.txt", BLANK)
    assert done.returncode == 0
    assert "1 个文件里没有绩效目标表" in done.stdout
    data = report(BLANK)
    assert data["findings"] == []
    assert data["checked"][0]["rules_run"] == 0
    assert {one["why"] for one in data["checked"][0]["rules_skipped"]} >= {"表是空白的，没有填写"}


def test_an_unread_file_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 nothing")
    shutil.copy(WORD, tmp_path / "好.docx")
    done = run("check", tmp_path, "--format", "json")
    assert done.returncode == 2
    data = json.loads(done.stdout)
    assert [one["source"] for one in data["unread"]] == ["坏.docx"]
    assert data["findings"]
    assert "坏.docx：" in done.stderr


def test_a_rule_that_crashes_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    one = registry.get_rule("ARI-001")

    def fails(_: object) -> Any:
        raise RuntimeError("tasks")
        yield

    broken = {
        **registry.all_rules(),
        "ARI-001": registry.Rule(**{name: getattr(one, name) for name in one.__slots__} | {"check": fails}),
    }
    monkeypatch.setattr(registry, "all_rules", lambda: broken)
    done = CliRunner().invoke(cli, ["check", str(WORD), "--format", "json"])
    assert done.exit_code == 3
    assert "规则 ARI-001 自身出错" in done.stderr
    data = json.loads(done.stdout)
    assert "ARI-001" not in {found["rule"] for found in data["findings"]}
    assert ROW in {found["rule"] for found in data["findings"]}
    assert {"rule": "ARI-001", "why": "这条规则自身出错，请告诉维护者"} in data["checked"][0]["rules_skipped"]


# ---- waivers


def waived(folder: Path, text: str, name: str = "豁免.yaml") -> Any:
    shutil.copy(WORD, folder / "申报表.docx")
    (folder / name).write_text(text, encoding="utf-8")
    return run("check", folder, "--format", "json", "--rules", "ARI-003,ARI-004")


def test_a_waiver_is_shown_with_its_reason_and_no_longer_counts(tmp_path: Path) -> None:
    entry = """- rule: {rule}
  place: {{source: 申报表.docx, table: 0, path: "tasks[3].fiscal_appropriation"}}
  by: 张某
  why: 按调整后的批复
  until: 2099-12-31
"""
    done = waived(tmp_path, "waivers:\n" + entry.format(rule="ARI-004") + entry.format(rule="ari-003"))
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [one["waived"] for one in data["findings"]] == [
        {"by": "张某", "why": "按调整后的批复", "until": "2099-12-31"}
    ] * 2
    assert data["unread"] == []
    shown = run("check", tmp_path, "--rules", "ARI-003,ARI-004").stdout
    assert "已豁免 2 处" in shown
    assert "已豁免：张某，按调整后的批复，到 2099-12-31 为止" in shown


def test_a_waiver_by_id_in_json(tmp_path: Path) -> None:
    shutil.copy(WORD, tmp_path / "申报表.docx")
    found = report(tmp_path, "--rules", "ARI-004")["findings"][0]
    entry = {"rule": "ARI-004", "id": found["id"], "by": "张某", "why": "已核对"}
    done = waived(tmp_path, json.dumps([entry], ensure_ascii=False), "waivers.json")
    assert [one["rule"] for one in json.loads(done.stdout)["findings"] if one["waived"]] == ["ARI-004"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- {rule: ARI-004, source: 申报表.docx, by: 张某}", "第 1 条豁免不算数：没有写明 why（理由）。"),
        ("- {rule: ARI-004, source: 申报表.docx, by: 张某, why: ' '}", "没有写明 why（理由）"),
        ("- {rule: ARI-004, source: 申报表.docx, why: 已核对}", "没有写明 by（谁同意的）"),
        ("- {rule: ARI-999, source: 申报表.docx, by: 张某, why: 已核对}", "没有规则“ARI-999”"),
        ("- {rule: ARI-004, by: 张某, why: 已核对}", "没有写明放过哪一处"),
        ("- {rule: ARI-004, source: 申报表.docx, by: 张某, why: 已核对, until: 明年}", "until“明年”不是日期"),
        ("- {rule: ARI-004, sorce: 申报表.docx, by: 张某, why: 已核对}", "不认识“sorce”这一项"),
        ("- 全部放过", "要写明 rule（规则）"),
        ("rule: [", "不合 YAML 的写法"),
        ("rule: ARI-004", "没有 waivers 列表"),
    ],
)
def test_a_waiver_that_does_not_hold_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    done = waived(tmp_path, text)
    assert done.returncode == 2
    assert sentence in done.stderr
    data = json.loads(done.stdout)
    assert [one["source"] for one in data["unread"]] == ["豁免.yaml"]
    assert [one["waived"] for one in data["findings"]] == [None, None]


def test_a_waiver_past_its_date_or_without_use_is_told(tmp_path: Path) -> None:
    text = """- {rule: ARI-004, source: 申报表.docx, by: 张某, why: 已核对, until: 2020-01-01}
- {rule: ARI-003, source: 别的.docx, by: 张某, why: 已核对}
"""
    done = waived(tmp_path, text)
    assert done.returncode == 1
    assert "对 ARI-004 的豁免到 2020-01-01 为止，已经过期" in done.stderr
    assert "对 ARI-003 的豁免没有用上" in done.stderr


# ---- what is written


def test_xlsx_has_a_row_per_finding_a_filter_and_no_formula(tmp_path: Path) -> None:
    target = tmp_path / "意见.xlsx"
    assert run("check", WORD, TEXT, "--format", "xlsx", "-o", target).returncode == 1
    data = report(WORD, TEXT)
    book = openpyxl.load_workbook(target)
    sheet = book["审核意见"]
    assert sheet.max_row == len(data["findings"]) + 1
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.freeze_panes == "D2"
    heads = [cell.value for cell in sheet[1]]
    assert heads[:6] == ["序号", "文件", "第几张表", "单位、项目", "轻重", "说明"]
    assert [row[5].value for row in sheet.iter_rows(min_row=2)] == [one["message"] for one in data["findings"]]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert sheet.column_dimensions["F"].width == pytest.approx(60, abs=1)
    assert "审核范围" in book.sheetnames


def test_the_same_report_is_the_same_workbook(tmp_path: Path) -> None:
    for name in ("一.xlsx", "二.xlsx"):
        run("check", WORD, "--format", "xlsx", "-o", tmp_path / name)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_html_stands_alone_and_every_finding_points_at_a_cell(tmp_path: Path) -> None:
    target = tmp_path / "意见.html"
    assert run("check", WORD, EXCEL, TEXT, "--format", "html", "-o", target).returncode == 1
    text = target.read_text(encoding="utf-8")
    assert not re.search(r"https?://|<link|<script src|@import|url\(", text)
    ids = set(re.findall(r' id="(f\d+c\d+)"', text))
    places = re.findall(r'data-places="([^"]*)"', text)
    assert len(places) == len(report(WORD, EXCEL, TEXT)["findings"])
    assert all(place and set(place.split()) <= ids for place in places)


def test_html_escapes_what_the_form_says(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    rows = [
        "部门整体支出绩效目标表,,,",
        "部门名称,<script>alert(1)</script>,,",
        "任务名称,总额(万元),财政拨款,其他资金",
        "<b>修路</b>,10,9,0",
        "合计,10,9,0",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    target = tmp_path / "意见.html"
    run("check", file, "--format", "html", "-o", target)
    text = target.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<b>修路" not in text


def test_marks_go_into_a_copy_of_the_file(tmp_path: Path) -> None:
    shutil.copy(WORD, tmp_path / "表.docx")
    shutil.copy(EXCEL, tmp_path / "表.xlsx")
    shutil.copy(TEXT, tmp_path / "表.txt")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = run("check", tmp_path, "--mark-into", tmp_path / "退回")
    assert done.returncode == 1
    assert "写了 2 个带批注的文件" in done.stderr
    assert "表.txt：批注没有写" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    comments = [comment.text for comment in Word(tmp_path / "退回" / "表.docx").comments]
    assert any("【必须修改】" in text and "17.80 万元" in text and "ARI-004" in text for text in comments)
    book = openpyxl.load_workbook(tmp_path / "退回" / "表.xlsx")
    assert any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(tmp_path / "表.docx") as old, zipfile.ZipFile(tmp_path / "退回" / "表.docx") as new:
        same = [name for name in old.namelist() if old.read(name) == new.read(name)]
        changed = set(old.namelist()) - set(same)
        assert changed <= {
            "word/document.xml",
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
            "word/comments.xml",
        }


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "意见.html"
    target.write_text("原来的", encoding="utf-8")
    done = run("check", WORD, "--format", "html", "-o", target)
    assert done.returncode == 2
    assert "已经有了，不覆盖" in done.stderr
    assert target.read_text(encoding="utf-8") == "原来的"
    assert run("check", WORD, "--format", "html", "-o", target, "--force").returncode == 1
    run("check", WORD, "--mark-into", tmp_path / "退回")
    again = run("check", WORD, "--mark-into", tmp_path / "退回")
    assert "已经有了" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "html"], "请用 -o 给出文件名"),
        (["--rules", "ABC-001"], "没有规则“ABC-001”"),
        (["--profile", "火星/2021"], "没有地区口径“火星”"),
        (["--profile", "国家/1821"], "年度“1821”不对"),
        (["--stage", "later"], "只能是 filing、publication"),
        (["-o", "没有的文件夹/意见.txt"], "不存在，请先建好"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    done = run("check", WORD, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_last_years_forms_are_read_and_not_checked(tmp_path: Path) -> None:
    (tmp_path / "上年").mkdir()
    shutil.copy(WORD, tmp_path / "上年" / "表.docx")
    data = report(TEXT, "--previous", tmp_path / "上年")
    assert [one["source"] for one in data["checked"]] == [TEXT.name]
    assert {one["source"] for one in data["findings"]} == {TEXT.name}


def test_explain_and_rules() -> None:
    shown = CliRunner().invoke(cli, ["explain", "ari-004"]).output
    for words in ("ARI-004", "必须修改", "依据", "查什么", "为什么", "怎么改"):
        assert words in shown
    assert CliRunner().invoke(cli, ["explain", "ARI-999"], standalone_mode=False).exception is not None
    listed = CliRunner().invoke(cli, ["rules"]).output
    assert all(id in listed for id in registry.all_rules())
    assert "共 1 条" in CliRunner().invoke(cli, ["rules", "ARI-004"]).output


def test_a_form_is_never_written_over(tmp_path: Path) -> None:
    form = tmp_path / "甲局" / "申报表.docx"
    form.parent.mkdir()
    shutil.copy(WORD, form)
    before = form.read_bytes()
    done = run("check", form, "-o", form, "--force")
    assert done.returncode == 2
    assert "就是要审核的文件" in done.stderr
    done = run("check", tmp_path, "--mark-into", tmp_path, "--force")
    assert "就是原文件，不能写到它上面" in done.stderr
    assert form.read_bytes() == before


def test_files_of_one_name_from_two_folders_are_told_when_marked(tmp_path: Path) -> None:
    for folder in ("甲局", "乙局"):
        (tmp_path / folder).mkdir()
        shutil.copy(WORD, tmp_path / folder / "申报表.docx")
    done = run("check", tmp_path / "甲局", tmp_path / "乙局", "--mark-into", tmp_path / "退回")
    assert "另有一个同名的文件" in done.stderr


def test_waivers_at_the_top_of_a_batch_hold_for_the_folders_below(tmp_path: Path) -> None:
    form = tmp_path / "甲局" / "一季度" / "申报表.docx"
    form.parent.mkdir(parents=True)
    shutil.copy(WORD, form)
    text = f"waivers: [{{rule: {ROW}, source: 甲局/一季度/申报表.docx, by: 张某, why: 核对过, until: 2099-12-31T00:00:00}}]"
    (tmp_path / "豁免.yaml").write_text(text, encoding="utf-8")
    waived = [one for one in report(tmp_path)["findings"] if one["waived"] is not None]
    assert {one["rule"] for one in waived} == {ROW}
    assert waived[0]["waived"]["until"] == "2099-12-31"


def test_nothing_checked_is_not_called_free_of_mistakes(tmp_path: Path) -> None:
    done = run("check", tmp_path)
    assert "没有审核任何表" in done.stdout
    assert "没有查出问题" not in done.stdout


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run("check", WORD, "-o", tmp_path / f"{'长' * 200}.txt")
    assert done.returncode == 2
    assert "请换一个名字" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_no_form_has_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    lines = TEXT.read_text(encoding="utf-8")
    (tmp_path / "甲.txt").write_text(lines, encoding="utf-8")
    document = Word(str(WORD))
    document.tables[0].rows[-1].cells[-1].text = "1" * 20_000
    document.save(str(tmp_path / "乙.docx"))
    done = run("check", tmp_path, "--format", "json")
    assert done.returncode == 2
    data = json.loads(done.stdout)
    assert [one["source"] for one in data["unread"]] == ["乙.docx"]
    assert "20000 个字，超过审核的上限 10000 个字" in done.stderr
    assert {one["source"] for one in data["findings"]} == {"甲.txt"}
