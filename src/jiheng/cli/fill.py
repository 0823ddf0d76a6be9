"""jiheng fill: a template filled with a declaration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiheng.cli.command import Command
from jiheng.cli.writing_options import writing_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiheng.forms.lens import Opened
    from jiheng.model.declaration import Declaration


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("template", metavar="模板")
@click.option(
    "--with",
    "given",
    metavar="数据",
    required=True,
    type=click.Path(path_type=Path),
    help="jiheng read --format json 得到的数据；可以有许多份。",
)
@writing_options
def fill(template: str, given: Path, output: Path, force: bool, public: bool, as_pdf: bool) -> None:
    """把数据填进模板：版式的名称、一份空白表，或一份填好的表。

    版面、字体、合并单元格都照模板；只改有变化的格。数据有许多份、模板只有一张表的，用 -o 给一个文件夹，一份一个文件。

    例：jiheng fill 空白表.docx --with 申报表.json -o 申报表.docx
    例：jiheng fill 空白表.docx --with 全县.jsonl -o 各单位/

    退出码：0 全部填好；1 填了，但有值表上没有地方放；2 填不了；3 绩衡自身出错。
    """
    from jiheng.batch.writing import WRITABLE, check_target, declarations_of
    from jiheng.batch.writing import fill as fill_form
    from jiheng.cli.template_names import open_template
    from jiheng.cli.writing_options import finish, stop
    from jiheng.model.errors import JihengError

    try:
        opened = open_template(template)
        declarations = declarations_of(given)
        if output.is_dir() or output.suffix.lower() not in WRITABLE:
            sys.exit(_many(opened, declarations, output, force=force, public=public, as_pdf=as_pdf))
        check_target(output, force=force, also=(Path(template), given))
        tables = [table for one in declarations for table in one.tables or ()]
        filled = fill_form(opened, tables)
        sys.exit(finish(filled.written, opened, output, force=force, public=public, as_pdf=as_pdf))
    except JihengError as error:
        stop(error)


def _many(
    opened: Opened,
    declarations: Sequence[Declaration],
    folder: Path,
    *,
    force: bool,
    public: bool,
    as_pdf: bool,
) -> int:
    """One file for each declaration (or table); a trouble with one is told and the others are written."""
    from jiheng.batch.writing import check_target, jobs_of
    from jiheng.batch.writing import fill as fill_form
    from jiheng.cli.reporting import Progress
    from jiheng.cli.writing_options import EXIT_CANNOT, EXIT_WRITTEN, finish, say
    from jiheng.model.errors import JihengError

    folder.mkdir(parents=True, exist_ok=True)
    jobs = jobs_of(opened, declarations, folder, Path(opened.name).suffix)
    progress = Progress(len(jobs))
    worst = EXIT_WRITTEN
    count = 0
    for target, tables in jobs:
        try:
            check_target(target, force=force)
            filled = fill_form(opened, tables)
            progress.clear()
            code = finish(filled.written, opened, target, force=force, public=public, as_pdf=as_pdf)
            count += 1
        except JihengError as error:
            progress.clear()
            say(f"{target.name}：{error}")
            code = EXIT_CANNOT
        worst = max(worst, code)
        progress.step()
    progress.clear()
    say(f"写了 {count} 个文件，在“{folder}”。")
    return worst
