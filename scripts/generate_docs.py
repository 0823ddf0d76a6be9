"""Writes the pages of docs/reference and the pictures of the README. `--check` only says which are stale."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from jiheng.cli.layout import columns_lost
from jiheng.cli.main import cli
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.layouts.laws import prove_layout
from jiheng.forms.layouts.layout import Known, bundled
from jiheng.forms.ledger import Why
from jiheng.forms.reading import read_file
from jiheng.law.clauses import clauses
from jiheng.law.profiles import NATIONAL, profile_of, regions
from jiheng.model.declaration import Declaration, Kind, Scope
from jiheng.model.differences import Change, Comparison
from jiheng.model.finding import Report, Severity
from jiheng.model.text_changes import Cut
from jiheng.report import labels
from jiheng.report.brief import Overview
from jiheng.report.csv_rows import COLUMNS
from jiheng.report.differences_words import CHANGES
from jiheng.report.findings import SEVERITIES
from jiheng.report.findings_text import render as render_findings
from jiheng.report.rule_pages import page_markdown
from jiheng.report.terminal import render
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from jiheng.rules.registry import all_rules
from jiheng.web.configuration import ABOUT, Configuration

sys.path.insert(0, str(Path(__file__).parent.parent))
from scripts.picture import svg

ROOT = Path(__file__).parent.parent
GENERATED = "由 make docs 生成，请勿手改。"
CHECKED = ROOT / "examples/office/korla-2021-department-overall.docx"
PICTURED = ROOT / "examples/office/yongning-2024-projects.xlsx"
OVERVIEWED = sorted((ROOT / "examples/office").glob("*.docx"))
_PICTURE_COLUMNS = 84
_OVERVIEW_COLUMNS = 100

_RECORDS = {
    "Table": labels.FORM,
    "Task": labels.ROWS["tasks"],
    "WorkItem": labels.ROWS["work_plan"],
    "FundLine": labels.ROWS["fund_lines"],
    "SpendingStep": labels.ROWS["spending_plan"],
    "CostEstimate": labels.ROWS["cost_estimates"],
    "Goal": labels.ROWS["goals"],
    "Indicator": labels.ROWS["indicators"],
    "BlankLevel": labels.ROWS["blank_levels"],
    "Opinion": labels.ROWS["opinions"],
    "Labelled": labels.ROWS["extra"],
}


def schema() -> str:
    """The JSON Schema of a line of `jiheng read --format json`."""
    made: dict[str, Any] = msgspec.json.schema(Declaration)
    for name, record in made["$defs"].items():
        if "description" in record:
            record["description"] = "\n".join(line.strip() for line in record["description"].splitlines())
        for key, label in _RECORDS.get(name, {}).items():
            record["properties"][key]["description"] = label
    for name, words in (("Kind", labels.KINDS), ("Scope", labels.SCOPES)):
        made["$defs"][name]["description"] = "；".join(f"{key.value} {word}" for key, word in words.items())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "绩衡：绩效目标表的读取结果"}
    return json.dumps({**head, **made}, ensure_ascii=False, indent=1) + "\n"


def declaration_page() -> str:
    """The keys of a reading and what forms call them."""
    parts = [
        f"# 读取结果的栏目\n\n{GENERATED}同一内容的 JSON Schema：[declaration.schema.json](declaration.schema.json)。"
    ]
    parts.append(
        "表上没有这一栏，键就不出现；有这一栏而没有填，值是 `null` 或 `[]`。"
        "金额都是以元为单位的十进制字符串；文字照印的保留。"
    )
    parts.append(_table("表的种类 `kind`", {kind.value: labels.KINDS[kind] for kind in Kind}))
    parts.append(_table("表 `tables[]`", labels.FORM))
    parts.append(_table("资金 `budget`", labels.SOURCES))
    parts.append(_table("资金键的前缀（另一栏的同一项，如 `all_levels_total`）", labels.LEVELS))
    parts.append(_table("资金键的后缀（监控表、自评表，如 `fiscal_appropriation_executed`）", labels.STAGES))
    parts.append(_table("目标层次 `goals[].scope`", {scope.value: labels.SCOPES[scope] for scope in Scope}))
    parts.extend(_table(f"{labels.FORM[key]} `{key}[]`", words) for key, words in labels.ROWS.items())
    return "\n\n".join(parts) + "\n"


def findings_schema() -> str:
    """The JSON Schema of `jiheng check --format json`."""
    made: dict[str, Any] = msgspec.json.schema(Report)
    for record in made["$defs"].values():
        if "description" in record:
            record["description"] = "\n".join(line.strip() for line in record["description"].splitlines())
    words = {
        "Severity": {one.value: SEVERITIES[one] for one in Severity},
        "Stage": {"filing": "报送", "publication": "公开"},
    }
    for name, meanings in words.items():
        if name in made["$defs"]:
            made["$defs"][name]["description"] = "；".join(f"{key} {word}" for key, word in meanings.items())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "绩衡：绩效目标表的审核结果"}
    return json.dumps({**head, **made}, ensure_ascii=False, indent=1) + "\n"


def differences_schema() -> str:
    """The JSON Schema of `jiheng diff --format json`."""
    made: dict[str, Any] = msgspec.json.schema(Comparison)
    for record in made["$defs"].values():
        if "description" in record:
            record["description"] = "\n".join(line.strip() for line in record["description"].splitlines())
    words = {
        "Change": {one.value: CHANGES[one] for one in Change},
        "Cut": {Cut.SAME.value: "没有变", Cut.DELETED.value: "删去的", Cut.INSERTED.value: "增加的"},
        "Kind": {kind.value: labels.KINDS[kind] for kind in Kind},
    }
    for name, meanings in words.items():
        made["$defs"][name]["description"] = "；".join(f"{key} {word}" for key, word in meanings.items())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "绩衡：绩效目标表的对照"}
    return json.dumps({**head, **made}, ensure_ascii=False, indent=1) + "\n"


def rules_page() -> str:
    """The help pages of all rules."""
    rules = list(all_rules().values())
    weights = "、".join(
        f"{SEVERITIES[weight]} {sum(rule.severity is weight for rule in rules)} 条" for weight in Severity
    )
    head = f"# 审核规则\n\n{GENERATED}在终端里看一条：`jiheng explain ARI-004`；全部的一览：`jiheng rules`。"
    return f"{head}\n\n共 {len(rules)} 条：{weights}。\n\n{page_markdown(rules)}\n"


def profiles_page() -> str:
    """The dated numbers by which forms are judged, and the clauses that they rest on."""
    parts = [
        f"# 口径\n\n{GENERATED}\n\n一张表按它自己那一年的数值审核：取起始日期不晚于当年年底的最后一个。新的规定加一个日期，旧的数值不改。"
    ]
    for name in regions():
        region = profile_of(name, 2024).region
        national = profile_of(NATIONAL, 2024).region.parameters
        own = [key for key, one in region.parameters.items() if name == NATIONAL or one != national.get(key)]
        rows = [
            f"| `{key}` | {region.parameters[key].about} | {_dated(region.parameters[key].values)} | {clauses()[region.parameters[key].basis].words} |"
            for key in own
        ]
        table = (
            "\n".join(["| 项 | 含义 | 数值（起始日期） | 依据 |", "|---|---|---|---|", *rows])
            if rows
            else "与国家口径相同。"
        )
        parts.append(f"## {name}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def layouts_page() -> str:
    """The layouts that come with the program, and the keys of a layout's file."""
    parts = [
        f"# 版式\n\n{GENERATED}加一种：[怎样加一种版式](../howto/add-a-layout.md)。",
        "一个版式是一个 YAML 文件和它旁边的空白表。读表不靠版式，靠标签；版式给出空白表（`jiheng new 名称`）、"
        "认出是哪一种表，并让人改正标签说不清的格。",
        "\n".join(["## 随程序的版式", "", "| 名称 | 表名 | 格式 | 从哪里来 | 年份 |", "|---|---|---|---|---|"])
        + "\n"
        + "\n".join(
            f"| `{one.layout.name}` | {one.layout.title} | {one.layout.format} | {one.layout.source} | {one.layout.year or ''} |"
            for one in bundled()
        ),
        "## 放不下什么\n\n下面是每个版式的表上没有的栏目；填表时数据里有这些值，会说出来没有写进去。\n\n"
        "| 版式 | 表上没有的栏目 |\n|---|---|\n"
        + "\n".join(f"| `{one.layout.name}` | {_cannot_hold(one)} |" for one in bundled()),
        _LAYOUT_KEYS,
    ]
    return "\n\n".join(parts) + "\n"


