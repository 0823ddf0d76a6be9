"""What every command has that writes a form: where to, whether over an old file, and as what else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiheng.formats.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from jiheng.forms.lens import Opened, Written
    from jiheng.forms.writer import Lost

EXIT_WRITTEN, EXIT_LOST, EXIT_CANNOT = 0, 1, 2
_SHOWN = 12
"""Values without a place that are told one by one."""
_LONGEST = 40

_output = click.option(
    "-o", "--output", "output", metavar="文件", required=True, type=click.Path(path_type=Path), help="写到哪里。"
)
_force = click.option("--force", is_flag=True, help="要写的文件已经有了也覆盖。")
_public = click.option(
    "--public",
    is_flag=True,
    help="公开用的副本：遮盖手机号、身份证号，去掉批注、修订、书签、作者等，再读一遍证明已经没有。",
)
_pdf = click.option("--pdf", "as_pdf", is_flag=True, help="另写一份 PDF，放在旁边（要装有 LibreOffice）。")


def writing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `-o`, `--force`, `--public` and `--pdf`."""
    return _output(_force(_public(_pdf(command))))


def say(sentence: str) -> None:
    """A sentence on standard error, without anything that a terminal would obey."""
    from jiheng.report.prose import clean

    click.echo(clean(sentence), err=True)


def finish(written: Written, opened: Opened, output: Path, *, force: bool, public: bool, as_pdf: bool) -> int:
    """Write the file, its release copy's proof and its PDF; say what had no place. The exit code."""
    from jiheng.batch.writing import check_target, write_file
    from jiheng.model.errors import JihengError

    data, format = written.data, opened.document.format
    for note in written.notes:
        say(note)
    if public:
        data = _released(data, format)
    write_file(output, data)
    code = EXIT_LOST if tell_lost(written.lost, output) else EXIT_WRITTEN
    if as_pdf:
        from jiheng.formats.to_pdf import to_pdf

        target = output.with_suffix(".pdf")
        try:
            check_target(target, force=force)
            made = to_pdf(data, format, opened.name, DEFAULT_LIMITS)
        except JihengError as error:
            say(f"没有写 PDF：{error}")
            return EXIT_CANNOT
        for note in made.notes:
            say(note)
        write_file(target, made.data)
    return code


def _released(data: bytes, format: str) -> bytes:
    from jiheng.batch.writing import CannotWriteError
    from jiheng.formats.release import prove_release, release_copy

    released = release_copy(data, format, DEFAULT_LIMITS)
    if released.removed:
        say(f"公开用的副本：去掉了{'、'.join(released.removed)}。")
    for note in released.notes:
        say(note)
    left = prove_release(released.data, format, DEFAULT_LIMITS)
    if left:
        raise CannotWriteError(f"公开用的副本里还有：{'；'.join(left)}。没有写，请先在原文件里处理。")
    return released.data


def tell_lost(lost: Sequence[Lost], output: Path) -> bool:
    """Say which values are not in the written file, and why; whether there are any."""
    if not lost:
        return False
    from jiheng.report.findings import is_money
    from jiheng.report.prose import one_line
    from jiheng.report.words import path_words

    say(f"{one_line(output.name)}：有 {len(lost)} 个值没有写进去：")
    for one in lost[:_SHOWN]:
        value = " ".join(one.value.split()) + (" 元" if is_money(one.path) else "")
        value = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
        where = path_words([one.path]) if one.path else "整张表"
        say(f"  第 {one.table + 1} 张表，{where}“{value}”：{one.why}")
    if len(lost) > _SHOWN:
        say(f"  还有 {len(lost) - _SHOWN} 个没有列出。")
    return True


def stop(error: Exception) -> None:
    """Say why nothing was written, and leave with the code for it."""
    say(str(error))
    sys.exit(EXIT_CANNOT)
