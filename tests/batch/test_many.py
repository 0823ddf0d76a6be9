"""Worker processes: order, and that a file's trouble stays its own."""

from __future__ import annotations

import os
import signal
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from jiheng.batch import many, patience
from jiheng.batch.alarm import TimeUp, within
from jiheng.batch.files import Found
from jiheng.batch.many import read_all
from jiheng.batch.reading import Outcome
from jiheng.batch.workers import _decode, _encode
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.ledger import Became, Entry, How, Ledger
from jiheng.model.declaration import Declaration, Indicator, Kind, LeftOver, Table
from jiheng.model.location import Location
from tests.batch.readers import read_by_name


def files(*names: str) -> list[Found]:
    return [Found(Path(name), name) for name in names]


def outcomes(names: list[str], jobs: int = 2, seconds: float = 30) -> list[Outcome]:
    return list(read_all(files(*names), DEFAULT_LIMITS, jobs=jobs, seconds=seconds, read=read_by_name))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_files(jobs: int) -> None:
    names = [f"{'wait' if n % 10 == 0 else 'file'}{n}" for n in range(60)]
    assert [outcome.declaration.source for outcome in outcomes(names, jobs)] == names


def test_a_worker_that_is_killed_costs_its_file_only() -> None:
    names = ["a", "killed-1", "b", "killed-2", "killed-3", "c", "d"]
    found = outcomes(names)
    assert [outcome.declaration.source for outcome in found] == names
    assert [outcome.declaration.error is UNSET for outcome in found] == [True, False, True, False, False, True, True]
    assert not any(outcome.fault for outcome in found)
    assert "--jobs 1" in str(found[1].declaration.error)
    assert found[2].declaration.error is UNSET


def test_a_file_that_takes_too_long_costs_itself_only() -> None:
    names = ["a", "slow", "b", "c", "slow-too", "d"]
    found = outcomes(names, seconds=1)
    assert [outcome.declaration.source for outcome in found] == names
    assert [outcome.declaration.error is not UNSET for outcome in found] == [False, True, False, False, True, False]
    assert "超过 1 秒" in str(found[1].declaration.error)
    assert not any(outcome.fault for outcome in found)


def test_every_file_may_kill_its_worker() -> None:
    assert all(outcome.declaration.error is not UNSET for outcome in outcomes(["killed"] * 5, jobs=3))


def test_alone_nothing_is_said_of_jobs() -> None:
    (outcome,) = outcomes(["killed"], jobs=1)
    assert "超出内存上限" in str(outcome.declaration.error)
    assert "--jobs" not in str(outcome.declaration.error)


def test_a_pdf_that_crashes_its_worker(tmp_path: Path) -> None:
    path = tmp_path / "crash.pdf"
    path.write_bytes(b"%PDF-1.4")
    found = [Found(path, path.name), Found(Path("crash"), "crash")]
    pdf, other = read_all(found, DEFAULT_LIMITS, jobs=2, seconds=30, read=read_by_name)
    assert "PDF 阅读器" in str(pdf.declaration.error)
    assert "拆成小一些的文件" in str(other.declaration.error)
    assert not pdf.fault
    assert not other.fault


def test_a_worker_that_leaves_is_our_fault() -> None:
    (outcome,) = outcomes(["leave"], jobs=1)
    assert outcome.fault
    assert "退出码 7" in str(outcome.declaration.error)


def test_stopping_early_ends_the_workers() -> None:
    reading = read_all(files("a", "b", "slow"), DEFAULT_LIMITS, jobs=2, seconds=60, read=read_by_name)
    assert next(reading).declaration.source == "a"
    reading.close()  # type: ignore[attr-defined]


def test_no_files() -> None:
    assert outcomes([], jobs=2) == []


def test_an_outcome_survives_the_way_between_processes() -> None:
    at = Location(table=(0, 1, 2, 0), row=3, column=1)
    indicator = Indicator(name="合格率", number=Decimal("90.00"), operator=None, value_text="≥90.00%")
    table = Table(
        kind=Kind.PROJECT,
        title=None,
        budget={"total": Decimal("0"), "other_funds": None},
        indicators=(indicator,),
        cells={
            "indicators[0].name": at,
            "title": Location(sheet="表", cell="C7"),
            "x": Location(page=1, box=(0, 1, 2, 3)),
        },
    )
    declaration = Declaration(
        source="子目录/表.docx", tables=(table,), complete=False, left_over=(LeftOver(text="？", at=at),)
    )
    entry = Entry("合格率", at, Became.VALUE, ("indicators[0].name",), How.INFERRED, "在三级指标列里", 0)
    outcome = Outcome(declaration, Ledger((entry, Entry("表", at, Became.LABEL))), fault=True, detail="x")
    assert _decode(_encode(outcome)) == outcome


def test_one_file_has_a_limit_of_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.2)
    found = list(read_all(files("busy", "a"), DEFAULT_LIMITS, read=read_by_name))
    assert "超过 0.2 秒" in str(found[0].declaration.error)
    assert found[1].declaration.error is UNSET


def test_the_alarm_is_put_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeUp), within(0.01):
        time.sleep(5)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def processes(*names: str | Path, **options: Any) -> list[bool]:
    """For each file, whether it was read in this process."""
    found = [Found(Path(name), Path(name).name) for name in names]
    outcomes = read_all(found, DEFAULT_LIMITS, read=read_by_name, **options)
    return [outcome.declaration.source.endswith(f" {os.getpid()}") for outcome in outcomes]


def test_a_given_limit_of_time_is_kept_by_a_worker() -> None:
    assert processes("process") == [True]
    assert processes("process", seconds=30.0) == [False]
    assert processes("process", seconds=30.0, jobs=1) == [False]


@pytest.mark.parametrize("content", [bytes(many.LARGE + 1), b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n..."])
def test_what_no_alarm_may_stop_is_read_in_another_process(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "process-other").write_bytes(content)
    (tmp_path / "process-small").write_bytes(b"x")
    assert processes(tmp_path / "process-small") == [True]
    assert processes(tmp_path / "process-other", tmp_path / "process-small") == [False, False]


def test_a_thread_without_alarm_reads_in_a_worker() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.extend(processes("process")))
    thread.start()
    thread.join()
    assert found == [False]
