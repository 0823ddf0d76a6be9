"""Copies for publication are made beside the requests, one by one, kept as long as somebody may want them, and no longer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.batch.releasing import PublicCopy
from jiheng.model.errors import JihengError
from jiheng.web import worker
from jiheng.web.records.domain import acts, jobs, public_copies
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Content, CopyOrder, CopyStatus, Declaration, Person
from tests.web.county import County, content
from tests.web.moving import RELEASE, SECRECY_REVIEW, at, changed

Look = Callable[..., str]
MADE = PublicCopy(data=b"the copy", suffix=".docx")
ADDRESS = "declaration-public-copy"


class Maker:
    """Makes copies, in no time."""

    def __init__(self) -> None:
        self.copy = MADE
        self.made: list[int] = []

    def __call__(self, content: Content) -> PublicCopy:
        self.made.append(content.pk)
        return self.copy


@pytest.fixture(autouse=True)
def maker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Maker:
    """The files of one test, and copies as it wants them."""
    settings.FILES = tmp_path / "files"
    one = Maker()
    monkeypatch.setattr(public_copies, "_made", one)
    return one


@pytest.fixture
def made(county: County) -> Declaration:
    """With a version in force."""
    return approved(county)


@pytest.fixture
def by(county: County) -> Person:
    """Who may take the copy."""
    return county.people["budget"]


def approved(county: County) -> Declaration:
    """Another one, with another form."""
    return at(county, "approved", changed(content(), notes=f"第 {Content.objects.count()} 份"))


def order_of(declaration: Declaration) -> CopyOrder:
    assert declaration.in_force is not None
    return CopyOrder.objects.get(content=declaration.in_force.content)


def place_of(declaration: Declaration) -> Path:
    assert declaration.in_force is not None
    return public_copies._place(declaration.in_force.content)


# ---- asking


def test_no_request_makes_it(made: Declaration, by: Person, look: Look, maker: Maker, client: Client) -> None:
    page = look(by, ADDRESS, made.pk)
    assert "正在制作公开副本" in page
    assert 'hx-trigger="every 1s"' in page
    assert f'href="{reverse(ADDRESS, args=[made.pk])}">刷新' in page, "without scripts"
    assert "下载公开副本" not in page
    assert look(by, "declaration-public-copy-file", made.pk, status=302) == ""
    look(by, ADDRESS, made.pk)
    assert not maker.made
    assert CopyOrder.objects.count() == 1
    again = client.get(reverse(ADDRESS, args=[made.pk]), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in again
    assert public_copies.make_next()
    assert not public_copies.make_next()
    done = client.get(reverse(ADDRESS, args=[made.pk]), headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    page = look(by, ADDRESS, made.pk)
    assert MADE.sha256 in page
    assert "下载公开副本" in page
    assert len(maker.made) == 1


def test_it_is_made_once(made: Declaration, by: Person, maker: Maker) -> None:
    assert public_copies.ask_for(made, by) is None
    public_copies.make_next()
    assert public_copies.ask_for(made, by) == public_copies.ask_for(made, by) == MADE
    assert not public_copies.make_next()
    place_of(made).write_bytes(b"cut off")
    assert public_copies.ask_for(made, by) is None, "a crash is mended"
    public_copies.make_next()
    assert public_copies.ask_for(made, by) == MADE
    assert len(maker.made) == 2


def test_a_failure_is_a_sentence_and_can_be_tried_again(
    made: Declaration, by: Person, maker: Maker, look: Look, send: Look
) -> None:
    maker.copy = PublicCopy(error="没有随绩衡附带的版式放得下这类表，请另行制作公开的文件。")
    look(by, ADDRESS, made.pk)
    public_copies.make_next()
    page = look(by, ADDRESS, made.pk)
    assert maker.copy.error in page
    assert "正在制作" not in page
    assert not public_copies.make_next(), "not by itself"
    maker.copy = MADE
    assert "正在制作" in send(by, ADDRESS, made.pk)
    assert "正在制作" in send(by, ADDRESS, made.pk), "pressed twice"
    public_copies.make_next()
    assert MADE.sha256 in look(by, ADDRESS, made.pk)
    assert len(maker.made) == 2


def test_a_fault_of_ours_holds_no_other_up(
    county: County, by: Person, monkeypatch: pytest.MonkeyPatch, maker: Maker
) -> None:
    first, second = (approved(county) for _ in range(2))
    for one in (first, second):
        public_copies.ask_for(one, by)
    monkeypatch.setattr(public_copies, "_made", lambda _content: 1 / 0)
    assert public_copies.make_next()
    monkeypatch.setattr(public_copies, "_made", maker)
    assert public_copies.make_next()
    told = public_copies.ask_for(first, by)
    assert told is not None
    assert "绩衡自身出错" in told.error
    assert public_copies.ask_for(second, by) == MADE


def test_a_full_disk_is_told(made: Declaration, by: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise JihengError("写不了")

    public_copies.ask_for(made, by)
    monkeypatch.setattr(public_copies, "write_file", full)
    public_copies.make_next()
    told = public_copies.ask_for(made, by)
    assert told is not None
    assert told.error


def test_nobody_fills_the_queue(county: County, by: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_copies, "MOST_WAITING", 2)
    three = [approved(county) for _ in range(3)]
    for one in three[:2]:
        assert public_copies.ask_for(one, by) is None
        assert public_copies.ask_for(one, by) is None
    with pytest.raises(NotMet, match="还有 2 份公开副本在等待制作"):
        public_copies.ask_for(three[2], by)
    assert public_copies.ask_for(three[2], county.people["performance"]) is None, "others wait for their own"
    public_copies.make_next()
    assert public_copies.ask_for(three[2], by) is None


# ---- making


def test_a_worker_that_dies_of_it_twice_is_enough(made: Declaration, by: Person, maker: Maker) -> None:
    public_copies.ask_for(made, by)
    for _ in range(jobs.TRIES):
        assert public_copies.JOBS.claim() is not None
        assert public_copies.JOBS.claim() is None, "somebody is at it"
        CopyOrder.objects.update(claimed_at=timezone.now() - 2 * jobs.LEASE)
    assert public_copies.make_next()
    assert not maker.made
    told = public_copies.ask_for(made, by)
    assert told is not None
    assert "两次中断" in told.error
    assert public_copies.ask_for(made, by, again=True) is None
    public_copies.make_next()
    assert public_copies.ask_for(made, by) == MADE


def test_a_worker_that_is_told_to_end_gives_it_back(
    made: Declaration, by: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_content: Content) -> PublicCopy:
        raise SystemExit(143)

    public_copies.ask_for(made, by)
    monkeypatch.setattr(public_copies, "_made", ended)
    with pytest.raises(SystemExit):
        public_copies.make_next()
    assert (order_of(made).status, order_of(made).tries) == (CopyStatus.WAITING, 0)
    assert not public_copies.JOBS.held


def test_what_another_took_over_is_not_written(made: Declaration, by: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(_content: Content) -> PublicCopy:
        CopyOrder.objects.update(tries=2)
        return PublicCopy(error="不行")

    public_copies.ask_for(made, by)
    monkeypatch.setattr(public_copies, "_made", overtaken)
    public_copies.make_next()
    assert (order_of(made).status, order_of(made).message) == (CopyStatus.MAKING, "")


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_copies_while_it_reads(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a thread, which ends with the worker; one that takes too long is given back."""
    monkeypatch.setattr(worker, "_IDLE", 0.01)
    one = approved(county)
    public_copies.ask_for(one, county.people["budget"])
    with worker.copies_made(None):
        end = time.monotonic() + 30
        while order_of(one).status != CopyStatus.MADE and time.monotonic() < end:
            time.sleep(0.02)
    assert order_of(one).status == CopyStatus.MADE

    begun, go = threading.Event(), threading.Event()

    def slow(_content: Content) -> PublicCopy:
        begun.set()
        go.wait(60)
        return MADE

    monkeypatch.setattr(public_copies, "_made", slow)
    monkeypatch.setattr(worker, "_TO_FINISH", 0.05)
    other = approved(county)
    public_copies.ask_for(other, county.people["budget"])
    with worker.copies_made(None):
        assert begun.wait(30)
    assert (order_of(other).status, order_of(other).tries) == (CopyStatus.WAITING, 0)
    go.set()
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.daemon and thread.name.startswith("Thread"):
            thread.join(10)
    assert order_of(other).status == CopyStatus.WAITING, "what was given back is another's"


