"""jiheng layout and jiheng new: as a user runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from jiheng.cli.layout import layout
from jiheng.forms.layouts.layout import bundled
from tests.cli.process import run

ROOT = Path(__file__).parent.parent.parent
BLANK = ROOT / "examples/blank/korla-2021-department-overall-blank.docx"
FILLED = ROOT / "examples/office/korla-2021-department-overall.docx"


@pytest.fixture
def own(tmp_path: Path) -> str:
    return str(tmp_path / "版式")


@pytest.mark.parametrize("name", ["check", "learn", "list"])
def test_subcommands_have_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(layout, [name, "--help"]).output
    assert f"例：jiheng layout {name}" in shown
    assert "用法：" in shown
    assert "Usage" not in shown


def test_list(own: str) -> None:
    done = run("layout", "list", JIHENG_LAYOUTS=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"  {one.layout.name} " in done.stdout for one in bundled())
    assert f"本单位的（{own}）：还没有" in done.stdout


def test_new(tmp_path: Path) -> None:
    out = tmp_path / "表.docx"
    done = run("new", "national-project", "-o", out)
    assert (done.returncode, done.stdout) == (0, f"已写 {out}\n")
    assert run("read", out).returncode == 0
    again = run("new", "national-project", "-o", out)
    assert again.returncode == 2
    assert "不覆盖" in again.stderr
    assert run("new", "national-project", "-o", out, "--force").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["new", "national-projekt", "-o", "表.docx"], "没有版式“national-projekt”，是不是 national-project"),
        (["new", "national-project", "-o", "表.xlsx"], "请把 -o 的文件名写成以 .docx 结尾"),
        (["new", "national-project"], "缺少选项 --output"),
        (["layout", "learn", "没有.docx", "-o", "甲"], "没有.docx"),
        (["layout", "learn", str(BLANK), "-o", "甲?乙"], "版式的名称“甲?乙”不行"),
        (["layout", "learn", str(ROOT / "README.md"), "-o", "甲"], "另存为 .docx 或 .xlsx"),
        (["layout", "check", "没有的"], "没有版式“没有的”"),
        (["layout", "check", str(ROOT / "scripts")], "没有版式文件"),
        (["layout", "nonsense"], "没有命令 nonsense"),
    ],
)
def test_complaints(tmp_path: Path, own: str, arguments: list[str], sentence: str) -> None:
    done = run(*arguments, cwd=tmp_path, JIHENG_LAYOUTS=own)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_learn_check_new_and_read(tmp_path: Path, own: str) -> None:
    learned = run("layout", "learn", FILLED, "-o", "本县表", JIHENG_LAYOUTS=own)
    assert learned.returncode == 1  # 填报日期 has no key of its own
    assert f"已写 {own}/本县表.yaml" in learned.stdout
    assert "有 1 处请看一眼：\n  段3“填报日期”：没有对应的栏目" in learned.stdout
    assert "已把填写的内容清空" in learned.stderr

    again = run("layout", "learn", FILLED, "-o", "本县表", JIHENG_LAYOUTS=own)
    assert again.returncode == 2
    assert "不覆盖" in again.stderr

    checked = run("layout", "check", "本县表", JIHENG_LAYOUTS=own)
    assert checked.returncode == 0
    assert "本县表：三条定律都成立" in checked.stdout
    assert "✓ GetPut " in checked.stdout
    assert "放不下（表上没有这一栏）：" in checked.stdout

    assert "  本县表  docx" in run("layout", "list", JIHENG_LAYOUTS=own).stdout
    out = tmp_path / "空白.docx"
    assert run("new", "本县表", "-o", out, JIHENG_LAYOUTS=own).returncode == 0
    assert "梨香" not in run("read", out, JIHENG_LAYOUTS=own).stdout

    path = Path(own) / "本县表.yaml"
    path.write_text(path.read_text("utf-8").replace("path: budget_unit", "path: implementing_unit"), encoding="utf-8")
    shown = run("read", "--format", "json", FILLED, JIHENG_LAYOUTS=own).stdout
    assert '"implementing_unit":"库尔勒市梨香街道办事处"' in shown
    assert run("layout", "check", own, JIHENG_LAYOUTS=own).returncode == 0


def test_check_of_a_file_names_its_layout() -> None:
    done = run("layout", "check", BLANK)
    assert done.returncode == 0
    assert f"{BLANK.name}（版式 korla-2021-department-overall）：三条定律都成立" in done.stdout


def test_a_broken_layout_stops_reading(own: str) -> None:
    Path(own).mkdir()
    (Path(own) / "坏.yaml").write_text("name: [", encoding="utf-8")
    done = run("read", FILLED, JIHENG_LAYOUTS=own)
    assert done.returncode == 2
    assert "版式文件“坏.yaml”的第" in done.stderr
