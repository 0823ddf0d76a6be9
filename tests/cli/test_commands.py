"""What holds for every command: help with an example, complaints in Chinese, quick answers."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from jiheng import __version__
from jiheng.cli.command import Command
from jiheng.cli.main import cli
from tests.cli.process import run

CONTEXT = click.Context(cli)
COMMANDS = {name: cli.get_command(CONTEXT, name) for name in cli.list_commands(CONTEXT)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    assert f"例：jiheng {name}" in (command.help or "")
    shown = CliRunner().invoke(cli, [name, "--help"]).output
    assert f"例：jiheng {name}" in shown
    for english in ("Usage", "Options", "Show this", "default:"):
        assert english not in shown
    assert all(isinstance(option, click.Argument) or option.help for option in command.params)


def test_the_group_lists_its_commands() -> None:
    shown = CliRunner().invoke(cli, []).output
    assert all(name in shown for name in COMMANDS)


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"jiheng {__version__}\n")


def test_version_and_help_import_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['jiheng', '--version']\nfrom jiheng.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'rich', 'lxml', 'yaml', 'msgspec', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["read"], "请给出要读的文件或文件夹，例如 jiheng read 申报表.docx。"),
        (["read", "--format", "xml", "x"], "只能是 table、json、csv"),
        (["read", "--jobs", "-1", "x"], "选项 --jobs 要一个不小于 0 的整数。"),
        (["read", "--seconds", "nan", "x"], "选项 --seconds 要一个"),
        (["read", "--format"], "选项 --format 后面要有一个值。"),
        (["read", "--brief", "--ledger", "x"], "选项 --brief 不能与"),
        (["read", "--limit", "cells", "x"], "选项 --limit 要写成“名称=数值”"),
        (["read", "--limit", "cells=" + "9" * 5000, "x"], "要一个正整数"),
        (["read", "--limit", "nonsense=1", "x"], "见 jiheng read --help"),
        (["read", "--fromat", "json", "x"], "没有选项 --fromat。是不是要 --format？"),
        (["read", "--limit", "nonsense=1", "x"], "没有限制 nonsense"),
        (["read", "--limit", "cells=many", "x"], "要一个正整数"),
        (["read", "--ledger", "--format", "csv", "x"], "选项 --format 与 --ledger 同用时，只能是 table 或 json。"),
        (["raed"], "没有命令 raed"),
    ],
)
def test_complaints(arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
