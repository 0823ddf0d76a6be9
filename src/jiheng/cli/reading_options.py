"""The options that every command has that reads files: how many at a time, for how long, within which limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import click

from jiheng.formats.limits import DEFAULT_LIMITS, Limits

_LIMITS = {field.name: field for field in fields(Limits)}
_DIGITS = 15
"""Digits of a limit, at most."""


def _limits(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> Limits:
    chosen: dict[str, int] = {}
    for text in values:
        name, _, number = text.partition("=")
        known = name if name in _LIMITS else "cells"
        form = f"选项 --limit 要写成“名称=数值”，例如 --limit {known}={getattr(DEFAULT_LIMITS, known)}"
        if name not in _LIMITS:
            raise click.UsageError(f"{form}；没有限制 {name}，有哪些名称见 jiheng read --help。")
        if not (number.isdecimal() and len(number) <= _DIGITS and int(number) > 0):
            raise click.UsageError(f"{form}；数值要一个正整数，说明见 jiheng read --help。")
        chosen[name] = int(number)
    return replace(DEFAULT_LIMITS, **chosen)


def _seconds(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and value != value:  # not a number, which no range keeps out
        raise click.BadParameter("")
    return value


_jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="同时读几个文件；不给或给 0 时，50 个文件以上按处理器数，否则为 1。",
)
_seconds_option = click.option(
    "--seconds",
    type=click.FloatRange(min=0.1, max=86400),
    callback=_seconds,
    metavar="N",
    help="一个文件最多读多少秒；不给时是 60 秒；PDF 和多页图片可能要逐页识别，是 900 秒。旧格式的转换另算，最多同样长，至少 60 秒。",
)
_limit_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    callback=_limits,
    metavar="名称=数值",
    help=f"改一项大小限制，可重复。名称：{'、'.join(_LIMITS)}。",
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--jobs`, `--seconds` and `--limit`."""
    return _jobs_option(_seconds_option(_limit_option(command)))