# ---- forgetting


def kept(county: County, by: Person, days: int = 0) -> Declaration:
    """A declaration whose copy was made some days ago."""
    one = approved(county)
    public_copies.ask_for(one, by)
    public_copies.make_next()
    then = timezone.now() - timedelta(days=days)
    CopyOrder.objects.filter(pk=order_of(one).pk).update(at=then)
    os.utime(place_of(one), (then.timestamp(), then.timestamp()))
    return one


def test_old_copies_are_forgotten_and_made_again(county: County, by: Person) -> None:
    old, new = kept(county, by, 61), kept(county, by, 59)
    assert public_copies.forget_old() == 1
    assert not place_of(old).exists()
    assert place_of(new).exists()
    assert public_copies.ask_for(new, by) == MADE
    assert public_copies.ask_for(old, by) is None
    public_copies.make_next()
    assert public_copies.ask_for(old, by) == MADE


def test_a_copy_of_what_is_in_force_no_more_is_forgotten(county: County, by: Person) -> None:
    one = kept(county, by, 1)
    place = place_of(one)
    acts.publish(one, by, **RELEASE)
    assert public_copies.forget_old() == 0
    acts.correct(one, by, changed(content(), notes="另写"), "指标写错", secrecy_review=SECRECY_REVIEW)
    one.refresh_from_db()
    assert place_of(one) != place
    assert public_copies.forget_old() == 1
    assert not place.exists()
    assert not CopyOrder.objects.exists()