def _cannot_hold(known: Known) -> str:
    return columns_lost(prove_layout(known).cannot_hold) or "都放得下"


_LAYOUT_KEYS = """## 版式文件的键

| 键 | 意思 |
|---|---|
| `name` | 名称 |
| `title` | 表名（有几张表的，第一张的） |
| `kinds` | 每张表的种类，见[读取结果的栏目](declaration.md) |
| `format` | 空白表的格式：`docx`、`xlsx`、`html` |
| `blank` | 空白表的文件名，与版式文件在同一个文件夹 |
| `fingerprint` | 表内标签的指纹；填了内容、加了行也不变。有几种表的，一种一段 |
| `source`、`year` | 从哪里来，哪一年起用 |
| `options.money_unit` | 表上没有印金额单位时用的单位 |
| `options.decimals` | 金额至少写几位小数 |
| `rows` | 每个清单、每个二级指标下留了几行空行（只供查看） |
| `cells` | 一行一格，清单的一栏也是一行：`label` 标签，`at` 位置，`path` 栏目 |
| `learned` | 学的时候的校验码；与 `cells`、`options` 不符的，就是有人改过 |

位置写成 `表1 行4 列2`、`表1 行4—9 列2`（一栏）、`附表1!C7`（Excel）、`段3`（表外的一段），都从 1 数起。改过的行按标签找格，加了行也找得到。
`path` 写 `null` 的格不填不读；表上若有字，读的时候报告为没读懂。写 `extra[].text` 的按“其他栏目”照存。"""


