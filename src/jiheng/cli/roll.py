"""jiheng roll: last year's form as a draft for the next."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiheng.cli.command import Command
from jiheng.cli.writing_options import writing_options


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--year", metavar="年度", required=True, type=click.IntRange(2000, 2099), help="新的年度，例如 2027。")
@click.option("--keep-amounts", is_flag=True, help="金额照旧；不给时金额清空，等新的预算。")
@writing_options
def roll(file: Path, year: int, keep_amounts: bool, output: Path, force: bool, public: bool, as_pdf: bool) -> None:
    """用上一年的表起草下一年的表。

    表上印的年度和当年的日期往后移，完成情况、得分、审核意见去掉，金额清空（或 --keep-amounts 保留），目标和指标留着修改。版面不变。

    例：jiheng roll 2026申报表.docx --year 2027 -o 2027申报表.docx

    退出码：0 写好；1 写了，但有值没有移成；2 写不了；3 绩衡自身出错。
    """
    from jiheng.batch.writing import CannotWriteError, check_target
    from jiheng.cli.template_names import open_template
    from jiheng.cli.writing_options import finish, say, stop
    from jiheng.forms.lens import put
    from jiheng.forms.reading import read_document
    from jiheng.model.errors import JihengError
    from jiheng.model.rolling import roll as roll_on

    try:
        check_target(output, force=force, also=(file,))
        opened = open_template(file)
        tables = read_document(opened.document, file.name).declaration.tables or ()
        unknown = [number for number, table in enumerate(tables, 1) if not isinstance(table.fiscal_year, int)]
        if len(unknown) == len(tables):
            raise CannotWriteError(f"“{file.name}”上没有印年度，不知道从哪一年往后移，请先在表上写明年度。")
        for number in unknown:
            say(f"第 {number} 张表没有印年度，日期没有移。")
        written = put(opened, [roll_on(table, year, keep_amounts=keep_amounts) for table in tables])
        sys.exit(finish(written, opened, output, force=force, public=public, as_pdf=as_pdf))
    except JihengError as error:
        stop(error)
