"""The documentation says what the program does: generated pages are fresh, links lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from scripts.generate_docs import PAGES, is_stale

from tests.golden.cases import all_cases

ROOT = Path(__file__).parent.parent.parent
PROSE = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name: str) -> None:
    assert not is_stale(name), f"{name} is stale: make docs"


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "#"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_lock_files_have_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE)
        assert len(packages) > 5
        assert "://" not in text
        entries = re.split(r"\n(?=[a-z0-9-]+==)", text)[1:]
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_development_lock_holds_the_other() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==[^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_the_readme_names_the_commands_and_every_kind_of_file() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for word in ("make run", "make test", ".docx", ".xlsx", ".html", ".csv", ".md", "docs/images/reading.svg"):
        assert word in text


def test_sources_names_every_example() -> None:
    text = (ROOT / "examples" / "SOURCES.md").read_text(encoding="utf-8")
    names = [case.source.name for case in all_cases() if case.source.is_relative_to(ROOT / "examples")]
    assert [name for name in names if name not in text] == []


def test_the_schema_takes_every_expected_reading() -> None:
    schema = json.loads((ROOT / "docs/reference/declaration.schema.json").read_text(encoding="utf-8"))
    known = set(schema["$defs"]["Table"]["properties"])
    for case in all_cases():
        if case.expected.exists():
            for table in json.loads(case.expected.read_text(encoding="utf-8"))["tables"]:
                assert set(table) <= known
