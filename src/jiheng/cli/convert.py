"""jiheng convert: a form in another layout."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiheng.cli.command import Command
from jiheng.cli.writing_options import writing_options


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "--to", "layout", metavar="版式", required=True, help="目标：版式的名称（jiheng layout list），或一份空白表。"
)
@writing_options
def convert(file: Path, layout: str, output: Path, force: bool, public: bool, as_pdf: bool) -> None:
    """把一份表换成另一个县、另一种版式的表。

    两种版式都有的栏目照搬；目标表没有地方放的、目标表要而原表没有的，逐项列出。表名和附件号用目标表自己的。

    例：jiheng convert 申报表.docx --to national-project -o 新表.docx
    例：jiheng convert 申报表.xlsx --to 空白表.docx -o 新表.docx

    退出码：0 全部换好；1 换了，但有值目标表没有地方放；2 换不了；3 绩衡自身出错。
    """
    from jiheng.batch.writing import CannotWriteError, check_target, wanting
    from jiheng.batch.writing import fill as fill_form
    from jiheng.cli.template_names import open_template
    from jiheng.cli.writing_options import finish, say, stop
    from jiheng.forms.reading import read_file
    from jiheng.model.errors import JihengError
    from jiheng.report.words import path_words

    try:
        check_target(output, force=force, also=(file, Path(layout)))
        tables = read_file(file).declaration.tables or ()
        if not tables:
            raise CannotWriteError(f"“{file.name}”里没有绩效目标表，没有可换的内容。")
        opened = open_template(layout)
        filled = fill_form(opened, tables, to_layout=True)
        code = finish(filled.written, opened, output, force=force, public=public, as_pdf=as_pdf)
        missing: dict[int, list[str]] = {}
        for number, path in wanting(filled, opened):
            missing.setdefault(number, []).append(path)
        for number, paths in missing.items():
            say(f"第 {number + 1} 张表，目标表要而原表没有的：{path_words(paths)}。")
        sys.exit(code)
    except JihengError as error:
        stop(error)
