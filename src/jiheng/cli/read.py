"""jiheng read: from files to declarations."""

from __future__ import annotations

import sys

import click

from jiheng.cli.command import Command
from jiheng.cli.reading_options import reading_options
from jiheng.formats.limits import Limits

EXIT_READ, EXIT_INCOMPLETE, EXIT_UNREAD, EXIT_FAULT = 0, 1, 2, 3


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...", type=click.Path(readable=False))
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table 在终端看；json 每个文件一行；csv 每条指标一行，可用 Excel 打开。",
)
@click.option("--ledger", is_flag=True, help="列出文件里每个单元格、每段文字各成了什么（table 或 json）。")
@click.option("--brief", is_flag=True, help="只列一览表：每张表一行，有单位、年度、资金、各有多少条、读懂没有。")
@reading_options
def read(
    paths: tuple[str, ...],
    style: str,
    ledger: bool,
    brief: bool,
    jobs: int,
    seconds: float | None,
    limits: Limits,
) -> None:
    """读取绩效目标表：Word、Excel（新旧格式）、PDF、扫描件和照片、网页、CSV、Markdown、纯文本。

    文件夹会连同下级文件夹一起读，压缩包 .zip 也当作文件夹（最多两层）。结果写到标准输出，没有读懂的文字和读不了的文件写到标准错误。

    例：jiheng read 申报表.docx
    例：jiheng read 各单位报送/ --format csv > 指标.csv
    例：jiheng read --ledger 申报表.docx
    例：jiheng read --brief 各单位报送/

    退出码：0 全部读懂（没有绩效目标表的文件也算）；1 读了，但有文字没有读懂或看不清；2 有文件读不了；3 绩衡自身出错。
    """
    if ledger and style == "csv":
        raise click.UsageError("选项 --format 与 --ledger 同用时，只能是 table 或 json。", click.get_current_context())
    if brief and (ledger or style != "table"):
        raise click.UsageError("选项 --brief 不能与 --ledger 或 --format 同用。", click.get_current_context())
    from jiheng.batch.files import find
    from jiheng.batch.many import read_all
    from jiheng.cli.reporting import Progress, Troubles, open_writer

    found = list(find(paths, limits))
    troubles, progress = Troubles(), Progress(len(found))
    writer = open_writer("brief" if brief else style, ledger, several=len(found) > 1)
    outcomes = read_all(found, limits, jobs=jobs, seconds=seconds, with_ledger=ledger)
    for item, outcome in zip(found, outcomes, strict=True):
        progress.clear()
        writer.write(outcome)
        troubles.tell(outcome, item.path)
        progress.step()
    progress.clear()
    writer.close()
    if troubles.fault:
        sys.exit(EXIT_FAULT)
    sys.exit(EXIT_UNREAD if troubles.unread else EXIT_INCOMPLETE if troubles.incomplete else EXIT_READ)
