"""Waivers: findings that somebody accepts as they are, in a YAML or JSON file beside the forms.

```yaml
waivers:
- rule: CON-001
  place: {source: 申报表.docx, table: 0, path: "indicators[5].value_text"}   # or id: CON-001-1f2e3d4c5b6a
  by: 张某
  why: 经局长办公会同意，差额由上年结转解决
  until: 2026-12-31
```

`place` as in the JSON of a finding (indexes from 0); `source`, `table` and `path` may also stand beside `rule`. What is left out
of the place is not compared. A waiver without a rule, a place, a name or a reason is refused, the others still hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from jiheng.batch.files import WAIVERS
from jiheng.law.files import load
from jiheng.model.finding import Finding, Unread, Waived
from jiheng.rules.registry import all_rules

_LARGEST = 1_000_000
"""Bytes of such a file."""
_KNOWN = frozenset(("rule", "place", "where", "source", "table", "path", "id", "by", "why", "until"))


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver, and the file that holds it."""

    file: Path
    rule: str
    source: str | None
    table: int | None
    path: str | None
    id: str | None
    waived: Waived

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        if self.rule != finding.rule or (self.id is not None and self.id != finding.id):
            return False
        if self.source is None and self.table is None and self.path is None:
            return True
        return any(
            (self.source is None or place.source == self.source or place.source.endswith(f"/{self.source}"))
            and (self.table is None or place.table == self.table)
            and (self.path is None or place.path == self.path)
            for place in finding.where
        )


@dataclass(slots=True)
class Waivers:
    """All waivers of a call, and what is to be said of them."""

    given: list[Waiver]
    refused: list[Unread]
    """Files, or single waivers, that do not hold, and why."""

    def apply(self, findings: Iterable[Finding], today: date) -> tuple[list[Finding], list[str]]:
        """The findings with the waived ones marked, and a sentence for each waiver that is past its date or covers nothing."""
        notes = [_past(one) for one in self.given if _is_past(one, today)]
        valid = [one for one in self.given if not _is_past(one, today)]
        by_rule: dict[str, list[Waiver]] = {}
        for one in valid:
            by_rule.setdefault(one.rule, []).append(one)
        used: set[int] = set()
        marked = []
        for finding in findings:
            waiver = next((one for one in by_rule.get(finding.rule, ()) if one.covers(finding)), None)
            if waiver is not None:
                used.add(id(waiver))
                finding = msgspec.structs.replace(finding, waived=waiver.waived)
            marked.append(finding)
        notes += [_unused(one) for one in valid if id(one) not in used]
        return marked, notes


def beside(paths: Iterable[Path], given: Iterable[Path]) -> list[Path]:
    """The files of waivers in the folders of these files and in those between them and the folders that were given, sorted."""
    tops = [path for path in given if path.is_dir()]
    folders = set(tops)
    for path in paths:
        folders.add(path.parent)
        for top in tops:
            if path.is_relative_to(top):
                folders.update(folder for folder in path.parents if folder.is_relative_to(top))
    return sorted(folder / name for folder in folders for name in WAIVERS if (folder / name).is_file())


def read_waivers(files: Sequence[Path]) -> Waivers:
    """Read files of waivers; what is wrong with one is told, the others still hold."""
    found = Waivers([], [])
    for file in files:
        _read(file, found)
    return found


