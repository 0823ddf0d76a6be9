"""Measure the checker as a stranger would.

python -m tests.review.evaluate [clean|planted|mutations|office] [--show N] [--rule ID]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import mutations, office
from .build import Case, clean_cases, converted
from .planted.load import Planted, planted_cases

Files = Sequence[tuple[str, list[dict[str, Any]]]]


@dataclass(frozen=True)
class Found:
    """A finding, as far as the evaluation looks at it."""

    rule: str
    severity: str
    message: str
    places: tuple[tuple[str, int, str], ...]
    fix: Any = None

    def __str__(self) -> str:
        where = "; ".join(f"{source}#{table + 1} {path}" for source, table, path in self.places[:3])
        return f"{self.rule} {self.severity}: {self.message} ({where})"

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for _, _, path in self.places)


def check(files: Files, previous: Files = (), stage: str = "filing") -> list[Found]:
    """The checker's findings about a batch."""
    from jiheng.rules.check import check_tables

    last_year = converted(previous)
    report = check_tables(converted(files), previous=last_year, stage=stage)
    return [
        Found(
            f.rule,
            str(getattr(f.severity, "value", f.severity)),
            f.message,
            tuple((w.source, w.table, w.path) for w in f.where),
            f.fix,
        )
        for f in report.findings
    ]


# --- clean ----------------------------------------------------------------------------------------------------------------


def excess(case: Case, findings: Iterable[Found]) -> list[Found]:
    """What is too much for a clean case: every error; every warning when a form has more than one."""
    findings = list(findings)
    errors = [f for f in findings if f.severity == "error"]
    warnings = [f for f in findings if f.severity == "warning"]
    forms = sum(len(tables) for _, tables in case.files)
    return errors + (warnings if len(warnings) > forms else [])


def clean(show: int, rule: str | None) -> None:
    cases = clean_cases()
    with_error = with_warnings = 0
    rules: Counter[tuple[str, str]] = Counter()
    offending: list[tuple[str, Found]] = []
    for case in cases.values():
        findings = check(case.files, case.previous)
        rules.update((f.rule, f.severity) for f in findings)
        too_much = excess(case, findings)
        with_error += any(f.severity == "error" for f in too_much)
        with_warnings += any(f.severity == "warning" for f in too_much)
        listed = findings if rule else too_much
        offending += [(case.id, f) for f in listed if rule in (None, f.rule)]
    singles = sum(case.single for case in cases.values())
    print(f"clean: {len(cases)} cases ({singles} single forms, {len(cases) - singles} batches)")
    print(f"  with an error: {with_error}   with more than one warning a form: {with_warnings}")
    print("  findings by rule: " + ", ".join(f"{r} {s} {n}" for (r, s), n in rules.most_common()))
    for name, finding in offending[:show]:
        print(f"  {name}: {finding}")
    if len(offending) > show:
        print(f"  … {len(offending) - show} more (--show)")


# --- planted --------------------------------------------------------------------------------------------------------------


def covers(expected: str, path: str) -> bool:
    """`indicators[2]` covers itself and everything below it; a finding on the row covers a cell of it."""
    return path == expected or path.startswith((expected + ".", expected + "[")) or expected.startswith(path + ".")


@dataclass(frozen=True)
class Outcome:
    """Whether one of the expected rules fired, and whether where and how heavily it should."""

    caught: bool
    placed: bool
    weighed: bool
    others: tuple[Found, ...]
    all: tuple[Found, ...]


def judge(case: Planted) -> Outcome:
    findings = check(case.files, case.previous, case.stage)
    hits = [f for f in findings if f.rule in case.rules]
    if case.at:
        at_place = [f for f in hits if any(covers(a, p) for a in case.at for p in f.paths)]
        # Without a place in common, the finding may be about something else: it does not count as caught.
        caught = bool(at_place) or any(not f.paths for f in hits)
    else:
        at_place, caught = hits, bool(hits)
    weighed = any(f.severity in case.severities for f in (at_place or hits))
    others = tuple(f for f in findings if f not in hits and f.severity == "error")
    return Outcome(caught, bool(at_place), weighed, others, tuple(findings))