def _dated(values: tuple[tuple[Any, Any], ...]) -> str:
    return "；".join(f"{_shown(value)}（{begins}）" for begins, value in values) or "不规定"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{key} {_shown(inner)}" for key, inner in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(_shown, value)) if isinstance(value, list) else str(value).replace("|", "\\|")


def csv_page() -> str:
    """The columns of the CSV."""
    known = {key: (head, f"`{key}`") for key, head in COLUMNS}
    rows = "\n".join(f"| {head} | {key} |" for head, key in known.values())
    return f"""# CSV 的列

{GENERATED}

`jiheng read 文件... --format csv`：每条三级指标一行，前面是它所在的表。
没有指标的表也有一行，读不了的文件有一行写明原因。文件是带 BOM 的 UTF-8，Excel 和 WPS 双击就能打开。

文字以 `=`、`+`、`-`、`@`（以及全角的 `＝ ＋ － ＠`）、制表符或换行开头的，前面加一个半角单引号 `'`，
以免电子表格把它当成公式：
`=4个社区` 写成 `'=4个社区`。金额和数值列是纯数字，不加。

| 列 | 读取结果里的键 |
|---|---|
{rows}
"""


def ledger_page() -> str:
    """What texts can become, and why some are set aside."""
    became = _table("每处文字成了什么 `became`", {key.value: word for key, word in labels.BECAME.items()})
    how = _table("值是怎样找到的 `how`", {key.value: word for key, word in labels.HOW.items()})
    why = "\n".join(f"| {reason.value} | {'是' if index < 5 else '否'} |" for index, reason in enumerate(Why))
    return f"""# 去向清单

{GENERATED}

`jiheng read --ledger 文件` 列出文件里每个不空的单元格、每段文字成了什么。
各类之和等于文件里不空的单元格与段落数，一处也不少。

{became}

{how}

## 不读的原因

只有这些原因可以不读一处文字；表格里面只许前五种，其余的一律报告为没读懂。

| 原因 | 可用于表格里面 |
|---|---|
{why}
"""


