"""Commands whose help and complaints are in Chinese, and a group that imports a command only when it is called."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import click


class _Formatter(click.HelpFormatter):
    """Help that wraps Chinese text by its width on the screen."""

    def write_text(self, text: str) -> None:
        from jiheng.report.prose import wrap

        indent = " " * self.current_indent
        for line in wrap(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n" if line else "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 24, col_spacing: int = 2) -> None:
        from jiheng.report.prose import columns, wrap

        rows = list(rows)
        indent = " " * self.current_indent
        first = min(max((columns(term) for term, _ in rows), default=0), col_max) + col_spacing
        for term, text in rows:
            lines = wrap(text, self.width - self.current_indent - first) if text else []
            head = f"{indent}{term}"
            if columns(term) > first - col_spacing or not lines:
                self.write(f"{head}\n")
            else:
                self.write(f"{head}{' ' * (first - columns(term))}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}：\n")


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command; its docstring is kept line by line and has an example."""

    context_class = _Context

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("选项"):
            formatter.write_dl(self._records(ctx))

    def _records(self, ctx: click.Context) -> list[tuple[str, str]]:
        records = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                text = "显示这份说明。" if "--help" in param.opts else param.help or ""
                if param.show_default:
                    text += (
                        f"[默认 {param.default:g}]" if isinstance(param.default, float) else f"[默认 {param.default}]"
                    )
                records.append((record[0], text))
        return records


class Group(Command, click.Group):
    """Commands by name; `lazy` says in which module (`module:attribute`) each one is."""

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.lazy:
            return None
        module, name = self.lazy[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, (command.help or "").strip().split("\n")[0]))
        with formatter.section("命令"):
            formatter.write_dl(rows)


def complaint(error: click.UsageError) -> str:
    """What is wrong with a command line, in Chinese."""
    if isinstance(error, click.MissingParameter):
        return _missing(error)
    if isinstance(error, click.NoSuchOption):
        near = f"是不是要 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}。{near}"
    if isinstance(error, click.BadParameter):
        if error.param is not None and isinstance(error.param.type, click.Choice):
            return f"{_hint(error)} 只能是 {'、'.join(map(str, error.param.type.choices))}。"
        if error.param is not None and isinstance(error.param.type, click.IntRange | click.FloatRange):
            return f"{_hint(error)} 要一个{_bounds(error.param.type)}。"
        return f"{_hint(error)}：{error.message}"
    name = getattr(error, "command_name", None)
    if name is not None:
        return f"没有命令 {name}。"
    if isinstance(error, click.BadOptionUsage):
        takes_none = "does not take" in error.message
        return f"选项 {error.option_name} 后面{'不带值' if takes_none else '要有一个值'}。"
    return error.message


def _missing(error: click.MissingParameter) -> str:
    """What must be given, with the first example of the command."""
    if not isinstance(error.param, click.Argument) or error.ctx is None:
        return f"缺少{_hint(error)}。"
    lines = (error.ctx.command.help or "").splitlines()
    example = next((line.strip().removeprefix("例：") for line in lines if line.strip().startswith("例：")), "")
    what = (error.param.metavar or str(error.param.name)).rstrip(".")
    return f"请给出要读的{what}，例如 {example}。" if example else f"请给出要读的{what}。"


def _bounds(kind: click.IntRange | click.FloatRange) -> str:
    what = "整数" if isinstance(kind, click.IntRange) else "数"
    return f"不小于 {kind.min} 的{what}" if kind.max is None else f" {kind.min} 到 {kind.max} 之间的{what}"


def _hint(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Option):
        return f"选项 {error.param.opts[-1]}"
    return error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name)
