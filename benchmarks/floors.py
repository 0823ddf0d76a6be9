"""The least that anybody must do to read an office file: what our readers are measured against."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parse_document_part(path: Path) -> object:
    """Unzip and parse word/document.xml alone."""
    with zipfile.ZipFile(path) as packed:
        return etree.fromstring(packed.read("word/document.xml"))


def parse_all_parts(path: Path) -> list[Any]:
    """Unzip and parse every XML part."""
    with zipfile.ZipFile(path) as packed:
        return [etree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))]


def bare_workbook(path: Path) -> list[tuple[dict[str, tuple[str, str]], list[str]]]:
    """Of every sheet the text and number format of each cell, and the merged ranges: nothing else."""
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            root = etree.fromstring(packed.read("xl/sharedStrings.xml"))
            shared = ["".join(item.itertext(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]
        styles = etree.fromstring(packed.read("xl/styles.xml"))
        codes = {item.get("numFmtId"): item.get("formatCode") for item in styles.iter(f"{_MAIN}numFmt")}
        used = [
            codes.get(item.get("numFmtId"), item.get("numFmtId"))
            for group in styles.iter(f"{_MAIN}cellXfs")
            for item in group.iter(f"{_MAIN}xf")
        ]
        links = etree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        targets = {item.get("Id"): item.get("Target") for item in links}
        book = etree.fromstring(packed.read("xl/workbook.xml"))
        sheets = []
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets[sheet.get(_REL)]
            part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            sheets.append(_bare_sheet(etree.fromstring(packed.read(part)), shared, used))
        return sheets


def _bare_sheet(root: Any, shared: list[str], used: list[str]) -> tuple[dict[str, tuple[str, str]], list[str]]:
    cells = {}
    for cell in root.iter(f"{_MAIN}c"):
        kind = cell.get("t")
        if kind == "inlineStr":
            text = "".join(cell.itertext(f"{_MAIN}t"))
        else:
            text = cell.findtext(f"{_MAIN}v") or ""
            if kind == "s" and text:
                text = shared[int(text)]
        cells[cell.get("r")] = (text, used[int(cell.get("s", 0))])
    return cells, [item.get("ref") for item in root.iter(f"{_MAIN}mergeCell")]
