"""jiheng diff: from two files to what differs."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiheng.cli.command import Command
from jiheng.cli.reading_options import reading_options
from jiheng.formats.limits import Limits

if TYPE_CHECKING:
    from jiheng.batch.comparing import Call
    from jiheng.batch.files import Found

_TABLES = re.compile(r"(\d{1,6})[:：](\d{1,6})")


def _tables(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    match = _TABLES.fullmatch(value.strip())
    if match is None:
        raise click.UsageError("选项 --tables 要写成“原来的第几张:现在的第几张”，例如 --tables 4:5。")
    return int(match[1]), int(match[2])


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("before", metavar="原来的文件", type=click.Path(readable=False))
@click.argument("after", metavar="现在的文件", type=click.Path(readable=False))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="text 在终端看；json 给程序用；html 一个网页，点一处差别，两份表上都看到那一格。",
)
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到这个文件；html 必须给。")
@click.option("--spelling", is_flag=True, help="也列出只是写法不同、意思一样的（空格、标点、全角半角、元与万元等）。")
@click.option(
    "--tables",
    metavar="N:M",
    callback=_tables,
    help="只比较原来的第 N 张表和现在的第 M 张表；两个文件可以是同一个。",
)
@click.option("--force", is_flag=True, help="要写的文件已经有了也覆盖。")
@reading_options
def diff(
    before: str,
    after: str,
    style: str,
    output: Path | None,
    spelling: bool,
    tables: tuple[int, int] | None,
    force: bool,
    jobs: int,
    seconds: float | None,
    limits: Limits,
) -> None:
    """对照两份绩效目标表：哪个值原来是什么、现在是什么、各在哪一格。

    按值比较，不管版式：Word 与 Excel、两个县的表都可以。文件里有几张表的，先按表种、单位、项目和年度配成对。
    行换了次序、指标改了名称的，认得出是同一行。两个文件夹、两个压缩包也可以。

    例：jiheng diff 一上.docx 二上.docx
    例：jiheng diff 一上.docx 二上.xlsx --format html -o 对照.html
    例：jiheng diff 汇总.txt 汇总.txt --tables 4:5

    退出码：0 意思上没有差别；1 有差别；2 有文件读不了，或没有绩效目标表；3 绩衡自身出错。
    """
    from jiheng.batch.comparing import NoSuchTableError, compare_found
    from jiheng.cli.reporting import Progress, Troubles

    context = click.get_current_context()
    _check_target(style, output, force, context)
    found = _found(before, after, limits)
    troubles, progress = Troubles(), Progress(len(found[0]) + len(found[1]))

    def each(outcome: object, path: Path) -> None:
        progress.clear()
        troubles.tell(outcome, path)  # type: ignore[arg-type]
        progress.step()

    try:
        call = compare_found(
            *found, limits, jobs=jobs, seconds=seconds, tables=tables, with_page=style == "html", each=each
        )
    except NoSuchTableError as error:
        raise click.UsageError(str(error), context) from None
    progress.clear()
    if not troubles.unread:
        _tell(call)
    _write(call, style, output, spelling)
    sys.exit(call.exit_code)


def _found(before: str, after: str, limits: Limits) -> tuple[list[Found], list[Found]]:
    """The files of both sides; where two have the same name, they go by the paths that were given."""
    from dataclasses import replace

    from jiheng.batch.files import find, readable_name

    sides = list(find([before], limits)), list(find([after], limits))
    if not {one.source for one in sides[0]} & {one.source for one in sides[1]}:
        return sides
    named = []
    for argument, side in zip((before, after), sides, strict=True):
        folder = Path(argument) if Path(argument).is_dir() else Path(argument).parent
        named.append([replace(one, source=readable_name(str(folder / one.source))) for one in side])
    return named[0], named[1]


def _check_target(style: str, output: Path | None, force: bool, context: click.Context) -> None:
    """What is to be written can be: before the reading, not after it."""
    if style == "html" and output is None:
        raise click.UsageError("--format html 要写成文件，请用 -o 给出文件名，例如 -o 对照.html。", context)
    if output is None:
        return
    if output.is_dir():
        raise click.UsageError(f"-o 给的“{output}”是文件夹，请给一个文件名。", context)
    if not output.absolute().parent.is_dir():
        raise click.UsageError(f"-o 要写到的文件夹“{output.parent}”不存在，请先建好。", context)
    if output.exists() and not force:
        raise click.UsageError(f"“{output}”已经有了，不覆盖；换一个名字，或加 --force。", context)


def _tell(call: Call) -> None:
    """Files that were read and have no form."""
    from jiheng.report.prose import clean, one_line

    for one in call.comparison.unread:
        click.echo(clean(f"{one_line(one.source)}：{one.error}"), err=True)


def _write(call: Call, style: str, output: Path | None, spelling: bool) -> None:
    """The comparison, to the file that was named, else to standard output."""
    if style == "text":
        from jiheng.report.differences_text import render
        from jiheng.report.terminal import open_console

        if output is None:
            open_console(sys.stdout).print(render(call.comparison, spelling=spelling))
            return
        with output.open("w", encoding="utf-8") as out:
            open_console(out).print(render(call.comparison, spelling=spelling))
        return
    if style == "json":
        from jiheng.model.differences import to_json

        data = to_json(call.comparison) + b"\n"
    else:
        from jiheng.report.differences_html import render_html

        data = render_html(call.comparison, call.pages_before, call.pages_after, spelling=spelling).encode()
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(data)
