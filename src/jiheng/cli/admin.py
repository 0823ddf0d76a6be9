"""jiheng admin: setting an installation up, and helping an administrator who is locked out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiheng.cli.command import Command, Group
from jiheng.cli.web_command import EXIT_CANNOT, web
from jiheng.web.starting import Installation

_SHOWN = 20


@click.group(
    cls=Group,
    lazy={
        "init": "jiheng.cli.admin:init",
        "migrate": "jiheng.cli.admin:migrate",
        "organisations": "jiheng.cli.admin:organisations",
        "reset-password": "jiheng.cli.admin:reset_password",
        "template": "jiheng.cli.admin:template",
    },
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def admin() -> None:
    """管理：建第一个管理员、装单位树、重设密码。

    例：jiheng admin template -o 单位.xlsx
    例：jiheng admin init --organisations 单位.xlsx
    例：jiheng admin reset-password admin
    """


@click.command(cls=Command, options_metavar="[选项]")
@click.option("--account", metavar="账号", default="admin", show_default=True, help="管理员的账号。")
@click.option("--name", metavar="姓名", default="系统管理员", show_default=True, help="管理员的姓名。")
@click.option("--bureau", metavar="名称", help="财政局的全称；单位树里有财政局的不用给。")
@click.option(
    "--organisations", "tree", metavar="文件", type=click.Path(path_type=Path), help="单位树，.xlsx 或 .csv。"
)
@click.option(
    "--password-file",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="密码在这个文件的第一行；不给时在终端上问。",
)
def init(account: str, name: str, bureau: str | None, tree: Path | None, password_file: Path | None) -> None:
    """建第一个系统管理员；给了单位树的，一并装好。

    例：jiheng admin init --bureau 云溪县财政局
    例：jiheng admin init --organisations 单位.xlsx

    退出码：0 建好了；2 没有建，什么都没有变。
    """
    with web(installation=Installation.MADE):
        from django.db import transaction

        from jiheng.web.records.domain import organisations as nodes
        from jiheng.web.records.domain import own_account, people
        from jiheng.web.records.domain.errors import NotMet
        from jiheng.web.records.models import Organisation, OrganisationKind, Person, Role

        if Person.objects.filter(memberships__role=Role.ADMIN).exists():
            raise NotMet("已经有系统管理员了；忘了密码的用 jiheng admin reset-password。")
        password = _password(password_file)
        taken_in = ""
        with transaction.atomic():
            if tree is not None:
                taken_in = _take_in(tree)
            top = Organisation.objects.filter(kind=OrganisationKind.BUREAU).first()
            if top is None:
                if not bureau:
                    raise NotMet("请用 --bureau 给出财政局的全称，或用 --organisations 给出单位树。")
                top = nodes.create(None, name=bureau, code="101", kind=OrganisationKind.BUREAU, parent=None)
            person, first = people.create(None, username=account, name=name, places=[(Role.ADMIN, top)])
            own_account.change_password(person, first, password)
        if taken_in:
            click.echo(taken_in)
        click.echo(f"已建系统管理员 {account}（{top.name}）。现在可以运行 jiheng serve，用这个账号登录。")


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
def organisations(file: Path) -> None:
    """从 .xlsx 或 .csv 装入单位树，或按新的单位树更新；有一处不对就整个不装。

    例：jiheng admin organisations 单位.xlsx
    """
    with web():
        click.echo(_take_in(file))


@click.command(cls=Command, options_metavar="[选项]")
@click.option("-o", "--output", metavar="文件", required=True, type=click.Path(path_type=Path), help="写到哪里。")
@click.option("--force", is_flag=True, help="文件已经有了也覆盖。")
def template(output: Path, force: bool) -> None:
    """给出单位树的模板，.xlsx 或 .csv，填好后用 jiheng admin init 或 organisations 装入。

    例：jiheng admin template -o 单位.xlsx
    """
    with web(installation=Installation.NONE, migrated=False):
        from jiheng.batch.writing import CannotWriteError, check_target, write_file
        from jiheng.web.records.domain.import_organisations import COLUMNS
        from jiheng.web.records.domain.workbooks import comma_separated, workbook

        suffix = output.suffix.lower()
        if suffix not in (".xlsx", ".csv"):
            raise CannotWriteError("模板写成 .xlsx 或 .csv，请把 -o 的文件名写成以它们结尾。")
        check_target(output, force=force)
        rows = (
            ("101", "某某县财政局", "财政局", "", ""),
            ("201", "某某县民政局", "主管部门", "101", ""),
            ("201001", "某某县养老服务中心", "预算单位", "201", "县养老中心"),
        )
        data = workbook("单位", COLUMNS, rows, explained=True) if suffix == ".xlsx" else comma_separated(COLUMNS, rows)
        write_file(output, data)
        click.echo(f"已写 {output}，里面三行是样子，请改成自己的单位。")


@click.command("reset-password", cls=Command, options_metavar="[选项]")
@click.argument("account", metavar="账号")
@click.option("--without-second-factor", is_flag=True, help="手机丢了的，一并去掉第二重验证。")
def reset_password(account: str, without_second_factor: bool) -> None:
    """给一个账号新的初始密码，下次登录时要改；登录错误太多被锁的也解开。

    例：jiheng admin reset-password admin
    """
    with web():
        from jiheng.web.records.domain import people
        from jiheng.web.records.domain.errors import NotMet
        from jiheng.web.records.models import Person

        person = Person.objects.filter(username__iexact=account.strip()).first()
        if person is None:
            raise NotMet(f"没有账号“{account}”。")
        password = people.reset_password(person, None)
        if without_second_factor:
            people.reset_second_factor(person, None)
        click.echo(f"{person.name}（{person.username}）的新初始密码：{password}")


@click.command(cls=Command, options_metavar="[选项]")
def migrate() -> None:
    """把数据库升级到这个版本（jiheng serve 启动时也会自动做）。

    例：jiheng admin migrate
    """
    with web(migrated=False):
        from jiheng.web.starting import migrate as bring_up

        steps = bring_up()
        click.echo(f"数据库已升级（{steps} 步）。" if steps else "数据库已是最新。")


def _password(file: Path | None) -> str:
    """The new administrator's password, out of a file or asked for."""
    from jiheng.web.records.domain.errors import NotMet

    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise NotMet(f"密码文件“{file}”读不出来，请检查路径和权限。") from None
        return lines[0].strip() if lines else ""
    if not sys.stdin.isatty():
        raise NotMet("没有终端可以问密码，请用 --password-file 给出。")
    first = click.prompt("管理员的密码", hide_input=True)
    if click.prompt("再输一次", hide_input=True) != first:
        raise NotMet("两次输入的密码不同，请重新运行。")
    return str(first)


def _take_in(file: Path) -> str:
    """Load the tree of organisations, and say what was loaded; what is wrong with it is told row by row."""
    from jiheng.web.records.domain import import_organisations, sheets
    from jiheng.web.records.domain.errors import NotMet

    try:
        given = sheets.here(file.read_bytes(), file.name)
    except OSError:
        raise NotMet(f"“{file}”读不出来，请检查路径和权限。") from None
    plan = import_organisations.plan(given)
    for problem in plan.problems[:_SHOWN]:
        click.echo(f"第 {problem.row} 行：{problem.text}" if problem.row else problem.text, err=True)
    if plan.problems:
        click.echo(f"“{file.name}”还有 {len(plan.problems)} 处要改，没有装入。", err=True)
        sys.exit(EXIT_CANNOT)
    made = import_organisations.take_in(None, given)
    return f"单位树：新增 {len(made.new)} 个，更新 {len(made.changed)} 个。"
