"""Two years of 云溪县: last year's round nearly done, this year's in the middle. Everything is done by people, on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiheng.web.demo.clock import at, workday
from jiheng.web.demo.forms import Form, forms_of
from jiheng.web.demo.people import holders
from jiheng.web.demo.telling import WAYS, Case
from jiheng.web.records.domain import intake_reading, intakes, register, rounds
from jiheng.web.records.models import (
    FormKind,
    Intake,
    IntakeForm,
    Notice,
    Organisation,
    Person,
    Phase,
    Role,
)

Event = tuple[datetime, int, Callable[[], None]]
THIS_YEAR: dict[tuple[str, int], str] = {
    ("301", 0): "performance_review",
    ("303", 0): "section_review", ("303", 2): "draft", ("303", 3): "returned", ("303", 4): "unit_review",
    ("304", 0): "performance_review", ("304", 1): "draft", ("304", 2): "returned", ("304", 3): "section_review",
    ("304", 4): "unit_review", ("304", 5): "answered", ("304", 6): "fair", ("304", 7): "head_returned",
    ("304", 9): "reviewed", ("304", 11): "approved", ("304", 12): "adjusting", ("304", 13): "published",
    ("304", 14): "reviewed_good", ("304", 15): "approved", ("304", 16): "rejected", ("304", 17): "section_review",
    ("304", 18): "performance_review", ("304", 19): "draft",
    ("305", 0): "section_review", ("305", 1): "returned", ("305", 2): "draft", ("305", 4): "approved",
    ("305", 5): "unit_review", ("305", 6): "adjusting",
    ("201001-a", 0): "department_review", ("201001-b", 0): "answered", ("201002-a", 0): "department_review",
    ("202001-a", 0): "reviewed", ("202002-a", 0): "unit_review",
}  # fmt: skip
"""How far this year's declarations are: by unit (with a letter for each of its files) and number of the form."""
_LEFT_OUT = frozenset((("304", 8), ("304", 10), ("304", 20), ("305", 3), ("305", 7), ("303", 1)))
"""Forms that nobody took over from the file."""
_MOST_LAST_YEAR = 12
"""The forms behind this one were new this year."""
_LAST_YEAR = {("304", 6): "rejected", ("304", 3): "adjustment", ("201001-a", 0): "adjustment"}
_NOT_IN_THE_REGISTER = frozenset(("免费开放文化站",))


def tell(now: datetime) -> None:
    """Both rounds up to this moment."""
    year = now.year + (now.month >= 7)
    last = _Round(0, year - 1, now, 190)
    _carry_out(last.prepare())
    this = _Round(1, year, now, 0)
    events = list(this.prepare())
    adjusted = last if last.round.fiscal_year == now.year else this
    for n, case in enumerate(adjusted.wanting):
        events.append((workday(now, 2 + n, 3), len(events) + n, case.request_adjustment))
        if n == 0:
            events.append((workday(now, 1, 4), len(events) + n, case.submit))
    _carry_out(events)
    Notice.objects.filter(at__lt=now - timedelta(days=20)).update(read_at=now - timedelta(days=19))


def _carry_out(events: Iterable[Event]) -> None:
    """Do everything in its turn."""
    for moment, _number, act in sorted(events, key=lambda event: event[:2]):
        with at(moment):
            act()