def cli_page() -> str:
    """The help of every command, and the limits."""
    parts = [f"# 命令行\n\n{GENERATED}"]
    group = _context(cli, "jiheng")
    parts.append(f"## jiheng\n\n```\n{cli.get_help(group)}\n```")
    for name in cli.list_commands(group):
        command = cli.get_command(group, name)
        assert command is not None
        context = _context(command, name, group)
        parts.append(f"## jiheng {name}\n\n```\n{command.get_help(context)}\n```")
        for inner in command.list_commands(context) if isinstance(command, click.Group) else ():
            below = command.get_command(context, inner)
            assert below is not None
            parts.append(f"### jiheng {name} {inner}\n\n```\n{below.get_help(_context(below, inner, context))}\n```")
    rows = "\n".join(
        f"| `{field.name}` | {labels.LIMITS[field.name]} | {getattr(DEFAULT_LIMITS, field.name):,} |"
        for field in fields(DEFAULT_LIMITS)
    )
    note = "用 `--limit 名称=数值` 改。超过 `cell_characters` 的部分截去，截去的算没有读懂，报告出来（退出码 1）；超过别的，文件不读（退出码 2）。"
    parts.append(f"## 大小限制\n\n{note}\n\n| 名称 | 限制什么 | 默认 |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """Every setting of the web app: its name in the file, its environment variable, the default."""
    rows = "\n".join(
        f"| `{item.name}` | `JIHENG_{item.name.upper()}` | {_default(item.default)} | {ABOUT[item.name]} |"
        for item in fields(Configuration)
        if item.name in ABOUT
    )
    return (
        f"# 网页的设置\n\n{GENERATED}\n\n"
        "设置写在数据文件夹的 `settings.toml` 里，或用环境变量给出，环境变量优先。改了要重新启动 `jiheng serve`。\n"
        "数据文件夹由环境变量 `JIHENG_DATA` 给出，不给时是当前文件夹里的 `jiheng-data`；里面有数据库（SQLite）、上传的文件和密钥 `secret.key`。\n\n"
        f"| 名称 | 环境变量 | 默认 | 说明 |\n|---|---|---|---|\n{rows}\n\n"
        "```toml\n# settings.toml\n"
        'database = "postgresql://jiheng:密码@127.0.0.1:5432/jiheng"\nhosts = ["jixiao.example.gov.cn"]\n'
        'https = true\ntrusted_proxies = 1\nsecond_factor = "required"\n```\n'
    )


def _default(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "、".join(f"`{one}`" for one in value)
    return f"`{value}`" if value != "" else "（空）"


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return command.make_context(name, [], parent, resilient_parsing=True, terminal_width=100, max_content_width=100)


def _console(width: int = _PICTURE_COLUMNS) -> Console:
    return Console(width=width, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)


def overview() -> str:
    """The overview of some real files."""
    rows = Overview()
    for file in OVERVIEWED:
        rows.add(read_file(file).declaration)
    return svg(
        "jiheng read --brief examples/office", _console(_OVERVIEW_COLUMNS).render_lines(rows.render(), pad=False)
    )


def checking() -> str:
    """A real check as it looks in a terminal, its errors and warnings."""
    reading = read_file(CHECKED)
    file = File(CHECKED.name, reading.declaration.tables or (), blanks=reading.blanks)
    result = check_files([file], Settings())
    weighty = tuple(one for one in result.findings if one.severity is not Severity.ADVICE)
    report = Report(findings=weighty, checked=tuple(result.checked), version="")
    return svg(f"jiheng check {CHECKED.name}", _console().render_lines(render_findings(report), pad=False))


def picture() -> str:
    """A real reading as it looks in a terminal, to the end of its first form."""
    console = _console()
    lines = console.render_lines(render(read_file(PICTURED).declaration), pad=False)
    texts = ["".join(segment.text for segment in line).strip() for line in lines]
    end = next((number for number, text in enumerate(texts) if text.startswith("╭─ 2/")), len(lines))
    while not texts[end - 1]:
        end -= 1
    return svg(f"jiheng read {PICTURED.name}", lines[:end])


def transitions_page() -> str:
    """The transition table of the cycle."""
    import django
    from django.conf import settings

    if not settings.configured:
        apps = ["django.contrib.auth", "django.contrib.contenttypes", "jiheng.web.records"]
        settings.configure(INSTALLED_APPS=apps, AUTH_USER_MODEL="records.Person", LANGUAGE_CODE="zh-hans")
        django.setup()
    from jiheng.web.records.domain.transitions import TABLE, Need, turn_of
    from jiheng.web.records.models import Act, AdjustmentReason, ExplanationReason, Grade, Role, State

    rows = []
    for row in TABLE:
        act = f"{row.act.label}（{row.grade.label}）" if row.grade is not None else str(row.act.label)
        states = "、".join(str(state.label) for state in State if state in row.sources)
        roles = "、".join(str(role.label) for role in Role if role in row.roles)
        to = "退回以前的状态" if row.act is Act.UNDO and row.to is None else row.to.label if row.to else "不变"
        needs = "；".join(need.value for need in Need if need in row.needs) or "—"
        rows.append(f"| {act} | {states} | {roles} | {to} | {needs} |")
    table = "\n".join(["| 办理 | 在什么状态 | 由谁 | 到什么状态 | 要求 |", "|---|---|---|---|---|", *rows])
    turns = "\n".join(
        f"| {state.label} | `{state.value}` | {'、'.join(str(role.label) for role in Role if role in turn_of(state)) or '—'} |"
        for state in State
    )
    words = (
        ("办理", Act), ("角色", Role), ("等级", Grade), ("不改的理由", ExplanationReason), ("调整的理由", AdjustmentReason),
    )  # fmt: skip
    codes = "\n".join(f"- {name}：" + "，".join(f"{one.label} `{one.value}`" for one in kind) for name, kind in words)
    return f"""# 状态转换表

{GENERATED}怎样用、为什么这样定：[一份申报怎样走完一年](../explanation/workflow.md)。

{table}

每一次办理都记入历史：谁、何时、从什么状态到什么状态、意见、当时版本的校验值。表里没有的，谁也办不了。

## 每个状态轮到谁

| 状态 | 代码 | 轮到 |
|---|---|---|
{turns}

## 代码

{codes}
"""


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/declaration.schema.json": schema,
    "docs/reference/declaration.md": declaration_page,
    "docs/reference/csv.md": csv_page,
    "docs/reference/rules.md": rules_page,
    "docs/reference/profiles.md": profiles_page,
    "docs/reference/layouts.md": layouts_page,
    "docs/reference/findings.schema.json": findings_schema,
    "docs/reference/differences.schema.json": differences_schema,
    "docs/reference/ledger.md": ledger_page,
    "docs/reference/cli.md": cli_page,
    "docs/reference/settings.md": settings_page,
    "docs/reference/transitions.md": transitions_page,
    "docs/images/reading.svg": picture,
    "docs/images/brief.svg": overview,
    "docs/images/checking.svg": checking,
}
"""Each generated file and what makes it."""


def _table(title: str, words: dict[str, str]) -> str:
    rows = "\n".join(f"| `{key}` | {word} |" for key, word in words.items())
    return f"## {title}\n\n| 键 | 表上的名称 |\n|---|---|\n{rows}"


def is_stale(name: str) -> bool:
    """Whether a generated file differs from what would be generated now."""
    file = ROOT / name
    return not file.exists() or file.read_text(encoding="utf-8") != PAGES[name]()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    stale = [name for name in PAGES if is_stale(name)]
    if parser.parse_args().check:
        for name in stale:
            print(f"{name} 已过时，请运行 make docs。", file=sys.stderr)
        sys.exit(bool(stale))
    for name in stale:
        (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"已写 {name}")


if __name__ == "__main__":
    main()
