"""Running the rules: from tables to findings. A rule that crashes is our own fault and stops no other."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jiheng import __version__
from jiheng.law.clauses import clause
from jiheng.law.profiles import NATIONAL, profile_of
from jiheng.model.declaration import Table
from jiheng.model.finding import Basis, Checked, Finding, Fix, Place, Report, Severity, Skipped, Stage
from jiheng.model.language import plain
from jiheng.model.location import Location
from jiheng.model.places import cell_of, value_at
from jiheng.rules.batch import Batch
from jiheng.rules.form import File, Form
from jiheng.rules.registry import Figure, Found, Over, Rule, Spot, all_rules

LATEST = 2026
"""The year of a form that tells none, in a batch that tells none."""
MOST_PLACES = 200
"""Places that one finding lists; what it is about is said by its figures."""
_CUT_OFF = "（原件可能不完整）"
_DOUBTFUL = "（扫描件上这里看不清，请先与原件核对）"


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a form, by our own fault."""

    rule: str
    source: str
    detail: str


@dataclass(slots=True)
class Result:
    """The findings of a call, which of its files each is about (from 0), what was checked, and which rules crashed."""

    findings: list[Finding]
    file_of: list[int]
    checked: list[Checked]
    crashes: list[Crash] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How forms are judged: region and year of the profile (None: the form's own year), the stage, and which rules."""

    region: str = NATIONAL
    year: int | None = None
    stage: Stage = Stage.FILING
    rules: Sequence[Rule] | None = None

    @property
    def chosen(self) -> Sequence[Rule]:
        """The rules to run."""
        return self.rules if self.rules is not None else list(all_rules().values())


def check_tables(
    files: Iterable[tuple[str, Sequence[Table]]],
    *,
    previous: Iterable[tuple[str, Sequence[Table]]] = (),
    stage: str = "filing",
    profile: str | None = None,
) -> Report:
    """Check tables that are at hand, as one batch: `[(source, tables), ...]`.

    :param previous: last year's, in the same shape.
    :param profile: `国家/2021`; by default the national one of each form's year.
    :raises UnknownProfileError: where there is no such profile.
    """
    from jiheng.law.profiles import parse_profile

    region, year = parse_profile(profile) if profile else (NATIONAL, None)
    settings = Settings(region=region, year=year, stage=Stage(stage))
    result = check_files(
        [File(source, tables) for source, tables in files],
        settings,
        [File(source, tables) for source, tables in previous],
    )
    for crash in result.crashes:
        raise RuntimeError(f"{crash.rule} {crash.source}\n{crash.detail}")
    return Report(findings=tuple(result.findings), checked=tuple(result.checked), version=__version__)


def check_files(files: Sequence[File], settings: Settings, previous: Sequence[File] = ()) -> Result:
    """Check the files of a call as one batch."""
    known = _year_of(files)
    opened = [forms_of(file, settings, known) for file in files]
    before = [form for file in previous for form in forms_of(file, settings, known and known - 1)]
    run = _Run(files, settings)
    for forms in opened:
        run.file(forms)
    run.batch([form for forms in opened for form in forms], before)
    return run.result(opened)


def forms_of(file: File, settings: Settings, fallback: int | None) -> list[Form]:
    """The tables of a file as forms; one that prints no year takes that of its file, else the batch's."""
    own = _year_of([file]) or fallback
    forms = []
    for number, table in enumerate(file.tables):
        year = table.fiscal_year or own
        forms.append(Form(table, file, number, profile_of(settings.region, settings.year or year or LATEST), year))
    for form in forms:
        form.siblings = forms
    return forms


def _year_of(files: Sequence[File]) -> int | None:
    """The year that most tables name."""
    years = Counter(table.fiscal_year for file in files for table in file.tables if table.fiscal_year)
    return max(years, key=lambda year: (years[year], year)) if years else None


class _Run:
    """One call: collects findings and crashes."""

    def __init__(self, files: Sequence[File], settings: Settings) -> None:
        self.files = files
        self.order = {id(file): n for n, file in enumerate(files)}
        self.settings = settings
        chosen = [one for one in settings.chosen if settings.stage in one.stages]
        self.rules = {over: [one for one in chosen if one.over is over] for over in Over}
        self.findings: dict[tuple[int, str], Finding] = {}
        self.crashes: list[Crash] = []

    def file(self, forms: Sequence[Form]) -> None:
        """The rules over one form, and over the forms of one file."""
        filled = [form for form in forms if not form.is_blank]
        for form in filled:
            for one in self.rules[Over.FORM]:
                if form.kind in one.kinds and _can_run(one, form):
                    self._apply(one, form, form.source, form)
        for one in self.rules[Over.FILE]:
            wanted = [form for form in filled if form.kind in one.kinds and _can_run(one, form)]
            if wanted:
                self._apply(one, wanted, wanted[0].source, None)

    def batch(self, forms: Sequence[Form], previous: Sequence[Form]) -> None:
        """The rules over all forms."""
        filled = [form for form in forms if not form.is_blank]
        batches: dict[frozenset[Any], Batch] = {}
        for one in self.rules[Over.BATCH]:
            if one.kinds not in batches:
                wanted = [form for form in filled if form.kind in one.kinds]
                batches[one.kinds] = Batch(wanted, [form for form in previous if form.kind in one.kinds])
            if batches[one.kinds].forms:
                self._apply(one, batches[one.kinds], batches[one.kinds].forms[0].source, None)

    def _apply(self, one: Rule, given: Any, source: str, form: Form | None) -> None:
        try:
            for item in one.check(given):
                file, finding = self._finding(one, item, form)
                self.findings.setdefault((file, finding.id), finding)
        except Exception as error:
            self.crashes.append(Crash(one.id, source, "".join(traceback.format_exception(error))))

    def _finding(self, one: Rule, item: Found, form: Form | None) -> tuple[int, Finding]:
        spots = [spot if isinstance(spot, Spot) else _spot(form, spot) for spot in item.where[:MOST_PLACES]]
        first = spots[0]
        severity = item.severity or one.severity_at(self.settings.stage)
        sentence = (one.messages[item.message] if item.message else one.message).format(**item.slots)
        if one.family == "CMP" and first.form.is_cut_off and severity is not Severity.ADVICE:
            severity, sentence = Severity.ADVICE, f"{sentence}{_CUT_OFF}"
        if any((spot.form.number, spot.path) in spot.form.file.doubtful for spot in spots):
            severity = Severity.WARNING if severity is Severity.ERROR else severity
            sentence = f"{sentence}{_DOUBTFUL}"
        where = tuple(
            Place(source=spot.form.source, table=spot.form.number, path=spot.path, at=_at(spot)) for spot in spots
        )
        return self.order.get(id(first.form.file), 0), Finding(
            id=_id(one.id, where, [value_at(spot.form.table, spot.path) for spot in spots]),
            rule=one.id,
            severity=severity,
            message=f"{first.form.called}，{sentence}",
            where=where,
            source=where[0].source,
            table=where[0].table,
            printed=_figure(item.printed),
            computed=_figure(item.computed),
            difference=_figure(item.difference),
            fix=_fix(item, form),
            basis=_basis(one),
        )

    def result(self, opened: Sequence[Sequence[Form]]) -> Result:
        """What the call says, in the order of file, table and position."""
        found = sorted(
            self.findings.items(), key=lambda item: (item[0][0], item[1].table, _position(item[1]), item[1].rule)
        )
        checked = [self._checked(file, forms) for file, forms in zip(self.files, opened, strict=True)]
        return Result([finding for _, finding in found], [key[0] for key, _ in found], checked, self.crashes)

    def _checked(self, file: File, forms: Sequence[Form]) -> Checked:
        ran, skipped = self._ran(file, forms)
        names = list(dict.fromkeys(form.profile.name for form in forms))
        return Checked(
            source=file.source,
            tables=len(file.tables),
            complete=file.complete,
            left_over=file.left_over,
            profile="、".join(names) or f"{self.settings.region}/{self.settings.year or LATEST}",
            rules_run=ran,
            rules_skipped=tuple(skipped),
        )

    def _ran(self, file: File, forms: Sequence[Form]) -> tuple[int, list[Skipped]]:
        """How many rules ran on a file, and why the others did not."""
        filled = [form for form in forms if not form.is_blank]
        crashed = {crash.rule for crash in self.crashes if crash.source == file.source}
        ran, skipped = 0, []
        for one in self.settings.chosen:
            why = _why_skipped(one, forms, filled, self.settings.stage)
            if one.id in crashed:
                why = "这条规则自身出错，请告诉维护者"
            if why:
                skipped.append(Skipped(rule=one.id, why=why))
            else:
                ran += 1
        return ran, skipped


def _why_skipped(one: Rule, forms: Sequence[Form], filled: Sequence[Form], stage: Stage) -> str:
    if not forms:
        return "文件里没有绩效目标表"
    if not filled:
        return "表是空白的，没有填写"
    if stage not in one.stages:
        return "这条规则只在报送时用" if Stage.FILING in one.stages else "这条规则只在公开前用"
    wanted = [form for form in filled if form.kind in one.kinds]
    if not wanted:
        return "文件里没有这条规则适用的表"
    if not any(_can_run(one, form) for form in wanted):
        return f"口径 {wanted[0].profile.name} 没有规定这条规则要用的标准"
    return ""


def _can_run(one: Rule, form: Form) -> bool:
    return all(form.profile.get(key) is not None for key in one.needs)


def _spot(form: Form | None, path: str) -> Spot:
    if form is None:
        raise TypeError("a rule over several forms must say which form a place is in")
    return Spot(form, path)


def _at(spot: Spot) -> Location | None:
    """The cell of a value; of a blank one, the cell that is to be filled, or the nearest that says something."""
    form = spot.form
    cells = form.table.cells or {}
    found = cells.get(spot.path) or form.blanks.get(spot.path) or cell_of(cells, spot.path)
    return found or cells.get("title") or next(iter(cells.values()), None)


def _fix(item: Found, form: Form | None) -> Fix | None:
    if item.fix is None:
        return None
    place, value = item.fix
    spot = place if isinstance(place, Spot) else _spot(form, place)
    held = format(plain(value), "f") if isinstance(value, Decimal) else value
    return Fix(source=spot.form.source, table=spot.form.number, path=spot.path, value=held)


def _basis(one: Rule) -> Basis:
    return clause(one.basis).basis


def _figure(value: Figure) -> str | None:
    if value is None:
        return None
    return format(plain(value), "f") if isinstance(value, Decimal) else str(value)


def _id(rule: str, where: Sequence[Place], printed: Sequence[Any]) -> str:
    """Stable over calls: the same rule on the same places with the same printed values."""
    text = "\x1f".join(
        (
            rule,
            *(
                f"{place.source}\x1e{place.table}\x1e{place.path}\x1e{value}"
                for place, value in zip(where, printed, strict=True)
            ),
        )
    )
    return f"{rule}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"


def _position(finding: Finding) -> tuple[Any, ...]:
    """Where in its form a finding stands: down the page where cells tell, else in the order of the declaration."""
    at = finding.where[0].at
    if at is None:
        return (1,)
    if at.line:
        return (0, at.line, at.column or 0)
    if at.page:
        box = at.box or (0, 0, 0, 0)
        return (0, at.page, box[1], box[0])
    if at.cell:
        letters = at.cell.rstrip("0123456789")
        return (0, int(at.cell[len(letters) :] or 0), len(letters), letters)
    if at.row is not None and isinstance(at.row, int):
        table = at.table if isinstance(at.table, tuple) else (at.table,)
        return (0, *(n for n in table if isinstance(n, int)), at.row, at.column or 0)
    return (0, -1, at.paragraph if isinstance(at.paragraph, int) else 0)
