"""Pictures of printed forms, as a scanner, a copier or a telephone makes them: from a digital PDF, the same every time."""

from pathlib import Path

SCANS = Path(__file__).parent / "scans"
"""Some of them, kept as files with their golds; `python -m tests.pictures` makes them again."""