def rate(caught: int, total: int) -> str:
    return f"{caught}/{total} = {100 * caught / total:.1f} %" if total else "0/0"


def planted(show: int, rule: str | None) -> None:
    cases = [c for c in planted_cases() if rule is None or rule in c.rules]
    outcomes = [(case, judge(case)) for case in cases]
    print(f"planted: caught {rate(sum(o.caught for _, o in outcomes), len(outcomes))}")
    seen = [o for _, o in outcomes if o.caught]
    print(f"  of these with an expected severity: {rate(sum(o.weighed for o in seen), len(seen))}")
    elsewhere = [(c, o) for c, o in outcomes if not o.caught and any(f.rule in c.rules for f in o.all)]
    print(f"  an expected rule fired, but only elsewhere: {len(elsewhere)}")
    print(f"  with errors beside the planted one: {sum(bool(o.others) for _, o in outcomes)}")
    families: dict[str, list[bool]] = defaultdict(list)
    rules: dict[str, list[bool]] = defaultdict(list)
    for case, outcome in outcomes:
        families[case.main[:3]].append(outcome.caught)
        rules[case.main].append(outcome.caught)
    print("  by family: " + "  ".join(f"{k} {sum(v)}/{len(v)}" for k, v in sorted(families.items())))
    print(
        "  by rule (not all caught): "
        + "  ".join(f"{k} {sum(v)}/{len(v)}" for k, v in sorted(rules.items()) if not all(v))
    )
    missed = [(c, o) for c, o in outcomes if not o.caught]
    for case, outcome in missed[:show]:
        print(f"  missed {case.id} [{'/'.join(case.rules)}] {case.note} → {', '.join(case.at)}")
        for finding in outcome.all:
            if finding.rule in case.rules or finding.severity == "error" or rule:
                print(f"      {finding}")
    if len(missed) > show:
        print(f"  … {len(missed) - show} more (--show)")


# --- mutations ------------------------------------------------------------------------------------------------------------


def keys(findings: Iterable[Found]) -> Counter[tuple[str, str]]:
    return Counter((f.rule, f.severity) for f in findings)


def fresh(before: Sequence[Found], after: Sequence[Found]) -> Iterator[Found]:
    """Findings of `after` beyond those of `before`, counted by rule and severity."""
    left = keys(before)
    for finding in after:
        key = (finding.rule, finding.severity)
        if left[key]:
            left[key] -= 1
        else:
            yield finding


def touches(mutant: mutations.Mutant, finding: Found) -> bool:
    """The finding names the changed cell, its row, or the amounts that a sum ties to it."""
    stems = {re.split(r"[.\[]", t)[0] for t in mutant.touched}
    money = {"budget", "tasks", "fund_lines", "cost_estimates", "cost_estimate_total"}
    for path in finding.paths:
        if any(covers(t, path) for t in mutant.touched):
            return True
        if stems & money and re.split(r"[.\[]", path)[0] in money | {"indicators"}:
            return True
    return not finding.paths