def test_the_oldest_of_too_many_go(county: County, by: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    three = [kept(county, by, days) for days in (3, 2, 1)]
    size = place_of(three[0]).stat().st_size
    monkeypatch.setattr(public_copies, "_MOST_BYTES", size * 2)
    assert public_copies.forget_old() == 1
    assert [place_of(one).exists() for one in three] == [False, True, True]


def test_what_a_crash_left_over_goes_and_what_is_being_written_stays(county: County, by: Person) -> None:
    one = kept(county, by, 1)
    folder = place_of(one).parent
    (folder / ".jiheng-old").write_bytes(b"x")
    os.utime(folder / ".jiheng-old", (0, 0))
    (folder / ".jiheng-new").write_bytes(b"x")
    assert public_copies.forget_old() == 1
    assert {path.name for path in folder.iterdir()} == {place_of(one).name, ".jiheng-new"}


def test_what_is_waited_for_and_made_is_never_forgotten(county: County, by: Person) -> None:
    waiting = approved(county)
    public_copies.ask_for(waiting, by)
    CopyOrder.objects.update(at=timezone.now() - timedelta(days=99))
    assert public_copies.forget_old() == 0
    assert order_of(waiting).status == CopyStatus.WAITING


def test_that_it_cannot_be_made_is_remembered_for_a_day(made: Declaration, by: Person, maker: Maker) -> None:
    maker.copy = PublicCopy(error="不行")
    public_copies.ask_for(made, by)
    public_copies.make_next()
    public_copies.forget_old()
    told = public_copies.ask_for(made, by)
    assert told is not None
    CopyOrder.objects.update(at=timezone.now() - timedelta(hours=25))
    public_copies.forget_old()
    assert public_copies.ask_for(made, by) is None


def test_there_is_nothing_to_forget_where_none_was_made(db: None) -> None:  # noqa: ARG001
    assert public_copies.forget_old() == 0
