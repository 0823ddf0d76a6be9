"""Marked files for tests: what changed in their containers, and what LibreOffice makes of them."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from jiheng.formats.document import Document, Grid
from jiheng.formats.libreoffice import find_program
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_file
from jiheng.model.location import Location
from jiheng.report.mark import Mark
from jiheng.report.marks import Marked, write_marks

WHEN = datetime(2024, 3, 1, 9, 30)


def parts(data: bytes) -> dict[str, bytes]:
    """The members of a container, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def raw(data: bytes) -> list[tuple[str, tuple[int, ...], int, bytes]]:
    """Every member as it is packed: name, date, attributes and bytes from its local header on."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for entry in container.infolist():
            name, extra = (int.from_bytes(data[entry.header_offset + at :][:2], "little") for at in (26, 28))
            end = entry.header_offset + 30 + name + extra + entry.compress_size
            found.append((entry.filename, entry.date_time, entry.external_attr, data[entry.header_offset : end]))
    return found


def untouched(before: bytes, after: bytes, *, but: set[str]) -> bool:
    """Whether all members but these kept their packed bytes, all of them their order and date, new ones at the end."""
    old, new = raw(before), raw(after)
    assert [item[:3] for item in new[: len(old)]] == [item[:3] for item in old]
    kept = zip(old, new, strict=False)
    return {name for (name, *_, one), (_, *_, other) in kept if one != other} <= but


def marked(data: bytes, *marks: Mark, when: datetime | None = WHEN) -> Marked:
    """The file with the marks, made twice the same."""
    first = write_marks(data, marks, when=when)
    assert first == write_marks(data, marks, when=when)
    return first


def read(data: bytes) -> Document:
    return read_bytes(data, "表", DEFAULT_LIMITS)


def places(document: Document) -> Iterator[tuple[Location, str]]:
    """Every cell and paragraph of a document with its text, those of nested tables too."""
    for block in document.blocks:
        yield from _places(block)


def _places(block: Any) -> Iterator[tuple[Location, str]]:
    if not isinstance(block, Grid):
        yield block.at, block.text
        return
    for cell in block.cells:
        yield cell.at, cell.text
        for grid in cell.grids:
            yield from _places(grid)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def values(path: Path) -> Iterator[tuple[str, Location, str]]:
    """Path, place and printed text of every value of a form; the text is blank where it is no text as printed."""
    for n, table in enumerate(read_file(path).declaration.tables or ()):
        tree = msgspec.to_builtins(table, builtin_types=(Decimal,))
        for name, at in (table.cells or {}).items():
            found: Any = tree
            for key, index in re.findall(r"([a-z_0-9]+)|\[(\d+)\]", name):
                try:
                    found = found[int(index)] if index else found[key]
                except (KeyError, IndexError, TypeError):
                    found = None
                    break
            yield f"{n}:{name}", at, found if isinstance(found, str) else ""


def converted(data: bytes, name: str, target: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file, with a profile of its own."""
    source, out = folder / name, folder / "out"
    source.write_bytes(data)
    subprocess.run(
        [
            str(find_program()),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (out / f"{source.stem}.{target}").read_bytes()