def _read(file: Path, into: Waivers) -> None:
    def refuse(sentence: str) -> None:
        into.refused.append(Unread(source=file.name, error=sentence))

    try:
        if file.stat().st_size > _LARGEST:
            refuse("豁免文件超过 1 MB，没有读，请检查是不是放错了文件。")
            return
        text = file.read_text(encoding="utf-8-sig")
        data = json.loads(text) if file.suffix == ".json" else load(text)
    except (OSError, UnicodeDecodeError):
        refuse("豁免文件读不出来，请检查权限，并存为 UTF-8 编码。")
        return
    except yaml.MarkedYAMLError as error:
        where = f"第 {error.problem_mark.line + 1} 行" if error.problem_mark else ""
        refuse(f"豁免文件{where}不合 YAML 的写法，请检查缩进、冒号和引号。")
        return
    except (ValueError, RecursionError, yaml.YAMLError):
        refuse("豁免文件不合 YAML 或 JSON 的写法，请检查缩进、冒号和引号。")
        return
    entries = data.get("waivers", data.get("豁免")) if isinstance(data, dict) else data
    if not isinstance(entries, list):
        refuse("豁免文件里没有 waivers 列表，请照 docs/howto/waive-a-finding.md 填写。")
        return
    for number, entry in enumerate(entries, 1):
        waiver = _waiver(file, entry)
        if isinstance(waiver, str):
            refuse(f"第 {number} 条豁免不算数：{waiver}")
        else:
            into.given.append(waiver)


def _waiver(file: Path, entry: Any) -> Waiver | str:
    """The waiver, or why it does not hold."""
    if not isinstance(entry, dict):
        return "要写明 rule（规则）、place（哪一处）、by（谁同意的）、why（理由）。"
    rule = str(entry.get("rule") or "").strip().upper()
    if rule not in all_rules():
        return f"没有规则“{rule}”，全部规则见：jiheng rules。" if rule else "没有写明 rule（规则）。"
    unknown = [str(key) for key in entry if key not in _KNOWN]
    if unknown:
        return f"不认识“{unknown[0]}”这一项，可用的有 rule、place、id、by、why、until。"
    place = _place(entry)
    if place is None:
        return "没有写明放过哪一处，请写 place（source、table、path）或 id，在 --format json 的结果里可以找到。"
    by, why = str(entry.get("by") or "").strip(), str(entry.get("why") or "").strip()
    if not why:
        return "没有写明 why（理由）。"
    if not by:
        return "没有写明 by（谁同意的）。"
    until = entry.get("until")
    if isinstance(until, str):
        try:
            until = date.fromisoformat(until.strip())
        except ValueError:
            return f"until“{until}”不是日期，请写成 2026-12-31 这样。"
    if isinstance(until, datetime):
        until = until.date()
    if until is not None and not isinstance(until, date):
        return f"until“{until}”不是日期，请写成 2026-12-31 这样。"
    source, table, path, finding = place
    waived = Waived(by=by, why=why, until=until.isoformat() if until is not None else None)
    return Waiver(file, rule, source, table, path, finding, waived)


def _place(entry: dict[str, Any]) -> tuple[str | None, int | None, str | None, str | None] | None:
    """(source, table, path, id); None where all are missing, or one is no such thing."""
    given = entry.get("place", entry.get("where"))
    if isinstance(given, list):
        given = given[0] if given else None
    if isinstance(given, str):  # a file, a path, or both: 申报表.docx#indicators[5].weight
        file, mark, path = given.partition("#")
        is_path = not mark and ("[" in given or given.startswith("budget."))
        given = {"path": given} if is_path else {"source": file, "path": path or None}
    merged = {**entry, **(given if isinstance(given, dict) else {})}
    table = merged.get("table")
    if isinstance(table, bool) or not (table is None or isinstance(table, int)):
        return None
    source, place, finding = (str(merged[key]) if merged.get(key) else None for key in ("source", "path", "id"))
    return (source, table, place, finding) if source or place or finding else None


def _is_past(waiver: Waiver, today: date) -> bool:
    return waiver.waived.until is not None and date.fromisoformat(waiver.waived.until) < today


def _past(waiver: Waiver) -> str:
    return f"{waiver.file.name}：对 {waiver.rule} 的豁免到 {waiver.waived.until} 为止，已经过期，不再算数。"


def _unused(waiver: Waiver) -> str:
    return f"{waiver.file.name}：对 {waiver.rule} 的豁免没有用上，这次没有查出它所指的问题。"
