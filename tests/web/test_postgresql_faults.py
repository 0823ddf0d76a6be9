"""A real PostgreSQL that fails under a real server: its disks are full, it is restarted, its line is cut at the commit.

Whatever was confirmed is there, whatever was said not to be kept is not, and work goes on when the fault is over.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.needs import needs
from tests.web.cut_line import Line, line_to
from tests.web.places import JIHENG, Place
from tests.web.postgresql import Cluster, cluster, programs
from tests.web.test_serve import free, until
from tests.web.visiting import Visitor

pytestmark = needs(programs(), "没有装 PostgreSQL")
_MAKE = """
from jiheng.web.starting import migrate, set_up
set_up(); migrate()
from tests.web.county import build
from tests.web.moving import begun
county = build()
for n in range(4):
    begun(county, by=county.person("preparer", county.unit, f"clerk{n}"))
"""
_COUNT = """
from jiheng.web.starting import set_up
set_up()
from jiheng.web.records.models import AuditEntry, Declaration
for one in Declaration.objects.order_by("pk"):
    found = AuditEntry.objects.filter(declaration=one, act__in=("submit", "withdraw"))
    assert found.count() == one.revision, one
    print(found.count())
"""
_MEGABYTE = 1 << 20


@dataclass
class Tally:
    """What somebody was told of his acts."""

    done: int = 0
    refused: int = 0
    unsure: int = 0
    pages: list[str] = field(default_factory=list)

    def add(self, status: int, page: str) -> None:
        """Count an answer to an act."""
        if status == 302:
            self.done += 1
            return
        assert status == 503, (status, page)
        assert "以前办好的都在" in page
        assert "Error" not in page
        self.pages.append(page)
        self.refused += "刚才的操作没有保存" in page
        self.unsure += "刚才的操作是否办成" in page
        assert self.refused + self.unsure == len(self.pages), page

    def agrees_with(self, there: int) -> bool:
        """Whether what is there is what was told."""
        return self.done <= there <= self.done + self.unsure


@dataclass
class Installation:
    """A server, its PostgreSQL, and the line between them."""

    place: Place
    port: int
    database: Cluster
    line: Line

    def visitor(self, number: int) -> Visitor:
        """Somebody with a declaration of his own."""
        one = Visitor(self.port)
        one.sign_in(f"clerk{number}")
        return one

    def counts(self) -> list[int]:
        """How many acts each declaration has seen, as its history says; the chain is whole."""
        counted = [int(line) for line in self.place.python(_COUNT).split()]
        verified = self.place.jiheng("audit", "verify")
        assert verified.returncode == 0, verified.stdout
        return counted


def act(one: Visitor, declaration: int, tally: Tally) -> bool:
    """Submit, or withdraw what was submitted; whether it was done."""
    before = tally.done
    for what in ("submit", "withdraw"):
        status, page = one.act(declaration, what)
        if status:
            tally.add(status, page)
            break
    return tally.done > before


def often(one: Visitor, declaration: int, tally: Tally, stop: Callable[[], bool]) -> None:
    """Act until it is enough."""
    while not stop():
        act(one, declaration, tally)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A disk of its own under a folder."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        for _ in range(50):
            if subprocess.run(["umount", str(folder)], capture_output=True).returncode == 0:
                break
            time.sleep(0.1)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The disk of a folder takes nothing more."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        for size in (_MEGABYTE, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    try:
        yield
    finally:
        ballast.unlink()


def use_up_log(database: Cluster, folder: Path) -> None:
    """The next few acts need another file of the write-ahead log, and none was made in advance."""
    with psycopg.connect(database.address, autocommit=True) as connection:
        while True:
            current, used = connection.execute(
                "SELECT pg_walfile_name(lsn), (pg_walfile_name_offset(lsn)).file_offset FROM pg_current_wal_insert_lsn() lsn"
            ).fetchone()  # type: ignore[misc]
            if current == max(one.name for one in folder.iterdir() if one.is_file()):
                break
            connection.execute("SELECT pg_current_xact_id()")
            connection.execute("SELECT pg_switch_wal()")
        rest = max(_MEGABYTE - used - 50_000, 0)
        connection.execute("SELECT pg_logical_emit_message(false, '', repeat('x', %s))", [rest])


@contextmanager
def installed(folder: Path, database: Cluster) -> Iterator[Installation]:
    """An installation with four people, each with a draft."""
    with line_to(database.port) as line:
        address = database.address.replace(str(database.port), str(line.port))
        place, port = Place(folder / "jiheng", address), free()
        place.python(_MAKE)
        with subprocess.Popen(
            [*JIHENG, "serve", "--port", str(port), "--workers", "1"],
            env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            try:
                until(lambda: Visitor(port).get("/health/")[0] == 200, 120)
                yield Installation(place, port, database, line)
            finally:
                process.terminate()
                process.wait(60)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder into which PostgreSQL's user may go; pytest keeps its own from everybody else."""
    with tempfile.TemporaryDirectory(prefix="jiheng-faults-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    found = programs()
    assert found is not None
    with (
        own_folder() as folder,
        cluster(found, folder, settings=("fsync=on",)) as database,
        installed(folder, database) as one,
    ):
        yield one


# ---- the line is cut


@pytest.mark.parametrize(("words", "before", "is_done", "said"), [
    (b'INSERT INTO "records_version"', True, False, "刚才的操作没有保存"),
    (b'INSERT INTO "records_auditentry"', False, False, "刚才的操作没有保存"),
    (b"COMMIT", True, False, "刚才的操作是否办成"),
    (b"COMMIT", False, True, "刚才的操作是否办成"),
])  # fmt: skip
def test_a_line_cut_in_the_middle_of_an_act(
    installation: Installation, words: bytes, before: bool, is_done: bool, said: str
) -> None:
    one, tally = installation.visitor(0), Tally()
    (declaration, count), cuts = (1, installation.counts()[0]), installation.line.cuts
    if count % 2:  # then it is submitted, and the next act makes no version
        assert act(one, declaration, tally)
        count += 1
    installation.line.cut_at(words, before=before, after=b'INSERT INTO "records_version"')
    assert not act(one, declaration, tally)
    assert installation.line.cuts == cuts + 1
    assert said in tally.pages[0]
    assert installation.counts()[0] == count + is_done
    assert act(one, declaration, tally), "and on it goes"
    assert installation.counts()[0] == count + is_done + 1


# ---- the server is restarted


def test_a_server_that_is_restarted_in_the_middle_of_acts(installation: Installation) -> None:
    before = installation.counts()
    visitors, tallies = [installation.visitor(number) for number in range(4)], [Tally() for _ in range(4)]
    over = threading.Event()
    acting = [
        threading.Thread(target=often, args=(one, number + 1, tallies[number], over.is_set), daemon=True)
        for number, one in enumerate(visitors)
    ]
    for one in acting:
        one.start()
    for restart in range(1, 4):
        until(lambda: all(tally.done >= 2 * restart for tally in tallies), 120)  # noqa: B023
        installation.database.control("-m", "immediate", "restart")
    until(lambda: all(tally.done >= 8 for tally in tallies), 120)
    over.set()
    for one in acting:
        one.join(60)
        assert not one.is_alive()
    assert sum(len(tally.pages) for tally in tallies), "nobody met the restart"
    for tally, count, now in zip(tallies, before, installation.counts(), strict=True):
        assert tally.agrees_with(now - count), (tally.done, tally.refused, tally.unsure, count, now)


# ---- the disk is full


@pytest.mark.parametrize("what", ["data", "wal"])
def test_a_full_disk(what: str) -> None:
    """Of the tables, or of the write-ahead log alone: then PostgreSQL itself goes down."""
    with own_folder() as folder:
        _fill(what, folder)


def _fill(what: str, folder: Path) -> None:
    found, small = programs(), folder / what
    assert found is not None
    options = ["--wal-segsize=1", *(["-X", str(small / "wal")] if what == "wal" else [])]
    settings = ("fsync=on", "max_wal_size=1GB", "min_wal_size=2MB", "autovacuum=off")
    with (
        small_disk(small, 120),
        cluster(found, folder, *options, settings=settings) as database,
        installed(folder, database) as installation,
    ):
        one, tally = installation.visitor(0), Tally()
        assert act(one, 1, tally)
        if what == "wal":
            use_up_log(database, small / "wal")
        with full(small):
            for _ in range(300):
                if not act(one, 1, tally):
                    break
            assert tally.pages, "it never was full"
            if what == "data":
                assert "服务器的磁盘满了，刚才的操作没有保存" in tally.pages[0]
            assert not act(one, 1, tally), "it still is"
        if not database.is_up:  # an administrator's work
            database.control("start")
        before = tally.done
        until(lambda: act(one, 1, tally), 60)
        assert tally.done == before + 1
        assert tally.agrees_with(installation.counts()[0])
