"""What is to be said of a place of a file, in words that an office file can hold."""

from __future__ import annotations

from dataclasses import dataclass

from jiheng.formats.xml_splice import legal_text
from jiheng.model.location import Location

DEFAULT_AUTHOR = "绩衡"
_LONGEST_AUTHOR = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is to be said of a place."""

    at: Location
    """The place as the reader of the file gives it; without row, column or cell the first cell of the table or sheet."""
    text: str
    """What is said; lines parted by `\\n`."""
    author: str = DEFAULT_AUTHOR
    """Who says it."""


def clean_lines(text: str) -> list[str]:
    """The lines of a text without the characters that an XML file cannot hold."""
    return legal_text(text).split("\n")


def clean_author(author: str) -> str:
    """A name on one line that is not too long for the programs that show it."""
    return " ".join(" ".join(clean_lines(author)).split())[:_LONGEST_AUTHOR] or DEFAULT_AUTHOR
