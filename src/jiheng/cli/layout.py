"""jiheng layout: which layouts there are, a new one learned from a form, one proved."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiheng.cli.command import Command, Group

if TYPE_CHECKING:
    from jiheng.forms.layouts.laws import Proof
    from jiheng.forms.layouts.layout import Known
    from jiheng.forms.writer import Lost

EXIT_GOOD, EXIT_DOUBT, EXIT_CANNOT = 0, 1, 2
_SHOWN = 12
"""Broken values of a law that are told one by one."""
_NAME = re.compile(r"\w[\w.（）()-]{0,79}")


@click.group(
    cls=Group,
    lazy={
        "check": "jiheng.cli.layout:check",
        "learn": "jiheng.cli.layout:learn",
        "list": "jiheng.cli.layout:list_layouts",
    },
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def layout() -> None:
    """版式：有哪些，从一份表学一个新的，证明一个版式填得进、读得出。

    例：jiheng layout list
    例：jiheng layout learn 申报表.docx -o 本县项目表
    例：jiheng layout check 本县项目表

    本单位的版式放在环境变量 JIHENG_LAYOUTS 给出的文件夹，不给时是 ~/.jiheng/layouts。
    """


# ---- list ------------------------------------------------------------------------------------------------------------


@click.command("list", cls=Command, options_metavar="[选项]")
def list_layouts() -> None:
    """列出全部版式：名称、文件格式、表名、从哪里来。

    例：jiheng layout list
    """
    from jiheng.cli.writing_options import stop
    from jiheng.forms.layouts.folder import own_folder
    from jiheng.forms.layouts.layout import bundled, own
    from jiheng.model.errors import JihengError

    try:
        mine = own()
    except JihengError as error:
        stop(error)
        return
    click.echo(f"本单位的（{own_folder()}）：{'' if mine else '还没有，见 jiheng layout learn --help'}")
    _print_rows(mine)
    click.echo("随程序的：")
    _print_rows(bundled())


def _print_rows(every: Iterable[Known]) -> None:
    from jiheng.report.prose import clean, columns

    rows = [_row(known) for known in every]
    widths = [max((columns(row[n]) for row in rows), default=0) for n in range(3)]
    for row in rows:
        padded = (f"{text}{' ' * (width - columns(text))}" for text, width in zip(row, widths, strict=False))
        click.echo(clean(f"  {'  '.join(padded)}  {row[3]}".rstrip()))


def _row(known: Known) -> tuple[str, str, str, str]:
    one = known.layout
    year = f"，{one.year} 年起" if one.year else ""
    more = f"（有改过的行）{one.source}" if one.corrected else one.source
    return one.name, one.format, one.title, f"{more}{year}"


# ---- learn -----------------------------------------------------------------------------------------------------------


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "name",
    metavar="名称",
    required=True,
    help="版式的名称；带文件夹的（如 版式/项目表.yaml）写到那里，不带的写到本单位的版式文件夹。",
)
@click.option("--force", is_flag=True, help="已经有同名的版式也覆盖。")
def learn(file: Path, name: str, force: bool) -> None:
    """从一份空白表或填好的表学一个版式：写出版式文件（.yaml）和空白表，列出拿不准的地方。

    填好的表先清空。拿不准的，打开版式文件，改那一行的 path，再用 jiheng layout check 证明。

    例：jiheng layout learn 空白表.docx -o 本县项目表
    例：jiheng layout learn 去年申报表.xlsx -o 版式/项目表.yaml

    退出码：0 学会了，没有拿不准的；1 学会了，有要看一眼的地方；2 学不了；3 绩衡自身出错。
    """
    from jiheng.batch.writing import CannotWriteError, check_target, write_file
    from jiheng.cli.template_names import open_template
    from jiheng.cli.writing_options import say, stop
    from jiheng.forms.layouts.layout import to_yaml
    from jiheng.forms.layouts.learn import learn as learn_layout
    from jiheng.model.errors import JihengError

    try:
        folder, stem = _target(name)
        opened = open_template(file)
        learned = learn_layout(opened.data, file.name, stem)
        if not folder.is_dir():
            folder.mkdir(parents=True)
        yaml, blank = folder / f"{stem}.yaml", folder / learned.layout.blank
        for target in (yaml, blank):
            check_target(target, force=force, also=(file,))
        write_file(blank, learned.blank)
        write_file(yaml, to_yaml(learned.layout).encode())
    except OSError as error:
        stop(CannotWriteError(f"建不了文件夹（系统错误号 {error.errno or '不明'}），请检查权限。"))
        return
    except JihengError as error:
        stop(error)
        return
    for note in learned.notes:
        say(note)
    click.echo(f"已写 {yaml}\n已写 {blank}")
    click.echo(f"认出 {len(learned.layout.cells)} 格（栏），{len(learned.layout.rows)} 组行。")
    if not learned.unsure:
        click.echo("没有拿不准的地方。")
        return
    _print_unsure([(one.where, one.text, one.why) for one in learned.unsure])
    sys.exit(EXIT_DOUBT)


def _target(name: str) -> tuple[Path, str]:
    """The folder and the name of a layout that is to be written."""
    from jiheng.batch.writing import CannotWriteError
    from jiheng.forms.layouts.folder import own_folder

    path = Path(name)
    stem = path.name.removesuffix(".yaml").removesuffix(".yml")
    if not _NAME.fullmatch(stem):
        raise CannotWriteError(f"版式的名称“{stem}”不行：只用汉字、字母、数字、横线和下划线。")
    return (own_folder() if path.name == name else path.parent), stem


def _print_unsure(every: list[tuple[str, str, str]]) -> None:
    from jiheng.report.prose import clean

    click.echo(f"有 {len(every)} 处请看一眼：")
    for where, text, why in every:
        click.echo(clean(f"  {where}“{' '.join(text.split())}”：{why}"))


# ---- check -----------------------------------------------------------------------------------------------------------


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("targets", nargs=-1, required=True, metavar="版式、文件夹或文件...")
def check(targets: tuple[str, ...]) -> None:
    """用编好的数据证明版式的三条定律，并说出版式放不下什么。

    CreateGet：空白表填上以后，读出来就是填的。PutGet：填好的表改了以后，读出来就是改的。GetPut：读出来原样写回去，文件一个字节不变。

    例：jiheng layout check 本县项目表
    例：jiheng layout check national-project 空白表.docx
    例：jiheng layout check 版式/

    退出码：0 都成立；1 有不成立的；2 有版式找不到、读不了；3 绩衡自身出错。
    """
    from jiheng.cli.writing_options import say
    from jiheng.model.errors import JihengError

    worst = EXIT_GOOD
    for target in targets:
        try:
            for title, prove in _proofs(target):
                proof = prove()
                _print_proof(title, proof)
                worst = max(worst, EXIT_GOOD if proof.holds else EXIT_DOUBT)
        except JihengError as error:
            say(str(error))
            worst = EXIT_CANNOT
    sys.exit(worst)


def _proofs(target: str) -> Iterator[tuple[str, Proving]]:
    """What is to be proved: each with its title and the function that does it."""
    from jiheng.forms.layouts.laws import prove, prove_layout
    from jiheng.forms.layouts.layout import LayoutError, known_at, layouts_in, named

    path = Path(target)
    if path.is_dir():
        found = layouts_in(path)
        if not found:
            raise LayoutError(f"“{target}”里没有版式文件（.yaml）。")
        for known in found:
            yield known.layout.name, partial(prove_layout, known)
    elif path.suffix in (".yaml", ".yml") and path.exists():
        known = known_at(path)
        yield known.layout.name, partial(prove_layout, known)
    elif path.exists():
        from jiheng.cli.template_names import open_template
        from jiheng.forms.layouts.find import find_layout

        opened = open_template(path)
        layout_of_it = find_layout(opened.document)
        name = f"（版式 {layout_of_it.layout.name}）" if layout_of_it is not None else "（不是已知的版式）"
        yield f"{path.name}{name}", partial(prove, opened.data, path.name)
    else:
        known = named(target)
        yield known.layout.name, partial(prove_layout, known)


if TYPE_CHECKING:
    from collections.abc import Callable

    Proving = Callable[[], Proof]


def _print_proof(title: str, proof: Proof) -> None:
    from jiheng.report.prose import clean

    lines = [f"{title}：{'三条定律都成立' if proof.holds else '有定律不成立'}"]
    for law in proof.laws:
        lines.append(f"  {'✓' if law.holds else '✗'} {law.name:<9} {law.says}（试了 {law.values} 个值）")
        lines.extend(f"      {_broken(one)}" for one in law.broken[:_SHOWN])
        if len(law.broken) > _SHOWN:
            lines.append(f"      还有 {len(law.broken) - _SHOWN} 处没有列出。")
    if proof.cannot_hold:
        lines.append(f"  放不下（表上没有这一栏）：{columns_lost(proof.cannot_hold)}")
    lines.extend(f"  {note}" for note in proof.notes)
    click.echo(clean("\n".join(lines)))


def _broken(one: Lost) -> str:
    from jiheng.report.words import path_words

    where = (
        f"第 {one.table + 1} 张表，{path_words([one.path])}“{' '.join(one.value.split())[:40]}”：" if one.path else ""
    )
    return f"{where}{one.why}"


def columns_lost(every: Iterable[Lost]) -> str:
    """The columns that a layout lacks, in words."""
    every = list(every)
    several = len({one.table for one in every}) > 1
    said = (f"{f'第 {one.table + 1} 张表的' if several else ''}{_kept_in(one.path)}" for one in every)
    return "、".join(dict.fromkeys(said))


def _kept_in(path: str) -> str:
    """A path as a column's name: `indicators[4].basis` is 三级指标的确定依据."""
    from jiheng.report.labels import FORM, ROWS
    from jiheng.report.words import path_words

    match = re.fullmatch(r"(\w+)\[\d+\](?:\.(\w+))?", path)
    if match is None or match[1] not in FORM:
        return path_words([path])
    field = ROWS.get(match[1], {}).get(match[2] or "")
    return f"{FORM[match[1]]}的{field}" if field else FORM[match[1]]
