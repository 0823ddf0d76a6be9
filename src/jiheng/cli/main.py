"""The command line. Only what a command needs is imported, so that `jiheng --version` answers at once."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from jiheng import __version__
from jiheng.cli.command import Group, complaint

EXIT_BROKEN_PIPE = 141
"""What a program gives that was ended by a closed pipe."""


_STOPPED = "已中断。"


class _Stopped(SystemExit):
    """Somebody wants us to end."""


@click.group(
    cls=Group,
    lazy={
        "admin": "jiheng.cli.admin:admin",
        "audit": "jiheng.cli.audit:audit",
        "backup": "jiheng.cli.backup:backup",
        "check": "jiheng.cli.check:check",
        "diff": "jiheng.cli.diff:diff",
        "explain": "jiheng.cli.explain:explain",
        "convert": "jiheng.cli.convert:convert",
        "fill": "jiheng.cli.fill:fill",
        "roll": "jiheng.cli.roll:roll",
        "read": "jiheng.cli.read:read",
        "layout": "jiheng.cli.layout:layout",
        "new": "jiheng.cli.new:new",
        "restore": "jiheng.cli.backup:restore",
        "rules": "jiheng.cli.rules:rules",
        "serve": "jiheng.cli.serve:serve",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
)
@click.version_option(__version__, "--version", message="jiheng %(version)s", help="显示版本。")
@click.pass_context
def cli(context: click.Context) -> None:
    """绩衡：读懂、审核各地各样的预算绩效目标表。

    例：jiheng read 申报表.docx
    例：jiheng check 申报表.docx
    例：jiheng serve --demo
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """The entry point of the command `jiheng`."""
    _prepare_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else "jiheng"
        click.echo(f"{complaint(error)}\n用法见：{where} --help", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(_STOPPED, err=True)
        code = 130
    except _Stopped as stopped:
        click.echo(_STOPPED, err=True)
        code = stopped.code
    except BrokenPipeError:
        # The reader of our output has left, as `head` does. Nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_BROKEN_PIPE
    except Exception as error:
        code = _our_fault(error)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """Ended from outside, we still end what we started and delete what we made."""
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise _Stopped(128 + number)


def _our_fault(error: Exception) -> int:
    if os.environ.get("JIHENG_DEBUG"):
        raise error
    from jiheng.batch.faults import DEBUG_HINT, fault_sentence
    from jiheng.model.errors import JihengError

    sentence = str(error) if isinstance(error, JihengError) else fault_sentence(error)
    click.echo(f"{sentence}{DEBUG_HINT}", err=True)
    return 3


def _prepare_streams() -> None:
    """A name or a text that the terminal's charset lacks is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = "utf-8" if stream.encoding.lower() in ("ascii", "ansi_x3.4-1968") else None
            reconfigure(errors="replace", encoding=encoding)
