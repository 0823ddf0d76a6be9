"""jiheng audit: the chain of what was done."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiheng.cli.command import Command, Group
from jiheng.cli.web_command import EXIT_CANNOT, web

EXIT_FAULTS = 1
_MOST = 50


@click.group(
    cls=Group,
    lazy={"head": "jiheng.cli.audit:head", "verify": "jiheng.cli.audit:verify"},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def audit() -> None:
    """审计链：每一步办理都有记录，一条接一条地校验，改不了也删不了。

    例：jiheng audit verify
    例：jiheng audit head >> 另一台电脑上的文件
    """


@click.command(cls=Command, options_metavar="[选项]")
@click.option(
    "--expect",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="另行保存的校验值，一行一条，是 jiheng audit head 写的样子。",
)
@click.option("--no-files", is_flag=True, help="不逐个读数据文件夹里的文件，快一些。")
def verify(expect: Path | None, no_files: bool) -> None:
    """核对整条审计链，以及它担保的版本（连同版面和审核意见）、状态、批复、意见、审核表和附件，再逐个核对上传的文件。

    链尾被整个换掉的，只有与另行保存的校验值对照才看得出来：定期把 jiheng audit head 的结果存到别处，用 --expect 给出。

    例：jiheng audit verify
    例：jiheng audit verify --expect 校验值.txt

    退出码：0 完整；1 有记录被改动、删除或换过；2 核对不了。
    """
    expected = _expected(expect) if expect is not None else {}
    with web(migrated=False):
        from jiheng.web.records.domain import audit as chain

        verdict = chain.verify(expected, with_files=not no_files)
        for fault in verdict.faults[:_MOST]:
            click.echo(fault)
        if len(verdict.faults) > _MOST:
            click.echo(f"……另外还有 {len(verdict.faults) - _MOST} 处。")
        said = "完整" if not verdict.faults else f"有 {len(verdict.faults)} 处不对"
        click.echo(f"审计链 {verdict.length} 条，{said}。末条校验值（请另行保存）：")
        click.echo(f"{verdict.length} {verdict.head}")
        sys.exit(EXIT_FAULTS if verdict.faults else 0)


@click.command(cls=Command, options_metavar="[选项]")
def head() -> None:
    """给出审计链的长度和末条校验值，一行，用来存到别处。

    例：jiheng audit head
    """
    with web(migrated=False):
        from jiheng.web.records.models import ChainHead

        one = ChainHead.objects.filter(pk=1).first()
        click.echo(f"{one.length} {one.hash}" if one is not None else f"0 {'0' * 64}")


def _expected(path: Path) -> dict[int, str]:
    """The hashes of a file, by the number of the entry."""
    found: dict[int, str] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                number, value = line.split()
                if int(number):
                    found[int(number)] = value
    except (OSError, UnicodeDecodeError, ValueError):
        click.echo(f"“{path}”读不懂，应是 jiheng audit head 写的样子：一行一条，条数和校验值。", err=True)
        sys.exit(EXIT_CANNOT)
    return found
