"""jiheng diff: its shapes, its exit codes, files that cannot be compared."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from jiheng.cli.main import cli
from jiheng.model.differences import Comparison
from tests.cli.process import run

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "examples" / "office"
WORD, EXCEL = OFFICE / "shifeng-2023-attachments.docx", OFFICE / "shifeng-2023-attachments.xlsx"
MANY = OFFICE / "yongning-2024-projects.docx"
OLD, NEW = OFFICE / "korla-2019-department-overall.docx", OFFICE / "korla-2021-department-overall.docx"
VERSIONS = ROOT / "examples" / "text" / "korla-2019-2021-department-overall.txt"


def compared(*arguments: str | Path) -> dict[str, Any]:
    done = run("diff", *arguments, "--format", "json")
    data: dict[str, Any] = json.loads(done.stdout)
    msgspec.convert(data, Comparison)
    return data


def test_word_and_excel_of_the_same_form_do_not_differ() -> None:
    done = run("diff", WORD, EXCEL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "比较了 5 对表：意思上没有差别。" in done.stdout


def test_json_is_one_document_of_the_contract() -> None:
    done = run("diff", OLD, NEW, "--format", "json")
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    data = json.loads(done.stdout)
    assert list(data) == ["before", "after", "pairs", "only_before", "only_after", "unread", "version"]
    assert data["before"] == [{"source": OLD.name, "tables": 1, "left_over": 0}]
    pair = data["pairs"][0]
    assert list(pair) == ["before", "after", "differences", "spelling"]
    total = next(one for one in pair["differences"] if one["path_after"] == "budget.total")
    assert total == {
        "kind": "changed", "path_before": "budget.total", "path_after": "budget.total", "name": None,
        "value_before": "29690900", "value_after": "22270600",
        "at_before": {"table": 0, "row": 13, "column": 5}, "at_after": {"table": 0, "row": 3, "column": 5},
        "is_money": True, "difference": "-7420300", "percent": "-24.99", "pieces": [], "same_cell": [],
    }  # fmt: skip
    assert data == compared(OLD, NEW)


def test_the_schema_names_every_key() -> None:
    schema = json.loads((ROOT / "docs/reference/differences.schema.json").read_text(encoding="utf-8"))
    one = compared(OLD, NEW)["pairs"][0]["differences"][0]
    assert list(one) == list(schema["$defs"]["Difference"]["properties"])


def test_two_tables_of_one_file() -> None:
    done = run("diff", VERSIONS, VERSIONS, "--tables", "4:5")
    assert done.returncode == 1
    assert "第 11 条指标“人均运转经费数”的指标值由“≤5986.34元”改为“≤6.43万元”" in done.stdout
    assert "原来：第 126 行；现在：第 167 行" in done.stdout
    assert "［删：公岗］［增：绩效］" in done.stdout
    assert "另有 2 处只是写法不同" in done.stdout
    assert "原来写作" in run("diff", VERSIONS, VERSIONS, "--tables", "4:5", "--spelling").stdout
    done = run("diff", VERSIONS, VERSIONS, "--tables", "4：9")
    assert done.returncode == 2
    assert "现在的文件里有 5 张表，没有第 9 张，请改 --tables。" in done.stderr


def test_twenty_one_forms_against_five() -> None:
    data = compared(MANY, OFFICE / "yongning-2024-projects.xlsx")
    assert [pair["after"]["table"] for pair in data["pairs"]] == [0, 1, 2, 3, 4]
    assert len(data["only_before"]) == 16
    done = run("diff", MANY, MANY, "--tables", "7:7")
    assert done.returncode == 0


def test_files_of_the_same_name_go_by_their_paths(tmp_path: Path) -> None:
    for folder, file in (("去年", OLD), ("今年", NEW)):
        (tmp_path / folder).mkdir()
        shutil.copy(file, tmp_path / folder / "表.docx")
    data = json.loads(run("diff", "去年/表.docx", "今年/表.docx", "--format", "json", cwd=tmp_path).stdout)
    assert [one["source"] for one in (*data["before"], *data["after"])] == ["去年/表.docx", "今年/表.docx"]
    data = json.loads(run("diff", "去年", "今年", "--format", "json", cwd=tmp_path).stdout)
    assert [one["source"] for one in (*data["before"], *data["after"])] == ["去年/表.docx", "今年/表.docx"]
    assert len(data["pairs"]) == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 nothing")
    for bad, words in ((tmp_path / "坏.docx", "坏.docx："), (tmp_path / "没有.docx", "找不到这个文件")):
        for pair in ((bad, NEW), (NEW, bad), (bad, bad)):
            done = run("diff", *pair, "--format", "json")
            assert done.returncode == 2
            assert words in done.stderr
            data = json.loads(done.stdout)
            assert [one["source"] for one in data["unread"]] == [bad.name if pair[0] != pair[1] else str(bad)]
            assert data["pairs"] == []
            assert "Traceback" not in done.stderr


def test_a_file_without_a_form_cannot_be_compared(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("关于召开会议的通知\n", encoding="utf-8")
    done = run("diff", tmp_path / "通知.txt", NEW)
    assert done.returncode == 2
    assert "通知.txt：没有绩效目标表，没有可以比较的" in done.stderr
    assert "比较了" not in done.stdout


def test_a_fault_of_ours_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("tasks")

    monkeypatch.setattr("jiheng.batch.comparing.compare_files", fails)
    done = CliRunner().invoke(cli, ["diff", str(WORD), str(EXCEL)])
    assert isinstance(done.exception, RuntimeError)  # which the entry point turns into exit code 3


def test_html_wants_a_file_and_does_not_overwrite(tmp_path: Path) -> None:
    target = tmp_path / "对照.html"
    done = run("diff", OLD, NEW, "--format", "html")
    assert done.returncode == 2
    assert "请用 -o 给出文件名" in done.stderr
    assert run("diff", OLD, NEW, "--format", "html", "-o", target).returncode == 1
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert not re.search(r"https?://|url\(", text)
    done = run("diff", OLD, NEW, "--format", "html", "-o", target)
    assert done.returncode == 2
    assert "已经有了，不覆盖" in done.stderr
    assert run("diff", OLD, NEW, "-o", target, "--force").returncode == 1
    assert "比较了 1 对表" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([WORD], "请给出要读的现在的文件，例如 jiheng diff"),
        ([WORD, EXCEL, "--tables", "4"], "选项 --tables 要写成"),
        ([WORD, EXCEL, "--format", "xml"], "只能是 text、json、html"),
        ([WORD, EXCEL, "-o", "没有的文件夹/对照.txt"], "不存在，请先建好"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: list[Any], sentence: str, tmp_path: Path) -> None:
    done = run("diff", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_form_of_five_thousand_rows(tmp_path: Path) -> None:
    def rows(value: int) -> str:
        head = ["项目支出绩效目标表,,,", "项目名称,修路,,", "一级指标,二级指标,三级指标,指标值"]
        body = [f"产出指标,数量指标,第{n}号村道路完成数量,≥{n + value * (n % 50 == 0)}个" for n in range(1, 5001)]
        return "\n".join([*head, *body]) + "\n"

    (tmp_path / "旧.csv").write_text(rows(0), encoding="utf-8")
    (tmp_path / "新.csv").write_text(rows(1), encoding="utf-8")
    data = compared(tmp_path / "旧.csv", tmp_path / "新.csv")
    assert [one["kind"] for one in data["pairs"][0]["differences"]] == ["changed"] * 100
