"""How large an input may be: settings with sane defaults, refused with one sentence when exceeded."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one file. Every bound is a positive number; nonsense is refused."""

    file_bytes: int = 200 * 1024 * 1024
    """Size of the file itself."""
    part_bytes: int = 200 * 1024 * 1024
    """Unpacked size of one part of a zip container."""
    total_bytes: int = 500 * 1024 * 1024
    """Unpacked size of all parts that are read."""
    ratio: int = 200
    """Unpacked over packed size of a part that is larger than 10 MiB unpacked."""
    parts: int = 10_000
    """Entries in a zip container."""
    cells: int = 2_000_000
    """Non-blank cells in a file; with the blank ones there may be twice as many."""
    text_characters: int = 50_000_000
    """Characters of all texts in a file; one text that is shown many times counts as often."""
    cell_characters: int = 100_000
    """Characters of one cell; a longer text is cut there and reported."""
    nesting: int = 20
    """Depth of tables in tables."""
    pages: int = 3_000
    """Pages of a PDF, or of an image file."""
    pixels: int = 80_000_000
    """Pixels of one picture of a page: A3 at 600 dots per inch has 70 million."""
    page_objects: int = 500_000
    """Drawn objects on one page of a PDF."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(f"限制 {item.name} 必须是正整数，现为 {value!r}。")


DEFAULT_LIMITS = Limits()
