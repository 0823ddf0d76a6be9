"""The compact descriptions: reading them, and planting one mistake in them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Form = dict[str, Any]

_LEVELS = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "成本": ("产出指标", "成本指标"),
    "经济成本": ("成本指标", "经济成本指标"),
    "社会成本": ("成本指标", "社会成本指标"),
    "生态成本": ("成本指标", "生态环境成本指标"),
    "经济": ("效益指标", "经济效益指标"),
    "社会": ("效益指标", "社会效益指标"),
    "生态": ("效益指标", "生态效益指标"),
    "可持续": ("效益指标", "可持续影响指标"),
    "满意": ("满意度指标", "服务对象满意度指标"),
}
_MARKS = {"b": "basis", "w": "weight", "d": "description", "a": "actual", "s": "score", "r": "reason"}
_MARKS |= {"f": "forecast", "p": "polarity", "c": "chance", "o": "operator", "u": "unit", "m": "mid"}


@dataclass
class File:
    """One file to write: how, and its forms."""

    id: str
    out: str
    forms: list[Form]


@dataclass
class Batch:
    """What one call of the checker is given."""

    id: str
    files: list[File]
    previous: list[File] = field(default_factory=list)

    def forms(self) -> list[Form]:
        """All forms, those of last year last."""
        return [form for file in [*self.files, *self.previous] for form in file.forms]


@dataclass
class Planted:
    """A batch with one mistake, and what is expected of the checker."""

    batch: Batch
    rules: list[str]
    severity: str
    cell: str
    stage: str = "filing"


def indicator(line: str) -> dict[str, str]:
    """One line `数量 | 名称 | ≥12个 | b=依据 | w=10`; another second level is written `效益指标>社会效益`."""
    level, name, value, *more = (one.strip() for one in line.split("|"))
    level1, level2 = _LEVELS[level] if level in _LEVELS else level.split(">")
    found = {"level1": level1, "level2": level2, "name": name, "value": value}
    for one in more:
        mark, _, text = one.partition("=")
        if not mark:
            continue
        found[_MARKS[mark]] = text
    return found


def _form(raw: Form) -> Form:
    made = dict(raw)
    if "ind" in made:
        goal = ""
        made["ind"], lines = [], raw["ind"].splitlines()
        for line in lines:
            if line.startswith("@"):
                goal = line[1:].strip()
            elif line.strip():
                made["ind"].append({**indicator(line), "goal": goal})
    for key in ("tasks", "lines", "estimates", "plan", "paragraphs"):
        if isinstance(made.get(key), str):
            rows = [line for line in made[key].splitlines() if line.strip()]
            made[key] = rows if key == "paragraphs" else [[c.strip() for c in row.split("|")] for row in rows]
    for key, value in made.items():
        if isinstance(value, str):
            made[key] = value.strip()
        elif isinstance(value, dict):
            made[key] = {one: "" if text is None else text for one, text in value.items()}
    return made


def clean() -> dict[str, Batch]:
    """The clean batches, by name."""
    files: dict[str, File] = {}
    batches: dict[str, Batch] = {}
    for path in sorted((HERE / "forms").glob("clean*.yaml")):
        for raw in yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader):
            if "batch" in raw:
                name = raw["batch"]
                batches[name] = Batch(
                    name, [files[one] for one in raw["files"]], [files[one] for one in raw.get("previous", [])]
                )
                continue
            shared = {key: value for key, value in raw.items() if key not in ("id", "out", "forms", "alone")}
            forms = [_form({**shared, **one}) for one in raw.get("forms", [{}])]
            if raw["id"] in files:
                raise ValueError(f"{raw['id']} twice")
            files[raw["id"]] = File(raw["id"], raw.get("out", "docx"), forms)
            if raw.get("alone", True):
                batches[raw["id"]] = Batch(raw["id"], [files[raw["id"]]])
    return batches


def planted() -> dict[str, Planted]:
    """The batches with one mistake each, by name."""
    bases, made = clean(), {}
    for path in sorted((HERE / "forms").glob("planted*.yaml")):
        for number, raw in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader), 1):
            base, changes, rules, severity, cell, *stage = raw
            name = f"{path.stem}_{number:03}"
            batch = copy.deepcopy(bases[base])
            batch.id = name
            for key, value in changes.items():
                try:
                    _change(batch, key, value)
                except (KeyError, ValueError, IndexError, TypeError) as error:
                    raise ValueError(f"{name} ({base}): {key}: {error!r}") from error
            made[name] = Planted(batch, rules.split("/"), severity, str(cell), *stage)
    return made


class _Loader(yaml.SafeLoader):
    """YAML whose numbers and dates stay texts, as they are printed."""


_Loader.yaml_implicit_resolvers = {
    key: [one for one in found if one[0] in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _change(batch: Batch, key: str, value: Any) -> None:
    """`money.total: "3"` sets, `~goal: [旧, 新]` replaces a text, `+: 行` adds an indicator, `-: 名称` drops one.

    `1/...` is the second form of the batch; `名称.value` a field of the indicator of that name; `del: tasks.2` takes a
    row out; `copy: {...}` puts the form in again with changes, `-form` takes it out; `ind_of: 0` takes another's tree.
    """
    number = 0
    if "/" in key and key.split("/")[0].isdigit():
        head, key = key.split("/", 1)
        number = int(head)
    forms = batch.forms()
    form = forms[number]
    if key == "copy":
        again = copy.deepcopy(form)
        for one, new in value.items():
            _set(again, one, new)
        next(file for file in batch.files if any(one is form for one in file.forms)).forms.append(again)
    elif key == "ind_of":
        form["ind"] = copy.deepcopy(forms[int(value)]["ind"])
    elif key == "-form":
        for file in batch.files:
            file.forms[:] = [one for one in file.forms if one is not form]
    else:
        _set(form, key, value)


def _set(form: Form, key: str, value: Any) -> None:
    if key == "+" and isinstance(value, list):
        for one in value:
            _set(form, key, one)
        return
    if key == "del":
        where, _, number = value.partition(".")
        del form[where][int(number)]
        return
    if key == "+":
        new = {**indicator(value), "goal": ""}
        places = [n for n, one in enumerate(form["ind"]) if one["level2"] == new["level2"]]
        form["ind"].insert(places[-1] + 1 if places else len(form["ind"]), new)
        if places:
            new["goal"] = form["ind"][places[-1]]["goal"]
        return
    if key == "-":
        for name in [value] if isinstance(value, str) else value:
            form["ind"].remove(_indicator(form, name))
        return
    replace = key.startswith("~")
    path = key.lstrip("~").split(".")
    at: Any = form
    for depth, step in enumerate(path[:-1]):
        if isinstance(at, list):
            at = at[int(step)]
        elif depth == 0 and step not in form:
            at = _indicator(form, step)
        else:
            at = at[step]
    last: Any = int(path[-1]) if isinstance(at, list) else path[-1]
    if replace:
        old, new = value
        if old not in at[last]:
            raise ValueError(f"{old!r} is not in {at[last]!r}")
        at[last] = at[last].replace(old, new, 1)
    else:
        at[last] = value


def _indicator(form: Form, name: str) -> dict[str, str]:
    found: list[dict[str, str]] = [one for one in form["ind"] if one["name"] == name]
    if not found:
        raise KeyError(name)
    return found[0]
