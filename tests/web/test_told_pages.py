"""The pages that guides and printed lines send people to stand in the navigation, under that name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jiheng.web.demo import people
from jiheng.web.pages.context import NAVIGATION

ROOT = Path(__file__).parents[2]
TOLD = {
    "docs/howto/first-county.md": ("人员", "轮次", "报送情况"),
    "docs/tutorial/first-year-online.md": ("控制数与批复",),
}


def sent_to(text: str) -> set[str]:
    """The pages that a text sends people to."""
    return set(re.findall(r"在“([^”→]+)”里", text))


@pytest.mark.parametrize("name", TOLD)
def test_pages_that_guides_name_are_in_the_navigation(name: str) -> None:
    labels = {str(entry.label) for entry in NAVIGATION}
    text = (ROOT / name).read_text(encoding="utf-8")
    assert sent_to(text) <= labels
    assert set(TOLD[name]) <= sent_to(text)
    assert "“设置" not in text


def test_pages_that_the_demo_names_are_in_the_navigation() -> None:
    assert sent_to("\n".join(people.listed())) == {"人员"}
