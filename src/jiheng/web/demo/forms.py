"""The forms of the demo: the real example forms moved to a year, and invented projects filled into several counties' forms."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from msgspec.json import encode as json_encode
from msgspec.structs import replace

from jiheng.batch.intake import Intake as Taken
from jiheng.batch.intake import take_in
from jiheng.batch.writing import fill, open_form
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.layouts.layout import named
from jiheng.forms.lens import Opened, put
from jiheng.forms.reading import read_document
from jiheng.model.declaration import Goal, Indicator, Kind, Scope, Table
from jiheng.model.finding import findings_of_json
from jiheng.model.rolling import roll
from jiheng.rules.check import Settings
from jiheng.web.demo.people import ORGANISATIONS

_HERE = Path(__file__).parent
_VALUE = re.compile(r"^([≥≤＞＜]?)(\d+(?:\.\d+)?)(\D+)$")
EXAMPLES: tuple[tuple[str, str, int], ...] = (
    ("301", "korla-2019-department-overall.docx", 0),
    ("301", "korla-2021-department-overall.docx", 1),
    ("302", "nanyue-2020-department-overall.docx", 0),
    ("302", "nanyue-2020-department-overall.docx", 1),
    ("303", "shifeng-2023-attachments.docx", 0),
    ("303", "shifeng-2023-attachments.xlsx", 1),
    ("304", "yongning-2024-projects.docx", 0),
    ("304", "yongning-2024-projects.docx", 1),
    ("305", "yutian-2023-project.docx", 0),
    ("305", "yutian-2023-project.docx", 1),
)
"""Unit, file, and which round it is for: 0 last year's, 1 this year's."""


@dataclass(frozen=True, slots=True)
class Form:
    """A file of a unit, and what was read from it."""

    unit: str
    name: str
    data: bytes
    taken: Taken


def forms_of(which: int, year: int) -> list[Form]:
    """The files of a round, read and checked as uploads are; of all units in one go, because starting a reader takes a second."""
    files = [*_examples(which, year), *_invented(which, year)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.zip"
        with zipfile.ZipFile(path, "w") as container:
            for number, (_unit, name, data) in enumerate(files):
                container.writestr(f"{number:03}-{name}", data)
        taken = take_in(path, "all.zip", settings=Settings(year=year), jobs=2)
    return [Form(*file, _named(one, file[1])) for file, one in zip(files, taken, strict=True)]


def _named(taken: Taken, name: str) -> Taken:
    """What was read, as from a file of its own."""
    before, after = json_encode(taken.source)[1:-1], json_encode(name)[1:-1]
    forms = tuple(
        replace(form, findings=findings_of_json(form.findings_json.replace(before, after))) for form in taken.forms
    )
    return replace(taken, source=name, forms=forms)


def examples_folder() -> Path:
    """Where the example forms are: in the package, in a checkout beside it.

    :raises FileNotFoundError: where they are in neither.
    """
    for folder in (_HERE / "forms", _HERE.parents[3] / "examples" / "office"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("examples/office")


def _examples(which: int, year: int) -> Iterator[tuple[str, str, bytes]]:
    for unit, name, round_ in EXAMPLES:
        if round_ == which:
            opened = Opened((examples_folder() / name).read_bytes(), name, DEFAULT_LIMITS)
            tables = read_document(opened.document, name).declaration.tables or ()
            written = put(opened, [roll(table, year, keep_amounts=True) for table in tables])
            suffix = Path(name).suffix
            yield unit, f"{year}年绩效目标表{suffix}", written.data


def _invented(which: int, year: int) -> Iterator[tuple[str, str, bytes]]:
    names = {code: (name, parent) for code, name, _kind, parent, _others in ORGANISATIONS}
    for one in yaml.safe_load((_HERE / "invented.yaml").read_text(encoding="utf-8")):
        unit, parent = names[one["单位"]]
        known = named(one["版式"][which])
        opened = open_form(known.blank(), known.layout.blank, DEFAULT_LIMITS)
        table = _table(one, unit, names[parent][0], year)
        suffix = Path(known.layout.blank).suffix
        yield one["单位"], f"{year}年{one['名称']}{suffix}", fill(opened, [table], to_layout=True).written.data


def _table(one: dict[str, Any], unit: str, department: str, year: int) -> Table:
    amount = Decimal(one["金额"])
    goal = one["目标"]
    return Table(
        kind=Kind.PROJECT,
        fiscal_year=year,
        money_unit="万元",
        filing_unit=unit,
        implementing_unit=unit,
        competent_department=department,
        project_name=one["名称"],
        project_attribute=one["属性"],
        project_period=one["期限"],
        budget={"total": amount, "fiscal_appropriation": amount, "other_funds": Decimal(0)},
        goals=(Goal(scope=Scope.IMPLEMENTATION_PERIOD, text=goal), Goal(scope=Scope.ANNUAL, text=goal)),
        indicators=tuple(_indicator(*row) for row in one["指标"]),
    )


def _indicator(level1: str, level2: str, name: str, value: str) -> Indicator:
    parts = _VALUE.match(value)
    if parts is None:
        return Indicator(level1=level1, level2=level2, name=name, value_text=value)
    return Indicator(
        level1=level1, level2=level2, name=name, value_text=value,
        operator=parts[1] or None, number=Decimal(parts[2]), unit=parts[3],
    )  # fmt: skip
