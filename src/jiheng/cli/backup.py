"""jiheng backup and jiheng restore."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from jiheng.cli.command import Command
from jiheng.cli.web_command import EXIT_CANNOT, web
from jiheng.web.starting import Installation

EXIT_INCOMPLETE = 1


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="文件已经有了也覆盖。")
def backup(file: Path, force: bool) -> None:
    """备份：全部记录、上传的文件和设置（密码一类的除外），写成一个文件。

    服务不用停；备份的是同一时刻的数据。文件只有自己能读，里面有全部申报和账号，请放在安全的地方。

    例：jiheng backup 绩衡-2026-11-26.zip

    退出码：0 备份好了；1 备份好了，但有上传的文件已经丢失；2 没有备份。
    """
    with web():
        from jiheng.web.backup.saving import save

        made = save(file, force=force)
        rows = sum(part.count for part in made.tables.values())
        click.echo(f"已备份 {rows} 条记录、{len(made.files)} 个文件，在“{file}”。")
        click.echo(f"审计链 {made.audit_length} 条，末条校验值 {made.audit_head or '（还没有记录）'}")
        if made.missing_files:
            click.echo(f"有 {len(made.missing_files)} 个上传的文件已经丢失或损坏，没有备份到。", err=True)
            sys.exit(EXIT_INCOMPLETE)


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """恢复：把备份放进一个空的数据库，SQLite 或 PostgreSQL 都可以，所以也能用来换数据库。

    先核对整个备份，再一次写入；备份不完整、被改动过，或数据库里已有数据，都不恢复。设置和密钥要另外配置，大家要重新登录。

    放进哪里，由环境变量 JIHENG_DATA（数据文件夹）和 JIHENG_DATABASE（PostgreSQL 的地址）给出。

    例：jiheng restore 绩衡-2026-11-26.zip

    退出码：0 恢复好了；1 恢复好了，但备份时就缺文件；2 没有恢复。
    """
    if not file.is_file():
        click.echo(f"找不到备份文件“{file}”，请检查路径。", err=True)
        sys.exit(EXIT_CANNOT)
    with web(installation=Installation.MADE):
        from django.utils.timezone import localtime

        from jiheng.web.backup.restoring import restore as put_back

        made = put_back(file)
        rows = sum(part.count for part in made.tables.values())
        when = localtime(datetime.fromisoformat(made.made_at))
        click.echo(f"已恢复 {rows} 条记录、{len(made.files)} 个文件，是 {when:%Y-%m-%d %H:%M} 的备份。")
        click.echo(f"审计链 {made.audit_length} 条，核对无误，末条校验值 {made.audit_head or '（还没有记录）'}")
        if made.missing_files:
            click.echo(f"备份时就缺 {len(made.missing_files)} 个上传的文件。", err=True)
            sys.exit(EXIT_INCOMPLETE)