class _Round:
    """A round of the demo."""

    def __init__(self, which: int, year: int, now: datetime, ago: int) -> None:
        self.which, self.now, self.ago = which, now, ago
        """`ago`: working days by which all of it lies back."""
        self.admin = Person.objects.get(username="admin")
        self.wanting: list[Case] = []
        self._holder = holders()
        self._numbers = count()
        self._approvals = count(1)
        opening = workday(now, ago + 50)
        set_up = rounds.SetUp(name=f"{year}年度预算绩效目标", region="国家", layouts=("national-project",))
        with at(opening):
            self.round = rounds.create(self.admin, year, set_up, self._windows(opening, year))

    def _windows(self, opening: datetime, year: int) -> dict[Phase, rounds.Span]:
        later = timedelta(days=round(self.ago * 1.4))
        windows = {
            Phase.FIRST_UP: (opening, self._end(8) - later),
            Phase.SECOND_UP: (self._end(-40) - later, self._end(30) - later),
        }
        if year > timezone.localtime(self.now).year:  # a year that has not begun is not adjusted yet
            begin = self._end(0).replace(year=year, month=6, day=1, hour=9)
            return {**windows, Phase.ADJUSTMENT: (begin, begin.replace(month=9, day=30, hour=18))}
        return {**windows, Phase.ADJUSTMENT: (self._end(-30), self._end(60))}

    def _end(self, days: int) -> datetime:
        """The end of a day, so many from now."""
        return timezone.localtime(self.now + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0)

    def prepare(self) -> Iterator[Event]:
        """Take the files in, and say what is done with each form when."""
        files = forms_of(self.which, self.round.fiscal_year)
        units = {one.code: one for one in Organisation.objects.all()}
        with at(workday(self.now, self.ago + 49)):
            self._register(files, units)
        seen: dict[str, int] = {}
        for file in files:
            unit = units[file.unit]
            seen[file.unit] = seen.get(file.unit, 0) + 1
            key = file.unit if not file.unit.startswith("20") else f"{file.unit}-{'abc'[seen[file.unit] - 1]}"
            yield from self._file(file, unit, key)

    def _register(self, files: list[Form], units: dict[str, Organisation]) -> None:
        """The projects that the bureau knows, with codes."""
        taken: set[tuple[str, str]] = set()
        listed = [(file, form.table) for file in files for form in file.taken.forms]
        for number, (file, table) in enumerate(listed, start=1):
            name = table.project_name or ""
            if table.kind.value != FormKind.PROJECT or not name or name in _NOT_IN_THE_REGISTER:
                continue
            if (file.unit, name) in taken:
                name += "（二）"
            taken.add((file.unit, name))
            code = table.project_code or f"{self.round.fiscal_year}{file.unit}{number:04}"
            amount = (table.budget or {}).get("total")
            register.add(self.round, self.admin, unit=units[file.unit], code=code, name=name, amount=amount)
        extra = units["302"]
        register.add(
            self.round, self.admin, unit=extra, code=f"{self.round.fiscal_year}{extra.code}9001", name="背街小巷路灯维护",
            amount=Decimal(180_000),
        )  # fmt: skip

    def _file(self, file: Form, unit: Organisation, key: str) -> Iterator[Event]:
        ways = {form.number: self._way(key, form.number) for form in file.taken.forms}
        plans = {number: list(self._days(WAYS[way], number)) for number, way in ways.items() if way}
        first = min((days[0] for days in plans.values()), default=workday(self.now, self.ago + 3))
        with at(first - timedelta(minutes=20)):
            clerk = self._holder(Role.PREPARER, unit)
            intakes.take([SimpleUploadedFile(file.name, file.data)], unit, self.round, clerk)
            intake = intake_reading.JOBS.claim()
            assert intake is not None
            intake_reading.keep(intake, [file.taken])
        if self.which == 0:
            yield (
                self.now - timedelta(days=60),
                next(self._numbers),
                lambda: intakes.close(Intake.objects.get(pk=intake.pk), clerk),
            )
        for form in IntakeForm.objects.filter(intake=intake).select_related("intake"):
            if form.number in plans:
                case = Case(unit, form, next(self._approvals), self._holder)
                steps = WAYS[ways[form.number] or ""]
                for moment, step in zip(plans[form.number], steps, strict=True):
                    yield (moment, next(self._numbers), lambda step=step, case=case: step(case))  # type: ignore[misc]
                if ways[form.number] == "adjustment":
                    self.wanting.append(case)

    def _way(self, key: str, number: int) -> str:
        if (key, number) in _LEFT_OUT or (self.which == 0 and number > _MOST_LAST_YEAR):
            return ""
        if self.which == 1:
            return THIS_YEAR.get((key, number), "")
        return _LAST_YEAR.get((key, number), "published" if number % 3 else "approved")

    def _days(self, steps: tuple[object, ...], number: int) -> Iterator[datetime]:
        """The day of each step: the last ones not long ago, one or two working days between."""
        last = self.ago + 1 + number % 4
        for n in range(len(steps)):
            left = len(steps) - 1 - n
            yield workday(self.now, last + left * (2 if len(steps) < 8 else 1) + left // 2, n + number)
