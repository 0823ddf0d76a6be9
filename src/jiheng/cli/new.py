"""jiheng new: the blank form of a layout."""

from __future__ import annotations

from pathlib import Path

import click

from jiheng.cli.command import Command


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("layout", metavar="版式")
@click.option("-o", "--output", metavar="文件", required=True, type=click.Path(path_type=Path), help="写到哪里。")
@click.option("--force", is_flag=True, help="要写的文件已经有了也覆盖。")
def new(layout: str, output: Path, force: bool) -> None:
    """给出一个版式的空白表，用 Word、Excel 或 WPS 填写，或交给 jiheng fill 填写。

    例：jiheng new national-department-overall -o 申报表.docx

    有哪些版式：jiheng layout list

    退出码：0 写好了；2 没有这个版式，或写不了；3 绩衡自身出错。
    """
    from jiheng.batch.writing import CannotWriteError, check_target, write_file
    from jiheng.cli.writing_options import stop
    from jiheng.forms.layouts.layout import named
    from jiheng.model.errors import JihengError

    try:
        known = named(layout)
        suffix = Path(known.layout.blank).suffix
        if output.suffix.lower() != suffix:
            raise CannotWriteError(f"版式“{layout}”是 {suffix} 文件，请把 -o 的文件名写成以 {suffix} 结尾。")
        check_target(output, force=force)
        write_file(output, known.blank())
    except JihengError as error:
        stop(error)
    click.echo(f"已写 {output}")
