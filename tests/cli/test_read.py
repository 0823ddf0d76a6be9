"""jiheng read: its shapes, its exit codes, and that one file's trouble stays its own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiheng.cli.main import cli
from jiheng.cli.reporting import quoted
from jiheng.forms import reading
from jiheng.forms.ledger import Became, Entry, Ledger
from jiheng.forms.reading import Reading
from jiheng.model.declaration import Declaration, LeftOver
from jiheng.model.location import Location
from jiheng.report.csv_rows import BOM
from tests.cli.process import JIHENG, run

ROOT = Path(__file__).parent.parent.parent
OFFICE = ROOT / "examples" / "office"
WORD = OFFICE / "korla-2021-department-overall.docx"
EXCEL = OFFICE / "yongning-2024-projects.xlsx"
TEXT = ROOT / "examples" / "text" / "shifeng-2023-attachments.txt"


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_is_one_line_per_file_in_the_order_of_the_arguments() -> None:
    done = run("read", EXCEL, WORD, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [line["source"] for line in lines(done.stdout)] == [EXCEL.name, WORD.name]
    assert done.stderr == ""
    assert '": ' not in done.stdout.split("tables")[0]


def test_a_folder_is_walked_and_sorted(tmp_path: Path) -> None:
    for name in ("乙/二.docx", "乙/一.docx", "甲.docx"):
        (tmp_path / "各单位" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(WORD, tmp_path / "各单位" / name)
    done = run("read", "各单位", "--format", "json", cwd=tmp_path)
    assert [line["source"] for line in lines(done.stdout)] == ["乙/一.docx", "乙/二.docx", "甲.docx"]


def test_tables_are_shown_without_colour_in_a_pipe() -> None:
    done = run("read", WORD, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert "库尔勒市梨香街道办事处整体支出绩效目标表" in done.stdout
    assert "1,615.84" in done.stdout
    assert "\x1b" not in done.stdout


def test_csv_opens_in_a_spreadsheet() -> None:
    done = subprocess.run([JIHENG, "read", WORD, "--format", "csv"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert len(rows) == 12
    assert rows[0]["三级指标"] == "保障干部人数"
    assert rows[0]["资金总额（元）"] == "22270600"
    assert rows[0]["指标值的位置"].startswith("第 1 张表第 ")


def test_ledger_adds_up_in_both_shapes() -> None:
    found = lines(run("read", "--ledger", WORD, "--format", "json").stdout)[0]
    assert sum(found["counts"].values()) == len(found["entries"])
    assert {entry["became"] for entry in found["entries"]} <= set(found["counts"])
    table = run("read", "--ledger", WORD, COLUMNS="100").stdout
    assert f"共 {len(found['entries'])} 处文字" in table


def test_one_bad_file_among_a_hundred(tmp_path: Path) -> None:
    for number in range(99):
        shutil.copy(TEXT, tmp_path / f"表{number:03}.txt")
    (tmp_path / "表050-坏.docx").write_bytes(WORD.read_bytes()[:5000])
    done = run("read", tmp_path, "--format", "json", "--jobs", "2")
    found = lines(done.stdout)
    assert len(found) == 100
    assert [line["source"] for line in found] == sorted(line["source"] for line in found)
    assert [line["source"] for line in found if "error" in line] == ["表050-坏.docx"]
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_workers_and_one_process_give_the_same(tmp_path: Path) -> None:
    for number, file in enumerate([WORD, EXCEL, TEXT] * 3):
        shutil.copy(file, tmp_path / f"{number}{file.suffix}")
    one, two = (run("read", tmp_path, "--format", "json", "--jobs", jobs).stdout for jobs in ("1", "2"))
    assert one == two
    assert len(one.splitlines()) == 9


def test_bad_input_is_one_sentence_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "空.docx").write_bytes(b"")
    (tmp_path / "图.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "乱.txt").write_bytes(bytes(range(128, 256)) * 50)
    shutil.copy(WORD, tmp_path / "表.docx")
    done = run("read", tmp_path, tmp_path / "没有.docx", "--format", "json")
    found = {line["source"]: line.get("error") for line in lines(done.stdout)}
    assert done.returncode == 2
    assert found["表.docx"] is None
    assert all(found[name] for name in ("空.docx", "图.docx", "没有.docx"))
    assert "Traceback" not in done.stderr


def test_a_limit_is_kept() -> None:
    done = run("read", WORD, "--limit", "file_bytes=100", "--format", "json")
    assert done.returncode == 2
    assert "error" in lines(done.stdout)[0]


def test_a_closed_pipe_is_no_fault() -> None:
    with subprocess.Popen(
        [JIHENG, "read", ROOT / "examples" / "office", "--jobs", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode()
        code = process.wait(60)
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors
    assert code == 141


def test_a_terminal_without_utf8_is_no_fault() -> None:
    done = run("read", WORD, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


# ---- with a stand-in for the reading core ------------------------------------------------------------------------


def invoke(monkeypatch: pytest.MonkeyPatch, files: dict[str, Any], folder: Path, *options: str) -> Any:
    """Run the command in this process; `files` says what reading each gives or raises."""

    def read_file(path: Path, *, source: str, limits: object) -> Reading:  # noqa: ARG001
        made = files[path.name]
        if isinstance(made, Exception):
            raise made
        return Reading(made, Ledger((Entry("x", Location(line=1), Became.LEFT_OVER),)))

    monkeypatch.setattr(reading, "read_file", read_file)
    for name in files:
        (folder / name).write_text("x", encoding="utf-8")
    return CliRunner().invoke(cli, ["read", *(str(folder / name) for name in files), "--jobs", "1", *options])


READ = Declaration(source="好.txt", tables=(), complete=True)
LEFT = Declaration(
    source="剩.txt",
    tables=(),
    complete=False,
    left_over=tuple(LeftOver(text=f"第{n}处\n文字", at=Location(table=0, row=n, column=2)) for n in range(9)),
)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"好.txt": READ}, 0),
        ({"好.txt": READ, "剩.txt": LEFT}, 1),
        ({"剩.txt": LEFT, "坏.txt": OSError(5, "x"), "好.txt": READ}, 2),
        ({"坏.txt": OSError(5, "x"), "错.txt": ZeroDivisionError(), "好.txt": READ}, 3),
    ],
)
def test_exit_codes(files: dict[str, Any], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = invoke(monkeypatch, files, tmp_path, "--format", "json")
    assert done.exit_code == code
    assert [line["source"] for line in lines(done.stdout)] == list(files)


def test_what_is_left_over_is_told_with_place_text_and_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = invoke(monkeypatch, {"剩.txt": LEFT}, tmp_path, "--format", "json")
    told = done.stderr.splitlines()
    assert told[0] == "剩.txt：有 9 处文字没有读懂，没有读进任何栏目，请对照原表核对："
    assert told[1] == "  第 1 张表第 1 行第 3 列“第0处 文字”"
    assert len(told) == 7
    assert "还有 4 处没有列出" in told[-1]
    assert told[-1].endswith(f"jiheng read --ledger {quoted(tmp_path / '剩.txt')}")
    assert done.stderr.count("剩.txt：") == 1


@pytest.mark.parametrize(
    ("path", "typed"),
    [("单位/表.txt", "单位/表.txt"), ("a b.txt", "'a b.txt'"), ("it's", "'it'\\''s'"), ("$x", "'$x'")],
)
def test_a_path_is_told_as_it_is_typed(path: str, typed: str) -> None:
    assert quoted(Path(path)) == typed


def test_our_own_fault_has_a_number_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = invoke(monkeypatch, {"错.txt": ZeroDivisionError("secret")}, tmp_path, "--format", "json")
    assert done.stderr.count("\n") == 1
    assert "编号" in done.stderr
    assert done.stderr.endswith("设环境变量 JIHENG_DEBUG=1 再运行一次，可以看到详情。\n")
    assert "secret" not in done.stderr + done.stdout
    monkeypatch.setenv("JIHENG_DEBUG", "1")
    assert "ZeroDivisionError: secret" in invoke(monkeypatch, {"错.txt": ZeroDivisionError("secret")}, tmp_path).stderr


def test_a_fault_outside_the_files_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys\nimport jiheng.batch.many as many\n"
        "def broken(*a, **k): raise ZeroDivisionError('secret')\n"
        "many.read_all = broken\nsys.argv = ['jiheng', 'read', sys.argv[1]]\n"
        "from jiheng.cli.main import main\nmain()\n"
    )
    monkeypatch.delenv("JIHENG_DEBUG", raising=False)
    file = tmp_path / "表.txt"
    file.write_text("x", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert re.match(r"绩衡自身出错（编号 [0-9a-f]{8}），.*。\n$", done.stderr)
    assert "ZeroDivisionError" not in done.stderr
    assert "Traceback" not in done.stderr


def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jiheng.cli.reporting import Progress

    progress = Progress(10)
    progress.began -= 10
    progress.step()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = Progress(10)
    progress.began -= 10
    progress.step()
    assert "1/10" in capsys.readouterr().err
    progress.clear()
    assert capsys.readouterr().err == "\r\x1b[K"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="pty needs a POSIX system")
def test_on_a_terminal_csv_has_no_mark() -> None:
    import pty

    leader, follower = pty.openpty()
    with subprocess.Popen([JIHENG, "read", WORD, "--format", "csv"], stdout=follower) as process:
        os.close(follower)
        first = os.read(leader, 60)
        while True:
            try:
                if not os.read(leader, 65536):
                    break
            except OSError:
                break
        process.wait(60)
    os.close(leader)
    assert first.decode("utf-8", "replace").startswith("文件,")


# ---- arguments ---------------------------------------------------------------------------------------------------


def test_bad_arguments_stop_no_other(tmp_path: Path) -> None:
    shutil.copy(WORD, tmp_path / "表.docx")
    (tmp_path / "圈.docx").symlink_to("圈.docx")
    done = run("read", "", "没有.docx", "f*.docx", "圈.docx", "表.docx", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    found = {line["source"]: line.get("error") for line in lines(done.stdout)}
    assert found["表.docx"] is None
    assert found['""'] == "文件名是空的。"
    assert done.stderr.count("\n") == 4
    assert len(found) == 5


def test_a_file_without_permission_is_for_the_reader_to_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def denied(*_arguments: object, **_options: object) -> bool:
        return False

    monkeypatch.setattr(os, "access", denied)
    done = invoke(monkeypatch, {"好.txt": READ, "坏.txt": PermissionError(13, "x")}, tmp_path, "--format", "json")
    assert done.exit_code == 2
    assert "权限" in done.stderr
    assert len(lines(done.stdout)) == 2


def test_given_seconds_are_kept_for_one_file(tmp_path: Path) -> None:
    large = tmp_path / "大.txt"
    large.write_text("绩效目标 12,345.60 有一句话\n" * 60_000, encoding="utf-8")
    done = run("read", large, "--seconds", "0.1", "--format", "json")
    assert done.returncode == 2
    assert "超过 0.1 秒" in done.stderr


# ---- folders and overviews ---------------------------------------------------------------------------------------


def test_files_without_a_form_are_one_line(tmp_path: Path) -> None:
    shutil.copy(WORD, tmp_path / "表.docx")
    for name in ("通知.txt", "纪要.txt"):
        (tmp_path / name).write_text("今天开会。", encoding="utf-8")
    done = run("read", tmp_path)
    assert "另有 2 个文件没有绩效目标表：纪要.txt、通知.txt。" in done.stdout
    assert done.stdout.count("没有绩效目标表") == 1
    assert "没有绩效目标表" in run("read", tmp_path / "通知.txt").stdout


def test_brief_has_a_row_per_form(tmp_path: Path) -> None:
    shutil.copy(WORD, tmp_path / "表.docx")
    (tmp_path / "坏.docx").write_bytes(WORD.read_bytes()[:3000])
    (tmp_path / "通知.txt").write_text("今天开会。", encoding="utf-8")
    done = run("read", "--brief", tmp_path, COLUMNS="100")
    row = next(line.split() for line in done.stdout.splitlines() if "部门整体" in line)
    assert row == ["库尔勒市梨香街道办事处", "部门整体", "2021", "2,227.06", "万元", "10", "10", "12"]
    for source, state in (("表.docx", "✓ 读懂"), ("坏.docx", "读不了"), ("通知.txt", "没有表")):
        assert re.search(rf"{source} +{state}", done.stdout)
    assert "共 3 个文件，1 张表，12 条指标；有文字没读懂或看不清的 0 个，读不了的 1 个。" in done.stdout
    assert done.returncode == 2
