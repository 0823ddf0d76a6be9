"""Zip archives: names of other systems, hostile members, and that nothing is written anywhere."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.formats.office_builders import zipped

from jiheng.formats.archive import Member, members, read_member
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import DamagedDocument, LimitExceeded, ProtectedDocument, UnreadableDocument


def archive(
    folder: Path, *files: tuple[bytes, bytes], name: str = "包.zip", flags: int = 0, extra: bytes = b""
) -> Path:
    """An archive whose names are these bytes, whatever system wrote them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (raw, data) in enumerate(files):
            entry = zipfile.ZipInfo(f"{number:02}".ljust(len(raw), "x")[: len(raw)])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.extra = extra
            made.writestr(entry, data)
    written = out.getvalue()
    for number, (raw, _) in enumerate(files):
        written = written.replace(f"{number:02}".ljust(len(raw), "x")[: len(raw)].encode(), raw)
    if flags:
        at = written.index(b"PK\1\2")
        written = written[: at + 8] + struct.pack("<H", flags) + written[at + 10 :]
        written = written[:6] + struct.pack("<H", flags) + written[8:]
    path = folder / name
    path.write_bytes(written)
    return path


def names(path: Path) -> list[str]:
    return [member.name for member in members(path, (), DEFAULT_LIMITS) or ()]


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        ("庆丰街道/绩效表.docx".encode("gb18030"), 0),
        ("庆丰街道/绩效表.docx".encode(), 0x800),
        ("庆丰街道/绩效表.docx".encode(), 0),
    ],
)
def test_names_are_read_as_they_were_written(raw: bytes, flags: int, tmp_path: Path) -> None:
    assert names(archive(tmp_path, (raw, b"x"), flags=flags)) == ["庆丰街道/绩效表.docx"]


def test_one_name_of_an_archive_tells_the_encoding_of_all(tmp_path: Path) -> None:
    assert "模".encode("gb18030").decode() != "模"  # it is UTF-8 by chance
    files = [(name.encode("gb18030"), b"x") for name in ("模xx", "绩效表")]
    assert names(archive(tmp_path, *files)) == ["模xx", "绩效表"]


def test_a_name_in_an_extra_field_wins(tmp_path: Path) -> None:
    import zlib

    name = "绩效表.docx".encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"?????.docx")) + name
    assert names(archive(tmp_path, (b"?????.docx", b"x"), extra=extra)) == ["绩效表.docx"]


def test_paths_out_of_the_archive_are_names_only(tmp_path: Path) -> None:
    path = archive(tmp_path, (b"../../../../etc/passwd", b"x"), (b"/root/a.txt", b"y"), (b"c:\\d\\e.txt", b"z"))
    assert names(path) == ["etc/passwd", "root/a.txt", "c:/d/e.txt"]
    assert [read_member(path, (n,), DEFAULT_LIMITS) for n in range(3)] == [b"x", b"y", b"z"]
    assert [file.name for file in tmp_path.iterdir()] == ["包.zip"]


def test_office_files_are_no_archives(tmp_path: Path) -> None:
    for number, part in enumerate(("[Content_Types].xml", "mimetype", "OFD.xml")):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(zipped({part: "x", "a": "b"}))
        assert members(path, (), DEFAULT_LIMITS) is None


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(zipped({"内.zip": zipped({"a.txt": "甲", "b.txt": "乙"})}))
    assert members(path, (0,), DEFAULT_LIMITS) == [Member(0, "a.txt", 3, False), Member(1, "b.txt", 3, False)]
    assert read_member(path, (0, 1), DEFAULT_LIMITS) == "乙".encode()


def test_the_first_bytes_only(tmp_path: Path) -> None:
    assert read_member(archive(tmp_path, (b"a.txt", b"abcdef")), (0,), DEFAULT_LIMITS, 3) == b"abc"


def test_a_changed_archive_is_opened_anew(tmp_path: Path) -> None:
    assert names(archive(tmp_path, (b"a.txt", b"x"))) == ["a.txt"]
    assert names(archive(tmp_path, (b"a.txt", b"x"), (b"b.txt", b"y"))) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("limits", "words"),
    [(Limits(parts=2), "parts"), (Limits(total_bytes=10), "total_bytes")],
)
def test_archives_beyond_the_limits(limits: Limits, words: str, tmp_path: Path) -> None:
    path = archive(tmp_path, (b"a.txt", b"12345"), (b"b.txt", b"12345"), (b"c.txt", b"12345"))
    with pytest.raises(LimitExceeded, match=words):
        members(path, (), limits)


def test_a_bomb_in_an_archive(tmp_path: Path) -> None:
    path = archive(tmp_path, (b"a.txt", bytes(30 * 1024 * 1024)))
    with pytest.raises(LimitExceeded, match="压缩炸弹"):
        read_member(path, (0,), DEFAULT_LIMITS)
    with pytest.raises(LimitExceeded, match="file_bytes"):
        read_member(path, (0,), Limits(file_bytes=1024))


def test_an_encrypted_member(tmp_path: Path) -> None:
    path = archive(tmp_path, (b"a.txt", b"x"), flags=1)
    assert [member.encrypted for member in members(path, (), DEFAULT_LIMITS) or ()] == [True]
    with pytest.raises(ProtectedDocument, match="密码"):
        read_member(path, (0,), DEFAULT_LIMITS)


def test_damage(tmp_path: Path) -> None:
    path = archive(tmp_path, (b"a.txt", b"abc" * 100))
    whole = path.read_bytes()
    path.write_bytes(whole[:60])
    with pytest.raises(DamagedDocument):
        members(path, (), DEFAULT_LIMITS)
    path.write_bytes(whole[:40] + b"\xff" * 3 + whole[43:])
    with pytest.raises(DamagedDocument, match="这个文件已损坏"):
        read_member(path, (0,), DEFAULT_LIMITS)
    path.unlink()
    with pytest.raises(UnreadableDocument, match="找不到"):
        members(path, (), DEFAULT_LIMITS)
