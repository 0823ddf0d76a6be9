"""jiheng serve: the web app."""

from __future__ import annotations

import os
from pathlib import Path

import click

from jiheng.cli.command import Command
from jiheng.cli.web_command import web
from jiheng.web.starting import Installation

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
DEMO_DATA = Path("jiheng-demo")


@click.command(cls=Command, options_metavar="[选项]")
@click.option(
    "--host",
    metavar="地址",
    default="127.0.0.1",
    show_default=True,
    help="在哪个地址上提供服务；0.0.0.0 是本机的全部地址。",
)
@click.option("--port", metavar="端口", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="端口。")
@click.option("--any-port", is_flag=True, help="端口被占用时用下一个空闲的。")
@click.option(
    "--workers",
    metavar="个数",
    type=click.IntRange(1, 64),
    help="工作进程的个数；不给时 SQLite 用 1 个，PostgreSQL 按处理器的个数。",
)
@click.option(
    "--threads",
    metavar="个数",
    type=click.IntRange(1, 256),
    default=8,
    show_default=True,
    help="每个工作进程的线程。",
)
@click.option("--demo", is_flag=True, help="装一个演示县（云溪县）再开始；数据放在 jiheng-demo，不动正式数据。")
def serve(host: str, port: int, any_port: bool, workers: int | None, threads: int, demo: bool) -> None:
    """启动网页：预算单位填报，主管部门和财政局审核、批复。

    数据放在环境变量 JIHENG_DATA 给出的文件夹，不给时是当前文件夹里的 jiheng-data。数据库缺的升级会自动做好。
    旁边另有一个进程读取上传的文件、发邮件和催报。按 Ctrl+C 结束。

    例：jiheng serve
    例：jiheng serve --demo
    例：jiheng serve --host 0.0.0.0 --port 8080 --workers 2
    """
    if demo:  # whoever looks at the demo wants to see its address and accounts, not a line for every click
        os.environ.setdefault("JIHENG_LOG_REQUESTS", "0")
    with web(DEMO_DATA if demo else None, installation=Installation.MADE):
        from django.db import connection

        from jiheng.web.serving import default_workers, free_port
        from jiheng.web.serving import serve as serve_web

        chosen = free_port(host, port, or_next=any_port or demo)
        if demo:
            _demo()
        _tell(host, chosen, demo)
        connection.close()
        serve_web(host, chosen, workers=workers or default_workers(connection.vendor), threads=threads)
        click.echo("已停止。", err=True)


def _demo() -> None:
    from jiheng.web.demo import load, people

    if load(tell=lambda words: click.echo(words, err=True)):
        click.echo("演示数据已装好。", err=True)
    click.echo(f"演示账号（密码都是 {people.PASSWORD}）：")
    for line in people.listed():
        click.echo(f"  {line}")


def _tell(host: str, port: int, demo: bool) -> None:
    from django.conf import settings

    hosts, mail = settings.ALLOWED_HOSTS, settings.MAIL
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    click.echo(f"绩衡{'演示' if demo else ''}在 http://{shown}:{port}/ ，按 Ctrl+C 结束。")
    if host not in _LOOPBACK and "*" not in hosts and not set(hosts) - _LOOPBACK - {"[::1]"}:
        click.echo("别的电脑要用的地址还没有列入设置 hosts（环境变量 JIHENG_HOSTS），现在只有本机能打开。", err=True)
    if mail is not None and mail.tells_password:
        click.echo(
            "设置 email 用 smtp:// 又写了密码，密码会不加密地传给邮件服务器；请改用 smtp+starttls:// 或 smtps://。",
            err=True,
        )
    if not demo:
        from jiheng.web.records.models import Person

        if not Person.objects.exists():
            click.echo("还没有管理员，请先在另一个终端运行 jiheng admin init。", err=True)
