"""The cases of the rules: YAML that someone reads who knows the law and not Python. See docs/howto/add-a-rule.md.

A case gives `table` (one form), `tables` (the forms of one file) or `files` (`[{source, tables}]`), maybe `previous` (last
year's, as `tables`), `stage`, `profile` and `document` (the metadata of the file); and `findings`, those of its own rule: `[]`, or for each one

- `where`: the paths, in order (the first ones suffice); in another form than the first `2:indicators[0].name` (the third form of the call)
- `says`: words of the message; `severity`, `printed`, `computed`, `difference`; `fix`: `{path: value}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from jiheng.law.profiles import NATIONAL, parse_profile
from jiheng.model.declaration import DocumentFacts, Table
from jiheng.model.finding import Finding, Stage
from jiheng.model.places import with_value
from jiheng.rules.check import File, Settings, check_files
from jiheng.rules.registry import get_rule

FOLDER = Path(__file__).parent.parent / "cases" / "rules"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Case:
    """One case of a rule."""

    rule: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def expected(self) -> list[dict[str, Any]]:
        return self.data["findings"]

    def files(self, key: str = "files") -> list[File]:
        data = self.data
        if key == "previous":
            return [File("上年.docx", tables_of(data["previous"]))] if "previous" in data else []
        if "files" in data:
            return [File(one["source"], tables_of(one["tables"])) for one in data["files"]]
        document = msgspec.convert(data["document"], DocumentFacts) if "document" in data else None
        return [
            File("申报表.docx", tables_of(data["tables"] if "tables" in data else [data["table"]]), document=document)
        ]

    def settings(self) -> Settings:
        region, year = parse_profile(self.data["profile"]) if "profile" in self.data else (NATIONAL, None)
        stage = Stage(self.data.get("stage", "filing"))
        return Settings(region=region, year=year, stage=stage, rules=[get_rule(self.rule)])

    def run(self, files: list[File] | None = None) -> list[Finding]:
        result = check_files(self.files() if files is None else files, self.settings(), self.files("previous"))
        assert [crash.detail for crash in result.crashes] == []
        return result.findings


def tables_of(data: list[dict[str, Any]]) -> tuple[Table, ...]:
    """The tables of a case; numbers may be written as numbers."""
    return tuple(msgspec.convert(table, Table, strict=False) for table in data)


def places(files: list[File], finding: Finding) -> list[str]:
    """The places of a finding, those of other forms than the first of the call with the number of their form."""
    before = {}
    count = 0
    for file in files:
        before[file.source] = count
        count += len(file.tables)
    told = []
    for place in finding.where:
        number = before[place.source] + place.table
        told.append(f"{number}:{place.path}" if number else place.path)
    return told


def mended(files: list[File], finding: Finding) -> list[File]:
    """The files with the fix of a finding put in."""
    fix = finding.fix
    assert fix is not None
    return [
        File(
            file.source,
            tuple(
                with_value(table, fix.path, fix.value) if (file.source, n) == (fix.source, fix.table) else table
                for n, table in enumerate(file.tables)
            ),
        )
        for file in files
    ]


@cache
def all_cases() -> list[Case]:
    return [
        Case(file.stem, data)
        for file in sorted(FOLDER.glob("*.yaml"))
        for data in yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    ]
