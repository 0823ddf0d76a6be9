"""Where the outcome of each file goes: results to standard output, troubles and progress to standard error."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import Protocol

import click
from msgspec import UNSET

from jiheng.batch.faults import DEBUG_HINT
from jiheng.batch.reading import Outcome
from jiheng.model.declaration import Declaration, to_json
from jiheng.report.doubts import doubt_sentence
from jiheng.report.prose import clean, one_line

_SHOWN = 5
"""Left-over texts told per file; the ledger has all of them."""
_LONGEST = 60
"""Characters of a left-over text in a message."""
_NAMED = 10
"""Files without a form that the closing line names."""
_UNSAFE = re.compile(r"[^\w@%+=:,./-]")


class Writer(Protocol):
    """Takes outcomes one by one."""

    def write(self, outcome: Outcome) -> None:
        """Write a file's result."""

    def close(self) -> None:
        """Write what comes after the last file."""


def open_writer(style: str, ledger: bool, *, several: bool) -> Writer:
    """The writer for `--format` and `--ledger`."""
    if ledger:
        return LedgerLines() if style == "json" else LedgerTables()
    if style == "json":
        return JsonLines()
    if style == "brief":
        return Brief()
    return CsvRows() if style == "csv" else Tables(several)


class JsonLines:
    """One compact JSON object per line and file."""

    def __init__(self) -> None:
        self.out = sys.stdout.buffer

    def write(self, outcome: Outcome) -> None:
        self.out.write(to_json(outcome.declaration) + b"\n")
        self.out.flush()

    def close(self) -> None:
        pass


class CsvRows:
    """One row per indicator. The mark that tells Excel of UTF-8 is left out on a terminal."""

    def __init__(self) -> None:
        from jiheng.report import csv_rows

        self.rows = csv_rows.rows
        self.out = sys.stdout.buffer
        self.out.write(("" if sys.stdout.isatty() else csv_rows.BOM).encode() + csv_rows.header().encode())

    def write(self, outcome: Outcome) -> None:
        for row in self.rows(outcome.declaration):
            self.out.write(row.encode())

    def close(self) -> None:
        self.out.flush()


class Tables:
    """Tables for people."""

    def __init__(self, several: bool) -> None:
        from jiheng.report.terminal import open_console

        self.console = open_console(sys.stdout)
        self.several = several
        self.files = self.unread = self.forms = self.indicators = self.incomplete = 0
        self.without_form: list[str] = []

    def write(self, outcome: Outcome) -> None:
        from jiheng.report.terminal import render

        declaration = outcome.declaration
        self.files += 1
        if declaration.error is not UNSET:
            self.unread += 1
            return
        tables = () if declaration.tables is UNSET else declaration.tables
        self.forms += len(tables)
        self.indicators += sum(len(table.indicators or ()) for table in tables)
        self.incomplete += bool(declaration.left_over or declaration.doubtful)
        if self.several and not tables and not declaration.left_over:
            self.without_form.append(one_line(declaration.source))
        else:
            self.console.print(render(declaration))

    def close(self) -> None:
        if self.without_form:
            from jiheng.report.terminal import Prose

            more = " 等" if len(self.without_form) > _NAMED else ""
            names = "、".join(self.without_form[:_NAMED])
            self.console.print(Prose(f"另有 {len(self.without_form)} 个文件没有绩效目标表：{names}{more}。", "dim"))
        if self.several:
            click.echo(
                f"共 {self.files} 个文件：读了 {self.files - self.unread} 个，"
                f"{self.forms} 张表，{self.indicators} 条指标；"
                f"有文字没读懂或看不清的 {self.incomplete} 个，读不了的 {self.unread} 个。",
                err=True,
            )


class Brief:
    """One row per form, printed at the end: columns can only be laid out when all rows are known."""

    def __init__(self) -> None:
        from jiheng.report.brief import Overview
        from jiheng.report.terminal import open_console

        self.console = open_console(sys.stdout)
        self.overview = Overview()

    def write(self, outcome: Outcome) -> None:
        self.overview.add(outcome.declaration)

    def close(self) -> None:
        self.console.print(self.overview.render())


