"""Running the checker on the set, in this process, and comparing it with what was meant and expected."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.unseen.forms_of import Batch, File, Planted
from tests.unseen.grid import Document
from tests.unseen.layouts import draw
from tests.unseen.writers import ENDS, Locate, write


@dataclass
class Written:
    """A batch on disk."""

    folder: Path
    now: list[Path]
    before: list[Path]
    locate: dict[str, Locate]


@dataclass
class Answer:
    """What the checker said of a batch."""

    findings: list[dict[str, Any]]
    crashes: list[str]
    unread: list[str]


def put(batch: Batch, folder: Path) -> Written:
    """Write a batch: last year's files in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    locate: dict[str, Locate] = {}

    def one(file: File, into: Path) -> Path:
        into.mkdir(exist_ok=True)
        path = into / f"{file.id}{ENDS[file.out]}"
        document = Document()
        for form in file.forms:
            drawn = draw(form)
            document.blocks += drawn.blocks
            document.author = document.author or drawn.author
        locate[path.name] = write(document, file.out, path)
        return path

    now = [one(file, folder) for file in batch.files]
    before = [one(file, folder / "previous") for file in batch.previous]
    return Written(folder, now, before, locate)


def check(written: Written, stage: str) -> Answer:
    """What `jiheng check` says, as plain objects."""
    from jiheng.batch.checking import Reads, check_found
    from jiheng.batch.files import find
    from jiheng.batch.waivers import read_waivers
    from jiheng.formats.limits import Limits
    from jiheng.law.profiles import NATIONAL
    from jiheng.model.finding import Stage, to_json
    from jiheng.rules.check import Settings
    from jiheng.rules.registry import select

    limits = Limits()
    call = check_found(
        list(find([*written.now], limits)),
        list(find([*written.before], limits)),
        Settings(region=NATIONAL, year=None, stage=Stage(stage), rules=select(())),
        Reads(limits=limits, jobs=1),
        read_waivers([]),
        today=date.today(),
        each=lambda _outcome, _path: None,
    )
    report = json.loads(to_json(call.report))
    crashes = [f"{one.rule} {one.source}: {one.detail.strip().splitlines()[-1]}" for one in call.crashes]
    return Answer(report["findings"], crashes, [f"{one['source']}: {one['error']}" for one in report["unread"]])


def texts(finding: dict[str, Any], written: Written) -> list[str]:
    """What stands in the cells that a finding points at, the first first."""
    found = []
    for where in finding["where"]:
        locate = written.locate.get(Path(where["source"]).name)
        found.append(locate(where["at"]) if locate and where.get("at") else "")
    return found


def misread(batch: Batch, written: Written) -> list[str]:
    """Where the reading is not what the description means."""
    from jiheng.batch.files import find
    from jiheng.batch.reading import read_one
    from jiheng.formats.limits import Limits

    said: list[str] = []
    for file, path in zip([*batch.files, *batch.previous], [*written.now, *written.before], strict=True):
        (item,) = find([path], Limits())
        read = json.loads(_json(read_one(item, Limits())))
        if "error" in read:
            said.append(f"{file.id}: {read['error']}")
            continue
        if not read.get("complete"):
            said.append(f"{file.id}: left over {read.get('left_over')}")
        tables = read["tables"]
        if len(tables) != len(file.forms):
            said.append(f"{file.id}: {len(tables)} tables for {len(file.forms)} forms")
            continue
        for table, form in zip(tables, file.forms, strict=True):
            said += [f"{file.id}: {one}" for one in _differences(table, form)]
    return said


def _json(outcome: Any) -> str:
    import msgspec

    return msgspec.json.encode(outcome.declaration).decode()


def _plain(text: str) -> str:
    return "".join(text.split())


def _differences(table: dict[str, Any], form: dict[str, Any]) -> list[str]:
    said = []
    meant = [one for one in form.get("ind", []) if one["name"] or one["value"]]
    read = table.get("indicators") or []
    if form["layout"] == "two_columns":  # both columns are read, the mid-term value and the annual one
        read = read[1::2]
    if [_plain(one["name"]) for one in meant] != [_plain(one.get("name") or "") for one in read]:
        said.append(f"names {[one.get('name') for one in read]}")
    else:
        for want, got in zip(meant, read, strict=True):
            for key, field in (
                ("value", "value_text"),
                ("weight", "weight"),
                ("actual", "actual_text"),
                ("score", "score"),
                ("level2", "level2"),
            ):
                value, printed = _plain(want.get(key, "")), _plain(str(got.get(field) or ""))
                if form["layout"] in ("sichuan", "yunnan") and key == "value":
                    continue
                if value != printed and (value or printed):
                    said.append(f"{want['name']}.{field}: {printed!r} for {value!r}")
    if form["layout"] in ("central", "hunan", "sichuan", "hebei"):
        scale = 1 if form["layout"] == "hebei" or form.get("money_unit") == "元" else 10000
        names = {"total": "total", "fiscal": "fiscal_appropriation", "other": "other_funds", "carry": "carry_over"}
        for key, name in names.items():
            printed = (form["money"].get(key) or "").strip()
            got = (table.get("budget") or {}).get(name)
            if printed and (got is None or abs(float(got) - float(printed) * scale) > 0.01):
                said.append(f"budget.{name}: {got} for {printed}")
    if "tasks" in form and len(table.get("tasks") or []) != len(form["tasks"]):
        said.append(f"{len(table.get('tasks') or [])} tasks")
    goals = _plain("".join(one.get("text") or "" for one in table.get("goals") or []))
    if form.get("goal") and _plain(form["goal"]).split("：")[-1][-12:] not in goals:
        said.append(f"goal {goals[-30:]}")
    return said


@dataclass
class Verdict:
    """How one planted mistake fared: found, elsewhere, other rule, missed."""

    name: str
    planted: Planted
    outcome: str
    severities: list[str]
    others: list[dict[str, Any]]


def judge(name: str, planted: Planted, written: Written, answer: Answer) -> Verdict:
    """Whether an expected rule fired at the cell."""
    right = [one for one in answer.findings if one["rule"] in planted.rules]
    at_cell = [one for one in right if not planted.cell or any(planted.cell in text for text in texts(one, written))]
    outcome = "found" if at_cell else "elsewhere" if right else "missed"
    others = [one for one in answer.findings if one["rule"] not in planted.rules]
    return Verdict(name, planted, outcome, [one["severity"] for one in at_cell or right], others)
