"""jiheng admin: an installation set up from nothing on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.web.places import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("admin"))


def test_from_the_template_to_the_first_administrator(place: Place, tmp_path: Path) -> None:
    tree, password = tmp_path / "单位.xlsx", tmp_path / "password"
    assert place.jiheng("admin", "template", "-o", tree).returncode == 0
    assert place.jiheng("admin", "template", "-o", tree).returncode == 2  # not over what was filled in
    password.write_text("zaiduan\n", encoding="utf-8")
    weak = place.jiheng("admin", "init", "--organisations", tree, "--password-file", password)
    assert (weak.returncode, weak.stdout) == (2, "")
    assert "密码" in weak.stderr
    password.write_text("Guanli-2026-mima\n", encoding="utf-8")
    nameless = place.jiheng("admin", "init", "--password-file", password)
    assert nameless.returncode == 2
    assert "--bureau" in nameless.stderr
    done = place.jiheng("admin", "init", "--organisations", tree, "--password-file", password)
    assert done.returncode == 0, done.stderr
    assert "新增 3 个" in done.stdout
    look = """
from jiheng.web.starting import set_up
set_up()
from jiheng.web.records.models import Organisation, Person
from jiheng.web.records.domain import audit
person = Person.objects.get()
print(person.check_password("Guanli-2026-mima"), person.must_change_password, Organisation.objects.count(), audit.verify().faults)
"""
    assert place.python(look).split() == ["True", "False", "3", "()"]
    again = place.jiheng("admin", "init", "--password-file", password)
    assert again.returncode == 2
    assert "已经有系统管理员" in again.stderr


def test_a_lost_password(place: Place) -> None:
    done = place.jiheng("admin", "reset-password", "ADMIN")
    assert done.returncode == 0, done.stderr
    password = done.stdout.strip().rpartition("：")[2]
    look = f"""
from jiheng.web.starting import set_up
set_up()
from jiheng.web.records.models import Person
person = Person.objects.get()
print(person.check_password({password!r}), person.must_change_password)
"""
    assert place.python(look).split() == ["True", "True"]
    nobody = place.jiheng("admin", "reset-password", "nobody")
    assert (nobody.returncode, nobody.stderr) == (2, "没有账号“nobody”。\n")


def test_a_tree_with_faults_is_told_row_by_row(place: Place, tmp_path: Path) -> None:
    tree = tmp_path / "单位.csv"
    tree.write_text("单位编码,单位名称,类别,上级单位编码\n301,县交通局,主管部门,999\n", encoding="utf-8")
    done = place.jiheng("admin", "organisations", tree)
    assert done.returncode == 2
    assert "第 2 行" in done.stderr
    assert "999" in done.stderr


def test_a_database_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    place = Place(tmp_path / "away", "postgresql://nobody@127.0.0.1:1/nothing")
    place.data.mkdir()
    done = place.jiheng("audit", "verify")
    assert done.returncode == 2
    assert done.stderr.startswith("数据库连不上，或者没有升级")


NEEDS_AN_INSTALLATION = (
    ("backup", "备份.zip"), ("audit", "verify"), ("audit", "head"), ("admin", "migrate"), ("admin", "organisations", "单位.xlsx"),
    ("admin", "reset-password", "admin"),
)  # fmt: skip


@pytest.mark.parametrize("command", NEEDS_AN_INSTALLATION, ids="-".join)
def test_a_mistyped_data_folder_is_no_empty_installation(command: tuple[str, ...], tmp_path: Path) -> None:
    mistyped = Place(tmp_path / "jihneg-data")
    words = [str(tmp_path / one) if "." in one else one for one in command]
    done = mistyped.jiheng(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"“{mistyped.data}”里没有装过绩衡，什么都没有做。请检查环境变量 JIHENG_DATA；新装的先运行 jiheng admin init。\n"
    )
    assert not list(tmp_path.iterdir())


def test_an_empty_database_is_no_installation(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    place.data.mkdir()
    (place.data / "jiheng.sqlite3").touch()
    done = place.jiheng("backup", tmp_path / "备份.zip")
    assert done.returncode == 2
    assert "这个数据库里没有装过绩衡" in done.stderr
    assert not (tmp_path / "备份.zip").exists()


def test_what_needs_no_installation_makes_none(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    assert place.jiheng("admin", "template", "-o", tmp_path / "单位.xlsx").returncode == 0
    gone = place.jiheng("restore", tmp_path / "没有.zip")
    assert (gone.returncode, gone.stderr) == (2, f"找不到备份文件“{tmp_path / '没有.zip'}”，请检查路径。\n")
    assert not place.data.exists()


def test_the_data_are_for_their_owner_alone(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("Guanli-2026-mima\n", encoding="utf-8")
    place = Place(tmp_path / "data")
    old = os.umask(0o022)
    try:
        done = place.jiheng("admin", "init", "--bureau", "县财政局", "--password-file", password)
        assert done.returncode == 0, done.stderr
        keep = """
from jiheng.web.starting import set_up
set_up()
from jiheng.web.records.domain import files
from jiheng.web.records.models import Person
files.keep([b"a"], "a.txt", Person.objects.get())
"""
        place.python(keep)
    finally:
        os.umask(old)
    every = [place.data, *place.data.rglob("*")]
    assert len([one for one in every if one.is_file()]) >= 4
    assert not [(one.name, oct(one.stat().st_mode)) for one in every if one.stat().st_mode & 0o077]