class LedgerLines:
    """One compact JSON object per line and file: what every text became."""

    def __init__(self) -> None:
        self.out = sys.stdout.buffer

    def write(self, outcome: Outcome) -> None:
        from jiheng.report.ledger import ledger_json

        self.out.write(ledger_json(outcome.declaration, outcome.ledger) + b"\n")
        self.out.flush()

    def close(self) -> None:
        pass


class LedgerTables:
    """What every text became, for people."""

    def __init__(self) -> None:
        from jiheng.report.terminal import open_console

        self.console = open_console(sys.stdout)

    def write(self, outcome: Outcome) -> None:
        from jiheng.report.ledger_table import render_ledger

        if outcome.ledger is not None:
            self.console.print(render_ledger(outcome.declaration, outcome.ledger))

    def close(self) -> None:
        pass


class Troubles:
    """Tells of each file what was not understood or not read, and remembers it for the exit code."""

    def __init__(self) -> None:
        self.incomplete = self.unread = self.fault = False

    def tell(self, outcome: Outcome, path: Path) -> None:
        """Tell the troubles of the file at `path`."""
        declaration = outcome.declaration
        if outcome.fault:
            self.fault = True
        if declaration.error is not UNSET:
            self.unread = True
            debug = os.environ.get("JIHENG_DEBUG")
            _say(
                f"{one_line(declaration.source)}：{declaration.error}{DEBUG_HINT if outcome.detail and not debug else ''}"
            )
            if outcome.detail and debug:
                _say(outcome.detail)
            return
        for sentences in (left_over_sentences(declaration, path), doubt_sentences(declaration, path)):
            self.incomplete |= bool(sentences)
            for sentence in sentences:
                _say(sentence)


def left_over_sentences(declaration: Declaration, path: Path) -> list[str]:
    """Where, what, and what to do, for the texts that were not understood."""
    items = declaration.left_over or ()
    if not items:
        return []
    head = f"{one_line(declaration.source)}：有 {len(items)} 处文字没有读懂，没有读进任何栏目，请对照原表核对："
    told = [f"  {item.at}“{_short(item.text)}”" for item in items[:_SHOWN]]
    more = f"还有 {len(items) - _SHOWN} 处没有列出；" if len(items) > _SHOWN else ""
    return [head, *told, f"  {more}每个单元格读成了什么，请运行：jiheng read --ledger {quoted(path)}"]


def doubt_sentences(declaration: Declaration, path: Path) -> list[str]:
    """Where, which field, and what to do, for the values that were recognised with little confidence."""
    items = declaration.doubtful or ()
    if not items:
        return []
    head = f"{one_line(declaration.source)}：有 {len(items)} 处看不清，读出来的不一定对，请与原件核对："
    told = [f"  {doubt_sentence(item, declaration, _short(item.text))}" for item in items[:_SHOWN]]
    if len(items) > _SHOWN:
        told.append(f"  还有 {len(items) - _SHOWN} 处没有列出；全部请运行：jiheng read {quoted(path)}")
    return [head, *told]


def quoted(path: Path) -> str:
    """A path as it is typed in a shell."""
    text = str(path)
    return "'" + text.replace("'", "'\\''") + "'" if _UNSAFE.search(text) else text


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _say(text: str) -> None:
    click.echo(clean(text), err=True)


class Progress:
    """A line on standard error that says how far we are: on a terminal only, and only when it takes a while."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.began = time.monotonic()
        self.shown = False
        self.wanted = total > 1 and sys.stderr.isatty()

    def step(self) -> None:
        """One more file is done."""
        self.done += 1
        spent = time.monotonic() - self.began
        if not self.wanted or spent < 1 or self.done == self.total:
            return
        left = spent / self.done * (self.total - self.done)
        filled = 24 * self.done // self.total
        bar = "█" * filled + "░" * (24 - filled)
        sys.stderr.write(f"\r\x1b[K{bar} {self.done}/{self.total} 约剩 {left:.0f} 秒")
        sys.stderr.flush()
        self.shown = True

    def clear(self) -> None:
        """Take the line away, before anything else is written."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False
