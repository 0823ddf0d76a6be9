"""jiheng rules: the list of all rules."""

from __future__ import annotations

import click

from jiheng.cli.command import Command


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("families", nargs=-1, metavar="[类别或规则...]")
def rules(families: tuple[str, ...]) -> None:
    """列出全部规则，或某几类：编号、轻重、查什么。

    例：jiheng rules
    例：jiheng rules ARI CON
    """
    import sys

    from jiheng.report.rule_pages import list_of_rules
    from jiheng.report.terminal import open_console
    from jiheng.rules.registry import UnknownRuleError, select

    try:
        chosen = select(families)
    except UnknownRuleError as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    open_console(sys.stdout).print(list_of_rules(chosen))
