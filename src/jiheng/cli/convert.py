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
    from jiheng.cli.template_names import template_path
    from jiheng.cli.writing_options import finish, open_template, say, stop
    from jiheng.formats.limits import DEFAULT_LIMITS
    from jiheng.forms.reading import read_file
    from jiheng.model.errors import JihengError
    from jiheng.report.words import path_words

    try:
        target = template_path(layout)
        check_target(output, force=force, also=(file, target))
        tables = read_file(file).declaration.tables or ()
        if not tables:
            raise CannotWriteError(f"“{file.name}”里没有绩效目标表，没有可换的内容。")
        opened = open_template(target)
        filled = fill_form(opened, tables, to_layout=True)
        code = finish(
            filled.written, target.name, opened.document.format, output, force=force, public=public, as_pdf=as_pdf
        )
        missing = list(wanting(filled.written, DEFAULT_LIMITS, target.name))
        if missing:
            say(f"目标表还要填：{path_words([one.path for one in missing])}。")
        sys.exit(code)
    except JihengError as error:
        stop(error)
