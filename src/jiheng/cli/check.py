"""jiheng check: from files to findings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiheng.cli.command import Command
from jiheng.cli.reading_options import reading_options
from jiheng.formats.limits import Limits

if TYPE_CHECKING:
    from jiheng.batch.checking import Call
    from jiheng.batch.files import Found
    from jiheng.rules.check import Settings

_FILES = {"html": ".html", "xlsx": ".xlsx"}
"""The formats that want a file of their own, and how its name ends."""
EXIT_UNREAD = 2


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...", type=click.Path(readable=False))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html", "xlsx"]),
    default="text",
    show_default=True,
    help="text 在终端看；json 给程序用；html 一个网页，点一条意见看到表上的那一格；xlsx 一条意见一行的清单。",
)
@click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到这个文件；html 和 xlsx 必须给。"
)
@click.option(
    "--mark-into",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="把意见作为批注写进原文件的副本，放到这个文件夹（.docx 和 .xlsx）。",
)
@click.option(
    "--profile",
    metavar="地区/年度",
    help="按哪个地区、哪一年的口径审核，例如 新疆/2021；不给时是国家口径，年度取表上的。",
)
@click.option(
    "--rules", "chosen", metavar="规则", multiple=True, help="只用这些规则或类别，用逗号隔开，例如 ARI,CMP-006。"
)
@click.option(
    "--stage",
    type=click.Choice(["filing", "publication"]),
    default="filing",
    show_default=True,
    help="filing 报送；publication 公开前（个人信息从严）。",
)
@click.option(
    "--previous",
    metavar="路径",
    multiple=True,
    type=click.Path(readable=False),
    help="上一年的表（文件或文件夹），用来比较两年。",
)
@click.option("--all", "everything", is_flag=True, help="列出全部位置，以及没有用上的规则和原因。")
@click.option("--force", is_flag=True, help="要写的文件已经有了也覆盖。")
@reading_options
def check(
    paths: tuple[str, ...],
    style: str,
    output: Path | None,
    mark_into: Path | None,
    profile: str | None,
    chosen: tuple[str, ...],
    stage: str,
    previous: tuple[str, ...],
    everything: bool,
    force: bool,
    jobs: int,
    seconds: float | None,
    limits: Limits,
) -> None:
    """审核绩效目标表：哪一格有什么问题、按什么算的、依据是什么、怎么改。

    一次给出的全部文件作为一批，重复、抄写、前后不一的也查。表旁边的 豁免.yaml（或 waivers.yaml）里写明理由的，列为已豁免。

    例：jiheng check 申报表.docx
    例：jiheng check 各单位报送/ --format xlsx -o 审核意见.xlsx
    例：jiheng check 各单位报送/ --mark-into 退回修改/
    例：jiheng check 2026/ --previous 2025/ --rules ARI,CON,DUP-009

    退出码：0 没有问题，或只有建议和已豁免的；1 有必须修改或请核对的；2 有文件读不了；3 绩衡自身出错。
    """
    from datetime import date

    from jiheng.batch.checking import Reads, check_found
    from jiheng.batch.files import WAIVERS, find
    from jiheng.batch.waivers import beside, read_waivers
    from jiheng.cli.reporting import Progress, Troubles

    context = click.get_current_context()
    settings = _settings(profile, chosen, stage, context)
    try:
        _check_targets(style, output, mark_into, force, context)
    except OSError:
        raise click.UsageError(
            "-o 或 --mark-into 给的名字系统用不了（太长，或上级不是文件夹），请换一个名字。", context
        ) from None
    given = [Path(path) for path in paths if Path(path).name in WAIVERS]
    found = list(find([path for path in paths if Path(path).name not in WAIVERS], limits))
    before = list(find(previous, limits))
    _check_originals(output, [*found, *before], context)
    waivers = read_waivers(sorted({*given, *beside((item.path for item in found), map(Path, paths))}))
    troubles, progress = Troubles(), Progress(len(found) + len(before))

    def each(outcome: object, path: Path) -> None:
        progress.clear()
        troubles.tell(outcome, path)  # type: ignore[arg-type]
        progress.step()

    call = check_found(
        found,
        before,
        settings,
        Reads(limits=limits, jobs=jobs, seconds=seconds),
        waivers,
        today=date.today(),
        with_page=style == "html",
        each=each,
    )
    progress.clear()
    _tell(call)
    written = _write(call, style, output, everything)
    if mark_into is not None:
        _mark(call, found, mark_into, limits, force)
    sys.exit(call.exit_code if written else max(call.exit_code, EXIT_UNREAD))


def _settings(profile: str | None, chosen: tuple[str, ...], stage: str, context: click.Context) -> Settings:
    from jiheng.law.profiles import NATIONAL, UnknownProfileError, parse_profile
    from jiheng.model.finding import Stage
    from jiheng.rules.check import Settings
    from jiheng.rules.registry import UnknownRuleError, select

    try:
        region, year = parse_profile(profile) if profile else (NATIONAL, None)
        return Settings(region=region, year=year, stage=Stage(stage), rules=select(chosen))
    except (UnknownProfileError, UnknownRuleError) as error:
        raise click.UsageError(str(error), context) from None


def _check_targets(
    style: str, output: Path | None, mark_into: Path | None, force: bool, context: click.Context
) -> None:
    """What is to be written can be: before an hour of reading, not after it."""
    if style in _FILES and output is None:
        raise click.UsageError(
            f"--format {style} 要写成文件，请用 -o 给出文件名，例如 -o 审核意见{_FILES[style]}。", context
        )
    if output is not None and output.is_dir():
        raise click.UsageError(f"-o 给的“{output}”是文件夹，请给一个文件名。", context)
    if output is not None and not output.absolute().parent.is_dir():
        raise click.UsageError(f"-o 要写到的文件夹“{output.parent}”不存在，请先建好。", context)
    if output is not None and output.exists() and not force:
        raise click.UsageError(f"“{output}”已经有了，不覆盖；换一个名字，或加 --force。", context)
    if mark_into is not None and mark_into.exists() and not mark_into.is_dir():
        raise click.UsageError(f"--mark-into 给的“{mark_into}”是文件，请给一个文件夹。", context)


def _check_originals(output: Path | None, found: list[Found], context: click.Context) -> None:
    """The report never takes the place of a form, forced or not."""
    if output is not None and output.exists() and any(_same(output, item.path) for item in found):
        raise click.UsageError(f"-o 给的“{output}”就是要审核的文件，不能写到它上面，请换一个名字。", context)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _tell(call: Call) -> None:
    """What is not about the forms: waivers that do not hold, rules that failed."""
    from jiheng.report.prose import clean, one_line

    for one in call.report.unread:
        if one.source in _waiver_names():
            click.echo(clean(f"{one_line(one.source)}：{one.error}"), err=True)
    for note in call.notes:
        click.echo(clean(note), err=True)
    for crash in call.crashes:
        click.echo(
            f"规则 {crash.rule} 自身出错，这条规则没有审核“{one_line(crash.source)}”；不是文件的问题，请告诉维护者。",
            err=True,
        )
        import os

        if os.environ.get("JIHENG_DEBUG"):
            click.echo(clean(crash.detail), err=True)


def _waiver_names() -> frozenset[str]:
    from jiheng.batch.files import WAIVERS

    return WAIVERS


def _write(call: Call, style: str, output: Path | None, everything: bool) -> bool:
    """The report, to the file that was named, else to standard output; whether it could be written."""
    if style == "text" and output is None:
        from jiheng.report.findings_text import render
        from jiheng.report.terminal import open_console

        open_console(sys.stdout).print(render(call.report, everything=everything))
        return True
    data = _report(call, style, everything)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return True
    from jiheng.batch.writing import CannotWriteError, write_file

    try:
        write_file(output, data)
    except CannotWriteError as error:
        click.echo(str(error), err=True)
        return False
    return True


def _report(call: Call, style: str, everything: bool) -> bytes:
    """The report as a file."""
    if style == "json":
        from jiheng.model.finding import to_json

        return to_json(call.report) + b"\n"
    if style == "text":
        from io import StringIO

        from jiheng.report.findings_text import render
        from jiheng.report.terminal import open_console

        out = StringIO()
        open_console(out).print(render(call.report, everything=everything))
        return out.getvalue().encode()
    if style == "html":
        from jiheng.report.findings_html import render_html

        return render_html(call.report, [(one.file, one.page, one.findings) for one in call.files]).encode()
    from jiheng.report.findings_xlsx import write_xlsx

    return write_xlsx(call.report, [one.file for one in call.files])


def _mark(call: Call, found: list[Found], folder: Path, limits: Limits, force: bool) -> None:
    from jiheng.batch.marking import mark_files

    for sentence in mark_files(call, found, folder, limits, force=force):
        click.echo(sentence, err=True)
