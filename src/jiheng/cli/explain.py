"""jiheng explain: the help page of a rule."""

from __future__ import annotations

import click

from jiheng.cli.command import Command


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("ids", nargs=-1, required=True, metavar="规则...")
def explain(ids: tuple[str, ...]) -> None:
    """说明一条规则：查什么、为什么、怎么改、依据是什么。

    例：jiheng explain ARI-004
    """
    import sys

    from jiheng.report.rule_pages import page_text
    from jiheng.report.terminal import open_console
    from jiheng.rules.registry import UnknownRuleError, get_rule

    try:
        rules = [get_rule(id) for id in ids]
    except UnknownRuleError as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    console = open_console(sys.stdout)
    for one in rules:
        console.print(page_text(one))