def mutate(show: int, rule: str | None) -> None:
    singles = [case for case in clean_cases().values() if case.single]
    base = {case.id: check(case.files) for case in singles}
    print(f"mutations over {len(singles)} clean forms")
    for name, operator in mutations.MISTAKES.items():
        caught = heavy = total = 0
        kinds: dict[str, list[bool]] = defaultdict(list)
        missed: list[str] = []
        for case in singles:
            source, (form,) = case.files[0]
            for mutant in operator(form):
                new = [f for f in fresh(base[case.id], check([(source, [mutant.form])])) if touches(mutant, f)]
                if rule and not any(f.rule == rule for f in new):
                    continue
                total += 1
                caught += bool(new)
                heavy += any(f.severity != "advice" for f in new)
                kinds[mutant.label.split(" ")[-1][:14]].append(bool(new))
                if not new:
                    missed.append(f"{case.id}: {mutant.label}")
        print(f"  {name}: caught {rate(caught, total)}, as error or warning {rate(heavy, total)}")
        if len(kinds) < 60:
            worst = sorted(kinds.items(), key=lambda kv: sum(kv[1]) / len(kv[1]))[:12]
            print("      " + "  ".join(f"{k} {sum(v)}/{len(v)}" for k, v in worst))
        for text in missed[:: max(1, len(missed) // max(show, 1))][:show]:
            print(f"      missed {text}")
    for name, operator in mutations.SAME.items():
        total = changed = 0
        new_rules: Counter[str] = Counter()
        shown: list[str] = []
        for case in singles:
            source, (form,) = case.files[0]
            for mutant in operator(form):
                after = check([(source, [mutant.form])])
                new = list(fresh(base[case.id], after))
                lost = list(fresh(after, base[case.id]))
                total += 1
                changed += bool(new or lost)
                new_rules.update([f.rule + " new" for f in new] + [f.rule + " lost" for f in lost])
                shown += [f"{case.id} {mutant.label}: new {f}" for f in new if rule in (None, f.rule)]
                shown += [f"{case.id} {mutant.label}: lost {f}" for f in lost if rule in (None, f.rule)]
        print(f"  {name} (same meaning): findings differ {rate(changed, total)} {dict(new_rules.most_common(12))}")
        for text in shown[:show]:
            print(f"      {text}")


# --- office files ---------------------------------------------------------------------------------------------------------


def office_files(show: int, rule: str | None) -> None:
    """The drawn files: is each read back as drawn, and does the checker say of it what it says of the table?"""
    expected = {case.id: case for case in planted_cases()}
    shown: list[str] = []
    read_well = same = caught = planted_ones = total = 0
    with tempfile.TemporaryDirectory() as folder:
        for drawn in office.clean_files() + office.planted_files():
            total += 1
            got = office.read(drawn, Path(folder))
            unlike = [d for a, b in zip(drawn.tables, got, strict=False) for d in office.differences(a, b)]
            unlike += [f"{len(drawn.tables)} forms → {len(got)}"] if len(drawn.tables) != len(got) else []
            read_well += not unlike
            shown += [f"{drawn.name} read: {text}" for text in unlike]
            of_table = check([(drawn.name, list(drawn.tables))])
            of_file = check([(drawn.name, got)])
            new, lost = list(fresh(of_table, of_file)), list(fresh(of_file, of_table))
            same += not new and not lost
            shown += [f"{drawn.name} only in the file: {f}" for f in new if rule in (None, f.rule)]
            shown += [f"{drawn.name} only in the table: {f}" for f in lost if rule in (None, f.rule)]
            if drawn.id in expected:
                planted_ones += 1
                caught += any(f.rule in expected[drawn.id].rules for f in of_file)
    print(f"office: {total} files, read back as drawn {rate(read_well, total)}, the same findings {rate(same, total)}")
    print(f"  planted mistakes found in the file: {rate(caught, planted_ones)}")
    for text in shown[:show]:
        print(f"  {text}")


PARTS = {"clean": clean, "planted": planted, "mutations": mutate, "office": office_files}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.review.evaluate", description=__doc__.split("\n")[0])
    parser.add_argument("part", nargs="*", help=", ".join(PARTS) + "; all of them by default")
    parser.add_argument("--show", type=int, default=20, help="how many findings or misses to print")
    parser.add_argument("--rule", help="only this rule")
    options = parser.parse_args(argv)
    if unknown := set(options.part) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for part in options.part or PARTS:
        PARTS[part](options.show, options.rule)
    return 0


if __name__ == "__main__":
    sys.exit(main())
