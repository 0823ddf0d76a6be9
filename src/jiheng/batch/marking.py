"""The units' own files with the findings as comments in them, written to another folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from jiheng.batch.checking import Call
from jiheng.batch.files import Found
from jiheng.batch.writing import write_file
from jiheng.formats.archive import read_member
from jiheng.formats.limits import Limits
from jiheng.model.errors import JihengError
from jiheng.model.finding import Finding
from jiheng.report.findings import SEVERITIES, basis_words
from jiheng.report.mark import Mark
from jiheng.report.marks import write_marks
from jiheng.report.prose import one_line

AUTHOR = "绩衡"


def mark_files(call: Call, found: Sequence[Found], folder: Path, limits: Limits, *, force: bool) -> Iterator[str]:
    """Write each file that has findings, with a comment at every cell that is to be changed; says what became of it.

    The name and the folders below an argument stay. A file that exists is not overwritten without `force`.
    """
    written = 0
    seen: set[Path] = set()
    originals = {item.path.resolve() for item in found}
    for item in call.files:
        findings = [one for one in item.findings if one.waived is None]
        if not findings:
            continue
        source = one_line(item.file.source)
        target = folder.joinpath(*_safe(item.file.source))
        if target.resolve() in originals:
            yield f"{source}：批注没有写，“{target}”就是原文件，不能写到它上面；请换一个文件夹。"
            continue
        if target in seen:
            yield f"{source}：批注没有写，这一批里另有一个同名的文件已经写到“{target}”；请分文件夹审核，各写到一处。"
            continue
        if target.exists() and not force:
            yield f"{source}：批注没有写，“{target}”已经有了；换一个文件夹，或加 --force。"
            continue
        try:
            marked = write_marks(_bytes(found[item.number], limits), [_mark(one) for one in findings], when=None)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_file(target, marked.data)
        except JihengError as error:
            yield f"{source}：批注没有写：{error}"
            continue
        except OSError as error:
            yield f"{source}：批注没有写：系统写不了“{target}”（系统错误号 {error.errno or '不明'}），请检查文件夹的权限和空间。"
            continue
        seen.add(target)
        written += 1
        if marked.signed:
            yield f"{source}：原文件有数字签名，写了批注的副本里签名不再有效，原文件没有动。"
        if marked.unplaced:
            yield f"{source}：有 {len(marked.unplaced)} 条意见找不到对应的格，没有写成批注，请看审核清单。"
    yield f"写了 {written} 个带批注的文件，在“{folder}”。"


def _safe(source: str) -> list[str]:
    """The parts of a file's path below the folder: nothing that leads out of it."""
    return [part for part in PurePosixPath(source.replace("\\", "/")).parts if part not in ("/", "..", ".")] or [
        "未命名"
    ]


def _bytes(item: Found, limits: Limits) -> bytes:
    return read_member(item.path, item.inside, limits) if item.inside else item.path.read_bytes()


def _mark(one: Finding) -> Mark:
    text = f"【{SEVERITIES[one.severity]}】{one.message}\n依据：{basis_words(one.rule)}（{one.rule}）"
    at = one.where[0].at
    if at is None:
        raise JihengError("这份文件没有单元格位置，写不了批注。")
    return Mark(at=at, text=text, author=AUTHOR)
